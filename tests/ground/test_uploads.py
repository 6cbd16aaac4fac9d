"""Uploads over HTTP: nothing touches the disk, memory is bounded, too much is answered with a sentence."""

import io
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from hamkori.ground.files.store import take_in
from hamkori.ground.files.upload import MOST_BYTES_TOGETHER, FileTooBig, KeptFile, MemoryOnlyUploadHandler
from hamkori.kernel.errors import BadInput

MEGABYTE = 1024 * 1024
pytestmark = pytest.mark.django_db


def receive(request: HttpRequest) -> HttpResponse:
    """What an intake view does with a photo."""
    sizes = []
    for upload in request.FILES.getlist("photo"):
        try:
            take_in(upload, purpose="photo")
        except BadInput as refusal:
            return HttpResponse(str(refusal), status=refusal.status)
        sizes.append(upload.size)
    return HttpResponse(f"{len(sizes)} {len(request.POST.get('text', ''))}")


urlpatterns = [path("receive/", receive), path("ru/receive/", receive)]
handler400 = "hamkori.kernel.views.bad_request"


@pytest.fixture(autouse=True)
def without_static_files(settings: Any) -> None:
    settings.MIDDLEWARE = [
        name for name in settings.MIDDLEWARE if "whitenoise" not in name and "accounts" not in name
    ]


@pytest.fixture
def no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any temporary file fails the test."""

    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise AssertionError("something was spooled to the disk")

    for name in ("NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", refuse)


def post(data: dict[str, Any], address: str = "/receive/") -> HttpResponse:
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    return client.post(address, data)  # type: ignore[return-value]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "language", "sentence"),
    [("/ru/receive/", "ru", None), ("/receive/", "en", "The file is too big. At most: 10 MB.")],
)
def test_a_photo_of_40_megabytes_is_answered_with_a_sentence(
    no_disk: None, address: str, language: str, sentence: str | None
) -> None:
    client = Client(raise_request_exception=False, headers={"accept-language": language})
    answer = client.post(
        address, {"photo": SimpleUploadedFile("photo.jpg", b"\xff\xd8\xff" + bytes(40 * MEGABYTE))}
    )
    assert answer.status_code == 413
    text = answer.content.decode().replace("\u00a0", " ")
    assert "10" in text
    if sentence:
        assert text == sentence


def test_what_goes_beyond_is_thrown_away_and_marked() -> None:
    handler = MemoryOnlyUploadHandler()
    chunk = bytes(64 * 1024)
    handler.new_file("photo", "photo.jpg", "image/jpeg", None)
    for number in range(40 * 16):
        handler.receive_data_chunk(chunk, number * len(chunk))
        assert handler._kept.tell() <= 10 * MEGABYTE
    file = handler.file_complete(40 * MEGABYTE)
    assert (file.too_big_for, file.size, len(file.read())) == (10 * MEGABYTE, 40 * MEGABYTE, 0)
    handler.new_file("photo", "small.jpg", "image/jpeg", None)
    handler.receive_data_chunk(b"abc", 0)
    small = handler.file_complete(3)
    assert (small.too_big_for, small.read()) == (0, b"abc")


def test_all_files_of_a_request_together_are_bounded_too() -> None:
    handler = MemoryOnlyUploadHandler()
    kept: list[KeptFile] = []
    for name in "abcdef":
        handler.new_file("photo", f"{name}.jpg", "image/jpeg", None)
        for number in range(9):
            handler.receive_data_chunk(bytes(MEGABYTE), number * MEGABYTE)
        kept.append(handler.file_complete(9 * MEGABYTE))
    assert [bool(file.too_big_for) for file in kept] == [False, False, True, True, True, True]
    assert sum(len(file.read()) for file in kept) <= MOST_BYTES_TOGETHER
    with pytest.raises(FileTooBig):
        take_in(kept[-1], purpose="photo")


@pytest.mark.urls(__name__)
@pytest.mark.django_db
def test_a_photo_of_9_megabytes_never_touches_the_disk_in_plain(
    no_disk: None, settings: Any, tmp_path: Path
) -> None:
    from PIL import Image

    settings.HAMKORI_FILES = tmp_path / "files"
    out = io.BytesIO()
    Image.frombytes("RGB", (1700, 1700), os.urandom(1700 * 1700 * 3)).save(out, "PNG", compress_level=0)
    assert 8 * MEGABYTE < len(out.getvalue()) < 10 * MEGABYTE
    answer = post({"photo": SimpleUploadedFile("photo.png", out.getvalue())})
    assert (answer.status_code, answer.content) == (200, b"1 0")


@pytest.mark.urls(__name__)
def test_too_much_text_is_answered_with_a_sentence_and_413() -> None:
    answer = post({"text": "x" * (3 * MEGABYTE)})
    assert answer.status_code == 413
    assert "The text is too long" in answer.content.decode()
    assert "<form" not in answer.content.decode()


@pytest.mark.urls(__name__)
def test_more_files_than_allowed_are_answered_with_a_sentence(no_disk: None) -> None:
    answer = post({"photo": [SimpleUploadedFile(f"{n}.jpg", b"\xff\xd8\xff") for n in range(7)]})
    assert answer.status_code == 413
    assert "6" in answer.content.decode()


@pytest.mark.urls(__name__)
def test_a_request_that_announces_gigabytes_is_not_read() -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\nabc\r\n--x--\r\n'
    answer = Client(raise_request_exception=False).generic(
        "POST",
        "/receive/",
        body,
        "multipart/form-data; boundary=x",
        headers={"accept-language": "en"},
        CONTENT_LENGTH=str(5 * 1024 * MEGABYTE),
    )
    assert answer.status_code == 413
