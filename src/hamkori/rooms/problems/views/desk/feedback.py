"""The summary of a quarter: for the police and offices of an area, and for the council that hands it over."""

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_GET

from hamkori.kernel.actor import Role
from hamkori.kernel.pages import never_kept
from hamkori.rooms.problems import feedback_papers
from hamkori.rooms.problems.queries import feedback as queries
from hamkori.rooms.problems.views import feedback as words
from hamkori.rooms.problems.views.desk.common import page
from hamkori.society.accounts.gate import with_role
from hamkori.society.accounts.sessions import actor_of
from hamkori.society.places import queries as places

READERS = (Role.COMMANDER, Role.HEAD, Role.COUNCIL)


def _asked(year: int, number: int) -> queries.Quarter:
    return queries.Quarter(year, number) if year else queries.ended()


@require_GET
@with_role(*READERS)
def quarter(request: HttpRequest, year: int = 0, number: int = 0) -> HttpResponse:
    """A quarter of the area, the last that is over unless the address says another."""
    found = queries.feedback(actor_of(request), _asked(year, number))
    has_next = found.quarter.next.first <= queries.current().first
    return page(request, "quarter", {**words.context(found), "has_next": has_next})


@require_GET
@with_role(*READERS)
def quarter_pdf(request: HttpRequest, year: int, number: int) -> HttpResponse:
    actor = actor_of(request)
    found = queries.feedback(actor, _asked(year, number))
    place = places.at(actor.place_path) if actor.place_path else places.root()
    data = feedback_papers.quarter_pdf(found, place.name, translation.get_language() or "tg")
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="quarter-{year}-{number}.pdf"'
    return never_kept(response)
