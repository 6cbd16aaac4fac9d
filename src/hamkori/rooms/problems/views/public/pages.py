"""Public pages: a folder, its story, a team; a slip on a phone; “is it better?”."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from hamkori.ground.receipts import once
from hamkori.kernel import clock
from hamkori.kernel.actor import ANYONE
from hamkori.kernel.errors import HamkoriError, NotFound
from hamkori.kernel.pages import cached_page, never_kept
from hamkori.kernel.registries import team_panels
from hamkori.kernel.words import pick
from hamkori.rooms.bodies.models import Seat
from hamkori.rooms.problems.actions import measuring, voices
from hamkori.rooms.problems.forms.team import SlipForm
from hamkori.rooms.problems.models import Folder
from hamkori.rooms.problems.queries import asking, causes, teams
from hamkori.rooms.problems.queries import folders as queries
from hamkori.rooms.problems.queries import voices as voice_queries
from hamkori.rooms.problems.queries.results import results_of
from hamkori.rooms.problems.states import LAST, UNDER_WAY, State
from hamkori.rooms.problems.views import shown

AGREE, SLIP = "problems.agree", "problems.slip"


def _language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


def _asks(folder: Folder) -> bool:
    """Residents are asked while the team acts and checks, and for a while after."""
    return State(folder.state) in UNDER_WAY | LAST or (
        folder.state == State.CLOSED and folder.watched_on is None
    )


@cached_page
@require_GET
def folder(request: HttpRequest, uid: str) -> HttpResponse:
    """What the team works on, why it happens, what is done, what has changed, and what nobody knows."""
    found = queries.public(uid)
    sheets = queries.sheets_of(found)
    table = shown.lines_of(voice_queries.table_of(found.team, found.opened_on.year) or _latest_table(found))
    return render(
        request,
        "problems/public/folder.html",
        {
            "folder": found,
            "way": queries.way_of(found),
            "sides": shown.sides(sheets),
            "triangle": shown.triangle(shown.sides(sheets)),
            "filled": len(sheets.sides) == 3,
            "texts": shown.texts(found, sheets),
            "results": [one for one in shown.results(results_of(found)) if one.marks],
            "higher": asking.public_of(found),
            "tree": causes.tree_of(found),
            "concerns": queries.linked_count(found),
            "table": table,
            "agreement": queries.agreement_shown(sheets.agreement),
            "asks": _asks(found),
            "story": sheets.story if sheets.story is not None and sheets.story.is_public else None,
        },
    )


def _latest_table(folder: Folder) -> Any:
    years = voice_queries.years_of(folder.team)
    return voice_queries.table_of(folder.team, years[0]) if years else None


def _seal(purpose: str, uid: str) -> str:
    return once.sealed_key(purpose=purpose, uid=uid)


def _unseal(request: HttpRequest, purpose: str, uid: str) -> str:
    """The key of this very form. Raises `NotFound` when the sealed field is not ours or of another page."""
    key = once.key_in(request.POST.get("state", ""), purpose=purpose, uid=uid)
    if key is None:
        raise NotFound()
    return key


@csrf_exempt
@require_http_methods(["GET", "POST"])
def agree(request: HttpRequest, uid: str) -> HttpResponse:
    """GET asks, POST counts; the sealed key counts once. No session, no cookie."""
    found = queries.public(uid)
    if not _asks(found):
        raise NotFound()
    counted, stale = False, False
    if request.method == "POST":
        try:
            key = _unseal(request, AGREE, found.uid)
            measuring.say_better(
                actor=ANYONE, folder=found, answer=request.POST.get("answer", ""), submission_key=key
            )
            counted = True
        except HamkoriError:
            stale = True
    context = {"folder": found, "counted": counted, "stale": stale, "sealed": _seal(AGREE, found.uid)}
    return never_kept(render(request, "problems/public/agree.html", context, status=409 if stale else 200))


@csrf_exempt
@require_http_methods(["GET", "POST"])
def slip(request: HttpRequest, uid: str) -> HttpResponse:
    """Up to three voices on a phone, while the counting is open. No name, no session, no cookie (K62)."""
    found = voice_queries.open_to_phones(uid)
    issues = voice_queries.issues_of(found.team, found.year)
    context: dict[str, Any] = {"session": found, "team": found.team}
    status = 200
    if request.method == "POST":
        form = SlipForm(issues=issues, data=request.POST)
        if form.is_valid():
            try:
                key = _unseal(request, SLIP, found.uid)
                voices.give_voice(
                    actor=ANYONE,
                    session=found,
                    issues=[int(number) for number in form.cleaned_data["issues"]],
                    submission_key=key,
                )
                return never_kept(render(request, "problems/public/slip.html", {**context, "counted": True}))
            except NotFound:
                form.add_error(None, _("This page stood open for too long. Please open it again."))
            except HamkoriError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
        status = 422
    else:
        form = SlipForm(issues=issues, initial={"state": _seal(SLIP, found.uid)})
    return never_kept(render(request, "problems/public/slip.html", {**context, "form": form}, status=status))


@cached_page
@require_GET
def story(request: HttpRequest, uid: str) -> HttpResponse:
    """The published story with its limits."""
    found = queries.public_story(uid)
    sheets = queries.sheets_of(found.folder)
    return render(
        request,
        "problems/public/story.html",
        {
            "story": found,
            "folder": found.folder,
            "telling": pick(found.tellings),
            "limits": pick(found.limits),
            "sharing": pick(found.sharings),
            "address": settings.HAMKORI_ORIGIN + reverse("problems:story", args=[found.folder.uid]),
            "texts": shown.texts(found.folder, sheets),
            "results": [one for one in shown.results(results_of(found.folder)) if one.marks],
            "agreement": queries.agreement_shown(sheets.agreement),
            "concerns": queries.linked_count(found.folder),
            "pieces": queries.pieces_shown(sheets.pieces),
        },
    )


@cached_page
@require_GET
def team(request: HttpRequest, uid: str) -> HttpResponse:
    """Who a team is, what needs attention, what it works on; every room adds its part."""
    found = teams.public_team(uid)
    standing = teams.standing_of(found)
    categories = queries.category_names(found)
    panels = []
    for name, panel in team_panels:
        context = panel.build(found, ANYONE, _language())
        if context is not None:
            panels.append({"name": name, "template": panel.template, "panel": context})
    return render(
        request,
        "problems/public/team.html",
        {
            "team": found,
            "standing": standing,
            "seats": [_seat(seat, categories) for seat in standing.seats],
            "panels": panels,
            "today": clock.today(),
            "place_url": reverse("portal:place", args=[found.place.code]),
        },
    )


def _seat(seat: Seat, categories: dict[str, dict[str, str]]) -> dict[str, Any]:
    """A seat as everybody may see it: the group; the name only by consent (K01, K60)."""
    today = clock.today()
    return {
        "group": pick(categories.get(seat.category)) or _("a member"),
        "name": seat.shown_name if seat.shown_agreed_on else "",
        "until": seat.term_until,
        "soon": seat.term_until is not None and (seat.term_until - today).days <= 120,
    }
