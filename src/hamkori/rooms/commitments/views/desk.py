"""The board of the desk, one promise, its photos."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from hamkori.ground.files.pages import shown_to
from hamkori.kernel import access, clock
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import NotFound
from hamkori.kernel.templatetags.look import day
from hamkori.rooms.commitments import clocks, desk_board, queries
from hamkori.rooms.commitments.letters import basis_words, resource_words
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.commitments.sentences import mark_words, reason_words
from hamkori.rooms.commitments.states import LIVE, STEPS, Origin, State
from hamkori.rooms.commitments.subjects import subjects
from hamkori.rooms.commitments.views.common import go, options, page
from hamkori.society.accounts.gate import with_role
from hamkori.society.accounts.sessions import actor_of

SEES = (
    Role.HANDLER, Role.HEAD, Role.CLERK, Role.SECRETARY, Role.MEMBER, Role.COUNCIL, Role.COMMANDER, Role.REVIEWER,
)  # fmt: skip
WRITES = (Role.HANDLER, Role.HEAD, Role.CLERK, Role.SECRETARY, Role.COUNCIL)


def doors_of(actor: Actor, commitment: Commitment) -> dict[str, bool]:
    """The steps that this actor can take now."""
    state = State(commitment.state)

    def may(verb: str) -> bool:
        return access.may(actor, verb, commitment)

    found: dict[str, bool] = {}
    if commitment.driven:
        return found
    if state in LIVE and may("commitment.do"):
        found |= {"done": True, "move": True}
        if commitment.is_late:
            found["explain"] = True
    if state in LIVE | {State.DONE, State.CHECKING} and may("commitment.show"):
        found["evidence"] = True
    if may("commitment.confirm"):
        if STEPS.allows("confirm", state):
            found["confirm"] = True
        if STEPS.allows("reopen", state) and (state != State.KEPT or _still_reopens(commitment)):
            found["reopen"] = True
        if STEPS.allows("say_not_kept", state) and (state not in LIVE or commitment.is_late):
            found["not_kept"] = True
    if state == State.CHECKING and may("commitment.check"):
        found["check"] = True
    if state in LIVE and may("commitment.withdraw"):
        found["withdraw"] = True
    if state in LIVE | {State.DONE, State.CHECKING} and may("commitment.make_letter"):
        found["letter"] = True
    return found


def _still_reopens(commitment: Commitment) -> bool:
    return commitment.closed_on is not None and clock.today() <= commitment.closed_on + clocks.REOPEN


def origin_words(commitment: Commitment) -> str:
    """Where it comes from, in a line."""
    if commitment.subject_type in subjects:
        return str(subjects[commitment.subject_type].name)
    return basis_words(commitment)


def when_words(commitment: Commitment) -> str:
    """How far the day is: "3 days ago", "12 days left", "ended 4 May"."""
    if commitment.is_late:
        days = commitment.days_after
        return ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": days}
    if commitment.is_live:
        days = commitment.days_left
        if not days:
            return _("today")
        return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
    if commitment.closed_on is not None:
        return _("ended %(day)s") % {"day": day(commitment.closed_on, "day")}
    return _("done %(day)s") % {"day": day(commitment.done_on, "day")}


def row_of(actor: Actor, commitment: Any) -> dict[str, Any]:
    """A line of the board, in words; of a row of `desk_reads.rows`."""
    shows = Truncator(commitment.evidence_text or "").chars(70)
    if commitment.evidence_photos:
        shows = f"{shows} {_('Photos: %(number)s') % {'number': commitment.evidence_photos}}".strip()
    return {
        "url": reverse("commitments_desk:one", args=[commitment.shown_reference]),
        "reference": commitment.shown_reference,
        "title": commitment.title,
        "sign": commitment.sign,
        "owner": commitment.owner.name_in(actor.language),
        "origin": origin_words(commitment),
        "first": day(commitment.first_due_on, "day") if commitment.moved else "",
        "due": day(commitment.due_on, "short"),
        "when": when_words(commitment),
        "late": commitment.is_late,
        "shows": shows,
        "doors": doors_of(actor, commitment),
    }


@require_GET
@with_role(*SEES)
def board(request: HttpRequest) -> HttpResponse:
    """Everything promised that this posting can see: sums, filters, bands by state, acts at the row's end."""
    actor = actor_of(request)
    if number := request.GET.get("number", "").strip():
        try:
            return go("one", queries.for_actor(actor, number).shown_reference)
        except NotFound:
            pass
    wanted = desk_board.Wanted(
        place=request.GET.get("place", ""),
        owner=request.GET.get("owner", ""),
        origin=request.GET.get("origin", ""),
        due=request.GET.get("due", ""),
        band=request.GET.get("band", ""),
        after=request.GET.get("after", ""),
    )
    found = desk_board.board(actor, wanted)
    places, owners = queries.choices_of(actor)
    return page(
        request,
        "board",
        {
            "board": found,
            "bands": [(band, [row_of(actor, row) for row in band.rows]) for band in found.bands],
            "wanted": wanted,
            "places": options(places, wanted.place),
            "owners": options(owners, wanted.owner),
            "origins": options(Origin.choices, wanted.origin),
            "today": clock.today(),
            "number": number,
            "writes": actor.has_role(*WRITES),
            "meets": actor.has_role(Role.SECRETARY, Role.COUNCIL),
            "public_url": reverse("commitments:board"),
            "heads": (_("Responsible"), _("How it was said"), _("By which day"), _("What shows it")),
            "acts": {"confirm": _("Confirm"), "check": _("Check"), "done": _("Done"), "move": _("New day")},
        },
    )


@require_GET
@with_role(*SEES)
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """One promise with its whole life, for the sides and those who watch over it."""
    actor = actor_of(request)
    commitment = queries.for_actor(actor, reference)
    whole = queries.whole(commitment)
    address = ""
    if commitment.subject_type in subjects:
        address = subjects[commitment.subject_type].address(actor, commitment.subject_id)
    witnesses = (
        (commitment.basis.first_witness, commitment.basis.second_witness)
        if commitment.basis.body_id == actor.organisation_id and commitment.basis.first_witness
        else None
    )
    return page(
        request,
        "one",
        {
            "commitment": commitment,
            "owner": commitment.owner.name_in(actor.language),
            "to": commitment.to_organisation.name_in(actor.language) if commitment.to_organisation else "",
            "whole": whole,
            "marks": [(mark, mark_words(mark.kind)) for mark in whole.marks],
            "moves": [(move, reason_words(move.reason, move.reason_code)) for move in whole.extensions],
            "resources": [resource_words(resource) for resource in whole.resources],
            "why": reason_words(commitment.why_not, commitment.why_code),
            "origin": origin_words(commitment),
            "address": address,
            "witnesses": witnesses,
            "doors": doors_of(actor, commitment),
            "asks_back": commitment.withdrawal_asked_by,
            "letters": [letter for letter in whole.letters if letter.body_id == actor.organisation_id],
        },
    )


@require_GET
@with_role(*SEES)
def photo(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """A photo or a paper, unlocked for this answer only; who looked is recorded (K47)."""
    actor = actor_of(request)
    commitment = queries.for_actor(actor, reference)
    file = queries.file_of(commitment, token)
    return shown_to(actor, file, name=commitment.shown_reference)
