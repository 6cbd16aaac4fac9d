"""Dated populations at the desk: what rates are counted with. A statistician writes one down or hands in a file."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from hamkori.ground.files.forms import StepForm
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import BadInput
from hamkori.rooms.crime.statistics import actions_intake, intake
from hamkori.rooms.crime.statistics.populations import latest_in
from hamkori.rooms.crime.views.common import Task, bound, page, run
from hamkori.society.accounts.gate import with_role
from hamkori.society.accounts.sessions import actor_of
from hamkori.society.places.tables import each_fault

WHO = (Role.STATISTICIAN,)
MOST_UPLOAD = 2 * 1024 * 1024


class PopulationForm(StepForm):
    """How many people lived in one area on a day, and who says so."""

    area = forms.CharField(label=_("Area"), max_length=200, help_text=_("Its code or its name."))
    on = forms.CharField(label=_("Counted on"), max_length=10, help_text=_("A day such as 2025-01-01."))
    number = forms.CharField(
        label=_("How many people"), max_length=20, widget=forms.TextInput({"inputmode": "numeric"})
    )
    source = forms.CharField(label=_("Where the number comes from"), max_length=200)


class FileForm(StepForm):
    """A table of populations."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_(
            "CSV or XLSX with columns for the area, the day, how many people, and where the number comes from."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )


@require_GET
@with_role(*WHO)
def listing(request: HttpRequest) -> HttpResponse:
    """The newest dated population of every area of the statistician, and the areas that have none."""
    rows = latest_in(actor_of(request).place_path)
    return page(
        request, "populations", {"rows": rows, "without": sum(row.population is None for row in rows)}
    )


@require_http_methods(["GET", "POST"])
@with_role(*WHO)
def new(request: HttpRequest) -> HttpResponse:
    """One number by a form; checked by the rules of the file."""
    actor = actor_of(request)

    def act(data: dict[str, Any]) -> None:
        columns = intake.POPULATION[:4]
        try:
            _keep(actor, intake.as_file(columns, [data[column.code] for column in columns]))
        except intake.FaultyFile as error:
            raise BadInput(error.faults[0].sentence, field=error.faults[0].code) from None

    task = Task(
        form=PopulationForm(**bound(request)), act=act, title=_("Write down a population"), button=_("Write down"),
        back=reverse("crime_desk:populations"),
    )  # fmt: skip
    return run(request, task)


@require_http_methods(["GET", "POST"])
@with_role(*WHO)
def upload(request: HttpRequest) -> HttpResponse:
    """A whole table, kept whole or not at all."""
    actor = actor_of(request)
    faults: list[Any] = []
    files = {"files": request.FILES} if request.method == "POST" else {}

    def act(data: dict[str, Any]) -> None:
        given = data["file"]
        if getattr(given, "too_big_for", 0) or given.size > MOST_UPLOAD:
            raise BadInput(_("The file is too big."), field="file")
        try:
            _keep(actor, given.read())
        except intake.FaultyFile as error:
            faults.extend(each_fault(error.faults)[0])
            raise

    task = Task(
        form=FileForm(**bound(request), **files), act=act, title=_("Hand in a table of populations"),
        button=_("Hand it in"), back=reverse("crime_desk:populations"), template="population_file",
        context={"faults": faults},
    )  # fmt: skip
    return run(request, task)


def _keep(actor: Actor, data: bytes) -> None:
    rows = intake.populations_of(data)
    actions_intake.keep_populations(actor=actor, rows=rows, digest=actions_intake.digest_of_file(data))
