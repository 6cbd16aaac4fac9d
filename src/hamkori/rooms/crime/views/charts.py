"""Charts as drawings of the server: places of points and bars for a template. A chart has its table beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor, log10

from hamkori.ground.measures.intervals import Interval, exact_poisson_interval
from hamkori.society.places.maps import Value

LEFT, RIGHT, TOP, BOTTOM, WIDTH, HEIGHT = 44, 412, 22, 250, 420, 286


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line over months with the interval of each; `parts` are its unbroken pieces, a month without number a gap."""

    width: int
    height: int
    grid: tuple[tuple[float, int], ...]
    """(y, number) of the horizontal lines."""
    parts: tuple[str, ...]
    zones: tuple[str, ...]
    points: tuple[Point, ...]
    ticks: tuple[tuple[float, str], ...]
    gaps: tuple[float, ...]
    """Where a month has no number."""

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height}"


def nice_step(most: float, lines: int = 4) -> int:
    """A round distance between lines: 1, 2 or 5 times a power of ten."""
    rough = max(most, 1) / lines
    power = 10 ** floor(log10(rough))
    return max(1, int(next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)))


def month_line(numbers: Sequence[int | None], labels: Sequence[str]) -> Line | None:
    """From nought, so that a small change looks small. None where fewer than three months have a number."""
    known = [number for number in numbers if number is not None]
    if len(known) < 3:
        return None
    bounds = [None if number is None else _bounds(number) for number in numbers]
    most = max(bound.high for bound in bounds if bound is not None)
    step = nice_step(most)
    top = step * ceil(most / step)

    def x(at: int) -> float:
        return round(LEFT + 8 + at * (RIGHT - LEFT - 16) / max(len(numbers) - 1, 1), 1)

    def y(number: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * number / top, 1)

    parts, zones = [], []
    for piece in _pieces(numbers):
        points = [(x(at), y(numbers[at] or 0)) for at in piece]
        parts.append("M" + "L".join(f"{left} {up}" for left, up in points))
        inside = [(x(at), bound) for at in piece if (bound := bounds[at]) is not None]
        if len(inside) > 1:
            over = [f"{left} {y(bound.high)}" for left, bound in inside]
            under = [f"{left} {y(bound.low)}" for left, bound in reversed(inside)]
            zones.append("M" + "L".join([*over, *under]) + "z")
    every = 1 if len(numbers) <= 6 else 3 if len(numbers) <= 12 else 6
    return Line(
        width=WIDTH,
        height=HEIGHT,
        grid=tuple((y(number), number) for number in range(0, top + 1, step)),
        parts=tuple(parts),
        zones=tuple(zones),
        points=tuple(
            Point(x(at), y(number), labels[at]) for at, number in enumerate(numbers) if number is not None
        ),
        ticks=tuple((x(at), labels[at]) for at in range(0, len(numbers), every)),
        gaps=tuple(x(at) for at, number in enumerate(numbers) if number is None),
    )


@lru_cache(maxsize=4000)
def _bounds(number: int) -> Interval:
    """Kept: the months of a release are the same for everybody who asks."""
    return exact_poisson_interval(number)


def _pieces(numbers: Sequence[int | None]) -> list[list[int]]:
    """Positions of the stretches without a gap."""
    found: list[list[int]] = [[]]
    for at, number in enumerate(numbers):
        if number is None:
            found.append([])
        else:
            found[-1].append(at)
    return [piece for piece in found if piece]


@dataclass(frozen=True, slots=True)
class Scale:
    """Four steps of a map over whole numbers: the upper bounds of the first three."""

    bounds: tuple[int, ...]

    def step(self, number: float) -> str:
        return f"k{1 + sum(number > bound for bound in self.bounds)}"


def scale_of(numbers: Sequence[float]) -> Scale:
    """Quarters of the areas, at round bounds; fewer steps where the numbers lie close together."""
    ordered = sorted(numbers)
    if not ordered:
        return Scale(())
    quarters = [ordered[min(len(ordered) - 1, len(ordered) * part // 4)] for part in (1, 2, 3)]
    bounds: list[int] = []
    for number in quarters:
        rounded = _rounded(number)
        if (not bounds or rounded > bounds[-1]) and rounded < ordered[-1]:
            bounds.append(rounded)
    return Scale(tuple(bounds))


def _rounded(number: float) -> int:
    """To two leading digits."""
    if number < 10:
        return round(number)
    unit = 10 ** (floor(log10(number)) - 1)
    return int(round(number / unit) * unit)


def value(step: str, says: str, href: str) -> Value:
    return Value(step, says, href)
