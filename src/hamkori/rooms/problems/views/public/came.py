"""“What came of it”: the country, a district, a team, with a year; the same figures as a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_GET

from hamkori.kernel.errors import NotFound
from hamkori.kernel.pages import cached_page
from hamkori.kernel.words import pick
from hamkori.rooms.problems import indicators_files as files
from hamkori.rooms.problems.queries import indicators as queries
from hamkori.rooms.problems.queries.indicators_reads import Scope
from hamkori.rooms.problems.views import came as words
from hamkori.society.places import queries as places
from hamkori.society.places.models import Place

Crumbs = list[tuple[str, str]]


def address_of(place: Place) -> str:
    return reverse("problems:came_place", args=[place.code]) if place.depth else reverse("problems:came")


def _crumbs(above: list[Place]) -> Crumbs:
    return [(place.name, address_of(place)) for place in above]


def _page(request: HttpRequest, scope: Scope, name: str, more: dict[str, Any]) -> HttpResponse:
    year = queries.year_of(request.GET.get("year", ""))
    context = words.context(queries.came_of(scope, year))
    return render(
        request, "problems/public/came.html", {"name": name, "address": request.path, **context, **more}
    )


@require_GET
@cached_page
def country(request: HttpRequest) -> HttpResponse:
    root = places.root()
    inside = [(place.name, address_of(place)) for place in places.children()]
    more = {"crumbs": [], "inside": inside, "file": "", "place_url": ""}
    return _page(request, queries.of_country(), root.name, more)


@require_GET
@cached_page
def of_place(request: HttpRequest, code: str) -> HttpResponse:
    """A region or a district; a jamoat leads to the figures of its district."""
    scope, place = queries.of_place(code)
    inside = places.children(place) if place.depth < queries.DISTRICT else []
    more = {
        "crumbs": _crumbs(places.ancestors(place)),
        "inside": [(one.name, address_of(one)) for one in inside],
        "teams_inside": place.depth >= queries.DISTRICT,
        "file": f"place={place.code}&",
        "place_url": reverse("portal:place", args=[place.code]),
    }
    return _page(request, scope, place.name, more)


@require_GET
@cached_page
def of_team(request: HttpRequest, uid: str) -> HttpResponse:
    scope, team = queries.of_team(uid)
    above = [one for one in [*places.ancestors(team.place), team.place] if one.depth <= queries.DISTRICT]
    more = {
        "crumbs": _crumbs(above),
        "file": f"team={team.uid}&",
        "team": team,
        "team_url": reverse("problems:team", args=[team.uid]),
    }
    return _page(request, scope, pick(team.names), more)


@require_GET
@cached_page
def file(request: HttpRequest, kind: str) -> HttpResponse:
    """The figures with their definitions, as CSV or as a spreadsheet."""
    if kind not in files.KINDS:
        raise NotFound()
    year = queries.year_of(request.GET.get("year", ""))
    if uid := request.GET.get("team", ""):
        scope, name = queries.of_team(uid)[0], uid
    elif code := request.GET.get("place", ""):
        scope, place = queries.of_place(code)
        name = place.code.replace("/", "-")
    else:
        scope, name = queries.of_country(), "country"
    made = files.as_file(queries.came_of(scope, year), kind, translation.get_language() or "tg")
    return as_attachment(made, kind, f"{name}-{year}")


def as_attachment(made: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(made, content_type=files.KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="what-came-of-it-{name}.{kind}"'
    return response
