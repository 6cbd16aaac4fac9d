"""Did a response help? Counts before and after, in the place, in its surroundings and where nothing was done.

The plan of the comparison is written down before the response starts; here are the arithmetic and the verdict.
The verdict is one of four plain codes with its reasons; "not enough to tell" is the usual one at small counts.

Pure Python except `series` beside it. Sources: Wheeler & Ratcliffe (2018) Crime Science 7:11; Bowers & Johnson (2003)
J. Quant. Criminol. 19:275; Krishnamoorthy & Thomson (2004) J. Stat. Plan. Inference 119:23.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

from hamkori.ground.measures.intervals import Interval
from hamkori.ground.measures.special import gamma_p

POWER = 0.8
WORTHWHILE = 0.2
"""A response that takes away less than this part of the events is not worth repeating, unless the plan says other."""
FEWEST = 10
"""With fewer expected events the normal approximation of the difference does not hold."""


class Verdict(StrEnum):
    HELPED = "helped"
    DID_NOT_HELP = "did_not_help"
    MOVED_ELSEWHERE = "moved_elsewhere"
    NOT_ENOUGH = "not_enough_to_tell"


class Reason(StrEnum):
    REGISTERED_LATE = "registered_late"
    FEW_EVENTS = "few_events"
    ONLY_A_HUGE_CHANGE_SHOWS = "only_a_huge_change_shows"
    BOTH_POSSIBLE = "both_possible"
    FEWER_EVENTS = "fewer_events"
    MORE_EVENTS = "more_events"
    NO_WORTHWHILE_FALL = "no_worthwhile_fall"
    SURROUNDINGS_NOT_COUNTED = "surroundings_not_counted"
    SURROUNDINGS_ROSE = "surroundings_rose"
    SURROUNDINGS_FELL_TOO = "surroundings_fell_too"
    SURROUNDINGS_UNCLEAR = "surroundings_unclear"
    SHORT_SERIES = "short_series"
    NO_EVENTS_ON_ONE_SIDE = "no_events_on_one_side"
    SEASON_NOT_MODELLED = "season_not_modelled"


@dataclass(frozen=True, slots=True)
class Change:
    """Events in one place before and after."""

    before: int
    after: int

    def __post_init__(self) -> None:
        if self.before < 0 or self.after < 0:
            raise ValueError("a count cannot be negative")


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference of changes in events; below zero: fewer than without the response. `p` is two-sided."""

    value: float
    variance: float
    z: float
    p: float
    interval: Interval

    @property
    def standard_error(self) -> float:
        return math.sqrt(self.variance)


def weighted_displacement_difference(
    treated: Change,
    control: Change,
    displacement: Change | None = None,
    displacement_control: Change | None = None,
    *,
    after_length: float = 1.0,
    confidence: float = 0.95,
) -> Difference:
    """(change in the place - change in its control) + (change around it - change in the control of that).

    `after_length`: how long "after" was, as a multiple of "before"; later counts are scaled to the length before.
    Counts are taken as Poisson. `displacement_control` may be left out (the change around it then stands alone).
    Raises `ValueError` when all counts are zero or a length is not above zero.
    """
    if displacement is None and displacement_control is not None:
        raise ValueError("a control of the surroundings needs the surroundings")
    if not after_length > 0 or not 0 < confidence < 1:
        raise ValueError("lengths are above zero, the confidence lies between 0 and 1")
    parts = [(treated, 1), (control, -1), (displacement, 1), (displacement_control, -1)]
    value = variance = 0.0
    for change, sign in parts:
        if change is not None:
            value += sign * (change.after / after_length - change.before)
            variance += change.before + change.after / after_length**2
    if variance == 0:
        raise ValueError("there were no events at all")
    error = math.sqrt(variance)
    reach = NormalDist().inv_cdf((1 + confidence) / 2) * error
    z = value / error
    p = 2 * NormalDist().cdf(-abs(z))
    return Difference(value, variance, z, p, Interval(value, value - reach, value + reach))


def weighted_displacement_quotient(treated: Change, control: Change, surroundings: Change) -> float | None:
    """How the surroundings changed for each change of the place, both relative to the control.

    Above zero the good spread; from 0 to -1 a part moved; below -1 more moved than was gained. None unless the
    place fell relative to the control (then there is nothing that could have moved) or when the control is empty.
    """
    if control.before == 0 or control.after == 0:
        return None
    fell = treated.after / control.after - treated.before / control.before
    if fell >= 0:
        return None
    return (surroundings.after / control.after - surroundings.before / control.before) / fell


def e_test(
    count: int, base_count: int, exposure: float = 1.0, base_exposure: float = 1.0, difference: float = 0.0
) -> float:
    """The two-sided chance that two Poisson rates differ by no more than `difference` (the E-test).

    For small counts better than the conditional test. `exposure` in any unit, the same on both sides. Sums over
    all pairs of counts that are possible at the pooled rate (left out: less than 1e-12).
    """
    if count < 0 or base_count < 0 or not (exposure > 0 and base_exposure > 0) or difference < 0:
        raise ValueError("counts and the difference are not negative, exposures are above zero")
    pooled = (count + base_count) / (exposure + base_exposure)
    base_rate = pooled - difference * exposure / (exposure + base_exposure)
    if pooled == 0 or base_rate <= 0:
        return 1.0

    def statistic(first: int, second: int) -> float:
        variance = first / exposure**2 + second / base_exposure**2
        gap = first / exposure - second / base_exposure - difference
        return 0.0 if variance == 0 else abs(gap) / math.sqrt(variance)

    seen = statistic(count, base_count) - 1e-12
    firsts = _poisson_terms(exposure * (base_rate + difference))
    seconds = _poisson_terms(base_exposure * base_rate)
    total = math.fsum(
        chance * other_chance
        for first, chance in firsts
        for second, other_chance in seconds
        if statistic(first, second) >= seen
    )
    return min(1.0, total)


def _poisson_terms(mean: float) -> list[tuple[int, float]]:
    reach = 8 * math.sqrt(mean) + 30
    return [
        (count, math.exp(count * math.log(mean) - mean - math.lgamma(count + 1)))
        for count in range(max(0, int(mean - reach)), int(mean + reach) + 1)
    ]


@dataclass(frozen=True, slots=True)
class EvenTest:
    """Likelihood ratio `g` against an even spread; `exact` says whether all outcomes were counted."""

    g: float
    p: float
    exact: bool


_MOST_FOR_EXACT = 60


def days_alike(counts: Sequence[int]) -> EvenTest:
    """Do events fall evenly on the days of the week (or any bins of equal length)? Exact up to 60 events.

    The chance of a split with a `g` at least so large, over all splits. Above 60 events by the chi-square law.
    """
    bins, total = len(counts), sum(counts)
    if bins < 2 or any(count < 0 for count in counts) or total == 0:
        raise ValueError("at least two bins and one event are needed")
    g = _likelihood_ratio(counts, total, bins)
    if total > _MOST_FOR_EXACT or bins > 7:
        return EvenTest(g, max(0.0, 1 - gamma_p((bins - 1) / 2, g / 2)), exact=False)
    p = 0.0
    for split in _partitions(total, bins, total):
        if _likelihood_ratio(split, total, bins) >= g - 1e-9:
            repeats = Counter(split)
            repeats[0] += bins - len(split)
            log_ways = math.lgamma(bins + 1) - sum(math.lgamma(times + 1) for times in repeats.values())
            log_ways += math.lgamma(total + 1) - sum(math.lgamma(count + 1) for count in split)
            p += math.exp(log_ways - total * math.log(bins))
    return EvenTest(g, min(1.0, p), exact=True)


def _likelihood_ratio(counts: Sequence[int], total: int, bins: int) -> float:
    return 2 * math.fsum(count * math.log(count * bins / total) for count in counts if count)


def _partitions(total: int, parts: int, largest: int) -> Iterator[tuple[int, ...]]:
    """All falling splits of a whole number into at most so many parts."""
    if total == 0:
        yield ()
    elif parts:
        for first in range(min(total, largest), 0, -1):
            if first * parts < total:
                return
            for rest in _partitions(total - first, parts - 1, first):
                yield (first, *rest)


@dataclass(frozen=True, slots=True)
class Assessment:
    """All figures of one assessment with the verdict. `expected` events in the place, had it gone as the control."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    net: Difference | None
    place: Difference | None
    surroundings: Difference | None
    quotient: float | None
    expected: float
    detectable: float | None


def assess(
    treated: Change,
    control: Change,
    displacement: Change | None = None,
    displacement_control: Change | None = None,
    *,
    registered_before: bool,
    after_length: float = 1.0,
    worthwhile: float = WORTHWHILE,
    confidence: float = 0.95,
) -> Assessment:
    """The verdict on a response by its weighted displacement difference.

    `worthwhile`: the smallest part of the expected events that the plan wished to prevent. `registered_before`:
    whether the plan was registered before the response started; if not, the figures stand but there is no verdict,
    for places and periods may have been chosen to fit. `detectable` is the fall that would have been found in
    four of five cases.
    """
    if not 0 < worthwhile < 1:
        raise ValueError("worthwhile lies between 0 and 1")
    changes = [change for change in (treated, control, displacement, displacement_control) if change]
    growth = control.after / control.before if control.before else after_length
    expected = treated.before * growth / after_length
    if not any(change.before + change.after for change in changes):
        return Assessment(Verdict.NOT_ENOUGH, (Reason.FEW_EVENTS,), None, None, None, None, expected, None)

    def compare(*places: Change | None) -> Difference | None:
        present = [place for place in places if place is not None]
        if not any(place.before + place.after for place in present):
            return None
        first, second = places[0] or Change(0, 0), places[1] or Change(0, 0)
        return weighted_displacement_difference(
            first, second, *places[2:], after_length=after_length, confidence=confidence
        )

    net = compare(treated, control, displacement, displacement_control)
    place = compare(treated, control)
    around = compare(displacement, displacement_control) if displacement else None
    quotient = weighted_displacement_quotient(treated, control, displacement) if displacement else None
    assert net is not None
    normal = NormalDist()
    detectable = (normal.inv_cdf((1 + confidence) / 2) + normal.inv_cdf(POWER)) * net.standard_error
    verdict, reasons = _verdict(net, place, around, displacement is not None, expected, worthwhile)
    if min(treated.before, expected) < FEWEST:
        verdict, reasons = Verdict.NOT_ENOUGH, (Reason.FEW_EVENTS,)
    elif verdict is Verdict.NOT_ENOUGH and detectable > expected:
        reasons = (Reason.ONLY_A_HUGE_CHANGE_SHOWS, *reasons)
    if not registered_before:
        verdict, reasons = Verdict.NOT_ENOUGH, (Reason.REGISTERED_LATE, *reasons)
    return Assessment(verdict, reasons, net, place, around, quotient, expected, detectable)


def _verdict(
    net: Difference,
    place: Difference | None,
    around: Difference | None,
    looked_around: bool,
    expected: float,
    worthwhile: float,
) -> tuple[Verdict, tuple[Reason, ...]]:
    rose = around is not None and around.interval.low > 0
    fell_too = around is not None and around.interval.high < 0
    if not looked_around:
        beside: tuple[Reason, ...] = (Reason.SURROUNDINGS_NOT_COUNTED,)
    elif rose:
        beside = (Reason.SURROUNDINGS_ROSE,)
    elif fell_too:
        beside = (Reason.SURROUNDINGS_FELL_TOO,)
    else:
        beside = (Reason.SURROUNDINGS_UNCLEAR,)
    place_fell = place is not None and place.interval.high < 0
    if net.interval.high < 0:
        return Verdict.HELPED, (Reason.FEWER_EVENTS, *beside)
    if place_fell and rose:
        return Verdict.MOVED_ELSEWHERE, (Reason.FEWER_EVENTS, *beside)
    if net.interval.low > 0:
        return Verdict.DID_NOT_HELP, (Reason.MORE_EVENTS, *beside)
    if net.interval.low > -worthwhile * expected:
        return Verdict.DID_NOT_HELP, (Reason.NO_WORTHWHILE_FALL, *beside)
    return Verdict.NOT_ENOUGH, (Reason.BOTH_POSSIBLE, *beside)
