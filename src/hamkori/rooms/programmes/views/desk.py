"""Programmes at the desk: the Ministry writes, reports and approves; council and command read."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamkori.ground.files.pages import shown_to
from hamkori.kernel import access
from hamkori.kernel.actor import Role
from hamkori.kernel.errors import HamkoriError, NotFound
from hamkori.kernel.pages import never_kept
from hamkori.rooms.problems.views.desk.common import Task, bound, go, language, run, tell
from hamkori.rooms.programmes import files, shown
from hamkori.rooms.programmes.actions import framework as actions
from hamkori.rooms.programmes.actions import reporting
from hamkori.rooms.programmes.forms.framework import (
    ActualForm,
    FrameworkForm,
    IndicatorForm,
    ReasonForm,
    ResultForm,
    TargetForm,
    parts_in,
)
from hamkori.rooms.programmes.models import Framework, Indicator
from hamkori.rooms.programmes.queries import framework as queries
from hamkori.rooms.programmes.views.common import page
from hamkori.society.accounts.gate import with_role
from hamkori.society.accounts.sessions import actor_of
from hamkori.society.places import queries as places

READERS = (Role.COMMANDER, Role.HEAD, Role.HANDLER, Role.COUNCIL)
KEEPERS = (Role.COMMANDER, Role.HEAD)
STAFF = (Role.COMMANDER, Role.HEAD, Role.HANDLER)


def _to(framework: Framework) -> str:
    return reverse("programmes_desk:framework", args=[framework.uid])


def _to_indicator(indicator: Indicator) -> str:
    return reverse("programmes_desk:indicator", args=[indicator.uid])


@require_GET
@with_role(*READERS)
def listing(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    rows = queries.listed(actor)
    keeps = actor.organisation_kind == "ministry" and actor.has_role(*KEEPERS)
    return page(request, "list", {"rows": rows, "keeps": keeps})


@require_http_methods(["GET", "POST"])
@with_role(*KEEPERS)
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    owner = queries.own_office(actor)
    access.require(actor, "programme.open", owner)
    offered = [places.root(), *places.children()]
    form = FrameworkForm(places=offered, initial={"place": offered[0].code}, **bound(request))

    def act(_form: Any) -> object:
        data = form.cleaned_data
        plan = actions.Plan(
            title=data["title"], aim=data["aim"], begins_on=data["begins_on"], ends_on=data["ends_on"],
            place=places.get(data["place"]), language=language(), names_are_places=data["names_are_places"],
        )  # fmt: skip
        return actions.open_framework(actor=actor, owner=owner, plan=plan)

    back = reverse("programmes_desk:list")
    return run(request, Task(form, act, _("A new programme"), _("Write down"), back))


@require_GET
@with_role(*READERS)
def framework(request: HttpRequest, uid: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.for_actor(actor, uid)
    twigs = shown.twigs(queries.tree(found, approved_only=False), public=False)
    keeps = access.may(actor, "programme.keep", found)
    return page(request, "framework", {"framework": found, "twigs": twigs, "keeps": keeps})


@require_http_methods(["GET", "POST"])
@with_role(*KEEPERS)
def words(request: HttpRequest, uid: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.for_actor(actor, uid, "programme.keep")
    form = FrameworkForm(new=False, initial={"title": found.title, "aim": found.aim}, **bound(request))

    def act(_form: Any) -> object:
        return actions.word_framework(
            actor=actor, framework=found, language=language(), **_words(form, "title", "aim")
        )

    return run(request, Task(form, act, _("Name and aim"), _("Write down"), _to(found)))


def _words(form: Any, *names: str) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in (*names, "names_are_places")}


@require_POST
@with_role(*KEEPERS)
def show(request: HttpRequest, uid: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.for_actor(actor, uid, "programme.keep")
    wanted = request.POST.get("shown") == "yes"
    try:
        actions.show_framework(actor=actor, framework=found, shown=wanted)
        tell(request, _("Everybody can see it now.") if wanted else _("It is no longer public."))
    except HamkoriError as error:
        tell(request, str(error))
    return go(_to(found))


@require_http_methods(["GET", "POST"])
@with_role(*KEEPERS)
def result(request: HttpRequest, uid: str, number: int = 0) -> HttpResponse:
    actor = actor_of(request)
    found = queries.for_actor(actor, uid, "programme.keep")
    one = queries.result_of(found, number) if number else None
    offered = None if one else queries.outcomes(found)
    initial = {"statement": one.statement, "assumption": one.assumption} if one else {}
    form = ResultForm(outcomes=offered, initial=initial, **bound(request))

    def act(_form: Any) -> object:
        serves = form.cleaned_data.get("serves")
        return actions.write_result(
            actor=actor, framework=found, language=language(), result=one,
            serves=queries.result_of(found, int(serves)) if serves else None,
            **_words(form, "statement", "assumption"),
        )  # fmt: skip

    return run(request, Task(form, act, _("A result"), _("Write down"), _to(found)))


@require_http_methods(["GET", "POST"])
@with_role(*KEEPERS)
def indicator_new(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    found = queries.for_actor(actor_of(request), uid, "programme.keep")
    of = queries.result_of(found, number)
    form = IndicatorForm(
        initial={"unit": "number", "direction": "up", "every": "quarter", "split": ""}, **bound(request)
    )
    return _write(request, form, found, of, None, _to(found))


@require_http_methods(["GET", "POST"])
@with_role(*KEEPERS)
def indicator_words(request: HttpRequest, uid: str) -> HttpResponse:
    one = queries.indicator_for(actor_of(request), uid, "programme.keep")
    names = ("title", "definition", "source", *actions.FIXED, "direction", "baseline", "baseline_on")
    form = IndicatorForm(initial={name: getattr(one, name) for name in names}, **bound(request))
    return _write(request, form, one.result.framework, one.result, one, _to_indicator(one))


def _write(
    request: HttpRequest, form: IndicatorForm, found: Framework, of: Any, one: Indicator | None, back: str
) -> HttpResponse:
    actor = actor_of(request)

    def act(_form: Any) -> object:
        names = (
            "title", "definition", "source", "unit", "direction", "cumulative", "every", "split", "counted_by",
            "baseline", "baseline_on",
        )  # fmt: skip
        wanted = actions.Wanted(language=language(), **_words(form, *names))
        return actions.write_indicator(actor=actor, framework=found, result=of, wanted=wanted, indicator=one)

    lead = _(
        "It is about people’s life or the work of a programme: never about persons who were stopped, cases or fines."
    )
    return run(request, Task(form, act, _("An indicator"), _("Write down"), back, lead=lead))


@require_GET
@with_role(*READERS)
def indicator(request: HttpRequest, uid: str) -> HttpResponse:
    """Every period with its steps: who reads sees drafts as drafts."""
    actor = actor_of(request)
    one = queries.indicator_for(actor, uid)
    leaf = shown.leaf(queries.with_periods(one, approved_only=False), public=False)
    more = queries.steps_and_papers([row.line.actual for row in leaf.rows if row.line.actual is not None])
    lines = [
        {"row": row, "steps": more[row.line.actual.pk][0], "papers": more[row.line.actual.pk][1]}
        if row.line.actual is not None
        else {"row": row, "steps": [], "papers": []}
        for row in leaf.rows
    ]
    context = {
        "framework": one.result.framework,
        "leaf": leaf,
        "lines": lines,
        "chart": shown.chart(one, leaf.rows),
        "keeps": access.may(actor, "programme.keep", one.result.framework),
        "enters": actor.has_role(*STAFF) and actor.organisation_id == one.result.framework.owner_id,
    }
    return page(request, "indicator", context)


@require_http_methods(["GET", "POST"])
@with_role(*KEEPERS)
def target(request: HttpRequest, number: int) -> HttpResponse:
    actor = actor_of(request)
    period = queries.period_for(actor, number, "programme.keep")
    one = period.indicator
    initial = {"target": period.target} | {
        f"part_{part.group}": part.value for part in period.target_parts.all()
    }
    form = TargetForm(indicator=one, initial=initial, **bound(request))

    def act(_form: Any) -> object:
        return actions.set_target(
            actor=actor,
            framework=one.result.framework,
            period=period,
            target=form.cleaned_data["target"],
            parts=form.parts(),
        )

    lead = f"{one.title}: {shown.period_words(period)}"
    return run(request, Task(form, act, _("Target"), _("Write down"), _to_indicator(one), lead=lead))


@require_http_methods(["GET", "POST"])
@with_role(*STAFF)
def value(request: HttpRequest, number: int) -> HttpResponse:
    actor = actor_of(request)
    period = queries.period_for(actor, number, "programme.enter")
    one = period.indicator
    told = getattr(period, "actual", None)
    initial: dict[str, Any] = {}
    if told is not None:
        initial = {"value": told.value, "base": told.base, "remark": told.remark}
        for part in told.parts.all():
            initial |= {f"part_{part.group}": part.value, f"base_{part.group}": part.base}
    form = ActualForm(indicator=one, initial=initial, **bound(request))

    def act(_form: Any) -> object:
        tokens = form.take_files()
        if tokens is None:
            return None
        data = form.cleaned_data
        reached = reporting.Reached(
            value=data["value"], base=data.get("base"), parts=parts_in(data, "part_"), bases=parts_in(data, "base_"),
            remark=data["remark"], language=language(), files=tokens, names_are_places=data["names_are_places"],
        )  # fmt: skip
        return reporting.enter(actor=actor, period=period, reached=reached)

    lead = f"{one.title}: {shown.period_words(period)}"
    done = _("Written down as a draft. Send it when it is ready.")
    return run(
        request,
        Task(form, act, _("What was reached"), _("Write down"), _to_indicator(one), lead=lead, done=done),
    )


@require_POST
@with_role(*STAFF)
def send(request: HttpRequest, number: int) -> HttpResponse:
    actor = actor_of(request)
    period = queries.period_for(actor, number, "programme.enter")
    try:
        reporting.send(actor=actor, period=period)
        tell(request, _("Sent. Somebody else approves it."))
    except HamkoriError as error:
        tell(request, str(error))
    return go(_to_indicator(period.indicator))


@require_POST
@with_role(*KEEPERS)
def approve(request: HttpRequest, number: int) -> HttpResponse:
    actor = actor_of(request)
    told = queries.actual_for(actor, number)
    seen = request.POST.get("seen", "")
    try:
        reporting.approve(actor=actor, actual=told, seen=int(seen) if seen.isdecimal() else 0)
        tell(request, _("Approved."))
    except HamkoriError as error:
        tell(request, str(error))
    return go(_to_indicator(told.period.indicator))


@require_http_methods(["GET", "POST"])
@with_role(*KEEPERS)
def send_back(request: HttpRequest, number: int) -> HttpResponse:
    actor = actor_of(request)
    told = queries.actual_for(actor, number)
    last = reporting.last_step(told)
    form = ReasonForm(**bound(request), initial={"seen": last})

    def act(_form: Any) -> object:
        seen = form.cleaned_data["seen"] or 0
        form.look_again(last)
        return reporting.send_back(
            actor=actor, actual=told, language=language(), seen=seen, **_words(form, "reason")
        )

    one = told.period.indicator
    lead = f"{one.title}: {shown.period_words(told.period)}, {shown.number(told.value, one.unit)}"
    return run(
        request, Task(form, act, _("Send back for revision"), _("Send back"), _to_indicator(one), lead=lead)
    )


@require_GET
@with_role(*READERS)
def paper(request: HttpRequest, number: int, token: str) -> HttpResponse:
    """A paper or photo that shows a value: for everybody who reads programmes at the desk."""
    actor = actor_of(request)
    period = queries.period_for(actor, number, "programme.read")
    return shown_to(actor, queries.paper_of(period, token), name="paper")


@require_POST
@with_role(*STAFF)
def paper_out(request: HttpRequest, number: int, token: str) -> HttpResponse:
    """Take a wrong paper off a draft."""
    actor = actor_of(request)
    period = queries.period_for(actor, number, "programme.enter")
    try:
        reporting.remove_paper(actor=actor, period=period, file=queries.paper_of(period, token))
        tell(request, _("The paper is removed."))
    except HamkoriError as error:
        tell(request, str(error))
    return go(_to_indicator(period.indicator))


@require_GET
@with_role(*READERS)
def file(request: HttpRequest, uid: str, kind: str) -> HttpResponse:
    found = queries.for_actor(actor_of(request), uid)
    if kind not in files.KINDS:
        raise NotFound()
    return never_kept(files.answer(found, kind, language(), public=False))
