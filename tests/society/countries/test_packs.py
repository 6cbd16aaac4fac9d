"""What the packs that ship say: whole, careful, and not only Tajik."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from hamkori.kernel.text import found
from hamkori.society.countries import sections
from hamkori.society.countries.packs import Pack, available, read_pack

LANGUAGES = ("tg", "ru", "en")


@pytest.fixture(scope="module")
def tj() -> Pack:
    return read_pack("tj")


@pytest.mark.parametrize("code", ["tj", "kg", "uz"])
def test_a_pack_that_ships_is_whole(code: str) -> None:
    assert code in available()
    assert [str(fault) for fault in sections.faults(read_pack(code))] == []


def test_languages_of_the_small_packs_are_not_tajik() -> None:
    assert read_pack("kg").languages == ("ky", "ru", "en")
    assert read_pack("uz").languages == ("uz", "ru", "en")


def test_the_territory_has_five_regions_and_65_districts_and_cities(tj: Pack) -> None:
    kinds = Counter(row["kind"] for row in tj.rows("territory", "place"))
    assert kinds["region"] + kinds["capital"] == 5
    assert (kinds["district"], kinds["city"], kinds["city_district"]) == (47, 18, 4)


def test_renamed_places_keep_their_former_names(tj: Pack) -> None:
    former = {row["code"]: row.get("former", []) for row in tj.rows("territory", "place")}
    for code, name, until in [
        ("TJ-KT-dusti", "Ҷиликӯл", 2016),
        ("TJ-KT-bokhtar", "Қӯрғонтеппа", 2018),
        ("TJ-RA-lakhsh", "Ҷиргатол", 2016),
        ("TJ-SU-devashtich", "Ғончӣ", 2016),
    ]:
        assert any(row.get("tg") == name and row.get("until") == until for row in former[code])


def test_gbao_is_careful_and_the_rest_is_not(tj: Pack) -> None:
    """K32, R060."""
    careful = {row["code"] for row in tj.rows("territory", "place") if row.get("risk_level") == "careful"}
    assert careful == {
        row["code"] for row in tj.rows("territory", "place") if row["code"].startswith("TJ-GB")
    }


def test_charters_hold_the_numbers_of_the_rules(tj: Pack) -> None:
    """N01, N02, N03, N06, N07, N08, N09, N20."""
    types = {row["code"]: row for row in tj.rows("bodies", "body_type")}
    team = types["team"]["charter"][0]
    assert (team["size_min"], team["term_years"], team["open_call"]) == (7, 3, True)
    assert team["strength"]["size_min"] == "hard"
    council = types["public_council"]["charter"][0]
    assert (council["size_min"], council["term_years"], council["nomination_days_before"]) == (15, 3, 30)
    assert council["strength"]["size_min"] == "advisory"
    assert council["strength"]["nomination_days_before"] == "hard"
    assert council["steps"] == ["coordinator", "steering_group", "ministry_order"]
    assert types["squad"]["charter"][0]["size_usual"] == 10


def test_what_our_documents_leave_open_is_unset_with_a_note(tj: Pack) -> None:
    """H16: a quorum that nobody knows is not a number."""
    for row in tj.rows("bodies", "body_type"):
        for charter in row["charter"]:
            assert "quorum" not in charter
            assert "quorum" in charter["unset"]
            assert charter["note"]


def test_no_help_number_but_public_short_ones(tj: Pack) -> None:
    """H16, H17: numbers that our documents do not give are not invented."""
    numbers = {row["code"]: row["number"] for row in tj.rows("help", "line") if row.get("number")}
    assert set(numbers.values()) == {"101", "102", "103", "104", "112"}
    uzbek = {row.get("number") for row in read_pack("uz").rows("help", "line")}
    assert "1146" in uzbek  # N49


def test_a_family_or_neighbour_dispute_reaches_no_team_elder_or_inspector_first(tj: Pack) -> None:
    """R147, R148, R149."""
    kinds = {row["code"]: row for row in tj.rows("bodies", "organisation_kind")}
    screened = {row["code"] for row in tj.rows("concerns", "topic") if row["handling"] == "screening"}
    assert {"family_matter", "neighbour_dispute", "land_water_dispute"} <= screened
    for route in tj.rows("concerns", "route"):
        if route["topic"] in screened:
            assert not [
                to for to in route["to"] if kinds[to].get("is_police") or kinds[to].get("is_community")
            ]


def test_violence_marriage_trafficking_and_officers_open_a_calm_page(tj: Pack) -> None:
    handling = {row["code"]: row["handling"] for row in tj.rows("concerns", "topic")}
    assert handling["family_violence"] == "screen:violence_at_home"
    assert handling["early_marriage"] == "screen:early_marriage"
    assert handling["trafficking"] == "screen:trafficking"
    assert handling["officer_conduct"] == "screen:police_conduct"
    assert handling["asked_to_pay"] == "screen:asked_to_pay"


def test_where_there_is_no_team_the_mahalla_and_the_jamoat_answer(tj: Pack) -> None:
    """R003."""
    fallback = {row["handling"]: row["to"] for row in tj.rows("concerns", "fallback")}
    assert fallback["open"][:2] == ["mahalla_committee", "jamoat"]


def test_the_ladder_goes_public_last(tj: Pack) -> None:
    """K59."""
    ladder = sorted(tj.rows("concerns", "ladder"), key=lambda row: row["after_working_days"])
    assert [row["code"] for row in ladder] == ["reminder", "head", "parent", "council", "public"]


def test_a_formal_appeal_has_the_days_of_the_law(tj: Pack) -> None:
    clocks = {(row["track"], row["kind"], row["step"]): row for row in tj.rows("concerns", "clock")}
    resolve = clocks["appeal", "concern", "resolve"]
    assert (resolve["days"], resolve["unit"]) == (30, "calendar")
    assert clocks["appeal", "concern", "first_answer"]["days"] == 15
    assert "1339" in resolve["source"]
    assert ("appeal", "thanks", "resolve") not in clocks


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_that_label_people_are_there(tj: Pack, language: str) -> None:
    """K18: in every language, and they lead to a page in every language."""
    assert len(tj.table("screens", "label_words")[language]) >= 10
    page = tj.table("screens", "label_page")
    assert page["titles"][language]
    assert page["steps"][language]


def screens_of(pack: Pack, text: str) -> set[str]:
    hits = set()
    for row in pack.rows("screens", "trigger"):
        for language in pack.languages:
            if found(
                text,
                stems=row["stems"].get(language, []),
                phrases=row["phrases"].get(language, []),
                exceptions=row["not"].get(language, []),
            ):
                hits.add(row["screen"])
    return hits


@pytest.mark.parametrize(
    ("text", "screen"),
    [
        ("Шавҳарам ҳар рӯз маро мезанад", "violence_at_home"),
        ("Муж меня бьёт, боюсь", "violence_at_home"),
        ("Muj menya byet", "violence_at_home"),
        ("My husband beats me", "violence_at_home"),
        ("Зану шавҳар ҷанҷол мекунанд", "quarrel"),
        ("постоянные семейные ссоры за стеной", "quarrel"),
        ("Хоҳари маро зӯран ба шавҳар медиҳанд", "early_marriage"),
        ("её насильно замуж отдают", "early_marriage"),
        ("шиносномаамро гирифт ва намедиҳад", "trafficking"),
        ("там торгуют людьми", "trafficking"),
        ("зиндагӣ кардан намехоҳам", "suicide"),
        ("я не хочу жить", "suicide"),
        ("Отец каждый день бьёт ребёнка", "child_in_danger"),
        ("муаллим бачаҳоро мезанад", "child_in_danger"),
        ("человек с ножом у магазина", "danger_now"),
        ("ҳозир мекушанд кумак кунед", "danger_now"),
        ("участковый угрожает людям", "police_conduct"),
        ("нозир таҳдид мекунад", "police_conduct"),
        ("за справку просили деньги", "asked_to_pay"),
        ("барои ҳуҷҷат пул талаб карданд", "asked_to_pay"),
        ("Взятка за паспорт", "asked_to_pay"),
    ],
)
def test_a_trigger_leads_to_its_calm_page(tj: Pack, text: str, screen: str) -> None:
    assert screen in screens_of(tj, text)


@pytest.mark.parametrize(
    "text",
    [
        "Разбили лампу у школы",
        "Дети побили окно в подъезде",
        "побить мировой рекорд",
        "струя воды бьёт из трубы",
        "от столба бьёт током",
        "участковый не приходит на приём",
        "Ба нозир занг задем, ҷавоб надод",
        "Ба маро занг мезананд ва қарз мегӯянд",
        "Чароғи кӯча се моҳ боз намесӯзад",
        "Партовро ҳафтаҳо намебаранд",
        "Оби нӯшокӣ танҳо шабона меояд",
        "Дети стреляют из рогаток по лампам",
        "Собаки лают всю ночь",
        "Роҳи мактаб баъди борон лой мешавад",
        "Муж и сын починили мост, спасибо",
        "The street is dark and children walk in the road",
        "таҷовуз ба замини ҷамоат",
    ],
)
def test_an_everyday_sentence_opens_no_calm_page(tj: Pack, text: str) -> None:
    assert screens_of(tj, text) == set()


@pytest.mark.parametrize(
    ("text", "labelled"),
    [
        ("Одамони ришдор дар масҷид ҷамъ мешаванд", True),
        ("бородатые люди", True),
        ("женщины в хиджабах", True),
        ("Радиатор в школе холодный", False),
        ("радикально улучшить дорогу", False),
        ("ҳар сатри китоб хира аст", False),
        ("риштаи барқ канда шуд", False),
    ],
)
def test_words_about_belief_and_dress_are_found(tj: Pack, text: str, labelled: bool) -> None:
    """K18."""
    words, exceptions = tj.table("screens", "label_words"), tj.table("screens", "label_page")["not"]
    hits = [found(text, stems=words[lang], exceptions=exceptions[lang]) for lang in tj.languages]
    assert any(hits) is labelled


def every_text(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in every_text(item)]
    if isinstance(value, list):
        return [text for item in value for text in every_text(item)]
    return []


def shown_texts(pack: Pack) -> list[str]:
    """Everything that a person may read: all but the words that are only looked for and the notes."""
    files = {name: dict(data) for name, data in pack.files.items()}
    files["screens"] = {
        key: value for key, value in files["screens"].items() if key not in ("trigger", "label_words")
    }
    return every_text(files)


def test_tajik_sentences_use_tajik_letters(tj: Pack) -> None:
    wrong = [text for text in shown_texts(tj) if set(text.lower()) & set("ўњљќїѓ")]
    assert wrong == []


@pytest.mark.parametrize(
    "word",
    [
        "хабаркаш",
        "ҷосус",
        "осведомител",
        "информатор",
        "informer",
        "қурбонӣ",
        "жертв",
        "оштӣ",
        "гумонбар",
        "подозреваем",
        "suspect",
    ],
)
def test_no_word_of_informing_or_blame_is_shown(tj: Pack, word: str) -> None:
    """K01, K02, K04."""
    assert [text for text in shown_texts(tj) if word in text.lower()] == []


def test_sentences_for_people_are_short(tj: Pack) -> None:
    for row in [*tj.rows("screens", "screen"), tj.table("screens", "label_page")]:
        for language in tj.languages:
            for step in row["steps"][language]:
                assert len(step.split()) <= 20, step


def test_movable_days_are_plausible(tj: Pack) -> None:
    """A holiday that follows the moon moves by 10 to 12 days a year."""
    for row in tj.rows("calendar", "holiday"):
        for before, after in zip(row["dates"], row["dates"][1:], strict=False):
            assert timedelta(353) <= after - before <= timedelta(356)
            assert row["verified"] == ""


def test_laws_with_two_readings_keep_both(tj: Pack) -> None:
    """H3, H4."""
    laws = {row["code"]: row for row in tj.rows("laws", "law")}
    assert {reading.get("number") for reading in laws["tj_decree_1291_inspectors"]["readings"]} == {
        None,
        "1291",
    }
    kyrgyz = {row["code"]: row for row in read_pack("kg").rows("laws", "law")}
    assert len(kyrgyz["kg_reform_measures"]["readings"]) == 4
    assert any(reading.get("date") == date(2009, 12, 3) for reading in laws["tj_law_566_2009"]["readings"])


@pytest.mark.parametrize(
    "text", ["Меня бьёт муж", "он поднял на меня руку", "Маро шавҳарам мезанад", "маро лат карданд"]
)
def test_another_order_of_words_leads_there_too(tj: Pack, text: str) -> None:
    assert "violence_at_home" in screens_of(tj, text)
