"""Who is responsible where and where nobody is; many offices from a file."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from hamkori.kernel.desk import acting, go, leave_notice
from hamkori.rooms.bodies import office_queries, queries
from hamkori.rooms.bodies.actions_offices import import_offices
from hamkori.rooms.bodies.importing import COLUMNS, Plan, examples
from hamkori.rooms.bodies.importing import plan as plan_of
from hamkori.rooms.bodies.views.common import NOTICES, administrators, language, page
from hamkori.society.places import admin_queries
from hamkori.society.places.table_pages import table_page
from hamkori.society.places.tables import template_file
from hamkori.society.places.views import XLSX


@administrators
@require_GET
def responsible(request: HttpRequest, code: str = "") -> HttpResponse:
    """Every organisation responsible for a place, the nearest first, and what the places inside lack (R003)."""
    actor = acting(request)
    place = admin_queries.place_for(actor, code) if code else admin_queries.area_of(actor)
    kinds = queries.kinds()
    found = office_queries.coverage(place, kinds)
    rows = [
        {
            "kind": kind.name if kind is not None else "",
            "office": office,
            "name": office.name_in(language()),
            "place": where,
        }
        for kind, office, where in found.rows
    ]
    gaps = [
        {
            "place": gap.place,
            "lacks": [kinds[kind].name for kind in gap.lacks],
            "instead": gap.stands_in.name_in(language()) if gap.stands_in is not None else "",
            "no_team": any(kind in office_queries.TEAMS for kind in gap.lacks),
        }
        for gap in found.gaps
    ]
    context = {
        "place": place,
        "rows": rows,
        "gaps": gaps,
        "looked_at": found.looked_at,
        "card": admin_queries.card(actor, place),
    }
    return page(request, "responsible", context)


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest) -> HttpResponse:
    """Many offices with their contacts from a file: sent, looked at, confirmed."""
    actor = acting(request)
    area = admin_queries.area_of(actor)

    def carry_out(found: Plan) -> HttpResponse:
        import_offices(actor=actor, within=area, rows=found.rows)
        leave_notice(request, "offices_imported")
        return go("bodies:offices")

    return table_page(
        request,
        template="places/admin_table.html",
        columns=COLUMNS,
        plan=lambda sent: plan_of(sent, area),
        carry_out=carry_out,
        notices=NOTICES,
        context={
            "heading": _("Offices from a file"),
            "template_url": reverse("bodies:table_template"),
            "back_url": reverse("bodies:offices"),
            "titles": (_("Name"), _("Kind of office"), _("Place"), _("Contact")),
        },
    )


@administrators
@require_GET
def table_template(request: HttpRequest) -> HttpResponse:
    """The file to fill in, with the kinds of office of this country."""
    words = [(kind.name, code) for code, kind in queries.kinds().items()]
    return HttpResponse(
        template_file(COLUMNS, list(examples()), words),
        content_type=XLSX,
        headers={"Content-Disposition": 'attachment; filename="offices.xlsx"', "Cache-Control": "no-store"},
    )
