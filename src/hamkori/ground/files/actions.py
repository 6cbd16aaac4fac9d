"""Writes of files. Whether somebody may do them is decided by the room whose record the file belongs to."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.ground.files import photos, store
from hamkori.ground.files.models import FileView, StoredFile, new_token
from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM, Actor
from hamkori.kernel.errors import BadInput, BadState


@action("files.attached", on="subject")
def attach(*, actor: Actor, tokens: Sequence[str], subject: models.Model) -> list[StoredFile]:
    """Bind pending files to `subject`, in the order of `tokens`. A second time does nothing.

    Raises `BadInput` when one is no longer there, `BadState` when one belongs to something else.
    """
    subject_type, subject_id = subject._meta.label_lower, str(subject.pk)
    found = {file.token: file for file in StoredFile.objects.select_for_update().filter(token__in=tokens)}
    if any(token not in found or found[token].erased_on for token in tokens):
        raise BadInput(_("A photo is no longer there. Please add it again."))
    files = [found[token] for token in dict.fromkeys(tokens)]
    fresh = [file for file in files if file.pending]
    if any(
        (file.subject_type, file.subject_id) != (subject_type, subject_id)
        for file in files
        if not file.pending
    ):
        raise BadState
    for file in fresh:
        file.pending, file.subject_type, file.subject_id = False, subject_type, subject_id
    StoredFile.objects.bulk_update(fresh, ["pending", "subject_type", "subject_id"])
    if not fresh:
        trail.nothing_happened()
    trail.note(subject=subject, changed=["files"], facts={"files": len(fresh)})
    return files


@action("files.erased", on="file")
def erase(*, actor: Actor, file: StoredFile, reason: str) -> StoredFile:
    """Take the bytes of an attached file off the disk; a tombstone stays. `reason` is a code."""
    kept = StoredFile.objects.select_for_update().get(pk=file.pk)
    if kept.pending:
        raise BadState
    if kept.erased_on is not None:
        trail.nothing_happened()
        return kept
    kept.erased_on, kept.checksum = clock.today(), ""
    kept.save(update_fields=["erased_on", "checksum"])
    _remove_after_commit(kept.blob)
    trail.note(reason=reason, changed=["erased_on"])
    return kept


@action("files.part_hidden", on="file")
def hide_region(*, actor: Actor, file: StoredFile, boxes: Sequence[photos.Box]) -> StoredFile:
    """Make parts of a photo unrecognisable for good (pixels of the kept photo). Raises `BadInput`."""
    kept = StoredFile.objects.select_for_update().get(pk=file.pk)
    if kept.erased_on is not None or kept.content_type != "image/jpeg" or not boxes:
        raise BadState
    data, kept.width, kept.height = photos.hide_boxes(store.read_blob(kept.blob), boxes)
    before, kept.blob = kept.blob, new_token()
    store.write_blob(kept.blob, data)
    kept.size, kept.checksum = len(data), store.checksum_of(data)
    kept.save(update_fields=["blob", "size", "checksum", "width", "height"])
    _remove_after_commit(before)
    trail.note(changed=["content"], facts={"parts": len(boxes)})
    return kept


@action("files.viewed", on="file")
def record_view(*, actor: Actor, file: StoredFile) -> None:
    """Remember that somebody signed in looks at `file` today (K47). Holders of a code leave no trace."""
    if not actor.signed_in or actor.posting_id is None or actor.user_id is None:
        trail.nothing_happened()
        return
    _view, first = FileView.objects.get_or_create(
        file=file, posting_id=actor.posting_id, user_id=actor.user_id, on=clock.today()
    )
    if not first:
        trail.nothing_happened()


@action("files.dropped")
def drop_pending(*, actor: Actor, tokens: Sequence[str]) -> int:
    """Take pending files off the disk at once. Leaves no entry: what was never sent leaves no trace (K57)."""
    trail.nothing_happened()
    files = list(StoredFile.objects.filter(token__in=tokens, pending=True))
    StoredFile.objects.filter(pk__in=[file.pk for file in files], pending=True).delete()
    for file in files:
        _remove_after_commit(file.blob)
    return len(files)


@action("files.tidied")
def tidy_up(*, actor: Actor, before: date) -> int:
    """Remove pending files of days before `before`, and blobs that no row (or an erased one) points to."""
    pending = StoredFile.objects.filter(pending=True, on__lt=before)
    dropped = list(pending.values_list("pk", flat=True))
    StoredFile.objects.filter(pk__in=dropped, pending=True).delete()
    orphans = 0
    batch: list[str] = []
    for blob in store.blobs_written_before(before):
        batch.append(blob)
        if len(batch) == 500:
            orphans += _remove_unowned(batch)
            batch = []
    orphans += _remove_unowned(batch)
    if not dropped and not orphans:
        trail.nothing_happened()
    trail.note(reason="pending", facts={"rows": len(dropped), "blobs": orphans})
    return max(len(dropped), orphans)


def purge_pending() -> int:
    """The nightly job: what was never sent, and what a killed process left behind.

    Yesterday's files stay: somebody may be writing over midnight.
    """
    return tidy_up(actor=SYSTEM, before=clock.today() - timedelta(days=1))


def _remove_unowned(blobs: Sequence[str]) -> int:
    owned = set(
        StoredFile.objects.filter(blob__in=blobs, erased_on__isnull=True).values_list("blob", flat=True)
    )
    unowned = [blob for blob in blobs if blob not in owned]
    for blob in unowned:
        _remove_after_commit(blob)
    return len(unowned)


def _remove_after_commit(blob: str) -> None:
    """Should the process die in between, the nightly job takes the blob away."""
    transaction.on_commit(lambda: store.remove_blob(blob))
