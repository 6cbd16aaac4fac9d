"""What the pages of offices share."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamkori.kernel.actor import Role
from hamkori.kernel.desk import acting, desk_page, only
from hamkori.kernel.errors import NotFound
from hamkori.rooms.bodies import office_queries
from hamkori.society.accounts.models import Organisation

NOTICES: dict[str, str | Promise] = {
    "office_saved": _("The office is saved."),
    "office_ended": _("The office has ended. What it answered stays with it."),
    "area_saved": _("Saved: where the office is responsible."),
    "contact_saved": _("The contact is saved. Now call the number, then press “Checked today”."),
    "contact_checked": _("Noted: the number was checked today."),
    "contact_removed": _("The contact is no longer shown."),
    "seat_saved": _("The seat is saved."),
    "seat_empty": _("The seat is vacant."),
    "offices_imported": _("The file is taken over."),
}

administrators = only(Role.ADMINISTRATOR)
keepers = only(Role.ADMINISTRATOR, Role.HEAD)
"""An administrator keeps every office of the area, a head the contacts of the own one."""


def page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return desk_page(request, f"bodies/{name}.html", context, notices=NOTICES, status=status)


def office_or_404(request: HttpRequest, uid: str) -> Organisation:
    """An office that this actor may open."""
    office = office_queries.office_for(acting(request), uid)
    if office is None:
        raise NotFound
    return office


def language() -> str:
    return translation.get_language() or ""
