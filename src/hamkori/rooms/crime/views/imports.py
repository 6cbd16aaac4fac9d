"""Files of senders at the desk: hand one in, see how far it is, read and save its faults, stop and go on."""

import csv
from io import StringIO
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamkori.ground.files.forms import StepForm
from hamkori.kernel.actor import Role
from hamkori.kernel.errors import BadInput, HamkoriError, NotFound
from hamkori.kernel.pages import never_kept
from hamkori.rooms.crime.models import Import, SenderMapping
from hamkori.rooms.crime.register.imports import actions, empty_files, queries
from hamkori.rooms.crime.register.imports.faults import sentence
from hamkori.rooms.crime.register.imports.layouts import BadMapping
from hamkori.rooms.crime.statistics.reporting import finished_months
from hamkori.rooms.crime.views.common import Task, go, page, run, tell
from hamkori.society.accounts.gate import with_role
from hamkori.society.accounts.sessions import actor_of

IMPORTERS = (Role.STATISTICIAN, Role.REGISTRAR)
STATES: dict[str, str | Promise] = {
    "waiting": _("Waits to be read"),
    "running": _("Is being read"),
    "stopped": _("Stopped"),
    "done": _("Taken in"),
    "refused": _("Refused as a whole"),
}
_SIGNS = {"done": "done", "refused": "late"}


class UploadForm(StepForm):
    """A file and the mapping by which it is read."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("CSV or XLSX, at most 10 MB. Longer files are taken in by the command line."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )
    mapping = forms.ChoiceField(label=_("How its columns are read"))

    def __init__(self, *args: Any, mappings: list[SenderMapping], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["mapping"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.name, one.title) for one in mappings]


def _shown(source: Import) -> dict[str, Any]:
    return {
        "source": source,
        "state": STATES[source.state],
        "sign": _SIGNS.get(source.state, "due"),
        "percent": source.percent,
    }


@require_GET
@with_role(*IMPORTERS)
def listing(request: HttpRequest) -> HttpResponse:
    """Imports of the own office or area, the newest first."""
    actor = actor_of(request)
    return page(request, "imports", {"rows": [_shown(source) for source in queries.latest(actor)]})


@require_http_methods(["GET", "POST"])
@with_role(*IMPORTERS)
def new(request: HttpRequest) -> HttpResponse:
    """Hand a file in; the worker reads it."""
    actor = actor_of(request)
    mappings = queries.mappings_for(actor)
    bound = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    form = UploadForm(mappings=mappings, **bound)

    def act(data: dict[str, Any]) -> str | None:
        upload = data["file"]
        if getattr(upload, "too_big_for", 0):
            words = _("The file is too big for this page. It can be taken in by the command line.")
            raise BadInput(words, field="file")
        mapping = next(one for one in mappings if one.name == data["mapping"])
        source = actions.hand_in(actor=actor, mapping=mapping, name=upload.name or "", data=upload.read())
        return reverse("crime_desk:import", args=[source.uid])

    task = Task(
        form=form,
        act=act,
        title=_("Hand in a file"),
        button=_("Hand it in"),
        back=reverse("crime_desk:imports"),
        lead=_(
            "Rows without a fault are taken. The others are listed by row and column, to be mended and sent again."
        ),
        done=_("The file is kept and will be read in a moment."),
        template="import_new",
        context={"expected": empty_files.expected_by(mappings)},
    )
    return run(request, task)


@require_GET
@with_role(*IMPORTERS)
def empty(request: HttpRequest, name: str) -> HttpResponse:
    """The empty file of a mapping, to be filled in."""
    actor = actor_of(request)
    mapping = next((one for one in queries.mappings_for(actor) if one.name == name), None)
    if mapping is None:
        raise NotFound
    try:
        body = empty_files.empty_file(mapping, within=actor.place_path, month=finished_months(1)[0])
    except BadMapping as error:
        raise NotFound from error
    return _file(body, f"{name}.csv")


@require_GET
@with_role(*IMPORTERS)
def one(request: HttpRequest, uid: str) -> HttpResponse:
    """How far it is, and what was found."""
    source = queries.one(actor_of(request), uid)
    start = request.GET.get("from", "")
    begin = int(start) if start.isascii() and start.isdecimal() and len(start) < 7 else 0
    faults = queries.faults_of(source, start=begin)
    context = {
        **_shown(source),
        "faults": [(fault, sentence(fault.rule)) for fault in faults],
        "kinds": [
            (sentence(code), severity, number) for code, severity, number in queries.faults_by_rule(source)
        ],
        "more": begin + len(faults) if len(faults) == queries.SHOWN else 0,
        "stops": source.state in ("waiting", "running") and not source.stop_wanted,
        "resumes": source.state == "stopped" and source.upload_id is not None,
        "reads": source.state in ("waiting", "running"),
    }
    return page(request, "import", context)


@require_POST
@with_role(*IMPORTERS)
def step(request: HttpRequest, uid: str, verb: str) -> HttpResponse:
    """Stop after the present chunk, or go on."""
    actor = actor_of(request)
    source = queries.one(actor, uid)
    try:
        if verb == "stop":
            actions.stop(actor=actor, source=source)
        elif verb == "resume":
            actions.resume(actor=actor, source=source)
        else:
            tell(request, _("There is no such step."))
    except HamkoriError as error:
        tell(request, str(error))
    return go(reverse("crime_desk:import", args=[source.uid]))


@require_GET
@with_role(*IMPORTERS)
def faults(request: HttpRequest, uid: str) -> HttpResponse:
    """The list of faults as CSV."""
    source = queries.one(actor_of(request), uid)
    written = StringIO("\ufeff", newline="")
    written.seek(1)
    csv.writer(written).writerows(queries.fault_lines(source))
    return _file(written.getvalue().encode(), f"faults-{source.uid}.csv")


def _file(body: bytes, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return never_kept(response)
