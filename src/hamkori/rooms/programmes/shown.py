"""Programmes in words and numbers: what a cell says, what the public may see of it, a drawing, rows of a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from hamkori.ground.measures.disclosure import is_small
from hamkori.kernel.templatetags.look import day, figure, percent
from hamkori.rooms.programmes.catalogue import GROUPS, Unit
from hamkori.rooms.programmes.counts import COUNTS
from hamkori.rooms.programmes.covering import OPEN, REST, Cover, covers, rest
from hamkori.rooms.programmes.models import Indicator, Period
from hamkori.rooms.programmes.queries.framework import Branch, Figure, Line
from hamkori.rooms.programmes.values import Standing

SIGN = {
    Standing.REACHED: "kept",
    Standing.NOT_YET: "late",
    Standing.NO_TARGET: "done",
    Standing.NOT_REPORTED: "due",
    Standing.TO_COME: "due",
}
WORDS: dict[Standing, str | Promise] = {
    Standing.REACHED: pgettext_lazy("a value and its target", "reached"),
    Standing.NOT_YET: pgettext_lazy("a value and its target", "not reached yet"),
    Standing.NO_TARGET: pgettext_lazy("a value and its target", "no target"),
    Standing.NOT_REPORTED: pgettext_lazy("a value and its target", "not reported"),
    Standing.TO_COME: pgettext_lazy("a value and its target", "still to come"),
}


def number(value: Decimal | float | None, unit: str) -> str:
    """A value with its unit; "not told" for none, never 0."""
    if value is None:
        return _("not told")
    exact = Decimal(str(value))
    places = 0 if exact == exact.to_integral_value() else 1
    if unit == Unit.PERCENT:
        return percent(exact, places)
    if unit == Unit.DAYS:
        return _("%(number)s days") % {"number": figure(exact, places)}
    return figure(exact, places)


@dataclass(frozen=True, slots=True)
class Part:
    """One group in a period: what was aimed at and what was reached, in words."""

    name: str | Promise
    target: str
    value: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One period in words."""

    line: Line
    period: str
    target: str
    value: str
    hidden: bool
    of: str
    parts: list[Part]
    sign: str
    standing: str | Promise
    state: str
    chart: float | None
    """The number for the drawing; None where there is none or it is hidden."""

    @property
    def pk(self) -> int:
        return self.line.period.pk


def period_words(period: Period) -> str:
    """ "January 2026 – March 2026"."""
    return f"{day(period.begins_on, 'month')} – {day(period.ends_on, 'month')}"


def rows(found: Figure, *, public: bool) -> list[Row]:
    """The periods of an indicator. The public sees no count of one to four people, nor what gives it away."""
    lines = found.lines
    over = covers(found.indicator, lines) if public else [OPEN] * len(lines)
    return [_row(found.indicator, line, cover) for line, cover in zip(lines, over, strict=True)]


def _row(indicator: Indicator, line: Line, cover: Cover) -> Row:
    hidden = cover.whole
    unit = indicator.unit
    parts = []
    for code in indicator.groups:
        if code not in line.parts and code not in line.targets:
            parts.append(Part(GROUPS[code], "–", _("not told"), False))
            continue
        if line.actual is None:
            parts.append(
                Part(GROUPS[code], number(line.targets[code], unit), "", False)
                if code in line.targets
                else Part(GROUPS[code], "–", "", False)
            )
            continue
        reached, base = line.parts.get(code, (None, None))
        covered = code in cover.groups
        words = _("hidden: too few") if covered else number(reached, unit)
        if base and not covered:
            words += " " + _("of %(number)s") % {"number": figure(base)}
        parts.append(
            Part(
                GROUPS[code],
                number(line.targets[code], unit) if code in line.targets else "–",
                words,
                covered,
            )
        )
    left = rest(indicator, line)
    if left and unit in (Unit.NUMBER, Unit.PEOPLE):
        covered = REST in cover.groups
        words = _("hidden: too few") if covered else number(left, unit)
        parts.append(Part(_("not counted by group"), "–", words, covered))
    value = _("hidden: too few") if hidden else number(line.value, unit)
    if line.value is None:
        value = str(WORDS[line.standing])
    return Row(
        line=line,
        period=period_words(line.period),
        target="–" if line.period.target is None else number(line.period.target, unit),
        value=value,
        hidden=hidden,
        of="" if hidden else _of(line),
        parts=parts if line.actual is not None or line.targets else [],
        sign=SIGN[line.standing],
        standing=WORDS[line.standing],
        state=line.actual.get_state_display() if line.actual is not None else "",
        chart=None if hidden or line.value is None else float(line.value),
    )


def _of(line: Line) -> str:
    """What a share rests on: its n."""
    live = line.counted
    if live is not None and live.value is not None and live.of:
        words = _("about %(n)s of %(of)s") if live.about else _("%(n)s of %(of)s")
        return words % {"n": figure(live.n), "of": figure(live.of)}
    if line.actual is not None and line.actual.base:
        return _("of %(number)s") % {"number": figure(line.actual.base)}
    return ""


# --- a drawing: values as columns, targets as lines across them


WIDTH, HEIGHT, FOOT = 440, 150, 22
NO_COLUMN = 4
LABEL = 70
"""Height of the empty frame that stands for a period without a number."""


@dataclass(frozen=True, slots=True)
class Column:
    x: float
    width: float
    y: float
    height: float
    known: bool
    mark: float | None
    label: str

    @property
    def at_end(self) -> bool:
        """Whether its label would leave the drawing on the right."""
        return self.x > WIDTH - LABEL

    @property
    def label_x(self) -> float:
        return round(self.x + self.width, 1) if self.at_end else self.x


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns from nought; `mark` is the height of a line across one; the last few get a label."""

    columns: list[Column]
    top: float
    width: int = WIDTH
    height: int = HEIGHT + FOOT

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height}"


def columns(
    values: list[float | None], marks: list[float | None], labels: list[str], *, top: float = 0
) -> Columns | None:
    """A drawing of the server; None where nothing at all has a number. Its table stands beside it."""
    known = [one for one in (*values, *marks) if one is not None]
    if not known:
        return None
    top = max([top, *known]) or 1
    wide = WIDTH / len(values)

    def y(value: float) -> float:
        return round(HEIGHT - (HEIGHT - 8) * value / top, 1)

    return Columns(
        [
            Column(
                x=round(number * wide + wide * 0.12, 1),
                width=round(wide * 0.76, 1),
                y=y(value) if value is not None else HEIGHT - NO_COLUMN,
                height=round(HEIGHT - y(value), 1) if value is not None else NO_COLUMN,
                known=value is not None,
                mark=None if marks[number] is None else y(marks[number] or 0),
                label=labels[number],
            )
            for number, value in enumerate(values)
        ],
        top,
    )


def chart(indicator: Indicator, found: list[Row]) -> Columns | None:
    """What was reached as columns, what was aimed at as lines."""
    few = max(1, (len(found) + 3) // 4)
    labels = [
        row.line.period.ends_on.strftime("%m.%Y") if number % few == 0 else ""
        for number, row in enumerate(found)
    ]
    targets = [None if row.line.period.target is None else float(row.line.period.target) for row in found]
    return columns(
        [row.chart for row in found], targets, labels, top=100 if indicator.unit == Unit.PERCENT else 0
    )


@dataclass(frozen=True, slots=True)
class Leaf:
    """An indicator as the page of a programme shows it: its words, its latest value, its rows."""

    figure: Figure
    rows: list[Row]
    counted: str | Promise
    latest: Row | None
    public: bool

    @property
    def indicator(self) -> Indicator:
        return self.figure.indicator

    @property
    def baseline(self) -> str:
        one = self.indicator
        if one.baseline is None:
            return "–"
        if self.public and one.unit == Unit.PEOPLE and is_small(int(one.baseline)):
            return _("hidden: too few")
        return number(one.baseline, one.unit)


def leaf(found: Figure, *, public: bool) -> Leaf:
    listed = rows(found, public=public)
    latest = next((row for row in reversed(listed) if row.line.value is not None), None)
    code = found.indicator.counted_by
    return Leaf(found, listed, COUNTS[code].title if code else "", latest, public)


@dataclass(frozen=True, slots=True)
class Twig:
    """A result with its leaves."""

    branch: Branch
    leaves: list[Leaf]
    below: list["Twig"]


def twigs(branches: list[Branch], *, public: bool) -> list[Twig]:
    return [
        Twig(one, [leaf(found, public=public) for found in one.figures], twigs(one.below, public=public))
        for one in branches
    ]


# --- the same as rows of a file

HEADINGS: list[str | Promise] = [
    gettext_lazy("Result"),
    gettext_lazy("Level"),
    gettext_lazy("Indicator"),
    gettext_lazy("What exactly is counted?"),
    gettext_lazy("Unit"),
    gettext_lazy("Direction"),
    gettext_lazy("Since the beginning"),
    gettext_lazy("Source of the figure"),
    gettext_lazy("How often?"),
    gettext_lazy("First value"),
    gettext_lazy("Day of the first value"),
    gettext_lazy("First day"),
    gettext_lazy("Last day"),
    gettext_lazy("Group"),
    gettext_lazy("Target"),
    gettext_lazy("Reached"),
    gettext_lazy("Rests on"),
    gettext_lazy("How it stands"),
    gettext_lazy("State of the value"),
    gettext_lazy("Note"),
]


def headings() -> list[str]:
    return [str(one) for one in HEADINGS]


def file_rows(found: list[Twig], *, public: bool) -> Iterator[list[Any]]:
    """Every period and group as a row. Days are written as days, what was not told as words."""
    for twig in found:
        result = twig.branch.result
        for one in twig.leaves:
            indicator = one.indicator
            head = [
                f"{twig.branch.label} {result.statement}", str(result.get_level_display()), indicator.title,
                indicator.definition, str(indicator.get_unit_display()), str(indicator.get_direction_display()),
                _("Yes") if indicator.cumulative else _("No"), str(one.counted) or indicator.source,
                str(indicator.get_every_display()), one.baseline,
                indicator.baseline_on.isoformat() if indicator.baseline_on else "",
            ]  # fmt: skip
            for row in one.rows:
                period = row.line.period
                days = [period.begins_on.isoformat(), period.ends_on.isoformat()]
                told = row.line.actual
                state = pgettext("how a value came", "counted by the system") if one.counted else row.state
                remark = told.remark if told is not None and not public else ""
                together = _("All together")
                yield [
                    *head,
                    *days,
                    together,
                    row.target,
                    row.value,
                    row.of,
                    "–" if row.hidden else str(row.standing),
                    state,
                    remark,
                ]
                for part in row.parts:
                    yield [*head, *days, str(part.name), part.target, part.value, "", "", "", ""]
        yield from file_rows(twig.below, public=public)
