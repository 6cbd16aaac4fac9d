"""Two-sided closing (R165): the office says what was done, the resident agrees or opens it again."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.ground.files import actions as files
from hamkori.ground.threads import actions as threads
from hamkori.ground.threads.models import Message
from hamkori.ground.threads.queries import already_written
from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM, Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.concerns import clocks, notices, screening
from hamkori.rooms.concerns.actions import promises
from hamkori.rooms.concerns.actions.answering import keep_paper
from hamkori.rooms.concerns.actions.common import (
    SUBJECT,
    clock_day,
    locked,
    move,
    say,
    start_clock,
    stop_clocks,
)
from hamkori.rooms.concerns.models import Check, Concern, PaperAnswer, Reason
from hamkori.rooms.concerns.states import Outcome, State
from hamkori.society.accounts.models import Organisation

REOPEN_DAYS = 90
"""How long after closing the resident may open it again (not from our documents: a cautious setting)."""


def reopen_until(concern: Concern) -> date | None:
    """The last day on which a closed concern can be opened again by its resident."""
    return concern.closed_on + timedelta(days=REOPEN_DAYS) if concern.closed_on else None


def _outcome_objections(
    concern: Concern,
    outcome: Outcome,
    text: str,
    refusal_reason: str,
    duplicate_of: Concern | None,
    to: Organisation | None,
) -> None:
    if not text.strip():
        raise BadInput(_("Write what was done, or why not: the resident reads it."), field="text")
    if outcome is Outcome.REFUSED:
        known = Reason.objects.filter(kind="refusal", code=refusal_reason, retired_on__isnull=True).exists()
        if not known:
            raise BadInput(
                _("Choose one of the listed reasons. Everyone will see it."), field="refusal_reason"
            )
    if outcome is Outcome.DUPLICATE and duplicate_of is None:
        raise BadInput(_("Write the number of the earlier concern."), field="duplicate_of")
    if duplicate_of is not None and duplicate_of.pk == concern.pk:
        raise BadInput(_("This is the number of this concern itself."), field="duplicate_of")
    if outcome is Outcome.REFERRED and to is None:
        raise BadInput(_("Choose the service that goes on with it."), field="to")


def _propose(
    concern: Concern,
    outcome: Outcome,
    text: str,
    refusal_reason: str,
    duplicate_of: Concern | None,
    to: Organisation | None,
) -> None:
    """The office has said what was done: its clocks stop, the resident's days to check begin."""
    _outcome_objections(concern, outcome, text, refusal_reason, duplicate_of, to)
    move(concern, "propose")
    today = clock.today()
    concern.outcome = outcome
    concern.refusal_reason = refusal_reason if outcome is Outcome.REFUSED else ""
    concern.duplicate_of = duplicate_of if outcome is Outcome.DUPLICATE else None
    concern.done_on = today
    concern.first_answered_on = concern.first_answered_on or today
    stop_clocks(concern)
    start_clock(concern, clocks.CONFIRM, clock_day(concern, clocks.CONFIRM), owner=None)
    notices.tell_resident(concern, occasion=today.isoformat())


@action("concern.paper_done_typed", verb="concern.type_paper_answer", on="concern")
def type_paper_done(
    *,
    actor: Actor,
    concern: Concern,
    organisation: Organisation,
    way: PaperAnswer.Way,
    dated_on: date,
    outcome: Outcome,
    text: str,
    number: str = "",
    photo: str = "",
    witnesses: tuple[str, str] = ("", ""),
    refusal_reason: str = "",
    duplicate_of: Concern | None = None,
    to: Organisation | None = None,
    once: str = "",
) -> Concern:
    """What an office that never signs in said was done, on stamped paper or before two witnesses (K55).

    The same evidence as `type_paper_answer`, the same rules as `propose_close`: it is not closed by this, the
    resident checks first (K22).
    """
    concern = locked(concern)
    if already_written(SUBJECT, concern.pk, once):
        trail.nothing_happened()
        return concern
    _propose(concern, outcome, text, refusal_reason, duplicate_of, to)
    keep_paper(
        actor=actor,
        concern=concern,
        organisation=organisation,
        way=way,
        dated_on=dated_on,
        number=number,
        photo=photo,
        witnesses=witnesses,
    )
    threads.write(
        subject_type=SUBJECT,
        subject_id=concern.pk,
        voice=Message.Voice.OFFICE,
        kind="done",
        text=text.strip(),
        facts={
            "outcome": outcome.value,
            "reason": concern.refusal_reason,
            "to": to.pk if to else None,
            "way": way.value,
            "dated_on": dated_on.isoformat(),
            "number": number.strip(),
            "once": once,
        },
        organisation=organisation.pk,
        posting=actor.posting_id,
        files=[photo] if photo else [],
    )
    concern.save()
    promises.proposed(concern, outcome, actor=actor, photos=1 if photo else 0)
    trail.note(
        changed=["state", "outcome"],
        reason=concern.refusal_reason,
        facts={"outcome": outcome.value, "way": way.value, "organisation": organisation.pk},
    )
    return concern


@action("concern.done", verb="concern.answer", on="concern")
def propose_close(
    *,
    actor: Actor,
    concern: Concern,
    outcome: Outcome,
    text: str,
    refusal_reason: str = "",
    duplicate_of: Concern | None = None,
    to: Organisation | None = None,
    photos: tuple[str, ...] = (),
    once: str = "",
) -> Concern:
    """Say what was done, with evidence. It is not closed by this: the resident checks first (K22).

    Raises `BadInput` for a missing sentence, an unlisted reason, or a solved outcome without any evidence text.
    """
    concern = locked(concern)
    if already_written(SUBJECT, concern.pk, once):
        trail.nothing_happened()
        return concern
    _propose(concern, outcome, text, refusal_reason, duplicate_of, to)
    threads.write(
        subject_type=SUBJECT,
        subject_id=concern.pk,
        voice=Message.Voice.OFFICE,
        kind="done",
        text=text.strip(),
        facts={
            "outcome": outcome.value,
            "reason": concern.refusal_reason,
            "to": to.pk if to else None,
            "once": once,
        },
        organisation=actor.organisation_id,
        posting=actor.posting_id,
        files=list(photos),
    )
    if photos:
        files.attach(actor=actor, tokens=photos, subject=concern)
    concern.save()
    promises.proposed(concern, outcome, actor=actor, photos=len(photos))
    trail.note(changed=["state", "outcome"], reason=concern.refusal_reason, facts={"outcome": outcome.value})
    return concern


def _close(concern: Concern, by: str) -> None:
    concern.closed_on = clock.today()
    concern.closed_by = by
    concern.due_on = None
    concern.late_step = 0
    stop_clocks(concern)


@action("concern.confirmed", verb="concern.hold", on="concern")
def confirm(*, actor: Actor, concern: Concern) -> Concern:
    """The resident agrees; pressed twice, it is one closing."""
    concern = locked(concern)
    if concern.state == State.CLOSED:
        trail.nothing_happened()
        return concern
    move(concern, "confirm")
    Check.objects.filter(concern=concern, on__isnull=True).update(on=clock.today(), agreed=True)
    _close(concern, "resident")
    concern.save()
    promises.closed(concern, actor=actor)
    say(concern, "confirmed", actor=actor)
    trail.note(changed=["state"])
    return concern


def _work_again(concern: Concern) -> None:
    concern.reopened += 1
    concern.outcome = ""
    concern.refusal_reason = ""
    concern.duplicate_of = None
    concern.done_on = concern.closed_on = None
    concern.closed_by = ""
    concern.useful = concern.respectful = None
    stop_clocks(concern)
    start_clock(
        concern, clocks.RESOLVE, clock_day(concern, clocks.FIRST_ANSWER), owner=concern.organisation_id
    )


@action("concern.reopened", verb="concern.hold", on="concern")
def reopen(*, actor: Actor, concern: Concern, text: str = "") -> Concern:
    """The resident does not agree: one step, words are welcome but not needed. A refusal goes to a check (K22).

    Raises `BadState` when the time for reopening is over, `Screened` when the words belong on a calm page.
    """
    concern = locked(concern)
    again = concern.state == State.IN_WORK and concern.reopened
    if again or (concern.state == State.CHECKING and concern.outcome == Outcome.REFUSED):
        trail.nothing_happened()
        return concern
    if text and (hit := screening.look(text)) is not None:
        raise screening.Screened(hit.screen)
    if concern.closed_on and clock.today() > concern.closed_on + timedelta(days=REOPEN_DAYS):
        raise BadState(_("The time for opening this again is over. Please raise a new concern."))
    if text.strip():
        threads.write(
            subject_type=SUBJECT,
            subject_id=concern.pk,
            voice=Message.Voice.RESIDENT,
            kind="reopened",
            text=text.strip(),
            language=concern.language,
        )
    if concern.outcome == Outcome.REFUSED and concern.state == State.DONE:
        move(concern, "call_check")
        Check.objects.create(concern=concern, why="refusal", asked_on=clock.today())
        stop_clocks(concern)
        concern.save()
        say(concern, "check_called", actor=actor)
        trail.note(changed=["state"], reason="refusal")
        return concern
    move(concern, "reopen")
    Check.objects.filter(concern=concern, on__isnull=True).update(on=clock.today(), agreed=False)
    _work_again(concern)
    concern.save()
    promises.opened_again(concern, actor=actor)
    say(concern, "reopened", actor=actor)
    trail.note(changed=["state", "outcome"], personal={"text": text} if text else None)
    return concern


@action("concern.check_called")
def call_check(*, actor: Actor, concern: Concern) -> Concern:
    """The resident stayed silent for the days of the clock: somebody else checks (R165). The clock calls this."""
    if not actor.is_system:
        raise BadState()
    concern = locked(concern)
    if concern.state != State.DONE:
        trail.nothing_happened()
        return concern
    move(concern, "call_check")
    stop_clocks(concern)
    Check.objects.create(concern=concern, why="silence", asked_on=clock.today())
    concern.save()
    promises.check_called(concern, actor=SYSTEM)
    say(concern, "check_called", actor=SYSTEM)
    trail.note(changed=["state"], reason="silence")
    return concern


@action("concern.checked", verb="concern.check", on="concern")
def check(*, actor: Actor, concern: Concern, agrees: bool, note: str) -> Concern:
    """Somebody else than the answering office went to see: it is closed, or it goes back to work."""
    concern = locked(concern)
    if not note.strip():
        raise BadInput(_("Write what you saw, or whom you asked (the post, not the name)."), field="note")
    waiting = Check.objects.select_for_update().filter(concern=concern, on__isnull=True).first()
    if waiting is None:
        raise BadState()
    if PaperAnswer.objects.filter(concern=concern, typed_by_posting=actor.posting_id or 0).exists():
        raise BadState(_("You typed what the office said. Somebody else must check it."))
    waiting.by_posting, waiting.agreed, waiting.note, waiting.on = (
        actor.posting_id,
        agrees,
        note.strip(),
        clock.today(),
    )
    waiting.save()
    move(concern, "check_agrees" if agrees else "check_disagrees")
    if agrees:
        _close(concern, "check")
    else:
        _work_again(concern)
    concern.save()
    if agrees:
        promises.closed(concern, actor=actor, checked=True)
    else:
        promises.opened_again(concern, actor=actor, checked=True)
    say(concern, "check_agreed" if agrees else "check_disagreed", actor=actor)
    trail.note(changed=["state"], facts={"agrees": agrees})
    return concern


@action("concern.opinion_given", verb="concern.hold", on="concern")
def give_opinion(*, actor: Actor, concern: Concern, useful: int | None, respectful: int | None) -> Concern:
    """Two questions, 1 (no) to 5 (yes), each may be skipped; asked once, after closing."""
    concern = locked(concern)
    for value in (useful, respectful):
        if value is not None and not 1 <= value <= 5:
            raise BadInput(_("Please choose one."))
    if concern.state != State.CLOSED:
        raise BadState()
    concern.useful, concern.respectful = useful, respectful
    concern.save(update_fields=["useful", "respectful"])
    trail.note(changed=["opinion"])
    return concern
