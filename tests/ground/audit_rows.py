"""Entries of the record for tests: left, and sealed."""

from hamkori.ground.audit import trail
from hamkori.ground.audit.seal import (
    seal_committed,
)
from hamkori.ground.audit.trail import _leave_entry
from hamkori.kernel.actor import Actor, Kind, Role

HANDLER = Actor(Kind.STAFF, user_id=7, posting_id=70, role=Role.HANDLER, organisation_id=3)


def leave(count: int, *, personal: str = "") -> None:
    for number in range(count):
        note = trail.Trail()
        note.facts = {"number": number}
        note.personal = {"text": personal} if personal else {}
        _leave_entry("test.done", HANDLER, note, None)


def sealed(*batches: int) -> None:
    for count in batches:
        leave(count)
        assert seal_committed() == count
