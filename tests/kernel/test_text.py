"""Folding, order of letters, and words looked for in a text."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hamkori
from hamkori.kernel.text import fold, fold_words, found, sort_key

ROWS = tomllib.loads((Path(hamkori.__path__[0]) / "countries/tj/territory.toml").read_text("utf-8"))["place"]


@pytest.mark.parametrize(
    "spellings",
    [
        ("Кӯлоб", "Кулоб", "Kūlob", "Kulob", "Qulob", "Ќулоб"),
        ("Ҳисор", "Хисор", "Hisor", "Khisor", "Xisor", "Њисор"),
        ("Ҷомӣ", "Чоми", "Джоми", "Жоми", "Jomi", "Chomi", "Љомї"),
        ("Қубодиён", "Кубодиен", "Qubodiyon", "Kubodiyon", "Кубодиён"),
        ("Ғафуров", "Гафуров", "Ghafurov", "Gafurov", "Ѓафуров"),
        ("Ёвон", "Евон", "Yovon"),
        ("Роштқалъа", "Рошткала", "Roshtqal'a", "Roshtqal’a", "Roshtkala"),
        ("Шаҳритӯз", "Шахритуз", "Shahrituz", "SHAHRITUZ"),
        ("Ҷаббор", "Джабор", "Jabbor", "Jabor"),
        ("Мӯъминобод", "Муминобод", "Mu'minobod", "Muminobod"),
        ("Исҳоқ", "Исхок", "Ishoq", "Iskhoq"),
        ("Oʻzbekiston", "O'zbekiston", "O‘zbekiston", "Узбекистон", "Ўзбекистон"),
    ],
)
def test_spellings_of_one_name_fold_together(spellings: tuple[str, ...]) -> None:
    assert len({fold(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("Панҷ", "Панҷакент"), ("Рашт", "Ашт"), ("Ванҷ", "Вахш"), ("Норак", "Нурек")]
)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_places_of_tajikistan_stay_apart_within_a_language() -> None:
    for language in ("tg", "ru", "en"):
        folded = [fold(row["names"][language]) for row in ROWS if row["kind"] in ("district", "city")]
        assert len(folded) == 65
        assert len(set(folded)) == 65


@given(st.text(max_size=60))
def test_fold_gives_plain_letters_only_and_is_its_own_fold(text: str) -> None:
    folded = fold(text)
    assert all(letter in "abcdefghijklmnopqrstuvwxyz0123456789 " for letter in folded)
    assert folded == folded.strip()
    assert "  " not in folded


@given(st.text(max_size=60))
def test_folding_a_text_folds_each_word_for_itself(text: str) -> None:
    words = [folded for word in text.split() if (folded := fold(word))]
    assert fold_words(text) == f" {' '.join(words)} "


def test_nothing_to_fold_is_nothing() -> None:
    assert fold(" — ъ ' ") == ""


def test_a_stem_is_the_beginning_of_a_word_and_a_phrase_beginnings_in_a_row() -> None:
    assert found("Он вымогал взятку", stems=["взятк"]) == ["взятк"]
    assert found("невзятка", stems=["взятк"]) == []
    assert found("муж вчера бьёт", phrases=["муж бьет"]) == []
    assert found("Муж бьёт её", phrases=["муж бьет"]) == ["муж бьет"]
    assert found("Muj byot", phrases=["муж бьет"]) == ["муж бьет"]


def test_an_exception_is_taken_out_before_looking() -> None:
    assert (
        found(
            "меня бьёт током от столба", phrases=["меня бьет"], exceptions=["бьет током", "меня бьет током"]
        )
        == []
    )
    assert found("меня бьёт муж", phrases=["меня бьет"], exceptions=["меня бьет током"]) == ["меня бьет"]


def test_tajik_letters_stand_in_their_own_order() -> None:
    alphabet = "а б в г ғ д е ё ж з и ӣ й к қ л м н о п р с т у ӯ ф х ҳ ч ҷ ш ъ э ю я".split()
    by_code_point = sorted(alphabet)
    assert by_code_point != alphabet
    assert sorted(by_code_point, key=lambda letter: sort_key(letter, "tg")) == alphabet


def test_names_sort_as_a_tajik_reader_expects() -> None:
    names = ["Ҳисор", "Хуҷанд", "Шуғнон", "Ҷайҳун", "Ғарм", "Дарвоз", "Қубодиён", "Кӯлоб", "Варзоб"]
    expected = ["Варзоб", "Ғарм", "Дарвоз", "Кӯлоб", "Қубодиён", "Хуҷанд", "Ҳисор", "Ҷайҳун", "Шуғнон"]
    assert sorted(names, key=lambda name: sort_key(name, "tg")) == expected


def test_uzbek_pairs_are_one_letter_and_come_last() -> None:
    names = ["Chirchiq", "Zomin", "Shahrisabz", "Asaka", "Oʻrtachirchiq", "Olmaliq"]
    assert sorted(names, key=lambda name: sort_key(name, "uz")) == [
        "Asaka", "Olmaliq", "Zomin", "Oʻrtachirchiq", "Shahrisabz", "Chirchiq",
    ]  # fmt: skip


def test_a_shorter_name_comes_before_a_longer_one_and_digits_first() -> None:
    assert sort_key("Панҷ") < sort_key("Панҷакент")
    assert sort_key("12") < sort_key("а")
    assert sort_key("Мир Сайид") < sort_key("Мира")
