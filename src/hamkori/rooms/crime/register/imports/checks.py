"""Whether what an import brought still is what its sealed entries say: `hamkori crime imports check`."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from hamkori.ground.audit.models import Entry
from hamkori.rooms.crime.models import Import, Step
from hamkori.rooms.crime.register import sealing


@dataclass(frozen=True, slots=True)
class ImportFault:
    """`what`: steps_missing, steps_changed."""

    uid: str
    chunk: int
    what: str


def faults() -> Iterator[ImportFault]:
    """Every chunk whose steps are no longer those that were sealed. Streams; reads only."""
    uids = dict(Import.objects.values_list("pk", "uid"))
    entries = Entry.objects.filter(action="crime.rows_imported").order_by("pk")
    for object_id, facts in entries.values_list("object_id", "facts").iterator(chunk_size=200):
        digest, number, wanted = hashlib.sha256(), 0, 0
        for first, last in facts["steps"]:
            wanted += last - first + 1
            for step in (
                Step.objects.filter(pk__gte=first, pk__lte=last).order_by("pk").iterator(chunk_size=2000)
            ):
                digest.update(sealing.step_digest(step).encode())
                number += 1
        uid = uids.get(int(object_id), object_id)
        if number != wanted:
            yield ImportFault(uid, facts["chunk"], "steps_missing")
        elif digest.hexdigest() != facts["digest"]:
            yield ImportFault(uid, facts["chunk"], "steps_changed")
