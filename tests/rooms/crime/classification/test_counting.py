"""Counting rules: the same records, counted two ways, and the difference explained."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamkori.rooms.crime.register.classification import Correspondence
from hamkori.rooms.crime.register.counting import Counter, counting_sets, counting_version, difference
from tests.rooms.crime.classification.records import offence, persons, record

pytestmark = pytest.mark.pure

MAPPING = Correspondence.from_data()
EVERY, PRINCIPAL = Counter("offences", MAPPING), Counter("principal", MAPPING)


def figures(counter: Counter, *records: dict[str, Any], level: int = 1) -> dict[str, tuple[float, float]]:
    return {
        code: (round(figure, 9), round(apart, 9))
        for code, (figure, apart) in counter.totals(records, level).items()
    }


def test_two_sets_stand_side_by_side_and_explain_themselves() -> None:
    assert list(counting_sets()) == ["offences", "principal"] and counting_version() == 1
    for one in counting_sets().values():
        assert set(one.names) == set(one.note) == {"tg", "ru", "en"} and one.name


def test_several_offences_of_one_event() -> None:
    robbery_and_murder = record(offences=[offence("249/1"), offence("104/2"), offence("195/1")])
    assert figures(EVERY, robbery_and_murder) == {"01": (1, 0), "04": (1, 0), "09": (1, 0)}
    assert figures(PRINCIPAL, robbery_and_murder) == {"01": (1, 0)}


@pytest.mark.parametrize(
    ("articles", "principal"),
    [
        (["244/1", "110/1"], "110/1"),
        (["110/1", "138/1"], "138/1"),
        (["249/1", "200/1"], "249/1"),
        (["255/1", "237/1"], "255/1"),
        (["nothing", "255/1"], "255/1"),
        (["244/1", "244/1"], "244/1"),
    ],
)
def test_the_gravest_offence_is_the_principal_one(articles: list[str], principal: str) -> None:
    """Gravity of the article first, then the order of the sections, then what was written first."""
    units = PRINCIPAL.count(record(offences=[offence(article) for article in articles]))
    assert {unit.article for unit in units} == {principal}


def test_offences_against_persons_are_counted_by_victims() -> None:
    beating = record(
        offences=[offence("116/1")], persons=[persons(number=2), persons(sex="m"), persons("suspect", 4)]
    )
    assert figures(EVERY, beating) == {"02": (1, 0)}
    assert figures(PRINCIPAL, beating) == {"02": (3, 0)}
    assert {unit.unit for unit in PRINCIPAL.count(beating)} == {"victim"}
    assert figures(PRINCIPAL, record(persons=[persons(number=5)])) == {"05": (1, 0)}, (
        "a theft is one, whoever lost"
    )


def test_a_finished_incident_is_one() -> None:
    thefts = record(offences=[offence("247/1"), offence("247/1", True), offence("247/1")])
    assert figures(EVERY, thefts) == {"07": (3, 0)}
    assert figures(PRINCIPAL, thefts) == {"07": (1, 0)}


def test_attempts_stand_apart_unless_they_have_a_category() -> None:
    assert figures(PRINCIPAL, record(offences=[offence("249/1", True)])) == {"04": (0, 1)}
    assert figures(EVERY, record(offences=[offence("249/1", True)])) == {"04": (1, 0)}
    murder = record(offences=[offence("104/1", True)])
    assert figures(PRINCIPAL, murder, level=2) == {"0102": (1, 0)}


def test_removed_and_handed_over_records_are_not_counted() -> None:
    for state in ("removed", "transferred"):
        assert EVERY.count(record(state=state)) == [] == PRINCIPAL.count(record(state=state))
    assert EVERY.count(record(offences=[offence("nothing")])) == []
    assert EVERY.count(record(occurred_from=None, reported_on=None, recorded_on=None)) == []


def test_the_day_of_the_event_decides_which_code_held() -> None:
    before = record(occurred_from=date(1998, 8, 31))
    assert EVERY.count(before) == []


def test_the_difference_is_explained_rule_by_rule() -> None:
    records = [
        record(offences=[offence("249/1"), offence("104/2")]),
        record(offences=[offence("116/1")], persons=[persons(number=3)]),
        record(offences=[offence("247/1"), offence("247/1")]),
        record(offences=[offence("244/2", True)]),
        record(state="removed"),
    ]
    rows = {row.code: row for row in difference(records, MAPPING)}
    assert {code: (round(row.first, 9), round(row.second, 9)) for code, row in rows.items()} == {
        "01": (1, 1), "02": (1, 3), "04": (1, 0), "05": (1, 0), "07": (2, 1),
    }  # fmt: skip
    assert rows["04"].because == {"offences": -1}
    assert rows["02"].because == {"persons": 2}
    assert rows["07"].because == {"repeated": pytest.approx(-1)}
    assert rows["05"].because == {"attempts": pytest.approx(-1)} and rows["05"].second_apart == pytest.approx(
        1
    )


_OFFENCES = st.lists(
    st.builds(offence, st.sampled_from(MAPPING.articles), st.booleans()), min_size=1, max_size=4
)
_RECORDS = st.builds(
    lambda offences, victims, state: record(offences=offences, state=state, persons=[persons(number=victims)]),
    _OFFENCES, st.integers(1, 4), st.sampled_from(["open", "cleared", "removed"]),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(_RECORDS, max_size=8), st.integers(1, 4))
def test_parts_of_a_difference_add_up(records: list[dict[str, Any]], level: int) -> None:
    rows = difference(records, MAPPING, level=level)
    for row in rows:
        assert sum(row.because.values()) == pytest.approx(row.change, abs=1e-6)
    every, principal = EVERY.totals(records, level), PRINCIPAL.totals(records, level)
    for row in rows:
        assert (row.first, row.first_apart) == pytest.approx(every.get(row.code, (0, 0)))
        assert (row.second, row.second_apart) == pytest.approx(principal.get(row.code, (0, 0)))


@settings(max_examples=60, deadline=None)
@given(_RECORDS)
def test_an_event_has_at_most_one_principal_offence(one: dict[str, Any]) -> None:
    units = PRINCIPAL.count(one)
    assert len({unit.position for unit in units}) <= 1
    assert sum(unit.share for unit in units) == pytest.approx(1 if units else 0)


def test_progress_is_told() -> None:
    told: list[int] = []
    difference((record() for _ in range(2000)), MAPPING, on_progress=told.append)
    assert told == [1000, 2000]
