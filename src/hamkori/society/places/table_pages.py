"""The page that takes in a spreadsheet: send, look at what would happen, confirm. Rooms above use it too.

Between the two steps the lines travel sealed in the form itself: nothing is stored before somebody has confirmed.
"""

import base64
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamkori.ground.files.upload import FileTooBig
from hamkori.kernel import crypto
from hamkori.kernel.desk import desk_page, explain
from hamkori.kernel.errors import BadInput, BadState, HamkoriError
from hamkori.kernel.forms import Form
from hamkori.society.places.tables import Column, RowFault, Table, each_fault, read_table

MOST_CARRIED = 1_800_000  # characters in the hidden field; Django takes 2 MB of a form
SHOWN = 20
_PURPOSE = "table"


class PlanLike(Protocol):
    """What would happen to the lines of a file."""

    faults: list[RowFault]
    same: int
    shown: list[tuple[str, ...]]

    @property
    def changes(self) -> int: ...


class FileForm(Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("XLSX or CSV, at most 6,000 lines."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,text/csv"}),
    )


def carry(table: Table) -> str:
    """The lines as text for a hidden field. Raises `BadInput` when they are too long for one."""
    plain = zlib.compress(json.dumps(table.rows, ensure_ascii=False).encode(), 6)
    text = base64.urlsafe_b64encode(crypto.seal(plain, purpose=_PURPOSE)).decode()
    if len(text) > MOST_CARRIED:
        raise BadInput(_("The file is too big. Please send it in parts."), field="file")
    return text


def carried(text: str) -> Table:
    """What `carry` packed. Raises `BadState` for anything else."""
    try:
        plain = crypto.unseal(base64.urlsafe_b64decode(text), purpose=_PURPOSE)
        return Table(rows=[(number, row) for number, row in json.loads(zlib.decompress(plain))])
    except (crypto.Unreadable, ValueError) as error:
        raise BadState(_("This page has become too old. Please send the file again.")) from error


def table_page(
    request: HttpRequest,
    *,
    template: str,
    columns: Sequence[Column],
    plan: Callable[[Table], PlanLike],
    carry_out: Callable[[Any], HttpResponse],
    notices: Mapping[str, str | Promise],
    context: Mapping[str, Any],
) -> HttpResponse:
    """Three answers of one address: the form, the preview with its faults, and (after a second press) the import."""
    form = FileForm(files=request.FILES, data=request.POST) if request.method == "POST" else FileForm()
    shown: dict[str, Any] = {"form": form, "columns": columns, **context}
    if request.method != "POST":
        return desk_page(request, template, shown, notices=notices)
    try:
        if "rows" in request.POST:
            table = carried(request.POST["rows"])
            found = plan(table)
            if not found.faults:
                return carry_out(found)
        elif form.is_valid():
            file = form.cleaned_data["file"]
            if limit := getattr(file, "too_big_for", 0):
                raise FileTooBig.at(limit)
            table = read_table(file.read(), columns)
            found = plan(table)
        else:
            return desk_page(request, template, shown, status=422)
        if not found.faults and found.changes:
            shown["rows"] = carry(table)
    except HamkoriError as error:
        if not form.is_bound or "rows" in request.POST:
            form = FileForm({}, {})
            form.errors.clear()
        return desk_page(request, template, {**shown, "form": form}, status=explain(form, error))
    faults, more = each_fault(found.faults)
    shown |= {
        "plan": found,
        "faults": faults,
        "more_faults": more,
        "first": found.shown[:SHOWN],
        "more": max(0, len(found.shown) - SHOWN),
        "lines": len(table.rows),
    }
    return desk_page(request, template, shown, status=422 if faults else 200)
