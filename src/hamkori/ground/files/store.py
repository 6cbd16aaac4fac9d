"""Taking files in, and the encrypted folder in which their bytes lie.

A blob is written whole and forced to disk before its row commits: a row never points at nothing. Blobs and
folders carry midnight as their time, so that the disk does not tell at what hour a resident wrote. (The change
time in the inode stays out of reach of a program.)
"""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from hamkori.ground.files.models import StoredFile, new_token
from hamkori.ground.files.photos import clean_photo
from hamkori.ground.files.upload import MOST_BYTES, FileTooBig, KeptFile
from hamkori.kernel import clock, crypto
from hamkori.kernel.errors import BadInput, NotFound

PAPER = "paper"
"""The purpose whose files may be PDF."""

_PURPOSE = "file"
_PHOTO_SUFFIXES = {
    "image/jpeg": {".jpg", ".jpeg", ".jpe", ".jfif"},
    "image/png": {".png"},
    "image/webp": {".webp"},
}
_PAPER_SUFFIXES = {"application/pdf": {".pdf"}}
_HIDDEN_KINDS = re.compile(
    r"\.(apk|app|aspx?|bat|bin|cmd|com|cpl|dll|dmg|docm|exe|hta|html?|jar|jse?|jsp|lnk|msi|php|phtml|pif|ps1|py"
    r"|scr|sh|svg|swf|vb[es]|wsf|xhtml|xlsm|xml)"
)
_ACTIVE_PDF = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|Encrypt|OpenAction|AA|SubmitForm|ImportData)\b"
)


MOST_WAITING = 1024 * 1024 * 1024
"""Bytes of photos that may wait for their form to be sent: nobody can fill the disk with forms never sent."""


class WrongKind(BadInput):
    """By its content or its name, this is not one of the kinds of file that we take."""

    message = _("We cannot open this kind of file. You can use: %(types)s")


def take_in(
    upload: "UploadedFile[Any]", *, purpose: str, max_bytes: int = MOST_BYTES, photos_only: bool = True
) -> StoredFile:
    """Check, clean and keep an uploaded file; it stays pending until `actions.attach`.

    Photos (JPEG, PNG, WEBP) become a JPEG without metadata. A PDF is taken only for `purpose="paper"` and with
    `photos_only=False`. Raises `FileTooBig`, `WrongKind`, `BrokenPhoto` (all `BadInput`).
    """
    if isinstance(upload, KeptFile) and upload.too_big_for:
        raise FileTooBig.at(min(max_bytes, upload.too_big_for))
    if (upload.size or 0) > max_bytes:
        raise FileTooBig.at(max_bytes)
    waiting = StoredFile.objects.filter(pending=True).aggregate(together=Sum("size"))["together"] or 0
    if waiting > MOST_WAITING:
        raise BadInput(
            _("Too many photos are on their way at the moment. Send it without photos, or try tomorrow.")
        )
    upload.seek(0)
    data = upload.read()
    with_papers = purpose == PAPER and not photos_only
    content_type = _kind_of(data, upload.name or "", with_papers=with_papers)
    width = height = None
    if content_type in _PHOTO_SUFFIXES:
        data, width, height = clean_photo(data)
        content_type = "image/jpeg"
    blob = new_token()
    write_blob(blob, data)
    return StoredFile.objects.create(
        blob=blob,
        purpose=purpose,
        content_type=content_type,
        size=len(data),
        checksum=checksum_of(data),
        width=width,
        height=height,
        on=clock.today(),
    )


def checksum_of(data: bytes) -> str:
    """A hash of kept bytes that says nothing to somebody without the key."""
    return crypto.keyed_hash(hashlib.sha256(data).hexdigest(), purpose="file-checksum")


def _kind_of(data: bytes, name: str, *, with_papers: bool) -> str:
    """The content type by the first bytes; the name must not say otherwise. Raises `WrongKind`."""
    refusal = WrongKind(types="JPEG, PNG, WEBP, PDF" if with_papers else "JPEG, PNG, WEBP")
    found = ""
    if data.startswith(b"\xff\xd8\xff"):
        found = "image/jpeg"
    elif data.startswith(b"\x89PNG\r\n\x1a\n"):
        found = "image/png"
    elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        found = "image/webp"
    elif with_papers and data.startswith(b"%PDF-"):
        found = "application/pdf"
        if _ACTIVE_PDF.search(data) or b"%%EOF" not in data[-2048:]:
            raise refusal
    suffixes = [suffix.casefold() for suffix in Path(name.strip(" .")).suffixes]
    fitting = {**_PHOTO_SUFFIXES, **_PAPER_SUFFIXES}.get(found, set())
    if not found or (suffixes and suffixes[-1] not in fitting):
        raise refusal
    if any(_HIDDEN_KINDS.fullmatch(suffix) for suffix in suffixes[:-1]):
        raise refusal
    return found


# --- the folder ------------------------------------------------------------------------------------------------


def path_of(blob: str) -> Path:
    """Where the sealed bytes of `blob` lie."""
    return Path(settings.HAMKORI_FILES) / blob[:2] / blob[2:4] / blob


def write_blob(blob: str, data: bytes) -> None:
    """Seal `data` and put it on the disk for good: whole or not at all."""
    path = path_of(blob)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_suffix(".part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(crypto.seal(data, purpose=_PURPOSE))
            file.flush()
            os.fsync(file.fileno())
        _forget_hour(temporary)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _settle_folders(path)


def read_blob(blob: str) -> bytes:
    """The plain bytes. Raises `NotFound` when the blob is gone, `crypto.Unreadable` when it was changed."""
    try:
        sealed = path_of(blob).read_bytes()
    except FileNotFoundError as error:
        raise NotFound from error
    return crypto.unseal(sealed, purpose=_PURPOSE)


def remove_blob(blob: str) -> bool:
    """Take the blob off the disk; whether it was there."""
    path = path_of(blob)
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    _settle_folders(path)
    return True


def blobs_written_before(day: date) -> Iterator[str]:
    """Names of the blobs in the folder (also half-written ones) that are older than `day`."""
    limit = _midnight(day)
    for path in Path(settings.HAMKORI_FILES).glob("??/??/*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < limit:
                yield path.name


def _midnight(day: date) -> float:
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE)).timestamp()


def _forget_hour(path: Path) -> None:
    midnight = _midnight(clock.today())
    os.utime(path, (midnight, midnight))


def _settle_folders(path: Path) -> None:
    """Force the folder's entry to disk, and give every folder above the blob the day without the hour."""
    root = Path(settings.HAMKORI_FILES)
    for folder in path.parents:
        if not folder.is_relative_to(root):
            break
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        _forget_hour(folder)
