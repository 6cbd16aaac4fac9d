"""Photos and papers: what is refused, what is left of them, where they lie, who looked (K47)."""

import io
import os
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from hamkori.ground.audit.models import Entry
from hamkori.ground.files import actions, photos, queries, store
from hamkori.ground.files.models import FileView, StoredFile
from hamkori.ground.files.photos import BrokenPhoto
from hamkori.ground.files.store import WrongKind, take_in
from hamkori.ground.files.upload import FileTooBig
from hamkori.ground.schedule.models import JobState
from hamkori.kernel.actor import SYSTEM, Actor, Kind, holder
from hamkori.kernel.crypto import Unreadable
from hamkori.kernel.errors import BadInput, BadState, NotFound

pytestmark = pytest.mark.django_db
PAPER = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\nstartxref\n0\n%%EOF\n"
HANDLER = Actor(Kind.STAFF, user_id=7, posting_id=70)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.HAMKORI_FILES = tmp_path / "files"
    yield settings.HAMKORI_FILES


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def photo(form: str = "JPEG", size: tuple[int, int] = (64, 48), colour: str = "green", **extra: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, form, **extra)
    return out.getvalue()


def sent(data: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def blobs(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def job_row() -> JobState:
    """Any record can have files; this one needs nothing else."""
    return JobState.objects.create(name="x", next_at=datetime(2026, 3, 1, tzinfo=ZoneInfo("UTC")))


# --- what is taken ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "name"),
    [("JPEG", "a.jpg"), ("JPEG", "a.JPEG"), ("PNG", "a.png"), ("WEBP", "a.webp"), ("JPEG", "image")],
)
def test_photos_become_jpeg(form: str, name: str) -> None:
    file = take_in(sent(photo(form), name), purpose="photo")
    assert (file.content_type, file.width, file.height, file.pending) == ("image/jpeg", 64, 48, True)
    with Image.open(io.BytesIO(queries.read(file.token))) as kept:
        assert kept.format == "JPEG"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("photo.jpg.exe", photo()),
        ("photo.exe.jpg", photo()),
        ("photo.php.jpg", photo()),
        ("photo.exe", photo()),
        ("photo.png", photo("JPEG")),
        ("photo.jpg", photo("PNG")),
        ("photo.gif", photo("GIF")),
        ("photo.jpg", b"MZ\x90\x00" + bytes(500)),
        ("photo.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("photo.heic", b"\x00\x00\x00\x18ftypheic" + bytes(200)),
        ("letter.pdf", PAPER),
        ("photo.jpg", PAPER),
    ],
)
def test_a_wrong_or_double_name_or_kind_is_refused_with_the_kinds_that_fit(
    name: str, data: bytes, folder: Path
) -> None:
    with pytest.raises(WrongKind) as refusal:
        take_in(sent(data, name), purpose="photo")
    assert "JPEG, PNG, WEBP" in str(refusal.value)
    assert blobs(folder) == []
    assert not StoredFile.objects.exists()


def test_a_paper_may_be_a_pdf_but_not_an_active_one() -> None:
    file = take_in(sent(PAPER, "letter.pdf"), purpose="paper", photos_only=False)
    assert (file.content_type, file.width) == ("application/pdf", None)
    assert queries.read(file.token) == PAPER
    for active in (b"/JavaScript (x)", b"/JS (x)", b"/Launch <<>>", b"/EmbeddedFile", b"/Encrypt 1 0 R"):
        with pytest.raises(WrongKind):
            take_in(
                sent(PAPER.replace(b"endobj", active + b" endobj"), "letter.pdf"),
                purpose="paper",
                photos_only=False,
            )
    with pytest.raises(WrongKind):
        take_in(sent(PAPER, "letter.pdf"), purpose="evidence", photos_only=False)


@pytest.mark.parametrize(
    "data",
    [
        photo()[:200],
        b"\xff\xd8\xff" + bytes(50),
        photo("PNG")[:60],
        b"RIFF\x00\x00\x00\x00WEBP" + bytes(30),
    ],
)
def test_a_broken_photo_is_refused_with_a_sentence(data: bytes) -> None:
    kind = "png" if data[1:4] == b"PNG" else "webp" if data[:4] == b"RIFF" else "jpg"
    with pytest.raises(BrokenPhoto, match="cannot be opened"):
        take_in(sent(data, f"photo.{kind}"), purpose="photo")


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_photo_that_unpacks_to_too_much_is_refused_before_it_is_opened(form: str) -> None:
    """A few kilobytes that would take hundreds of megabytes of memory."""
    size = {"PNG": (7_000, 7_000), "JPEG": (12_000, 12_000), "WEBP": (13_000, 2_000)}[form]
    out = io.BytesIO()
    Image.new("1" if form == "PNG" else "L", size).save(out, form)
    with pytest.raises(BrokenPhoto):
        photos.clean_photo(out.getvalue())


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.data())
def test_damaged_photos_never_crash(form: str, data: st.DataObject) -> None:
    whole = bytearray(photo(form))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        kept, width, height = photos.clean_photo(bytes(whole))
    except BrokenPhoto:
        return
    assert kept.startswith(b"\xff\xd8")
    assert max(width, height) <= photos.LONGEST_SIDE


def test_a_large_photo_is_scaled_down() -> None:
    file = take_in(sent(photo(size=(4000, 3000))), purpose="photo")
    assert (file.width, file.height) == (1600, 1200)


def test_too_many_bytes_are_refused_with_the_limit() -> None:
    with pytest.raises(FileTooBig, match=r"At most: 10.MB"):
        take_in(sent(b"\xff\xd8\xff" + bytes(10 * 1024 * 1024)), purpose="photo")


# --- what is left of it ----------------------------------------------------------------------------------------


def test_no_metadata_survives_and_the_photo_stands_upright_k47() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Canary Phones"
    exif[0x0132] = "2026:03:15 17:42:11"
    exif.get_ifd(0x8825)[2] = (38.0, 33.0, 12.0)
    data = photo(size=(200, 100), exif=exif, comment=b"canary comment", icc_profile=b"canary profile")
    assert b"Canary" in data
    file = take_in(sent(data), purpose="evidence")
    assert (file.width, file.height) == (100, 200)
    kept = queries.read(file.token)
    for trace in (b"Canary", b"canary", b"Exif", b"2026:03", b"ICC_PROFILE"):
        assert trace not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert len(image.getexif()) == 0


def test_transparency_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(out, "PNG")
    kept, _width, _height = photos.clean_photo(out.getvalue())
    with Image.open(io.BytesIO(kept)) as image:
        assert min(image.getpixel((10, 10))) > 250  # type: ignore[arg-type]


def test_the_senders_name_of_the_file_is_kept_nowhere(folder: Path) -> None:
    file = take_in(sent(photo(), "Gulnora-passport.jpg"), purpose="photo")
    assert "Gulnora" not in str(StoredFile.objects.filter(pk=file.pk).values())
    assert all("Gulnora" not in path.name for path in blobs(folder))


def test_the_bytes_on_the_disk_are_sealed_and_tell_no_hour(folder: Path, travel: Callable[..., None]) -> None:
    travel(datetime(2026, 3, 15, 14, 37, tzinfo=ZoneInfo("Asia/Dushanbe")))
    file = take_in(sent(photo()), purpose="photo")
    plain = queries.read(file.token)
    (blob,) = blobs(folder)
    assert plain[:64] not in blob.read_bytes()
    assert b"JFIF" not in blob.read_bytes()
    assert blob.stat().st_mode & 0o077 == 0
    midnight = datetime.combine(date(2026, 3, 15), time(), ZoneInfo("Asia/Dushanbe")).timestamp()
    for path in (blob, *list(blob.parents)[:3]):
        assert path.stat().st_mtime == midnight
    assert file.token not in str(blob)


def test_a_changed_or_swapped_blob_is_noticed(folder: Path) -> None:
    one, other = (take_in(sent(photo(colour=colour)), purpose="photo") for colour in ("red", "blue"))
    path, second = store.path_of(one.blob), store.path_of(other.blob)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(Unreadable):
        queries.read(one.token)
    path.write_bytes(second.read_bytes())
    with pytest.raises(Unreadable):
        queries.read(one.token)


def test_hiding_a_part_leaves_nothing_of_it_and_removes_the_old_bytes_k47(
    folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    image = Image.effect_noise((400, 300), 120).convert("RGB")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95)
    file = take_in(sent(out.getvalue()), purpose="evidence")
    before = Image.open(io.BytesIO(queries.read(file.token)))
    with django_capture_on_commit_callbacks(execute=True):
        actions.hide_region(actor=HANDLER, file=file, boxes=[(100, 100, 260, 200)])
    after = Image.open(io.BytesIO(queries.read(file.token)))
    assert after.size == before.size

    def roughness(picture: Image.Image, box: tuple[int, int, int, int]) -> int:
        grey = picture.crop(box).convert("L")
        values = list(grey.tobytes())
        return sum(abs(a - b) for a, b in zip(values, values[1:], strict=False)) // len(values)

    assert roughness(before, (100, 100, 260, 200)) > 20
    assert roughness(after, (100, 100, 260, 200)) < 10
    assert roughness(after, (0, 0, 90, 90)) > 20
    assert len(blobs(folder)) == 1


@pytest.mark.parametrize("box", [(500, 0, 600, 10), (10, 10, 10, 20), (30, 30, 20, 40)])
def test_a_box_outside_the_photo_is_refused(box: tuple[int, int, int, int]) -> None:
    file = take_in(sent(photo()), purpose="evidence")
    with pytest.raises(BadInput, match="outside"):
        actions.hide_region(actor=HANDLER, file=file, boxes=[box])


# --- from pending to erased ------------------------------------------------------------------------------------


def test_attaching_binds_once_and_a_second_press_changes_nothing() -> None:
    subject = job_row()
    tokens = [take_in(sent(photo(colour=colour)), purpose="photo").token for colour in ("red", "blue")]
    actions.attach(actor=SYSTEM, tokens=tokens, subject=subject)
    actions.attach(actor=SYSTEM, tokens=tokens, subject=subject)
    assert [file.token for file in queries.of_subject(subject)] == tokens
    assert Entry.objects.filter(action="files.attached").count() == 1
    assert queries.pending(tokens) == []


def test_a_file_of_one_record_cannot_be_taken_to_another() -> None:
    subject, other = (
        job_row(),
        JobState.objects.create(name="y", next_at=datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC"))),
    )
    token = take_in(sent(photo()), purpose="photo").token
    actions.attach(actor=SYSTEM, tokens=[token], subject=subject)
    with pytest.raises(BadState):
        actions.attach(actor=SYSTEM, tokens=[token], subject=other)
    with pytest.raises(BadInput, match="add it again"):
        actions.attach(actor=SYSTEM, tokens=["0" * 32], subject=subject)


def test_erasing_removes_the_bytes_and_leaves_a_tombstone(
    folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    subject = job_row()
    file = take_in(sent(photo()), purpose="photo")
    actions.attach(actor=SYSTEM, tokens=[file.token], subject=subject)
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase(actor=HANDLER, file=file, reason="withdrawn")
        actions.erase(actor=HANDLER, file=file, reason="withdrawn")
    assert blobs(folder) == []
    with pytest.raises(NotFound):
        queries.read(file.token)
    assert queries.of_subject(subject).get().erased_on is not None
    assert Entry.objects.filter(action="files.erased", reason="withdrawn").count() == 1


def test_what_was_never_sent_goes_after_a_day_and_so_do_leftovers(
    folder: Path, travel: Callable[..., None], django_capture_on_commit_callbacks: Any
) -> None:
    subject, today = job_row(), date(2026, 3, 15)
    kept = {}
    for name, age in {"old": 2, "attached": 2, "yesterday": 1, "today": 0}.items():
        travel(today - timedelta(days=age))
        kept[name] = take_in(sent(photo()), purpose="photo")
    actions.attach(actor=SYSTEM, tokens=[kept["attached"].token], subject=subject)
    travel(today - timedelta(days=3))
    store.write_blob("ab" * 16, b"left by a killed process")
    half = store.path_of("cd" * 16).with_suffix(".part")
    half.parent.mkdir(parents=True)
    half.write_bytes(b"half")
    os.utime(half, (0, 0))
    travel(today)
    with django_capture_on_commit_callbacks(execute=True):
        actions.purge_pending()
    assert set(StoredFile.objects.values_list("token", flat=True)) == {
        kept[name].token for name in ("attached", "yesterday", "today")
    }
    assert {path.name for path in blobs(folder)} == {
        kept[name].blob for name in ("attached", "yesterday", "today")
    }
    entries = Entry.objects.filter(action="files.tidied").count()
    assert actions.purge_pending() == 0
    assert Entry.objects.filter(action="files.tidied").count() == entries == 1


def test_an_erasure_that_was_killed_before_the_unlink_is_finished_by_the_job(
    folder: Path, travel: Callable[..., None], django_capture_on_commit_callbacks: Any
) -> None:
    travel(date(2026, 3, 10))
    file = take_in(sent(photo()), purpose="photo")
    actions.attach(actor=SYSTEM, tokens=[file.token], subject=job_row())
    with django_capture_on_commit_callbacks(execute=False):
        actions.erase(actor=HANDLER, file=file, reason="withdrawn")
    assert len(blobs(folder)) == 1
    travel(date(2026, 3, 15))
    with django_capture_on_commit_callbacks(execute=True):
        actions.purge_pending()
    assert blobs(folder) == []


@pytest.mark.parametrize(
    "change",
    [{"pending": False}, {"subject_type": "x"}, {"purpose": ""}, {"erased_on": date(2026, 1, 1)}],
)
def test_the_database_refuses_half_attached_files(change: dict[str, Any]) -> None:
    file = take_in(sent(photo()), purpose="photo")
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.filter(pk=file.pk).update(**change)


# --- who looked ------------------------------------------------------------------------------------------------


def test_every_look_of_staff_is_logged_once_a_day_with_its_date_only_k47(travel: Callable[..., None]) -> None:
    file = take_in(sent(photo()), purpose="evidence")
    travel(date(2026, 3, 15))
    actions.record_view(actor=HANDLER, file=file)
    actions.record_view(actor=HANDLER, file=file)
    travel(date(2026, 3, 16))
    actions.record_view(actor=HANDLER, file=file)
    assert [(view.user_id, view.posting_id, view.on) for view in queries.views_of(file)] == [
        (7, 70, date(2026, 3, 16)),
        (7, 70, date(2026, 3, 15)),
    ]
    assert Entry.objects.filter(action="files.viewed").count() == 2


def test_a_resident_who_looks_at_the_own_photo_leaves_no_trace() -> None:
    file = take_in(sent(photo()), purpose="photo")
    actions.record_view(actor=holder(5), file=file)
    assert not FileView.objects.exists()
    assert not Entry.objects.filter(action="files.viewed").exists()


def test_a_token_cannot_be_guessed_and_says_nothing_about_order() -> None:
    one, other = (take_in(sent(photo()), purpose="photo").token for _ in range(2))
    assert len(one) == len(other) == 32
    assert one != other
    assert queries.stored("f" * 32) is None
