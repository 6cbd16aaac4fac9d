"""Long files: prepared in a process beside, in the same order with the same faults; cut ones refused in little memory."""

import io
import resource
import subprocess
import sys
from dataclasses import asdict
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from tests.rooms.crime.imports.files import AT, csv_of, rows

if TYPE_CHECKING:
    from tests.rooms.crime.imports.conftest import Land

pytestmark = pytest.mark.django_db


def take(file: Any, mapping: object, *, resume: bool = False) -> Any:
    from hamkori.kernel.actor import SYSTEM
    from hamkori.rooms.crime.register.imports import running

    source, found = running.open_file(
        file,
        file_name="f.csv",
        mapping=mapping,
        actor=SYSTEM,
        resume=resume,  # type: ignore[arg-type]
    )
    return source if found is None else running.run(source, file, found, actor=SYSTEM)


@pytest.fixture
def helped(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Small blocks, each prepared by another process; the helpers that were started."""
    from hamkori.rooms.crime.register.imports import preparing, texts

    started: list[Any] = []

    class Seen(preparing._Helper):
        def __init__(self, start: Any) -> None:
            super().__init__(start)
            self._started.result()
            started.append(self)

    monkeypatch.setattr(preparing, "_Helper", Seen)
    monkeypatch.setattr(preparing, "LONG", 0)
    monkeypatch.setattr(preparing, "_cores", lambda: 2)
    monkeypatch.setattr(texts, "BLOCK", 3000)
    return started


def faulty_rows() -> list[list[str]]:
    """A hundred rows; two of them in later blocks have something wrong, one is too short."""
    lines = rows(100)
    lines[60][AT["Дата сообщения"]] = "31.02.2025"
    lines[80][AT["Где"]] = "на луне"
    del lines[90][3]
    return lines


def test_a_process_beside_prepares_the_same(
    land: "Land", helped: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from hamkori.rooms.crime.models import Crime, ImportedRow
    from hamkori.rooms.crime.register.imports import preparing
    from hamkori.rooms.crime.register.imports.checks import faults
    from hamkori.rooms.crime.register.queries import history

    source = take(BytesIO(csv_of(faulty_rows())), land.cards)
    assert (source.state, source.rows_read, source.rows_new, source.rows_faulty) == ("done", 100, 97, 3)
    errors = source.faults.filter(severity="error").order_by("row")
    assert [(one.row, one.rule) for one in errors] == [
        (62, "structure.day"), (82, "structure.word"), (92, "structure.cells"),
    ]  # fmt: skip
    assert source.chunks > 3
    assert len(helped) == 1
    assert helped[0]._process.poll() is not None, "it ended with the file"
    assert list(faults()) == []
    crime = Crime.objects.get(record_number="К-99")
    assert str(crime.damage) == "199.50"
    [recorded] = history(crime)
    assert recorded.after["persons"] == [["victim", "f", "u", "u", 1]]
    digests = dict(ImportedRow.objects.values_list("key", "digest"))
    monkeypatch.setattr(preparing, "LONG", 10**9)
    again = take(BytesIO(csv_of(faulty_rows(), encoding="utf-16")), land.cards)
    assert (again.rows_new, again.rows_same) == (0, 97)
    assert dict(ImportedRow.objects.values_list("key", "digest")) == digests
    assert len(helped) == 1, "the second file was prepared here, and its rows are the same"


def test_a_killed_helper_leaves_whole_chunks_and_the_file_goes_on(
    land: "Land", helped: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from hamkori.rooms.crime.models import Crime
    from hamkori.rooms.crime.register.imports import preparing

    data = csv_of(rows(100))
    tell, told = preparing._Helper.tell, []

    def killing(helper: Any, content: Any) -> None:
        told.append(content)
        if len(told) == 3:
            helper._process.kill()
            helper._process.wait()
        tell(helper, content)

    with monkeypatch.context() as patched:
        patched.setattr(preparing._Helper, "tell", killing)
        with pytest.raises(preparing.HelperEnded):
            take(BytesIO(data), land.cards)
    taken = Crime.objects.count()
    assert 0 < taken < 100
    monkeypatch.setattr(preparing, "LONG", 10**9)
    ended = take(BytesIO(data), land.cards, resume=True)
    assert (ended.state, ended.rows_new, Crime.objects.count()) == ("done", 100, 100)


def test_a_file_that_breaks_off_later_gives_what_stands_before(land: "Land", helped: list[Any]) -> None:
    """It was changed after it was looked through. Its row is counted from the beginning of the file."""
    from hamkori.kernel.actor import SYSTEM
    from hamkori.rooms.crime.register.imports import running

    class Changed(BytesIO):
        broken = False

        def read(self, size: int | None = -1) -> bytes:
            data = super().read(size)
            return data.replace(b";", b'"', 1) if self.broken and self.tell() > 6_000 else data

    file = Changed(csv_of(rows(100)))
    source, found = running.open_file(file, file_name="f.csv", mapping=land.cards, actor=SYSTEM)  # type: ignore[arg-type]
    assert found is not None
    file.broken = True
    ended = running.run(source, file, found, actor=SYSTEM)
    assert (ended.state, ended.rows_new) == ("refused", ended.rows_read) and 0 < ended.rows_read < 100
    assert [(one.row, one.rule) for one in ended.faults.all()] == [(ended.rows_read + 2, "structure.quote")]


def test_what_prepares_chunks_needs_no_model() -> None:
    """A helper starts without setting the application up: that would take it twice as long."""
    modules = ", ".join(("columns", "context", "judging", "packing", "preparing", "rows", "texts"))
    code = (
        f"import sys; from hamkori.rooms.crime.register.imports import {modules}; "
        "print([name for name in sys.modules if name.endswith('.models') and name.startswith('hamkori')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_references_drawn_together_are_references() -> None:
    from hamkori.kernel.references import ALPHABET, clean_reference
    from hamkori.rooms.crime.register.imports.bulk import new_references

    drawn = new_references(2000)
    assert len(set(drawn)) == 2000
    assert all(clean_reference(one) == one for one in drawn)
    assert {letter for one in drawn for letter in one[:-1]} == set(ALPHABET)


def test_packed_rows_read_out_are_the_rows_that_were_packed(land: "Land") -> None:
    from hamkori.rooms.crime.models import Import
    from hamkori.rooms.crime.register.imports import packing, reading
    from hamkori.rooms.crime.register.imports.columns import Reader
    from hamkori.rooms.crime.register.imports.context import load
    from hamkori.rooms.crime.register.imports.judging import judge
    from hamkori.rooms.crime.register.imports.layouts import read_layout
    from hamkori.rooms.crime.register.imports.rows import rows_of
    from tests.rooms.crime.imports.test_packed import of_many_kinds

    layout = read_layout(land.cards.kind, land.cards.body)  # type: ignore[attr-defined]
    held, file = load(Import(mapping=land.cards)), BytesIO(csv_of(of_many_kinds()))
    found = reading.survey(file, layout)
    [chunk] = reading.chunks(file, found, layout, position=found.start, row=2)
    read = Reader(layout, held.places).read(chunk)
    good, _faults = judge(read, held)
    made = rows_of(read, good, held)
    packed = packing.pack(made)
    assert len(packed) == len(made) == 19
    packed.move(100)
    out = packing.unpack(packed)
    made.move(100)
    assert asdict(out) == asdict(made)
    assert [out.row(place) for place in range(19)] == [made.row(place) for place in range(19)]
    assert any(len(out.row(place).offences) > 1 for place in range(19))


def test_what_never_comes_again_is_not_remembered(land: "Land", monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers of records differ in every row: remembering them would make memory grow with the file."""
    from hamkori.rooms.crime.models import Import
    from hamkori.rooms.crime.register.imports import reading
    from hamkori.rooms.crime.register.imports.columns import Reader
    from hamkori.rooms.crime.register.imports.context import load
    from hamkori.rooms.crime.register.imports.layouts import read_layout

    layout = read_layout(land.cards.kind, land.cards.body)  # type: ignore[attr-defined]
    held = load(Import(mapping=land.cards))
    reader, file = Reader(layout, held.places), BytesIO(csv_of(rows(3000)))
    found = reading.survey(file, layout)
    for chunk in reading.chunks(file, found, layout, position=found.start, row=2):
        assert len(reader.read(chunk).batch) == 3000
    assert 0 < len(reader._kept) < 1000


class Long(io.RawIOBase):
    """A CSV of so many bytes that repeats its rows and ends in the middle of one. It is kept nowhere."""

    def __init__(self, size: int) -> None:
        whole = csv_of(rows(5000))
        start = whole.index(b"\n") + 1
        self.head, self.body = whole[:start], whole[start:]
        at = self.body.index(b"Asht", (size - start) % len(self.body)) + 2
        self.size = size - (size - start) % len(self.body) + at
        self.at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self.at = offset
        return offset

    def read(self, size: int = -1) -> bytes:
        assert size >= 0, "never the whole file"
        size = min(size, self.size - self.at)
        if self.at < len(self.head):
            found = self.head[self.at :][:size]
        else:
            place = (self.at - len(self.head)) % len(self.body)
            found = (self.body * (2 + size // len(self.body)))[place : place + size]
        self.at += len(found)
        return found


@pytest.mark.parametrize(
    "size", [20 * 1024**2, pytest.param(2 * 1024**3, marks=pytest.mark.slow)], ids=["20 MB", "2 GB"]
)
def test_a_long_file_cut_in_the_middle_is_refused_in_little_memory(land: "Land", size: int) -> None:
    """Whole rows to the cut, so that nothing but the last row gives it away. Nothing of it is taken."""
    from hamkori.rooms.crime.models import Crime, ImportedRow

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    file = Long(size)
    source = take(file, land.cards)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert file.size >= size
    assert (source.state, source.size) == ("refused", file.size)
    assert [one.rule for one in source.faults.all()] == ["structure.cut"]
    assert not Crime.objects.exists() and not ImportedRow.objects.exists()
    assert grown < 60_000, f"{grown} KB more"
