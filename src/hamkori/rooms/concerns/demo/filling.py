"""Living through two years, day by day: concerns are raised, offices answer or are late, the clock does its work."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hamkori import demo_data
from hamkori.demo_data import DemoData, Note
from hamkori.ground.audit.seal import seal_committed
from hamkori.kernel import clock, references
from hamkori.kernel.actor import ANYONE, Actor
from hamkori.kernel.errors import BadState
from hamkori.rooms.bodies.personas import PERSONAS, SHOWCASE, SHOWCASE_JAMOAT
from hamkori.rooms.concerns import clocks, jobs
from hamkori.rooms.concerns.actions import demands, summaries
from hamkori.rooms.concerns.actions.intake import Intake, Raised, raise_concern, who_sees_name
from hamkori.rooms.concerns.demo import pictures, planning, stories, writing
from hamkori.rooms.concerns.demo.case import SCENE_OF, Case, Shared
from hamkori.rooms.concerns.demo.cast import Cast
from hamkori.rooms.concerns.demo.planning import Plan
from hamkori.rooms.concerns.models import PlaceSummary, Topic
from hamkori.rooms.concerns.routing import Route
from hamkori.rooms.concerns.states import Channel, Kind, Named, Track
from hamkori.society.accounts.demo import add_persona
from hamkori.society.accounts.models import Organisation
from hamkori.society.countries.demo import demo_number
from hamkori.society.places.models import Place

CONCERNS = 1900
"""At random; the showcase adds some eighty."""
PHOTOS = 60
IN_SHOWCASE_JAMOAT, IN_SHOWCASE = 0.04, 0.05
OLD = 150
"""Days after which an office that never signs in gets no new concerns in the demo: they would lie there for years."""
Progress = Callable[[int, int, str], None]


@dataclass
class Running:
    """A case with the rest of a story."""

    case: Case
    story: Iterator[stories.Step]
    next_step: stories.Step


class Life:
    """The whole fill: what is planned, what runs, what went wrong."""

    def __init__(self, *, today: date, seed: int, scale: float) -> None:
        self.today, self.seed = today, seed
        self.rng = random.Random(f"concerns {seed}")
        self.data: DemoData = demo_data.load()
        self.calendar = clocks.working_calendar()
        self.cast = Cast(seed)
        self.shared = Shared(self.cast, self.data, today, photos_left=round(PHOTOS * min(1.0, scale + 0.1)))
        self.topics = {topic.code: topic for topic in Topic.objects.filter(retired_on__isnull=True)}
        self._read_places()
        plans = planning.showcase(self.calendar, today)
        plans += planning.at_random(self.rng, today, round(CONCERNS * scale))
        self.plans: dict[date, list[Plan]] = defaultdict(list)
        for plan in plans:
            self.plans[plan.day].append(plan)
        self.due: dict[date, list[Running]] = defaultdict(list)
        self.count = 0
        self.impossible = 0
        """Stories that ended early because a step could not be taken."""
        self.held: dict[str, Raised] = {}

    def _read_places(self) -> None:
        places = list(Place.objects.filter(retired_on__isnull=True).order_by("depth", "position", "pk"))
        self.jamoats = [place for place in places if place.kind in ("jamoat", "town")]
        self.weights = [self.rng.paretovariate(1.6) for _place in self.jamoats]
        self.below: dict[int, list[Place]] = defaultdict(list)
        for place in places:
            if place.kind in ("mahalla", "village") and place.parent_id is not None:
                self.below[place.parent_id].append(place)
        self.home = next(place for place in self.jamoats if place.code == SHOWCASE_JAMOAT)
        self.near = [place for place in self.jamoats if place.code.startswith(SHOWCASE)]

    # --- a day

    def live(self, day: date) -> None:
        with clock.travel(day):
            for plan in self.plans.pop(day, ()):
                self.raise_one(plan)
            waiting = self.due.pop(day, [])
            for running in waiting:
                self.go_on(running)
            if self.calendar.is_working(day):
                while jobs.climb_ladders() >= jobs.BATCH:
                    pass
                while jobs.call_checks() >= jobs.BATCH:
                    pass

    def go_on(self, running: Running) -> None:
        """Take the step that is due, and those that follow on the same day."""
        today = clock.today()
        while True:
            _days, name, details = running.next_step
            try:
                getattr(running.case, name)(**details)
            except BadState:
                self.impossible += 1
                return
            following = next(running.story, None)
            if following is None:
                return
            running.next_step = following
            if self.later(running, today):
                return

    def later(self, running: Running, since: date) -> bool:
        """Whether the next step comes on a later day (then it is noted), not at once."""
        day = self.calendar.next_working(since + timedelta(days=running.next_step[0]))
        if since < day <= self.today:
            self.due[day].append(running)
        return day > since

    def follow(self, case: Case, story: stories.Story) -> None:
        steps = iter(story)
        first = next(steps, None)
        if first is None:
            return
        running = Running(case, steps, first)
        if not self.later(running, clock.today()):
            self.go_on(running)

    # --- raising

    def raise_one(self, plan: Plan) -> None:
        self.count += 1
        rng = random.Random(f"{self.seed} {self.count}")
        place = self._place(plan, rng)
        topic, note = self._topic(plan, rng)
        route = self.cast.route(topic, place)
        age = (self.today - plan.day).days
        for _try in range(6):
            if plan.place is not None or (
                route.office is not None and (age < OLD or self.cast.signs_in(route.office))
            ):
                break
            topic = self.topics[rng.choices(list(planning.TOPICS), list(planning.TOPICS.values()))[0]]
            note = None
            route = self.cast.route(topic, place)
        if route.office is None:
            return
        kind = plan.kind if note is not None else Kind.CONCERN
        actor, channel, by_team = self._who(plan, route, place)
        intake = self._intake(plan, rng, place, topic, kind, note, by_team=by_team)
        raised = raise_concern(
            actor=actor, submission_key=f"demo {self.seed} {self.count} {rng.random()}", intake=intake,
            channel=channel, route=route,
        )  # fmt: skip
        words = self.data.topic(topic.code)
        case = Case(self.shared, raised, words, rng, name_visible=bool(who_sees_name(intake, route.office)))
        if plan.held_by:
            self.held[plan.held_by] = raised
        self.follow(case, self._story(plan, case, rng, age))
        if intake.publish and topic.public:
            self.follow(case, stories.moderation(rng) if plan.review is None else plan.review)
        strip = plan.details.get("strip", rng.randint(1, 6) if rng.random() < 0.6 else None)
        if case.has_strip and strip is not None and self.cast.signs_in(case.organisation):
            self.follow(case, [stories.step(strip, "strip")])

    def _place(self, plan: Plan, rng: random.Random) -> Place:
        if plan.place is not None:
            mahallas = self.below[self.home.pk]
            return mahallas[plan.place % len(mahallas)]
        turn = rng.random()
        if turn < IN_SHOWCASE_JAMOAT:
            jamoat = self.home
        elif turn < IN_SHOWCASE_JAMOAT + IN_SHOWCASE:
            jamoat = rng.choice(self.near)
        else:
            jamoat = rng.choices(self.jamoats, self.weights)[0]
        return jamoat if rng.random() < 0.15 else rng.choice(self.below[jamoat.pk])

    def _topic(self, plan: Plan, rng: random.Random) -> tuple[Topic, Note | None]:
        """Ideas and thanks are about the topics for which the demo has such texts."""
        if plan.kind is Kind.CONCERN:
            return self.topics[plan.topic], None
        notes = self.data.ideas if plan.kind is Kind.IDEA else self.data.thanks
        fitting = [note for note in notes if note.topic == plan.topic and plan.place is not None] or list(
            notes
        )
        fitting = [note for note in fitting if plan.kind.value in self.topics[note.topic].kinds]
        note = rng.choice(fitting)
        return self.topics[note.topic], note

    def _who(self, plan: Plan, route: Route, place: Place) -> tuple[Actor, Channel, bool]:
        """Who writes it down. Where there is no team or no clerk who signs in, the resident writes on the site."""
        team = self.cast.nearest(place.path, "team")
        if plan.by_team:
            if team is not None:
                return self.cast.secretary(team), plan.channel, True
            return ANYONE, Channel.WEB, False
        if plan.channel is Channel.PHONE:
            return self.cast.operator(), Channel.PHONE, False
        if plan.channel is Channel.PAPER:
            jamoat = self.cast.nearest(place.path, "jamoat")
            if jamoat is not None and self.cast.signs_in(jamoat):
                return self.cast.clerk(jamoat), Channel.PAPER, False
        return ANYONE, Channel.WEB, False

    def _intake(
        self,
        plan: Plan,
        rng: random.Random,
        place: Place,
        topic: Topic,
        kind: Kind,
        note: Note | None,
        *,
        by_team: bool,
    ) -> Intake:
        named = Named.ANONYMOUS if by_team else plan.named
        number = 100_000 + self.count
        language = plan.language
        text = (
            self.data.fill(note.text.in_language(language), language, rng)
            if note is not None
            else self.data.write(topic.code, language, rng)
        )
        photo = plan.photo and self.shared.photos_left > 0
        self.shared.photos_left -= photo
        has_name = named is not Named.ANONYMOUS
        return Intake(
            place=place,
            topic=topic,
            kind=kind,
            text=text,
            landmark=rng.choice(self.data.slots[language]["near"]) if rng.random() < 0.3 else "",
            track=plan.track if has_name else Track.NOTE,
            named=named,
            name=writing.RESIDENT[language].format(number=number) if has_name else "",
            phone=demo_number(number) if has_name and rng.random() < 0.7 else "",
            tell_by_sms=has_name and rng.random() < 0.3,
            show_police=plan.show_police,
            publish=plan.publish,
            language=language,
            photos=(pictures.photo(SCENE_OF.get(topic.code, "tree"), 2 * rng.randrange(6)),) if photo else (),
        )

    def _story(self, plan: Plan, case: Case, rng: random.Random, age: int) -> stories.Story:
        if plan.story is not None:
            return plan.story
        begin = []
        if case.concern.state == "screening":
            if age < 20 and rng.random() < 0.2:
                return []
            begin = [stories.step(rng.randint(1, 3), "clear")]
        if case.concern.kind == Kind.THANKS:
            return begin + stories.thanks(rng)
        if not self.cast.signs_in(case.organisation):
            team = case.concern.team
            with_team = team is not None and team.kind == "team"
            if not with_team and rng.random() < 0.5:
                return begin
            return begin + stories.on_paper(rng, with_team=with_team)
        return begin + stories.draw(rng, age)


def fill(*, today: date, seed: int, scale: float = 1.0, progress: Progress, **_rest: Any) -> None:
    """Live through the two years, then bring the figures up to date. The record is sealed month by month."""
    life = Life(today=today, seed=seed, scale=scale)
    day = min(life.plans)
    total = (today - day).days + 1
    for number in range(total):
        life.live(day)
        if day.day == 1:
            with clock.travel(day):
                while seal_committed():
                    pass
        if number % 30 == 0:
            progress(number, total, f"{day:%Y-%m}: {life.count} concerns")
        day += timedelta(days=1)
    with clock.travel(today):
        _demands(life)
        _resident_personas(life)
        Organisation.objects.filter(pk__in=life.cast.began).update(signs_in=True)
        for path in PlaceSummary.objects.values_list("path", flat=True):
            summaries.refresh(path)
    progress(total, total, f"{life.count} concerns, {life.impossible} stories cut short")


def _demands(life: Life) -> None:
    """Two demands by authorities: one refused, one answered without names (K58)."""
    council = life.cast.council(life.home.path)
    if council is None:
        return
    demands.record_demand(
        actor=council, authority="Демо-ведомство", asked_for="Имена тех, кто писал об уличном освещении",
        legal_basis="", asked_on=life.today - timedelta(days=40), answer="Отказано: законного основания нет.", given=False,
    )  # fmt: skip
    demands.record_demand(
        actor=council, authority="Демо-ведомство", asked_for="Сколько обращений было за квартал",
        legal_basis="запрос статистики", asked_on=life.today - timedelta(days=20),
        answer="Переданы только числа, без имён.", given=True,
    )  # fmt: skip


def _resident_personas(life: Life) -> None:
    for order, part in enumerate(PERSONAS):
        if part.role is not None:
            continue
        raised = life.held.get(part.code)
        shown = {
            "reference": references.show_reference(raised.receipt.reference) if raised else "",
            "code": references.show_code(raised.code) if raised else "",
        }
        add_persona(
            code=part.code,
            order=10 * (order + 1),
            names=dict(part.names),
            what_to_try={language: text.format(**shown) for language, text in part.to_try.items()},
            link=part.link,
        )
