"""Files of senders for tests: whole ones and 200 broken ones, each with what an import must say about it."""

import csv
import io
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

HEAD = [
    "Номер дела", "Район", "Начало события", "Конец события", "Дата сообщения", "Дата регистрации", "Дата раскрытия",
    "Дата исключения", "Ущерб", "Состояние", "Как раскрыто", "Где", "Статья", "Покушение", "Статья 2",
    "Потерпевших женщин", "Потерпевших мужчин", "Пол подозреваемого", "Возраст подозреваемого",
]  # fmt: skip
AT = {name: place for place, name in enumerate(HEAD)}


def good_row(number: int) -> list[str]:
    """A theft with a victim, recorded in 2025."""
    day = 1 + number % 27
    return [
        f"К-{number}", "Asht", f"{day:02d}.02.2025 14:30", f"{day:02d}.02.2025 15:10", f"{day:02d}.02.2025",
        f"{day + 1:02d}.02.2025", "", "", f"{100 + number},50", "расследуется", "", "улица", "ст. 244 ч. 1", "нет", "",
        "1", "", "", "",
    ]  # fmt: skip


def rows(number: int = 12) -> list[list[str]]:
    return [good_row(one) for one in range(1, number + 1)]


def text_of(
    lines: list[list[str]], *, head: list[str] | None = None, between: str = ";", end: str = "\r\n"
) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=between, lineterminator=end)
    writer.writerow(HEAD if head is None else head)
    writer.writerows(lines)
    return out.getvalue()


def csv_of(lines: list[list[str]], *, encoding: str = "utf-8", **more: Any) -> bytes:
    return text_of(lines, **more).encode(encoding)


def xlsx_of(lines: list[list[Any]], *, head: list[str] | None = None) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Карточки")
        for place, line in enumerate([HEAD if head is None else head, *lines]):
            sheet.write_row(place, 0, line)
    return out.getvalue()


@dataclass(frozen=True)
class Broken:
    """A file and what must be found. `refused`: nothing of it is taken; else all rows but those at `rows` are."""

    name: str
    data: bytes
    rule: str
    refused: bool = False
    rows: tuple[int, ...] = ()
    column: str = ""
    mapping: str = "cards"


def _with(changes: dict[int, dict[str, str]], number: int = 12) -> list[list[str]]:
    lines = rows(number)
    for row, cells in changes.items():
        for name, value in cells.items():
            lines[row][AT[name]] = value
    return lines


_CELLS: list[tuple[dict[str, str], str, str]] = [
    ({"Дата сообщения": "31.02.2025"}, "structure.day", "Дата сообщения"),
    ({"Дата сообщения": "2025/02/03"}, "structure.day", "Дата сообщения"),
    ({"Дата сообщения": "вчера"}, "structure.day", "Дата сообщения"),
    ({"Дата сообщения": "03.02.0025"}, "structure.day", "Дата сообщения"),
    ({"Дата сообщения": "45321"}, "structure.day", "Дата сообщения"),
    ({"Начало события": "01.13.2025"}, "structure.day", "Начало события"),
    ({"Начало события": "01.02.2025 25:00"}, "structure.day", "Начало события"),
    ({"Дата регистрации": "0"}, "structure.day", "Дата регистрации"),
    ({"Дата сообщения": ""}, "mandatory.reported_on", "Дата сообщения"),
    ({"Дата регистрации": ""}, "mandatory.recorded_on", "Дата регистрации"),
    ({"Номер дела": ""}, "mandatory.record_number", "Номер дела"),
    ({"Номер дела": "9" * 60}, "structure.too_long", "Номер дела"),
    ({"Район": "Atlantis"}, "valid.area", "Район"),
    ({"Район": ""}, "mandatory.area", "Район"),
    ({"Состояние": "в архиве"}, "structure.word", "Состояние"),
    ({"Состояние": ""}, "mandatory.state", "Состояние"),
    ({"Как раскрыто": "никак"}, "structure.word", "Как раскрыто"),
    ({"Где": "на луне"}, "structure.word", "Где"),
    ({"Статья": "ст. 999 ч. 9"}, "valid.article", "Статья"),
    ({"Статья": "кража"}, "valid.article", "Статья"),
    ({"Статья": ""}, "mandatory.offence", "Статья"),
    ({"Покушение": "может быть"}, "structure.word", "Покушение"),
    ({"Ущерб": "много"}, "structure.number", "Ущерб"),
    ({"Ущерб": "-5"}, "valid.damage", "Ущерб"),
    ({"Ущерб": "1e9"}, "structure.number", "Ущерб"),
    ({"Ущерб": "999999999999999"}, "structure.number", "Ущерб"),
    ({"Ущерб": "١٢"}, "structure.number", "Ущерб"),
    ({"Потерпевших женщин": "две"}, "structure.number", "Потерпевших женщин"),
    ({"Потерпевших женщин": "1,5"}, "valid.number_whole", ""),
    ({"Потерпевших женщин": "-1"}, "valid.number", ""),
    ({"Потерпевших женщин": "100000"}, "valid.number", ""),
    ({"Пол подозреваемого": "мужской"}, "structure.word", "Пол подозреваемого"),
    ({"Возраст подозреваемого": "молодой"}, "structure.number", "Возраст подозреваемого"),
    ({"Возраст подозреваемого": "300"}, "structure.number", "Возраст подозреваемого"),
    ({"Дата раскрытия": "20.03.2025"}, "exclusive.open_cleared", "Дата раскрытия"),
    ({"Как раскрыто": "в суд"}, "exclusive.open_clearance", "Как раскрыто"),
    ({"Состояние": "раскрыто"}, "mandatory.cleared_on", "Дата раскрытия"),
    ({"Состояние": "раскрыто", "Дата раскрытия": "20.03.2025"}, "cross.clearance", "Как раскрыто"),
    ({"Состояние": "раскрыто", "Дата раскрытия": "20.03.2025", "Как раскрыто": "в суд"}, "cross.charged", ""),
    ({"Состояние": "исключено"}, "mandatory.removed_on", "Дата исключения"),
    ({"Дата исключения": "20.03.2025"}, "exclusive.removed", "Дата исключения"),
    ({"Начало события": "05.02.2025", "Конец события": "04.02.2025", "Дата сообщения": "06.02.2025",
      "Дата регистрации": "07.02.2025"}, "order.occurred", "Конец события"),
    ({"Дата сообщения": "01.01.2025", "Начало события": "05.01.2025", "Конец события": ""}, "order.reported",
     "Дата сообщения"),
    ({"Дата регистрации": "01.01.2025"}, "order.recorded", "Дата регистрации"),
    ({"Состояние": "раскрыто", "Дата раскрытия": "01.01.2025", "Как раскрыто": "примирение"}, "order.cleared",
     "Дата раскрытия"),
    ({"Дата сообщения": "01.01.2030", "Дата регистрации": "02.01.2030"}, "future.reported", "Дата сообщения"),
    ({"Дата регистрации": "01.01.2030"}, "future.recorded", "Дата регистрации"),
    ({"Статья": "ст. 104 ч. 1", "Ущерб": "", "Потерпевших женщин": ""}, "cross.victim", ""),
]  # fmt: skip


def _of_cells() -> Iterator[Broken]:
    """Each wrong cell in a CSV and in a workbook, at another row."""
    for place, (cells, rule, column) in enumerate(_CELLS):
        at = place % 11
        lines = _with({at: cells})
        yield Broken(f"cell {place} in csv", csv_of(lines), rule, rows=(at + 2,), column=column)
        yield Broken(f"cell {place} in xlsx", xlsx_of(lines), rule, rows=(at + 2,), column=column)


def _shifted() -> Iterator[Broken]:
    for place in range(6):
        lines = rows()
        del lines[place][place + 1]
        yield Broken(f"a cell too few {place}", csv_of(lines), "structure.cells", rows=(place + 2,))
    for place in range(6):
        lines = rows()
        lines[place].insert(place + 1, "лишнее")
        yield Broken(f"a cell too many {place}", csv_of(lines), "structure.cells", rows=(place + 2,))
    for place in range(4):
        lines = rows()
        lines[place] = ["", *lines[place][:-1]]
        yield Broken(f"moved by one {place}", csv_of(lines), "mandatory.record_number", rows=(place + 2,))
    lines = rows()
    lines[3][AT["Номер дела"]] = lines[2][AT["Номер дела"]]
    yield Broken("a number twice", csv_of(lines), "structure.twice", rows=(5,))


def _heads() -> Iterator[Broken]:
    for place in (0, 1, 4, 5, 9, 12):
        head = list(HEAD)
        head[place] = "Другое"
        yield Broken(
            f"no column {place}", csv_of(rows(), head=head), "structure.column_missing", refused=True
        )
        yield Broken(
            f"no column {place} in xlsx", xlsx_of(rows(), head=head), "structure.column_missing", refused=True
        )
    for place in (2, 3, 6):
        head = list(HEAD)
        head[place] = HEAD[0]
        head[-1] = HEAD[-1]
        body = csv_of(rows(), head=[*HEAD, HEAD[place]])
        yield Broken(f"a column twice {place}", body, "structure.column_twice", refused=True)
    yield Broken("another delimiter", csv_of(rows(), between="^"), "structure.column_missing", refused=True)


def _cut() -> Iterator[Broken]:
    whole = csv_of(rows(200))
    border = whole.rfind(b"\r\n", 0, len(whole) - 2) + 2
    for place, length in enumerate((border + 10, border + 20, border + 30, len(whole) // 2, len(whole) // 3)):
        yield Broken(f"csv cut {place}", whole[:length], "structure.cut", refused=True)
    letter = whole.find("у".encode(), border) + 1
    yield Broken("csv cut in a letter", whole[:letter], "structure.cut", refused=True)
    book = xlsx_of(rows(200))
    for place in range(1, 12):
        yield Broken(f"xlsx cut {place}", book[: len(book) * place // 12], "structure.damaged", refused=True)
    chance = random.Random(7)
    for place in range(6):
        data = bytearray(book)
        start = 200 + chance.randrange(len(book) // 2)
        data[start : start + 60] = bytes(chance.randrange(256) for _ in range(60))
        yield Broken(f"xlsx damaged {place}", bytes(data), "structure.damaged", refused=True)


def _letters() -> Iterator[Broken]:
    text = text_of(rows(40))
    for place, at in enumerate((900, 1500, 2500)):
        data = bytearray(text.encode())
        data[at] = 0xFF
        yield Broken(f"a letter broken {place}", bytes(data), "structure.letters", refused=True)
    yield Broken("koi8-r", text.encode("koi8-r"), "structure.letters", refused=True)
    yield Broken("cp866", text.encode("cp866", "replace"), "structure.letters", refused=True)
    yield Broken("utf-16 cut in a letter", text.encode("utf-16")[:-1], "structure.cut", refused=True)
    yield Broken("utf-16 cut", text.encode("utf-16")[:-60], "structure.cut", refused=True)
    for place, at in enumerate((0, 700, 3000)):
        data = bytearray(text.encode())
        data[at] = 0
        yield Broken(f"NUL {place}", bytes(data), "structure.nul", refused=True)
    yield Broken("end of zeros", text.encode() + b"\0" * 5000, "structure.nul", refused=True)
    yield Broken("only zeros", b"\0" * 50_000, "structure.nul", refused=True)


def _quotes() -> Iterator[Broken]:
    for place in range(4):
        lines = text_of(rows()).split("\r\n")
        lines[place + 1] = '"' + lines[place + 1]
        yield Broken(
            f"a quotation mark opened {place}", "\r\n".join(lines).encode(), "structure.quote", refused=True
        )
    lines = text_of(rows()).split("\r\n")
    lines[-2] = lines[-2].replace("улица", '"улица')
    yield Broken("opened in the last row", "\r\n".join(lines[:-1]).encode(), "structure.cut", refused=True)


def _kinds() -> Iterator[Broken]:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000
    yield Broken("old workbook", old, "structure.kind", refused=True)
    yield Broken("pdf", b"%PDF-1.7\n" + b"x" * 500, "structure.kind", refused=True)
    yield Broken("picture", b"\x89PNG\r\n\x1a\n" + b"x" * 500, "structure.kind", refused=True)
    yield Broken(
        "web page", b"<html><table><tr><td>1</td></tr></table></html>\n", "structure.kind", refused=True
    )
    yield Broken("json", b'{"rows": []}\n', "structure.kind", refused=True)
    yield Broken("gzip", b"\x1f\x8b\x08" + b"x" * 500, "structure.kind", refused=True)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", csv_of(rows()))
    yield Broken("zip of a csv", out.getvalue(), "structure.kind", refused=True)
    yield Broken("document", _renamed(xlsx_of(rows()), "xl/", "word/"), "structure.kind", refused=True)
    yield Broken("empty", b"", "structure.empty", refused=True)
    yield Broken("mark only", b"\xef\xbb\xbf", "structure.empty", refused=True)
    yield Broken("blank lines", b"\r\n" * 50, "structure.empty", refused=True)
    yield Broken("header only", csv_of([]), "structure.empty", refused=True)
    yield Broken("header only in xlsx", xlsx_of([]), "structure.empty", refused=True)
    yield Broken("one long line", b"a" * 9_000_000, "structure.long", refused=True)
    yield Broken(
        "a long cell", csv_of(_with({3: {"Номер дела": "9" * 3_000_000}})), "structure.too_long", rows=(5,)
    )
    yield Broken(
        "a long number", csv_of(_with({3: {"Номер дела": "9" * 50_000}})), "structure.too_long", rows=(5,)
    )


def _renamed(data: bytes, before: str, after: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            archive.writestr(name.replace(before, after), source.read(name))
    return out.getvalue()


TABLE_HEAD = ["Ноҳия", "Моҳ", "Куштор", "Дуздӣ", "Ғорат", "Қаллобӣ"]


def table_rows() -> list[list[str]]:
    return [["Asht", f"2025-{month:02d}", "0", str(10 + month), "", "3"] for month in range(1, 13)]


_TABLE_CELLS = [
    (0, "Atlantis", "valid.area", "Ноҳия"), (0, "", "mandatory.area", "Ноҳия"), (1, "2025-13", "table.month", "Моҳ"),
    (1, "март", "table.month", "Моҳ"), (1, "", "table.month", "Моҳ"), (1, "2026-03", "table.month", "Моҳ"),
    (1, "2031-01", "table.month", "Моҳ"), (2, "-1", "table.number", "Куштор"), (3, "1.5", "table.number", "Дуздӣ"),
    (3, "много", "table.number", "Дуздӣ"), (4, "1e3", "table.number", "Ғорат"),
    (5, "9" * 12, "table.number", "Қаллобӣ"), (5, "٣", "table.number", "Қаллобӣ"), (5, "=1+1", "table.number", "Қаллобӣ"),
]  # fmt: skip


def _tables() -> Iterator[Broken]:
    for place, (column, value, rule, shown) in enumerate(_TABLE_CELLS):
        lines = table_rows()
        lines[place % 12][column] = value
        data = csv_of(lines, head=TABLE_HEAD)
        yield Broken(f"table {place}", data, rule, rows=(place % 12 + 2,), column=shown, mapping="table")
    lines = table_rows()
    lines[5] = list(lines[4])
    yield Broken(
        "table with a cell twice", csv_of(lines, head=TABLE_HEAD), "table.twice", rows=(7,), mapping="table"
    )
    data = csv_of(table_rows(), head=["Ноҳия", "Моҳ", "Куштор", "Дуздӣ", "Ғорат", "Дигар"])
    yield Broken("table without a column", data, "structure.column_missing", refused=True, mapping="table")


_MAKERS: tuple[Callable[[], Iterator[Broken]], ...] = (
    _of_cells, _shifted, _heads, _cut, _letters, _quotes, _kinds, _tables,
)  # fmt: skip


def broken_files() -> list[Broken]:
    return [one for maker in _MAKERS for one in maker()]
