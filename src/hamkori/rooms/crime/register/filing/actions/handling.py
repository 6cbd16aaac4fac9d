"""What the duty officer does with a filing: into the journal, a question, another office, or no with the reason."""

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.ground.deadlines import actions as deadlines
from hamkori.ground.threads.queries import already_written
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState, NotAllowed, SecondFactorNeeded
from hamkori.rooms.crime.models import Filing, FilingIdentity, Report
from hamkori.rooms.crime.register import catalogue
from hamkori.rooms.crime.register.actions.reports import register_report
from hamkori.rooms.crime.register.filing import queries
from hamkori.rooms.crime.register.filing.actions.common import locked, move, say, stop_clock, write
from hamkori.rooms.crime.register.filing.queries import SUBJECT
from hamkori.rooms.crime.register.filing.states import FilingState
from hamkori.rooms.crime.states import Way
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place

LONGEST_WORDS = 1000
SHORTEST_REASON = 10


def _words(text: str, *, least: int = 1) -> str:
    text = text.strip()
    if len(text) < least:
        raise BadInput(_("Write a whole sentence: the resident reads it."), field="text")
    if len(text) > LONGEST_WORDS:
        raise BadInput(
            _("The text is too long. At most: %(limit)s characters."), field="text", limit=LONGEST_WORDS
        )
    return text


@action("filing.taken", verb="filing.handle", on="filing")
def take(*, actor: Actor, filing: Filing, area: Place, journal_number: str = "") -> Report:
    """Into the journal, in one step. The server's moment of the row is this one; the day of the report is the filing's.

    Nothing else of the filing goes along: no word, no name. Taken twice, it is the same row.
    """
    filing = locked(filing)
    if filing.state == FilingState.TAKEN:
        trail.nothing_happened()
        assert filing.report is not None
        return filing.report
    move(filing, "take")
    report = register_report(
        actor=actor,
        office=filing.office,
        area=area,
        way=Way.PORTAL,
        reported_on=filing.filed_on,
        occurred_on=filing.happened_from,
        journal_number=journal_number,
        submission=f"filing:{filing.number}",
    )
    filing.report, filing.closed_on, filing.reason, filing.late_step = report, clock.today(), "", 0
    filing.save(update_fields=["state", "report", "closed_on", "reason", "late_step"])
    stop_clock(filing)
    say(filing, "taken", actor=actor)
    trail.note(subject=filing, changed=["state"], facts={"report": report.number})
    return report


@action("filing.asked", verb="filing.handle", on="filing")
def ask(*, actor: Actor, filing: Filing, text: str, once: str = "") -> Filing:
    """One question, through the code. The clock goes on: a report can be registered without the answer."""
    filing = locked(filing)
    if already_written(SUBJECT, filing.pk, once):
        trail.nothing_happened()
        return filing
    text = _words(text)
    move(filing, "ask")
    filing.asked_on = clock.today()
    filing.save(update_fields=["state", "asked_on"])
    write(filing, "question", text, actor=actor, once=once)
    trail.note(subject=filing, changed=["state"])
    return filing


@action("filing.passed_on", verb="filing.handle", on="filing")
def pass_on(*, actor: Actor, filing: Filing, to: Organisation, reason: str) -> Filing:
    """Not ours: another office that has a duty officer goes on. The day stays; the name does not go along."""
    reason = catalogue.known_reason("transfer", reason)
    filing = locked(filing)
    if to.pk == filing.office_id:
        raise BadInput(_("This is your own office. Choose another one."), field="to")
    if not queries.reads_filings(to):
        raise BadInput(_("This office reads no reports of the portal. Choose another one."), field="to")
    move(filing, "pass_on")
    say(filing, "passed_on", actor=actor, facts={"to": to.pk, "reason": reason})
    filing.office = to
    filing.save(update_fields=["state", "office"])
    deadlines.give_to(subject_type=SUBJECT, subject_id=filing.pk, owner=to.pk)
    if FilingIdentity.objects.filter(filing=filing).update(office=None):
        say(filing, "name_asked", actor=actor, facts={"to": to.pk})
    trail.note(subject=filing, reason=reason, changed=["office"], facts={"to": to.pk})
    return filing


@action("filing.refused", verb="filing.handle", on="filing")
def refuse(*, actor: Actor, filing: Filing, reason: str, text: str) -> Filing:
    """Not into the journal: a listed reason and a sentence that the resident reads. Those above see the number."""
    reason = catalogue.known_reason("filing", reason)
    filing = locked(filing)
    text = _words(text, least=SHORTEST_REASON)
    if reason == "not_clear" and filing.asked_on is None:
        raise BadState(_("Ask a question first: the resident can make it clear."))
    move(filing, "refuse")
    filing.reason, filing.closed_on = reason, clock.today()
    filing.save(update_fields=["state", "reason", "closed_on"])
    stop_clock(filing)
    write(filing, "refused", text, actor=actor)
    trail.note(subject=filing, reason=reason, changed=["state"])
    return filing


@action("filing.name_seen", verb="filing.see_name", on="filing")
def see_name(*, actor: Actor, filing: Filing) -> FilingIdentity:
    """Name and telephone, if the resident allows it to this office. The resident reads that it was looked at."""
    if not actor.second_factor:
        raise SecondFactorNeeded()
    identity = FilingIdentity.objects.filter(filing=filing, office_id=actor.office).first()
    if identity is None:
        raise NotAllowed()
    once = f"seen:{actor.posting_id}:{clock.today().isoformat()}"
    if not already_written(SUBJECT, filing.pk, once):
        say(filing, "name_seen", actor=actor, facts={"once": once})
    trail.note(subject=filing)
    return identity
