"""A month without crimes is said, so that it differs from a month without a report."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.crime import rules as rules  # registers the verbs
from hamkori.rooms.crime.models import Crime, ZeroReport
from hamkori.rooms.crime.register.actions.common import lock_office
from hamkori.rooms.crime.states import CrimeState
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place


def first_of_next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


@action("crime.none_in_month", verb="crime.journal", on="office")
def zero_report(*, actor: Actor, office: Organisation, area: Place, month: date) -> ZeroReport:
    """The office says that nothing was recorded in `area` in a month that is over. Said twice, it is said once.

    Raises `BadState` when the register holds a crime recorded there in that month.
    """
    month = month.replace(day=1)
    if not office.place.contains(area.path):
        raise BadInput(_("Choose a place of your own area."), field="area")
    if first_of_next(month) > clock.today():
        raise BadInput(_("This month is not over yet."), field="month")
    lock_office(office)
    known = ZeroReport.objects.filter(office=office, area=area, month=month).first()
    if known is not None:
        trail.nothing_happened()
        return known
    held = Crime.objects.filter(
        office=office, recorded_on__gte=month, recorded_on__lt=first_of_next(month)
    ).exclude(state__in=[CrimeState.REMOVED, CrimeState.TRANSFERRED])
    if any(area.contains(path) for path in held.values_list("path", flat=True)):
        raise BadState(_("The register holds a crime of that month and place. It was not a month without."))
    made = ZeroReport.objects.create(
        office=office, area=area, path=area.path, month=month, said_at=clock.now(), posting=actor.posting_id
    )
    trail.note(subject=made, facts={"month": month.isoformat(), "area": area.path})
    return made
