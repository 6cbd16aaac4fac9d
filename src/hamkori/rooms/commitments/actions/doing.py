"""What whoever promised does: says that it is done, shows it, moves the day, explains.

Somebody else may type it only with a proof: a stamped paper, two witnesses, the minutes of a meeting (K55).
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.ground.files import actions as files
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.commitments import clocks
from hamkori.rooms.commitments.actions.common import (
    known_words,
    locked,
    mark,
    public_words,
    run_clock,
    set_day,
    set_done,
)
from hamkori.rooms.commitments.actions.promising import Proof, keep_basis
from hamkori.rooms.commitments.models import Basis, Commitment, Evidence, Explanation, Extension
from hamkori.rooms.commitments.rules import promises
from hamkori.rooms.commitments.states import LIVE, UNDECIDED, Origin, Side, State

LONGEST_EXPLANATION = 600
MOST_FILES = 5


def owners_word(actor: Actor, commitment: Commitment, proof: Proof | None) -> Basis | None:
    """On what the word of whoever promised stands, if they did not press the button themselves."""
    if proof is None or proof.origin is Origin.SCREEN:
        if promises(actor, commitment.owner_id) or actor.is_system:
            return None
        raise BadInput(
            _("For another office: a stamped paper, two witnesses, or the minutes of a meeting."),
            field="origin",
        )
    if proof.dated_on is not None and proof.dated_on < commitment.made_on:
        raise BadInput(_("This date is before the promise was made. Check it."), field="dated_on")
    return keep_basis(actor=actor, proof=proof, body_id=actor.organisation_id)


def _keep_evidence(
    commitment: Commitment,
    *,
    actor: Actor,
    side: Side,
    text: str,
    photos: tuple[str, ...],
    seen_on: date | None,
    names_nobody: bool,
) -> Evidence | None:
    if not text.strip() and not photos:
        return None
    if len(photos) > MOST_FILES:
        raise BadInput(_("Too many photos. At most: %(limit)s."), field="photos", limit=MOST_FILES)
    if seen_on is not None and seen_on > clock.today():
        raise BadInput(_("This day has not come yet."), field="seen_on")
    evidence = Evidence.objects.create(
        commitment=commitment,
        side=side,
        text=public_words(
            text,
            field="text",
            names_nobody=names_nobody,
            known=known_words(commitment.owner, commitment.to_organisation, place=commitment.place),
        ),
        files=list(photos),
        photos=len(photos),
        seen_on=seen_on or clock.today(),
        organisation_id=actor.organisation_id,
        by_posting=actor.posting_id,
        on=clock.today(),
    )
    if photos:
        files.attach(actor=actor, tokens=photos, subject=evidence)
    return evidence


@action("commitment.done", verb="commitment.do", on="commitment")
def say_done(
    *,
    actor: Actor,
    commitment: Commitment,
    text: str = "",
    photos: tuple[str, ...] = (),
    seen_on: date | None = None,
    proof: Proof | None = None,
    names_nobody: bool = False,
) -> Commitment:
    """The first square: it is done, with what shows it. It is not closed by this (K22). A second press does nothing."""
    commitment = locked(commitment)
    if commitment.state in (State.DONE, State.CHECKING):
        trail.nothing_happened()
        return commitment
    set_done(commitment, actor=actor)
    if not text.strip() and not photos and not commitment.evidence.exists():
        raise BadInput(_("Write or show what was done: the other side has to see it."), field="text")
    basis = owners_word(actor, commitment, proof)
    _keep_evidence(
        commitment,
        actor=actor,
        side=Side.OWNER,
        text=text,
        photos=photos,
        seen_on=seen_on,
        names_nobody=names_nobody,
    )
    commitment.save()
    mark(commitment, "done", actor=actor, side=Side.OWNER, basis=basis, organisation_id=commitment.owner_id)
    trail.note(changed=["state"], facts={"photos": len(photos), "on_paper": basis is not None})
    return commitment


@action("commitment.evidence_added", verb="commitment.show", on="commitment")
def add_evidence(
    *,
    actor: Actor,
    commitment: Commitment,
    text: str,
    photos: tuple[str, ...] = (),
    seen_on: date | None = None,
    names_nobody: bool = False,
) -> Evidence:
    """Something that shows how far it is, from either side."""
    commitment = locked(commitment)
    if commitment.state not in UNDECIDED:
        raise BadState()
    side = Side.OWNER if actor.office == commitment.owner_id else Side.OTHER
    evidence = _keep_evidence(
        commitment,
        actor=actor,
        side=side,
        text=text,
        photos=photos,
        seen_on=seen_on,
        names_nobody=names_nobody,
    )
    if evidence is None:
        raise BadInput(_("Write or show what was done: the other side has to see it."), field="text")
    trail.note(subject=commitment, changed=["evidence"], facts={"photos": len(photos)})
    return evidence


@action("commitment.moved", verb="commitment.do", on="commitment")
def extend(
    *,
    actor: Actor,
    commitment: Commitment,
    due_on: date,
    reason: str,
    proof: Proof | None = None,
    names_nobody: bool = False,
) -> Commitment:
    """A later day, only with a reason that everybody may read. The first day stays for good; the ladder begins anew."""
    commitment = locked(commitment)
    if commitment.state not in LIVE:
        raise BadState()
    if due_on == commitment.due_on:
        trail.nothing_happened()
        return commitment
    if due_on < clock.today() or due_on < commitment.due_on:
        raise BadInput(_("The new day must be later than the old one, and still to come."), field="due_on")
    if due_on > clock.today() + clocks.FARTHEST:
        raise BadInput(
            _("This date is more than three years away. Promise a first step that is nearer."), field="due_on"
        )
    reason = public_words(
        reason,
        field="reason",
        names_nobody=names_nobody,
        needed=_("Write the reason. Everyone may read it."),
        known=known_words(commitment.owner, place=commitment.place),
    )
    basis = owners_word(actor, commitment, proof)
    before = commitment.due_on
    Extension.objects.create(
        commitment=commitment,
        from_on=before,
        to_on=due_on,
        reason=reason,
        organisation_id=commitment.owner_id,
        by_posting=actor.posting_id,
        on=clock.today(),
    )
    set_day(commitment, due_on)
    commitment.moved += 1
    run_clock(commitment)
    commitment.save()
    mark(
        commitment,
        "moved",
        actor=actor,
        side=Side.OWNER,
        words=reason,
        basis=basis,
        organisation_id=commitment.owner_id,
    )
    trail.note(changed=["due_on"], facts={"from": before.isoformat(), "to": due_on.isoformat()})
    return commitment


@action("commitment.explained", verb="commitment.do", on="commitment")
def explain(
    *, actor: Actor, commitment: Commitment, text: str, proof: Proof | None = None, names_nobody: bool = False
) -> Explanation:
    """The own words of whoever promised beside what is late; public if the delay becomes public (K59)."""
    commitment = locked(commitment)
    if not commitment.is_late:
        raise BadState(_("This promise is not late. There is nothing to explain."))
    text = public_words(
        text,
        field="text",
        names_nobody=names_nobody,
        longest=LONGEST_EXPLANATION,
        needed=_("Please give the reason. Everyone will see it."),
        known=known_words(commitment.owner, place=commitment.place),
    )
    basis = owners_word(actor, commitment, proof)
    explanation = Explanation.objects.create(
        commitment=commitment,
        organisation_id=commitment.owner_id,
        text=text,
        language=actor.language or commitment.language,
        by_posting=actor.posting_id,
        on=clock.today(),
    )
    mark(
        commitment,
        "explained",
        actor=actor,
        side=Side.OWNER,
        basis=basis,
        organisation_id=commitment.owner_id,
    )
    trail.note(subject=commitment, changed=["explanation"])
    return explanation
