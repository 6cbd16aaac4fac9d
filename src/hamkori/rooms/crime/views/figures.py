"""Parts of the public statistics pages: numbers by region, kind, month and district, ready for a template.

They read the frozen rows of a release; nothing is counted here.
"""

from functools import cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hamkori.kernel.memo import for_a_while
from hamkori.kernel.templatetags.look import figure
from hamkori.rooms.crime.statistics.breaks import FLAG
from hamkori.rooms.crime.statistics.figures import Rate
from hamkori.rooms.crime.statistics.outputs import story
from hamkori.rooms.crime.statistics.outputs.published import Book, Sheet, Shown
from hamkori.rooms.crime.statistics.outputs.words import month_name, why_name
from hamkori.rooms.crime.views import charts
from hamkori.society.places import maps
from hamkori.society.places import queries as places
from hamkori.society.places.models import Place


def language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


@for_a_while(60)
def _tiled() -> list[Place]:
    return list(places.living().filter(tile_x__isnull=False, depth__lte=2).order_by("path"))


def cell(shown: Shown, *, broken: object = False) -> dict[str, Any]:
    """A number or the word that stands in its place; the flag where its series is `broken`."""
    number, why = shown
    found = {"number": number, "why": "" if number is not None else why_name(why), "code": why}
    return found | {"flag": FLAG} if broken else found


def per_people(rate: Rate | None) -> dict[str, Any] | None:
    """A rate for a row of a table: to a tenth."""
    return None if rate is None else {"number": round(rate.number, 1)}


def rate_of(book: Book, area: str, number: int | None) -> dict[str, Any] | None:
    """The rate of one area: to a tenth, with its interval and its population."""
    rate = story.rates(book, {area: number}).get(area)
    if rate is None:
        return None
    inside = rate.interval
    return {
        "number": round(rate.number, 1),
        "low": round(inside.low, 1),
        "high": round(inside.high, 1),
        "population": rate.population,
    }


def regions(book: Book) -> list[dict[str, Any]]:
    """Regions by the alphabet with their number, and for every 100,000 people where the population is dated."""
    codes = book.regions()
    numbers = {code: book.find(area=code) for code in codes}
    rates = story.rates(book, {code: shown[0] for code, shown in numbers.items()})
    return [
        {
            "name": book.words.of_code("region", code),
            "url": area_link(book, code),
            "cell": cell(numbers[code]),
            "rate": per_people(rates.get(code)),
        }
        for code in codes
    ]


def area_link(book: Book, code: str) -> str:
    place = book.words.places.get(code)
    return _area_address(language()) % place.code if place else ""


@cache
def _area_address(_language: str) -> str:
    """The address of an area with a mark for its code: working out an address takes longer than filling it in."""
    return reverse("crime:area", args=["0"]).replace("/0/", "/%s/")


def sections(book: Book, area: str = "") -> dict[str, Any]:
    rows: list[dict[str, Any]] = [
        {
            "code": code,
            "name": book.words.of_code("section", code),
            "cell": cell(book.find(area=area, offence=code), broken=book.broken(code)),
        }
        for code in book.sections()
    ]
    total = book.find(area=area)[0]
    if all(row["cell"]["code"] == "absent" for row in rows):
        rows = []
    return {
        "rows": rows,
        "most": max((row["cell"]["number"] or 0 for row in rows), default=0),
        "total": total,
    }


def months(book: Book, area: str = "") -> dict[str, Any] | None:
    if book.period.is_month:
        return None
    shown = [(month, book.find(area=area, period=month)) for month in book.period.months]
    if all(why == "absent" for _month, (_number, why) in shown):
        return None
    labels = [month_name(int(month[5:])) for month, _shown in shown]
    return {
        "rows": [
            {"name": label, "cell": cell(one)} for label, (_month, one) in zip(labels, shown, strict=True)
        ],
        "chart": charts.month_line([one[0] for _month, one in shown], labels),
    }


def districts(book: Book) -> dict[str, Any] | None:
    """The map by district and the same in a table: for every 100,000 people if all of them have a population."""
    sheet = book.query_sheet("district")
    if sheet is None:
        return None
    numbers = {code[0]: shown for code, shown in sheet.cells.items()}
    rates = story.rates(book, {code: shown[0] for code, shown in numbers.items()})
    known = {code: shown[0] for code, shown in numbers.items() if shown[0] is not None}
    by_rate = bool(known) and all(code in rates for code in known)
    sizes = {code: rates[code].number if by_rate else float(number) for code, number in known.items()}
    scale = charts.scale_of(list(sizes.values()))
    values: dict[int, maps.Value] = {}
    for code, shown in numbers.items():
        place = book.words.places.get(code)
        if place is None:
            continue
        says = (
            why_name(shown[1])
            if shown[0] is None
            else _("%(number)s recorded") % {"number": figure(shown[0])}
        )
        if by_rate and code in sizes:
            says += "; " + _("%(rate)s for every 100,000 people") % {"rate": figure(round(sizes[code]))}
        step = scale.step(sizes[code]) if code in sizes else ("no" if shown[1] == "no_report" else "few")
        values[place.pk] = maps.Value(step, says)
    tiled = _tiled()
    drawn = (
        maps.tile_map(
            tiled, values, language=language(), summary=_("Map of tiles: recorded crime by district")
        )
        if tiled
        else None
    )
    return {
        "sheet": sheet,
        "map": drawn,
        "by_rate": by_rate,
        "key": _key(scale, list(values.values())),
        "rows": [
            {
                "name": sheet.label(0, code),
                "url": area_link(book, code),
                "cell": cell(numbers[code]),
                "rate": per_people(rates.get(code)),
            }
            for code in sheet.codes[0]
        ],
        "referred": next(iter(rates.values())).population if rates else None,
    }


def _key(scale: charts.Scale, values: list[maps.Value]) -> list[tuple[str, str, int]]:
    """(step, words, how many districts) for the key of the map."""
    bounds = [figure(bound) for bound in scale.bounds]
    words: dict[str, str] = {}
    for at in range(len(bounds) + 1):
        if not bounds:
            words["k1"] = _("recorded")
        elif at == 0:
            words["k1"] = _("up to %(number)s") % {"number": bounds[0]} if scale.bounds[0] else bounds[0]
        elif at == len(bounds):
            words[f"k{at + 1}"] = _("more than %(number)s") % {"number": bounds[-1]}
        else:
            words[f"k{at + 1}"] = _("over %(low)s, up to %(high)s") % {
                "low": bounds[at - 1],
                "high": bounds[at],
            }
    words |= {"few": why_name("few_people"), "no": why_name("no_report")}
    return [
        (step, said, count)
        for step, said in words.items()
        if (count := sum(value.step == step for value in values)) or step.startswith("k")
    ]


def of_district(sheet: Sheet, area: str) -> list[dict[str, Any]]:
    """The kinds of crime of one district, as the query lane shows them."""
    return [
        {
            "code": code,
            "name": sheet.label(1, code),
            "cell": cell(sheet.cells.get((area, code), (None, "")), broken=sheet.broken((area, code))),
        }
        for code in sheet.codes_at(1)
    ]
