"""Demands of authorities for residents' data: recorded, and shown to the council (K58)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput
from hamkori.rooms.concerns.models import DataDemand


@action("demand.recorded", verb="demand.record")
def record_demand(
    *,
    actor: Actor,
    authority: str,
    asked_for: str,
    legal_basis: str,
    asked_on: date,
    answer: str,
    given: bool,
) -> DataDemand:
    """Write down who asked for what, on which basis, and what the answer was."""
    if not authority.strip():
        raise BadInput(_("Please fill in this field."), field="authority")
    if not asked_for.strip():
        raise BadInput(_("Please fill in this field."), field="asked_for")
    if asked_on > clock.today():
        raise BadInput(_("This date is still to come."), field="asked_on")
    return DataDemand.objects.create(
        authority=authority.strip(),
        asked_for=asked_for.strip(),
        legal_basis=legal_basis.strip(),
        answer=answer.strip(),
        given=given,
        recorded_by_posting=actor.posting_id or 0,
        asked_on=asked_on,
        on=clock.today(),
    )
