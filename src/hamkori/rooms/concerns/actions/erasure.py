"""What goes when a resident takes a concern back, and what stays."""

from hamkori.ground.audit import erasures, trail
from hamkori.ground.audit.models import Entry, Salt
from hamkori.ground.audit.trail import action
from hamkori.ground.files import actions as files
from hamkori.ground.files import queries as file_queries
from hamkori.ground.threads import actions as threads
from hamkori.kernel.actor import SYSTEM, Actor
from hamkori.kernel.errors import BadState
from hamkori.rooms.concerns import notices
from hamkori.rooms.concerns.actions import promises
from hamkori.rooms.concerns.actions.common import SUBJECT, locked, move, say, stop_clocks
from hamkori.rooms.concerns.models import Concern, Consent, Identity, Moderation, Strip
from hamkori.rooms.concerns.states import Public, State

LEDGER_KIND = "concern"


def forget_personal(concern: Concern, *, actor: Actor, reason: str = "withdrawn") -> None:
    """Erase the resident's words, contacts, photos and the salts of their digests. Safe to run again.

    `reason` is the code under which the photos go.
    """
    notices.take_back(concern)
    Identity.objects.filter(concern=concern).delete()
    Strip.objects.filter(concern=concern).delete()
    Consent.objects.filter(concern=concern).update(state=Consent.State.WITHDRAWN)
    Moderation.objects.filter(concern=concern).update(sealed_text="")
    threads.erase_resident_texts(subject_type=SUBJECT, subject_id=concern.pk)
    for file in file_queries.of_subject(concern):
        files.erase(actor=actor, file=file, reason=reason)
    uids = Entry.objects.filter(object_type=SUBJECT, object_id=str(concern.pk)).values_list("uid", flat=True)
    Salt.objects.filter(entry_uid__in=list(uids)).delete()
    concern.text = concern.landmark = concern.public_text = ""
    concern.public_state = Public.PRIVATE
    concern.needs_guidance = False


def erase_case(*, concern: Concern, actor: Actor) -> Concern:
    """Inside an action: leave a tombstone of the concern."""
    concern = locked(concern)
    move(concern, "withdraw")
    forget_personal(concern, actor=actor)
    concern.due_on = None
    concern.late_step = 0
    stop_clocks(concern, lifted=True)
    concern.save()
    promises.gone(concern, actor=actor)
    say(concern, "withdrawn", actor=actor)
    if concern.reference:
        erasures.remember(LEDGER_KIND, concern.reference)
    trail.note(subject=concern, changed=["state", "text", "identity"])
    return concern


@action("concern.erased_again")
def erase_again(*, actor: Actor, reference: str) -> bool:
    """A restored backup brought a withdrawn concern back: withdraw it again. True if there was something to do."""
    if not actor.is_system:
        raise BadState()
    concern = Concern.objects.filter(reference=reference).exclude(state=State.WITHDRAWN).first()
    if concern is None:
        trail.nothing_happened()
        return False
    erase_case(concern=concern, actor=actor)
    return True


@action("concern.forgotten")
def forget_closed(*, actor: Actor, concern: Concern) -> Concern:
    """Closed so long ago that the time for which we keep a resident's data is over (K09). The clock calls this.

    Number, place, month, state and the office's own words stay.
    """
    if not actor.is_system:
        raise BadState()
    concern = locked(concern)
    if concern.state != State.CLOSED:
        trail.nothing_happened()
        return concern
    forget_personal(concern, actor=actor, reason="kept_long_enough")
    concern.save()
    trail.note(changed=["text", "identity"])
    return concern


def register() -> None:
    erasures.erasers.register(LEDGER_KIND, _again)


def _again(reference: str) -> bool:
    return erase_again(actor=SYSTEM, reference=reference)
