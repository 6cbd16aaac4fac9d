"""Letters on agreed measures: numbered by the body that heard the promise, signed by the one who promised (K55, G2)."""

from datetime import date

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState, NotFound
from hamkori.rooms.commitments.actions.common import locked
from hamkori.rooms.commitments.models import Commitment, PromiseLetter
from hamkori.rooms.commitments.states import UNDECIDED
from hamkori.society.accounts.models import Organisation

MOST_MEASURES = 6
"""More do not fit on one sheet."""


@action("commitment.letter_made", verb="commitment.make_letter", on="commitment")
def make_letter(*, actor: Actor, commitment: Commitment) -> PromiseLetter:
    """Number a letter about this promise and the others that the same office made on the same basis.

    Body, year, the next number, without gaps or doubles. Pressed twice on a day, it is one letter.
    """
    commitment = locked(commitment)
    if commitment.state not in UNDECIDED or actor.organisation_id is None:
        raise BadState()
    body = Organisation.objects.select_for_update(of=("self",)).get(pk=actor.organisation_id)
    today = clock.today()
    existing = PromiseLetter.objects.filter(body=body, commitments=commitment, on=today).first()
    if existing is not None:
        trail.nothing_happened()
        return existing
    last = PromiseLetter.objects.filter(body=body, year=today.year).aggregate(last=Max("number"))["last"] or 0
    letter = PromiseLetter.objects.create(
        body=body,
        to=commitment.owner,
        year=today.year,
        number=last + 1,
        by_posting=actor.posting_id,
        on=today,
    )
    beside = Commitment.objects.filter(
        basis=commitment.basis, owner=commitment.owner, state__in=UNDECIDED, driven=False
    ).exclude(pk=commitment.pk)
    letter.commitments.set([commitment, *beside.order_by("item", "pk")[: MOST_MEASURES - 1]])
    trail.note(
        subject=commitment, facts={"year": letter.year, "number": letter.number, "to": commitment.owner_id}
    )
    return letter


@action("commitment.letter_received", verb="commitment.make_letter", on="commitment")
def record_incoming_number(
    *,
    actor: Actor,
    commitment: Commitment,
    year: int,
    number: int,
    incoming_number: str,
    incoming_on: date,
) -> PromiseLetter:
    """The number that the office gave the letter when it came in. Raises `BadInput`, `NotFound`."""
    letter = (
        PromiseLetter.objects.select_for_update(of=("self",))
        .filter(body_id=actor.organisation_id, commitments=commitment, year=year, number=number)
        .first()
    )
    if letter is None:
        raise NotFound()
    if not incoming_number.strip():
        raise BadInput(_("Write the number that the office gave the letter."), field="incoming_number")
    if incoming_on > clock.today() or incoming_on < letter.on:
        raise BadInput(_("The letter came in on a day between its own date and today."), field="incoming_on")
    if (letter.incoming_number, letter.incoming_on) == (incoming_number.strip(), incoming_on):
        trail.nothing_happened()
        return letter
    letter.incoming_number, letter.incoming_on = incoming_number.strip(), incoming_on
    letter.save(update_fields=["incoming_number", "incoming_on"])
    trail.note(subject=commitment, changed=["incoming_number"], facts={"year": year, "number": number})
    return letter
