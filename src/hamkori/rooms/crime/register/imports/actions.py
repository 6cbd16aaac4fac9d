"""What people do with imports: keep a mapping, hand in a file, stop, go on. Light: web workers use it.

The rows themselves are taken in by `chunks` and `tables`, which only the command line and the worker load.
"""

import hashlib
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.ground.files import store
from hamkori.ground.files.models import StoredFile, new_token
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.crime import rules as rules  # registers the verbs
from hamkori.rooms.crime.models import Fault, Import, SenderMapping
from hamkori.rooms.crime.register.imports.faults import RowFault
from hamkori.rooms.crime.register.imports.layouts import BadMapping, body_digest, read_layout
from hamkori.society.accounts.models import Organisation

PURPOSE = "crime-import"
MOST_UPLOAD = 10 * 1024 * 1024
"""Bytes through the desk; longer files go in by the command line."""
ENDED = ("done", "refused")


@action("crime.mapping_kept", verb="crime.import")
def keep_mapping(
    *, actor: Actor, body: Mapping[str, Any], sender: Organisation | None = None
) -> SenderMapping:
    """Keep a mapping under its name; a new text replaces the former one. Raises `BadMapping`."""
    name, kind = str(body.get("name", "")), str(body.get("kind", ""))
    if not name or len(name) > 60 or not name.replace("-", "").replace("_", "").isalnum():
        raise BadMapping(where="name")
    read_layout(kind, body)
    if sender is None and body.get("sender"):
        sender = Organisation.objects.filter(uid=str(body["sender"])).first()
        if sender is None:
            raise BadMapping(where="sender")
    plain = dict(body)
    known = SenderMapping.objects.select_for_update().filter(name=name).first()
    if known is not None and (known.kind, known.body, known.sender) == (kind, plain, sender):
        trail.nothing_happened()
        return known
    mapping = known or SenderMapping(name=name)
    mapping.kind, mapping.body, mapping.sender = kind, plain, sender
    mapping.save()
    trail.note(changed=["body"], facts={"digest": body_digest(plain)})
    return mapping


def scope_of(actor: Actor) -> tuple[int | None, str]:
    """(office, path) of which rows may speak: a registrar's own office, a statistician's area."""
    if actor.has_role(Role.REGISTRAR):
        return actor.office, ""
    return None, actor.place_path


def bare_name(name: str) -> str:
    """The name of a file without its folder and control characters."""
    bare = "".join(letter for letter in PurePath(name.replace("\\", "/")).name if letter.isprintable())
    return bare[:200] or "file"


@action("crime.import_begun", verb="crime.import")
def begin(
    *, actor: Actor, mapping: SenderMapping, digest: str, file_name: str, size: int = 0,
    upload: StoredFile | None = None,
) -> Import:  # fmt: skip
    """The import of a file, made now or known from before; a refused one begins anew. Look at its state."""
    layout = body_digest(mapping.body)
    office, path = scope_of(actor)
    known = (
        Import.objects.select_for_update()
        .filter(digest=digest, mapping=mapping, layout_digest=layout)
        .first()
    )
    if known is not None and (known.office_id, known.path) != (office, path):
        raise BadState(_("Another office or area has handed in this file already."))
    if known is not None and known.state != "refused":
        trail.nothing_happened()
        return known
    source = known or Import(digest=digest, mapping=mapping, layout_digest=layout)
    if known is not None:
        Fault.objects.filter(source=known).delete()
    source.file_name, source.sender, source.size = bare_name(file_name), mapping.sender, size
    source.office_id, source.path, source.posting, source.upload = office, path, actor.posting_id, upload
    source.state = "waiting" if upload is not None else "running"
    source.began_at, source.ended_at, source.stop_wanted = clock.now(), None, False
    source.position = source.chunks = 0
    source.rows_read = source.rows_new = source.rows_changed = source.rows_same = source.rows_faulty = 0
    source.rows_total, source.reading = None, {}
    source.save()
    trail.note(facts={"digest": digest, "mapping": mapping.pk})
    return source


@action("crime.import_handed_in", verb="crime.import")
def hand_in(*, actor: Actor, mapping: SenderMapping, name: str, data: bytes) -> Import:
    """A file through the desk: kept encrypted, read by the worker. Pressed twice, or sent twice, it is one import."""
    if not data:
        raise BadInput(_("The file is empty."), field="file")
    if len(data) > MOST_UPLOAD:
        raise BadInput(
            _("The file is too big for this page. It can be taken in by the command line."), field="file"
        )
    digest = hashlib.sha256(data).hexdigest()
    known = Import.objects.filter(
        digest=digest, mapping=mapping, layout_digest=body_digest(mapping.body)
    ).exclude(state="refused")
    if (found := known.first()) is not None:
        trail.nothing_happened()
        return begin(actor=actor, mapping=mapping, digest=digest, file_name=found.file_name)
    blob = new_token()
    store.write_blob(blob, data)
    kept = StoredFile.objects.create(
        blob=blob, purpose=PURPOSE, content_type="application/octet-stream", size=len(data),
        checksum=store.checksum_of(data), on=clock.today(),
    )  # fmt: skip
    source = begin(actor=actor, mapping=mapping, digest=digest, file_name=name, size=len(data), upload=kept)
    kept.pending, kept.subject_type, kept.subject_id = False, source._meta.label_lower, str(source.pk)
    kept.save(update_fields=["pending", "subject_type", "subject_id"])
    return source


@action("crime.import_stopped", verb="crime.import", on="source")
def stop(*, actor: Actor, source: Import) -> Import:
    """Stop after the chunk that is being taken; what was taken stays."""
    kept = Import.objects.select_for_update().get(pk=source.pk)
    if kept.state in (*ENDED, "stopped"):
        raise BadState()
    kept.stop_wanted = True
    if kept.state == "waiting" or kept.upload_id is None:
        kept.state = "stopped"
    kept.save(update_fields=["stop_wanted", "state"])
    return kept


@action("crime.import_resumed", verb="crime.import", on="source")
def resume(*, actor: Actor, source: Import) -> Import:
    """Go on where it stopped, or where it was killed."""
    kept = Import.objects.select_for_update().get(pk=source.pk)
    if kept.state in ENDED:
        raise BadState()
    kept.stop_wanted = False
    kept.state = "waiting" if kept.upload_id is not None else "running"
    kept.save(update_fields=["stop_wanted", "state"])
    return kept


@action("crime.import_looked_through", verb="crime.import", on="source")
def looked_through(
    *, actor: Actor, source: Import, reading: Mapping[str, Any], size: int, rows: int
) -> Import:
    """The whole file was looked through and can be taken; reading begins below its header."""
    kept = Import.objects.select_for_update().get(pk=source.pk)
    kept.reading, kept.size, kept.rows_total, kept.state = dict(reading), size, rows, "running"
    kept.position = int(reading["start"])
    kept.save()
    trail.nothing_happened()
    return kept


@action("crime.import_taken_up", verb="crime.import", on="source")
def take_up(*, actor: Actor, source: Import) -> Import:
    """The worker goes on with a waiting import."""
    kept = Import.objects.select_for_update().get(pk=source.pk)
    if kept.state == "waiting":
        kept.state = "running"
        kept.save(update_fields=["state"])
    trail.nothing_happened()
    return kept


@action("crime.import_paused", verb="crime.import", on="source")
def pause(*, actor: Actor, source: Import, waits: bool = False) -> Import:
    """Reading ends at this border: stopped, or (the worker ran out of its turn) waiting."""
    kept = Import.objects.select_for_update().get(pk=source.pk)
    if kept.state == "running":
        kept.state = "waiting" if waits and not kept.stop_wanted else "stopped"
        kept.save(update_fields=["state"])
    trail.nothing_happened()
    return kept


@action("crime.import_ended", verb="crime.import", on="source")
def end(*, actor: Actor, source: Import, refused: RowFault | None = None) -> Import:
    """Done; or refused as a whole, with the finding that stands against it."""
    kept = Import.objects.select_for_update().get(pk=source.pk)
    if kept.state in ENDED:
        trail.nothing_happened()
        return kept
    kept.state, kept.ended_at = "done" if refused is None else "refused", clock.now()
    if refused is not None:
        Fault.objects.create(
            source=kept, row=refused.row, column=refused.column[:80], rule=refused.rule, severity=refused.severity,
            value=refused.value,
        )  # fmt: skip
    kept.save(update_fields=["state", "ended_at"])
    trail.note(
        reason=refused.rule if refused else "",
        facts={
            "read": kept.rows_read, "new": kept.rows_new, "changed": kept.rows_changed, "same": kept.rows_same,
            "faulty": kept.rows_faulty,
        },
    )  # fmt: skip
    return kept
