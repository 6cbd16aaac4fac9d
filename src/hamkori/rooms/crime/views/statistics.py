"""Public statistics: the newest release, each table, each area, all vintages. Kept by the page cache.

Pages read the frozen rows of a release; nothing is counted here.
"""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from hamkori.kernel.errors import NotFound
from hamkori.kernel.pages import cached_page
from hamkori.kernel.words import pick
from hamkori.rooms.crime.models import Release
from hamkori.rooms.crime.statistics.outputs import published, sentences, story
from hamkori.rooms.crime.statistics.outputs.published import Book
from hamkori.rooms.crime.statistics.outputs.words import digest_lines, period_name, why_sentences
from hamkori.rooms.crime.views import figures, pivot
from hamkori.society.places import queries as places
from hamkori.society.places.models import Place

WIDE = 8
"""More columns than this have to be moved sideways on a desk, too."""


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
    book = Book.front(found, figures.language())
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
            "period": period_name(found.name),
            "total": figures.cell(total),
            "change": change,
            "change_words": sentences.change_sentence(book, change),
            "coverage": sentences.coverage_sentence(book.coverage),
            "regions": figures.regions(book),
            "sections": figures.sections(book),
            "breaks": book.breaks,
            "months": figures.months(book),
            "districts": figures.districts(book),
            "cleared": story.clear_up_of(book),
            "beside": story.beside_of(found),
            "mind": sentences.keep_in_mind(book),
            "sheets": _listed(book),
            "digest": digest_lines(found.digest),
        },
    )


def _listed(book: Book) -> list[dict[str, Any]]:
    page, file = _addresses(figures.language(), book.release.uid)
    return [
        {"sheet": sheet, "title": sheet.title, "url": page % sheet.name, "file": file % sheet.name}
        for sheet in book.sheets
    ]


@lru_cache(maxsize=100)
def _addresses(_language: str, uid: str) -> tuple[str, str]:
    """Of a table and of its files (without the kind), with a mark for its name: working them out takes longer."""
    page = reverse("crime:release_table", args=[uid, "0"]).replace("/0/", "/%s/")
    file = reverse("crime:table_file", args=[uid, "0", "csv"]).replace("/0.csv", "/%s.")
    return page, file


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
    book = Book.of(found, figures.language(), names=[name])
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
            "breaks": sheet.breaks,
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
    book = Book.front(newest, figures.language())
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
            "breaks": book.breaks,
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
        districts = figures.districts(book)
        return shared | {
            "total": figures.cell(shown),
            "rate": figures.rate_of(book, place.path, shown[0]),
            "change_words": sentences.change_sentence(book, change),
            "sections": figures.sections(book, place.path),
            "months": figures.months(book, place.path),
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
    rows = figures.of_district(book.whole(crossed), place.path) if crossed else []
    return shared | {
        "total": figures.cell(shown),
        "changed": True,
        "rate": figures.rate_of(book, place.path, shown[0]),
        "sections": {
            "rows": rows,
            "most": max((row["cell"]["number"] or 0 for row in rows), default=0),
            "total": None,
        },
    }


# --- releases ----------------------------------------------------------------------------------------


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
