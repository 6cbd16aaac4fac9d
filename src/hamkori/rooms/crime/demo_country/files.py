"""The year as districts would send it: records in two layouts, tables of areas that keep no records, populations.

`MAPPINGS` are the bodies by which an import reads the three kinds of files.
"""

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from hamkori.rooms.crime.demo_country.lands import Land
from hamkori.rooms.crime.demo_country.living import Case, Country
from hamkori.rooms.crime.register.classification import Correspondence, at_level
from hamkori.rooms.crime.register.records import persons_number

OFFENCES, PERSONS = 2, 3
MEASURES = ("recorded", "cleared", "victims", "suspects")
RUSSIAN: dict[str, dict[str, str]] = {
    "state": {
        "расследуется": "open", "приостановлено": "suspended", "раскрыто": "cleared", "исключено": "removed",
        "передано": "transferred",
    },
    "clearance": {
        "в суд": "charged", "примирение": "reconciled", "амнистия": "amnesty", "смерть": "death",
        "явка по другому делу": "confession",
    },
    "place_type": {
        "жильё": "home", "улица": "street", "рынок": "market", "школа": "school", "транспорт": "transport",
        "учреждение": "office", "изолятор": "custody", "интернет": "online", "иное": "other", "неизвестно": "u",
    },
    "weapon": {"нет": "none", "огнестрельное": "firearm", "нож": "blade", "иное": "other", "неизвестно": "u"},
    "who": {"потерпевший": "victim", "подозреваемый": "suspect"},
    "sex": {"ж": "f", "м": "m", "неизвестно": "u", "неприменимо": "n"},
    "age": {"0-14": "0-14", "15-29": "15-29", "30-44": "30-44", "45-59": "45-59", "60 и старше": "60+",
            "неизвестно": "u"},
    "relation": {
        "партнёр": "partner", "родственник": "family", "знакомый": "known", "незнакомый": "stranger",
        "опекун или начальник": "authority", "неизвестно": "u", "неприменимо": "n",
    },
}  # fmt: skip
"""{field: {word of the sender: our code}}"""
_BACK = {name: {code: word for word, code in words.items()} for name, words in RUSSIAN.items()}

_CODES = {
    "record_number": "number", "area": "area", "place_type": "place", "lon": "lon", "lat": "lat",
    "occurred_from": "happened_from", "occurred_until": "happened_until", "reported_on": "reported",
    "recorded_on": "recorded", "state": "state", "clearance": "clearance", "cleared_on": "cleared",
    "removed_on": "removed", "damage": "damage", "recovered": "recovered", "weapon": "weapon",
}  # fmt: skip
_WORDS = {
    "record_number": "Номер дела", "area": "Код места", "place_type": "Где произошло", "lon": "Долгота",
    "lat": "Широта", "occurred_from": "Начало события", "occurred_until": "Конец события",
    "reported_on": "Дата сообщения", "recorded_on": "Дата регистрации", "state": "Состояние",
    "clearance": "Как раскрыто", "cleared_on": "Дата раскрытия", "removed_on": "Дата исключения",
    "damage": "Ущерб, сомони", "recovered": "Возвращено, сомони", "weapon": "Оружие",
}  # fmt: skip
_WORDS_OF_PERSONS = {"who": "кто", "sex": "пол", "age": "возраст", "relation": "отношение", "number": "число"}


def _body_of_codes() -> dict[str, Any]:
    return {
        "title": {
            "tg": "Қайдҳои шуъба: рамзҳо",
            "ru": "Карточки отдела: коды",
            "en": "Cards of an office: codes",
        },
        "file": {"encoding": "utf-8", "delimiter": ",", "whole_lines": True},
        "read": {"days": ["%Y-%m-%d", "%Y-%m-%d %H:%M"]},
        "fields": {**_CODES, "office": {"of_area": True}},
        "offences": [{"article": f"article_{at}", "attempted": f"attempted_{at}"} for at in _slots(OFFENCES)],
        "persons": [{name: f"persons_{at}_{name}" for name in _WORDS_OF_PERSONS} for at in _slots(PERSONS)],
    }


def _body_of_words() -> dict[str, Any]:
    def spec(name: str, column: str) -> Any:
        if name in RUSSIAN:
            return {"column": column, "codes": RUSSIAN[name]}
        return column

    return {
        "title": {
            "tg": "Қайдҳои шуъба: калимаҳои русӣ",
            "ru": "Карточки отдела: русские слова",
            "en": "Cards of an office: Russian words",
        },
        "file": {"encoding": "cp1251", "delimiter": ";", "whole_lines": True},
        "read": {"days": ["%d.%m.%Y", "%d.%m.%Y %H:%M"], "decimal": ",", "empty": ["-"]},
        "fields": {
            **{name: spec(name, column) for name, column in _WORDS.items()},
            "office": {"of_area": True},
        },
        "offences": [
            {
                "article": {"column": f"Статья {at}", "match": "article"},
                "attempted": {"column": f"Покушение {at}", "codes": {"да": "1", "нет": "0"}},
            }
            for at in _slots(OFFENCES)
        ],
        "persons": [
            {name: spec(name, f"Лица {at}: {word}") for name, word in _WORDS_OF_PERSONS.items()}
            for at in _slots(PERSONS)
        ],
    }


def _slots(number: int) -> range:
    return range(1, number + 1)


MAPPINGS: dict[str, tuple[str, dict[str, Any]]] = {
    "generated_codes": ("records", _body_of_codes()),
    "generated_words": ("records", _body_of_words()),
    "generated_table": (
        "table",
        {
            "title": {
                "tg": "Ҷадвали ноҳия аз рӯйи моҳ",
                "ru": "Таблица района по месяцам",
                "en": "Table of a district by month",
            },
            "file": {"encoding": "utf-8", "delimiter": ",", "whole_lines": True},
            "read": {"months": ["%Y-%m"]},
            "table": {name: name for name in ("area", "month", "category", "measure", "number")},
        },
    ),
}
"""{name of the mapping: (kind, body)}"""


def layout_of(land: Land, country: Country) -> str:
    """The mapping by which an area's file is read. Every third area writes words."""
    if land.code in country.table_areas:
        return "generated_table"
    return "generated_words" if country.lands.index(land) % 3 == 0 else "generated_codes"


def write_files(country: Country, folder: Path) -> list[tuple[Path, str]]:
    """Write everything below `folder`; returns (file, name of its mapping) of what is to be imported.

    Beside them lie `populations.csv` and `zero_months.csv`, and `planted.csv` with the areas that bend their books.
    """
    folder.mkdir(parents=True, exist_ok=True)
    by_land: dict[str, list[Case]] = {}
    for case in country.cases:
        by_land.setdefault(case.land.code, []).append(case)
    written = []
    for land in country.lands:
        layout = layout_of(land, country)
        path = folder / f"{land.code}.csv"
        own = by_land.get(land.code, [])
        if layout == "generated_table":
            _write(
                path, ["area", "month", "category", "measure", "number"], table_rows(land, own, country.year)
            )
        elif layout == "generated_words":
            _write(path, _heads(_WORDS, "words"), map(_in_words, own), encoding="cp1251", between=";")
        else:
            _write(path, _heads(_CODES, "codes"), map(_in_codes, own))
        written.append((path, layout))
    _write(
        folder / "populations.csv", ["area", "on", "number", "source"],
        ([one.code, one.people_on.isoformat(), one.people, one.people_source] for one in country.lands),
    )  # fmt: skip
    _write(
        folder / "zero_months.csv", ["area", "month"],
        ([code, month.strftime("%Y-%m")] for code, month in country.zero_months),
    )  # fmt: skip
    _write(folder / "planted.csv", ["area", "what"], country.planted.items())
    return written


def _write(
    path: Path,
    heads: list[str],
    rows: Iterable[Iterable[Any]],
    *,
    encoding: str = "utf-8",
    between: str = ",",
) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=between)
        writer.writerow(heads)
        writer.writerows(rows)


def _heads(columns: Mapping[str, str], layout: str) -> list[str]:
    heads = list(columns.values())
    if layout == "codes":
        heads += [f"{name}_{at}" for at in _slots(OFFENCES) for name in ("article", "attempted")]
        heads += [f"persons_{at}_{name}" for at in _slots(PERSONS) for name in _WORDS_OF_PERSONS]
    else:
        heads += [f"{name} {at}" for at in _slots(OFFENCES) for name in ("Статья", "Покушение")]
        heads += [f"Лица {at}: {word}" for at in _slots(PERSONS) for word in _WORDS_OF_PERSONS.values()]
    return heads


def heads_of_codes() -> list[str]:
    """The headings of a file in the layout of codes."""
    return _heads(_CODES, "codes")


def _moment(record: Mapping[str, Any], day: str, minute: str, form: str) -> str:
    if (on := record.get(day)) is None:
        return ""
    text: str = on.strftime(form)
    at = record.get(minute)
    return text if at is None else f"{text} {int(at) // 60:02d}:{int(at) % 60:02d}"


def _plain(record: Mapping[str, Any], form: str) -> dict[str, Any]:
    row = {name: record.get(name) for name in _CODES}
    row |= {name: value.strftime(form) for name, value in row.items() if isinstance(value, date)}
    row["occurred_from"] = _moment(record, "occurred_from", "occurred_minute", form)
    row["occurred_until"] = _moment(record, "occurred_until", "until_minute", form)
    return {name: "" if value is None else value for name, value in row.items()}


def _parts(record: Mapping[str, Any], name: str, number: int) -> list[Mapping[str, Any]]:
    found = list(record[name])
    if len(found) > number:
        raise ValueError(f"a layout has room for {number} {name}")
    return found + [{}] * (number - len(found))


def _in_codes(case: Case) -> list[Any]:
    row = list(_plain(case.record, "%Y-%m-%d").values())
    for one in _parts(case.record, "offences", OFFENCES):
        row += [one["article"], int(one["attempted"])] if one else ["", ""]
    for one in _parts(case.record, "persons", PERSONS):
        row += [one.get(name, "") for name in _WORDS_OF_PERSONS]
    return row


def _in_words(case: Case) -> list[Any]:
    plain = _plain(case.record, "%d.%m.%Y")
    row: list[Any] = []
    for name, value in plain.items():
        if name in _BACK:
            value = _BACK[name].get(value, "-")
        elif isinstance(value, float) and name in ("damage", "recovered", "lon", "lat"):
            value = str(value).replace(".", ",")
        row.append(value)
    for one in _parts(case.record, "offences", OFFENCES):
        number, _slash, part = one.get("article", "").partition("/")
        row += [f"ст. {number} ч. {part}", "да" if one["attempted"] else "нет"] if one else ["", ""]
    for one in _parts(case.record, "persons", PERSONS):
        row += [
            _BACK[name].get(one[name], one[name]) if name in _BACK else one[name] for name in one_order(one)
        ]
        row += [""] * (0 if one else len(_WORDS_OF_PERSONS))
    return row


def one_order(part: Mapping[str, Any]) -> list[str]:
    """The fields of a group of persons in the order of the columns; [] for an empty slot."""
    return list(_WORDS_OF_PERSONS) if part else []


def table_rows(land: Land, cases: Iterable[Case], year: int) -> list[list[Any]]:
    """[area, month, division, measure, number] of an area that sends tables; its removed crimes are left out.

    A month is the month of recording (of clearing up for `cleared`); the first offence decides the division.
    """
    mapping = Correspondence.from_data()
    counts: dict[tuple[str, str, str], int] = {}
    for case in cases:
        record = case.record
        if record["state"] == "removed":
            continue
        first = record["offences"][0]
        code = mapping.principal(first["article"], record["occurred_from"], first["attempted"])
        numbers = {
            "recorded": (record["recorded_on"], 1),
            "cleared": (record.get("cleared_on"), 1),
            "victims": (record["recorded_on"], persons_number(record, "victim")),
            "suspects": (record.get("cleared_on"), persons_number(record, "suspect")),
        }
        for measure, (day, number) in numbers.items():
            if day is not None and number:
                key = (day.strftime("%Y-%m"), at_level(code, 2), measure)
                counts[key] = counts.get(key, 0) + number
    return [
        [land.code, month, code, measure, number] for (month, code, measure), number in sorted(counts.items())
    ]
