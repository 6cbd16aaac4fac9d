"""The sections of a pack that belong to this room: how pack rows become rows of our tables."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from hamkori.society.countries.models import CheckList, Country, Currency, HelpLine, Holiday, Law, Season
from hamkori.society.countries.packs import Pack, plain
from hamkori.society.countries.upsert import LoadReport, upsert_rows


def load_country(pack: Pack) -> LoadReport:
    frame = pack.table("pack", "country")
    row = {
        "code": pack.code,
        "names": frame.get("names", {}),
        "languages": list(pack.languages),
        "default_language": frame.get("default_language", ""),
        "phone_prefix": frame.get("phone_prefix", ""),
        "weekend": frame.get("weekend", []),
        "public_names": frame.get("public_name", {}),
        "emergency_line": frame.get("emergency_line", ""),
        "settings": plain(pack.table("pack", "settings")),
    }
    report = upsert_rows(Country, [row])
    money = (
        [{"code": frame["currency"], "names": frame.get("currency_names", {})}] if "currency" in frame else []
    )
    report.add(upsert_rows(Currency, money))
    return report


def holidays(pack: Pack) -> Iterator[dict[str, Any]]:
    """Every day off as a dated row, fixed days once a year of `years` ([first, last], both included)."""
    calendar = pack.files.get("calendar", {})
    source = str(calendar.get("source", ""))
    first, last = calendar.get("years", (1, 0))
    for row in pack.rows("calendar", "fixed_holiday"):
        for year in range(first, last + 1):
            for number in row.get("days", ()):
                yield _holiday(row, date(year, row["month"], number), source)
    for row in pack.rows("calendar", "holiday"):
        for day in row.get("dates", ()):
            yield _holiday(row, day, source)


def _holiday(row: dict[str, Any], day: date, source: str) -> dict[str, Any]:
    return {
        "code": f"{row['code']}-{day.isoformat()}",
        "names": row.get("names", {}),
        "day": day,
        "verified": row.get("verified", ""),
        "source": row.get("source", source),
    }


def seasons(pack: Pack) -> Iterator[dict[str, Any]]:
    """Every season as dated rows. A season from "11-15" to "03-15" ends in the following year."""
    first, last = pack.files.get("calendar", {}).get("years", (1, 0))
    for row in pack.rows("calendar", "season"):
        periods = [(period["from"], period["to"]) for period in row.get("periods", ())]
        if every := row.get("every_year"):
            for year in range(first, last + 1):
                starts, ends = _day(year, every["from"]), _day(year, every["to"])
                periods.append((starts, ends if ends >= starts else _day(year + 1, every["to"])))
        for starts, ends in periods:
            yield {
                "code": f"{row['code']}-{starts.isoformat()}",
                "kind": row["code"],
                "names": row.get("names", {}),
                "starts_on": starts,
                "ends_on": ends,
                "note": row.get("note", ""),
            }


def _day(year: int, text: str) -> date:
    month, day = (int(part) for part in text.split("-"))
    if (month, day) == (2, 29):
        return date(year, 3, 1) - timedelta(days=1)
    return date(year, month, day)


def load_calendar(pack: Pack) -> LoadReport:
    report = upsert_rows(Holiday, holidays(pack))
    report.add(upsert_rows(Season, seasons(pack)))
    return report


def load_help(pack: Pack) -> LoadReport:
    """`verified_on` is never taken from a pack: somebody here has to call."""
    return upsert_rows(
        HelpLine,
        (
            {
                "code": row["code"],
                "names": row.get("names", {}),
                "position": position,
                "what_for": row.get("what_for", {}),
                "number": row.get("number", ""),
                "hours": row.get("hours", {}),
                "free": row.get("free"),
                "languages": row.get("languages", []),
                "shown_on": row.get("shown_on", []),
                "always": row.get("always", False),
                "note": row.get("note", ""),
            }
            for position, row in enumerate(pack.rows("help", "line"))
        ),
    )


def load_laws(pack: Pack) -> LoadReport:
    return upsert_rows(
        Law,
        (
            {
                "code": row["code"],
                "names": row.get("titles", {}),
                "position": position,
                "kind": row.get("kind", "law"),
                "other_titles": row.get("other_titles", {}),
                "readings": plain(row.get("readings", [])),
                "note": row.get("note", ""),
            }
            for position, row in enumerate(pack.rows("laws", "law"))
        ),
    )


def load_check_lists(pack: Pack) -> LoadReport:
    return upsert_rows(
        CheckList,
        (
            {
                "code": row["code"],
                "names": row.get("titles", {}),
                "position": position,
                "leads": row.get("leads", {}),
                "notes": row.get("notes", {}),
                "parts": [
                    {
                        "titles": part.get("titles", {}),
                        "items": [
                            {"texts": item.get("texts", {}), "rests_on": item.get("rests_on", {})}
                            for item in part.get("item", [])
                        ],
                    }
                    for part in row.get("part", [])
                ],
                "lines": row.get("lines", []),
            }
            for position, row in enumerate(pack.rows("checklists", "checklist"))
        ),
    )
