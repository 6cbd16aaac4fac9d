"""Looks in words and drawings. A count under five is "fewer than 5", also nought: the two tell nothing apart."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from hamkori.ground.measures.disclosure import MINIMUM
from hamkori.kernel.templatetags.look import day, figure
from hamkori.kernel.words import pick
from hamkori.rooms.insight.early import Look, Verdict
from hamkori.rooms.insight.queries import Watch
from hamkori.rooms.programmes.shown import Columns, columns

WORDS: dict[Verdict, str | Promise] = {
    Verdict.MORE: pgettext_lazy("a month against its past", "more than usual"),
    Verdict.USUAL: pgettext_lazy("a month against its past", "as usual or fewer"),
    Verdict.UNKNOWN: pgettext_lazy("a month against its past", "not enough to tell"),
}
MOST_DRAWN = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """One category in one area, in words."""

    number: str
    usually: str
    verdict: Verdict
    words: str | Promise
    new: bool


@dataclass(frozen=True, slots=True)
class Month:
    on: date
    number: str


@dataclass(frozen=True, slots=True)
class Small:
    """One of the small multiples, with its table."""

    area: str
    category: str
    cell: Cell
    chart: Columns | None
    months: list[Month]
    usually: float | None


def few(count: float | None) -> str:
    """None (nothing was ever written down) reads like nought."""
    known = round(count or 0)
    return figure(known) if known >= MINIMUM else _("fewer than 5")


def cell(look: Look, *, new: bool) -> Cell:
    return Cell(
        number=few(look.count),
        usually=few(look.expected)
        if look.expected is not None and look.verdict is not Verdict.UNKNOWN
        else "",
        verdict=look.verdict,
        words=WORDS[look.verdict],
        new=new,
    )


NEVER = Look(0, None, 0, False, Verdict.UNKNOWN, None, ())
"""An area in which a category never came up: it reads like one in which it came up a few times."""


def _stands(look: Look) -> bool:
    return look.count >= MINIMUM or round(look.expected or 0) >= MINIMUM


def categories(watch: Watch) -> list[tuple[str, dict[str, str]]]:
    """Those with five or more in the month somewhere, or usually: others are not told apart from none."""
    large = {code for (_area, code), look in watch.looks.found.items() if _stands(look)}
    return [pair for pair in watch.categories if pair[0] in large]


def table(watch: Watch) -> list[tuple[str, list[Cell]]]:
    """Areas as rows, categories as columns. An area with nothing of five or more has no row."""
    newly = set(watch.newly)
    large = {area for (area, _code), look in watch.looks.found.items() if _stands(look)}
    return [
        (
            area.name,
            [
                cell(watch.looks.found.get((area.pk, code), NEVER), new=(area.pk, code) in newly)
                for code, _names in categories(watch)
            ],
        )
        for area in watch.areas
        if area.pk in large
    ]


def smalls(watch: Watch) -> list[Small]:
    """What stands out, then what is largest, up to a dozen: months as columns, the usual number as a line."""
    names = dict(watch.categories)
    areas = {area.pk: area.name for area in watch.areas}
    newly = set(watch.newly)
    keys = [
        key
        for key, look in watch.looks.found.items()
        if key[0] in areas and key[1] in names and any((count or 0) >= MINIMUM for count in look.months)
    ]
    keys.sort(
        key=lambda key: (
            watch.looks.found[key].verdict is not Verdict.MORE,
            -watch.looks.found[key].count,
            key,
        )
    )
    found = []
    for key in keys[:MOST_DRAWN]:
        look = watch.looks.found[key]
        values: list[float | None] = [
            None if count is None or count < MINIMUM else float(count) for count in look.months
        ]
        mean = look.expected if look.expected is not None and round(look.expected) >= MINIMUM else None
        marks = [None] * (len(values) - 1) + [mean]
        labels = [
            month.strftime("%m.%Y") if number % 8 == 0 else ""
            for number, month in enumerate(watch.looks.months)
        ]
        found.append(
            Small(
                area=areas[key[0]],
                category=pick(names[key[1]]),
                cell=cell(look, new=key in newly),
                chart=columns(values, marks, labels),
                months=[
                    Month(month, few(count))
                    for month, count in zip(watch.looks.months, look.months, strict=True)
                ],
                usually=mean,
            )
        )
    return found


def month_words(month: date) -> str:
    return day(month, "month")
