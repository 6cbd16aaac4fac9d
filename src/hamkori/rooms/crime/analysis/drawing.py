"""Drawings of the analysis wing as plain shapes for an SVG template. Each has its table beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any

SIZE = 20
"""Edge of a cell, in units of the drawing."""
NARROWEST = 440
"""A picture of few columns gets empty sides, not huge letters."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LEFT, RIGHT, TOP, BOTTOM, WIDTH, HEIGHT = 52, 412, 14, 240, 420, 286


def cell_name(column: int, row_from_top: int) -> str:
    """ "C7": the third column, the seventh row from the top."""
    letter = LETTERS[column] if column < len(LETTERS) else LETTERS[column // 26 - 1] + LETTERS[column % 26]
    return f"{letter}{row_from_top + 1}"


@dataclass(frozen=True, slots=True)
class Cell:
    x: int
    y: int
    step: str
    name: str
    number: int
    hot: bool
    full: bool = False
    values: tuple[Any, ...] = ()

    @property
    def path(self) -> str:
        return f"M{self.x} {self.y}h{SIZE}v{SIZE}h-{SIZE}z"

    @property
    def star(self) -> str:
        """The mark of a hot cell: a square on its corner, so that the picture reads without colour."""
        half = SIZE // 2
        reach = half - 4
        return f"M{self.x + half} {self.y + half - reach}l{reach} {reach}l-{reach} {reach}l-{reach} -{reach}z"

    @property
    def block(self) -> str:
        """The mark of a square that is full on its own."""
        side = SIZE - 12
        return f"M{self.x + 6} {self.y + 6}h{side}v{side}h-{side}z"


@dataclass(frozen=True, slots=True)
class Mark:
    x: float
    y: float
    name: str
    end: bool
    """The word stands to the left of the dot."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Cells of a grid, the frame, names of columns and rows, and a bar of length."""

    view_box: str
    width: int
    height: int
    cells: tuple[Cell, ...]
    marks: tuple[Mark, ...]
    columns: tuple[tuple[int, str], ...]
    rows: tuple[tuple[int, str], ...]


def steps_of(numbers: Sequence[float], steps: int = 4) -> tuple[float, ...]:
    """Upper bounds of all steps but the last: even parts from nought to the most."""
    most = max(numbers, default=0)
    bounds = [most * part / steps for part in range(1, steps)]
    return tuple(dict.fromkeys(round(bound) if most >= 8 else bound for bound in bounds))


def step_for(number: float, bounds: Sequence[float]) -> str:
    return f"k{1 + sum(number > bound for bound in bounds)}"


def grid_picture(
    frame: Mapping[str, Any],
    cells: Sequence[Sequence[Any]],
    bounds: Sequence[float],
    marks: Sequence[Sequence[Any]],
    names: Mapping[str, str],
    *,
    hot_at: int | None = None,
    full_at: int | None = None,
) -> Picture:
    """`cells` are [row from the bottom, column, number, …]; `hot_at`, `full_at`: where their marks stand in each."""
    rows, columns = int(frame["rows"]), int(frame["columns"])
    drawn = []
    for one in cells:
        row, column, number = int(one[0]), int(one[1]), int(one[2])
        from_top = rows - 1 - row
        drawn.append(
            Cell(
                x=column * SIZE,
                y=from_top * SIZE,
                step=step_for(number, bounds) if number else "",
                name=cell_name(column, from_top),
                number=number,
                hot=hot_at is not None and bool(one[hot_at]),
                full=full_at is not None and bool(one[full_at]),
                values=tuple(one),
            )
        )
    width, height = columns * SIZE, rows * SIZE
    spare = max(0, NARROWEST - width - 38)
    every = max(1, -(-max(rows, columns) // 20))
    return Picture(
        view_box=f"{-34 - spare // 2} -22 {width + 38 + spare} {height + 26}",
        width=width,
        height=height,
        cells=tuple(drawn),
        marks=_apart(
            [
                Mark(column * SIZE, height - row * SIZE, names.get(code, code), column > columns * 0.6)
                for code, column, row in marks
            ]
        ),
        columns=tuple((at * SIZE + SIZE // 2, cell_name(at, 0)[:-1]) for at in range(0, columns, every)),
        rows=tuple((at * SIZE + SIZE // 2 + 5, str(at + 1)) for at in range(0, rows, every)),
    )


MOST_MARKS = 6
LETTER, LINE = 11, 24
"""Room for a letter and for a line of a name, in units of the drawing, as a phone shows them."""


def _apart(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """The first places whose names do not lie on each other."""
    kept: list[tuple[Mark, float, float]] = []
    for mark in marks:
        long = 10 + LETTER * len(mark.name)
        begins, ends = (mark.x - long, mark.x + 5) if mark.end else (mark.x - 5, mark.x + long)
        if len(kept) < MOST_MARKS and all(
            abs(mark.y - other.y) >= LINE or begins > end or ends < begin for other, begin, end in kept
        ):
            kept.append((mark, begins, ends))
    return tuple(mark for mark, _begins, _ends in kept)


# --- the week


@dataclass(frozen=True, slots=True)
class WeekCell:
    x: int
    y: int
    step: str
    says: str


WEEK_WIDTH, WEEK_HEIGHT = 44, 26
WEEK_LEFT, WEEK_TOP = 46, 24


def week_cells(hours: Sequence[Sequence[float]]) -> list[WeekCell]:
    """Seven rows of eight columns; the fullest are the darkest."""
    bounds = steps_of([value for row in hours for value in row])
    return [
        WeekCell(
            WEEK_LEFT + column * WEEK_WIDTH,
            WEEK_TOP + row * WEEK_HEIGHT,
            step_for(value, bounds) if value else "",
            f"{value:.0f}",
        )
        for row, line in enumerate(hours)
        for column, value in enumerate(line)
    ]


# --- differences


@dataclass(frozen=True, slots=True)
class Whisker:
    """An interval as a line with its middle."""

    y: int
    low: float
    high: float
    middle: float
    label: str


@dataclass(frozen=True, slots=True)
class Forest:
    whiskers: tuple[Whisker, ...]
    zero: float
    ticks: tuple[tuple[float, int], ...]
    height: int


def forest(rows: Sequence[tuple[str, Mapping[str, float]]]) -> Forest | None:
    """Intervals under each other with the line of no difference."""
    if not rows:
        return None
    most = max(1.0, *(max(abs(row["low"]), abs(row["high"])) for _label, row in rows)) * 1.08

    def x(value: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * (value + most) / (2 * most), 1)

    step = max(1, round(most / 2))
    return Forest(
        tuple(
            Whisker(40 + at * 54, x(row["low"]), x(row["high"]), x(row["value"]), label)
            for at, (label, row) in enumerate(rows)
        ),
        x(0),
        tuple((x(number), number) for number in (-step, 0, step)),
        40 + len(rows) * 54,
    )


# --- funnels


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    name: str
    alarm: bool

    @property
    def star(self) -> str:
        return f"M{self.x} {self.y - 8}l8 8l-8 8l-8 -8z"


@dataclass(frozen=True, slots=True)
class FunnelPicture:
    """Shares of areas by their size; inner lines 95 %, outer lines 99.8 %."""

    dots: tuple[Dot, ...]
    inner: tuple[str, ...]
    outer: tuple[str, ...]
    centre: float
    shares: tuple[tuple[float, float], ...]
    sizes: tuple[tuple[float, int], ...]
    places: int
    """Decimals of the shares."""


def funnel(
    counts: Sequence[int],
    wholes: Sequence[int],
    names: Sequence[str],
    alarms: Sequence[int],
    data: Mapping[str, Any],
) -> FunnelPicture:
    lines = data["lines"]
    most_size = max([*wholes, lines[-1][0]])
    shares = [count / whole for count, whole in zip(counts, wholes, strict=True) if whole]
    most = min(
        1.0,
        max([*shares, data["centre"] * 2, *(line[2] for line in lines if line[0] > most_size / 6)]) * 1.05,
    )

    step, wide = _round_step(100 * most), max(1, int(_round_step(most_size)))

    def x(size: float) -> float:
        return float(round(LEFT + (RIGHT - LEFT) * size / most_size, 1))

    def y(share: float) -> float:
        return float(round(BOTTOM - (BOTTOM - TOP) * min(share, most) / most, 1))

    def path(column: int) -> str:
        return "M" + "L".join(f"{x(line[0])} {y(line[column])}" for line in lines)

    return FunnelPicture(
        dots=tuple(
            Dot(x(whole), y(count / whole), name, bool(alarm))
            for count, whole, name, alarm in zip(counts, wholes, names, alarms, strict=True)
            if whole
        ),
        inner=(path(1), path(2)),
        outer=(path(3), path(4)),
        centre=y(data["centre"]),
        shares=tuple((y(at * step / 100), at * step) for at in range(int(100 * most / step) + 1)),
        sizes=tuple((x(at * wide), at * wide) for at in range(1, most_size // wide + 1)),
        places=0 if step >= 1 else 1,
    )


def _round_step(most: float, lines: int = 4) -> float:
    """A round distance between lines: 1, 2 or 5 times a power of ten."""
    rough = max(most, 1e-9) / lines
    power = 10.0 ** floor(log10(rough))
    return float(next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999))
