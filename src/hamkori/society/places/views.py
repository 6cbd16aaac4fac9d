"""Keeping the territory: places, their names, how careful to be, and many places from a file. For administrators."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamkori.kernel.actor import Role
from hamkori.kernel.desk import acting, desk_page, explain, go, in_languages, leave_notice, only
from hamkori.kernel.errors import HamkoriError
from hamkori.society.countries.views import new_line_page
from hamkori.society.places import admin_queries, queries
from hamkori.society.places.actions import rename_place, set_risk_level
from hamkori.society.places.actions_admin import close_place, import_places
from hamkori.society.places.forms import NewPlaceForm, RenameForm, RiskForm
from hamkori.society.places.importing import COLUMNS, Plan, examples
from hamkori.society.places.importing import plan as plan_of
from hamkori.society.places.models import Place
from hamkori.society.places.table_pages import table_page
from hamkori.society.places.tables import Table, template_file
from hamkori.society.places.words import UNDER_A_DISTRICT, kind_in_words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOTICES: dict[str, str | Promise] = {
    "place_added": _("The place is saved."),
    "place_renamed": _("The new name is saved; the former one is kept."),
    "place_risk": _("Saved."),
    "place_retired": _("The place is retired. What happened there stays with it."),
    "places_imported": _("The file is taken over."),
}

administrators = only(Role.ADMINISTRATOR)


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return desk_page(request, f"places/admin_{name}.html", context, notices=NOTICES, status=status)


@administrators
@require_GET
def territory(request: HttpRequest) -> HttpResponse:
    """The administrator's own area; with `q` a search in it."""
    actor = acting(request)
    text = request.GET.get("q", "")[:100]
    if not text.strip():
        return go("places:place", admin_queries.area_of(actor).code)
    found = queries.search(text, limit=40, within=admin_queries.within(actor))
    rows = [{"found": one, "kind": kind_in_words(one.place.kind)} for one in found]
    return _page(request, "search", {"rows": rows, "search": text})


@administrators
@require_GET
def place(request: HttpRequest, code: str) -> HttpResponse:
    actor = acting(request)
    found = admin_queries.place_for(actor, code)
    card = admin_queries.card(actor, found)
    context = {
        "card": card,
        "place": found,
        "kind": kind_in_words(found.kind),
        "rows": [{"place": one, "kind": kind_in_words(one.kind)} for one in card.inside],
        "can_add": found.depth >= 1 and found.retired_on is None,
        "own": found.depth >= 2,
        "risk": RiskForm(initial={"risk_level": found.risk_level}),
    }
    return _page(request, "place", context)


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    """One place under another one: the same rules as a line of the file."""
    actor = acting(request)
    above = admin_queries.place_for(actor, code)
    form = NewPlaceForm(request.POST) if request.method == "POST" else NewPlaceForm()
    status = 200
    if form.is_bound and form.is_valid():
        within = admin_queries.within(actor)
        found = plan_of(Table(rows=[(1, form.as_row(above.code))]), within)
        for fault in found.faults:
            form.add_error(fault.code if fault.code in form.fields else None, fault.sentence)
        if not found.faults:
            import_places(actor=actor, within=within, plan=found)
            leave_notice(request, "place_added")
            return go("places:place", above.code)
    if form.is_bound:
        status = 422
    return _page(request, "form", _form(form, above, _("Add a place inside")), status)


def _form(form: Any, place: Place, title: Any) -> dict[str, Any]:
    return {"form": form, "place": place, "heading": title}


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, code: str) -> HttpResponse:
    actor = acting(request)
    found = admin_queries.place_for(actor, code)
    form = RenameForm(request.POST, place=found) if request.method == "POST" else RenameForm(place=found)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            names = in_languages(form.cleaned_data, "name")
            rename_place(actor=actor, place=found, names=names, on=form.cleaned_data["on"])
        except HamkoriError as error:
            status = explain(form, error)
        else:
            leave_notice(request, "place_renamed")
            return go("places:place", code)
    return _page(request, "form", _form(form, found, _("Rename")), status)


@administrators
@require_POST
def risk(request: HttpRequest, code: str) -> HttpResponse:
    """How careful to be here (K32)."""
    actor = acting(request)
    found = admin_queries.place_for(actor, code)
    form = RiskForm(request.POST)
    if not form.is_valid():
        return _page(request, "form", _form(form, found, _("How careful we are here")), 422)
    set_risk_level(actor=actor, place=found, risk_level=form.cleaned_data["risk_level"])
    leave_notice(request, "place_risk")
    return go("places:place", code)


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def help_line(request: HttpRequest, code: str) -> HttpResponse:
    """A help line that answers for this place and what lies inside."""
    found = admin_queries.place_for(acting(request), code)
    path = found.path if found.parent_id else ""
    return new_line_page(request, path=path, where=found.name, back=reverse("places:place", args=[code]))


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def retire(request: HttpRequest, code: str) -> HttpResponse:
    actor = acting(request)
    found = admin_queries.place_for(actor, code)
    problem, status = "", 200
    if request.method == "POST":
        try:
            close_place(actor=actor, place=found)
        except HamkoriError as error:
            problem, status = str(error), error.status
        else:
            leave_notice(request, "place_retired")
            return go("places:place", found.parent.code if found.parent is not None else found.code)
    return _page(request, "retire", {"place": found, "problem": problem}, status)


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest) -> HttpResponse:
    """Many places from a file: sent, looked at, confirmed."""
    actor = acting(request)
    within = admin_queries.within(actor)

    def carry_out(found: Plan) -> HttpResponse:
        import_places(actor=actor, within=within, plan=found)
        leave_notice(request, "places_imported")
        return go("places:territory")

    return table_page(
        request,
        template="places/admin_table.html",
        columns=COLUMNS,
        plan=lambda sent: plan_of(sent, within),
        carry_out=carry_out,
        notices=NOTICES,
        context={
            "heading": _("Places from a file"),
            "template_url": reverse("places:table_template"),
            "back_url": reverse("places:territory"),
            "titles": (_("Name"), _("Kind"), _("Lies in"), _("Code")),
        },
    )


@administrators
@require_GET
def table_template(request: HttpRequest) -> HttpResponse:
    """The file to fill in."""
    words = [(kind_in_words(kind), str(_("A kind of place."))) for kind in UNDER_A_DISTRICT]
    return HttpResponse(
        template_file(COLUMNS, list(examples()), words),
        content_type=XLSX,
        headers={"Content-Disposition": 'attachment; filename="places.xlsx"', "Cache-Control": "no-store"},
    )
