"""Words of residents and offices, with dates written out as people write them."""

import random
from datetime import date

from hamkori.demo_data import DemoData, Text

MONTHS = {
    "tg": "январи феврали марти апрели майи июни июли августи сентябри октябри ноябри декабри".split(),
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(),
}
OF_THE_YEAR = {"tg": "{day} {month} соли {year}", "ru": "{day} {month} {year} г."}
KIND_WORDS = Text(
    tg="Ташаккур барои сухани нек. Ба ҳамкорон расондем.",
    ru="Спасибо за добрые слова. Передали тем, кто работал.",
)
CHECKED = (
    Text(
        tg="Рафта дидем, аз ду хонаводаи ҳамон кӯча пурсидем: кор шудааст.",
        ru="Посмотрели на месте, спросили два двора: сделано.",
    ),
    Text(
        tg="Раиси маҳалла нишон дод: кор дар ҷояш аст.", ru="Председатель махалли показал: работа на месте."
    ),
)
CHECK_SAYS_NO = Text(
    tg="Рафта дидем: ҳоло тайёр нест, танҳо як қисмаш шудааст.",
    ru="Посмотрели: ещё не готово, сделана только часть.",
)
RESIDENT = {"tg": "Сокини намоишӣ № {number}", "ru": "Демо-житель № {number}"}
WITNESSES = {"tg": ("раиси маҳалла", "муаллими мактаб"), "ru": ("председатель махалли", "учитель школы")}


def written(day: date, language: str) -> str:
    """15 марти соли 2026; 15 марта 2026 г."""
    return OF_THE_YEAR[language].format(day=day.day, month=MONTHS[language][day.month - 1], year=day.year)


def say(
    data: DemoData,
    text: Text,
    language: str,
    rng: random.Random,
    *,
    day: date | None = None,
    office: str = "",
) -> str:
    """A sentence of the demo with its day and office."""
    given = {"office": office} if office else {}
    if day is not None:
        given["date"] = written(day, language)
    return data.fill(text.in_language(language), language, rng, **given)
