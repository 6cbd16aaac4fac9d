"""Drawings of the analysis wing as plain shapes for an SVG template. Each has its table beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor, log10
from typing import Any

SIZE, LARGEST = 20, 48
"""Edge of a cell, in units of the drawing: of a picture with many cells, and of one with very few."""
NARROWEST = 440
"""A picture of few columns gets larger cells, then empty sides, not huge letters."""
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
    edge: int = SIZE

    @property
    def path(self) -> str:
        return f"M{self.x} {self.y}h{self.edge}v{self.edge}h-{self.edge}z"

    @property
    def star(self) -> str:
        """The mark of a hot cell: a square on its corner, so that the picture reads without colour."""
        half = self.edge // 2
        reach = SIZE // 2 - 4
        return f"M{self.x + half} {self.y + half - reach}l{reach} {reach}l-{reach} {reach}l-{reach} -{reach}z"

    @property
    def block(self) -> str:
        """The mark of a square that is full on its own."""
        side = SIZE - 12
        corner = (self.edge - side) // 2
        return f"M{self.x + corner} {self.y + corner}h{side}v{side}h-{side}z"


@dataclass(frozen=True, slots=True)
class Mark:
    """A named dot. The word stands `dx`, `dy` from it; `anchor` "end": it ends there, "mid": that is its middle."""

    x: float
    y: float
    name: str
    anchor: str = ""
    dx: int = 9
    dy: int = 5


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
    edge = min(LARGEST, max(SIZE, (NARROWEST - 38) // max(rows, columns, 1)))
    drawn = []
    for one in cells:
        row, column, number = int(one[0]), int(one[1]), int(one[2])
        from_top = rows - 1 - row
        drawn.append(
            Cell(
                x=column * edge,
                y=from_top * edge,
                step=step_for(number, bounds) if number else "",
                name=cell_name(column, from_top),
                number=number,
                hot=hot_at is not None and bool(one[hot_at]),
                full=full_at is not None and bool(one[full_at]),
                values=tuple(one),
                edge=edge,
            )
        )
    width, height = columns * edge, rows * edge
    spare = max(0, NARROWEST - width - 38)
    every = max(1, -(-max(rows, columns) // 20))
    return Picture(
        view_box=f"{-34 - spare // 2} -22 {width + 38 + spare} {height + 26}",
        width=width,
        height=height,
        cells=tuple(drawn),
        marks=_apart(
            [Mark(column * edge, height - row * edge, names.get(code, code)) for code, column, row in marks],
            [(cell.x, cell.y, cell.x + edge, cell.y + edge) for cell in drawn if cell.step],
            (-30 - spare // 2, width + spare // 2),
        ),
        columns=tuple((at * edge + edge // 2, cell_name(at, 0)[:-1]) for at in range(0, columns, every)),
        rows=tuple((at * edge + edge // 2 + 5, str(at + 1)) for at in range(0, rows, every)),
    )


MOST_MARKS = 6
LETTER, LINE = 11, 24
"""Room for a letter and for a line of a name, in units of the drawing, as a phone shows them."""


PLACES = (("", 9, 5), ("end", -9, 5), ("mid", 0, -11), ("mid", 0, 21), ("", 4, -11), ("end", -4, -11), ("", 4, 21),
          ("end", -4, 21))  # fmt: skip
"""Where a word can stand beside its dot, the best first: anchor, dx, dy."""
Box = tuple[float, float, float, float]


def _box(mark: Mark) -> Box:
    """Left, top, right, bottom of the word."""
    long, x = LETTER * len(mark.name), mark.x + mark.dx
    left = x - long if mark.anchor == "end" else x - long / 2 if mark.anchor == "mid" else x
    baseline = mark.y + mark.dy
    return left, baseline - LINE * 0.75, left + long, baseline + LINE * 0.25


def _shared(one: Box, other: Box) -> float:
    """The area that two boxes share."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0


def _apart(marks: Sequence[Mark], squares: Sequence[Box], sides: tuple[float, float]) -> tuple[Mark, ...]:
    """The first places, each name where it covers least of the squares, inside the picture and on no other name.

    Where squares are larger than a word, one that would hide much of a square is left out.
    """
    edge = squares[0][2] - squares[0][0] if squares else 0.0
    free = edge * edge / 5 if edge > LINE else float("inf")  # among small squares every word covers some
    kept: list[tuple[Mark, Box]] = []
    for mark in marks:
        found: list[tuple[float, int, Mark, Box]] = []
        for rank, (anchor, dx, dy) in enumerate(PLACES):
            tried = replace(mark, anchor=anchor, dx=dx, dy=dy)
            box = _box(tried)
            if (
                sides[0] <= box[0]
                and box[2] <= sides[1]
                and not any(_shared(box, other) for _m, other in kept)
            ):
                covered = [_shared(box, square) for square in squares]
                if max(covered, default=0) <= free:
                    found.append((sum(covered), rank, tried, box))
        if found and len(kept) < MOST_MARKS:
            kept.append(min(found, key=lambda one: one[:2])[2:])
    return tuple(mark for mark, _box in kept)


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
