"""The classification as data: codes and nesting are facts, the labels are ours."""

import re
import tomllib
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hamkori.kernel.actor import SYSTEM, Actor, Kind, Role
from hamkori.kernel.errors import BadInput, NotAllowed
from hamkori.rooms.crime.models import Article, Category, ClassificationVersion, MappingRow
from hamkori.rooms.crime.register import actions_classification as actions
from hamkori.rooms.crime.register.classification import (
    DATA,
    Correspondence,
    Line,
    Share,
    ancestors_of,
    at_level,
    classify,
    is_sensitive,
    level_of,
    mapping_faults,
    parent_of,
    read_articles,
    read_categories,
    sensitive_codes,
)

COUNTS = {
    "01": (8, 4, 2), "02": (12, 33, 27), "03": (3, 6, 11), "04": (2, 5, 7), "05": (5, 15, 11), "06": (3, 6, 13),
    "07": (5, 15, 6), "08": (9, 26, 3), "09": (8, 14, 10), "10": (5, 15, 2), "11": (3, 9, 6),
}  # fmt: skip
"""Divisions, groups and classes of each section, as printed in version 1.0."""


def test_all_320_categories_nest() -> None:
    codes = list(read_categories())
    assert len(codes) == 320
    assert sum(1 for code in codes if not any(parent_of(other) == code for other in codes)) == 231
    for section, counts in COUNTS.items():
        own = [code for code in codes if code.startswith(section)]
        assert tuple(sum(1 for code in own if level_of(code) == level) for level in (2, 3, 4)) == counts
    assert all(parent_of(code) in codes for code in codes if parent_of(code))


def test_every_label_is_short_and_in_three_languages() -> None:
    for code, words in read_categories().items():
        assert set(words.labels) == {"tg", "ru", "en"}, code
        for language, text in words.labels.items():
            assert 1 <= len(text.split()) <= 6, f"{code} {language}: {text}"
        assert not re.search("[ыщць]", words.labels["tg"].lower()), code
        assert not re.search("[ғӣқӯҳҷ]", words.labels["ru"].lower()), code
        assert words.labels["en"].isascii(), code


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_no_two_categories_read_alike(language: str) -> None:
    texts = [words.labels[language] for words in read_categories().values()]
    assert len(texts) == len(set(texts))


def test_sexual_and_domestic_offences_are_sensitive() -> None:
    """K33: they never become points or fine cells."""
    codes = sensitive_codes()
    assert {code for code in read_categories() if code.startswith("03")} <= codes
    assert {"0802", "02041", "020292", "02061", "110133"} <= codes
    assert not {"01", "0101", "0502", "0401", "08"} & codes
    assert is_sensitive("020112", ["partner"]), "an attack at home"
    assert not is_sensitive("020112", ["stranger"])


def test_codes_are_taken_apart() -> None:
    assert ancestors_of("050211") == ("05", "0502", "05021", "050211")
    assert at_level("050211", 2) == "0502" and at_level("05", 3) == "05"
    for wrong in ("", "5", "050", "0502111", "05a1", "٠١"):
        with pytest.raises(ValueError, match="not a code"):
            level_of(wrong)


# --- articles


def test_every_row_waits_for_a_lawyer_and_says_why() -> None:
    body = tomllib.loads((DATA / "articles_tj.toml").read_text(encoding="utf-8"))
    assert len(body["article"]) >= 25
    for row in body["article"]:
        assert row["legal_review"] is True and len(row["why"]) > 4
        assert set(row["titles"]) == {"tg", "ru", "en"}
    assert body["valid_from"] == date(1998, 9, 1)


def test_the_articles_of_the_press_figures_are_mapped() -> None:
    found = Correspondence.from_data()
    day = date(2025, 5, 1)
    expected = {
        "104/1": "0101", "110/1": "020111", "138/1": "03011", "249/1": "04011", "248/1": "05022", "244/1": "05022",
        "247/1": "070112", "237/1": "08011", "130/1": "020221", "195/1": "090111", "200/1": "060121",
        "319/1": "070312",
    }  # fmt: skip
    assert {article: found.principal(article, day) for article in expected} == expected


def test_shares_of_every_article_make_one() -> None:
    _articles, lines = read_articles()
    assert mapping_faults(lines) == []
    assert mapping_faults([*lines, lines[0]]) != []
    assert mapping_faults([Line("1", "0199", 1.0, None, date(2000, 1, 1), None)]) == ["1: no category 0199"]


def test_an_attempt_belongs_elsewhere_than_the_act() -> None:
    found = Correspondence.from_data()
    assert found.classify("104/1", date(2025, 1, 1)) == (Share("0101", 1.0),)
    assert found.classify("104/1", date(2025, 1, 1), attempted=True) == (Share("0102", 1.0),)
    assert found.classify("104/1", date(1998, 8, 31)) == (), "the code was not in force"
    assert found.classify("999/1", date(2025, 1, 1)) == ()


def test_a_dated_row_ends_on_its_day() -> None:
    found = Correspondence(
        2,
        [
            Line("1", "0502", 1.0, None, date(2000, 1, 1), date(2020, 7, 1)),
            Line("1", "0501", 1.0, None, date(2020, 7, 1), None),
        ],
    )
    answers = found.classify_many(
        [("1", date(2020, 6, 30), False), ("1", date(2020, 7, 1), False), ("1", date(1999, 1, 1), True)]
    )
    assert answers == [(Share("0502", 1.0),), (Share("0501", 1.0),), ()]


# --- tables


@pytest.mark.django_db
def test_loading_twice_changes_nothing() -> None:
    first = actions.load_classification(actor=SYSTEM)
    assert first.categories == Category.objects.count() == 320
    assert first.articles == Article.objects.count() == 55
    assert first.mapping_rows == MappingRow.objects.count()
    assert not MappingRow.objects.filter(legal_review=False).exists()
    assert actions.load_classification(actor=SYSTEM).nothing_changed
    Category.objects.filter(code="01").update(labels={"en": "Old"}, sensitive=True)
    assert actions.load_classification(actor=SYSTEM).categories == 1
    assert not Category.objects.get(code="01").sensitive


@pytest.mark.django_db
def test_tables_answer_like_the_data() -> None:
    actions.load_classification(actor=SYSTEM)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        loaded = Correspondence.load()
    assert len(queries) == 2
    data = Correspondence.from_data()
    for article in data.articles:
        for attempted in (False, True):
            day = date(2025, 3, 3)
            assert loaded.classify(article, day, attempted) == data.classify(article, day, attempted)
    assert classify("104/1", date(2025, 3, 3), True) == (Share("0102", 1.0),)


@pytest.mark.django_db
def test_a_version_is_never_rewritten_but_followed() -> None:
    actions.load_classification(actor=SYSTEM)
    lines = [line for line in read_articles()[1] if line.article != "248/1"] + [
        Line("248/1", "0401", 1.0, None, date(1998, 9, 1), None, "A lawyer reads it as robbery.")
    ]
    version = actions.adopt_mapping(actor=SYSTEM, lines=lines, note={"en": "Open theft"})
    assert version.number == 2
    day = date(2025, 1, 1)
    assert classify("248/1", day, version=1) == (Share("05022", 1.0),)
    assert classify("248/1", day) == (Share("0401", 1.0),)
    with pytest.raises(ClassificationVersion.DoesNotExist):
        classify("248/1", day, version=7)
    with pytest.raises(BadInput):
        actions.adopt_mapping(actor=SYSTEM, lines=[*lines, lines[0]], note={})
    assert ClassificationVersion.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.COMMANDER, Role.INTEGRITY])
def test_only_the_statistician_keeps_the_correspondence(role: Role) -> None:
    with pytest.raises(NotAllowed):
        actions.load_classification(actor=Actor(Kind.STAFF, role=role, organisation_id=1))
    actions.load_classification(actor=Actor(Kind.STAFF, role=Role.STATISTICIAN, organisation_id=1))
