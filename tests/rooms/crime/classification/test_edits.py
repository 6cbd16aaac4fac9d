"""Edit rules: each speaks where it should, is silent where it should, and both ways of asking agree."""

import random
import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamkori.rooms.crime.register import edits
from hamkori.rooms.crime.register.batches import batch_of, check_batch
from hamkori.rooms.crime.register.expressions import RuleError, holds, read
from tests.rooms.crime.classification.records import CHARGED, TODAY, context, offence, persons, record

pytestmark = pytest.mark.pure

D = date
WRONG: dict[str, dict[str, Any]] = {
    "structure.twice": {"record_number": "taken"},
    "mandatory.record_number": {"record_number": ""},
    "mandatory.office": {"office": None},
    "mandatory.area": {"area": None},
    "mandatory.offence": {"offences": []},
    "mandatory.article": {"offences": [offence(), offence("")]},
    "mandatory.reported_on": {"reported_on": None},
    "mandatory.recorded_on": {"recorded_on": None},
    "mandatory.state": {"state": None},
    "mandatory.who": {"persons": [persons(""), persons()]},
    "mandatory.number": {"persons": [persons(number=None)]},
    "mandatory.removed_on": {"state": "removed"},
    "mandatory.cleared_on": {**CHARGED, "cleared_on": None},
    "valid.area": {"area": "TJ-SU-ashd"},
    "valid.office": {"office": "o9"},
    "valid.article": {"offences": [offence("244/9")]},
    "valid.article_in_force": {"offences": [offence("252/1")]},
    "valid.state": {"state": "closed"},
    "valid.clearance": {**CHARGED, "clearance": "luck"},
    "valid.place_type": {"place_type": "moon"},
    "valid.weapon": {"weapon": "spoon"},
    "valid.who": {"persons": [persons("witness")]},
    "valid.sex": {"persons": [persons(sex="x")]},
    "valid.age": {"persons": [persons(age="31")]},
    "valid.relation": {"persons": [persons(relation="boss")]},
    "valid.number": {"persons": [persons(number=0)]},
    "valid.number_whole": {"persons": [persons(number=1.5)]},  # type: ignore[arg-type]
    "valid.minute": {"occurred_minute": 1440},
    "valid.damage": {"damage": -1},
    "valid.point": {"lat": 91},
    "valid.point_whole": {"lat": None},
    "exclusive.open_cleared": {"cleared_on": D(2025, 4, 1)},
    "exclusive.open_clearance": {"clearance": "charged"},
    "exclusive.removed": {"removed_on": D(2025, 4, 1)},
    "exclusive.online_point": {"place_type": "online"},
    "exclusive.careless_attempt": {"offences": [offence("108/1", True)]},
    "exclusive.same_offence": {"offences": [offence("104/1", True), offence("104/1")]},
    "cross.victim": {"offences": [offence("110/1")], "persons": [persons("suspect")]},
    "cross.clearance": {**CHARGED, "clearance": None},
    "cross.charged": {**CHARGED, "persons": [persons()]},
    "cross.recovered": {"damage": None},
    "cross.recovered_more": {"recovered": 5000},
    "cross.damage": {"offences": [offence("201/1")]},
    "cross.damage_wanted": {"damage": None, "recovered": None},
    "cross.point_sensitive": {"offences": [offence("138/1")]},
    "cross.child": {"offences": [offence("141/1")]},
    "cross.weapon": {"offences": [offence("237/3")]},
    "cross.partner_stranger": {"persons": [persons(), persons("suspect", relation="family")]},
    "order.occurred": {"occurred_until": D(2025, 3, 2)},
    "order.minutes": {"until_minute": 600},
    "order.reported": {"reported_on": D(2025, 3, 2)},
    "order.recorded": {"recorded_on": D(2025, 3, 3)},
    "order.cleared": {**CHARGED, "cleared_on": D(2025, 3, 5)},
    "order.removed": {"state": "removed", "removed_on": D(2025, 3, 5)},
    "future.occurred": {"occurred_until": D(2026, 1, 1)},
    "future.reported": {"reported_on": D(2026, 1, 1)},
    "future.recorded": {"recorded_on": D(2026, 1, 1)},
    "future.cleared": {**CHARGED, "cleared_on": D(2026, 1, 1)},
    "look.old_event": {"occurred_from": D(2005, 3, 3), "occurred_until": None},
    "look.late_record": {"recorded_on": D(2025, 3, 25)},
    "look.same_day": {**CHARGED, "clearance": "reconciled", "cleared_on": D(2025, 3, 6)},
    "look.period_end": {**CHARGED, "recorded_on": D(2025, 3, 28), "cleared_on": D(2025, 3, 30)},
    "look.midnight": {"occurred_minute": 0, "until_minute": None},
    "look.noon": {"occurred_minute": 720, "until_minute": None},
    "look.long_event": {"occurred_from": D(2023, 3, 3)},
    "look.round_damage": {"damage": 20_000},
    "look.large_damage": {"damage": 10_000_001},
    "look.many_persons": {"persons": [persons(number=40), persons(number=11, sex="m")]},
    "look.unknown_victims": {"persons": [persons(sex="u")]},
    "look.unknown_suspects": {**CHARGED, "persons": [persons(), persons("suspect", age="u")]},
    "look.child_charged": {**CHARGED, "persons": [persons(), persons("suspect", age="0-14")]},
    "look.victim_in_drugs": {"offences": [offence("201/1")], "damage": None, "recovered": None},
}  # fmt: skip
HELD = context(taken=[("o1", "taken")])


def codes(values: dict[str, Any]) -> list[str]:
    return [one.code for one in edits.check_record(values, HELD)]


def test_every_rule_has_its_example() -> None:
    assert set(WRONG) == {one.code for one in edits.asked_rules()}


@pytest.mark.parametrize(
    "values",
    [
        record(),
        record(**CHARGED),
        record(state="removed", removed_on=D(2025, 5, 5)),
        record(offences=[offence("104/1", True), offence("195/1")], damage=None, recovered=None),
        record(offences=[offence("201/1")], persons=[persons("suspect")], damage=None, recovered=None),
        record(offences=[offence("138/1")], lon=None, lat=None, damage=None, recovered=None),
        record(occurred_from=None, occurred_until=None, occurred_minute=None, until_minute=None),
        record(occurred_from=D(2019, 5, 5), reported_on=D(2019, 5, 6), recorded_on=D(2019, 5, 7), occurred_until=None,
               offences=[offence("252/1")]),
    ],
)  # fmt: skip
def test_an_honest_record_meets_no_objection(values: dict[str, Any]) -> None:
    assert codes(values) == []


@pytest.mark.parametrize("code", WRONG)
def test_a_wrong_record_meets_its_rule(code: str) -> None:
    assert code in codes(record(**WRONG[code]))


def test_a_part_is_named_by_its_position() -> None:
    found = edits.check_record(record(persons=[persons(), persons(sex="x"), persons(age="9")]), HELD)
    assert [(one.code, one.position, one.column) for one in found] == [
        ("valid.sex", 2, "sex"),
        ("valid.age", 3, "age"),
    ]


def test_errors_and_warnings_are_apart() -> None:
    found = edits.check_record(record(damage=20_000, state="closed"), HELD)
    assert [one.code for one in edits.errors(found)] == ["valid.state"]
    assert [one.code for one in edits.warnings(found)] == ["look.round_damage"]


def test_every_rule_says_in_three_languages_what_to_do() -> None:
    rules = edits.rules()
    assert len({one.code for one in rules}) == len(rules)
    families = {"structure", "mandatory", "valid", "exclusive", "cross", "order", "future", "look"}
    assert {one.family for one in rules} == families
    for one in rules:
        assert one.severity in (edits.ERROR, edits.WARNING)
        assert set(one.say) == {"tg", "ru", "en"}
        assert all(text.endswith(".") for text in one.say.values()), one.code
        assert not re.search("[ыщць]", one.say["tg"].lower()), one.code
        assert (one.test is None) == (one.level in ("file", "row"))


# --- both ways agree


def both(values: list[dict[str, Any]]) -> tuple[list[tuple[int, Any]], list[tuple[int, Any]]]:
    order = {one.code: at for at, one in enumerate(edits.asked_rules())}
    single = [
        (row, one)
        for row, found in enumerate(edits.check_records(values, HELD))
        for one in sorted(found, key=lambda one: (order[one.code], one.position))
    ]
    return single, list(check_batch(batch_of(values), HELD))


def test_columns_find_what_single_records_find() -> None:
    values = [
        record(record_number=str(at), **changes) | changes
        for at, changes in enumerate(WRONG.values())
        for changes in [{key: value for key, value in changes.items() if key != "record_number"}]
    ]
    values += [
        record(record_number="taken"),
        record(record_number="x"),
        record(record_number="x"),
        record(office="o2", record_number="x"),
    ]
    single, columns = both(values)
    assert single == columns
    assert len(columns) > len(WRONG)


_DAYS = st.one_of(
    st.none(), st.dates(D(2024, 12, 20), D(2026, 1, 10)), st.just(D(2025, 3, 31)), st.just(TODAY)
)
_MINUTES = st.sampled_from([None, -1, 0, 615, 720, 1439, 1440])
_AMOUNTS = st.sampled_from([None, -1.0, 0.0, 0.5, 20_000.0, 2e7, float("nan")])


def _words(*words: str) -> st.SearchStrategy[str | None]:
    return st.sampled_from([None, "", "?", *words])


_OFFENCES = st.lists(
    st.fixed_dictionaries(
        {
            "article": _words("104/1", "108/1", "138/1", "141/1", "201/1", "237/3", "244/1", "252/1"),
            "attempted": st.sampled_from([None, False, True]),
        }
    ),
    max_size=3,
)
_PERSONS = st.lists(
    st.fixed_dictionaries(
        {
            "who": _words("victim", "suspect"),
            "sex": _words("f", "u"),
            "age": _words("0-14", "30-44", "u"),
            "relation": _words("partner", "stranger"),
            "number": st.sampled_from([None, 0, 1, 1.5, 60, 2000]),
        }
    ),
    max_size=3,
)
_RECORDS = st.fixed_dictionaries(
    {
        "record_number": _words("1", "2"),
        "office": _words("o1"),
        "area": _words("TJ-SU-asht"),
        "place_type": _words("online", "home"),
        "lon": st.sampled_from([None, 70.4, 190.0]),
        "lat": st.sampled_from([None, 40.7, -91.0]),
        "occurred_from": _DAYS,
        "occurred_minute": _MINUTES,
        "occurred_until": _DAYS,
        "until_minute": _MINUTES,
        "reported_on": _DAYS,
        "recorded_on": _DAYS,
        "state": _words("open", "suspended", "cleared", "removed"),
        "clearance": _words("charged", "death"),
        "cleared_on": _DAYS,
        "removed_on": _DAYS,
        "damage": _AMOUNTS,
        "recovered": _AMOUNTS,
        "weapon": _words("none", "blade"),
        "offences": _OFFENCES,
        "persons": _PERSONS,
    }
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_RECORDS, max_size=6))
def test_any_records_are_judged_alike_both_ways(values: list[dict[str, Any]]) -> None:
    single, columns = both(values)
    assert single == columns


def test_a_file_in_chunks_is_judged_like_a_whole_one() -> None:
    values = [record(record_number=str(at % 7)) for at in range(20)]
    whole = [row for row, _found in check_batch(batch_of(values), HELD)]
    seen: set[tuple[str, str]] = set()
    parts = [
        begin + row
        for begin in range(0, 20, 6)
        for row, _found in check_batch(batch_of(values[begin : begin + 6]), HELD, seen)
    ]
    assert parts == whole == list(range(7, 20))


def test_refused_rows_are_those_with_errors() -> None:
    values = [
        record(record_number="a"),
        record(record_number="b", damage=20_000),
        record(record_number="c", area=""),
    ]
    faults = check_batch(batch_of(values), HELD)
    assert faults.refused().tolist() == [False, False, True]
    assert faults.by_rule() == {"mandatory.area": 1, "look.round_damage": 1}


def test_arrow_columns_are_read_like_texts() -> None:
    import pyarrow as pa

    from hamkori.rooms.crime.register.batches import Batch, make_table

    days = pa.array([D(2025, 3, 4), None])
    columns = {
        "record_number": pa.chunked_array([["1"], [""]]),
        "reported_on": days,
        "damage": pa.array([-2.5, None]),
    }
    offences = make_table(
        "offence", 1, {"article": pa.array(["244/1"]), "attempted": pa.array([None], pa.bool_())}, [0]
    )
    batch = Batch(make_table("record", 2, columns), offences, make_table("person", 0, {}))
    plain = [
        {"record_number": "1", "reported_on": D(2025, 3, 4), "damage": -2.5, "offences": [offence()]},
        {"record_number": ""},
    ]
    assert list(check_batch(batch, HELD)) == list(check_batch(batch_of(plain), HELD))


# --- the language


@pytest.mark.parametrize(
    "text",
    [
        "damage", "damage < 'x'", "state < 'open'", "nobody == 1", "state in nowhere", "any_offence(damage)",
        "sum_persons(who == 'victim')", "damage % 0 == 1", "damage % lon == 0", "1 < 2 < 3", "__import__('os')",
        "open('x')", "state.upper() == 'X'", "[1] == [1]", "lambda: 1", "missing(1)", "repeated('a', 'b')",
        "any_offence(any_offence(attempted))", "damage +", "first(state, damage) > 1", "state == weapon", "article == '1'",
    ],
)  # fmt: skip
def test_what_is_not_of_the_language_is_refused(text: str) -> None:
    with pytest.raises(RuleError):
        read(text, "record", ["states"])


def test_a_comparison_with_something_missing_is_false() -> None:
    for text in (
        "damage > 1",
        "damage <= 1",
        "damage != 1",
        "damage - 1 < 5",
        "state != 'open'",
        "not given(state) and damage == damage",
    ):
        assert not holds(read(text, "record", []), {}, HELD), text


def test_the_desk_form_needs_no_heavy_library() -> None:
    """Web workers ask one record at a time and stay light."""
    import subprocess
    import sys

    code = (
        "import django; django.setup()\n"
        "import sys\n"
        "import hamkori.rooms.crime.register.edits, hamkori.rooms.crime.register.counting\n"
        "import hamkori.rooms.crime.register.actions_classification\n"
        "hamkori.rooms.crime.register.edits.rules()\n"
        "print(sorted({'numpy', 'pyarrow', 'scipy', 'pandas', 'duckdb'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_many_random_changes_agree() -> None:
    rng = random.Random(4)
    changes = list(WRONG.values())
    values = []
    for _number in range(400):
        one = record(record_number=str(rng.randrange(360)))
        for _time in range(rng.randrange(3)):
            one |= {key: value for key, value in rng.choice(changes).items() if key != "record_number"}
        if rng.random() < 0.3:
            one["recorded_on"] = D(2025, 3, 1) + timedelta(rng.randrange(60))
        values.append(one)
    single, columns = both(values)
    assert single == columns
