"""The words of the demo country are complete, invented, in good Tajik and safe to show (K01, K02, K18, K63)."""

import random
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest

from hamkori import demo_data
from hamkori.countries import __name__ as countries_package
from hamkori.demo_data import LANGUAGES, DemoData, Text, slots_of
from hamkori.kernel import guard
from hamkori.kernel.text import found

pytestmark = pytest.mark.pure

DATA: DemoData = demo_data.load()

TOPICS = (
    "street_lighting roads road_safety drinking_water irrigation rubbish sewage electricity gas public_transport "
    "school_way school_bullying playground stray_dogs noise hooliganism theft cattle_theft fraud drugs_place "
    "alcohol_sale youth_space jobs_young health_post documents_service flood_landslide land_water_dispute "
    "neighbour_dispute park_trees market_order abandoned_building women_safety_transport"
).split()

GIVEN = {
    "tg": {"date": "15 марти соли 2026", "office": "Шабакаи барқ"},
    "ru": {"date": "15 марта 2026 г.", "office": "Электросети"},
}

BANNED = {
    "tg": "хабаркаш ҷосус чуғул ғаммоз агент сигнал манбаъ пайгирӣ назорат амният парванда протокол гумонбар айбдор "
    "қурбонӣ оштӣ супориш гашт гаштӣ рейд контингент мазкур намудан намуд намуданд намоянд гардидан гардид "
    "гардиданд ҷиҳати кӯмак мӯҳлат шӯъба мавзӯъ ӯҳда бӯҳрон шӯро шӯрои ҷои рӯи сӯи бӯи ҷӯи пои мӯи".split(),
    "ru": "осведом информатор агент сигнал источник протокол подозрева виновн улик доказательств жертв примирени "
    "рейд очаг контингент следят сотруднича".split(),
}
"""Whole words in Tajik; beginnings of words in Russian."""


def pack(name: str) -> dict[str, Any]:
    """A file of the Tajik country pack."""
    return tomllib.loads((resources.files(countries_package) / "tj" / name).read_text(encoding="utf-8"))


def pairs() -> Iterator[tuple[str, Text]]:
    """Every text that has both languages, with a word that says where it stands."""
    for topic in DATA.topics:
        for part in ("promise", "done", "not_done", "reopens", "said", "did"):
            yield f"{topic.code}.{part}", getattr(topic, part)
    for note in (*DATA.ideas, *DATA.thanks):
        yield f"note.{note.topic}", note.text
    for step, texts in DATA.replies.items():
        for text in texts:
            yield f"reply.{step}", text
    for reason, text in DATA.refusals.items():
        yield f"refusal.{reason}", text


def texts() -> list[tuple[str, str, str]]:
    """(where, language, filled text) of every sentence in which a resident or an office speaks, every slot drawn."""
    rng = random.Random(7)
    written = []
    for topic in DATA.topics:
        for language in LANGUAGES:
            for template in topic.templates[language]:
                for _ in range(3):
                    filled = DATA.fill(template, language, rng, **GIVEN[language])
                    written.append((topic.code, language, filled))
    for where, text in pairs():
        for language in LANGUAGES:
            filled = DATA.fill(text.in_language(language), language, rng, **GIVEN[language])
            written.append((where, language, filled))
    return written


TEXTS = texts()


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


# --- complete ----------------------------------------------------------------------------------------------------


def test_every_topic_is_there_with_enough_templates_in_both_languages() -> None:
    assert sorted(topic.code for topic in DATA.topics) == sorted(TOPICS)
    for topic in DATA.topics:
        assert len(set(topic.templates["tg"])) >= 10, topic.code
        assert len(set(topic.templates["ru"])) >= 6, topic.code


def test_no_text_is_told_twice() -> None:
    every = [template for topic in DATA.topics for lang in LANGUAGES for template in topic.templates[lang]]
    assert [text for text, count in Counter(every).items() if count > 1] == []


def test_every_sentence_has_both_languages_and_the_same_given_slots() -> None:
    for where, text in pairs():
        assert text.tg and text.ru, where
        given = {"date", "office"}
        assert slots_of(text.tg) & given == slots_of(text.ru) & given, where


def test_every_answer_of_an_office_names_its_day() -> None:
    for topic in DATA.topics:
        for part in (topic.promise, topic.done, topic.not_done):
            assert "date" in slots_of(part.tg), topic.code


def test_every_slot_is_filled_and_every_value_is_used() -> None:
    assert [text for _, _, text in TEXTS if "{" in text or "}" in text] == []
    for language in LANGUAGES:
        templates = [template for topic in DATA.topics for template in topic.templates[language]]
        templates += [text.in_language(language) for _, text in pairs()]
        used = {slot for template in templates for slot in slots_of(template)}
        assert used - set(GIVEN[language]) == set(DATA.slots[language])


def test_an_unknown_slot_is_refused() -> None:
    with pytest.raises(KeyError):
        DATA.fill("{nobody_knows}", "tg", random.Random(1))


def test_the_same_seed_writes_the_same_text() -> None:
    assert DATA.write("roads", "tg", random.Random(3)) == DATA.write("roads", "tg", random.Random(3))


def test_filled_sentences_are_well_formed() -> None:
    fill, rng = DATA.fill, random.Random(1)
    assert fill("{days} боз об нест.", "tg", rng, days="се рӯз") == "Се рӯз боз об нест."
    assert fill("{items}-ро бурданд", "tg", rng, items="насоси об") == "Насоси обро бурданд"
    assert (
        fill("Роҳи {near}-ро бурд", "tg", rng, near="назди бунгоҳи тиббӣ")
        == "Роҳи назди бунгоҳи тиббиро бурд"
    )
    assert fill("Мактаби {school}-ро", "tg", rng, school="«Парасту»") == "Мактаби «Парасту»-ро"
    assert (
        fill("{date} заменили. До {date}.", "ru", rng, date="5 мая 2026 г.")
        == "5 мая 2026 г. заменили. До 5 мая 2026 г."
    )
    for where, language, text in TEXTS:
        for sentence in re.split(r"(?<!г\.)(?<=[.!?]) ", text):
            first = next(letter for letter in sentence if letter.isalpha() or letter.isdigit())
            assert first.isdigit() or first.isupper(), f"{where} {language}: {text}"
        assert "  " not in text and ".." not in text and " ," not in text, f"{where}: {text}"


def test_russian_street_stands_where_its_case_fits() -> None:
    for topic in DATA.topics:
        for template in topic.templates["ru"]:
            fitting = re.findall(r"\b(?:[Нн]а|[Пп]о|[Кк]) \{street\}", template)
            assert len(fitting) == template.count("{street}"), template


# --- harmless ----------------------------------------------------------------------------------------------------


def test_no_name_of_a_person_stands_in_a_text() -> None:
    """K01: residents write about places."""
    names = {
        word for person in DATA.people for form in (person.names.tg, person.names.ru) for word in form.split()
    }
    for where, _, text in TEXTS:
        assert not names & set(words(text)), f"{where}: {text}"


def test_the_publishing_guard_finds_nothing_in_an_everyday_text() -> None:
    """K34: no phone, address, document, car number, title or two names beside each other."""
    for where, _, text in TEXTS:
        kinds = {finding.kind for finding in guard.findings(text)} - {
            "name"
        }  # the guard takes Мошин for a family name
        assert not kinds, f"{where}: {text}"


def test_no_number_looks_like_a_phone() -> None:
    for where, _, text in TEXTS:
        assert not re.search(r"(?:\d[\s-]?){7,}", text), f"{where}: {text}"


def test_no_word_of_informing_or_of_old_spelling() -> None:
    """K02; terms.md: words to avoid, and the spelling of 2021."""
    for where, language, text in TEXTS:
        for word in (word.lower() for word in words(text)):
            if language == "tg":
                assert word not in BANNED["tg"], f"{where}: {text}"
            else:
                assert not word.startswith(tuple(BANNED["ru"])), f"{where}: {text}"
                assert word not in ("дело", "дела", "донос"), f"{where}: {text}"


def test_texts_do_not_lead_to_a_screen_or_label_a_person() -> None:
    """K18, and the screens: an everyday concern goes through."""
    screens = pack("screens.toml")
    for where, language, text in TEXTS:
        for trigger in screens["trigger"]:
            hits = triggered(trigger, language, text)
            assert not hits, f"{where} {trigger['screen']} {hits}: {text}"
        label = screens["label_words"].get(language, [])
        assert not found(text, stems=label, exceptions=screens["label_page"]["not"][language]), (
            f"{where}: {text}"
        )


def triggered(trigger: dict[str, Any], language: str, text: str) -> list[str]:
    return found(
        text,
        stems=trigger["stems"].get(language, []),
        phrases=trigger["phrases"].get(language, []),
        exceptions=trigger["not"].get(language, []),
    )


# --- Tajik letters -----------------------------------------------------------------------------------------------


def every_tajik_text() -> Iterator[str]:
    yield from (text for _, language, text in TEXTS if language == "tg")
    for jamoat in DATA.jamoats:
        yield from (place.names.tg for place in (jamoat, *jamoat.mahallas))
    yield from (person.names.tg for person in DATA.people)
    yield from (text.tg for text in DATA.posts.values())
    for pattern in DATA.organisations:
        yield from (text.tg for text in (pattern.names, pattern.hours, pattern.room))


def test_tajik_is_written_with_tajik_letters() -> None:
    for text in every_tajik_text():
        assert not re.search(r"[ўњљќїщыьцЎЊЉЌЇ]", text), text
        assert not re.search(r"ӣ[^\W\d_]", text), f"ӣ stands only at the end of a word: {text}"
        assert not re.search(r"[a-z]", re.sub(r"\{\w+\}", "", text)), f"a Latin letter: {text}"


def test_russian_has_no_tajik_letter() -> None:
    russian = [text for _, language, text in TEXTS if language == "ru"]
    russian += [place.names.ru for jamoat in DATA.jamoats for place in (jamoat, *jamoat.mahallas)]
    russian += [person.names.ru for person in DATA.people]
    for text in russian:
        assert not re.search(r"[ғӣқӯҳҷ]|[A-Za-z]", text.lower()), text


# --- places and people -------------------------------------------------------------------------------------------


def test_jamoats_stand_in_every_district_and_city_of_the_pack() -> None:
    units = {
        row["code"]: row["names"]
        for row in pack("territory.toml")["place"]
        if row["kind"] in ("district", "city", "city_district") and row["code"] != "TJ-DU-dushanbe"
    }
    count = Counter(jamoat.district for jamoat in DATA.jamoats)
    assert set(count) == set(units)
    assert min(count.values()) >= 3
    real = {name for names in units.values() for name in names.values()}
    assert not real & {name for jamoat in DATA.jamoats for name in vars(jamoat.names).values()}


def test_codes_of_places_are_unique_and_made_of_latin_letters() -> None:
    codes = [jamoat.code for jamoat in DATA.jamoats]
    assert len(set(codes)) == len(codes)
    for jamoat in DATA.jamoats:
        inner = [mahalla.code for mahalla in jamoat.mahallas]
        assert len(set(inner)) == len(inner) >= 2
        assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in (jamoat.code, *inner))


def test_people_of_a_jamoat_live_in_its_mahallas() -> None:
    for jamoat in DATA.jamoats:
        assert jamoat.population == sum(mahalla.population for mahalla in jamoat.mahallas) > 0


def test_one_district_is_handled_with_more_care() -> None:
    """K32, R060."""
    (code,) = DATA.risk_levels
    assert code.startswith("TJ-GB-") and DATA.risk_levels[code] == "careful"
    assert code in {jamoat.district for jamoat in DATA.jamoats}


def test_people_are_invented_women_and_men_with_demo_phones() -> None:
    """K63: nobody is real, no phone can ring."""
    assert len(DATA.people) == 150
    assert len({person.names.tg for person in DATA.people}) == 150
    assert 50 <= sum(person.woman for person in DATA.people) <= 100
    for number, person in enumerate(DATA.people, start=1):
        assert person.phone == f"+992 00 000 {number // 100:02d} {number % 100:02d}"
        assert person.names.tg.endswith("зода") and person.post in DATA.posts
    assert all(DATA.people_of(post) for post in DATA.posts)


def test_organisation_kinds_and_refusal_reasons_are_the_packs() -> None:
    kinds = {row["code"] for row in pack("bodies.toml")["organisation_kind"]}
    assert {pattern.kind for pattern in DATA.organisations} <= kinds
    concerns = pack("concerns.toml")
    assert set(DATA.refusals) == {row["code"] for row in concerns["refusal_reason"]}
    topics = {row["code"] for row in concerns["topic"]}
    assert set(TOPICS) <= topics
    assert {note.topic for note in (*DATA.ideas, *DATA.thanks)} <= topics


# --- examples for the screens ------------------------------------------------------------------------------------

EXAMPLES = demo_data.read_toml("screens_examples.toml")
SENSITIVE = [code for code in EXAMPLES if code != "everyday"]


def test_examples_stand_for_every_screen() -> None:
    assert set(SENSITIVE) == {row["code"] for row in pack("screens.toml")["screen"]}
    for code in SENSITIVE:
        assert len(EXAMPLES[code]["tg"]) >= 3 <= len(EXAMPLES[code]["ru"])
    assert len(EXAMPLES["everyday"]["tg"]) == 10 == len(EXAMPLES["everyday"]["ru"])


@pytest.mark.parametrize(
    ("code", "language", "text"),
    [
        (code, language, text)
        for code in SENSITIVE
        for language in LANGUAGES
        for text in EXAMPLES[code][language]
    ],
)
def test_a_sensitive_text_reaches_its_screen(code: str, language: str, text: str) -> None:
    """K57: what must be caught is caught by the pack's own words."""
    reached = {row["screen"] for row in pack("screens.toml")["trigger"] if triggered(row, language, text)}
    assert code in reached


@pytest.mark.parametrize(
    ("language", "text"),
    [(language, text) for language in LANGUAGES for text in EXAMPLES["everyday"][language]],
)
def test_an_everyday_text_reaches_no_screen(language: str, text: str) -> None:
    reached = {row["screen"] for row in pack("screens.toml")["trigger"] if triggered(row, language, text)}
    assert reached == set()
