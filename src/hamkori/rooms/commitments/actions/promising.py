"""Making promises: on the screen, on stamped paper, aloud before two witnesses, at a meeting (K55)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.ground.files import actions as files
from hamkori.kernel import access, clock
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import BadInput
from hamkori.rooms.commitments import clocks
from hamkori.rooms.commitments.actions.common import (
    LONGEST_TEXT,
    key_of,
    known_words,
    mark,
    public_words,
    run_clock,
)
from hamkori.rooms.commitments.models import Basis, Commitment, Resource, month_number
from hamkori.rooms.commitments.rules import OFFICE
from hamkori.rooms.commitments.states import Means, Origin, Publicity, Side
from hamkori.society.accounts.models import Organisation
from hamkori.society.places import queries as places
from hamkori.society.places.models import Place

MOST_AT_ONCE = 30


@dataclass(frozen=True)
class Proof:
    """On what a promise, or a later word about it, stands. `photo` is the token of a kept file."""

    origin: Origin
    dated_on: date | None = None
    number: str = ""
    photo: str = ""
    heard_at: str = ""
    witnesses: tuple[str, str] = ("", "")
    read_back: bool = False


@dataclass(frozen=True)
class NewResource:
    means: Means
    amount: Decimal | None = None
    budget_line: str = ""
    legal_basis: str = ""
    words: str = ""


@dataclass(frozen=True)
class NewPromise:
    """Who promises what to whom, by when. `to` None means the residents of the place."""

    owner: Organisation
    place: Place
    text: str
    due_on: date
    to: Organisation | None = None
    post: str = ""
    seen_by: str = ""
    practice: str = ""
    needs: str = ""
    hindrance: str = ""
    publicity: Publicity = Publicity.SIDES
    resources: tuple[NewResource, ...] = ()
    item: int = 1
    language: str = ""
    subject: tuple[str, int] | None = None
    """What it belongs to in a room above, for example a row of a plan."""


def keep_basis(*, actor: Actor, proof: Proof, body_id: int | None) -> Basis:
    """Inside an action: the proof that somebody said something. Raises `BadInput` for one that is not whole (K55)."""
    dated_on = proof.dated_on or clock.today()
    if dated_on > clock.today():
        raise BadInput(_("This date is still to come. Write the day on which it was said."), field="dated_on")
    if proof.origin is Origin.PAPER and not proof.number.strip():
        raise BadInput(_("Write the number that stands on the paper."), field="number")
    if proof.origin is Origin.PAPER and not proof.photo:
        raise BadInput(_("A stamped paper needs its number and a photo of it."), field="photo")
    if proof.origin is Origin.MEETING and not proof.number.strip():
        raise BadInput(_("Write the number of the minutes."), field="number")
    first, second = (" ".join(witness.split()) for witness in proof.witnesses)
    if proof.origin is Origin.SPOKEN:
        if not first or not second or first.casefold() == second.casefold():
            raise BadInput(_("A spoken promise needs two different witnesses."), field="first_witness")
        if not proof.heard_at.strip():
            raise BadInput(_("Write where it was said."), field="heard_at")
        if not proof.read_back:
            raise BadInput(
                _("Read the words back to whoever promised, then tick the box."), field="read_back"
            )
    basis = Basis.objects.create(
        origin=proof.origin,
        body_id=body_id,
        number=proof.number.strip(),
        dated_on=dated_on,
        heard_at=public_words(proof.heard_at, field="heard_at", names_nobody=True, longest=120),
        first_witness=first if proof.origin is Origin.SPOKEN else "",
        second_witness=second if proof.origin is Origin.SPOKEN else "",
        read_back=proof.read_back,
        file=proof.photo,
        typed_by_posting=actor.posting_id,
        on=clock.today(),
    )
    if proof.photo:
        files.attach(actor=actor, tokens=(proof.photo,), subject=basis)
    return basis


def _objections(promise: NewPromise, made_on: date) -> None:
    """Raises `BadInput` for a day that cannot be, a promise to oneself, a resource without what it needs."""
    if promise.due_on < clock.today():
        raise BadInput(_("This date has already passed."), field="due_on")
    if promise.due_on > made_on + clocks.FARTHEST:
        raise BadInput(
            _("This date is more than three years away. Promise a first step that is nearer."), field="due_on"
        )
    if promise.to is not None and promise.to.pk == promise.owner.pk:
        raise BadInput(_("Nobody promises something to themselves. Choose the other side."), field="to")
    for resource in promise.resources:
        if resource.means is Means.BUDGET and not (
            resource.budget_line.strip() and resource.legal_basis.strip()
        ):
            raise BadInput(
                _("Money of the local budget needs the budget line and the legal basis."), field="budget_line"
            )
        if resource.means is Means.EQUIPMENT and not promise.practice.strip():
            raise BadInput(
                _("Equipment alone changes nothing. Write what will be done differently with it."),
                field="practice",
            )
        if resource.amount is not None and resource.amount < 0:
            raise BadInput(_("Write an amount of zero or more."), field="amount")


def _write(
    promise: NewPromise, basis: Basis, *, actor: Actor, names_nobody: bool, once: str | None
) -> Commitment:
    _objections(promise, basis.dated_on)
    known = known_words(promise.owner, promise.to, place=promise.place)

    def words(name: str, needed: object = "") -> str:
        return public_words(
            getattr(promise, name),
            field=name,
            names_nobody=names_nobody,
            longest=120 if name == "post" else LONGEST_TEXT,
            needed=needed,
            known=known,
        )

    commitment = Commitment.objects.create(
        owner=promise.owner,
        post=words("post"),
        place=promise.place,
        path=promise.place.path,
        public_place=places.public_level(promise.place),
        to_organisation=promise.to,
        subject_type=promise.subject[0] if promise.subject else "",
        subject_id=promise.subject[1] if promise.subject else None,
        text=words("text", _("Write what is promised.")),
        seen_by=words("seen_by"),
        practice=words("practice"),
        needs=words("needs"),
        hindrance=words("hindrance"),
        language=promise.language or actor.language,
        basis=basis,
        origin=basis.origin,
        item=promise.item,
        made_on=basis.dated_on,
        due_on=promise.due_on,
        first_due_on=promise.due_on,
        due_month=month_number(promise.due_on),
        publicity=promise.publicity,
        shown=promise.publicity == Publicity.PUBLIC,
        handler_posting=actor.posting_id if actor.office == promise.owner.pk else None,
        entered_by_posting=actor.posting_id,
        once=once,
        on=clock.today(),
    )
    Resource.objects.bulk_create(
        Resource(
            commitment=commitment,
            means=resource.means,
            amount=resource.amount,
            budget_line=public_words(
                resource.budget_line, field="budget_line", names_nobody=True, longest=120
            ),
            legal_basis=public_words(
                resource.legal_basis, field="legal_basis", names_nobody=True, longest=200
            ),
            words=public_words(
                resource.words, field="resource_words", names_nobody=names_nobody, longest=200
            ),
        )
        for resource in promise.resources
    )
    run_clock(commitment)
    mark(commitment, "made", actor=actor, side=Side.OWNER, basis=basis, organisation_id=promise.owner.pk)
    return commitment


def _require_a_way(actor: Actor, promise: NewPromise, proof: Proof) -> None:
    """On the screen only whoever promises; for somebody else there has to be a paper, witnesses or minutes."""
    own = actor.office == promise.owner.pk and actor.has_role(*OFFICE, Role.SECRETARY, Role.COUNCIL)
    if proof.origin in (Origin.SCREEN, Origin.ANSWER) and not own and not actor.is_system:
        raise BadInput(
            _("For another office: a stamped paper, two witnesses, or the minutes of a meeting."),
            field="origin",
        )


@action("commitment.made")
def promise_many(
    *,
    actor: Actor,
    promises: Sequence[NewPromise],
    proof: Proof,
    names_nobody: bool = False,
    once: str = "",
) -> list[Commitment]:
    """Several promises on one basis: the items of one meeting, one letter, one talk. Whole or not at all.

    Pressed twice (`once`), the promises of the first press come back. Raises `NotAllowed`, `BadInput`; a
    `BadInput` about one of them carries its number as `values["row"]` (0 is the first).
    """
    if once:
        keys = [key_of(once, number) for number in range(len(promises))]
        found = list(Commitment.objects.filter(once__in=keys).order_by("item", "pk"))
        if found:
            trail.nothing_happened()
            return found
    if not promises:
        raise BadInput(_("Write at least one promise."), field="text")
    if len(promises) > MOST_AT_ONCE:
        raise BadInput(_("Too many at once. At most: %(limit)s."), limit=MOST_AT_ONCE)
    for promise in promises:
        access.require(actor, "commitment.make", promise)
        _require_a_way(actor, promise, proof)
    basis = keep_basis(actor=actor, proof=proof, body_id=actor.organisation_id)
    made = []
    for number, promise in enumerate(promises):
        try:
            made.append(
                _write(promise, basis, actor=actor, names_nobody=names_nobody, once=key_of(once, number))
            )
        except BadInput as error:
            error.values.setdefault("row", number)
            raise
    trail.note(
        subject=made[0],
        facts={
            "origin": proof.origin.value,
            "promises": len(made),
            "owners": sorted({one.owner_id for one in made}),
        },
    )
    return made


def promise(
    *, actor: Actor, wish: NewPromise, proof: Proof, names_nobody: bool = False, once: str = ""
) -> Commitment:
    """One promise; see `promise_many`."""
    return promise_many(actor=actor, promises=[wish], proof=proof, names_nobody=names_nobody, once=once)[0]
