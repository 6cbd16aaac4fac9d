"""The frame of a pack: country, days off and seasons, help lines, laws."""

import re
from collections.abc import Iterator
from datetime import date

from hamkori.kernel import clock
from hamkori.society.countries.checks.common import all_codes, codes, known, texts
from hamkori.society.countries.packs import FILES, Fault, Pack

_NUMBER = re.compile(r"\+?[0-9][0-9 ]{1,20}")
_MONTH_DAY = re.compile(r"\d\d-\d\d")


def country(pack: Pack) -> Iterator[Fault]:
    for file in FILES:
        if file not in pack.files:
            yield Fault(f"{file}.toml", "file", "is missing")
    file, label, frame = "pack.toml", "country", pack.table("pack", "country")
    if frame.get("code") != pack.code:
        yield Fault(file, label, f"the code must be {pack.code!r}, like the folder")
    if not pack.languages:
        yield Fault(file, label, "languages are missing")
    if frame.get("default_language") not in pack.languages:
        yield Fault(file, label, "default_language is not one of the languages")
    yield from texts(pack, file, label, frame, "names", "public_name", "currency_names")
    if not re.fullmatch(r"\+\d{1,4}", str(frame.get("phone_prefix", ""))):
        yield Fault(file, label, "phone_prefix must look like +992")
    if not re.fullmatch(r"[A-Z]{3}", str(frame.get("currency", ""))):
        yield Fault(file, label, "currency must be three capital letters, like TJS")
    weekend = frame.get("weekend")
    if not isinstance(weekend, list) or not set(weekend) < set(range(1, 8)):
        yield Fault(file, label, "weekend must list ISO days 1 to 7, and leave a working day")
    if "quick_exit_address" not in pack.table("pack", "settings"):
        yield Fault(file, "settings", "quick_exit_address is missing (it may be empty)")
    yield from known(
        file, label, "emergency_line", [frame.get("emergency_line")], all_codes(pack.rows("help", "line"))
    )


def calendar(pack: Pack) -> Iterator[Fault]:
    file = "calendar.toml"
    if file.removesuffix(".toml") not in pack.files:
        return
    years = pack.files["calendar"].get("years", ())
    if len(years) != 2 or years[0] > years[1]:
        yield Fault(file, "years", "must be [first, last]")
        return
    first, last = years
    if not first <= clock.today().year <= last:
        yield Fault(file, "years", f"holidays of {clock.today().year} are missing")
    fixed, movable = pack.rows("calendar", "fixed_holiday"), pack.rows("calendar", "holiday")
    yield from codes(file, "holiday", [*fixed, *movable])
    for row in fixed:
        label = f"fixed_holiday {row.get('code')}"
        yield from texts(pack, file, label, row, "names")
        for day in row.get("days", [None]):
            if not _is_day(row.get("month"), day):
                yield Fault(file, label, f"there is no day {day} in month {row.get('month')}")
    for row in movable:
        label = f"holiday {row.get('code')}"
        yield from texts(pack, file, label, row, "names")
        dates = row.get("dates", [])
        if missing := sorted(set(range(first, last + 1)) - {day.year for day in dates}):
            yield Fault(file, label, f"has no date in {', '.join(map(str, missing))}")
    if not fixed and not movable:
        yield Fault(file, "holiday", "there is none")
    for row in [*fixed, *movable]:
        if "verified" not in row:
            yield Fault(file, f"holiday {row.get('code')}", "verified is missing (it may be empty)")
    seasons = pack.rows("calendar", "season")
    yield from codes(file, "season", seasons)
    for row in seasons:
        label = f"season {row.get('code')}"
        yield from texts(pack, file, label, row, "names")
        every, periods = row.get("every_year"), row.get("periods", [])
        if not every and not periods:
            yield Fault(file, label, "has neither every_year nor periods")
        for end in ("from", "to"):
            if every and not _MONTH_DAY.fullmatch(str(every.get(end, ""))):
                yield Fault(file, label, f"every_year.{end} must look like 09-01")
        for period in periods:
            if not (isinstance(period.get("from"), date) and isinstance(period.get("to"), date)):
                yield Fault(file, label, "a period needs two dates, from and to")
            elif period["from"] > period["to"]:
                yield Fault(file, label, f"the period from {period['from']} ends before it starts")


def _is_day(month: object, day: object) -> bool:
    if not isinstance(month, int) or not isinstance(day, int):
        return False
    try:
        date(2025, month, day)
    except ValueError:
        return False
    return True


def help_lines(pack: Pack) -> Iterator[Fault]:
    """A line without a number says so in its note and cannot have been verified by a pack (H16, H17)."""
    file, lines = "help.toml", pack.rows("help", "line")
    yield from codes(file, "line", lines)
    screens = all_codes(pack.rows("screens", "screen"))
    for row in lines:
        label = f"line {row.get('code')}"
        yield from texts(pack, file, label, row, "names", "what_for")
        number = row.get("number", "")
        if number and not _NUMBER.fullmatch(number):
            yield Fault(file, label, f"{number!r} is no number")
        if not number and not row.get("note"):
            yield Fault(file, label, "has neither a number nor a note that says why")
        if row.get("verified_on"):
            yield Fault(file, label, "a pack cannot verify a number: somebody here has to call")
        if row.get("hours"):
            yield from texts(pack, file, label, row, "hours")
        yield from known(file, label, "screen", row.get("shown_on", []), screens)


def laws(pack: Pack) -> Iterator[Fault]:
    file, rows = "laws.toml", pack.rows("laws", "law")
    yield from codes(file, "law", rows)
    for row in rows:
        label = f"law {row.get('code')}"
        yield from texts(pack, file, label, row, "titles")
        readings = row.get("readings", [])
        if not readings:
            yield Fault(file, label, "has no reading (number or date, and who gives it)")
        for reading in readings:
            if not reading.get("given_by"):
                yield Fault(file, label, "a reading does not say who gives it")
        seen = {(reading.get("number"), reading.get("date"), reading.get("year")) for reading in readings}
        if len(seen) > 1 and not row.get("note"):
            yield Fault(file, label, "its readings differ and no note says so")


def check_lists(pack: Pack) -> Iterator[Fault]:
    """Check-lists for officials: every sentence says on what it rests (R493). A pack may have none."""
    file, rows = "checklists.toml", pack.rows("checklists", "checklist")
    lines = all_codes(pack.rows("help", "line"))
    yield from codes(file, "checklist", rows)
    for row in rows:
        label = f"checklist {row.get('code')}"
        yield from texts(pack, file, label, row, "titles", "leads", "notes")
        yield from known(file, label, "help line", row.get("lines", []), lines)
        if not row.get("part"):
            yield Fault(file, label, "has no part")
        for number, part in enumerate(row.get("part", []), start=1):
            yield from texts(pack, file, f"{label}, part {number}", part, "titles")
            if not part.get("item"):
                yield Fault(file, f"{label}, part {number}", "has no item")
            for place, item in enumerate(part.get("item", []), start=1):
                yield from texts(
                    pack, file, f"{label}, part {number}, item {place}", item, "texts", "rests_on"
                )
