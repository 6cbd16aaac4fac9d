"""A pack with a hole is refused, and the check says where the hole is."""

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from hamkori.kernel import clock
from hamkori.society.countries import sections
from hamkori.society.countries.packs import Pack, read_pack

Files = dict[str, dict[str, Any]]


def row(files: Files, file: str, table: str, code: str, key: str = "code") -> dict[str, Any]:
    return next(found for found in files[file][table] if found[key] == code)


def drop(files: Files, file: str, table: str, **wanted: str) -> None:
    files[file][table] = [
        r for r in files[file][table] if any(r.get(key) != value for key, value in wanted.items())
    ]


HOLES: list[tuple[str, Callable[[Files], Any], str, str]] = [
    ("a language of a topic", lambda f: row(f, "concerns", "topic", "roads")["names"].pop("tg"), "topic roads", "missing in tg"),
    ("a route to an unknown kind", lambda f: row(f, "concerns", "route", "roads", "topic")["to"].append("nobody"), "route roads", "nobody"),
    ("a route of an unknown topic", lambda f: f["concerns"]["route"].append({"topic": "ufo", "to": ["jamoat"]}), "route ufo", "unknown topic"),
    ("a topic without route", lambda f: drop(f, "concerns", "route", topic="roads"), "topic roads", "no route"),
    ("a dispute routed to a team", lambda f: row(f, "concerns", "route", "family_matter", "topic")["to"].append("team"), "route family_matter", "R147"),
    ("a dispute that falls back to the mahalla", lambda f: f["concerns"]["fallback"][1]["to"].append("mahalla_committee"), "fallback screening", "R147"),
    ("no fallback", lambda f: f["concerns"].pop("fallback"), "fallback open", "R003"),
    ("a clock", lambda f: drop(f, "concerns", "clock", track="appeal", kind="concern", step="resolve"), "clock appeal concern resolve", "is missing"),
    ("a clock of no days", lambda f: f["concerns"]["clock"][0].update(days=0), "clock note concern take_up", "1 or more"),
    ("a ladder that is public first", lambda f: f["concerns"]["ladder"].reverse(), "ladder", "in this order"),
    ("a ladder without pause", lambda f: f["concerns"]["ladder"][1].update(after_working_days=1), "ladder", "comes later"),
    ("no listed refusal", lambda f: f["concerns"].pop("refusal_reason"), "refusal_reason", "there is none"),
    ("an outcome", lambda f: drop(f, "concerns", "outcome", code="refused"), "outcome", "refused"),
    ("a placeholder lost in translation", lambda f: row(f, "concerns", "answer_template", "done")["body"].update(ru="Сделано."), "answer_template done", "placeholders"),
    ("a public dispute", lambda f: row(f, "concerns", "topic", "family_matter").update(public=True), "topic family_matter", "only an open topic"),
    ("a topic of an unknown screen", lambda f: row(f, "concerns", "topic", "trafficking").update(handling="screen:x"), "topic trafficking", "unknown screen"),
    ("a place without parent", lambda f: row(f, "territory", "place", "TJ-SU-asht").update(parent="TJ-XX"), "place TJ-SU-asht", "unknown parent"),
    ("a place that is its own ancestor", lambda f: row(f, "territory", "place", "TJ-SU").update(parent="TJ-SU-asht"), "place TJ-SU", "own ancestor"),
    ("two equal tiles", lambda f: row(f, "territory", "place", "TJ-SU-asht").update(tile=[0, 4]), "place TJ-RA-tursunzoda", "already taken"),
    ("two equal labels", lambda f: row(f, "territory", "place", "TJ-RA-rasht")["tile_label"].update(tg="Ашт"), "place TJ-RA-rasht", "already taken"),
    ("a population without date", lambda f: row(f, "territory", "place", "TJ-SU").pop("population_on"), "place TJ-SU", "date and its source"),
    ("a point that is too exact", lambda f: row(f, "territory", "place", "TJ-SU").update(point=[69.61, 40.0]), "place TJ-SU", "tenth"),
    ("a code twice", lambda f: f["territory"]["place"].append(dict(row(f, "territory", "place", "TJ-SU-asht"))), "place TJ-SU-asht", "stands 2 times"),
    ("overlapping charters", lambda f: row(f, "bodies", "body_type", "public_council")["charter"][0].pop("valid_to"), "body_type public_council", "overlap"),
    ("a charter without legal source", lambda f: row(f, "bodies", "body_type", "team")["charter"][0].pop("legal_source"), "body_type team charter 2017-06-10", "legal_source"),
    ("a value that is also unset", lambda f: row(f, "bodies", "body_type", "team")["charter"][0].update(quorum=4), "body_type team charter 2017-06-10", "listed as unset"),
    ("an unset value without note", lambda f: row(f, "bodies", "body_type", "team")["charter"][0].pop("note"), "body_type team charter 2017-06-10", "note"),
    ("a screen without help", lambda f: row(f, "screens", "screen", "suicide").update(lines=[]), "screen suicide", "no help line"),
    ("a screen of an unknown line", lambda f: row(f, "screens", "screen", "suicide")["lines"].append("x"), "screen suicide", "unknown help line"),
    ("a screen that is not there", lambda f: drop(f, "screens", "screen", code="quarrel"), "screen", "quarrel"),
    ("a screen nothing leads to", lambda f: drop(f, "screens", "trigger", screen="quarrel"), "screen quarrel", "no words"),
    ("a trigger without words in a language", lambda f: (row(f, "screens", "trigger", "quarrel", "screen")["phrases"].update(tg=[])), "trigger quarrel", "no words in tg"),
    ("a stem that is too short", lambda f: row(f, "screens", "trigger", "suicide", "screen")["stems"]["ru"].append("бой"), "trigger suicide", "too short"),
    ("label words of a language (K18)", lambda f: f["screens"]["label_words"].pop("tg"), "label_words", "none in tg"),
    ("a number that a pack has verified", lambda f: row(f, "help", "line", "police_102").update(verified_on=date(2026, 1, 1)), "line police_102", "has to call"),
    ("a charter's note in one language", lambda f: row(f, "bodies", "body_type", "team")["charter"][0]["note"].pop("tg"), "body_type team charter 2017-06-10", "note is missing in tg"),
    ("an unset number without note", lambda f: row(f, "help", "line", "women_line").pop("note"), "line women_line", "neither a number nor a note"),
    ("a number of letters", lambda f: row(f, "help", "line", "police_102").update(number="ask"), "line police_102", "no number"),
    ("holidays of this year", lambda f: f["calendar"].update(years=[2020, 2021]), "years", "are missing"),
    ("a movable day of one year", lambda f: row(f, "calendar", "holiday", "idi_qurbon")["dates"].pop(), "holiday idi_qurbon", "no date in 2028"),
    ("a day that does not exist", lambda f: row(f, "calendar", "fixed_holiday", "navruz").update(days=[32]), "fixed_holiday navruz", "no day 32"),
    ("a law with silent differences", lambda f: row(f, "laws", "law", "tj_decree_1291_inspectors").pop("note"), "law tj_decree_1291_inspectors", "differ"),
    ("a reading of nobody", lambda f: row(f, "laws", "law", "tj_law_41_2004")["readings"][0].pop("given_by"), "law tj_law_41_2004", "who gives it"),
    ("an emergency line", lambda f: f["pack"]["country"].update(emergency_line="none"), "country", "emergency_line"),
    ("a week without work", lambda f: f["pack"]["country"].update(weekend=[1, 2, 3, 4, 5, 6, 7]), "country", "working day"),
    ("a sentence that rests on nothing", lambda f: row(f, "checklists", "checklist", "detention")["part"][0]["item"][0].pop("rests_on"), "checklist detention, part 1, item 1", "rests_on is missing"),
    ("a file", lambda f: f.pop("laws"), "file", "is missing"),
]  # fmt: skip


@pytest.fixture(scope="module")
def whole() -> Files:
    return copy.deepcopy({name: dict(data) for name, data in read_pack("tj").files.items()})


@pytest.mark.parametrize(("hole", "make", "where", "says"), HOLES, ids=[hole[0] for hole in HOLES])
def test_a_hole_is_found_and_named(
    whole: Files, hole: str, make: Callable[[Files], Any], where: str, says: str
) -> None:
    files = copy.deepcopy(whole)
    make(files)
    faults = sections.faults(Pack("tj", files))
    assert any(fault.row == where and says in fault.message for fault in faults), [
        str(fault) for fault in faults
    ]


def test_holidays_run_out_one_day_and_the_check_says_so(whole: Files) -> None:
    with clock.travel(date(2029, 1, 2)):
        faults = sections.faults(Pack("tj", whole))
    assert [fault.message for fault in faults if fault.row == "years"] == ["holidays of 2029 are missing"]
