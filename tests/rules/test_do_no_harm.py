"""Rules that hold for the whole house: what it has no place for, and which rules have a test of their own."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLResolver

ROOT = Path(__file__).resolve().parents[2]
RULES = (
    "K01 K02 K07 K08 K09 K15 K16 K18 K19 K20 K21 K22 K23 K24 K30 K31 K32 K33 K34 K35 K37 K38 K39 K40 K42 K43 K44 "
    "K46 K47 K50 K54 K55 K57 K58 K59 K60 K62 K63 K64"
).split()


def fields() -> list[str]:
    """Every column of every table of ours: "concerns.concern.text"."""
    return [
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("hamkori.")
        for field in model._meta.concrete_fields
    ]


def tables() -> list[str]:
    return [model._meta.label_lower for model in apps.get_models() if model.__module__.startswith("hamkori.")]


def addresses(resolver: URLResolver | None = None) -> list[str]:
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            found += [f"{pattern.pattern}{rest}" for rest in addresses(pattern)]
        else:
            found.append(str(pattern.pattern))
    return found


def with_words(names: list[str], words: str) -> list[str]:
    """Names with one of these words as a whole part."""
    pattern = re.compile(rf"(?:^|[._/\-])(?:{words})(?:s?)(?:$|[._/\-])")
    return [name for name in names if pattern.search(name)]


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_test_with_its_id(rule: str) -> None:
    files = [path for path in (ROOT / "tests").rglob("test_*.py") if path != Path(__file__)]
    named = re.compile(rf"{rule}(?!\d)", re.I)
    here = Path(__file__).read_text(encoding="utf-8")
    assert (
        any(named.search(path.read_text(encoding="utf-8")) for path in files)
        or f"test_{rule.lower()}_" in here
    )


def test_the_search_for_words_finds_them() -> None:
    assert with_words(["a.person.birth_date", "a.person.name"], "birth") == ["a.person.birth_date"]


COUNTS_OF_GROUPS = {
    "crime.persons.age", "crime.persons.sex", "crime.aggregate.age", "crime.aggregate.sex", "crime.population.sex",
}  # fmt: skip
"""Bands of groups that criminal statistics and the census count: how many, never who; nothing leads to a person."""


def test_k37_there_is_no_place_for_data_of_a_child() -> None:
    found = with_words(fields(), "child|birth|birthday|age|guardian|pupil|minor|school|class")
    assert set(found) <= COUNTS_OF_GROUPS


def test_counts_of_groups_are_numbers_without_anybody_behind_them() -> None:
    """A row of such a count has a number and codes from lists; no text, no key of a person."""
    for name in ("Persons", "Aggregate", "Population"):
        model = apps.get_model("crime", name)
        assert "number" in {field.name for field in model._meta.get_fields()}
        leads_to = {field.related_model.__name__ for field in model._meta.get_fields() if field.many_to_one}
        assert leads_to <= {"Crime", "Place", "Category", "Import"}


def test_k38_there_is_no_register_of_households_families_or_migrants() -> None:
    words = "household|family|families|migrant|relative|husband|wife|register"
    assert with_words(tables(), words) == []
    assert with_words(fields(), words) in ([], ["crime.releasetable.family"]), (
        "the family of a published table"
    )


PLANNED = {"commitments.resource.amount"}
"""What a line of the local budget plans for a promise, with its legal basis: no money passes through here."""


def test_k39_there_is_no_cash_field() -> None:
    found = with_words(fields(), "cash|fee|fine|payment|price|amount|money|paid")
    assert set(found) <= PLANNED


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/en/", "/en/place/"])
def test_k39_every_public_page_says_that_it_is_free_and_what_to_do_if_asked_to_pay(path: str) -> None:
    from tests.rooms.concerns.builders import build

    build()
    page = Client().get(path).content.decode()
    assert "This is free. Nobody may ask you for money." in page
    assert "I was asked for money" in page


def test_k40_complaints_about_officials_have_no_list_and_no_agenda() -> None:
    words = "complaint|conduct|bribe|corruption|abuse"
    assert with_words(tables(), words) == []
    assert with_words(addresses(), words) == []


def test_k42_there_is_no_page_for_wanted_persons() -> None:
    words = "wanted|suspect|offender|culprit|accused"
    assert with_words(addresses(), words) == []
    assert set(with_words(fields(), words)) <= {"crime.import.stop_wanted"}, (
        "somebody asked to stop an import"
    )
    assert with_words(tables(), words) == []


def test_r493_k21_no_place_for_a_quota_an_arrest_or_a_confession() -> None:
    """Nobody can be held to reach a number that the house has no column, no table and no page for."""
    words = "quota|norm|arrest|detained|detention|detainee|ticket|fined|confession|performance|rank|ranking|league"
    assert with_words(fields(), words) == []
    assert with_words(tables(), words) == []
    assert with_words(addresses(), words) == []


def test_k46_there_is_no_surveillance() -> None:
    words = "camera|cctv|face|plate|tracking|track_of|movement|location_history|imei|imsi|wiretap|phone_data"
    assert with_words(fields(), words) == []
    assert with_words(tables(), words) == []
    assert with_words(addresses(), words) == []
    wanted = (ROOT / "requirements" / "base.txt").read_text(encoding="utf-8").lower()
    assert not re.search(r"^(opencv|face|dlib|ultralytics|torch|deepface|alpr)", wanted, re.M)


def test_k18_k36_no_column_for_belief_dress_ethnicity_or_orientation() -> None:
    words = (
        "belief|religion|faith|dress|beard|hijab|ethnicity|ethnic|nationality|tribe|orientation|gender|sex"
    )
    assert set(with_words(fields(), words)) <= COUNTS_OF_GROUPS


def test_k60_no_list_of_residents_no_photo_of_a_member_no_speaking_time() -> None:
    assert with_words(tables(), "attendance|attendee|participant|signature|resident") == []
    assert (
        with_words(
            [name for name in fields() if name.startswith("bodies.seat")], "photo|picture|phone|minutes"
        )
        == []
    )
    assert with_words(addresses(), "residents|attendance|export") == []


def test_k30_every_way_in_has_one_without_the_internet() -> None:
    from hamkori.kernel.actor import Role
    from hamkori.rooms.concerns.states import Channel

    assert {Channel.PAPER, Channel.PHONE, Channel.HALL} < set(Channel)
    assert {Role.OPERATOR, Role.CLERK, Role.SECRETARY} < set(Role)
    without = [name for name in addresses() if re.search(r"enter/|strip/|paper/|blank-form|code/", name)]
    assert len(without) >= 5
