"""The plan of the year, and what a row asks of the local budget."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as pgettext

from hamkori.kernel.words import pick
from hamkori.rooms.problems.catalogue import RESOURCES, Origin
from hamkori.rooms.problems.models.deciding import Decision
from hamkori.rooms.problems.models.folder import Folder
from hamkori.society.accounts.models import Organisation
from hamkori.society.countries.models import Law


class PlanTemplate(models.Model):
    """A row that the country pack offers for every year: an activity, its months, where the duty comes from."""

    code = models.CharField(max_length=40, unique=True)
    names = models.JSONField(default=dict)
    months = models.JSONField(default=list)
    shown_by = models.JSONField(default=dict)
    posts = models.JSONField(default=dict)
    """Who is responsible: a post, in words."""
    partners = models.JSONField(default=dict)
    """With whom, in words: used where no organisation of `partner_kinds` works in the area."""
    partner_kinds = models.JSONField(default=list)
    duty = models.CharField(max_length=300, blank=True)
    village = models.BooleanField(default=False)
    """Also in the short plan for a village (R248)."""
    position = models.PositiveSmallIntegerField(default=100)
    local_fields = models.JSONField(default=list)
    retired_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.code


class YearPlan(models.Model):
    """What a team wants to do in a year. Adopted by a decision; the team alone changes it (K43)."""

    team = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "year"], name="one_plan_a_year")]

    def __str__(self) -> str:
        return f"plan {self.year}"


class PlanRow(models.Model):
    """One activity: month, what, for which problem, who, with whom, with what, how we will know."""

    class Done(models.TextChoices):
        OPEN = "open", pgettext("a row of a plan", "still open")
        DONE = "done", pgettext("a row of a plan", "done")
        PARTLY = "partly", _("in part")
        NOT = "not", pgettext("a row of a plan", "not done")

    class Why(models.TextChoices):
        NONE = "", ""
        TIME = "time", _("people had no time")
        MONEY = "money", _("there was no money")
        OFFICE = "office", _("an office did not answer")
        SEASON = "season", _("the season was wrong")
        MOVED = "moved", _("moved to another month")

    plan = models.ForeignKey(YearPlan, on_delete=models.CASCADE, related_name="rows")
    template = models.CharField(max_length=40, blank=True)
    month = models.PositiveSmallIntegerField()
    titles = models.JSONField(default=dict)
    folder = models.ForeignKey(Folder, on_delete=models.SET_NULL, null=True, related_name="+")
    origin = models.CharField(max_length=10, choices=Origin.choices, blank=True)
    """Who wants it (R264); empty: a row that every team has, or the folder says it."""
    posts = models.JSONField(default=dict)
    """Who is responsible: a post, in words."""
    partner = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    partners = models.JSONField(default=dict)
    """With whom, in words: a school, the elders, whoever is no organisation here."""
    resource = models.CharField(max_length=8, choices=list(RESOURCES.items()), default="none")
    cost = models.PositiveIntegerField(default=0)
    shown_by = models.JSONField(default=dict)
    done = models.CharField(max_length=8, choices=Done.choices, default=Done.OPEN)
    why = models.CharField(max_length=8, choices=Why.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="row_in_a_month"),
            models.CheckConstraint(
                condition=~Q(done__in=["partly", "not"]) | ~Q(why=""), name="not_done_for_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["plan", "month"], name="plan_row_month")]

    def __str__(self) -> str:
        return f"row {self.pk}"

    @property
    def with_whom(self) -> str:
        """The partner: an organisation, else in words."""
        return pick(self.partner.names) if self.partner else pick(self.partners)

    @property
    def title(self) -> str:
        return pick(self.titles)

    @property
    def wanted_by(self) -> str:
        """The code of who wants it: of the folder, else of the row; "" for a row that every team has."""
        return self.folder.origin if self.folder is not None else self.origin

    @property
    def source(self) -> str:
        """Who wants it, in words (R264)."""
        return str(Origin(self.wanted_by).label) if self.wanted_by else str(_("every team has it"))


class BudgetRequest(models.Model):
    """A plan row before a local government: what was asked, on which law, what was granted and spent (R245)."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        GRANTED = "granted", _("In the local budget")
        REFUSED = "refused", _("Not taken into the budget")

    row = models.OneToOneField(PlanRow, on_delete=models.CASCADE, related_name="request")
    to = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    law = models.ForeignKey(Law, on_delete=models.PROTECT, related_name="+")
    asked = models.PositiveIntegerField()
    own_share_days = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    granted = models.PositiveIntegerField(default=0)
    decision_number = models.CharField(max_length=40, blank=True)
    decided_on = models.DateField(null=True)
    spent = models.PositiveIntegerField(default=0)
    spent_on = models.DateField(null=True)
    on_paper = models.BooleanField(default=False)
    """Typed by the team's secretary from a stamped answer (K55)."""
    on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="asked") | (~Q(decision_number="") & Q(decided_on__isnull=False)),
                name="budget_answer_has_a_number",
            ),
            models.CheckConstraint(condition=Q(spent__lte=models.F("granted")), name="spent_within_granted"),
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"
