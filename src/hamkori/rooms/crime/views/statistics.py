"""Public statistics: the newest release, each table, each area, all vintages. Kept by the page cache.

Pages read the frozen rows of a release; nothing is counted here.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hamkori.kernel.errors import NotFound
from hamkori.kernel.memo import for_a_while
from hamkori.kernel.pages import cached_page
from hamkori.kernel.templatetags.look import figure
from hamkori.kernel.words import pick
from hamkori.rooms.crime.models import Release
from hamkori.rooms.crime.statistics.figures import Rate
from hamkori.rooms.crime.statistics.outputs import (
    bulletin,
    files,
    package,
    published,
    questionnaire,
    sentences,
    story,
    workbooks,
)
from hamkori.rooms.crime.statistics.outputs.published import Book, Sheet, Shown
from hamkori.rooms.crime.statistics.outputs.words import (
    digest_lines,
    month_name,
    period_name,
    why_name,
    why_sentences,
)
from hamkori.rooms.crime.views import charts, pivot
from hamkori.society.places import maps
from hamkori.society.places import queries as places
from hamkori.society.places.models import Place

WIDE = 8
"""More columns than this have to be moved sideways on a desk, too."""


def _language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


@for_a_while(60)
def _tiled() -> list[Place]:
    return list(places.living().filter(tile_x__isnull=False, depth__lte=2).order_by("path"))


def cell(shown: Shown) -> dict[str, Any]:
    """A number or the word that stands in its place."""
    number, why = shown
    return {"number": number, "why": "" if number is not None else why_name(why), "code": why}


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


# --- the overview ----------------------------------------------------------------------------------------------


@require_GET
@cached_page
def overview(request: HttpRequest) -> HttpResponse:
    """The newest release; before the first one, a page that says what will stand here."""
    newest = published.newest()
    if newest is None:
        return render(request, "crime/statistics/nothing.html")
    return _release_page(request, newest)


@require_GET
@cached_page
def release(request: HttpRequest, uid: str) -> HttpResponse:
    """One vintage, also one that was replaced."""
    return _release_page(request, published.release_of(uid))


def _release_page(request: HttpRequest, found: Release) -> HttpResponse:
    book = Book.front(found, _language())
    total = book.find()
    change = story.moved(story.change_of(book))
    return render(
        request,
        "crime/statistics/overview.html",
        {
            "release": found,
            "replaced": published.replaced_by(found),
            "note": pick(found.note),
            "heading": sentences.heading(found),
            "total": cell(total),
            "change": change,
            "change_words": sentences.change_sentence(book, change),
            "coverage": sentences.coverage_sentence(book.coverage),
            "regions": _regions(book),
            "sections": _sections(book),
            "months": _months(book),
            "districts": _districts(book),
            "cleared": story.clear_up_of(book),
            "beside": story.beside_of(found),
            "mind": sentences.keep_in_mind(book),
            "sheets": _listed(book),
            "digest": digest_lines(found.digest),
        },
    )


def _regions(book: Book) -> list[dict[str, Any]]:
    """Regions by the alphabet with their number, and for every 100,000 people where the population is dated."""
    codes = book.regions()
    numbers = {code: book.find(area=code) for code in codes}
    rates = story.rates(book, {code: shown[0] for code, shown in numbers.items()})
    return [
        {
            "name": book.words.of_code("region", code),
            "url": _area_url(book, code),
            "cell": cell(numbers[code]),
            "rate": per_people(rates.get(code)),
        }
        for code in codes
    ]


def _area_url(book: Book, code: str) -> str:
    place = book.words.places.get(code)
    return _area_address(_language()) % place.code if place else ""


@cache
def _area_address(_language: str) -> str:
    """The address of an area with a mark for its code: working out an address takes longer than filling it in."""
    return reverse("crime:area", args=["0"]).replace("/0/", "/%s/")


def _sections(book: Book, area: str = "") -> dict[str, Any]:
    rows: list[dict[str, Any]] = [
        {"code": code, "name": book.words.of_code("section", code), "cell": cell(book.find(area=area, offence=code))}
        for code in book.sections()
    ]  # fmt: skip
    total = book.find(area=area)[0]
    if all(row["cell"]["code"] == "absent" for row in rows):
        rows = []
    return {
        "rows": rows,
        "most": max((row["cell"]["number"] or 0 for row in rows), default=0),
        "total": total,
    }


def _months(book: Book, area: str = "") -> dict[str, Any] | None:
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


def _districts(book: Book) -> dict[str, Any] | None:
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
            tiled, values, language=_language(), summary=_("Map of tiles: recorded crime by district")
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
                "url": _area_url(book, code),
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
            words["k1"] = _("up to %(number)s") % {"number": bounds[0]}
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


def _listed(book: Book) -> list[dict[str, Any]]:
    return [
        {
            "sheet": sheet,
            "title": sheet.title,
            "url": reverse("crime:release_table", args=[book.release.uid, sheet.name]),
            "file": reverse("crime:table_file", args=[book.release.uid, sheet.name, "csv"])[:-3],
        }
        for sheet in book.sheets
    ]


# --- one table -------------------------------------------------------------------------------------------------


@require_GET
@cached_page
def table(request: HttpRequest, name: str) -> HttpResponse:
    """A table of the newest release that has it."""
    found = published.newest_with(name)
    return _table_page(request, found, name)


@require_GET
@cached_page
def release_table(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """The same table of a certain vintage."""
    return _table_page(request, published.release_of(uid), name)


def _table_page(request: HttpRequest, found: Release, name: str) -> HttpResponse:
    book = Book.of(found, _language(), names=[name])
    sheet = book.sheet(name)
    shape = pivot.pivot(sheet, request.GET.get("part", ""))
    used = {why for _cell, (_number, why) in sheet.cells.items()}
    return render(
        request,
        "crime/statistics/table.html",
        {
            "release": found,
            "replaced": published.replaced_by(found),
            "heading": sentences.heading(found),
            "sheet": sheet,
            "title": sheet.title,
            "shape": shape,
            "is_wide": len(shape.columns) > WIDE,
            "has_areas": any(level in ("region", "district", "jamoat") for level in sheet.levels),
            "has_outcome": "outcome" in sheet.levels,
            "coverage": sentences.coverage_sentence(sheet.coverage),
            "protection": found.manifest.get("protection", {}).get(sheet.table.lane, {}),
            "reasons": [row for row in why_sentences() if row[0] in used],
        },
    )


# --- one area --------------------------------------------------------------------------------------------------


@require_GET
@cached_page
def area(request: HttpRequest, code: str) -> HttpResponse:
    """One region or district in the newest release: what was published about it, and what was not."""
    place = places.get(code)
    newest = published.newest()
    if newest is None:
        return render(request, "crime/statistics/nothing.html", {"place": place})
    if place.parent_id is None:
        return _release_page(request, newest)
    if place.depth > 2:
        raise NotFound
    book = Book.front(newest, _language())
    here = _of_area(book, place)
    return render(
        request,
        "crime/statistics/area.html",
        {
            "place": place,
            "release": newest,
            "heading": sentences.heading(newest),
            "region": places.ancestors(place)[-1] if place.depth == 2 else None,
            "mind": sentences.keep_in_mind(book)[:2],
            **here,
        },
    )


def _of_area(book: Book, place: Place) -> dict[str, Any]:
    cover = book.coverage
    missing = (
        [
            (book.words.of_code("district", district), period_name(month))
            for district, month in cover.missing
            if place.contains(district)
        ]
        if cover
        else []
    )
    shared: dict[str, Any] = {"missing": missing, "covered": cover is not None}
    if place.depth == 1:
        shown = book.find(area=place.path)
        change = story.moved(story.change_of(book, area=place.path))
        districts = _districts(book)
        return shared | {
            "total": cell(shown),
            "rate": rate_of(book, place.path, shown[0]),
            "change_words": sentences.change_sentence(book, change),
            "sections": _sections(book, place.path),
            "months": _months(book, place.path),
            "inside": [
                row
                for row, code in zip(districts["rows"], districts["sheet"].codes[0], strict=True)
                if place.contains(code) and code != place.path
            ]
            if districts
            else [],
        }
    sheet, crossed = book.query_sheet("district"), book.query_sheet("district", "section")
    shown = sheet.cells.get((place.path,), (None, "absent")) if sheet else (None, "absent")
    rows = _row_of(book.whole(crossed), place.path) if crossed else []
    return shared | {
        "total": cell(shown),
        "changed": True,
        "rate": rate_of(book, place.path, shown[0]),
        "sections": {
            "rows": rows,
            "most": max((row["cell"]["number"] or 0 for row in rows), default=0),
            "total": None,
        },
    }


def _row_of(sheet: Sheet, area: str) -> list[dict[str, Any]]:
    """The kinds of crime of one district, as the query lane shows them."""
    return [
        {
            "code": code,
            "name": sheet.label(1, code),
            "cell": cell(sheet.cells.get((area, code), (None, ""))),
        }
        for code in sheet.codes_at(1)
    ]


# --- releases and files ----------------------------------------------------------------------------------------


@require_GET
@cached_page
def releases(request: HttpRequest) -> HttpResponse:
    """Every vintage that was ever published, with its note, digest and signature."""
    found = list(published.releases().only(
        "uid", "name", "begins_on", "ends_on", "vintage", "state", "published_on", "digest", "signature", "note"
    ))  # fmt: skip
    return render(
        request,
        "crime/statistics/releases.html",
        {
            "rows": [
                {
                    "release": one,
                    "heading": sentences.heading(one),
                    "note": pick(one.note),
                    "digest": digest_lines(one.digest),
                }
                for one in found
            ],
            "key": published.public_key(),
        },
    )


def _file(body: bytes | str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Made = tuple[bytes | str, str]
OF_TABLE: dict[str, Callable[[Book, Sheet], Made]] = {
    "csv": lambda book, sheet: ("\ufeff" + files.as_csv(sheet), "text/csv; charset=utf-8"),
    "json": lambda book, sheet: (files.table_json(sheet), "application/json"),
    "xlsx": lambda book, sheet: (workbooks.workbook(book, [sheet]), SHEET),
}
OF_RELEASE: dict[str, tuple[str, Callable[[Book], Made]]] = {
    "tables.xlsx": ("xlsx", lambda book: (workbooks.workbook(book), SHEET)),
    "tables.json": ("json", lambda book: (files.release_json(book), "application/json")),
    "package.zip": ("zip", lambda book: (package.package(book), "application/zip")),
    "questionnaire.xlsx": ("xlsx", lambda book: (questionnaire.workbook(book), SHEET)),
    "bulletin.pdf": ("pdf", lambda book: (bulletin.pdf(book), "application/pdf")),
}
"""The files of a whole release, by the end of their address."""


@require_GET
@cached_page
def table_file(request: HttpRequest, uid: str, name: str, kind: str) -> HttpResponse:
    """One table as CSV, JSON or a spreadsheet."""
    if kind not in OF_TABLE:
        raise NotFound
    book = Book.of(published.release_of(uid), _language(), names=[name])
    body, mime = OF_TABLE[kind](book, book.sheet(name))
    return _file(body, mime, f"{book.release.name}-v{book.release.vintage}-{name}.{kind}")


@require_GET
@cached_page
def release_file(request: HttpRequest, uid: str, file: str) -> HttpResponse:
    """The whole release: spreadsheet, JSON, data package, questionnaire, bulletin."""
    if file not in OF_RELEASE:
        raise NotFound
    book = Book.of(published.release_of(uid), _language())
    body, mime = OF_RELEASE[file][1](book)
    return _file(body, mime, f"recorded-crime-{book.release.name}-v{book.release.vintage}-{file}")
