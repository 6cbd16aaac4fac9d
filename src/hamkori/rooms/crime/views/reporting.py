"""Who has reported lately: for calling an office before a release is built (R485)."""

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from hamkori.kernel.actor import Role
from hamkori.rooms.crime.statistics import reporting
from hamkori.rooms.crime.statistics.outputs.words import month_name, period_name
from hamkori.rooms.crime.views.common import page
from hamkori.society.accounts.gate import with_role
from hamkori.society.accounts.sessions import actor_of

SAID: dict[str, tuple[str, str | Promise]] = {
    "records": ("done", pgettext_lazy("reported", "records or reports")),
    "table": ("advice", pgettext_lazy("reported", "a table")),
    "zero": ("due", pgettext_lazy("reported", "said that there was no crime")),
    "nothing": ("late", pgettext_lazy("reported", "nothing")),
}
"""What a district said of a month: its sign, a shape first, and its words."""


@require_GET
@with_role(Role.STATISTICIAN, Role.INTEGRITY, Role.COMMANDER)
def recent(request: HttpRequest) -> HttpResponse:
    """District by month for the last half year, by the alphabet. Whether something came, never how much."""
    found = reporting.of_area(actor=actor_of(request))
    months = [
        {"short": month_name(one.month, short=True), "name": period_name(f"{one:%Y-%m}")}
        for one in found.months
    ]
    regions = [
        {
            "name": region.name,
            "rows": [
                {"name": one.name, "cells": [SAID[said] for said in one.said]} for one in region.districts
            ],
        }
        for region in found.regions
    ]
    return page(
        request, "reported",
        {
            "found": found, "months": months, "regions": regions, "key": SAID.values(),
            "last": months[-1]["name"], "width": len(months) + 1,
        },
    )  # fmt: skip
