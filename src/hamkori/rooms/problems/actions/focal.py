"""The one who reads the checks for harm: chosen by the team, one at a time (R237)."""

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.bodies.models import Seat
from hamkori.rooms.problems.actions.deciding import POLICE
from hamkori.rooms.problems.models import FocalPoint
from hamkori.society.accounts.models import Organisation

LONGEST = 40


@action("team.focal_named", verb="team.lead", on="team")
def name_focal(*, actor: Actor, team: Organisation, seat: Seat, protocol: str) -> FocalPoint:
    """The team chose this seat to look at every plan for women and men, girls and boys alike. Ends the one before."""
    if seat.organisation_id != team.pk or seat.left_on is not None:
        raise BadState()
    if seat.category in POLICE:
        raise BadInput(_("Choose somebody who is not of the police."), field="seat")
    if not protocol.strip():
        raise BadInput(_("Write the number of the protocol."), field="protocol")
    today = clock.today()
    FocalPoint.objects.filter(team=team, until_on__isnull=True).update(until_on=today)
    row = FocalPoint.objects.create(team=team, seat=seat, protocol=protocol.strip()[:LONGEST], from_on=today)
    trail.note(subject=row, facts={"seat": seat.number})
    return row
