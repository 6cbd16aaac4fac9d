"""Reads the register chunk by chunk and turns it into the rows of the store (`schema`). No engine is needed here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from hamkori.ground.measures.cell_key import record_key
from hamkori.kernel.crypto import key_for
from hamkori.rooms.crime.models import (
    Aggregate,
    Article,
    Crime,
    Offence,
    Persons,
    Report,
    Step,
)
from hamkori.rooms.crime.register.classification import Correspondence
from hamkori.rooms.crime.states import CrimeState, Verb
from hamkori.rooms.crime.statistics.levels import area_codes, category_codes
from hamkori.rooms.crime.statistics.schema import UNTAKEN

GRAVITY = {"grave": 0, "serious": 1, "medium": 2, "minor": 3}
NOT = "n"

Row = dict[str, Any]


def secret(year: int) -> bytes:
    """The key of the record keys of one year of recording. The same for every release and vintage that holds the year:

    a second secret for the same records would let their changes be averaged away.
    """
    return key_for(f"crime.record-key:{year}")


@dataclass(frozen=True)
class Span:
    """Days of recording that a store holds, both included."""

    begins: date
    ends: date


def crimes_to_read(span: Span) -> int:
    return Crime.objects.filter(recorded_on__gte=span.begins, recorded_on__lte=span.ends).count()


def crime_chunks(
    span: Span, correspondence: Correspondence, *, after: int = 0, size: int = 2000
) -> Iterator[tuple[int, int, list[Row]]]:
    """(last key, crimes in the chunk, rows) for the crimes recorded in `span`, by key, from the one after `after`."""
    fields = (
        "pk", "uid", "path", "office__uid", "place_type", "occurred_from", "occurred_until", "time_known",
        "reported_at", "recorded_on", "keyed_at", "state", "clearance", "cleared_on", "removed_on",
        "point_lon", "point_lat",
    )  # fmt: skip
    articles = {
        article.pk: (article.code, GRAVITY.get(article.gravity, 9)) for article in Article.objects.all()
    }
    while True:
        crimes = list(
            Crime.objects.filter(pk__gt=after, recorded_on__gte=span.begins, recorded_on__lte=span.ends)
            .order_by("pk")
            .values_list(*fields, named=True)[:size]
        )
        if not crimes:
            return
        keys = [crime.pk for crime in crimes]
        offences = _by_crime(
            Offence.objects.filter(crime_id__in=keys).order_by("position"),
            ("position", "article_id", "attempted"),
        )
        persons = _by_crime(
            Persons.objects.filter(crime_id__in=keys).order_by("pk"),
            ("who", "sex", "age", "relation", "number"),
        )
        taken = set(Crime.objects.filter(taken_from_id__in=keys).values_list("taken_from_id", flat=True))
        reopened = set(
            Step.objects.filter(
                crime_id__in=keys, verb=Verb.REOPENED, before__state=CrimeState.CLEARED
            ).values_list("crime_id", flat=True)
        )
        rows: list[Row] = []
        for crime in crimes:
            named = [
                (*articles[article], position, attempted)
                for position, article, attempted in offences.get(crime.pk, [])
            ]
            state = UNTAKEN if crime.state == "transferred" and crime.pk not in taken else crime.state
            again = "yes" if crime.pk in reopened else "no"
            for row in _rows_of(crime, state, named, persons.get(crime.pk, []), correspondence):
                row["reopened"] = again
                rows.append(row)
        after = keys[-1]
        yield after, len(crimes), rows


def _by_crime(query: Any, fields: Sequence[str]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for crime, *values in query.values_list("crime_id", *fields):
        found.setdefault(crime, []).append(values)
    return found


_ZONES: dict[str, ZoneInfo] = {}


def _local(moment: datetime) -> datetime:
    zone = _ZONES.setdefault(settings.TIME_ZONE, ZoneInfo(settings.TIME_ZONE))
    return moment.astimezone(zone)


def _days(later: date | None, earlier: date | None) -> int | None:
    return None if later is None or earlier is None else (later - earlier).days


def _month(day: date) -> str:
    return f"{day.year}-{day.month:02}"


def _rows_of(
    crime: Any,
    state: str,
    offences: list[tuple[str, int, int, bool]],
    persons: list[Any],
    correspondence: Correspondence,
) -> list[Row]:
    region, district, jamoat = area_codes(crime.path)
    began = _local(crime.occurred_from) if crime.occurred_from else None
    ended = _local(crime.occurred_until) if crime.occurred_until else began
    occurred = began.date() if began else None
    one_hour = began is not None and ended is not None and crime.time_known and (
        (began.date(), began.hour) == (ended.date(), ended.hour)
    )  # fmt: skip
    reported, keyed = _local(crime.reported_at).date(), _local(crime.keyed_at).date()
    key = secret(crime.recorded_on.year)
    common: Row = {
        "origin": "record", "uid": crime.uid, "office": crime.office__uid,
        "region": region, "district": district, "jamoat": jamoat, "place_type": crime.place_type,
        "state": state, "clearance": crime.clearance,
        "outcome": "cleared" if state == "cleared" else "not", "occurred_on": occurred,
        "reported_on": reported, "recorded_on": crime.recorded_on, "keyed_on": keyed,
        "cleared_on": crime.cleared_on, "removed_on": crime.removed_on, "month": _month(crime.recorded_on),
        "hour": began.hour if one_hour and began is not None else None,
        "reporting_delay": _days(reported, occurred),
        "recording_delay": _days(crime.recorded_on, reported),
        "typing_delay": _days(keyed, crime.recorded_on),
        "lon": crime.point_lon, "lat": crime.point_lat,
    }  # fmt: skip
    ordered = sorted(offences, key=lambda one: (one[1], one[2]))
    rows: list[Row] = []
    main = ""
    for rank, (article, _gravity, position, attempted) in enumerate(ordered):
        found: tuple[tuple[str, float], ...] = correspondence.classify(
            article, occurred or crime.recorded_on, attempted
        ) or (("", 1.0),)
        if rank == 0:
            main = found[0][0]
        number = record_key(key, f"{crime.uid}/{position}")
        for place, (code, weight) in enumerate(found):
            rows.append(
                common
                | _category(code)
                | {
                    "counted": "offence", "position": position, "article": article,
                    "attempt": "yes" if attempted else "no", "principal": int(rank == 0 and place == 0),
                    "sex": NOT, "age": NOT, "relation": NOT, "number": int(place == 0), "weight": weight,
                    "record_key": number if place == 0 else 0,
                }
            )  # fmt: skip
    for who, sex, age, relation, many in persons:
        for each in range(many):
            rows.append(
                common
                | _category(main)
                | {
                    "counted": who, "position": 0, "article": "", "attempt": NOT, "principal": 0,
                    "sex": sex, "age": age, "relation": relation, "number": 1, "weight": 1.0,
                    "record_key": record_key(key, f"{crime.uid}/{who}/{sex}/{age}/{relation}/{each}"),
                }
            )  # fmt: skip
    return rows


def _category(code: str) -> Row:
    section, division, group, klass = category_codes(code)
    return {"section": section, "division": division, "group": group, "class": klass}


COUNTED_FROM_TABLES = {
    "recorded": "offence",
    "cleared": "cleared",
    "victims": "victim",
    "suspects": "suspect",
}


def aggregate_months(span: Span) -> set[tuple[str, str]]:
    """(district, month) for which a table was handed in, also one of noughts only: that is a report."""
    return {
        (area_codes(path)[1], _month(month))
        for path, month in Aggregate.objects.filter(
            month__gte=span.begins.replace(day=1), month__lte=span.ends
        )
        .values_list("path", "month")
        .distinct()
    }


def aggregate_rows(span: Span, with_records: Mapping[tuple[str, str], bool]) -> tuple[list[Row], list[str]]:
    """Cells of the districts that hand in tables, and what was odd about them.

    A district's month that has records is counted from them: `with_records` holds (district, month), and its cells
    are left out. Where finer cells stand under a coarser one (a division under its section, a sex under the total),
    the coarser one keeps what they leave; if they are more than it, they count and it is named as odd.
    """
    rows: list[Row] = []
    odd: list[str] = []
    by_place: dict[tuple[str, date, str], list[tuple[str, str, str, int, date]]] = {}
    for path, month, measure, code, sex, age, number, handed_in in (
        Aggregate.objects.filter(month__gte=span.begins.replace(day=1), month__lte=span.ends)
        .order_by("pk")
        .values_list("path", "month", "measure", "category__code", "sex", "age", "number", "handed_in_at")
    ):
        by_place.setdefault((path, month, measure), []).append(
            (code, sex, age, number, _local(handed_in).date())
        )
    for (path, month, measure), cells in sorted(by_place.items()):
        region, district, jamoat = area_codes(path)
        label = _month(month)
        if with_records.get((district, label)):
            odd.append(f"{district} {label}: records and a table; the records count")
            continue
        for (code, sex, age), (number, handed_in_on) in _remainders(cells, odd, f"{path} {label} {measure}"):
            if not number:
                continue
            key = record_key(secret(month.year), f"{path}/{label}/{measure}/{code}/{sex}/{age}")
            is_person = measure in ("victims", "suspects")
            rows.append(
                _category(code)
                | {
                    "counted": COUNTED_FROM_TABLES.get(measure, measure), "origin": "aggregate", "uid": "",
                    "position": 0, "office": "", "region": region, "district": district, "jamoat": jamoat,
                    "article": "", "attempt": NOT, "principal": int(not is_person),
                    "sex": sex or ("u" if is_person else NOT), "age": age or ("u" if is_person else NOT),
                    "relation": "u" if is_person else NOT, "place_type": "u", "state": "counted",
                    "clearance": "", "outcome": "u", "reopened": "u", "occurred_on": None, "reported_on": None,
                    "recorded_on": month,
                    "keyed_on": handed_in_on, "cleared_on": None, "removed_on": None, "month": label,
                    "hour": None, "reporting_delay": None, "recording_delay": None, "typing_delay": None,
                    "lon": None, "lat": None, "number": number, "weight": float(number), "record_key": key,
                }
            )  # fmt: skip
    return rows, odd


def _remainders(
    cells: list[tuple[str, str, str, int, date]], odd: list[str], where: str
) -> list[tuple[tuple[str, str, str], tuple[int, date]]]:
    """What each cell counts beyond the finer cells under it, finest first."""
    left: dict[tuple[str, str, str], int] = {}
    days: dict[tuple[str, str, str], date] = {}
    for code, sex, age, number, day in cells:
        left[code, sex, age] = number
        days[code, sex, age] = day
    whole = dict(left)
    finest_first = sorted(left, key=lambda cell: (-len(cell[0]), -bool(cell[1]) - bool(cell[2]), cell))
    for code, sex, age in finest_first:
        under = sum(
            left[other]
            for other in finest_first
            if other != (code, sex, age)
            and other[0].startswith(code)
            and sex in ("", other[1])
            and age in ("", other[2])
        )
        rest = whole[code, sex, age] - under
        if rest < 0:
            odd.append(f"{where} {code} {sex or '-'} {age or '-'}: its parts are more than itself")
        left[code, sex, age] = max(rest, 0)
    return [(cell, (left[cell], days[cell])) for cell in finest_first]


def report_chunks(span: Span, *, size: int = 5000) -> Iterator[list[Row]]:
    """The journal, without numbers of receipts."""
    after = 0
    while True:
        reports = list(
            Report.objects.filter(pk__gt=after).order_by("pk").values_list(
                "pk", "office__uid", "path", "way", "state", "reason", "occurred_on", "reported_at", "keyed_at",
                "decided_on", "decide_by", named=True,
            )[:size]
        )  # fmt: skip
        if not reports:
            return
        rows: list[Row] = []
        for report in reports:
            day = _local(report.reported_at).date()
            if not span.begins <= day <= span.ends:
                continue
            region, district, jamoat = area_codes(report.path)
            rows.append(
                {
                    "office": report.office__uid, "region": region, "district": district, "jamoat": jamoat,
                    "way": report.way, "state": report.state, "reason": report.reason,
                    "occurred_on": report.occurred_on, "reported_on": day,
                    "keyed_on": _local(report.keyed_at).date(), "decided_on": report.decided_on,
                    "decide_by": report.decide_by, "month": _month(day), "number": 1,
                }
            )  # fmt: skip
        after = reports[-1].pk
        yield rows
