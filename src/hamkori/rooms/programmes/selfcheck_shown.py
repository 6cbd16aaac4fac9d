"""The years of a self-assessment as a small drawing for each element, with the numbers for its table."""

from dataclasses import dataclass

from hamkori.rooms.programmes.queries.selfcheck import Both

STEP, LEFT, TOP, UNIT = 46, 20, 10, 14
"""Distances in the drawing: between years, at the left, above the score 4, from score to score."""


@dataclass(frozen=True, slots=True)
class Year:
    """One year: what each side said (None: nothing), and where that lies in the drawing."""

    year: int
    office: int | None
    council: int | None
    agreed: bool
    x: int
    office_y: int
    council_y: int


@dataclass(frozen=True, slots=True)
class Trend:
    years: list[Year]
    line: str
    """The way of the department's own scores."""
    width: int
    height: int

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height}"


def _y(score: int | None) -> int:
    return TOP + UNIT * (4 - (score or 0))


def trend(years: list[tuple[int, dict[str, Both]]]) -> dict[str, Trend]:
    """{element: its years}; nothing where fewer than two years have ended."""
    if len(years) < 2:
        return {}
    found = {}
    for code in years[0][1]:
        rows = []
        for number, (year, sides) in enumerate(years):
            both = sides[code]
            office = both.office.score if both.office else None
            council = both.council.score if both.council else None
            rows.append(
                Year(year, office, council, both.agreed, LEFT + number * STEP, _y(office), _y(council))
            )
        points = [f"{row.x} {row.office_y}" for row in rows if row.office is not None]
        found[code] = Trend(
            rows, "M" + "L".join(points), 2 * LEFT + (len(rows) - 1) * STEP, TOP + 4 * UNIT + 24
        )
    return found
