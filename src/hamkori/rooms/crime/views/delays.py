"""Days from the report to the record, by district: a page of the desk behind the figures (K21)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from hamkori.kernel.actor import Role
from hamkori.rooms.crime.statistics import delays
from hamkori.rooms.crime.statistics.outputs import published, sentences
from hamkori.rooms.crime.views.common import page
from hamkori.society.accounts.gate import with_role
from hamkori.society.accounts.sessions import actor_of


@require_GET
@with_role(Role.STATISTICIAN, Role.INTEGRITY)
def of_release(request: HttpRequest, uid: str) -> HttpResponse:
    """Half of the records and nine of ten within so many days, by the alphabet. Never public."""
    found = published.release_of(uid)
    rows = delays.of_release(actor=actor_of(request), release=found)
    return page(
        request, "figures_delays",
        {"release": found, "heading": sentences.heading(found), "rows": rows, "fewest": delays.FEWEST},
    )  # fmt: skip
