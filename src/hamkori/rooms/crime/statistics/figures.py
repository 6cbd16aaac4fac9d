"""Figures that cannot be shown without what belongs to them. Pure: pages may use them; no engine is loaded here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hamkori.ground.measures.intervals import Interval, exact_poisson_interval, poisson_ratio_interval
from hamkori.kernel.errors import BadInput

PER = 100_000


class NoPopulation(BadInput):
    """A rate was asked for a place without a dated population."""

    message = gettext_lazy(
        "There is no population with a date and a reference for %(place)s: no rate can be shown."
    )


@dataclass(frozen=True, slots=True)
class Population:
    """How many people lived somewhere on a day, and who says so."""

    number: int
    on: date
    reference: str

    def __post_init__(self) -> None:
        if self.number <= 0 or not self.reference.strip():
            raise ValueError("a population is above zero and names its reference")


@dataclass(frozen=True, slots=True)
class Rate:
    """Per 100,000 people. Without a population there is none (`rate`)."""

    count: int
    population: Population

    @property
    def number(self) -> float:
        """How many crimes for every 100,000 people."""
        return self.count / (self.population.number / PER)

    @property
    def interval(self) -> Interval:
        """With the exact Poisson bounds (95 %). Worked out each time: lists show the number alone."""
        return exact_poisson_interval(self.count, self.population.number / PER)


def rate(count: int, population: Population | None, place: str) -> Rate:
    """Raises `NoPopulation`."""
    if population is None:
        raise NoPopulation(place=place)
    return Rate(count, population)


@dataclass(frozen=True, slots=True)
class Change:
    """This period against the same one a year before, over the areas and months that reported in both."""

    now: int
    before: int
    months_now: str
    months_before: str
    compared: int
    """Areas x months that reported in both."""
    left_out: int
    """Areas x months that reported in one of them only, or in neither."""

    @property
    def ratio(self) -> Interval:
        """The exact interval (95 %) of the ratio of two Poisson counts."""
        return _ratio(self.now, self.before)


@lru_cache(maxsize=1000)
def _ratio(now: int, before: int) -> Interval:
    """Kept: a page asks for the same one again and again, and working it out is a tenth of the page."""
    return poisson_ratio_interval(now, 1.0, before, 1.0)


@dataclass(frozen=True, slots=True)
class ClearUp:
    """How many of the crimes of one cohort were cleared up. It does not exist without all its parts (K20, K21).

    Raises `ValueError` when one is missing or they do not fit; there is no order and no number in it to rank by.
    """

    cleared: int
    of: int
    cohort: str
    """Which crimes: "recorded in 2025"."""
    scope: str
    """Which offences, where, counted how."""
    as_of: date
    reopened: int | None = None
    """How many of the cohort were opened again after they had been cleared up, whatever became of them since."""
    why: str = ""
    """Why that number is not shown."""

    def __post_init__(self) -> None:
        if not self.cohort.strip() or not self.scope.strip():
            raise ValueError("a clear-up figure names its cohort and its scope")
        if not (0 <= self.cleared <= self.of and self.of):
            raise ValueError("a part is not larger than the whole, and the whole is not nothing")

    @property
    def share(self) -> float:
        """In percent, to a tenth; pages print it behind numerator and denominator only."""
        return round(100 * self.cleared / self.of, 1)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which areas and months reported. Every table carries one: no report is not zero."""

    areas: int
    months: tuple[str, ...]
    said: Mapping[str, int] = field(default_factory=dict)
    """records, table, zero: how many areas x months."""
    missing: tuple[tuple[str, str], ...] = ()
    """(district, month) without any report."""

    @property
    def possible(self) -> int:
        return self.areas * len(self.months)

    @property
    def reported(self) -> int:
        return self.possible - len(self.missing)

    @property
    def complete(self) -> bool:
        return not self.missing

    @property
    def text(self) -> str:
        if self.complete:
            return _(
                "All %(areas)d areas reported in every month, %(zero)d times that there was nothing."
            ) % {
                "areas": self.areas,
                "zero": self.said.get("zero", 0),
            }
        return _(
            "%(reported)d of %(possible)d months of areas were reported (%(zero)d times that there was "
            "nothing). Without report: %(missing)d, in %(areas)d areas. No report is not zero."
        ) % {
            "reported": self.reported,
            "possible": self.possible,
            "zero": self.said.get("zero", 0),
            "missing": len(self.missing),
            "areas": len({area for area, _month in self.missing}),
        }

    def silent(self, area: str = "", months: Iterable[str] = ()) -> bool:
        """Whether nothing at all was reported there: every district under `area`, every month of `months`.

        `area` is "" (or "all") for everywhere, a path otherwise. The number of districts there comes from `within`.
        """
        wanted = set(months) or set(self.months)
        gone = {(district, month) for district, month in self.missing if month in wanted}
        inside = self.within.get("" if area in ("", "all") else area)
        if inside is None:
            return False
        return inside > 0 and sum(_lies(district, area) for district, _m in gone) >= inside * len(wanted)

    within: Mapping[str, int] = field(default_factory=dict)
    """Path of a region or district ("" the country) to how many districts it has."""

    def as_data(self) -> dict[str, object]:
        return {
            "areas": self.areas,
            "months": list(self.months),
            "said": dict(self.said),
            "missing": [list(pair) for pair in self.missing],
            "within": dict(self.within),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> "Coverage":
        missing = data.get("missing") or []
        months = data.get("months") or []
        said, within = data.get("said") or {}, data.get("within") or {}
        assert isinstance(missing, list) and isinstance(months, list)
        assert isinstance(said, dict) and isinstance(within, dict)
        return cls(int(str(data["areas"])), tuple(months), said, tuple((a, m) for a, m in missing), within)


def _lies(district: str, area: str) -> bool:
    return area in ("", "all") or district == area or district.startswith(area + ".")
