"""The plan of the year and the local budget."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.bodies.queries import responsible_at
from hamkori.rooms.problems.catalogue import RESOURCES, Origin
from hamkori.rooms.problems.models import BudgetRequest, Decision, Folder, PlanRow, PlanTemplate, YearPlan
from hamkori.rooms.problems.texts import checked, put
from hamkori.society.accounts.models import Organisation
from hamkori.society.countries.models import Law

LOCAL_GOVERNMENT = ("jamoat", "district_government")
MOST_PRIORITIES = 5


@action("plan.begun", verb="team.lead", on="team")
def begin_plan(
    *, actor: Actor, team: Organisation, year: int, with_rows: bool = True, village: bool = False
) -> YearPlan:
    """A plan with the rows that the country offers, or with the few for a village. Asked twice, it finds the first."""
    if not clock.today().year - 1 <= year <= clock.today().year + 1:
        raise BadInput(_("Please check the year."), field="year")
    plan, created = YearPlan.objects.get_or_create(team=team, year=year, defaults={"on": clock.today()})
    if not created:
        trail.nothing_happened()
        return plan
    if with_rows:
        offered = PlanTemplate.objects.filter(retired_on__isnull=True).order_by("position", "code")
        templates = list(offered.filter(village=True) if village else offered)
        kinds = sorted({kind for one in templates for kind in one.partner_kinds})
        offices = responsible_at(team.place.path, kinds) if kinds else {}
        PlanRow.objects.bulk_create(
            [
                PlanRow(
                    plan=plan, template=one.code, month=month, titles=one.names, shown_by=one.shown_by, posts=one.posts,
                    partner=partner, partners={} if partner else one.partners,
                )
                for one in templates
                for partner in [next((offices[kind] for kind in one.partner_kinds if kind in offices), None)]
                for month in one.months
            ]
        )  # fmt: skip
    trail.note(subject=plan, facts={"year": year})
    return plan


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it is typed. `cost` is whole money of the country."""

    month: int
    title: str
    post: str
    shown_by: str
    folder: Folder | None = None
    partner: Organisation | None = None
    resource: str = "none"
    cost: int = 0
    names_are_places: bool = False
    partner_words: str = ""
    """With whom, where it is no organisation here."""
    origin: str = ""
    """Who wants it (R264); a row of a folder takes it from the folder."""


@action("plan.row_written", verb="team.lead", on="team")
def write_row(
    *,
    actor: Actor,
    team: Organisation,
    plan: YearPlan,
    row: Row,
    language: str,
    instead_of: PlanRow | None = None,
) -> PlanRow:
    """Add or change a row. An adopted plan needs a new decision afterwards: it is the team's again (K43)."""
    if plan.team_id != team.pk or (instead_of is not None and instead_of.plan_id != plan.pk):
        raise BadState()
    if not 1 <= row.month <= 12 or row.resource not in RESOURCES:
        raise BadInput(_("Please choose from the list."), field="month")
    if row.folder is not None and row.folder.team_id != team.pk:
        raise BadState()
    _refuse_too_many(plan, row, instead_of)
    offered = instead_of is not None and bool(instead_of.template)
    if row.folder is None and not offered and row.origin not in Origin.values:
        raise BadInput(_("Say who wants it."), field="origin")
    known = row.names_are_places
    found = instead_of or PlanRow(plan=plan)
    for name, field in (
        ("title", "titles"), ("post", "posts"), ("partner_words", "partners"), ("shown_by", "shown_by"),
    ):  # fmt: skip
        text = checked(
            getattr(row, name),
            field=name,
            place=team.place,
            names_are_places=known,
            may_be_empty=name != "title",
        )
        setattr(found, field, put(getattr(found, field), language, text))
    found.month, found.folder, found.partner = row.month, row.folder, row.partner
    found.resource = row.resource
    found.origin = "" if row.folder is not None or offered else row.origin
    found.cost = row.cost if row.resource in ("budget", "kind") else 0
    found.save()
    if plan.decision_id is not None:
        plan.decision = None
        plan.save(update_fields=["decision"])
    trail.note(subject=plan, changed=["rows"], facts={"row": found.pk})
    return found


def _refuse_too_many(plan: YearPlan, row: Row, instead_of: PlanRow | None) -> None:
    rows = PlanRow.objects.filter(plan=plan, folder__isnull=False)
    if instead_of is not None:
        rows = rows.exclude(pk=instead_of.pk)
    folders = set(rows.values_list("folder_id", flat=True))
    if row.folder is not None and len(folders | {row.folder.pk}) > MOST_PRIORITIES:
        raise BadInput(_("No more than five problems in one year."), field="folder")


@action("plan.row_dropped", verb="team.lead", on="team")
def drop_row(*, actor: Actor, team: Organisation, row: PlanRow) -> YearPlan:
    """Take a row out. What was asked of the budget stays: such a row cannot go."""
    if row.plan.team_id != team.pk:
        raise BadState()
    if BudgetRequest.objects.filter(row=row).exists():
        raise BadState(_("This row stands before the local budget. Write what became of it instead."))
    plan = row.plan
    row.delete()
    plan.decision = None
    plan.save(update_fields=["decision"])
    trail.note(subject=plan, changed=["rows"])
    return plan


@action("plan.row_told", verb="team.lead", on="team")
def tell_row(*, actor: Actor, team: Organisation, row: PlanRow, done: str, why: str = "") -> PlanRow:
    """What became of a row. Not done, or in part, needs a reason from the list."""
    if row.plan.team_id != team.pk:
        raise BadState()
    if done not in PlanRow.Done.values or why not in PlanRow.Why.values:
        raise BadInput(_("Please choose from the list."), field="done")
    needs_reason = done in (PlanRow.Done.PARTLY, PlanRow.Done.NOT)
    if needs_reason and not why:
        raise BadInput(_("Say why."), field="why")
    row.done, row.why = done, why if needs_reason else ""
    row.save(update_fields=["done", "why"])
    trail.note(subject=row.plan, changed=["rows"], facts={"row": row.pk, "done": done})
    return row


@action("plan.adopted", verb="team.lead", on="team")
def adopt_plan(*, actor: Actor, team: Organisation, plan: YearPlan, decision: Decision) -> YearPlan:
    """The plan stands, by a decision of the team (K15)."""
    if plan.team_id != team.pk or decision.team_id != team.pk or decision.kind != Decision.Kind.PLAN:
        raise BadState()
    if not PlanRow.objects.filter(plan=plan).exists():
        raise BadState(_("The plan has no rows yet."))
    plan.decision = decision
    plan.save(update_fields=["decision"])
    trail.note(subject=plan, changed=["decision"])
    return plan


@action("budget.asked", verb="team.lead", on="team")
def ask_budget(
    *, actor: Actor, team: Organisation, row: PlanRow, to: Organisation, law: Law, amount: int, own_days: int
) -> BudgetRequest:
    """Put a row before a local government, with the law that allows it (R245)."""
    if row.plan.team_id != team.pk or row.plan.decision_id is None:
        raise BadState(_("First the team adopts the plan."))
    if to.kind not in LOCAL_GOVERNMENT or not to.place.contains(team.place.path):
        raise BadInput(_("Choose the jamoat or the district government of your area."), field="to")
    if amount < 1:
        raise BadInput(_("Write how much."), field="amount")
    request, created = BudgetRequest.objects.get_or_create(
        row=row,
        defaults={"to": to, "law": law, "asked": amount, "own_share_days": own_days, "on": clock.today()},
    )
    if not created:
        raise BadState(_("This row stands before the local budget already."))
    trail.note(subject=request, facts={"row": row.pk, "amount": amount, "to": to.pk})
    return request


@action("budget.answered", verb="budget.answer", on="request")
def answer_budget(
    *, actor: Actor, request: BudgetRequest, granted: int, decision_number: str, refused: bool = False
) -> BudgetRequest:
    """What the local government decided, with the number of its decision."""
    if request.state != BudgetRequest.State.ASKED:
        raise BadState()
    if not decision_number.strip():
        raise BadInput(_("Write the number of the decision."), field="decision_number")
    if not refused and granted < 1:
        raise BadInput(_("Write how much."), field="granted")
    request.state = BudgetRequest.State.REFUSED if refused else BudgetRequest.State.GRANTED
    request.granted = 0 if refused else granted
    request.decision_number, request.decided_on = decision_number.strip(), clock.today()
    request.on_paper = actor.has_role(Role.SECRETARY)
    request.save()
    trail.note(changed=["state"], facts={"granted": request.granted, "on_paper": request.on_paper})
    return request


@action("budget.spent", verb="budget.answer", on="request")
def tell_spent(*, actor: Actor, request: BudgetRequest, spent: int) -> BudgetRequest:
    """How much was spent; public beside what was granted."""
    if request.state != BudgetRequest.State.GRANTED:
        raise BadState()
    if spent > request.granted:
        raise BadInput(_("More than was granted. Please check."), field="spent")
    request.spent, request.spent_on = spent, clock.today()
    request.save(update_fields=["spent", "spent_on"])
    trail.note(changed=["spent"], facts={"spent": spent})
    return request
