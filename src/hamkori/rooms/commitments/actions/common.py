"""What several actions of promises share. Not actions themselves: they run inside one."""

import hashlib
from datetime import date

from django.utils.translation import gettext_lazy as _

from hamkori.ground.deadlines import actions as deadlines
from hamkori.kernel import clock, guard
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.commitments import clocks
from hamkori.rooms.commitments.models import Basis, Commitment, Mark, month_number
from hamkori.rooms.commitments.states import STEPS, Publicity, Side, State
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place

SUBJECT = "commitments.commitment"
PROMISE = "promise"
"""The kind of the deadline that climbs the ladder."""
LONGEST_TEXT = 240
LONGEST_REASON = 300


def locked(commitment: Commitment) -> Commitment:
    """The promise as it stands now, locked until the transaction ends. Raises `BadState` if it is gone."""
    fresh = (
        Commitment.objects.select_for_update(of=("self",))
        .select_related("owner", "place", "to_organisation", "basis")
        .filter(pk=commitment.pk)
        .first()
    )
    if fresh is None:
        raise BadState()
    return fresh


def move(commitment: Commitment, verb: str) -> None:
    """Take a step of the state table. Raises `BadState`."""
    commitment.state = STEPS.target(verb, State(commitment.state), commitment)


def key_of(once: str, number: int = 0) -> str | None:
    """What makes a second press of one form the same promise; None where no form was sent."""
    return hashlib.sha256(f"{once}|{number}".encode()).hexdigest() if once else None


def mark(
    commitment: Commitment,
    kind: str,
    *,
    actor: Actor,
    side: Side,
    words: str = "",
    basis: Basis | None = None,
    organisation_id: int | None = None,
) -> Mark:
    """A line in the life of the promise. Of a resident nothing but the day is kept."""
    return Mark.objects.create(
        commitment=commitment,
        kind=kind,
        side=side,
        words=words,
        basis=basis,
        organisation_id=organisation_id if organisation_id is not None else actor.organisation_id,
        by_posting=actor.posting_id,
        by_user=actor.user_id,
        on=clock.today(),
    )


def known_words(*organisations: Organisation | None, place: Place | None = None) -> frozenset[str]:
    """Words of offices and places: they have capitals and endings like names of people, and are none."""
    names = [name for one in organisations if one is not None for name in one.names.values()]
    if place is not None:
        names += list(place.names.values())
    return frozenset(word.strip('.,:«»“”"()') for name in names for word in str(name).split())


def public_words(
    text: str,
    *,
    field: str,
    names_nobody: bool,
    longest: int = LONGEST_REASON,
    needed: str | object = "",
    known: frozenset[str] = frozenset(),
) -> str:
    """Words that everybody may read one day, looked at by the publishing guard (K34, K42).

    A telephone number, an address or a document number is refused; what looks like a person's name is refused
    until somebody has confirmed that nobody is named. Raises `BadInput`.
    """
    text = " ".join(text.split())
    if not text and needed:
        raise BadInput(str(needed), field=field)
    if len(text) > longest:
        raise BadInput(_("The text is too long. At most: %(limit)s characters."), field=field, limit=longest)
    found = guard.findings(text, known=known)
    certain = [finding for finding in found if finding.kind in guard.CERTAIN]
    if certain or (found and not names_nobody):
        raise BadInput(str((certain or found)[0].sentence), field=field)
    return text


def set_day(commitment: Commitment, due_on: date) -> None:
    commitment.due_on, commitment.due_month = due_on, month_number(due_on)


def run_clock(commitment: Commitment) -> None:
    """The ladder begins anew from the day of the promise. A driven promise follows the clock of its subject."""
    commitment.late_step = 0
    commitment.late_in_public = False
    commitment.shown = commitment.publicity == Publicity.PUBLIC or (
        commitment.shown and commitment.publicity == Publicity.SIDES
    )
    if commitment.driven:
        return
    deadlines.start(
        subject_type=SUBJECT,
        subject_id=commitment.pk,
        kind=PROMISE,
        due_on=commitment.due_on,
        owner=commitment.owner_id,
        next_step_on=clocks.next_step_on(commitment.due_on, 0),
    )


def stop_clock(commitment: Commitment, *, lifted: bool = False) -> None:
    commitment.late_in_public = False
    commitment.late_step = 0
    if not commitment.driven:
        deadlines.end(subject_type=SUBJECT, subject_id=commitment.pk, lifted=lifted)


def set_done(commitment: Commitment, *, actor: Actor) -> None:
    """The first square: whoever promised says that it is done."""
    move(commitment, "say_done")
    commitment.done_on = clock.today()
    commitment.done_by_posting = actor.posting_id
    commitment.withdrawal_asked_by = ""
    stop_clock(commitment)


def close(commitment: Commitment, by: Side) -> None:
    """The end, whichever. A promise counts as kept on its first day only if it was done by then and never reopened."""
    commitment.closed_on = clock.today()
    commitment.closed_by = by
    commitment.withdrawal_asked_by = ""
    commitment.kept_first_day = (
        commitment.state == State.KEPT
        and commitment.done_on is not None
        and commitment.done_on <= commitment.first_due_on
        and not commitment.reopened
    )
    stop_clock(commitment)


def open_again(commitment: Commitment, *, new_day: date | None = None) -> None:
    """Back to work: both squares are empty again. The first day stays; without a new day the old one goes on."""
    commitment.reopened += 1
    commitment.done_on = commitment.closed_on = None
    commitment.closed_by = ""
    commitment.done_by_posting = None
    commitment.kept_first_day = False
    if new_day is not None:
        set_day(commitment, new_day)
    elif commitment.due_on < clock.today():
        set_day(commitment, clocks.working_calendar().add_working_days(clock.today(), clocks.AFTER_REOPENING))
    run_clock(commitment)
