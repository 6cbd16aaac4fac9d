"""What building and auditing a release compute; the writes stand in `actions`. Uses the engine: never in a page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ibis.expr.types as ir

from hamkori.ground.measures import cell_key_trials
from hamkori.ground.measures.attack import audit
from hamkori.ground.measures.cell_key import CHOSEN, differencing_attack
from hamkori.ground.measures.intervals import Interval
from hamkori.ground.measures.releases import Meaning
from hamkori.ground.measures.releases import Release as Linked
from hamkori.ground.measures.suppression import Suppressed, suppress
from hamkori.rooms.crime.models import Release, ReleaseTable
from hamkori.rooms.crime.statistics import coverage, queries, resuming, tables
from hamkori.rooms.crime.statistics.families import BULLETIN, QUERY, Families, Family
from hamkori.rooms.crime.statistics.figures import Coverage, Population
from hamkori.rooms.crime.statistics.levels import DIMENSION, EVERYTHING, Period
from hamkori.rooms.crime.statistics.populations import of_store
from hamkori.rooms.crime.statistics.snapshot import Span
from hamkori.rooms.crime.statistics.store import Progress, Store, quiet

TRIES = 10_000
"""Attacks on the query lane that are made for every release; the figures go with it."""

COUNTING = "every offence, under its main category; the gravest offence stands for an event"


def span_of(period: Period, *, with_year_before: bool = False) -> Span:
    """The days of a period, and those of the year before it where its figures stand beside (for their lineage)."""
    last = period.months[-1]
    year, month = int(last[:4]), int(last[5:])
    after = date(year + month // 12, month % 12 + 1, 1)
    begins = first_day(period.year_before if with_year_before else period)
    return Span(begins, date.fromordinal(after.toordinal() - 1))


def first_day(period: Period) -> date:
    return date.fromisoformat(period.months[0] + "-01")


@dataclass(frozen=True)
class Made:
    """One table as it will be kept."""

    family: Family
    name: str
    dimensions: tuple[str, ...]
    cells: list[list[Any]]
    coverage: dict[str, Any]


@dataclass(frozen=True)
class Audited:
    """The protected tables of a release and what the attack found."""

    made: list[Made]
    protection: dict[str, Any]
    hidden: frozenset[Meaning] = field(repr=False)


def bulletin(
    store: Store,
    units: ir.Table,
    period: Period,
    families: Families,
    *,
    published_before: Mapping[Meaning, int],
    hidden_before: frozenset[Meaning],
    progress: Progress = quiet,
) -> Audited:
    """Count, hide, attack: all bulletin families of a release together; beside them what was released of a year before.

    `published_before` are cells of earlier releases; those that are the same now cannot be called back. What an earlier
    release hides (`hidden_before`) stays hidden, even when it is zero now. Raises `CannotProtect`.
    """
    cover_rows = store.coverage_rows()
    own = [family for family in families.of(BULLETIN) if "month" in family.levels or not period.is_month]
    counted = []
    for number, family in enumerate(own):
        progress(number, len(own), f"counting: {family.name}")
        counted.append(tables.true_table(units, family.name, family.counted, family.levels, period))
    linked = Linked.of((one.table for one in counted), {one.table.name: one.leaves for one in counted})
    fixed = [cell for cell, number in published_before.items() if linked.counts.get(cell) == number]
    still = frozenset(hidden_before & linked.counts.keys()) - set(fixed)
    log = resuming.AttackLog(
        store.folder,
        resuming.question_of(
            linked,
            fixed=sorted(map(list, fixed)),
            still=sorted(map(list, still)),
            threshold=families.threshold,
            width=families.width,
        ),
    )
    again = "going on: " if log.resumed else ""
    hidden = suppress(
        linked,
        threshold=families.threshold,
        width=families.width,
        published_before=fixed,
        hidden_before=still,
        progress=lambda round_, done, total: progress(done, total, f"{again}attack, round {round_}"),
        finished=log.finished,
        keep=log.keep,
        halfway=log,
        begun=log.rounds,
        round_ended=log.round_ended,
    )
    last = audit(
        linked,
        hidden.hidden,
        hidden.primary,
        width=families.width,
        perhaps_none=still,
        progress=lambda done, total: progress(done, total, f"{again}last attack"),
        finished=log.finished,
        keep=log.keep,
        halfway=log,
    )
    if not last.clean:
        raise ArithmeticError("the attack on the finished release still finds narrow cells")
    made = []
    for number, (family, one) in enumerate(zip(own, counted, strict=True)):
        progress(number, len(counted), "tables")
        cover = coverage.summed(cover_rows, period.months)
        made.append(_bulletin_table(one, family, period, hidden, cover))
    made += _the_year_before(period, own)
    narrowest = last.narrowest
    protection = {
        "threshold": families.threshold,
        "width": families.width,
        "cells": len(linked.counts),
        "hidden": len(hidden.hidden),
        "rounds": hidden.rounds,
        "fixed_before": len(fixed),
        "narrowest": None if narrowest is None else [narrowest[1].low, narrowest[1].high],
        "clean": last.clean,
    }
    log.end()
    return Audited(made, protection, hidden.hidden)


def published_before(period: Period) -> Release | None:
    """The release of the same period a year before."""
    return Release.objects.filter(name=period.year_before.label, state="published").first()


def _the_year_before(period: Period, own: Sequence[Family]) -> list[Made]:
    """The compared families a year before, without months, as the release of that very period shows them.

    They are copied and never counted anew: figures that no release of their own protects would stand beside those of
    other releases (twelve months against their year), and no attack looks at all of them. So where that period was
    not released here, or hardly anybody reported then, there is nothing to compare with.
    """
    before = period.year_before
    release = published_before(period)
    if release is None:
        return []
    made = []
    for family in own:
        table = release.tables.filter(lane=BULLETIN, name=family.name).first() if family.compared else None
        if table is None:
            continue
        cover = Coverage.from_data(table.coverage)
        if cover.reported * 2 < max(cover.possible, 1):
            continue
        month = table.dimensions.index("month") if "month" in table.dimensions else len(table.dimensions)
        cells = [
            [[*codes[:month], *codes[month + 1 :]], number, why]
            for codes, number, why in table.cells
            if codes[month : month + 1] in ([], [before.label])
        ]
        levels = tuple(level for level in table.dimensions if level != "month")
        made.append(Made(family, queries.before_name(family.name), levels, cells, table.coverage))
    return made


def _bulletin_table(
    one: tables.Counted, family: Family, period: Period, hidden: Suppressed, cover: Coverage
) -> Made:
    levels = tuple(each.level for each in one.axes)
    cells: list[list[Any]] = []
    for cell, protected in hidden.cells(one.table).items():
        at = dict(zip(levels, cell, strict=True))
        area = next((code for level, code in at.items() if DIMENSION[level] == "area"), "")
        month = at.get("month", "")
        if tables.is_silent(cover, "" if area == EVERYTHING else area, month):
            cells.append([list(cell), None, tables.SILENT])
        elif protected.hidden:
            cells.append([list(cell), None, tables.HIDDEN])
        else:
            cells.append([list(cell), protected.shown, ""])
    return Made(family, one.table.name, levels, cells, described(cover, family.counted, period))


def described(
    cover: Coverage, counted: str, period: Period, filters: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """What stands beside a kept table: its coverage and what it is of."""
    return cover.as_data() | {
        "of": {"counted": counted, "period": period.label, "filters": dict(filters or {})}
    }


def answer(
    store: Store,
    units: ir.Table,
    family: Family,
    period: Period,
    families: Families,
    *,
    levels: Sequence[str] = (),
    filters: Mapping[str, str] | None = None,
    name: str = "",
    hidden: frozenset[Meaning] = frozenset(),
) -> Made:
    """One table of the query lane. `levels` are the family's, or those without the month when one month is asked."""
    levels = list(levels or family.levels)
    cover = coverage.summed(store.coverage_rows(), period.months)
    area_levels = [level for level in levels if DIMENSION[level] == "area"]
    people: dict[str, Population] = {}
    if area_levels:
        people = of_store(store.folder)
    cells = tables.query_table(
        units, family.counted, levels, period, cover, people, families.minimum_population, hidden, filters
    )
    return Made(
        family,
        name or family.name,
        tuple(levels),
        [[list(cell), number, why] for cell, number, why in cells],
        described(cover, family.counted, period, filters),
    )


def answers(
    store: Store,
    units: ir.Table,
    period: Period,
    families: Families,
    hidden: frozenset[Meaning],
    progress: Progress = quiet,
) -> list[Made]:
    """The query families that are counted for every release; of a month only those that divide no bulletin."""
    month = ["month"] if period.is_month else []
    wanted = [
        family
        for family in families.of(QUERY)
        if family.answered and families.may_ask(family.counted, [*family.levels, *month])
    ]
    made = []
    for number, family in enumerate(wanted):
        progress(number, len(wanted), f"answering: {family.name}")
        made.append(answer(store, units, family, period, families, hidden=hidden))
    return made


def query_protection(families: Families) -> dict[str, Any]:
    """The parameters of the query lane and what an attacker gains by subtraction, as they are published."""
    risk, tried = differencing_attack(CHOSEN), cell_key_trials.attack(CHOSEN, TRIES)
    return {
        "changed_keys": CHOSEN.changed,
        "variance": CHOSEN.variance,
        "largest": CHOSEN.largest,
        "minimum_population": families.minimum_population,
        "recovered": {str(count): round(float(chance), 6) for count, chance in risk.recovered.items()},
        "guessed": round(float(risk.guessed), 6),
        "with_the_cell": round(float(risk.guessed_beside), 6),
        "bound": round(float(risk.bound), 6),
        "tries": tried.tries,
        "moved": round(tried.moved, 3),
        "read_off": _percent(tried.read_off),
        "best_guess": _percent(tried.best_guess),
    }


def _percent(share: Interval) -> list[float]:
    """Share, lowest and highest (95 %), in percent to a tenth."""
    return [round(100 * (share.estimate or 0.0), 1), round(100 * share.low, 1), round(100 * share.high, 1)]


def meaning_of(of: Mapping[str, Any], dimensions: Sequence[str], codes: Sequence[str]) -> Meaning:
    """What a cell of a kept table means, in every release: what is counted and every code that is not everything."""
    parts = {"period": str(of["period"])}
    for level, code in zip(dimensions, codes, strict=True):
        if code != EVERYTHING:
            parts[DIMENSION[level]] = code
    return str(of["counted"]), tuple(sorted(parts.items()))


def shown_before(release: Release) -> dict[Meaning, int]:
    """Every number that bulletins published until now, of other periods and of earlier vintages."""
    return {meaning: number for meaning, number in _cells_before(release) if number is not None}


def hidden_before(release: Release, *, itself: bool = False) -> frozenset[Meaning]:
    """Every cell that a published bulletin hides, with those of this release if `itself`."""
    return frozenset(meaning for meaning, number in _cells_before(release, itself=itself) if number is None)


def _cells_before(release: Release, *, itself: bool = False) -> Iterator[tuple[Meaning, int | None]]:
    tables_ = ReleaseTable.objects.filter(lane=BULLETIN, release__state__in=["published", "withdrawn"])
    if not itself:
        tables_ = tables_.exclude(release=release)
    for table in tables_.order_by("release__published_on", "release__vintage"):
        for codes, number, why in table.cells:
            if why != tables.SILENT:
                yield meaning_of(table.coverage["of"], table.dimensions, codes), number
