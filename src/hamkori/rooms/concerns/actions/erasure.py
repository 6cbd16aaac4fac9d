"""What goes when a resident takes a concern back, and what stays."""

from hamkori.ground.audit import erasures, trail
from hamkori.ground.audit.models import Entry, Salt
from hamkori.ground.audit.trail import action
from hamkori.ground.files import actions as files
from hamkori.ground.files import queries as file_queries
from hamkori.ground.threads import actions as threads
from hamkori.kernel.actor import SYSTEM, Actor
from hamkori.kernel.errors import BadState
from hamkori.rooms.concerns.actions import promises
from hamkori.rooms.concerns.actions.common import SUBJECT, locked, move, say, stop_clocks
from hamkori.rooms.concerns.models import Concern, Consent, Identity, Moderation, Strip
from hamkori.rooms.concerns.states import Public, State

LEDGER_KIND = "concern"


def forget_personal(concern: Concern, *, actor: Actor) -> None:
    """Erase the resident's words, contacts, photos and the salts of their digests. Safe to run again."""
    Identity.objects.filter(concern=concern).delete()
    Strip.objects.filter(concern=concern).delete()
    Consent.objects.filter(concern=concern).update(state=Consent.State.WITHDRAWN)
    Moderation.objects.filter(concern=concern).update(sealed_text="")
    threads.erase_resident_texts(subject_type=SUBJECT, subject_id=concern.pk)
    for file in file_queries.of_subject(concern):
        files.erase(actor=actor, file=file, reason="withdrawn")
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


def register() -> None:
    erasures.erasers.register(LEDGER_KIND, _again)


def _again(reference: str) -> bool:
    return erase_again(actor=SYSTEM, reference=reference)
