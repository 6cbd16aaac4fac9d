"""Safety walks: the route in its order, what was seen by day and by dark, and the step to whoever can mend it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.ground.files.actions import attach
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.kernel.words import pick
from hamkori.rooms.commitments.actions.promising import NewPromise, Proof, promise
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.commitments.states import Origin as Basis
from hamkori.rooms.concerns.actions.intake import Intake, Raised, raise_concern
from hamkori.rooms.concerns.models import Topic
from hamkori.rooms.concerns.routing import Route
from hamkori.rooms.concerns.states import Channel
from hamkori.rooms.problems.actions.seeing import own_area
from hamkori.rooms.problems.catalogue import LEVELS, RATINGS
from hamkori.rooms.problems.models import RouteStop, Walk, WalkStop
from hamkori.rooms.problems.texts import checked, put
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place

SUBJECT = "problems.walk"
MOST_STOPS = 30
LONGEST = 240


@action("walk.added", verb="team.work", on="team")
def add_walk(
    *, actor: Actor, team: Organisation, place: Place, women: int, men: int, officials: bool, on: date
) -> Walk:
    """A walk on a day; who went is two counts."""
    own_area(team, place)
    if women + men < 1:
        raise BadInput(_("Write how many people took part."), field="women")
    if on > clock.today():
        raise BadInput(_("This day has not come yet."), field="on")
    return Walk.objects.create(team=team, place=place, women=women, men=men, officials=officials, on=on)


def _own(team: Organisation, walk: Walk, stop: RouteStop | None = None) -> None:
    if walk.team_id != team.pk or (stop is not None and stop.walk_id != walk.pk):
        raise BadState()


@action("walk.route_set", verb="team.work", on="team")
def set_route_stop(
    *,
    actor: Actor,
    team: Organisation,
    walk: Walk,
    title: str,
    owner: Organisation | None,
    language: str,
    proposal: str = "",
    stop: RouteStop | None = None,
    names_are_places: bool = False,
) -> RouteStop:
    """A stop at the end of the route, or another word, owner or proposal for one that is there.

    `owner` is the organisation of the directory that can mend what is wrong there. It cannot change once it has
    promised something for this stop.
    """
    _own(team, walk, stop)
    if stop is None:
        last = RouteStop.objects.filter(walk=walk).aggregate(last=Max("number"))["last"] or 0
        if last >= MOST_STOPS:
            raise BadState(_("A walk has thirty stops at most."))
        stop = RouteStop(walk=walk, number=last + 1)
    elif stop.commitment_id is not None and stop.owner_id != (owner.pk if owner else None):
        raise BadInput(_("This office has promised something here already."), field="owner")
    known = names_are_places
    stop.titles = put(
        stop.titles, language, checked(title, field="title", place=walk.place, names_are_places=known)
    )
    stop.proposals = put(
        stop.proposals,
        language,
        checked(proposal, field="proposal", place=walk.place, names_are_places=known, may_be_empty=True),
    )
    stop.owner = owner
    stop.save()
    trail.note(subject=walk, changed=["route"])
    return stop


@action("walk.route_moved", verb="team.work", on="team")
def move_stop(*, actor: Actor, team: Organisation, walk: Walk, stop: RouteStop, earlier: bool) -> RouteStop:
    """One place earlier or later in the route; at the end nothing happens."""
    _own(team, walk, stop)
    route = list(RouteStop.objects.select_for_update(of=("self",)).filter(walk=walk).order_by("number"))
    here = next(index for index, one in enumerate(route) if one.pk == stop.pk)
    there = here - 1 if earlier else here + 1
    if not 0 <= there < len(route):
        trail.nothing_happened()
        return route[here]
    first, second = route[here], route[there]
    first.number, second.number = second.number, first.number
    RouteStop.objects.filter(pk=first.pk).update(
        number=F("number") + 1000
    )  # the constraint looks at each row
    second.save(update_fields=["number"])
    first.save(update_fields=["number"])
    trail.note(subject=walk, changed=["route"])
    return first


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop: nine ratings 0 (bad) to 3 (good), by day or by dark; `photo` is the token of an uploaded file."""

    number: int
    light: str
    title: str
    ratings: Mapping[str, int]
    proposal: str = ""
    photo: str = ""
    no_people_on_photo: bool = False
    names_are_places: bool = False


@action("walk.stop_rated", verb="team.work", on="team")
def rate_stop(*, actor: Actor, team: Organisation, walk: Walk, stop: Stop, language: str) -> WalkStop:
    """Rate a stop of the route, or a new one. A photo needs the word that nobody can be recognised on it (K48)."""
    _own(team, walk)
    if stop.light not in WalkStop.Light.values or not 1 <= stop.number <= MOST_STOPS:
        raise BadInput(_("Please choose from the list."), field="light")
    if set(stop.ratings) != set(RATINGS) or any(str(value) not in LEVELS for value in stop.ratings.values()):
        raise BadInput(_("Rate all nine."), field="light_rating")
    if stop.photo and not stop.no_people_on_photo:
        raise BadInput(
            _("Only photos on which nobody can be recognised. Tick the box, or leave the photo out."),
            field="photo",
        )
    known = stop.names_are_places
    place = RouteStop.objects.filter(walk=walk, number=stop.number).first() or RouteStop(
        walk=walk, number=stop.number
    )
    place.titles = put(
        place.titles, language, checked(stop.title, field="title", place=walk.place, names_are_places=known)
    )
    proposal = checked(
        stop.proposal, field="proposal", place=walk.place, names_are_places=known, may_be_empty=True
    )
    if proposal:
        place.proposals = put(place.proposals, language, proposal)
    place.save()
    row = WalkStop.objects.filter(stop=place, light=stop.light).first() or WalkStop(
        stop=place, light=stop.light
    )
    row.ratings = dict(stop.ratings)
    if stop.photo:
        row.photo, row.no_people_on_photo = stop.photo, True
    row.save()
    if stop.photo:
        attach(actor=actor, tokens=[stop.photo], subject=row)
    trail.note(subject=walk, changed=["stops"])
    return row


def _owner_of(stop: RouteStop) -> Organisation:
    if stop.owner is None:
        raise BadState(_("Say first who can mend it: choose the owner of this stop."))
    return stop.owner


def _locked(team: Organisation, walk: Walk, stop: RouteStop) -> RouteStop:
    _own(team, walk, stop)
    return RouteStop.objects.select_for_update(of=("self",)).select_related("owner").get(pk=stop.pk)


@action("walk.promised", verb="team.lead", on="team")
def promise_at(
    *,
    actor: Actor,
    team: Organisation,
    walk: Walk,
    stop: RouteStop,
    text: str,
    due_on: date,
    protocol: str,
    said_on: date,
    names_nobody: bool = False,
) -> Commitment:
    """What the owner of a stop promised at a meeting goes into the ledger. A second time the first one comes back."""
    stop = _locked(team, walk, stop)
    if stop.commitment is not None:
        trail.nothing_happened()
        return stop.commitment
    owner = _owner_of(stop)
    wish = NewPromise(
        owner=owner, place=walk.place, text=text.strip()[:LONGEST], due_on=due_on,
        to=team if owner.pk != team.pk else None, subject=(SUBJECT, walk.pk),
    )  # fmt: skip
    proof = Proof(origin=Basis.MEETING, dated_on=said_on, number=protocol)
    stop.commitment = promise(actor=actor, wish=wish, proof=proof, names_nobody=names_nobody)
    stop.save(update_fields=["commitment"])
    trail.note(subject=walk, changed=["route"], facts={"promises": 1})
    return stop.commitment


@action("walk.concern_entered", verb="team.lead", on="team")
def concern_at(
    *,
    actor: Actor,
    team: Organisation,
    walk: Walk,
    stop: RouteStop,
    topic: Topic,
    text: str,
    submission_key: str,
    language: str,
    names_are_places: bool = False,
) -> Raised:
    """A concern of the walkers for the owner of a stop, on the ordinary way: dates, answer, ladder. No name in it.

    Raises what `raise_concern` raises; the card in the team's list then tells how it goes on.
    """
    stop = _locked(team, walk, stop)
    owner = _owner_of(stop)
    if stop.concern_id is not None:
        raise BadState(_("There is a concern for this stop already."))
    text = checked(text, field="text", place=walk.place, names_are_places=names_are_places)
    wish = Intake(
        place=walk.place, topic=topic, text=text, landmark=pick(stop.titles)[:120], language=language
    )
    raised = raise_concern(
        actor=actor, submission_key=submission_key, intake=wish, channel=Channel.HALL,
        route=Route(office=owner, team=team),
    )  # fmt: skip
    stop.concern = raised.concern
    stop.save(update_fields=["concern"])
    trail.note(subject=walk, changed=["route"], facts={"concerns": 1})
    return raised
