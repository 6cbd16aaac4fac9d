"""Interrupted time series: did the level or the slope of a monthly count change when a response started?

A Poisson regression by iteratively reweighted least squares (McCullagh & Nelder 1989, chapters 2 and 6), with the
variance widened by the overdispersion (quasi-Poisson) and by what neighbouring months share. Needs numpy and scipy.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from hamkori.ground.measures.intervals import Interval
from hamkori.ground.measures.responses import WORTHWHILE, Reason, Verdict

Floats = NDArray[np.float64]

LEAST_BEFORE = 12
LEAST_AFTER = 6
LEAST_EVENTS = 50
SEASON_BEFORE = 24
"""Two years before the start, or the season is not modelled (and a reason says so)."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients on the log scale, their covariance for dispersion 1, fitted means, Pearson dispersion."""

    coefficients: Floats
    covariance: Floats
    means: Floats
    dispersion: float


def poisson_fit(counts: ArrayLike, design: ArrayLike, exposure: ArrayLike | None = None) -> Fit:
    """Maximum likelihood of log mean = design @ coefficients + log exposure.

    Raises `ValueError` for a design whose columns depend on each other, `ArithmeticError` when it does not settle
    (a group without any event has no finite coefficient).
    """
    y = np.asarray(counts, dtype=np.float64)
    x = np.asarray(design, dtype=np.float64)
    offset = np.zeros(y.size) if exposure is None else np.log(np.asarray(exposure, dtype=np.float64))
    if x.shape[0] != y.size or offset.size != y.size or not np.isfinite(offset).all() or (y < 0).any():
        raise ValueError("counts, design and exposure of one length; no negative count, exposure above zero")
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise ValueError("the columns of the design depend on each other")
    means = (y + y.mean()) / 2 + 1e-3
    coefficients = np.zeros(x.shape[1])
    for _ in range(100):
        root = np.sqrt(means)
        target = np.log(means) - offset + (y - means) / means
        changed = np.linalg.lstsq(x * root[:, None], target * root, rcond=None)[0]
        settled = np.max(np.abs(changed - coefficients)) < 1e-10 * (1 + np.max(np.abs(changed)))
        coefficients = changed
        means = np.exp(np.clip(x @ coefficients + offset, -50, 50))
        if settled and means.min() > 1e-12:
            break
    else:
        raise ArithmeticError("the regression did not settle")
    covariance = np.linalg.inv(x.T @ (x * means[:, None]))
    free = y.size - x.shape[1]
    dispersion = float(((y - means) ** 2 / means).sum() / free) if free > 0 else math.nan
    return Fit(coefficients, covariance, means, dispersion)


@dataclass(frozen=True, slots=True)
class Interrupted:
    """What changed, as ratios (0.8 = a fifth fewer). All figures are None where `verdict` rests on too little.

    `level`: at once at the start. `slope`: for each period after it, on top of the earlier `trend`. `effect`: all
    events after the start over those that the earlier course would have given. `dispersion` 1 is pure chance;
    `neighbours` is the correlation of one period's surprise with the next.
    """

    verdict: Verdict
    reasons: tuple[Reason, ...]
    level: Interval | None = None
    slope: Interval | None = None
    trend: Interval | None = None
    effect: Interval | None = None
    without: float | None = None
    dispersion: float | None = None
    neighbours: float | None = None
    seasonal: bool = False


def interrupted(
    counts: ArrayLike,
    start: int,
    *,
    registered_before: bool,
    exposure: ArrayLike | None = None,
    first_month: int = 1,
    monthly: bool = True,
    worthwhile: float = WORTHWHILE,
    confidence: float = 0.95,
) -> Interrupted:
    """Fit a level and a slope before and after position `start` (the first period with the response).

    `exposure`: days, or persons, of each period. `first_month` (1 to 12) of the first period; months of the year
    enter as terms when two years lie before the start (`monthly=False`: periods are not months). Not enough: fewer
    than 12 periods before or 6 after, fewer than 50 events, or none at all on one side.
    """
    y = np.asarray(counts, dtype=np.float64)
    if y.ndim != 1 or not np.isfinite(y).all() or (y < 0).any() or not 0 <= start <= y.size:
        raise ValueError("one known count for each period, and a start among them")
    if not (0 < worthwhile < 1 and 0 < confidence < 1 and 1 <= first_month <= 12):
        raise ValueError("shares lie between 0 and 1, months between 1 and 12")
    after = y.size - start
    if start < LEAST_BEFORE or after < LEAST_AFTER:
        return Interrupted(Verdict.NOT_ENOUGH, (Reason.SHORT_SERIES,))
    if y.sum() < LEAST_EVENTS:
        return Interrupted(Verdict.NOT_ENOUGH, (Reason.FEW_EVENTS,))
    if y[:start].sum() == 0 or y[start:].sum() == 0:
        return Interrupted(Verdict.NOT_ENOUGH, (Reason.NO_EVENTS_ON_ONE_SIDE,))
    time = np.arange(y.size, dtype=np.float64)
    later = (time >= start).astype(np.float64)
    columns = [np.ones(y.size), time - start, later, later * (time - start)]
    seasonal = monthly and start >= SEASON_BEFORE
    if seasonal:
        month = (first_month - 1 + np.arange(y.size)) % 12
        columns += [(month == one).astype(np.float64) for one in range(1, 12)]
    design = np.column_stack(columns)
    try:
        fit = poisson_fit(y, design, exposure)
    except ArithmeticError:
        return Interrupted(Verdict.NOT_ENOUGH, (Reason.FEW_EVENTS,))
    neighbours = _neighbours((y - fit.means) / np.sqrt(fit.means))
    shared = min(max(neighbours, 0.0), 0.9)
    widen = math.sqrt(max(1.0, fit.dispersion) * (1 + shared) / (1 - shared))
    reach = float(stdtrit(y.size - design.shape[1], (1 + confidence) / 2)) * widen

    def ratio(log_value: float, variance: float) -> Interval:
        half = reach * math.sqrt(variance)
        return Interval(math.exp(log_value), math.exp(log_value - half), math.exp(log_value + half))

    def of(place: int) -> Interval:
        return ratio(float(fit.coefficients[place]), float(fit.covariance[place, place]))

    # log(sum of means / sum of means without the response), its gradient by the delta method
    change = later * fit.coefficients[2] + columns[3] * fit.coefficients[3]
    chosen = later > 0
    means, plain = fit.means[chosen], (fit.means / np.exp(change))[chosen]
    with_it = design[chosen]
    without_it = with_it.copy()
    without_it[:, 2:4] = 0
    gradient = means @ with_it / means.sum() - plain @ without_it / plain.sum()
    effect = ratio(math.log(float(means.sum() / plain.sum())), float(gradient @ fit.covariance @ gradient))
    verdict, reasons = series_verdict(effect, worthwhile)
    if monthly and not seasonal:
        reasons = (*reasons, Reason.SEASON_NOT_MODELLED)
    if not registered_before:
        verdict, reasons = Verdict.NOT_ENOUGH, (Reason.REGISTERED_LATE, *reasons)
    return Interrupted(
        verdict,
        reasons,
        of(2),
        of(3),
        of(1),
        effect,
        float(plain.sum()),
        fit.dispersion,
        neighbours,
        seasonal,
    )


def series_verdict(effect: Interval, worthwhile: float = WORTHWHILE) -> tuple[Verdict, tuple[Reason, ...]]:
    """The code for a ratio of events with over without the response."""
    if effect.high < 1:
        return Verdict.HELPED, (Reason.FEWER_EVENTS,)
    if effect.low > 1:
        return Verdict.DID_NOT_HELP, (Reason.MORE_EVENTS,)
    if effect.low > 1 - worthwhile:
        return Verdict.DID_NOT_HELP, (Reason.NO_WORTHWHILE_FALL,)
    return Verdict.NOT_ENOUGH, (Reason.BOTH_POSSIBLE,)


def _neighbours(surprises: Floats) -> float:
    centred = surprises - surprises.mean()
    whole = float(centred @ centred)
    return float(centred[1:] @ centred[:-1]) / whole if whole else 0.0
