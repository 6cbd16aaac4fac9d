"""The home page, the page of a place, and what is open to everybody."""

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hamkori.faces.portal import composed
from hamkori.ground.audit.seal import latest_checkpoint, printed
from hamkori.kernel.actor import ANYONE
from hamkori.kernel.pages import cached_page
from hamkori.kernel.registries import home_panels, place_panels
from hamkori.society.places import queries as places
from hamkori.society.places.models import Place


def _language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


def to_language(request: HttpRequest) -> HttpResponse:
    """The bare address leads to the reader's language."""
    return HttpResponseRedirect(f"/{_language()}/")


def to_statistics(request: HttpRequest) -> HttpResponse:
    """The first page of an installation that serves statistics only."""
    return HttpResponseRedirect(reverse("crime:overview"))


def robots(request: HttpRequest) -> HttpResponse:
    """Search engines keep to the public pages."""
    return render(request, "portal/robots.txt", content_type="text/plain")


def _sentences() -> dict[str, str]:
    return {
        "no": _("no concern yet"),
        "few": _("fewer than 5 concerns"),
        "ov": _("most still wait for a first answer"),
        "days": _("half get a first answer in %(days)s days"),
        "summary": _("Map of tiles: how soon half of the concerns get a first answer"),
    }


def _addresses(found: Sequence[Place]) -> list[str]:
    """The pages of many places: the pattern is resolved once."""
    pattern = reverse("portal:place", args=["CODE"])
    return [pattern.replace("CODE", quote(place.code)) for place in found]


@cached_page
def home(request: HttpRequest) -> HttpResponse:
    """What worries you? Three doors, a search, and how the country is doing."""
    country = places.root()
    tiled = composed.tiled_places()
    hrefs = {place.pk: url for place, url in zip(tiled, _addresses(tiled), strict=True)}
    return render(
        request,
        "portal/home.html",
        {
            "map": composed.answer_map(tiled, _sentences(), hrefs, _language()),
            "panels": composed.panels(home_panels, country, ANYONE, _language()),
            "country": country,
        },
    )


def _place_rows(found: list[Place]) -> list[dict[str, str]]:
    names = places.full_names(found)
    return [{"name": names[place.pk], "url": reverse("portal:place", args=[place.code])} for place in found]


@cached_page
def places_page(request: HttpRequest) -> HttpResponse:
    """Find a place by its name in any spelling, or go down the list."""
    text = request.GET.get("q", "").strip()
    found = places.search(text, limit=20) if text else []
    if len(found) == 1:
        return HttpResponseRedirect(reverse("portal:place", args=[found[0].place.code]))
    return render(
        request,
        "portal/places.html",
        {
            "text": text,
            "found": [
                {"name": row["name"], "url": row["url"], "matched": hit.matched}
                for row, hit in zip(_place_rows([hit.place for hit in found]), found, strict=True)
            ],
            "regions": _place_rows(places.children()),
        },
    )


@cached_page
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Who is there for me, what was said and done, what is open. Small places lead to their jamoat's figures."""
    found = places.get(code)
    above = places.ancestors(found)
    children = places.children(found)
    named = places.public_level(found)
    return render(
        request,
        "portal/place.html",
        {
            "place": found,
            "crumbs": [
                (row.name, reverse("portal:place", args=[row.code])) for row in above if row.parent_id
            ],
            "children": list(zip([row.name for row in children], _addresses(children), strict=True)),
            "panels": composed.panels(place_panels, named, ANYONE, _language()),
            "named": named,
            "raise_url": reverse("concerns:raise") + "?" + urlencode({"place": found.code}),
        },
    )


@cached_page
def openness(request: HttpRequest) -> HttpResponse:
    """The checkpoint of the sealed record, for anybody to write down and compare."""
    checkpoint = latest_checkpoint()
    return render(
        request,
        "portal/openness.html",
        {"checkpoint": checkpoint, "printed": printed(checkpoint) if checkpoint else ""},
    )


@cached_page
def map_page(request: HttpRequest) -> HttpResponse:
    """The map of the country: over imported borders with their source and licence, else as equal tiles."""
    tiled = composed.tiled_places()
    hrefs = {place.pk: url for place, url in zip(tiled, _addresses(tiled), strict=True)}
    drawn = composed.answer_border_map(_sentences(), hrefs, _language())
    return render(
        request,
        "portal/map.html",
        {
            "map": drawn or composed.answer_map(tiled, _sentences(), hrefs, _language()),
            "has_borders": drawn is not None,
        },
    )
