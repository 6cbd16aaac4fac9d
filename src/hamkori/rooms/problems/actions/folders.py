"""Opening a folder, its sentence, the six questions, its steps, and whether everybody may see it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.concerns.models import Concern, Topic
from hamkori.rooms.problems import rules as rules  # registers the verbs
from hamkori.rooms.problems.actions.common import locked, void
from hamkori.rooms.problems.catalogue import (
    BEHAVIOURS,
    CHEERS,
    DAYS,
    ENVIRONMENTS,
    PARTS,
    SEASONS,
    Origin,
    Shelved,
)
from hamkori.rooms.problems.models import Decision, Folder, FolderStep, LinkedConcern
from hamkori.rooms.problems.queries.facts import facts_of
from hamkori.rooms.problems.states import NEW_ROUND, STEPS, TAKEN_UP, WAYS, Method, State
from hamkori.rooms.problems.texts import checked, of_list, put
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place
from hamkori.society.places.queries import public_level


@dataclass(frozen=True, slots=True)
class Statement:
    """The problem in one sentence: what happens, where, when; the rest are codes."""

    title: str
    what: str
    where: str
    behaviour: str
    environment: str
    days: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    seasons: tuple[str, ...] = ()
    names_are_places: bool = False


@action("problem.opened", verb="problem.open", on="team")
def open_folder(
    *,
    actor: Actor,
    team: Organisation,
    method: Method,
    place: Place,
    title: str,
    language: str,
    origin: Origin = Origin.RESIDENTS,
    topic: Topic | None = None,
    names_are_places: bool = False,
) -> Folder:
    """A new folder at the first step of its method. Raises `BadInput` for a place outside the team's area."""
    if not team.place.contains(place.path):
        raise BadInput(_("Choose a place of your own area."), field="place")
    if topic is not None and topic.screen:
        raise BadInput(
            _("Such matters are not worked on in a folder. They belong to people who are trained for them."),
            field="topic",
        )
    title = checked(title, field="title", place=place, names_are_places=names_are_places)
    Organisation.objects.select_for_update().get(pk=team.pk)
    last = Folder.objects.filter(team=team).aggregate(last=Max("number"))["last"] or 0
    today = clock.today()
    folder = Folder.objects.create(
        team=team,
        number=last + 1,
        method=method,
        state=WAYS[method][0],
        place=place,
        path=place.path,
        public_place=public_level(place),
        topic=topic,
        origin=origin,
        titles={language: title},
        opened_on=today,
        stage_on=today,
    )
    _step(folder, "open", came_from="", actor=actor)
    trail.note(subject=folder, facts={"method": method, "origin": origin})
    return folder


def _step(folder: Folder, verb: str, *, came_from: str, actor: Actor) -> None:
    FolderStep.objects.create(
        folder=folder,
        verb=verb,
        came_from=came_from,
        led_to=folder.state,
        round=folder.round,
        by_posting=actor.posting_id,
        on=clock.today(),
    )


@action("problem.stated", verb="problem.work", on="folder")
def write_statement(*, actor: Actor, folder: Folder, statement: Statement, language: str) -> Folder:
    """Place + behaviour + time, in one language. What the team decided about the old sentence no longer counts."""
    folder = locked(folder)
    known = statement.names_are_places
    texts = {
        name: checked(getattr(statement, name), field=name, place=folder.place, names_are_places=known)
        for name in ("title", "what", "where")
    }
    if statement.behaviour not in BEHAVIOURS:
        raise BadInput(_("Please choose from the list."), field="behaviour")
    if statement.environment not in ENVIRONMENTS:
        raise BadInput(_("Please choose from the list."), field="environment")
    folder.titles = put(folder.titles, language, texts["title"])
    folder.whats = put(folder.whats, language, texts["what"])
    folder.wheres = put(folder.wheres, language, texts["where"])
    folder.behaviour, folder.environment = statement.behaviour, statement.environment
    folder.days = of_list(statement.days, DAYS, field="days")
    folder.parts = of_list(statement.parts, PARTS, field="parts")
    folder.seasons = of_list(statement.seasons, SEASONS, field="seasons")
    if not (folder.days or folder.parts):
        raise BadInput(_("Say when it happens: the days or the part of the day."), field="parts")
    folder.save()
    if State(folder.state) not in TAKEN_UP:
        void(folder, Decision.Kind.TAKE_UP)
    trail.note(changed=["statement"], facts={"language": language, "names_are_places": known})
    return folder


@action("problem.six_answered", verb="problem.work", on="folder")
def answer_six(*, actor: Actor, folder: Folder, answers: Mapping[str, bool], events: int) -> Folder:
    """The six questions. `events`: how many similar ones the team knows of."""
    folder = locked(folder)
    if set(answers) != set(CHEERS):
        raise BadInput(_("Answer all six questions."))
    folder.cheers = {question: bool(answers[question]) for question in CHEERS}
    folder.events = events
    folder.save(update_fields=["cheers", "events"])
    trail.note(changed=["cheers"], facts={"yes": sum(folder.cheers.values()), "events": events})
    return folder


@action("problem.step_taken", verb="problem.lead", on="folder")
def take_step(*, actor: Actor, folder: Folder, verb: str, shelved_for: str = "") -> Folder:
    """One step of the method's table. Raises `BadState` with what is missing."""
    folder = locked(folder, open_only=False)
    table, before = STEPS[folder.method], State(folder.state)
    if verb not in {row.verb for row in table.rows}:
        raise BadState()
    folder.state = table.target(verb, before, facts_of(folder))
    folder.shelved_for = ""
    if verb == "shelve":
        if shelved_for not in Shelved.values:
            raise BadInput(_("Please choose from the list."), field="why")
        folder.shelved_for = shelved_for
    if verb == "close":
        folder.closed_on = clock.today()
    if verb in NEW_ROUND:
        folder.round += 1
        folder.closed_on = folder.watch_on = folder.watched_on = None
    if verb == "take_back":
        folder.referred_to = None
    if verb.startswith("back_to_"):
        void(folder, *_decided_after(folder))
    folder.stage_on = clock.today()
    folder.save()
    _step(folder, verb, came_from=before, actor=actor)
    trail.note(
        reason=verb, changed=["state"], facts={"from": before, "to": folder.state, "round": folder.round}
    )
    return folder


def _decided_after(folder: Folder) -> tuple[str, ...]:
    """The decisions that open gates from the folder's (earlier) state on: they have to be taken anew."""
    way = WAYS[folder.method]
    take_up = way.index(State.ANALYSIS if folder.method == Method.SARA else State.PLANNING)
    place = way.index(State(folder.state))
    if place < take_up:
        return ("take_up", "response", "close")
    return ("response", "close") if place == take_up else ("close",)


@action("problem.referral_named", verb="problem.work", on="folder")
def name_referral(*, actor: Actor, folder: Folder, to: Organisation) -> Folder:
    """Who takes it on, when one of the six answers is no."""
    folder = locked(folder)
    if to.pk == folder.team_id:
        raise BadInput(_("This is your own team. Choose another office."), field="to")
    folder.referred_to = to
    folder.save(update_fields=["referred_to"])
    trail.note(changed=["referred_to"], facts={"organisation": to.pk})
    return folder


@action("problem.linked", verb="problem.work", on="folder")
def link_concerns(*, actor: Actor, folder: Folder, concerns: Iterable[Concern]) -> int:
    """Put concerns of the team's own area into the folder, by their cards (K01). Returns how many are new."""
    folder = locked(folder)
    new = 0
    for concern in concerns:
        if concern.team_id != folder.team_id or concern.topic.screen or not concern.topic.public:
            raise BadInput(_("This concern cannot be put into the folder."), field="concerns")
        _row, created = LinkedConcern.objects.get_or_create(
            folder=folder, concern=concern, defaults={"on": clock.today()}
        )
        new += created
    if not new:
        trail.nothing_happened()
    trail.note(changed=["linked"], facts={"concerns": new})
    return new


@action("problem.unlinked", verb="problem.work", on="folder")
def unlink_concern(*, actor: Actor, folder: Folder, concern_id: int) -> int:
    folder = locked(folder)
    gone, _rows = LinkedConcern.objects.filter(folder=folder, concern_id=concern_id).delete()
    trail.note(changed=["linked"], facts={"concerns": -gone})
    return gone


@action("problem.shown", verb="problem.lead", on="folder")
def show(*, actor: Actor, folder: Folder, shown: bool) -> Folder:
    """Whether everybody may see the folder. Raises `BadState` where that would harm or come too early."""
    folder = locked(folder, open_only=False)
    if shown:
        _refuse_showing(folder)
    folder.shown = shown
    folder.save(update_fields=["shown"])
    trail.note(reason="shown" if shown else "hidden", changed=["shown"])
    return folder


def _refuse_showing(folder: Folder) -> None:
    if State(folder.state) not in TAKEN_UP:
        raise BadState(_("First the team has to take the problem up."))
    if folder.topic is not None and not folder.topic.public:
        raise BadState(_("This topic is never shown in public."))
    if folder.place.is_careful and folder.consented_on is None:
        raise BadState(_("Here the public council has to agree first."))


@action("problem.showing_agreed", verb="problem.consent", on="folder")
def agree_to_showing(*, actor: Actor, folder: Folder) -> Folder:
    """The council agrees that a folder of a place that needs care is shown (K32)."""
    folder = locked(folder, open_only=False)
    folder.consented_on = clock.today()
    folder.save(update_fields=["consented_on"])
    trail.note(changed=["consented_on"])
    return folder


@action("problem.watched", verb="problem.lead", on="folder")
def watched(*, actor: Actor, folder: Folder, came_back: bool) -> Folder:
    """The watch day: it did not come back, or it did, and the folder opens again."""
    folder = locked(folder, open_only=False)
    if folder.state != State.CLOSED:
        raise BadState()
    trail.note(reason="came_back" if came_back else "quiet", changed=["watched_on"])
    if came_back:
        return take_step(actor=actor, folder=folder, verb="reopen")
    folder.watched_on = clock.today()
    folder.save(update_fields=["watched_on"])
    return folder
