"""One concern: the whole of it for whoever answers or reviews, the card for a team; the name; the photos."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from hamkori.ground.files.pages import shown_to
from hamkori.kernel import access
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import NotAllowed, NotFound
from hamkori.rooms.concerns import desk_lists, desk_queries, queries
from hamkori.rooms.concerns.actions import answering
from hamkori.rooms.concerns.forms.desk import PASS_ON_REASONS, StepForm
from hamkori.rooms.concerns.models import Concern
from hamkori.rooms.concerns.rules import OFFICE
from hamkori.rooms.concerns.states import STEPS, Public, State
from hamkori.rooms.concerns.views.desk.common import bound, page, step, step_up
from hamkori.society.accounts.gate import staff_only
from hamkori.society.accounts.sessions import actor_of

CARE_WORDS = {
    "dispute": _(
        "This may touch a woman or a child who is afraid. Ask one person at a time, alone. Do not reconcile, do not "
        "bring the two sides together, tell no elder and no relative. If somebody may be hurt, move it to the "
        "protected place."
    ),
    "harm": _(
        "Some words here may mean danger for somebody. If this should not have come here, move it to the protected "
        "place in one step."
    ),
    "people": _("Some words here label people. Answer about the place and what happens there."),
}
DOORS = (
    ("take_up", "concern.answer", "take_up"),
    ("answer", "concern.answer", "answer"),
    ("done", "concern.answer", "propose"),
    ("ask", "concern.answer", "ask"),
    ("pass_on", "concern.pass_on", "pass_on"),
    ("clear", "concern.clear", "clear"),
    ("seal", "concern.seal", "seal"),
)


def doors_of(actor: Actor, concern: Concern) -> set[str]:
    """The steps that this actor can take now."""
    state = State(concern.state)
    found = {
        name for name, verb, move in DOORS if STEPS.allows(move, state) and access.may(actor, verb, concern)
    }
    if concern.is_late and access.may(actor, "concern.explain", concern):
        found.add("explain")
    if STEPS.allows("answer", state) and access.may(actor, "concern.type_paper_answer", concern):
        found.add("paper")
    if access.may(actor, "concern.make_letter", concern):
        found.add("letter")
    if state is State.CHECKING and access.may(actor, "concern.check", concern):
        found.add("check")
    asked = concern.public_state in (Public.ASKED, Public.SHOWN, Public.DECLINED, Public.HIDDEN)
    if asked and access.may(actor, "concern.review", concern):
        found.add("review")
    appealed = concern.public_state in (Public.DECLINED, Public.HIDDEN)
    if appealed and access.may(actor, "concern.decide_moderation_appeal", concern):
        moderation = queries.last_moderation(concern)
        if moderation is not None and moderation.appealed_on is not None:
            found.add("appeal")
    return found


@require_GET
@staff_only
def concern(request: HttpRequest, reference: str) -> HttpResponse:
    """The concern as this posting may see it. Opening the words leaves a line that the resident can read (R022)."""
    actor = actor_of(request)
    found = queries.for_actor(actor, reference)
    days = desk_lists.days_of([found.pk]).get(found.pk)
    context: dict[str, Any] = {
        "concern": found,
        "days": days,
        "sign": desk_lists.sign_of(found),
        "words": desk_lists.words_of(found),
        "doors": doors_of(actor, found),
        "office": found.organisation.name_in(actor.language) if found.organisation else "",
        "explanations": queries.explanations(found),
    }
    if not access.may(actor, "concern.read", found):
        context["closing_words"] = desk_queries.closing_words(found) if "check" in context["doors"] else ""
        return page(request, "card", context)
    answering.record_sighting(actor=actor, concern=found)
    reasons = dict(PASS_ON_REASONS)
    context |= {
        "lines": queries.lines(found, language=actor.language, for_office=True),
        "photos": desk_queries.photos_of(found),
        "offices": [
            (row, reasons.get(row.reason, "")) for row in desk_queries.offices_so_far(found, actor.language)
        ],
        "name_step": desk_queries.name_step(actor, found),
        "care": [CARE_WORDS[code] for code in desk_queries.care_of(found)],
        "in_office": actor.has_role(*OFFICE, Role.SECRETARY)
        and actor.organisation_id == found.organisation_id,
    }
    return page(request, "concern", context)


@require_http_methods(["GET", "POST"])
@staff_only
def name(request: HttpRequest, reference: str) -> HttpResponse:
    """The name, after one more press and the second step of signing in. Each look is recorded."""
    actor = actor_of(request)
    found = queries.for_actor(actor, reference, verb="concern.see_name")
    if desk_queries.name_step(actor, found) != "see":
        raise NotFound()
    if not actor.second_factor:
        return step_up(request, request.path)
    identity = None
    if request.method == "POST":
        try:
            identity = answering.see_identity(actor=actor, concern=found)
        except NotAllowed as error:
            raise NotFound() from error
    return page(request, "name", {"concern": found, "identity": identity})


@require_http_methods(["GET", "POST"])
@staff_only
def ask_name(request: HttpRequest, reference: str) -> HttpResponse:
    return step(
        request,
        reference,
        verb="concern.see_name",
        notice="name_asked",
        build=lambda request, actor, concern: StepForm(**bound(request)),
        act=lambda actor, concern, form: answering.ask_to_see_name(actor=actor, concern=concern),
        title=_("Ask whether you may see the name"),
        lead=_(
            "The resident reads the question with the code and decides. Until then you answer without the name."
        ),
        button=_("Ask"),
    )


@require_GET
@staff_only
def photo(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """A photo or a scanned paper, unlocked for this answer only; who looked is recorded (K47)."""
    actor = actor_of(request)
    found = queries.for_actor(actor, reference, verb="concern.read")
    file = desk_queries.file_of(found, token)
    return shown_to(actor, file, name=found.shown_reference)
