"""Reads of files. Who may read is decided by the room whose record the file belongs to."""

from collections.abc import Iterable

from django.db import models
from django.db.models import QuerySet

from hamkori.ground.files import store
from hamkori.ground.files.models import FileView, StoredFile
from hamkori.kernel.crypto import Unreadable
from hamkori.kernel.errors import NotFound


def stored(token: str) -> StoredFile | None:
    """The file with this token, unless it was erased."""
    return StoredFile.objects.filter(token=token, erased_on__isnull=True).first()


def read(token: str) -> bytes:
    """The plain bytes. Raises `NotFound` for an unknown or erased file, `Unreadable` when somebody changed it."""
    file = stored(token)
    if file is None:
        raise NotFound
    data = store.read_blob(file.blob)
    if store.checksum_of(data) != file.checksum:
        raise Unreadable
    return data


def of_subject(subject: models.Model) -> QuerySet[StoredFile]:
    """The files attached to a record, erased ones too (as tombstones), in the order in which they came."""
    return StoredFile.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=str(subject.pk), pending=False
    ).order_by("pk")


def of_subjects(subject_type: str, ids: Iterable[int]) -> QuerySet[StoredFile]:
    """The files of many records of one kind that were not erased, in one query, in the order in which they came."""
    return StoredFile.objects.filter(
        subject_type=subject_type,
        subject_id__in=[str(one) for one in ids],
        pending=False,
        erased_on__isnull=True,
    ).order_by("pk")


def pending(tokens: list[str]) -> list[StoredFile]:
    """Those of `tokens` that still wait to be attached, in that order."""
    found = {file.token: file for file in StoredFile.objects.filter(token__in=tokens, pending=True)}
    return [found[token] for token in tokens if token in found]


def views_of(file: StoredFile) -> QuerySet[FileView]:
    """Who looked at a file, latest first."""
    return FileView.objects.filter(file=file).order_by("-on", "-pk")
