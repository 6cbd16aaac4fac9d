"""The second square: only the other side sets it, or somebody else's check when the other side is silent (K22)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import access, clock
from hamkori.kernel.actor import SYSTEM, Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.commitments import clocks
from hamkori.rooms.commitments.actions.common import (
    close,
    known_words,
    locked,
    mark,
    move,
    open_again,
    public_words,
    stop_clock,
)
from hamkori.rooms.commitments.actions.promising import Proof, keep_basis
from hamkori.rooms.commitments.models import Basis, Commitment, Mark
from hamkori.rooms.commitments.rules import promises
from hamkori.rooms.commitments.states import LIVE, Origin, Side, State


def _own_typing(actor: Actor, commitment: Commitment) -> bool:
    """Whether this very person wrote down that it is done: they cannot set both squares alone."""
    return Mark.objects.filter(
        commitment=commitment, kind="done", by_user=actor.user_id, by_user__isnull=False
    ).exists()


def _word_of_a_meeting(
    actor: Actor, commitment: Commitment, minutes: Proof | None, basis: Basis | None
) -> Basis | None:
    """The minutes on which the second square stands. Needed when the same person typed the first one (K55)."""
    if basis is not None:
        return basis
    if minutes is None or not minutes.number.strip():
        if _own_typing(actor, commitment):
            raise BadInput(
                _(
                    "You wrote down yourself that it is done. Now the minutes of a meeting have to say it: "
                    "number and day."
                ),
                field="number",
            )
        return None
    if (
        minutes.dated_on is not None
        and commitment.done_on is not None
        and minutes.dated_on < commitment.done_on
    ):
        raise BadInput(_("This meeting was before it was done. Check the day."), field="dated_on")
    return keep_basis(actor=actor, proof=minutes, body_id=actor.organisation_id)


def _confirm(commitment: Commitment, *, actor: Actor, basis: Basis | None) -> None:
    move(commitment, "confirm")
    close(commitment, Side.OTHER)
    commitment.save()
    mark(commitment, "confirmed", actor=actor, side=Side.OTHER, basis=basis)


@action("commitment.confirmed", verb="commitment.confirm", on="commitment")
def confirm(*, actor: Actor, commitment: Commitment, minutes: Proof | None = None) -> Commitment:
    """The other side agrees: kept. Pressed twice, it is one confirmation."""
    commitment = locked(commitment)
    if commitment.state == State.KEPT:
        trail.nothing_happened()
        return commitment
    if commitment.state not in (State.DONE, State.CHECKING):
        raise BadState(_("Whoever promised has not said yet that it is done."))
    _confirm(commitment, actor=actor, basis=_word_of_a_meeting(actor, commitment, minutes, None))
    trail.note(changed=["state"])
    return commitment


@action("commitment.reopened", verb="commitment.confirm", on="commitment")
def reopen(
    *,
    actor: Actor,
    commitment: Commitment,
    words: str,
    new_day: date | None = None,
    minutes: Proof | None = None,
    names_nobody: bool = False,
) -> Commitment:
    """The other side does not agree: both squares are empty again. After closing, for ninety days.

    Without `new_day` the old one stays; if it has passed, ten working days run.
    """
    commitment = locked(commitment)
    if commitment.state == State.REOPENED:
        trail.nothing_happened()
        return commitment
    if commitment.closed_on and clock.today() > commitment.closed_on + clocks.REOPEN:
        raise BadState(_("The time for opening this again is over. Please write a new promise."))
    if new_day is not None and new_day < clock.today():
        raise BadInput(_("This date has already passed."), field="new_day")
    words = public_words(
        words,
        field="words",
        names_nobody=names_nobody,
        needed=_("Write what is missing. Everyone may read it."),
        known=known_words(commitment.owner, commitment.to_organisation, place=commitment.place),
    )
    basis = None
    if minutes is not None and minutes.number.strip():
        basis = keep_basis(actor=actor, proof=minutes, body_id=actor.organisation_id)
    move(commitment, "reopen")
    open_again(commitment, new_day=new_day)
    commitment.save()
    mark(commitment, "reopened", actor=actor, side=Side.OTHER, words=words, basis=basis)
    trail.note(changed=["state", "done_on"])
    return commitment


@action("commitment.not_kept", verb="commitment.confirm", on="commitment")
def say_not_kept(
    *,
    actor: Actor,
    commitment: Commitment,
    why: str,
    minutes: Proof | None = None,
    names_nobody: bool = False,
) -> Commitment:
    """The other side writes off a promise: not kept, and why. It stays on the board as large as the kept ones."""
    commitment = locked(commitment)
    if commitment.state == State.NOT_KEPT:
        trail.nothing_happened()
        return commitment
    if commitment.state in LIVE and commitment.due_on >= clock.today():
        raise BadState(_("Its day has not passed. Wait for it, or take it back together."))
    why = public_words(
        why,
        field="why",
        names_nobody=names_nobody,
        needed=_("Write why it was not kept. Everyone may read it."),
        known=known_words(commitment.owner, commitment.to_organisation, place=commitment.place),
    )
    basis = None
    if minutes is not None and minutes.number.strip():
        basis = keep_basis(actor=actor, proof=minutes, body_id=actor.organisation_id)
    move(commitment, "say_not_kept")
    commitment.why_not = why
    close(commitment, Side.OTHER)
    commitment.save()
    mark(commitment, "not_kept", actor=actor, side=Side.OTHER, words=why, basis=basis)
    trail.note(changed=["state"])
    return commitment


@action("commitment.withdrawn", verb="commitment.withdraw", on="commitment")
def withdraw(*, actor: Actor, commitment: Commitment, words: str, names_nobody: bool = False) -> Commitment:
    """Take a promise back: one side asks, the other agrees. One side alone cannot."""
    commitment = locked(commitment)
    if commitment.state == State.WITHDRAWN:
        trail.nothing_happened()
        return commitment
    if commitment.state not in LIVE:
        raise BadState()
    side = Side.OWNER if promises(actor, commitment.owner_id) else Side.OTHER
    if commitment.withdrawal_asked_by == side:
        trail.nothing_happened()
        return commitment
    words = public_words(
        words,
        field="words",
        names_nobody=names_nobody,
        needed="" if commitment.withdrawal_asked_by else _("Write the reason. Everyone may read it."),
        known=known_words(commitment.owner, commitment.to_organisation, place=commitment.place),
    )
    if not commitment.withdrawal_asked_by:
        commitment.withdrawal_asked_by = side
        commitment.save(update_fields=["withdrawal_asked_by"])
        mark(commitment, "withdrawal_asked", actor=actor, side=side, words=words)
        trail.note(changed=["withdrawal_asked_by"], facts={"by": side.value})
        return commitment
    move(commitment, "withdraw")
    close(commitment, side)
    stop_clock(commitment, lifted=True)
    commitment.save()
    mark(commitment, "withdrawn", actor=actor, side=side, words=words)
    trail.note(changed=["state"])
    return commitment


@action("commitment.check_called")
def call_check(*, actor: Actor, commitment: Commitment) -> Commitment:
    """The other side was silent for fourteen days: somebody else checks. The clock calls this."""
    if not actor.is_system:
        raise BadState()
    commitment = locked(commitment)
    if commitment.state != State.DONE or commitment.driven:
        trail.nothing_happened()
        return commitment
    move(commitment, "call_check")
    commitment.save(update_fields=["state"])
    mark(commitment, "check_called", actor=SYSTEM, side=Side.HOUSE)
    trail.note(changed=["state"], reason="silence")
    return commitment


@action("commitment.checked", verb="commitment.check", on="commitment")
def check(
    *, actor: Actor, commitment: Commitment, agrees: bool, words: str, names_nobody: bool = False
) -> Commitment:
    """Somebody who is neither side went to see: kept, or open again."""
    commitment = locked(commitment)
    if commitment.state != State.CHECKING:
        raise BadState()
    if _own_typing(actor, commitment):
        raise BadState(_("You wrote down that it is done. Somebody else has to check it."))
    words = public_words(
        words,
        field="words",
        names_nobody=names_nobody,
        needed=_("Write what you saw, or whom you asked (the post, not the name)."),
        known=known_words(commitment.owner, commitment.to_organisation, place=commitment.place),
    )
    move(commitment, "check_agrees" if agrees else "check_disagrees")
    if agrees:
        close(commitment, Side.CHECK)
    else:
        open_again(commitment)
    commitment.save()
    mark(
        commitment, "check_agreed" if agrees else "check_disagreed", actor=actor, side=Side.CHECK, words=words
    )
    trail.note(changed=["state"], facts={"agrees": agrees})
    return commitment


@dataclass(frozen=True)
class Verdict:
    """What a meeting says about one promise: "kept", "again" (open again) or "not_kept". `words` for the last two."""

    commitment: Commitment
    outcome: str
    words: str = ""


@action("commitment.meeting_closed")
def close_meeting(
    *, actor: Actor, verdicts: Sequence[Verdict], minutes: Proof, names_nobody: bool = False
) -> list[Commitment]:
    """What a meeting decided about many promises, in one go: whole or not at all. A second press does nothing.

    Raises `NotAllowed`, `BadInput` (with `values["row"]`), `BadState`.
    """
    if minutes.origin is not Origin.MEETING:
        raise BadInput(_("Write the number of the minutes."), field="number")
    waiting = []
    for number, verdict in enumerate(verdicts):
        access.require(actor, "commitment.confirm", verdict.commitment)
        fresh = locked(verdict.commitment)
        wanted = {"kept": State.KEPT, "again": State.REOPENED, "not_kept": State.NOT_KEPT}[verdict.outcome]
        if fresh.state != wanted:
            waiting.append((number, fresh, verdict))
    if not waiting:
        trail.nothing_happened()
        return []
    basis = keep_basis(actor=actor, proof=minutes, body_id=actor.organisation_id)
    for number, fresh, verdict in waiting:
        try:
            _decide(fresh, verdict, actor=actor, basis=basis, names_nobody=names_nobody)
        except (BadInput, BadState) as error:
            error.values.setdefault("row", number)
            raise
    trail.note(
        subject=waiting[0][1],
        changed=["state"],
        facts={
            "promises": len(waiting),
            "kept": sum(verdict.outcome == "kept" for _n, _f, verdict in waiting),
        },
    )
    return [fresh for _number, fresh, _verdict in waiting]


def _decide(fresh: Commitment, verdict: Verdict, *, actor: Actor, basis: Basis, names_nobody: bool) -> None:
    if verdict.outcome == "kept":
        if fresh.state in LIVE:
            raise BadState(_("Whoever promised has not said yet that it is done."))
        _confirm(fresh, actor=actor, basis=basis)
        return
    words = public_words(
        verdict.words,
        field="words",
        names_nobody=names_nobody,
        needed=_("Write what is missing. Everyone may read it."),
        known=known_words(fresh.owner, fresh.to_organisation, place=fresh.place),
    )
    if verdict.outcome == "again":
        move(fresh, "reopen")
        open_again(fresh)
        fresh.save()
        mark(fresh, "reopened", actor=actor, side=Side.OTHER, words=words, basis=basis)
        return
    if fresh.state in LIVE and fresh.due_on >= clock.today():
        raise BadState(_("Its day has not passed. Wait for it, or take it back together."))
    move(fresh, "say_not_kept")
    fresh.why_not = words
    close(fresh, Side.OTHER)
    fresh.save()
    mark(fresh, "not_kept", actor=actor, side=Side.OTHER, words=words, basis=basis)
