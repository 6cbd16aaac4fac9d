"""Files of public statistics: one table or a whole release, made from its frozen rows. Kept by the page cache."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from hamkori.kernel.errors import NotFound
from hamkori.kernel.pages import cached_page
from hamkori.rooms.crime.statistics.outputs import (
    bulletin,
    files,
    package,
    published,
    questionnaire,
    workbooks,
)
from hamkori.rooms.crime.statistics.outputs.published import Book, Sheet
from hamkori.rooms.crime.views import figures


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
    book = Book.of(published.release_of(uid), figures.language(), names=[name])
    body, mime = OF_TABLE[kind](book, book.sheet(name))
    return _file(body, mime, f"{book.release.name}-v{book.release.vintage}-{name}.{kind}")


@require_GET
@cached_page
def release_file(request: HttpRequest, uid: str, file: str) -> HttpResponse:
    """The whole release: spreadsheet, JSON, data package, questionnaire, bulletin."""
    if file not in OF_RELEASE:
        raise NotFound
    book = Book.of(published.release_of(uid), figures.language())
    body, mime = OF_RELEASE[file][1](book)
    return _file(body, mime, f"recorded-crime-{book.release.name}-v{book.release.vintage}-{file}")
