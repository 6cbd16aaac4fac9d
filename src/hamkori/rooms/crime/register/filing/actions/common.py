"""What the actions of filings share. Not actions themselves: they run inside one."""

from typing import Any

from hamkori.ground.audit.models import Entry, Salt
from hamkori.ground.deadlines import actions as deadlines
from hamkori.ground.threads import actions as threads
from hamkori.ground.threads.models import Message
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadState
from hamkori.rooms.crime.models import Filing, FilingIdentity
from hamkori.rooms.crime.register.filing.queries import SUBJECT
from hamkori.rooms.crime.register.filing.states import FILINGS, FilingState

CLOCK = "file_register"


def locked(filing: Filing) -> Filing:
    """The filing as it stands now, locked until the transaction ends."""
    try:
        return (
            Filing.objects.select_for_update(of=("self",))
            .select_related("place", "office__place")
            .get(pk=filing.pk)
        )
    except Filing.DoesNotExist:
        raise BadState() from None


def move(filing: Filing, verb: str) -> None:
    """Take a step of the state table. Raises `BadState`."""
    filing.state = FILINGS.target(verb, FilingState(filing.state), filing)


def say(filing: Filing, kind: str, *, actor: Actor, facts: dict[str, Any] | None = None) -> Message:
    """A line in the conversation that the page puts into words."""
    return threads.write(
        subject_type=SUBJECT,
        subject_id=filing.pk,
        voice=Message.Voice.SYSTEM,
        kind=kind,
        facts=facts,
        organisation=actor.organisation_id,
        posting=actor.posting_id,
    )


def write(filing: Filing, kind: str, text: str, *, actor: Actor, once: str = "") -> Message:
    """Words of the office."""
    return threads.write(
        subject_type=SUBJECT,
        subject_id=filing.pk,
        voice=Message.Voice.OFFICE,
        kind=kind,
        text=text,
        facts={"once": once} if once else {},
        language=actor.language or filing.language,
        organisation=actor.organisation_id,
        posting=actor.posting_id,
    )


def stop_clock(filing: Filing, *, lifted: bool = False) -> None:
    deadlines.end(subject_type=SUBJECT, subject_id=filing.pk, kinds=(CLOCK,), lifted=lifted)


def forget_words(filing: Filing) -> None:
    """Erase words, name and the salts of their digests. Number, place, kind, days and the journal row stay."""
    FilingIdentity.objects.filter(filing=filing).delete()
    spoken = (Message.Voice.RESIDENT, Message.Voice.OFFICE)
    Message.objects.filter(subject_type=SUBJECT, subject_id=filing.pk, voice__in=spoken).update(text="")
    uids = Entry.objects.filter(object_type=SUBJECT, object_id=str(filing.pk)).values_list("uid", flat=True)
    Salt.objects.filter(entry_uid__in=list(uids)).delete()
    filing.text = filing.landmark = ""
    filing.damage = None
    filing.forgotten_on = clock.today()
