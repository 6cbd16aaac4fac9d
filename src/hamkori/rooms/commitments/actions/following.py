"""For the rooms above: a promise that follows its subject (the light path: concern, promise, check).

The room of the subject has checked who may do what, and it alone knows the people; here only the ledger is kept.
All of these do nothing where the subject has no promise.
"""

from datetime import date

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.ground.deadlines.models import LadderStep
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.rooms.commitments.actions import ladder
from hamkori.rooms.commitments.actions.common import (
    close,
    locked,
    mark,
    move,
    open_again,
    run_clock,
    set_day,
    set_done,
    stop_clock,
)
from hamkori.rooms.commitments.models import Basis, Commitment, Evidence, Extension, month_number
from hamkori.rooms.commitments.states import ENDED, LIVE, UNDECIDED, Origin, Publicity, Side, State
from hamkori.society.accounts.models import Organisation
from hamkori.society.places import queries as places
from hamkori.society.places.models import Place


def _of(subject_type: str, subject_id: int, states: frozenset[State] = UNDECIDED) -> Commitment | None:
    """The promise of a subject that stands in one of `states`, locked; the latest if there were several."""
    found = (
        Commitment.objects.filter(
            subject_type=subject_type, subject_id=subject_id, driven=True, state__in=states
        )
        .order_by("-pk")
        .first()
    )
    return locked(found) if found is not None else None


@action("commitment.promised_in_answer")
def promised(
    *,
    actor: Actor,
    subject_type: str,
    subject_id: int,
    owner: Organisation,
    place: Place,
    about: dict[str, str],
    due_on: date,
    publicity: Publicity,
    number: str = "",
    dated_on: date | None = None,
) -> Commitment:
    """A promised day in an answer is a promise. Answered again with another day, the same promise is moved.

    `about` are public words in every language; the answer itself stays with the resident.
    """
    found = _of(subject_type, subject_id)
    if found is not None:
        return _moved(found, due_on, actor=actor, owner=owner)
    today = clock.today()
    basis = Basis.objects.create(
        origin=Origin.ANSWER,
        body=owner,
        number=number,
        dated_on=min(dated_on or today, today),
        typed_by_posting=actor.posting_id,
        on=today,
    )
    commitment = Commitment.objects.create(
        owner=owner,
        place=place,
        path=place.path,
        public_place=places.public_level(place),
        subject_type=subject_type,
        subject_id=subject_id,
        driven=True,
        about=about,
        language=actor.language,
        basis=basis,
        origin=Origin.ANSWER,
        made_on=today,
        due_on=due_on,
        first_due_on=due_on,
        due_month=month_number(due_on),
        publicity=publicity,
        shown=publicity == Publicity.PUBLIC,
        handler_posting=actor.posting_id if actor.office == owner.pk else None,
        entered_by_posting=actor.posting_id,
        on=today,
    )
    mark(commitment, "made", actor=actor, side=Side.OWNER, basis=basis, organisation_id=owner.pk)
    trail.note(subject=commitment, facts={"due_on": due_on.isoformat(), "owner": owner.pk})
    return commitment


def _moved(commitment: Commitment, due_on: date, *, actor: Actor, owner: Organisation) -> Commitment:
    commitment.owner = owner
    if commitment.due_on != due_on and commitment.state in LIVE:
        Extension.objects.create(
            commitment=commitment,
            from_on=commitment.due_on,
            to_on=due_on,
            reason_code="answer",
            organisation=owner,
            by_posting=actor.posting_id,
            on=clock.today(),
        )
        set_day(commitment, due_on)
        commitment.moved += 1
        run_clock(commitment)
        mark(commitment, "moved", actor=actor, side=Side.OWNER, organisation_id=owner.pk)
        trail.note(subject=commitment, changed=["due_on"], facts={"to": due_on.isoformat()})
    else:
        trail.nothing_happened()
    commitment.save()
    return commitment


@action("commitment.done_with_subject")
def done(*, actor: Actor, subject_type: str, subject_id: int, photos: int = 0) -> Commitment | None:
    """The office says in its answer that it is done; the photos stay with the subject."""
    commitment = _of(subject_type, subject_id, LIVE)
    if commitment is None:
        trail.nothing_happened()
        return None
    set_done(commitment, actor=actor)
    if photos:
        Evidence.objects.create(
            commitment=commitment,
            side=Side.OWNER,
            photos=photos,
            seen_on=clock.today(),
            organisation_id=commitment.owner_id,
            by_posting=actor.posting_id,
            on=clock.today(),
        )
    commitment.save()
    mark(commitment, "done", actor=actor, side=Side.OWNER, organisation_id=commitment.owner_id)
    trail.note(subject=commitment, changed=["state"], facts={"photos": photos})
    return commitment


@action("commitment.agreed_with_subject")
def agreed(*, actor: Actor, subject_type: str, subject_id: int, checked: bool = False) -> Commitment | None:
    """The resident agrees, or somebody else's check does (`checked`): the second square."""
    commitment = _of(subject_type, subject_id, frozenset({State.DONE, State.CHECKING}))
    if commitment is None:
        trail.nothing_happened()
        return None
    side = Side.CHECK if checked else Side.OTHER
    move(commitment, "check_agrees" if checked and commitment.state == State.CHECKING else "confirm")
    close(commitment, side)
    commitment.save()
    mark(commitment, "check_agreed" if checked else "confirmed", actor=actor, side=side)
    trail.note(subject=commitment, changed=["state"])
    return commitment


@action("commitment.opened_with_subject")
def opened_again(
    *, actor: Actor, subject_type: str, subject_id: int, new_day: date | None, checked: bool = False
) -> Commitment | None:
    """The resident (or the check) does not agree. `new_day` is the day of the subject's own clock."""
    commitment = _of(subject_type, subject_id, frozenset({State.DONE, State.CHECKING, State.KEPT}))
    if commitment is None or _of(subject_type, subject_id, LIVE) is not None:
        trail.nothing_happened()
        return None
    move(commitment, "reopen")
    open_again(commitment, new_day=new_day)
    commitment.save()
    mark(
        commitment,
        "check_disagreed" if checked else "reopened",
        actor=actor,
        side=Side.CHECK if checked else Side.OTHER,
    )
    trail.note(subject=commitment, changed=["state"])
    return commitment


@action("commitment.check_called_with_subject")
def check_called(*, actor: Actor, subject_type: str, subject_id: int) -> Commitment | None:
    """The resident was silent, or did not accept a refusal: somebody else checks."""
    commitment = _of(subject_type, subject_id, frozenset({State.DONE}))
    if commitment is None:
        trail.nothing_happened()
        return None
    move(commitment, "call_check")
    commitment.save(update_fields=["state"])
    mark(commitment, "check_called", actor=actor, side=Side.HOUSE)
    trail.note(subject=commitment, changed=["state"])
    return commitment


@action("commitment.ended_with_subject")
def ended_otherwise(
    *,
    actor: Actor,
    subject_type: str,
    subject_id: int,
    why: str,
    elsewhere: bool = False,
    checked: bool = False,
) -> Commitment | None:
    """The subject was closed without what had been promised; `why` is a code of `sentences.REASONS`.

    Not kept, unless it goes on somewhere else (`elsewhere`): then both sides have taken it back.
    """
    commitment = _of(subject_type, subject_id)
    if commitment is None:
        trail.nothing_happened()
        return None
    elsewhere = elsewhere and commitment.state in LIVE
    move(commitment, "withdraw" if elsewhere else "say_not_kept")
    commitment.why_code = why
    close(commitment, Side.CHECK if checked else Side.OTHER)
    commitment.save()
    mark(
        commitment,
        "withdrawn" if elsewhere else "not_kept",
        actor=actor,
        side=Side.CHECK if checked else Side.OTHER,
    )
    trail.note(subject=commitment, changed=["state"], reason=why)
    return commitment


@action("commitment.passed_on_with_subject")
def given_to(*, actor: Actor, subject_type: str, subject_id: int, owner: Organisation) -> Commitment | None:
    """Another office answers for the subject now; the day stays."""
    commitment = _of(subject_type, subject_id)
    if commitment is None or commitment.owner_id == owner.pk:
        trail.nothing_happened()
        return None
    before, commitment.owner = commitment.owner_id, owner
    commitment.handler_posting = None
    commitment.save(update_fields=["owner", "handler_posting"])
    mark(commitment, "passed_on", actor=actor, side=Side.OWNER, organisation_id=owner.pk)
    trail.note(subject=commitment, changed=["owner"], facts={"from": before, "to": owner.pk})
    return commitment


@action("commitment.late_with_subject")
def late(
    *, actor: Actor, subject_type: str, subject_id: int, step: LadderStep, told: bool
) -> Commitment | None:
    """The clock of the subject has climbed a step of the ladder (K59)."""
    commitment = _of(subject_type, subject_id, LIVE)
    if commitment is None or commitment.due_on >= clock.today():
        trail.nothing_happened()
        return None
    ladder.take(commitment, step, told=told)
    commitment.save(update_fields=["late_step", "shown", "late_in_public"])
    trail.note(subject=commitment, reason=step.to)
    return commitment


@action("commitment.rests_with_subject")
def gone(*, actor: Actor, subject_type: str, subject_id: int) -> int:
    """The subject was taken back or moved to a protected place: nothing about it is public any more."""
    touched = 0
    for found in Commitment.objects.filter(subject_type=subject_type, subject_id=subject_id, driven=True):
        commitment = locked(found)
        if commitment.state not in ENDED:
            commitment.state = State.WITHDRAWN
            close(commitment, Side.HOUSE)
            mark(commitment, "gone", actor=actor, side=Side.HOUSE)
        stop_clock(commitment, lifted=True)
        commitment.publicity, commitment.shown = Publicity.PRIVATE, False
        commitment.save()
        touched += 1
    if not touched:
        trail.nothing_happened()
    trail.note(facts={"promises": touched})
    return touched
