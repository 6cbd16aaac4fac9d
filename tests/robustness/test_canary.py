"""Marked words go in by every way; afterwards nobody finds them on the disk (K08, K56, K57, K58, K64)."""

import base64
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlparse
from zoneinfo import ZoneInfo

import pytest

from tests.robustness.canary import (
    ANSWERED,
    ASSISTED,
    CONFIDENTIAL,
    LAND,
    LOUD,
    MARKED,
    MOMENTS,
    NAMED,
    NEVER_STORED,
    OF_STAFF_AND_MACHINES,
    PAPER_NAME,
    PHONE_NAME,
    PHONES,
    READABLE,
    SAFE_TIME,
    STRIP_NAME,
    TEXTS,
    WITH_OPENING_HOURS,
    by_web,
    step_behind_code,
)
from tests.robustness.residents import Visit, look_inside
from tests.robustness.search import dresses, findings
from tests.support import House, need_program


@pytest.fixture(scope="module")
def lived_in(make_house: Callable[..., House]) -> Iterator[House]:
    """A house in which all of this happened, still running: its logs, its WAL, its temporary folder are there."""
    house = make_house()
    temporary = house.folder / "tmp"
    temporary.mkdir()
    house.environment["TMPDIR"] = str(temporary)
    place = look_inside(house, LAND + "found = land.mahalla.code")
    house.start()
    by_web(house, place)
    entered = {"paper": TEXTS["paper"], "phone": TEXTS["phone"], "hall": TEXTS["hall"], "phones": PHONES,
               "paper_name": PAPER_NAME, "phone_name": PHONE_NAME, "strip_name": STRIP_NAME}  # fmt: skip
    look_inside(house, ASSISTED, entered)
    told = look_inside(house, ANSWERED, TEXTS["answer"])
    assert told["sent"] >= 1, told
    house.run("backup", str(house.folder / "backups"))
    _dump(house)
    time.sleep(4)  # the sealer has passed
    yield house


def _dump(house: House) -> None:
    database = house.environment.get("HAMKORI_DATABASE", "")
    if database.startswith("postgres"):
        dump = house.folder / "backups" / "dump.sql"
        subprocess.run([need_program("pg_dump"), "-f", str(dump), database], check=True)


def cluster_of(house: House) -> list[Path]:
    """The files of the PostgreSQL cluster, where this user can read them."""
    host = parse_qs(urlparse(house.environment.get("HAMKORI_DATABASE", "")).query).get("host", [""])[0]
    cluster = Path(host) / "cluster"
    if not host or not os.access(cluster, os.R_OK):
        return []
    return [cluster / "base", cluster / "pg_wal", Path(host) / "log"]


def everything(house: House) -> list[Path]:
    return [house.folder, *cluster_of(house)]


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    """A search that finds nothing proves nothing unless it finds each dress."""
    for number, (dress, worn) in enumerate(dresses(CONFIDENTIAL).items()):
        (tmp_path / str(number)).write_bytes(b"\x00\x01before" + worn + b"after")
        found = findings([CONFIDENTIAL], [tmp_path / str(number)])
        assert any(f"({dress})" in line for line in found), dress
    joined = base64.b64encode(b"ab" + NAMED.encode() + b"z")
    (tmp_path / "joined").write_bytes(joined)
    assert findings([NAMED], [tmp_path / "joined"])


@pytest.mark.slow
def test_k08_k58_words_names_and_numbers_stand_nowhere_in_plain(lived_in: House) -> None:
    """Database with its WAL, temporary folder, logs, letters, files, backups: nothing of what residents said."""
    readable = json.dumps(look_inside(lived_in, READABLE), ensure_ascii=False)
    kept = [needle for needle in MARKED if needle in readable]
    assert set(kept) >= {
        TEXTS["named"],
        TEXTS["reply"],
        TEXTS["hall"],
        NAMED,
        CONFIDENTIAL,
        STRIP_NAME,
        SAFE_TIME,
    }
    plain = [line for line in findings(["street_lighting"], everything(lived_in)) if "(plain)" in line]
    assert any("sqlite3" in line or "/base/" in line or "dump.sql" in line for line in plain), (
        "nothing was searched"
    )
    assert findings(MARKED, everything(lived_in)) == []


@pytest.mark.slow
def test_k57_a_calm_page_and_a_withdrawal_leave_no_words_even_for_the_key_holder(lived_in: House) -> None:
    readable = json.dumps(look_inside(lived_in, READABLE), ensure_ascii=False)
    for gone in ("screened", "screened topic", "withdrawn", "guess", "photo"):
        assert TEXTS[gone] not in readable, gone


@pytest.mark.slow
def test_k08_no_address_no_device_no_referring_page(lived_in: House) -> None:
    """Neither in the database nor in a log: sent with every request, kept nowhere."""
    assert (lived_in.log.stat().st_size) < 20_000
    assert findings(NEVER_STORED, everything(lived_in)) == []


@pytest.mark.slow
def test_k56_gateway_and_logs_keep_no_number(lived_in: House) -> None:
    letters = list((lived_in.data / "letters").rglob("*.sealed"))
    assert letters
    assert findings(PHONES, [lived_in.data / "letters", lived_in.log]) == []


@pytest.mark.slow
def test_k08_no_time_of_day_where_a_resident_has_been(lived_in: House) -> None:
    """Every column that can hold a moment is listed here, and no value elsewhere looks like one."""
    found = look_inside(lived_in, MOMENTS, WITH_OPENING_HOURS)
    assert found["columns"] == OF_STAFF_AND_MACHINES
    of_tables = {name.split(".", 1)[0].lower() for name in found["in_database"]}
    of_the_register = {name.rsplit(".", 1)[0].replace(".", "_").lower() for name in OF_STAFF_AND_MACHINES}
    of_tables -= {table for table in of_the_register if table.startswith("crime_")}
    assert of_tables == {
        "accounts_signinpause", "accounts_staffsession", "schedule_jobstate", "django_session", "django_migrations",
    }  # fmt: skip
    assert found["seen"] == []


@pytest.mark.slow
def test_k08_files_carry_the_day_without_the_hour(lived_in: House) -> None:
    zone = ZoneInfo("Asia/Dushanbe")
    kept = [lived_in.data / "files", lived_in.data / "letters", lived_in.data.parent / "ledger"]
    paths = [path for folder in kept for path in folder.rglob("*") if path.is_file()]
    assert len(paths) >= 3
    for path in paths:
        moment = datetime.fromtimestamp(path.stat().st_mtime, zone)
        assert (moment.hour, moment.minute, moment.second) == (0, 0, 0), path


@pytest.mark.slow
def test_k64_a_seized_disk_reads_nothing_without_the_key(lived_in: House, tmp_path: Path) -> None:
    """The data folder and the backups hold no key; with another key every text refuses."""
    key_file = Path(lived_in.environment["HAMKORI_KEY_FILE"])
    key = key_file.read_text().strip()
    raw = base64.b64decode(key)
    seized = [lived_in.data, lived_in.folder / "backups", *cluster_of(lived_in)]
    assert findings([key, raw.hex()], seized) == []
    assert not any(
        raw in path.read_bytes() for folder in seized for path in folder.rglob("*") if path.is_file()
    )
    thief = House(tmp_path)
    thief.environment = {**lived_in.environment, "HAMKORI_KEY_FILE": str(tmp_path / "key" / "other.key")}
    refused = look_inside(
        thief,
        "from hamkori.kernel.crypto import Unreadable\n"
        "from hamkori.rooms.concerns.models import Concern, Identity\n"
        "found = 0\n"
        "for model, column in ((Concern, 'text'), (Identity, 'name'), (Identity, 'phone')):\n"
        "    for pk in model.objects.values_list('pk', flat=True):\n"
        "        try:\n"
        "            read = model.objects.values_list(column, flat=True).get(pk=pk)\n"
        "            found += 0 if read == '' else 10_000\n"
        "        except Unreadable:\n"
        "            found += 1\n",
    )
    assert 6 <= refused < 10_000


@pytest.mark.slow
def test_k64_a_restored_backup_erases_again_what_was_taken_back(
    lived_in: House, make_house: Callable[..., House]
) -> None:
    """The backup knows the words of somebody who takes them back afterwards; restoring does not bring them back."""
    visit = Visit(lived_in, LOUD)
    place = look_inside(lived_in, LAND + "found = land.mahalla.code")
    told = visit.send(visit.last_form(place, "regretcanary"), "regretcanary")
    assert told is not None
    shutil.rmtree(lived_in.folder / "backups")
    lived_in.run("backup", str(lived_in.folder / "backups"))
    step_behind_code(visit, {"reference": told.reference, "code": told.code}, "withdraw", {"sure": "on"})
    restored = make_house(migrated=False)
    shutil.copytree(lived_in.folder / "key", restored.folder / "key")
    shutil.copytree(lived_in.folder / "ledger", restored.folder / "ledger")
    archive = next((lived_in.folder / "backups").glob("*.tar"))
    said = restored.run("restore", str(archive)).stdout
    assert "done again: 1" in said
    after = look_inside(restored, READABLE)
    assert "regretcanary" not in after
    assert TEXTS["named"] in after
