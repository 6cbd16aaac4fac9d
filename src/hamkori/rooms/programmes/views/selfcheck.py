"""Self-assessments at the desk: a department writes, its council countersigns or answers, both stand side by side."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamkori.kernel import access, clock
from hamkori.kernel.actor import Role
from hamkori.kernel.errors import HamkoriError, NotFound
from hamkori.rooms.problems.views.desk.common import Task, bound, go, language, run, tell
from hamkori.rooms.programmes.actions import selfcheck as actions
from hamkori.rooms.programmes.elements import DIMENSIONS, ELEMENTS, SCORES
from hamkori.rooms.programmes.forms.selfcheck import ScoresForm
from hamkori.rooms.programmes.models import SelfCheck
from hamkori.rooms.programmes.queries import selfcheck as queries
from hamkori.rooms.programmes.rules import assesses_itself
from hamkori.rooms.programmes.selfcheck_shown import trend
from hamkori.rooms.programmes.views.common import page
from hamkori.society.accounts.gate import with_role
from hamkori.society.accounts.sessions import actor_of

READERS = (Role.COMMANDER, Role.HEAD, Role.HANDLER, Role.COUNCIL)


def _to(check: SelfCheck) -> str:
    return reverse("programmes_desk:selfcheck", args=[check.uid])


@require_GET
@with_role(*READERS)
def listing(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    rows = queries.listed(actor)
    writes = assesses_itself(actor)
    begun = {row.year for row in rows}
    year = clock.today().year
    years = [one for one in (year, year - 1) if one not in begun] if writes else []
    return page(request, "selfchecks", {"rows": rows, "writes": writes, "years": years})


@require_POST
@with_role(Role.COMMANDER)
def begin(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    year = request.POST.get("year", "")
    office = queries.own_department(actor)
    if not year.isdecimal() or len(year) != 4:
        raise NotFound()
    return go(_to(actions.begin(actor=actor, office=office, year=int(year))))


@require_GET
@with_role(*READERS)
def selfcheck(request: HttpRequest, uid: str) -> HttpResponse:
    """Twelve elements with both sides, and how they went over the years."""
    actor = actor_of(request)
    check = queries.for_actor(actor, uid)
    both = queries.both_sides(check)
    trends = trend(queries.years_of(check.office_id, check.year))
    dimensions = [
        {
            "code": code,
            "dimension": one,
            "rows": [(ELEMENTS[name], both[name], trends.get(name)) for name in one.elements],
        }
        for code, one in DIMENSIONS.items()
    ]
    context = {
        "check": check,
        "dimensions": dimensions,
        "scores": SCORES,
        "writes": access.may(actor, "selfcheck.write", check) and check.state == "draft",
        "answers": access.may(actor, "selfcheck.answer", check) and check.state == "sent",
        "own_scores": any(side.council is not None for side in both.values()),
        "missing": sum(side.office is None for side in both.values()),
    }
    return page(request, "selfcheck", context)


@require_http_methods(["GET", "POST"])
@with_role(Role.COMMANDER, Role.COUNCIL)
def scores(request: HttpRequest, uid: str, dimension: str) -> HttpResponse:
    """The scores of one dimension: the department's, or the council's where it sees things in another way."""
    actor = actor_of(request)
    council = actor.has_role(Role.COUNCIL)
    check = queries.for_actor(actor, uid, "selfcheck.answer" if council else "selfcheck.write")
    if dimension not in DIMENSIONS or (check.state == "draft" and council):
        raise NotFound()
    one = DIMENSIONS[dimension]
    initial: dict[str, Any] = {}
    for code, both in queries.both_sides(check).items():
        mine = both.council if council else both.office
        if mine is not None:
            initial |= {f"score_{code}": str(mine.score), f"ground_{code}": mine.ground}
    form = ScoresForm(dimension=one, required=not council, initial=initial, **bound(request))

    def act(_form: Any) -> object:
        write = actions.council_score if council else actions.score
        return write(
            actor=actor, check=check, scores=form.scores(), language=language(),
            names_are_places=form.cleaned_data["names_are_places"],
        )  # fmt: skip

    return run(request, Task(form, act, one.title, _("Write down"), _to(check), lead=one.lead))


STEPS = {"send": actions.send, "countersign": actions.countersign, "answer": actions.answer}
DONE = {
    "send": _("Sent to the council."),
    "countersign": pgettext_lazy("self-assessment", "Countersigned."),
    "answer": _("The answer stands beside the department’s scores."),
}


@require_POST
@with_role(Role.COMMANDER, Role.COUNCIL)
def step(request: HttpRequest, uid: str, verb: str) -> HttpResponse:
    actor = actor_of(request)
    if verb not in STEPS:
        raise NotFound()
    check = queries.for_actor(actor, uid, "selfcheck.write" if verb == "send" else "selfcheck.answer")
    try:
        STEPS[verb](actor=actor, check=check)
        tell(request, DONE[verb])
    except HamkoriError as error:
        tell(request, str(error))
    return go(_to(check))
