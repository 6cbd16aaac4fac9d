"""Places and offices from a spreadsheet: looked at first, all or nothing, twice the same."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from hamkori.kernel.actor import Role
from hamkori.kernel.errors import BadInput
from hamkori.rooms.bodies import office_queries
from hamkori.rooms.bodies.importing import COLUMNS as OFFICE_COLUMNS
from hamkori.rooms.bodies.models import Contact
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.importing import COLUMNS
from hamkori.society.places.models import Place, PlaceName
from hamkori.society.places.tables import read_table, template_file

PLACES, OFFICES = "/en/desk/territory/file/", "/en/desk/offices/file/"
HEAD = "parent;kind;name_tg;name_ru;name_en;population;population_on;population_source"


def send(client, url, content, name="file.csv"):
    data = content.encode() if isinstance(content, str) else content
    return client.post(url, {"file": SimpleUploadedFile(name, data)})


def confirm(client, url, preview):
    page = preview.content.decode()
    assert preview.status_code == 200, page
    rows = re.search(r'name="rows" value="([^"]+)"', page)
    assert rows, page
    return client.post(url, {"rows": rows[1]})


def good(land) -> str:
    return "\n".join(
        [
            HEAD,
            "Нави Боло;mahalla;Гулзори Нав;;Gulzori Nav;;;",
            f"{land.district.code};Jamoat;Нави Боло;Нави Боло;Navi Bolo;4 200;01.01.2025;jamoat register",
            "Navi Bolo;village;Чашма;;;;;",
        ]
    )


def test_a_file_is_looked_at_first_then_taken_over_whole_and_twice_changes_nothing(land, administrator):
    before = Place.objects.count()
    preview = send(administrator, PLACES, good(land))
    assert "Gulzori Nav" in preview.content.decode() and Place.objects.count() == before
    assert confirm(administrator, PLACES, preview).status_code == 302
    jamoat = Place.objects.get(names__en="Navi Bolo")
    assert (jamoat.parent, jamoat.kind, jamoat.population) == (land.district, "jamoat", 4200)
    assert {place.kind for place in jamoat.children.all()} == {"mahalla", "village"}
    assert Place.objects.get(names__en="Gulzori Nav").code == f"{jamoat.code}-gulzori-nav"
    confirm(administrator, PLACES, preview)
    again = send(administrator, PLACES, good(land)).content.decode()
    assert "Nothing changes" in again and 'name="rows"' not in again
    assert Place.objects.count() == before + 3


@pytest.mark.parametrize(("url", "columns"), [(PLACES, COLUMNS), (OFFICES, OFFICE_COLUMNS)])
def test_the_file_to_fill_in_can_be_filled_in_and_read(land, administrator, url, columns):
    """Sent back as it came it brings nothing: an invented place among real ones would be found and asked for."""
    name = "places.xlsx" if url == PLACES else "offices.xlsx"
    answer = administrator.get(url + name)
    assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment")
    with pytest.raises(BadInput, match="no line under the headings"):
        read_table(answer.content, columns)
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    headings, *examples = book.get_sheet_by_name("Example").to_python()
    assert headings == book.get_sheet_by_index(0).to_python()[0] and len(headings) == len(columns)
    table = read_table(template_file(columns, [], [], lines=examples), columns)
    assert not table.faults and set(table.rows[0][1]) == {column.code for column in columns}


@pytest.mark.parametrize(
    ("line", "column", "sentence"),
    [
        ("Nowhere;jamoat;Ном;;;;;", "Lies in", "no such place"),
        ("{d};planet;Ном;;;;;", "Kind", "Write one of these"),
        ("{d};jamoat;;;;;;", "Name in Tajik", "at least one language"),
        ("{d};jamoat;Ном;;;many;01.01.2025;register", "Population", "write a number"),
        ("{d};jamoat;Ном;;;5;31.02.2026;register", "Population: date", "15.03.2026"),
        ("{d};jamoat;Ном;;;5;01.01.2025;", "Population: who counted", "who counted"),
        (";jamoat;Ном;;;;;", "Lies in", "fill in this field"),
        ("{d};jamoat;Чинорсойи нав;;Chinorsoya;;;", "Name in Tajik", "Rename it on its own page"),
        ("{d};jamoat;" + "н" * 301 + ";;;;;", "Name in Tajik", "too long"),
    ],
)
def test_every_fault_is_named_by_line_and_column_and_nothing_is_taken_over(
    land, administrator, line, column, sentence
):
    before = Place.objects.count(), PlaceName.objects.count()
    content = "\n".join(
        [HEAD, f"{land.district.code};jamoat;Хуб;;;;;", line.replace("{d}", land.district.code)]
    )
    answer = send(administrator, PLACES, content)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(rf'<th scope="row">3</th><td[^>]*>{column}[^<]*</td><td[^>]*>[^<]*{sentence}', page), (
        page
    )
    assert 'name="rows"' not in page
    assert (Place.objects.count(), PlaceName.objects.count()) == before


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("kind;name_tg\njamoat;Ном", "This column is missing"),
        (
            (HEAD + "\nАшт;jamoat;Ҷамоат;;;;;").encode("cp1251", "replace"),
            "letters of this file cannot be read",
        ),
        (b"%PDF-1.7\x00\x01", "not a spreadsheet"),
        (b"PK\x03\x04 no zip at all", "not a spreadsheet"),
        (HEAD, "no line under the headings"),
        ("", "empty"),
        ("\n".join([HEAD, *["x;jamoat;y;;;;;"] * 6001]), "too many lines"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(land, administrator, content, sentence):
    for url in (PLACES, OFFICES):
        answer = send(administrator, url, content)
        assert answer.status_code == 422, url
        if url == PLACES or "column" in sentence or "letters" in sentence:
            assert sentence in answer.content.decode()


def test_a_line_that_stands_twice_is_a_fault(land, administrator):
    line = f"{land.district.code};jamoat;Дубора;;;;;"
    answer = send(administrator, PLACES, "\n".join([HEAD, line, line]))
    assert answer.status_code == 422 and "Line 2 says the same" in answer.content.decode()


def test_excel_in_utf16_and_with_tabs_is_read_too(land, administrator):
    content = (
        "\n".join([HEAD, f"{land.district.code};jamoat;Ҷӯйбор;;;;;"]).replace(";", "\t").encode("utf-16")
    )
    confirm(administrator, PLACES, send(administrator, PLACES, content))
    assert Place.objects.filter(names__tg="Ҷӯйбор").exists()


def test_a_file_never_reaches_beyond_the_area(land, administrator, country_administrator):
    content = "\n".join([HEAD, f"{land.careful_jamoat.code};mahalla;Берун;;;;;"])
    assert send(administrator, PLACES, content).status_code == 422
    preview = send(country_administrator, PLACES, content)
    assert preview.status_code == 200
    stolen = re.search(r'name="rows" value="([^"]+)"', preview.content.decode())
    assert stolen and administrator.post(PLACES, {"rows": stolen[1]}).status_code == 422
    assert not Place.objects.filter(names__tg="Берун").exists()
    assert administrator.post(PLACES, {"rows": "AAAA"}).status_code == 409


def test_a_line_about_a_place_that_is_here_completes_it(land, administrator):
    content = "\n".join(
        [HEAD, f"{land.district.code};jamoat;{land.jamoat.names['tg']};;;5100;01.02.2025;jamoat register"]
    )
    confirm(administrator, PLACES, send(administrator, PLACES, content))
    land.jamoat.refresh_from_db()
    assert (land.jamoat.population, land.jamoat.population_source) == (5100, "jamoat register")
    assert "Nothing changes" in send(administrator, PLACES, content).content.decode()


def _workbook(columns, lines) -> bytes:
    return template_file(columns, [], [], lines=lines)


@pytest.mark.once
def test_five_thousand_lines_go_through(land, administrator):
    lines = [
        (land.jamoat.code, "village", f"Деҳаи {number}", "", f"Village {number}", "", "", "", "")
        for number in range(5000)
    ]
    content = _workbook(COLUMNS, lines)
    assert confirm(administrator, PLACES, send(administrator, PLACES, content, "big.xlsx")).status_code == 302
    assert land.jamoat.children.filter(kind="village").count() == 5000
    assert "Nothing changes" in send(administrator, PLACES, content, "big.xlsx").content.decode()


def test_a_place_with_a_number_is_not_the_one_with_another_number(land, administrator):
    names = ("Участка 1", "Участка 11", "Участка 111")
    content = "\n".join([HEAD, *[f"{land.jamoat.code};village;{name};;;;;" for name in names]])
    confirm(administrator, PLACES, send(administrator, PLACES, content))
    assert {place.names["tg"] for place in land.jamoat.children.filter(kind="village")} == set(names)


# --- offices

OFFICE_HEAD = "kind;place;name_tg;name_ru;name_en;above;post;phone;hours"


def offices(land) -> str:
    place = land.other_jamoat.code
    return "\n".join(
        [
            OFFICE_HEAD,
            f"precinct;{place};;;Area of Sangob;;Inspector;+992 00 000 00 07;8-17",
            "Jamoat;Sangob;Ҷамоати Сангоб;;Jamoat Sangob;;Reception;102;",
            "mahalla_committee;Sangob;;;Committee of Sangob;Jamoat Sangob;;;",
            f"jamoat;{place};Ҷамоати Сангоб;;Jamoat Sangob;;Land office;+992 00 000 00 08;",
        ]
    )


def test_offices_and_contacts_come_from_one_file_and_twice_changes_nothing(land, administrator):
    preview = send(administrator, OFFICES, offices(land))
    before = Organisation.objects.count(), Contact.objects.count()
    assert confirm(administrator, OFFICES, preview).status_code == 302
    assert (Organisation.objects.count(), Contact.objects.count()) == (before[0] + 3, before[1] + 3)
    jamoat = Organisation.objects.get(names__en="Jamoat Sangob")
    assert {one.phone for one in office_queries.contacts_of(jamoat)} == {"102", "+992000000008"}
    assert jamoat.parent == land.office("district_government")
    assert Organisation.objects.get(names__en="Committee of Sangob").parent == jamoat
    precinct = Organisation.objects.get(names__en="Area of Sangob")
    assert precinct.is_police and precinct.parent == land.office("district_police")
    assert "Nothing changes" in send(administrator, OFFICES, offices(land)).content.decode()
    confirm(administrator, OFFICES, preview)
    assert (Organisation.objects.count(), Contact.objects.count()) == (before[0] + 3, before[1] + 3)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("bakery;Sangob;;;X;;;;", "Kind of office"),
        ("jamoat;Nowhere;;;X;;;;", "Place"),
        ("jamoat;Sangob;;;;;;;", "Name in Tajik"),
        ("jamoat;Sangob;;;X;No such office;;;", "Office above"),
        ("jamoat;Sangob;;;X;;Reception;call me;", "Telephone number"),
        ("jamoat;Sangob;;;X;;;+992000000009;", "Post or desk"),
    ],
)
def test_faults_of_offices_are_named_and_nothing_is_taken_over(land, administrator, line, column):
    before = Organisation.objects.count(), Contact.objects.count()
    answer = send(administrator, OFFICES, offices(land) + "\n" + line)
    assert answer.status_code == 422
    assert re.search(rf'<th scope="row">6</th><td[^>]*>{re.escape(column)}', answer.content.decode())
    assert (Organisation.objects.count(), Contact.objects.count()) == before


def test_two_offices_that_stand_above_each_other_are_refused_whole(land, administrator):
    content = "\n".join([OFFICE_HEAD, "school;Sangob;;;First;Second;;;", "school;Sangob;;;Second;First;;;"])
    before = Organisation.objects.count()
    answer = confirm(administrator, OFFICES, send(administrator, OFFICES, content))
    assert answer.status_code == 422 and "above itself" in answer.content.decode()
    assert Organisation.objects.count() == before


@pytest.mark.once
def test_five_thousand_offices_go_through(land, administrator):
    lines = [
        (
            "school",
            land.jamoat.code,
            "",
            "",
            f"School {number}",
            "",
            "Reception",
            f"+99200{number:07d}",
            "8–17",
        )
        for number in range(5000)
    ]
    content = _workbook(OFFICE_COLUMNS, lines)
    assert (
        confirm(administrator, OFFICES, send(administrator, OFFICES, content, "big.xlsx")).status_code == 302
    )
    assert Organisation.objects.filter(kind="school").count() == 5000
    assert Contact.objects.filter(organisation__kind="school").count() == 5000


def test_other_roles_cannot_send_files(land, staff):
    client = staff(Role.HEAD, land.office("jamoat"))
    for url in (PLACES, OFFICES):
        assert send(client, url, good(land)).status_code == 404


def test_a_file_of_more_than_ten_megabytes_is_refused(land, administrator):
    assert send(administrator, PLACES, BytesIO(b"x" * (10 * 1024 * 1024 + 1)).getvalue()).status_code == 413


def test_offices_of_one_table_never_share_a_reference(land, monkeypatch):
    """Chance repeats itself among thousands: what was drawn twice, or is taken already, is drawn again."""
    from hamkori.rooms.bodies import actions

    taken = Organisation.objects.values_list("uid", flat=True).first()
    drawn = iter([taken, "2222222A", "2222222A", taken, "3333333A", "2222222A", "4444444A", "5555555A"])
    monkeypatch.setattr(actions, "new_reference", lambda: next(drawn))
    assert sorted(actions._free_uids(3)) == ["2222222A", "3333333A", "4444444A"]
