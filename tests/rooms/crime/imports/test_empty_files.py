"""What a sender is asked for: the columns, the words that may stand in them, and an empty file that comes back right."""

import csv
import io
import tomllib
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import translation

from hamkori.kernel.actor import Role
from hamkori.rooms.crime.models import Aggregate, Import, SenderMapping
from hamkori.rooms.crime.register.classification import DATA
from hamkori.rooms.crime.register.imports.empty_files import columns_of, empty_file, expected_by
from hamkori.rooms.crime.register.imports.layouts import read_layout
from tests.rooms.crime.imports.files import HEAD
from tests.rooms.crime.imports.test_broken_files import take
from tests.rooms.crime.imports.test_pages import signed_in

if TYPE_CHECKING:
    from tests.rooms.crime.imports.conftest import Land

pytestmark = pytest.mark.django_db
MONTH = date(2025, 3, 1)


def lines(mapping: SenderMapping, within: str = "") -> list[list[str]]:
    text = empty_file(mapping, within=within, month=MONTH).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_every_column_is_told_once_with_the_words_of_the_sender(land: "Land") -> None:
    columns = {one.name: one.words for one in columns_of(read_layout("records", land.cards.body))}
    assert set(columns) == set(HEAD)
    assert ("расследуется", "") in columns["Состояние"] and columns["Дата сообщения"] == ()
    assert lines(land.cards) == [list(columns)], "an office that sends records gets the headings alone"


def test_a_code_of_the_house_stands_with_its_meaning_in_the_language_of_the_page(land: "Land") -> None:
    fields = {
        name: name for name in ("record_number", "office", "area", "reported_on", "recorded_on", "state")
    }
    layout = read_layout("records", {"fields": fields, "offences": [{"article": "article"}]})
    for language, words in (("tg", "Тафтиш"), ("ru", "расследование")):
        with translation.override(language):
            state = next(one for one in columns_of(layout) if one.name == "state")
        assert words.casefold() in dict(state.words)["open"].casefold()


def test_the_empty_table_lists_the_districts_and_comes_back_without_a_fault(land: "Land") -> None:
    """Aggregate mode (R485): filled in or not, what was saved here is taken; an empty cell is no report, not nought."""
    given = lines(land.table)
    assert given[0][:2] == ["Ноҳия", "Моҳ"] and "Дуздӣ" in given[0]
    assert given[1][:2] == ["Asht", "2025-03"] and not any(given[1][2:])
    given[1][given[0].index("Дуздӣ")] = "7"
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(given)
    source = take(out.getvalue().encode("utf-8-sig"), land.table)
    assert source.state == "done" and not source.faults.exists()
    assert [(one.number, one.month) for one in Aggregate.objects.all()] == [(7, MONTH)]


def test_only_the_own_districts_are_listed(land: "Land") -> None:
    assert len(lines(land.table, within="tj.su.asht")) == 2
    assert len(lines(land.table, within="tj.nowhere")) == 1


def test_a_mapping_that_cannot_be_read_is_left_out(land: "Land") -> None:
    broken = SenderMapping.objects.create(name="broken", kind="records")
    assert [one.mapping for one in expected_by([broken, land.table])] == [land.table]


def test_the_page_tells_what_is_expected_and_gives_the_file(land: "Land") -> None:
    client = signed_in(Role.REGISTRAR, land.office)
    page = client.get(reverse("crime_desk:import_new")).content.decode()
    where = reverse("crime_desk:import_empty", args=[land.table.name])
    assert where in page and "Дуздӣ" in page
    answer = client.get(where)
    assert answer["Content-Disposition"] == f'attachment; filename="{land.table.name}.csv"'
    assert "Asht" in answer.content.decode("utf-8-sig") and not Import.objects.exists()
    assert client.get(reverse("crime_desk:import_empty", args=["nothing"])).status_code == 404


def test_the_samples_of_the_room_have_an_empty_file() -> None:
    for path in sorted((DATA / "mappings").glob("*.toml")):
        body = tomllib.loads(path.read_text("utf-8"))
        assert columns_of(read_layout(body["kind"], body)), path.name
