"""K34, K42: what a public text must not hold is covered whole, and a place name is left alone."""

import pytest

from hamkori.kernel.guard import findings, masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Спросить Рустама Каримова, дом 5.", "▒▒▒, дом 5."),
        ("Воду закрыл Каримов Рустам Саидович вчера.", "Воду закрыл ▒▒▒ вчера."),
        ("Рустам Каримов закрыл воду.", "▒▒▒ закрыл воду."),
        ("Обро муаллим Саид Наврӯзӣ мебандад.", "Обро ▒▒▒ мебандад."),
        ("Сурайё Раҳимова гуфт.", "▒▒▒ гуфт."),
    ],
)
def test_k42_no_part_of_a_name_stays_readable(text: str, shown: str) -> None:
    """The given name beside the family name goes with it."""
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text", ["Фонарь не горит. Снова темно.", "Дар кӯча чароғ нест. Бачаҳо метарсанд.", "No light at night."]
)
def test_ordinary_sentences_stay_as_they_are(text: str) -> None:
    assert masked(text) == text and not findings(text)


def test_a_place_beside_a_name_stays() -> None:
    text = "В Чинорсоя Каримов закрыл воду."
    assert masked(text, known=frozenset({"Чинорсоя"})) == "В Чинорсоя ▒▒▒ закрыл воду."
