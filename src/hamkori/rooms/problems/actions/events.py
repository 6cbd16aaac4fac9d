"""Writing down events with residents (R253) and what a consultation changed (R258)."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.problems.models import Event, EventKind, Folder, Outcome
from hamkori.rooms.problems.queries.events import Consultation
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place

MOST = 20_000
"""More people than this come to no event of a team: it is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class Held:
    """An event as it is written down. `youth` are those of all who came who are 14 to 30 years old."""

    kind: EventKind
    place: Place
    on: date
    women: int
    men: int
    youth: int = 0
    police: bool = False
    together: Organisation | None = None


@action("event.written", verb="team.work", on="team")
def write_event(*, actor: Actor, team: Organisation, held: Held) -> Event:
    """One event. Only counts; who came is written down nowhere (K60)."""
    if not team.place.contains(held.place.path):
        raise BadInput(_("Choose a place of your own area."), field="place")
    if held.on > clock.today():
        raise BadInput(_("This day has not come yet."), field="on")
    if held.women + held.men < 1:
        raise BadInput(_("Write how many people took part."), field="women")
    if held.women + held.men > MOST:
        raise BadInput(_("This is more than can be. Please look again."), field="women")
    if held.youth > held.women + held.men:
        raise BadInput(_("More young people than all who came."), field="youth")
    made = Event.objects.create(
        team=team, kind=held.kind, place=held.place, on=held.on, women=held.women, men=held.men,
        youth=held.youth, police=held.police, together=held.together,
    )  # fmt: skip
    trail.note(subject=made, facts={"team": team.pk, "kind": held.kind.code})
    return made


@action("event.removed", verb="team.work", on="team")
def take_out(*, actor: Actor, team: Organisation, event: Event) -> None:
    """An event that was written down by mistake."""
    if event.team_id != team.pk:
        raise BadState()
    trail.note(subject=event, facts={"team": team.pk})
    event.delete()


@action("outcome.told", verb="team.work", on="team")
def tell_change(
    *, actor: Actor, team: Organisation, held: Consultation, change: str, folder: Folder | None = None
) -> Outcome:
    """What changed because of a consultation. Told again, it replaces what was told."""
    if held.team_id != team.pk:
        raise BadState()
    if held.on > clock.today():
        raise BadInput(_("This day has not come yet."), field="change")
    if change not in Outcome.Change.values:
        raise BadInput(_("Please choose from the list."), field="change")
    if folder is not None and folder.team_id != team.pk:
        raise BadInput(_("Please choose from the list."), field="folder")
    if change == Outcome.Change.FOLDER and folder is None:
        raise BadInput(_("Choose the folder of this problem."), field="folder")
    told, _created = Outcome.objects.update_or_create(
        of=held.of,
        number=held.number,
        defaults={
            "team": team,
            "held_on": held.on,
            "change": change,
            "folder": folder if change != Outcome.Change.NOTHING else None,
            "on": clock.today(),
        },
    )
    trail.note(subject=told, changed=["change"])
    return told
