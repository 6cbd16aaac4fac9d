"""Outgoing letters of a team to an office that does not sign in: the chain of numbers holds on paper (K55, G2)."""

from datetime import date

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState, NotFound
from hamkori.rooms.concerns.actions.common import locked
from hamkori.rooms.concerns.models import Concern, OfficeLetter
from hamkori.society.accounts.models import Organisation


@action("letter.made", verb="concern.make_letter", on="concern")
def make_letter(*, actor: Actor, concern: Concern) -> OfficeLetter:
    """Number a letter to the office that answers now: team, year, the next number, without gaps or doubles.

    Pressed twice on a day, it is one letter. Raises `BadState` where the concern has no other office.
    """
    concern = locked(concern)
    if concern.organisation_id is None or actor.organisation_id is None:
        raise BadState()
    team = Organisation.objects.select_for_update(of=("self",)).get(pk=actor.organisation_id)
    today = clock.today()
    existing = OfficeLetter.objects.filter(
        team=team, concern=concern, to_id=concern.organisation_id, on=today
    ).first()
    if existing is not None:
        trail.nothing_happened()
        return existing
    last = OfficeLetter.objects.filter(team=team, year=today.year).aggregate(last=Max("number"))["last"] or 0
    letter = OfficeLetter.objects.create(
        team=team,
        to_id=concern.organisation_id,
        concern=concern,
        year=today.year,
        number=last + 1,
        by_posting=actor.posting_id or 0,
        on=today,
    )
    trail.note(
        subject=concern, facts={"year": letter.year, "number": letter.number, "to": concern.organisation_id}
    )
    return letter


@action("letter.received", verb="concern.make_letter", on="concern")
def record_incoming_number(
    *, actor: Actor, concern: Concern, year: int, number: int, incoming_number: str, incoming_on: date
) -> OfficeLetter:
    """The number that the office gave the letter when it came in. Raises `BadInput`, `NotFound`."""
    letter = (
        OfficeLetter.objects.select_for_update(of=("self",))
        .filter(team_id=actor.organisation_id, concern=concern, year=year, number=number)
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
    trail.note(subject=concern, changed=["incoming_number"], facts={"year": year, "number": number})
    return letter
