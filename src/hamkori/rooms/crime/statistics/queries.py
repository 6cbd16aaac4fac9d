"""What pages and commands read of published statistics. Light: no engine is loaded here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from hamkori.kernel.errors import BadInput, NotFound
from hamkori.rooms.crime import states
from hamkori.rooms.crime.models import Category, Release, ReleaseTable
from hamkori.rooms.crime.statistics import families
from hamkori.rooms.crime.statistics.figures import Coverage
from hamkori.rooms.crime.statistics.levels import DIMENSION, EVERYTHING, Period, chain, level_of
from hamkori.rooms.crime.statistics.schema import UNKNOWN
from hamkori.society.places.models import Place

WHY_HIDDEN = {
    "hidden": gettext_lazy("hidden to protect people"),
    "no_report": gettext_lazy("no report"),
    "few_people": gettext_lazy("few people live there, or nobody says how many"),
}
SHORT = {"hidden": "··", "no_report": "?", "few_people": "×"}
"""What stands in the cell, with the key below the table."""


def published() -> QuerySet[Release]:
    """Newest first; withdrawn vintages are left out."""
    return Release.objects.filter(state="published").order_by("-ends_on", "begins_on", "-vintage")


def vintages(name: str) -> list[Release]:
    """All that was published of a period, newest first: revisions stay visible."""
    return list(Release.objects.filter(name=name, state__in=["published", "withdrawn"]).order_by("-vintage"))


def all_releases() -> QuerySet[Release]:
    return Release.objects.order_by("-ends_on", "name", "-vintage")


def release_named(
    name: str, vintage: int | None = None, *, states_: Sequence[str] = ("published",)
) -> Release:
    """Raises `NotFound`."""
    found = Release.objects.filter(name=name, state__in=states_)
    if vintage is not None:
        found = Release.objects.filter(name=name, vintage=vintage)
    chosen = found.order_by("-vintage").first()
    if chosen is None:
        raise NotFound
    return chosen


def release_for(label: str) -> Release:
    """The published release that holds a period: of the same name, or of its year. Raises `BadInput`."""
    try:
        period = Period(label)
    except ValueError:
        raise BadInput(_("A period is a year such as 2025, or a month such as 2025-03.")) from None
    for name in (period.label, str(period.year)):
        if found := published().filter(name=name).first():
            return found
    raise BadInput(_("Nothing is published for %(period)s."), period=label)


def published_release(name: str) -> Release | None:
    """A release that was ever published: by its number, by "2025-v1", or the current one of a period."""
    found = Release.objects.filter(state__in=["published", "withdrawn"])
    period, _v, vintage = name.partition("-v")
    if vintage.isdecimal():
        return found.filter(name=period, vintage=int(vintage)).first()
    return found.filter(uid=name.upper()).first() or found.filter(name=name, state="published").first()


def release_at(name: str) -> Release:
    """The same, or one that is being made. Raises `NotFound`."""
    return published_release(name) or release_named(name, states_=("built", "audited"))


def table_of(release: Release, name: str) -> ReleaseTable:
    """Raises `NotFound`."""
    for table in release.tables.filter(name=name):
        table.release = release
        return table
    raise NotFound


def bulletin_table(release: Release, counted: str, levels: Iterable[str]) -> ReleaseTable:
    """The table of the bulletin with these levels, or with more. Raises `NoSuchFamily`, `NotFound`."""
    wanted = set(levels)
    family = families.fixed().find(families.BULLETIN, counted, wanted)
    table = release.tables.filter(family=family.name, name=family.name).first()
    if table is None:
        raise NotFound
    return table


@dataclass(frozen=True)
class Shown:
    """A two-way table as people see it: codes with their words, numbers or why there is none."""

    rows: list[str]
    columns: list[str]
    cells: dict[tuple[str, str], tuple[int | None, str]]
    coverage: Coverage
    table: ReleaseTable

    def text(self, row: str, column: str) -> str:
        number, why = self.cells.get((row, column), (None, "no_report"))
        return SHORT[why] if why else str(number)


def laid_out(table: ReleaseTable, row: str, column: str = "", fixed: dict[str, str] | None = None) -> Shown:
    """Two levels of a kept table against each other; the others at their totals, or where `fixed` says.

    `row` and `column` name levels, coarser ones than the table's included (their dimension counts). Raises `BadInput`.
    """
    dimensions = [DIMENSION[level] for level in table.dimensions]
    wanted = {DIMENSION[row], *([DIMENSION[column]] if column else [])}
    if not wanted <= set(dimensions) or any(
        level not in chain(table.dimensions[dimensions.index(DIMENSION[level])])
        for level in (row, column)
        if level
    ):
        raise BadInput(_("This table has no such rows or columns."))
    period = table.coverage["of"]["period"]
    at = {
        name: (fixed or {}).get(name, period if name == "period" else EVERYTHING)
        for name in dimensions
        if name not in wanted
    }
    first, second = dimensions.index(DIMENSION[row]), dimensions.index(DIMENSION[column]) if column else None
    cells: dict[tuple[str, str], tuple[int | None, str]] = {}
    rows: dict[str, None] = {}
    columns: dict[str, None] = {}
    for codes, number, why in table.cells:
        if any(codes[dimensions.index(name)] != code for name, code in at.items()):
            continue
        if not (_stands_at(table, first, codes[first], row)
                and (second is None or _stands_at(table, second, codes[second], column))):  # fmt: skip
            continue
        across = codes[second] if second is not None else EVERYTHING
        cells[codes[first], across] = (number, why)
        rows[codes[first]] = None
        columns[across] = None
    return Shown(list(rows), list(columns), cells, Coverage.from_data(table.coverage), table)


def _stands_at(table: ReleaseTable, place: int, code: str, level: str) -> bool:
    """Whether a code is of `level` or coarser: a table of classes shows its sections when sections are asked."""
    own = table.dimensions[place]
    return (
        len(chain(own)) == 1
        or code == EVERYTHING
        or chain(own).index(level_of(own, code, chain(own))) <= chain(own).index(level)
    )


def words(level: str, codes: Iterable[str]) -> dict[str, str]:
    """Codes in the language of the reader."""
    codes = list(codes)
    name = DIMENSION[level]
    found = {EVERYTHING: _("Together")}
    if name == "area":
        bare = {code.removesuffix("." + UNKNOWN) for code in codes}
        places = {place.path: place.name for place in Place.objects.filter(path__in=bare)}
        for code in codes:
            if code.endswith(UNKNOWN):
                above = places.get(code.removesuffix("." + UNKNOWN), "")
                found[code] = (
                    _("%(place)s, where exactly is not known") % {"place": above} if above else _("Not known")
                )
            elif code in places:
                found[code] = places[code]
    elif name == "offence":
        labels = {
            row.code: row.label
            for row in Category.objects.filter(code__in=[c.rstrip(UNKNOWN) for c in codes])
        }
        for code in codes:
            if code == UNKNOWN:
                found[code] = _("Not classified")
            elif code.endswith(UNKNOWN):
                found[code] = _("%(category)s, not classified further") % {
                    "category": labels.get(code[:-1], code[:-1])
                }
            elif code in labels:
                found[code] = labels[code]
    else:
        found |= _choice_words(name)
    return {code: found.get(code, code) for code in codes}


def _choice_words(name: str) -> dict[str, str]:
    choices = {
        "sex": states.Sex, "age": states.AgeBand, "relation": states.Relation, "place_type": states.PlaceType,
    }  # fmt: skip
    if name in choices:
        return {str(value): str(label) for value, label in choices[name].choices}
    if name == "attempt":
        return {"yes": _("Attempted"), "no": _("Completed"), "n": _("Not known")}
    if name == "reopened":
        return {"yes": pgettext("crimes", "Opened again"), "no": _("Not opened again"), "u": _("Not known")}
    if name == "outcome":
        return {"cleared": _("Cleared up"), "not": _("Not cleared up"), "u": _("Not known")}
    return {}


def before_name(name: str) -> str:
    """The name of the table that counts a compared family for the year before."""
    return f"{name}-before"
