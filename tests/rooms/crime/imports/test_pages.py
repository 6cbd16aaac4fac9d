"""The desk: a file is handed in, the worker reads it, faults are listed and saved, it is stopped and goes on."""

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hamkori.kernel.actor import Role
from tests.rooms.crime.imports.files import AT, csv_of, rows

if TYPE_CHECKING:
    from tests.rooms.crime.imports.conftest import Land

pytestmark = pytest.mark.django_db


def signed_in(role: Role, office: object = None) -> Client:
    from tests.rooms.concerns.builders import staff
    from tests.rooms.concerns.desk.people import browser_of

    return browser_of(staff(role, office))  # type: ignore[arg-type]


def send(client: Client, data: bytes, name: str = "cards.csv", mapping: str = "office-cards"):  # type: ignore[no-untyped-def]
    upload = SimpleUploadedFile(name, data)
    return client.post(
        reverse("crime_desk:import_new"), {"file": upload, "mapping": mapping, "once": "k1" * 8}
    )


def test_a_file_is_handed_in_read_by_the_worker_and_its_faults_are_saved(land: "Land") -> None:
    from hamkori.rooms.crime.jobs import take_imports
    from hamkori.rooms.crime.models import Crime, Import

    client = signed_in(Role.REGISTRAR, land.office)
    lines = rows()
    lines[4][AT["Дата сообщения"]] = "=вчера"
    answer = send(client, csv_of(lines))
    source = Import.objects.get()
    assert answer.status_code == 302 and answer["Location"].endswith(
        reverse("crime_desk:import", args=[source.uid])
    )
    assert source.state == "waiting" and not Crime.objects.exists()
    assert "Waits to be read" in client.get(answer["Location"]).content.decode()
    assert take_imports() == 12
    page = client.get(answer["Location"]).content.decode()
    assert "Taken in" in page and "The date cannot be read" in page and "Дата сообщения" in page
    assert Crime.objects.count() == 11
    saved = client.get(reverse("crime_desk:import_faults", args=[source.uid])).content.decode()
    assert saved.startswith("\ufeffrow,column")
    assert "6,Дата сообщения,'=вчера,error,structure.day" in saved.splitlines()[1]
    assert "cards.csv" in client.get(reverse("crime_desk:imports")).content.decode()


def test_the_same_file_handed_in_twice_is_one_import(land: "Land") -> None:
    from hamkori.ground.files.models import StoredFile
    from hamkori.rooms.crime.jobs import take_imports
    from hamkori.rooms.crime.models import Crime, Import

    client = signed_in(Role.REGISTRAR, land.office)
    for _time in range(2):
        assert send(client, csv_of(rows())).status_code == 302
        take_imports()
    assert (Import.objects.count(), Crime.objects.count(), StoredFile.objects.count()) == (1, 12, 1)


def test_a_refused_file_says_why(land: "Land") -> None:
    from hamkori.rooms.crime.jobs import take_imports
    from hamkori.rooms.crime.models import Import

    client = signed_in(Role.REGISTRAR, land.office)
    address = send(client, b"%PDF-1.7 not a table", name="cards.csv")["Location"]
    take_imports()
    page = client.get(address).content.decode()
    assert Import.objects.get().state == "refused" and "neither a CSV nor an XLSX" in page


def test_it_stops_and_goes_on(land: "Land", monkeypatch: pytest.MonkeyPatch) -> None:
    """Out of its turn the worker leaves the rest for the next one; asked to stop, it waits for somebody to say go on."""
    from hamkori.rooms.crime.jobs import take_imports
    from hamkori.rooms.crime.models import Crime, Import
    from hamkori.rooms.crime.register.imports import running, texts

    monkeypatch.setattr(texts, "BLOCK", 3000)
    monkeypatch.setattr(running, "AT_ONCE", 0.0001)
    client = signed_in(Role.REGISTRAR, land.office)
    address = send(client, csv_of(rows(100)))["Location"]
    monkeypatch.setattr(running, "AT_ONCE", 0.05)
    monkeypatch.setattr(running.time, "monotonic", iter([0.0, 0.01, *[1.0] * 50]).__next__)
    take_imports()
    source = Import.objects.get()
    assert source.state == "waiting" and 0 < source.rows_read < 100
    client.post(reverse("crime_desk:import_step", args=[source.uid, "stop"]))
    source.refresh_from_db()
    assert source.state == "stopped" and "Go on" in client.get(address).content.decode()
    client.post(reverse("crime_desk:import_step", args=[source.uid, "resume"]))
    monkeypatch.undo()
    take_imports()
    source.refresh_from_db()
    assert (source.state, source.rows_new, Crime.objects.count()) == ("done", 100, 100)


def test_another_office_sees_nothing_of_it(land: "Land") -> None:
    from hamkori.rooms.crime.models import Import
    from tests.rooms.crime.builders import office_of

    send(signed_in(Role.REGISTRAR, land.office), csv_of(rows()))
    other = signed_in(Role.REGISTRAR, office_of(land.rasht))  # type: ignore[arg-type]
    source = Import.objects.get()
    assert other.get(reverse("crime_desk:import", args=[source.uid])).status_code == 404
    assert "cards.csv" not in other.get(reverse("crime_desk:imports")).content.decode()


def test_who_gets_in(land: "Land") -> None:
    """Statisticians and registrars; for everybody else there is no such page."""
    from hamkori.rooms.crime.models import Import

    send(signed_in(Role.REGISTRAR, land.office), csv_of(rows()))
    source = Import.objects.get()
    for role in (
        Role.STATISTICIAN,
        Role.REGISTRAR,
        Role.DUTY,
        Role.INTEGRITY,
        Role.COMMANDER,
        Role.ADMINISTRATOR,
    ):
        browser = signed_in(role, land.office)
        wanted = 200 if role in (Role.STATISTICIAN, Role.REGISTRAR) else 404
        for name, values in (("imports", ()), ("import_new", ()), ("import", (source.uid,)),
                             ("import_faults", (source.uid,))):  # fmt: skip
            assert browser.get(reverse(f"crime_desk:{name}", args=values)).status_code == wanted, (role, name)
        sent = browser.post(reverse("crime_desk:import_step", args=[source.uid, "stop"])).status_code
        assert sent == (302 if wanted == 200 else 404), role


def test_web_workers_do_not_load_the_tools_of_reading() -> None:
    code = (
        "import django, sys; django.setup(); import hamkori.config.urls, hamkori.rooms.crime.views.imports, "
        "hamkori.rooms.crime.jobs; print([m for m in ('numpy', 'pyarrow', 'python_calamine') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "[]"
