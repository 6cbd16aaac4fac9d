"""The plan of the year, the local budget, the digest of an area, papers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import HamkoriError, NotFound
from hamkori.kernel.pages import never_kept
from hamkori.rooms.problems import papers, spreadsheets
from hamkori.rooms.problems.actions import deciding, planning
from hamkori.rooms.problems.forms import team as forms
from hamkori.rooms.problems.forms.folder import DecisionForm
from hamkori.rooms.problems.models import YearPlan
from hamkori.rooms.problems.queries import folders as folder_queries
from hamkori.rooms.problems.queries import overview
from hamkori.rooms.problems.queries import plans as queries
from hamkori.rooms.problems.views import shown
from hamkori.rooms.problems.views.desk.common import (
    Task,
    bound,
    go,
    language,
    office,
    own_team,
    page,
    run,
    tell,
)
from hamkori.society.accounts.gate import staff_only, with_role
from hamkori.society.accounts.models import Organisation
from hamkori.society.accounts.sessions import actor_of

TEAM = (Role.SECRETARY, Role.MEMBER)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _plan(request: HttpRequest, year: int) -> tuple[Actor, Organisation, YearPlan]:
    actor = actor_of(request)
    team = own_team(actor)
    plan = queries.plan_of(team, year)
    if plan is None:
        raise NotFound()
    return actor, team, plan


def _address(year: int) -> str:
    return reverse("problems_desk:plan_of", args=[year])


@require_GET
@with_role(*TEAM)
def plan(request: HttpRequest, year: int = 0) -> HttpResponse:
    """The plan of a year; an empty page with one button where there is none yet."""
    actor = actor_of(request)
    team = own_team(actor)
    year = year or clock.today().year
    found = queries.plan_of(team, year)
    rows = queries.rows_of(found) if found else []
    return page(
        request,
        "plan",
        {
            "team": team,
            "year": year,
            "years": [year - 1, year + 1],
            "plan": found,
            "months": [
                (papers.month_name(month), [row for row in rows if row.month == month])
                for month in range(1, 13)
            ],
            "tally": queries.tally(rows, year=year),
            "priorities": queries.priorities(rows),
            "sources": queries.sources(rows),
            "outside": queries.is_from_outside(rows),
            "seasons": queries.seasons_of(year),
            "leads": actor.has_role(Role.SECRETARY),
        },
    )


@require_POST
@with_role(Role.SECRETARY)
def plan_begin(request: HttpRequest, year: int) -> HttpResponse:
    actor = actor_of(request)
    team = own_team(actor)
    try:
        planning.begin_plan(actor=actor, team=team, year=year, village=request.POST.get("rows") == "village")
    except HamkoriError as error:
        tell(request, str(error))
    return go(_address(year))


@require_http_methods(["GET", "POST"])
@with_role(Role.SECRETARY)
def row(request: HttpRequest, year: int, number: int = 0) -> HttpResponse:
    """Add or change a row of the plan."""
    actor, team, found = _plan(request, year)
    before = queries.row_of(found, number) if number else None
    folders = list(folder_queries.visible_to(actor).order_by("number"))
    initial: dict[str, Any] = {"resource": "none"}
    if before is not None:
        initial = papers.row_initial(before)
    form = forms.RowForm(
        months=[(str(month), papers.month_name(month)) for month in range(1, 13)],
        folders=folders,
        offices=folder_queries.offices_near(team.place.path),
        initial=initial,
        **bound(request),
    )

    def act(_form: Any) -> object:
        data = form.cleaned_data
        typed = planning.Row(
            month=int(data["month"]), title=data["title"], post=data["post"], shown_by=data["shown_by"],
            folder=next((one for one in folders if one.uid == data["folder"]), None), partner=office(data["partner"]),
            partner_words=data["partner_words"], origin=data["origin"], resource=data["resource"],
            cost=data["cost"] or 0,
            names_are_places=data["names_are_places"],
        )  # fmt: skip
        return planning.write_row(
            actor=actor, team=team, plan=found, row=typed, language=language(), instead_of=before
        )

    lead = _("After a change the team has to adopt the plan again.")
    return run(request, Task(form, act, _("A row of the plan"), _("Write down"), _address(year), lead=lead))


@require_POST
@with_role(Role.SECRETARY)
def row_drop(request: HttpRequest, year: int, number: int) -> HttpResponse:
    actor, team, found = _plan(request, year)
    try:
        planning.drop_row(actor=actor, team=team, row=queries.row_of(found, number))
    except HamkoriError as error:
        tell(request, str(error))
    return go(_address(year))


@require_http_methods(["GET", "POST"])
@with_role(Role.SECRETARY)
def row_told(request: HttpRequest, year: int, number: int) -> HttpResponse:
    actor, team, found = _plan(request, year)
    before = queries.row_of(found, number)
    form = forms.TellForm(initial={"done": before.done, "why": before.why}, **bound(request))

    def act(_form: Any) -> object:
        return planning.tell_row(
            actor=actor, team=team, row=before, done=form.cleaned_data["done"], why=form.cleaned_data["why"]
        )

    return run(request, Task(form, act, before.title, _("Write down"), _address(year)))


@require_http_methods(["GET", "POST"])
@with_role(Role.SECRETARY)
def adopt(request: HttpRequest, year: int) -> HttpResponse:
    """Write the decision down and let the plan stand."""
    actor, team, found = _plan(request, year)
    seats = folder_queries.seats(team)
    form = DecisionForm(
        kinds=["plan"], seats=seats, categories=folder_queries.category_names(team), **bound(request)
    )

    def act(_form: Any) -> object:
        data = form.cleaned_data
        wanted = {int(number) for number in data["seats"]}
        return deciding.adopt(
            actor=actor, team=team, plan=found, way=data["way"],
            seats=[seat for seat in seats if seat.number in wanted], protocol=data["protocol"], on=data["on"],
            against=data["against"], abstained=data["abstained"], separate_opinion=data["separate_opinion"],
        )  # fmt: skip

    return run(request, Task(form, act, _("The team adopts the plan"), _("Write down"), _address(year)))


@require_http_methods(["GET", "POST"])
@with_role(Role.SECRETARY)
def budget(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Put a row before a local government; or type its stamped answer (K55)."""
    actor, team, found = _plan(request, year)
    before = queries.row_of(found, number)
    asked = queries.request_of(before)
    if asked is not None:
        return _answer(request, actor, asked.pk, asked, _address(year))
    offices = [
        one for one in folder_queries.offices_near(team.place.path) if one.kind in planning.LOCAL_GOVERNMENT
    ]
    form = forms.BudgetForm(
        offices=offices, laws=queries.laws(), initial={"amount": before.cost or None}, **bound(request)
    )

    def act(_form: Any) -> object:
        data = form.cleaned_data
        to = office(data["to"])
        law = next(one for one in queries.laws() if one.code == data["law"])
        assert to is not None  # the field refuses what was not offered
        return planning.ask_budget(
            actor=actor,
            team=team,
            row=before,
            to=to,
            law=law,
            amount=data["amount"],
            own_days=data["own_days"] or 0,
        )

    return run(
        request,
        Task(
            form,
            act,
            before.title,
            _("Ask the local budget"),
            _address(year),
            lead=_("A row of an adopted plan, the law it stands on, and what residents bring themselves."),
        ),
    )


def _answer(request: HttpRequest, actor: Actor, number: int, asked: Any, back: str) -> HttpResponse:
    """The decision of the local government, or afterwards what was spent."""
    if asked.state == "asked":
        form: Any = forms.BudgetAnswerForm(initial={"granted": asked.asked}, **bound(request))

        def act(_form: Any) -> object:
            data = form.cleaned_data
            return planning.answer_budget(
                actor=actor, request=asked, granted=data["granted"] or 0, decision_number=data["decision_number"],
                refused=data["answer"] == "refused",
            )  # fmt: skip

        title = _("What the local government decided")
    else:
        form = forms.SpentForm(initial={"spent": asked.spent or None}, **bound(request))

        def act(_form: Any) -> object:
            return planning.tell_spent(actor=actor, request=asked, spent=form.cleaned_data["spent"])

        title = _("What was spent")
    context = {"asked": asked, "shown_row": asked.row}
    return run(
        request, Task(form, act, title, _("Write down"), back, context=context, template="budget_answer")
    )


@require_GET
@with_role(Role.HEAD)
def requests(request: HttpRequest) -> HttpResponse:
    """What teams ask of the budget of this local government (P8)."""
    actor = actor_of(request)
    return page(request, "requests", {"requests": queries.requests_to(actor.office)})


@require_http_methods(["GET", "POST"])
@with_role(Role.HEAD)
def request_answer(request: HttpRequest, number: int) -> HttpResponse:
    actor = actor_of(request)
    asked = queries.request_for(actor, number)
    if asked.state == "refused":
        raise NotFound()
    return _answer(request, actor, number, asked, reverse("problems_desk:requests"))


@require_GET
@with_role(Role.COMMANDER, Role.HEAD, Role.COUNCIL)
def digest(request: HttpRequest) -> HttpResponse:
    """Three months of the area: what was raised, what teams work on, what one's own office leads (P6)."""
    found = overview.digest(actor_of(request))
    context = {
        "digest": found,
        "ours": [shown.option_row(one) for one in found.ours],
        "others": [shown.option_row(one) for one in found.others],
    }
    return page(request, "digest", context)


# --- papers


def _pdf(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return never_kept(response)


def _xlsx(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return never_kept(response)


@require_GET
@staff_only
def summary(request: HttpRequest, uid: str) -> HttpResponse:
    """The folder on two pages."""
    found = folder_queries.for_actor(actor_of(request), uid)
    return _pdf(papers.summary_pdf(found, language()), f"folder-{found.number}")


@require_GET
@staff_only
def summary_sheet(request: HttpRequest, uid: str) -> HttpResponse:
    found = folder_queries.for_actor(actor_of(request), uid)
    return _xlsx(spreadsheets.summary(found, language()), f"folder-{found.number}")


@require_GET
@with_role(*TEAM)
def plan_pdf(request: HttpRequest, year: int) -> HttpResponse:
    _actor, _team, found = _plan(request, year)
    return _pdf(papers.plan_pdf(found, language()), f"plan-{year}")


@require_GET
@with_role(*TEAM)
def plan_sheet(request: HttpRequest, year: int) -> HttpResponse:
    _actor, _team, found = _plan(request, year)
    return _xlsx(spreadsheets.plan(found, language()), f"plan-{year}")
