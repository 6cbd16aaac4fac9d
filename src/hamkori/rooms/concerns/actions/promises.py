"""The light path: an answer with a promised day is a promise in the ledger, and follows the concern to its end.

Not actions themselves: they run inside one and hand every step down to the ledger.
"""

from datetime import date

from hamkori.ground.deadlines.models import LadderStep
from hamkori.kernel.actor import Actor
from hamkori.rooms.commitments.actions import following
from hamkori.rooms.commitments.states import Publicity
from hamkori.rooms.concerns.actions.common import SUBJECT
from hamkori.rooms.concerns.models import Concern
from hamkori.rooms.concerns.states import Outcome
from hamkori.society.accounts.models import Organisation

KEPT = (Outcome.SOLVED, Outcome.PARTLY)
ELSEWHERE = (Outcome.REFERRED, Outcome.DUPLICATE)


def _publicity(concern: Concern) -> Publicity:
    """As public as the card of the concern: private topics never (K33); where care is needed, last of all (K32)."""
    if not concern.topic.public or concern.topic.handling != "open":
        return Publicity.PRIVATE
    return Publicity.PUBLIC if concern.place.risk_level == "normal" else Publicity.SIDES


def promised(
    concern: Concern, day: date | None, *, actor: Actor, number: str = "", dated_on: date | None = None
) -> None:
    """An answer has named a day. The words of the answer stay with the resident: the ledger names the topic."""
    if day is None or concern.organisation is None:
        return
    following.promised(
        actor=actor,
        subject_type=SUBJECT,
        subject_id=concern.pk,
        owner=concern.organisation,
        place=concern.place,
        about=concern.topic.names,
        due_on=day,
        publicity=_publicity(concern),
        number=number.strip(),
        dated_on=dated_on,
    )


def proposed(concern: Concern, outcome: Outcome, *, actor: Actor, photos: int) -> None:
    """The office says that it is done: the first square. A refusal sets none."""
    if outcome in KEPT:
        following.done(actor=actor, subject_type=SUBJECT, subject_id=concern.pk, photos=photos)


def closed(concern: Concern, *, actor: Actor, checked: bool = False) -> None:
    """The resident (or the check) agrees with what the office said: kept, or not kept and why."""
    if concern.outcome in KEPT:
        following.agreed(actor=actor, subject_type=SUBJECT, subject_id=concern.pk, checked=checked)
    else:
        following.ended_otherwise(
            actor=actor,
            subject_type=SUBJECT,
            subject_id=concern.pk,
            why=concern.outcome or "concern_closed",
            elsewhere=concern.outcome in ELSEWHERE,
            checked=checked,
        )


def opened_again(concern: Concern, *, actor: Actor, checked: bool = False) -> None:
    following.opened_again(
        actor=actor, subject_type=SUBJECT, subject_id=concern.pk, new_day=concern.due_on, checked=checked
    )


def check_called(concern: Concern, *, actor: Actor) -> None:
    following.check_called(actor=actor, subject_type=SUBJECT, subject_id=concern.pk)


def given_to(concern: Concern, to: Organisation, *, actor: Actor) -> None:
    following.given_to(actor=actor, subject_type=SUBJECT, subject_id=concern.pk, owner=to)


def late(concern: Concern, step: LadderStep, *, actor: Actor, told: bool) -> None:
    following.late(actor=actor, subject_type=SUBJECT, subject_id=concern.pk, step=step, told=told)


def gone(concern: Concern, *, actor: Actor) -> None:
    following.gone(actor=actor, subject_type=SUBJECT, subject_id=concern.pk)
