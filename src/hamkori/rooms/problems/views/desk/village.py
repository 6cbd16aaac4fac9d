"""The kit of a team in a village: what to do first, what to print."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from hamkori.rooms.problems import village_papers
from hamkori.rooms.problems.states import Method
from hamkori.rooms.problems.views.desk.common import language, own_team, page
from hamkori.rooms.problems.views.desk.team import in_team
from hamkori.rooms.problems.village import STEPS
from hamkori.rooms.problems.walk_papers import answer
from hamkori.society.accounts.sessions import actor_of


@require_GET
@in_team
def village(request: HttpRequest) -> HttpResponse:
    """Eight steps of the first ninety days, and every sheet that is printed for them."""
    return page(
        request, "village", {"team": own_team(actor_of(request)), "steps": STEPS, "methods": Method.choices}
    )


@require_GET
@in_team
def village_pdf(request: HttpRequest) -> HttpResponse:
    team = own_team(actor_of(request))
    return answer(village_papers.village_pdf(team, language()), "village")
