"""Figures that cannot be shown without what belongs to them. Pure: pages may use them; no engine is loaded here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

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

    @property
    def text(self) -> str:
        inside = self.interval
        return _(
            "%(rate).1f for every 100,000 people (%(low).1f to %(high).1f): %(count)d among %(people)d "
            "on %(day)s (%(reference)s)"
        ) % {
            "rate": inside.estimate,
            "low": inside.low,
            "high": inside.high,
            "count": self.count,
            "people": self.population.number,
            "day": self.population.on.isoformat(),
            "reference": self.population.reference,
        }


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
        return poisson_ratio_interval(self.now, 1.0, self.before, 1.0)

    @property
    def text(self) -> str:
        ratio = self.ratio
        if self.compared == 0 or ratio.estimate is None:
            return _("%(now)d now, %(before)d a year before: the change cannot be told.") % {
                "now": self.now,
                "before": self.before,
            }
        high = "∞" if ratio.high == float("inf") else f"{100 * (ratio.high - 1):+.1f}"
        said = _("%(now)d after %(before)d: %(change)+.1f %% (%(low)+.1f to %(high)s %%)") % {
            "now": self.now,
            "before": self.before,
            "change": 100 * (ratio.estimate - 1),
            "low": 100 * (ratio.low - 1),
            "high": high,
        }
        if self.left_out:
            said += "; " + ngettext(
                "%(number)d month of an area is left out: it has no report in one of the two years",
                "%(number)d months of areas are left out: they have no report in one of the two years",
                self.left_out,
            ) % {"number": self.left_out}
        return said


@dataclass(frozen=True, slots=True, eq=False)
class ClearUp:
    """How many of the crimes of one cohort were cleared up. Never a bare percentage (K20, K21).

    There is no attribute that gives the share alone, and it cannot be turned into a number or formatted as one: the
    only way out is `text`, with numerator, denominator, cohort and scope. Raises `ValueError` if one is missing.
    """

    cleared: int
    of: int
    cohort: str
    """Which crimes: "recorded 2025"."""
    scope: str
    """Which offences, where, counted how."""
    as_of: date
    reopened: int | None
    """How many of the cohort were opened again after that: the other side of the figure. None: not told here."""

    def __post_init__(self) -> None:
        if not self.cohort.strip() or not self.scope.strip():
            raise ValueError("a clear-up figure names its cohort and its scope")
        if not 0 <= self.cleared <= self.of:
            raise ValueError("a part cannot be larger than the whole")
        if self.reopened is not None and self.reopened < 0:
            raise ValueError("a count is not below zero")

    @property
    def text(self) -> str:
        if self.of == 0:
            return _("No crime in this cohort: %(cohort)s; %(scope)s.") % {
                "cohort": self.cohort,
                "scope": self.scope,
            }
        again = (
            _("how many were opened again is not told")
            if self.reopened is None
            else ngettext("%(number)d opened again", "%(number)d opened again", self.reopened)
            % {"number": self.reopened}
        )
        return _(
            "%(cleared)d of %(of)d (%(share).1f %%) cleared up by %(day)s; %(again)s. "
            "Which crimes: %(cohort)s. What is counted: %(scope)s."
        ) % {
            "cleared": self.cleared,
            "of": self.of,
            "share": 100 * self.cleared / self.of,
            "day": self.as_of.isoformat(),
            "again": again,
            "cohort": self.cohort,
            "scope": self.scope,
        }

    def __str__(self) -> str:
        return self.text

    def __format__(self, how: str) -> str:
        if how:
            raise TypeError("a clear-up figure is shown whole, through its text")
        return self.text


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
