"""A table of any number of dimensions as one that fits a page: rows, columns, and parts to choose from."""

from dataclasses import dataclass
from typing import Any

from hamkori.kernel.errors import NotFound
from hamkori.rooms.crime.statistics.breaks import FLAG
from hamkori.rooms.crime.statistics.levels import DIMENSION
from hamkori.rooms.crime.statistics.outputs.published import Sheet, Shown
from hamkori.rooms.crime.statistics.outputs.words import counted_name, level_name, month_name, why_name


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    code: str
    """Shown beside categories only."""
    depth: int
    total: bool
    cells: tuple[dict[str, Any], ...]

    @property
    def dots(self) -> str:
        """How deep it lies, for the eye."""
        return "·" * self.depth


@dataclass(frozen=True, slots=True)
class Shape:
    """`parts` are (address code, name, chosen) of further dimensions; the chosen one is what the rows are of."""

    heading: str
    columns: tuple[tuple[str, bool], ...]
    """(name, whether it is the total)."""
    rows: tuple[Row, ...]
    parts: tuple[tuple[str, str, bool], ...]
    parts_name: str


def pivot(sheet: Sheet, part: str, *, keyed: bool = False) -> Shape:
    """Raises `NotFound` for a part that the table does not have. Totals stand last, as in print.

    `keyed` cells carry their codes as "at".
    """
    rows_at, columns_at, others = _arranged(sheet)
    chosen, parts = _parts(sheet, others, part)
    columns = [""] if columns_at is None else _last(sheet, columns_at)
    rows = []
    level, is_offence = sheet.levels[rows_at], _offence(sheet, rows_at)
    at = [""] * len(sheet.levels)
    for place, code in zip(others, chosen, strict=True):
        at[place] = code
    for code in _last(sheet, rows_at):
        cells = []
        at[rows_at] = code
        for column in columns:
            if columns_at is not None:
                at[columns_at] = column
            shown = _shown(sheet.cells.get(tuple(at), (None, "")))
            if sheet.broken(at):
                shown["flag"] = FLAG
            cells.append(shown | {"at": ",".join(at)} if keyed else shown)
        rows.append(
            Row(
                name=_named(sheet, rows_at, code, short=False),
                code=code if is_offence and len(code) > 1 and code.isdigit() else "",
                depth=_depth(code) if is_offence else 0,
                total=sheet.is_total(level, code),
                cells=tuple(cells),
            )
        )
    return Shape(
        heading=level_name(level),
        columns=((counted_name(sheet.counted), False),)
        if columns_at is None
        else tuple(
            (_named(sheet, columns_at, code, short=True), sheet.is_total(sheet.levels[columns_at], code))
            for code in columns
        ),
        rows=tuple(rows),
        parts=parts,
        parts_name=", ".join(level_name(sheet.levels[place]).lower() for place in others),
    )


def _named(sheet: Sheet, at: int, code: str, *, short: bool) -> str:
    """The word of a code; a month without its year, which stands once, at the total of the months."""
    if sheet.levels[at] != "month":
        return sheet.label(at, code)
    return code if sheet.is_total("month", code) else month_name(int(code[5:]), short=short)


def _arranged(sheet: Sheet) -> tuple[int, int | None, list[int]]:
    """Which dimension is in rows (areas or kinds, the longest), which in columns (the shortest), which to choose."""
    lengths = [len(codes) for codes in sheet.codes]
    places = list(range(len(lengths)))
    listed = [at for at in places if DIMENSION[sheet.levels[at]] in ("area", "offence")] or places
    rows = max(listed, key=lambda at: (sheet.levels[at] in ("district", "jamoat"), lengths[at]))
    rest = [at for at in places if at != rows]
    columns = min(rest, key=lambda at: lengths[at]) if rest else None
    return rows, columns, [at for at in rest if at != columns]


def _parts(
    sheet: Sheet, others: list[int], part: str
) -> tuple[tuple[str, ...], tuple[tuple[str, str, bool], ...]]:
    """The chosen codes of the further dimensions, and what can be chosen: the total first."""
    if not others:
        return (), ()
    every = list(dict.fromkeys(tuple(cell[at] for at in others) for cell in sheet.cells))
    order = [{code: place for place, code in enumerate(sheet.codes[at])} for at in others]
    every.sort(key=lambda codes: tuple(places[code] for places, code in zip(order, codes, strict=True)))
    by_address = {"_".join(codes): codes for codes in every}
    chosen = by_address.get(part) if part else every[0]
    if chosen is None:
        raise NotFound
    return chosen, tuple(
        (
            address,
            ", ".join(sheet.label(at, code) for at, code in zip(others, codes, strict=True)),
            codes == chosen,
        )
        for address, codes in by_address.items()
    )


def _last(sheet: Sheet, at: int) -> list[str]:
    """The codes with the total at the end."""
    level, codes = sheet.levels[at], sheet.codes[at]
    return [code for code in codes if not sheet.is_total(level, code)] + [
        code for code in codes if sheet.is_total(level, code)
    ]


def _offence(sheet: Sheet, at: int) -> bool:
    return DIMENSION[sheet.levels[at]] == "offence"


def _depth(code: str) -> int:
    """How deep a category lies: 0 for a section."""
    return {2: 0, 4: 1, 5: 2, 6: 3}.get(len(code.rstrip("?")), 0)


def _shown(shown: Shown) -> dict[str, Any]:
    number, why = shown
    return {
        "number": number,
        "why": "" if number is not None else (why_name(why) if why else "–"),
        "code": why,
    }
