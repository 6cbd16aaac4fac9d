"""What the holder of the code does: reply, decide about the name, take back. And what time erases."""

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import erasures, trail
from hamkori.ground.audit.trail import action
from hamkori.ground.threads import actions as threads
from hamkori.ground.threads.models import Message
from hamkori.ground.threads.queries import already_written
from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM, Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.crime.models import Filing, FilingIdentity
from hamkori.rooms.crime.register.filing import kinds, screens
from hamkori.rooms.crime.register.filing.actions.common import forget_words, locked, move, say, stop_clock
from hamkori.rooms.crime.register.filing.queries import SUBJECT
from hamkori.rooms.crime.register.filing.states import OPEN, FilingState

LEDGER_KIND = "filing"


@action("filing.replied", verb="filing.hold", on="filing")
def reply(*, actor: Actor, filing: Filing, text: str, once: str = "") -> Filing:
    """The answer to the question. Raises `Screened` for words of a calm page: nothing of them is kept."""
    screens.refuse(text)
    filing = locked(filing)
    if already_written(SUBJECT, filing.pk, once):
        trail.nothing_happened()
        return filing
    text = text.strip()
    if not text:
        raise BadInput(_("Write a few words first."), field="text")
    if len(text) > kinds.LONGEST_TEXT:
        raise BadInput(
            _("The text is too long. At most: %(limit)s characters."), field="text", limit=kinds.LONGEST_TEXT
        )
    move(filing, "reply")
    filing.save(update_fields=["state"])
    threads.write(
        subject_type=SUBJECT,
        subject_id=filing.pk,
        voice=Message.Voice.RESIDENT,
        kind="reply",
        text=text,
        facts={"once": once} if once else {},
        language=filing.language,
    )
    trail.note(subject=filing, changed=["state"], personal={"text": text})
    return filing


@action("filing.name_decided", verb="filing.hold", on="filing")
def decide_name(*, actor: Actor, filing: Filing, allow: bool) -> Filing:
    """Allow the office that has it now to see the name, or take this back."""
    filing = locked(filing)
    identity = FilingIdentity.objects.select_for_update().filter(filing=filing).first()
    if identity is None or filing.state == FilingState.WITHDRAWN:
        raise BadState()
    wanted = filing.office_id if allow else None
    if identity.office_id == wanted:
        trail.nothing_happened()
        return filing
    identity.office_id = wanted
    identity.save(update_fields=["office"])
    say(filing, "name_allowed" if allow else "name_refused", actor=actor, facts={"to": filing.office_id})
    trail.note(subject=filing, changed=["name"], facts={"allowed": allow, "office": filing.office_id})
    return filing


@action("filing.withdrawn", verb="filing.hold", on="filing")
def withdraw(*, actor: Actor, filing: Filing) -> Filing:
    """The resident takes it back: words and name go at once. A row of the journal stays: it never held them."""
    return _erase(filing, actor)


@action("filing.erased_again")
def erase_again(*, actor: Actor, number: str) -> bool:
    """After a backup was brought back: what had been taken back goes once more (K64)."""
    if not actor.is_system:
        raise BadState()
    filing = Filing.objects.filter(number=number, forgotten_on__isnull=True).first()
    if filing is None:
        trail.nothing_happened()
        return False
    _erase(filing, actor)
    return True


def _erase(filing: Filing, actor: Actor) -> Filing:
    filing = locked(filing)
    if filing.forgotten_on is not None:
        trail.nothing_happened()
        return filing
    move(filing, "forget" if filing.state == FilingState.TAKEN else "withdraw")
    forget_words(filing)
    filing.closed_on = filing.closed_on or clock.today()
    filing.late_step = 0
    filing.save()
    stop_clock(filing, lifted=True)
    say(filing, "forgotten" if filing.state == FilingState.TAKEN else "withdrawn", actor=actor)
    erasures.remember(LEDGER_KIND, filing.number)
    trail.note(subject=filing, changed=["text", "name"])
    return filing


@action("filing.forgotten")
def forget_old(*, actor: Actor, filing: Filing) -> Filing:
    """Decided so long ago that the time for which we keep a resident's data is over (K09). The clock calls this."""
    if not actor.is_system:
        raise BadState()
    filing = locked(filing)
    if filing.state in OPEN or filing.forgotten_on is not None:
        trail.nothing_happened()
        return filing
    forget_words(filing)
    filing.save()
    trail.note(subject=filing, changed=["text", "name"])
    return filing


def register() -> None:
    erasures.erasers.register(LEDGER_KIND, _again)


def _again(reference: str) -> bool:
    return erase_again(actor=SYSTEM, number=reference)
