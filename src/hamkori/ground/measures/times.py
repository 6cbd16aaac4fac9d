"""When events come: near in place and time (Knox), and by day of the week and hour.

Needs numpy and scipy; belongs to the statistics profile. Times of day appear here for recorded crimes only, in sums.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from hamkori.ground.measures.grids import Floats

MOST_PAIRS = 20_000_000
"""More near pairs than this are refused: the distances asked for are too wide for so many events."""


@dataclass(frozen=True, slots=True)
class NearRepeat:
    """Pairs of events by distance (rows) and time apart (columns), each band above the one before it.

    `expected` is the mean when times have nothing to do with places; `p` the chance of at least so many pairs.
    `ratio` is nan where nothing was expected.
    """

    distances: tuple[float, ...]
    times: tuple[float, ...]
    pairs: NDArray[np.int64]
    expected: Floats
    ratio: Floats
    p: Floats


def near_repeat(
    x: ArrayLike,
    y: ArrayLike,
    time: ArrayLike,
    *,
    distances: tuple[float, ...],
    times: tuple[float, ...],
    draws: int = 999,
    seed: int = 1,
) -> NearRepeat:
    """Knox's test (1964): do events come in pairs that are near both in place and in time?

    `distances` (metres) and `times` (the unit of `time`) are rising upper bounds that belong to their band; 0 is the
    same place or the same day. Near pairs are found once, then only the times are shuffled. A yes means that one
    event is followed by others nearby; growth of one quarter over the years gives a yes, too (Kulldorff & Hjalmars
    1999). Raises `ValueError` for unknown places or times, and for too many pairs.
    """
    places = np.column_stack([np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)])
    when = np.asarray(time, dtype=np.float64)
    if when.shape != (places.shape[0],) or not (np.isfinite(places).all() and np.isfinite(when).all()):
        raise ValueError("each event needs a known place and time")
    for bounds in (distances, times):
        if not bounds or bounds[0] < 0 or any(b <= a for a, b in zip(bounds, bounds[1:], strict=False)):
            raise ValueError("bounds must rise from zero or above")
    if draws < 99:
        raise ValueError("at least 99 draws are needed")
    tree = cKDTree(places)
    if (tree.count_neighbors(tree, distances[-1]) - len(when)) // 2 > MOST_PAIRS:
        raise ValueError("too many pairs: ask for shorter distances")
    pairs = tree.query_pairs(distances[-1], output_type="ndarray")
    apart = np.hypot(*(places[pairs[:, 0]] - places[pairs[:, 1]]).T)
    row = np.minimum(np.searchsorted(distances, apart, side="left"), len(distances) - 1)
    order = np.argsort(row, kind="stable")  # then one count for each band of distance is a plain slice
    first, second = pairs[order, 0], pairs[order, 1]
    cuts = np.searchsorted(row[order], np.arange(len(distances) + 1))
    seen = _by_band(when, first, second, cuts, times)
    total, reached = np.zeros(seen.shape), np.ones(seen.shape)
    random = np.random.default_rng(seed)
    for _ in range(draws):
        drawn = _by_band(random.permutation(when), first, second, cuts, times)
        total += drawn
        reached += drawn >= seen
    expected = total / draws
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(expected > 0, seen / expected, np.nan)
    return NearRepeat(distances, times, seen, expected, ratio, reached / (draws + 1))


def _by_band(
    when: Floats,
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    cuts: NDArray[np.int64],
    times: tuple[float, ...],
) -> NDArray[np.int64]:
    apart = np.abs(when[first] - when[second])
    up_to = np.array(
        [
            [np.count_nonzero(apart[start:end] <= bound) for bound in times]
            for start, end in zip(cuts[:-1], cuts[1:], strict=True)
        ],
        dtype=np.int64,
    )
    return np.diff(up_to, axis=1, prepend=0)


@dataclass(frozen=True, slots=True)
class Week:
    """Events by day (0 = Monday) and hour of the clock; an event between two times is spread over them.

    `hours[day, hour]` plus `hour_unknown[day]` plus `unknown` is exactly the number of events.
    """

    hours: Floats
    hour_unknown: Floats
    unknown: int
    events: int

    @property
    def coverage(self) -> float | None:
        """The part of the events whose hour is known; None without events."""
        return float(self.hours.sum()) / self.events if self.events else None


_WEEK = 7 * 24 * 60
_LONGEST = 7


def day_by_hour(
    start: ArrayLike, end: ArrayLike | None = None, hour_known: ArrayLike | None = None, longest_days: int = 2
) -> Week:
    """The aoristic count (Ratcliffe & McCullagh 1998): each event weighs one, spread evenly from start to end.

    `start`, `end`: numpy dates of the local clock, to the minute (`datetime64[m]`); NaT where unknown. Without an
    `end` the event was at its `start`. Where `hour_known` is False, or the span is longer than `longest_days`
    (at most 7), only the day counts, spread over the days from start to end; a span over 7 days says nothing of
    the day either. Raises `ValueError` when an end lies before its start.
    """
    if not 0 < longest_days <= _LONGEST:
        raise ValueError("longest_days lies between 1 and 7")
    first = np.asarray(start, dtype="datetime64[m]")
    last = first if end is None else np.asarray(end, dtype="datetime64[m]")
    clock = np.ones(first.shape, np.bool_) if hour_known is None else np.asarray(hour_known, dtype=np.bool_)
    if first.ndim != 1 or not first.shape == last.shape == clock.shape:
        raise ValueError("start, end and hour_known are lists of equal length")
    one_sided = np.isnat(first) != np.isnat(last)
    known = ~np.isnat(first) & ~np.isnat(last)
    last = np.where(np.isnat(last), first, last)
    if end is not None and one_sided.any():
        # Only one of both is known: it bounds the time on one side, so the hour is not known, but the day is.
        first = np.where(np.isnat(first), last, first)
        last = np.where(np.isnat(last), first, last)
        clock = clock & ~one_sided
        known = known | one_sided
    minutes = first[known].astype(np.int64) + 3 * 24 * 60  # 1970-01-01 was a Thursday; now 0 is a Monday
    span = last[known].astype(np.int64) - first[known].astype(np.int64)
    if (span < 0).any():
        raise ValueError("an event ends before it starts")
    by_hour = clock[known] & (span <= longest_days * 24 * 60)
    by_day = ~by_hour & (span <= _LONGEST * 24 * 60)
    hours = _spread(minutes[by_hour] % _WEEK, span[by_hour], 60)
    begin = minutes[by_day] // 1440
    days = (minutes[by_day] + span[by_day]) // 1440 - begin + 1
    hour_unknown = _spread(begin % 7 * 1440, days * 1440, 1440)
    lost = first.size - int(by_hour.sum()) - int(by_day.sum())
    return Week(hours.reshape(7, 24), hour_unknown, lost, first.size)


def _spread(begin: NDArray[np.int64], span: NDArray[np.int64], width: int) -> Floats:
    """Weight one for each event, even from `begin` for `span` minutes, in steps of `width` round the week.

    The first and the last step get their part; all full steps between get the same, so of them only the start and
    the stop of the run are written.
    """
    steps = _WEEK // width
    first = begin // width
    last = (begin + np.maximum(span, 1) - 1) // width
    length = np.maximum(span, 1).astype(np.float64)
    alone = first == last
    head = np.where(alone, 1.0, ((first + 1) * width - begin) / length)
    tail = np.where(alone, 0.0, (begin + span - last * width) / length)
    result = np.zeros(steps)
    if not begin.size:
        return result
    result += np.bincount(first % steps, head, steps) + np.bincount(last % steps, tail, steps)
    full = np.maximum(last - first - 1, 0)
    each = width / length
    whole_rounds, rest = np.divmod(full, steps)
    result += (each * whole_rounds).sum()
    # A run that passes the end of the week goes on at its start: write it on two weeks, then fold.
    run_start = (first + 1) % steps
    change = np.bincount(run_start, np.where(rest > 0, each, 0.0), 2 * steps + 1)
    change -= np.bincount(run_start + rest, np.where(rest > 0, each, 0.0), 2 * steps + 1)
    runs = np.cumsum(change)
    result += np.maximum(runs[:steps] + runs[steps : 2 * steps], 0)
    return result
