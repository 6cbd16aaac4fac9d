"""Living through the year: each crime is reported, recorded, revised, cleared up or not. Seeded: always the same."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from hamkori.rooms.crime.demo_country.lands import Land, lands, weights
from hamkori.rooms.crime.demo_country.mix import (
    BY_ARTICLE,
    DEFAULT,
    EXTRA,
    MIX,
    MONTHS,
    NATIONAL,
    PLANTED,
    Kind,
)
from hamkori.rooms.crime.register.classification import Correspondence, sensitive_codes

TABLES = 4
"""Areas that hand in tables and keep no records here: the smallest ones that bend nothing."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How an area keeps its books. The defaults are honest."""

    last_days: float = 0.0
    """Share of clearances that are moved into the last three days of a month."""
    removed: float = 0.015
    downgraded: float = 0.02
    refused: float = 0.2
    """Reports for which no case is opened, for each recorded crime."""
    batched: float = 0.0
    """Share of records that are typed together on one day of the month."""
    late: float = 0.0
    """Share of records that wait two to six weeks before they are recorded."""


HONEST = Habits()
BENT = {
    "last_days": Habits(last_days=0.12),
    "removals": Habits(removed=0.075),
    "downgrades": Habits(downgraded=0.1),
    "refusals": Habits(refused=0.9),
    "batches": Habits(batched=0.7),
    "delay": Habits(late=0.35),
}


@dataclass(slots=True)
class Move:
    """A step in the history of a crime, as an office writes it; typed on `keyed_on`."""

    verb: str
    on: date
    keyed_on: date
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    holder_told: bool | None = None


@dataclass(slots=True)
class Case:
    """A recorded crime with its history. `record` is the state at the end, as `records` describes it."""

    record: dict[str, Any]
    land: Land
    keyed_on: date
    moves: list[Move]
    way: str


@dataclass(slots=True)
class Refusal:
    """A report that led to no case."""

    land: Land
    journal_number: str
    way: str
    reported_on: date
    decided_on: date
    reason: str


@dataclass(slots=True)
class Country:
    """The whole year."""

    year: int
    seed: int
    lands: tuple[Land, ...]
    habits: dict[str, Habits]
    planted: dict[str, str]
    """{area: what it does}: the answers that the signals should find."""
    cases: list[Case]
    refusals: list[Refusal]
    zero_months: list[tuple[str, date]]
    """(area, first day): months without a crime for which the area said so."""
    silent_months: list[tuple[str, date]]
    """Months without a crime for which nobody said anything."""
    table_areas: frozenset[str]

    @property
    def records(self) -> list[dict[str, Any]]:
        return [case.record for case in self.cases]

    @property
    def until(self) -> date:
        return date(self.year, 12, 31)


def generate(
    seed: int = 2025,
    *,
    year: int = 2025,
    records: int = DEFAULT,
    country: str = "tj",
    on_progress: Callable[[int, int], None] | None = None,
) -> Country:
    """A year with so many recorded crimes. Kinds are in exact proportion; areas, days and persons are by chance."""
    rng = random.Random(f"{seed} {year} {records}")  # noqa: S311
    areas = lands(country)
    shares = weights(areas, rng)
    planted = _plant(areas, shares, rng)
    habits = {code: BENT[what] for code, what in planted.items()}
    small = sorted((one for one in areas if one.code not in planted), key=lambda one: one.people)
    life = _Life(rng, year, {one.code: habits.get(one.code, HONEST) for one in areas})
    cases: list[Case] = []
    chosen = rng.choices(areas, shares, k=records)
    for number, (kind, land) in enumerate(zip(_kinds(records, rng), chosen, strict=True), 1):
        cases.append(life.case(kind, land))
        if on_progress is not None and number % 2000 == 0:
            on_progress(number, records)
    cases.sort(key=lambda case: (case.land.code, case.record["recorded_on"]))
    _number(cases, year)
    refusals = [life.refusal(case) for case in cases if life.refuses(case.land)]
    for number, refusal in enumerate(refusals, 1):
        refusal.journal_number = f"{year}/R{number}"
    zero, silent = _months(cases, areas, year, rng)
    tables = frozenset(one.code for one in small[:TABLES])
    return Country(year, seed, areas, life.habits, planted, cases, refusals, zero, silent, tables)


def _plant(areas: Sequence[Land], shares: Sequence[float], rng: random.Random) -> dict[str, str]:
    """Seven areas that are neither the smallest nor the largest."""
    by_size = [
        land.code for _share, land in sorted(zip(shares, areas, strict=True), key=lambda pair: pair[0])
    ]
    middle = by_size[len(by_size) // 3 : -len(by_size) // 8]
    return dict(zip(rng.sample(middle, len(PLANTED)), PLANTED, strict=True))


def _kinds(records: int, rng: random.Random) -> list[Kind]:
    """`records` kinds in exact proportion (largest remainders), shuffled."""
    exact = [(kind, kind.number * records / NATIONAL) for kind in MIX]
    numbers = {kind.article: int(number) for kind, number in exact}
    short = records - sum(numbers.values())
    for kind, _number in sorted(exact, key=lambda pair: int(pair[1]) - pair[1])[:short]:
        numbers[kind.article] += 1
    found = [kind for kind in MIX for _time in range(numbers[kind.article])]
    rng.shuffle(found)
    return found


def _number(cases: list[Case], year: int) -> None:
    counts: dict[str, int] = {}
    for case in cases:
        code = case.land.code
        counts[code] = counts.get(code, 0) + 1
        case.record["record_number"] = f"{year}/{counts[code]}"


def _months(
    cases: Sequence[Case], areas: Sequence[Land], year: int, rng: random.Random
) -> tuple[list[tuple[str, date]], list[tuple[str, date]]]:
    known = {(case.land.code, case.record["recorded_on"].month) for case in cases}
    zero: list[tuple[str, date]] = []
    silent: list[tuple[str, date]] = []
    for land in areas:
        for month in range(1, 13):
            if (land.code, month) not in known:
                (zero if rng.random() < 0.8 else silent).append((land.code, date(year, month, 1)))
    return zero, silent


class _Life:
    def __init__(self, rng: random.Random, year: int, habits: dict[str, Habits]) -> None:
        self.rng, self.year, self.habits = rng, year, habits
        self.last = date(year, 12, 31)
        self.days = [
            date(year, 1, 1) + timedelta(at) for at in range((self.last - date(year, 1, 1)).days + 1)
        ]
        self.day_weights = [
            MONTHS[day.month - 1] * (0.35 if day.weekday() == 6 else 1.0) for day in self.days
        ]
        mapping, sensitive = Correspondence.from_data(), sensitive_codes()
        self.sensitive = {one for one in mapping.articles if mapping.categories_of(one) & sensitive}
        self.hot: dict[str, list[tuple[float, float]]] = {}

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def case(self, kind: Kind, land: Land) -> Case:
        habits = self.habits[land.code]
        recorded = self.rng.choices(self.days, self.day_weights)[0]
        reported = recorded - timedelta(self._wait(habits))
        record: dict[str, Any] = {"area": land.code, "office": land.code, "reported_on": reported,
                                  "recorded_on": recorded, "state": "open", "weapon": "none"}  # fmt: skip
        self._when(record, kind, reported)
        self._what(record, kind)
        self._whom(record, kind)
        self._where(record, land)
        keyed = min(recorded + timedelta(self.rng.choices((0, 1, 2, 4), (70, 20, 7, 3))[0]), self.last)
        if self.chance(habits.batched):
            keyed = min(max(recorded, recorded.replace(day=28)), self.last)
        way = self.rng.choices(("call", "in_person", "paper", "found", "office"), (46, 32, 7, 11, 4))[0]
        case = Case(record, land, keyed, [Move("recorded", recorded, keyed)], way)
        self._afterwards(case, kind, habits)
        return case

    def _wait(self, habits: Habits) -> int:
        """Days from report to record: the three working days of the clock, sometimes ten."""
        if self.chance(habits.late):
            return self.rng.randrange(14, 43)
        return self.rng.choices((0, 1, 2, 3, 5, 7, 10, 14), (30, 24, 16, 14, 6, 4, 4, 2))[0]

    def _when(self, record: dict[str, Any], kind: Kind, reported: date) -> None:
        gap = self.rng.choices((0, 1, 2, 5, 20, 90, 300), (62, 17, 8, 6, 4, 2, 1))[0]
        if kind.places[0] == "online":
            gap = int(self.rng.expovariate(1 / 25))
        begin = reported - timedelta(gap)
        record["occurred_from"] = begin
        if kind.article.startswith("244") and gap and self.chance(0.4):  # found on coming home
            record["occurred_until"] = begin + timedelta(self.rng.randrange(min(gap, 3) + 1))
        else:
            record["occurred_until"] = begin
        if not self.chance(0.55):
            return
        hour = self.rng.choices(
            range(24), (4, 3, 2, 1, 1, 1, 2, 3, 5, 6, 6, 6, 6, 5, 5, 6, 6, 7, 8, 8, 8, 8, 7, 6)
        )[0]
        minute = hour * 60 + self.rng.choices((0, 30, self.rng.randrange(60)), (30, 15, 55))[0]
        record["occurred_minute"] = minute or 5
        same = record["occurred_until"] == begin
        record["until_minute"] = (
            min(minute + self.rng.randrange(5, 90), 1439) if same else self.rng.randrange(1440)
        )

    def _what(self, record: dict[str, Any], kind: Kind) -> None:
        rng = self.rng
        offences = [{"article": kind.article, "attempted": self.chance(kind.attempted)}]
        if self.chance(0.045):
            extra = rng.choice(EXTRA)
            if extra != kind.article and (kind.victims or extra not in ("116/1", "120/1")):
                offences.append({"article": extra, "attempted": False})
        record["offences"] = offences
        if self.chance(kind.weapon):
            record["weapon"] = rng.choices(("blade", "firearm", "other"), (6, 1, 3))[0]
        if kind.damage and not offences[0]["attempted"] and self.chance(0.93):
            damage = round(kind.damage * rng.lognormvariate(0, 0.8), rng.choice((-2, -1, 0)))
            record["damage"] = float(max(damage, 20))
            if self.chance(0.18):
                record["recovered"] = round(record["damage"] * rng.choice((0.3, 0.5, 1.0)), 2)

    def _whom(self, record: dict[str, Any], kind: Kind) -> None:
        rng = self.rng
        persons: list[dict[str, Any]] = []
        relation_kept = "n"
        if kind.victims:
            close = self.chance(kind.by_relatives)
            relation = (
                rng.choice(("partner", "family"))
                if close
                else rng.choices(("known", "stranger", "u"), (4, 5, 2))[0]
            )
            relation_kept = relation
            sex = (
                "f"
                if kind.victims == "woman" or (close and self.chance(0.7))
                else rng.choices("fm", (4, 6))[0]
            )
            if kind.victims == "child":
                age = rng.choice(("0-14", "15-29"))
            else:
                age = rng.choices(("0-14", "15-29", "30-44", "45-59", "60+", "u"), (4, 30, 34, 19, 9, 4))[0]
            number = rng.choices((1, 2, 3, 5), (92, 6, 1.5, 0.5))[0]
            persons.append({"who": "victim", "sex": sex, "age": age, "relation": relation, "number": number})
            if number == 1 and self.chance(0.04):
                other = "m" if sex == "f" else "f"
                persons.append({**persons[0], "sex": other})
        record["persons"] = persons
        record["_relation"] = relation_kept

    def _charge(self, record: dict[str, Any]) -> list[dict[str, Any]]:
        rng = self.rng
        age = rng.choices(("15-29", "30-44", "45-59", "60+"), (44, 36, 16, 4))[0]
        person = {"who": "suspect", "sex": rng.choices("mf", (89, 11))[0], "age": age,
                  "relation": record["_relation"], "number": rng.choices((1, 2, 3), (88, 9, 3))[0]}  # fmt: skip
        return [person]

    def _where(self, record: dict[str, Any], land: Land) -> None:
        rng = self.rng
        kind = BY_ARTICLE[record["offences"][0]["article"]]
        close = record["_relation"] in ("partner", "family")
        record["place_type"] = (
            "home" if close and self.chance(0.8) else rng.choice((*kind.places, kind.places[0], "u"))
        )
        shy = close or any(one["article"] in self.sensitive for one in record["offences"])
        if shy or record["place_type"] in ("online", "u", "custody") or not self.chance(0.6):
            return
        spots = self.hot.setdefault(
            land.code, [(rng.gauss(0, 0.03), rng.gauss(0, 0.03)) for _time in range(3)]
        )
        at, spread = (rng.choice(spots), 0.004) if self.chance(0.35) else ((0.0, 0.0), 0.05)
        record["lon"] = round(land.point[0] + at[0] + rng.gauss(0, spread), 3)
        record["lat"] = round(land.point[1] + at[1] + rng.gauss(0, spread), 3)

    # --- what becomes of it

    def _afterwards(self, case: Case, kind: Kind, habits: Habits) -> None:
        record, rng = case.record, self.rng
        kind = self._classified_anew(case, kind, habits)
        if self.chance(habits.removed):
            day = record["recorded_on"] + timedelta(rng.randrange(3, 90))
            if day <= self.last:
                reason = rng.choices(("no_crime", "twice", "mistake"), (7, 2, 1))[0]
                self._move(case, "removed", day, {"state": "removed"}, reason, rng.random() < 0.7)
                record["removed_on"] = day
        elif self.chance(kind.cleared * 1.15 - 0.05):  # some of them after the year has ended
            self._clear(case, habits)
        elif record["recorded_on"] + timedelta(62) <= self.last and self.chance(0.55):
            self._move(
                case, "suspended", record["recorded_on"] + timedelta(62), {"state": "suspended"}, "not_found"
            )
        del record["_relation"]

    def _classified_anew(self, case: Case, kind: Kind, habits: Habits) -> Kind:
        record = case.record
        day = record["recorded_on"] + timedelta(self.rng.randrange(5, 70))
        for article, share in ((kind.lighter, habits.downgraded / 0.7), (kind.heavier, 0.02)):
            if article and day <= self.last and self.chance(share):
                before = [[one["article"], one["attempted"]] for one in record["offences"]]
                record["offences"][0] = {"article": article, "attempted": record["offences"][0]["attempted"]}
                if article == "108/1":
                    record["offences"][0]["attempted"] = False
                if article == "237/3" and record["weapon"] == "none":
                    record["weapon"] = "blade"
                after = [[one["article"], one["attempted"]] for one in record["offences"]]
                reason = self.rng.choice(("new_facts", "expert", "prosecutor"))
                case.moves.append(
                    Move("reclassified", day, day, {"offences": before}, {"offences": after}, reason)
                )
                return replace(BY_ARTICLE[article], cleared=kind.cleared)
        return kind

    def _clear(self, case: Case, habits: Habits) -> None:
        record, rng = case.record, self.rng
        day = max(case.moves[-1].on, record["recorded_on"]) + timedelta(1 + int(rng.expovariate(1 / 24)))
        if self.chance(habits.last_days):
            following = (day.replace(day=28) + timedelta(4)).replace(day=1)
            day = max(following - timedelta(rng.randrange(1, 4)), record["recorded_on"] + timedelta(1))
        if day > self.last:
            return
        how = rng.choices(("charged", "reconciled", "amnesty", "death", "confession"), (83, 10, 2, 1, 4))[0]
        if how in ("charged", "confession"):
            record["persons"] = record["persons"] + self._charge(record)
        self._move(case, "cleared", day, {"state": "cleared", "clearance": how}, how)
        record["clearance"], record["cleared_on"] = how, day
        again = day + timedelta(rng.randrange(5, 40))
        if self.chance(0.012 + habits.last_days * 0.2) and again <= self.last:
            self._move(case, "reopened", again, {"state": "open", "clearance": ""}, "prosecutor")
            record["clearance"] = record["cleared_on"] = None

    def _move(
        self, case: Case, verb: str, on: date, after: dict[str, Any], reason: str, told: bool | None = None
    ) -> None:
        before = {name: case.record.get(name) or "" for name in after}
        case.record.update(after)
        keyed = min(on + timedelta(self.rng.choices((0, 1, 3), (80, 15, 5))[0]), self.last)
        case.moves.append(Move(verb, on, keyed, before, dict(after), reason, told))

    # --- reports that led to nothing

    def refuses(self, land: Land) -> bool:
        return self.chance(self.habits[land.code].refused)

    def refusal(self, case: Case) -> Refusal:
        """A report of the same area, some days apart from a recorded one."""
        reported = min(
            max(case.record["reported_on"] + timedelta(self.rng.randrange(-20, 21)), self.days[0]), self.last
        )
        decided = min(
            reported + timedelta(self.rng.choices((0, 1, 2, 3, 8), (10, 25, 25, 30, 10))[0]), self.last
        )
        reason = self.rng.choices(("no_signs", "no_event", "other_law", "request"), (50, 20, 20, 10))[0]
        return Refusal(case.land, "", case.way, reported, decided, reason)
