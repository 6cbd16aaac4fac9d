"""Judging a response by the plan that was registered before it began. Loads numpy: for jobs and commands only.

Counted are events by the day they happened, and only those recorded within `LAG` days: otherwise the last months would
look better than they were, because their late records are still missing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from hamkori.ground.measures.intervals import Interval
from hamkori.ground.measures.responses import Change, Difference, Reason, Verdict, assess, e_test
from hamkori.ground.measures.series import Interrupted, interrupted
from hamkori.rooms.crime.analysis import events as register
from hamkori.rooms.crime.analysis.events import Event
from hamkori.rooms.crime.analysis.evidence import LAG
from hamkori.rooms.crime.models import ResponsePlan
from hamkori.society.places.models import Place

LONGEST_SERIES = 60
"""Months before the start that the series looks back at most."""
PERIOD = 28
"""Days of a period of the series when the response did not start on the first of a month."""
PARTS = ("treated", "control", "displacement", "displacement_control")


def ready_on(plan: ResponsePlan) -> date:
    """The first day on which the plan may be judged: its last events must have had time to be recorded."""
    return plan.ends_on + timedelta(days=LAG + 1)


def judge(plan: ResponsePlan) -> dict[str, Any]:
    """Counts, differences, verdict and reasons, as plain data."""
    paths = dict(Place.objects.values_list("code", "path"))
    before_from = plan.starts_on - timedelta(days=plan.before_days)
    changes: dict[str, Change | None] = {}
    for part in PARTS:
        codes = getattr(plan, part)
        changes[part] = (
            _change(plan, _events(plan, [paths[code] for code in codes], before_from)) if codes else None
        )
    after_days = (plan.ends_on - plan.starts_on).days + 1
    treated, control = changes["treated"] or Change(0, 0), changes["control"] or Change(0, 0)
    found = assess(
        treated, control, changes["displacement"], changes["displacement_control"],
        registered_before=plan.registered_on < plan.starts_on, after_length=after_days / plan.before_days,
        worthwhile=plan.worthwhile / 100,
    )  # fmt: skip
    series, periods = _series(plan, [paths[code] for code in plan.treated])
    verdict, reasons = found.verdict, list(found.reasons)
    if {found.verdict, series.verdict} == {Verdict.HELPED, Verdict.DID_NOT_HELP}:
        verdict, reasons = Verdict.NOT_ENOUGH, [Reason.BOTH_POSSIBLE]
    return {
        "verdict": str(verdict),
        "reasons": [str(one) for one in reasons],
        "before_days": plan.before_days,
        "after_days": after_days,
        "lag": LAG,
        "counts": {
            part: {"before": change.before, "after": change.after}
            for part, change in changes.items()
            if change
        },
        "expected": round(found.expected, 1),
        "detectable": None if found.detectable is None else round(found.detectable, 1),
        "net": _difference(found.net),
        "place": _difference(found.place),
        "surroundings": _difference(found.surroundings),
        "quotient": None if found.quotient is None else round(found.quotient, 3),
        "e_test": round(e_test(treated.after, treated.before, float(after_days), float(plan.before_days)), 4),
        "series": _told(series) | {"periods": periods},
    }


def _events(plan: ResponsePlan, paths: Iterable[str], since: date) -> list[Event]:
    """Events of the plan's categories that were recorded in time; sexual and domestic offences never count (K34)."""
    return [
        one
        for one in register.events(paths, since, plan.ends_on)
        if not one.sensitive
        and (one.recorded_on - one.on).days <= LAG
        and (not plan.category_codes or any(one.within(code) for code in plan.category_codes))
    ]


def _change(plan: ResponsePlan, found: Sequence[Event]) -> Change:
    before = sum(one.on < plan.starts_on for one in found)
    return Change(before, len(found) - before)


def _difference(found: Difference | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "value": round(found.value, 2),
        "variance": round(found.variance, 2),
        "z": round(found.z, 3),
        "p": round(found.p, 5),
        "low": round(found.interval.low, 2),
        "high": round(found.interval.high, 2),
    }


def _series(plan: ResponsePlan, paths: Sequence[str]) -> tuple[Interrupted, list[list[Any]]]:
    """The interrupted series of the treated areas, and its periods as [first day, days, events]."""
    bounds, start, monthly = _periods(plan, paths)
    found = _events(plan, paths, bounds[0][0]) if bounds else []
    counts = [sum(first <= one.on <= last for one in found) for first, last in bounds]
    days = [(last - first).days + 1 for first, last in bounds]
    seen = interrupted(
        counts, start, registered_before=plan.registered_on < plan.starts_on, exposure=days,
        first_month=bounds[0][0].month if bounds else 1, monthly=monthly, worthwhile=plan.worthwhile / 100,
    )  # fmt: skip
    return seen, [
        [first.isoformat(), length, count]
        for (first, _l), length, count in zip(bounds, days, counts, strict=True)
    ]


def _periods(plan: ResponsePlan, paths: Sequence[str]) -> tuple[list[tuple[date, date]], int, bool]:
    """Whole periods before and after the start: months when it started on the first of one, else of four weeks."""
    first = register.counted().filter(register.in_areas(paths)).order_by("recorded_on").first()
    since = first.recorded_on if first else plan.starts_on
    monthly = plan.starts_on.day == 1
    earlier: list[tuple[date, date]] = []
    begin = _before(plan.starts_on, monthly)
    while begin >= since and len(earlier) < LONGEST_SERIES:
        earlier.insert(0, (begin, _after(begin, monthly) - register.DAY))
        begin = _before(begin, monthly)
    later: list[tuple[date, date]] = []
    begin = plan.starts_on
    while _after(begin, monthly) - register.DAY <= plan.ends_on:
        later.append((begin, _after(begin, monthly) - register.DAY))
        begin = _after(begin, monthly)
    return earlier + later, len(earlier), monthly


def _before(day: date, monthly: bool) -> date:
    return (day - register.DAY).replace(day=1) if monthly else day - timedelta(days=PERIOD)


def _after(day: date, monthly: bool) -> date:
    return (day + timedelta(days=32)).replace(day=1) if monthly else day + timedelta(days=PERIOD)


def _told(found: Interrupted) -> dict[str, Any]:
    def of(one: Interval | None) -> list[float] | None:
        return (
            None if one is None else [round(value, 4) for value in (one.estimate or 0.0, one.low, one.high)]
        )

    whole = asdict(found)
    return {
        "verdict": str(found.verdict),
        "reasons": [str(one) for one in found.reasons],
        "effect": of(found.effect),
        "level": of(found.level),
        "slope": of(found.slope),
        "trend": of(found.trend),
        **{
            name: None if whole[name] is None else round(whole[name], 3)
            for name in ("without", "dispersion", "neighbours")
        },
        "seasonal": found.seasonal,
    }  # fmt: skip
