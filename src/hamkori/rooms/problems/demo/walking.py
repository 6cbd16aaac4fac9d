"""One demo folder from its first day to the state that is wanted, through the same actions and gates as a real one."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from hamkori.ground.receipts.actions import new_submission_key
from hamkori.kernel import clock
from hamkori.kernel.actor import ANYONE, SYSTEM
from hamkori.rooms.bodies.queries import office_for, seats_of
from hamkori.rooms.concerns.models import Concern, Topic
from hamkori.rooms.problems.actions import (
    aiming,
    deciding,
    focal,
    folders,
    measuring,
    promising,
    telling,
    understanding,
    voices,
    working,
)
from hamkori.rooms.problems.actions.deciding import POLICE
from hamkori.rooms.problems.catalogue import CHEERS, DISPLACED, HARM, Group, Origin, Session
from hamkori.rooms.problems.demo import problems as words
from hamkori.rooms.problems.demo.problems import Problem
from hamkori.rooms.problems.models import Analysis, Cause, Folder, Measure, Option, StoryPiece, VoiceIssue
from hamkori.rooms.problems.queries.focal import focal_of
from hamkori.rooms.problems.queries.results import allowed_verdicts
from hamkori.rooms.problems.states import WAYS, Method, State
from hamkori.society.accounts.models import Organisation

LANGUAGES = ("tg", "ru", "en")
TOLD = "told"
STRIDE = 24
"""Days between two steps."""


@dataclass
class Walker:
    """Takes one folder along. `day` moves forward with every step and never beyond `today`."""

    team: Organisation
    method: Method
    problem: Problem
    day: date
    today: date
    rng: random.Random
    number: int = 1

    def go(self, wanted: str) -> Folder:
        """Open the folder and walk to `wanted`: a state, or "told" for a published story."""
        with clock.travel(self.day):
            self.folder = self._open()
        way = WAYS[self.method]
        if wanted == State.REFERRED:
            self._refer()
        elif wanted == State.SHELVED:
            self._shelve(way)
        else:
            until = way.index(State(wanted)) if wanted in way else len(way)
            for stage in way[:until]:
                self._next()
                with clock.travel(self.day):
                    self._leave(stage)
            if wanted == TOLD:
                self._next(3)
                with clock.travel(self.day):
                    self._tell()
        return Folder.objects.get(pk=self.folder.pk)

    def _next(self, days: int = STRIDE) -> None:
        self.day = min(self.today, self.day + timedelta(days=days))

    def _step(self, verb: str, shelved_for: str = "") -> None:
        self.folder = folders.take_step(actor=SYSTEM, folder=self.folder, verb=verb, shelved_for=shelved_for)

    def _decide(self, kind: str) -> None:
        seats = seats_of(self.team)
        against = self.rng.choice((0, 0, 1))
        deciding.decide(
            actor=SYSTEM, team=self.team, folder=self.folder, kind=kind, way="hands" if against else "consent", seats=seats,
            protocol=f"{clock.today().year}/{self.rng.randint(1, 12)}", on=clock.today(), against=against,
        )  # fmt: skip

    def _open(self) -> Folder:
        titles = self.problem.titles
        topic = Topic.objects.filter(code=self.problem.topic, retired_on__isnull=True).first()
        folder = folders.open_folder(
            actor=SYSTEM, team=self.team, method=self.method, place=self.team.place, title=titles[0], language="tg",
            origin=self.rng.choice((Origin.RESIDENTS, Origin.RESIDENTS, Origin.RESIDENTS, Origin.TEAM, Origin.AUTHORITY)),
            names_are_places=True, topic=topic if topic is not None and topic.public and not topic.screen else None,
        )  # fmt: skip
        found = Concern.objects.filter(
            team=self.team, topic__code=self.problem.topic, topic__public=True, raised_on__lte=clock.today()
        ).order_by("pk")
        picked = [one for one in found.select_related("topic")[:60] if not one.topic.screen][
            : self.rng.randint(3, 12)
        ]
        if picked:
            folders.link_concerns(actor=SYSTEM, folder=folder, concerns=picked)
        return folder

    def _six(self, *, yes: bool = True) -> None:
        folders.answer_six(
            actor=SYSTEM, folder=self.folder, events=self.rng.randint(5, 40) if yes else 1,
            answers={**dict.fromkeys(CHEERS, True), "recurring": yes},
        )  # fmt: skip

    def _state_it(self) -> None:
        self._six()
        problem = self.problem
        for index, language in enumerate(LANGUAGES):
            statement = folders.Statement(
                title=problem.titles[index], what=problem.whats[index], where=problem.wheres[index],
                behaviour=problem.behaviour, environment=problem.environment, days=(problem.days,), parts=(problem.part,),
                seasons=(problem.season,), names_are_places=True,
            )  # fmt: skip
            folders.write_statement(actor=SYSTEM, folder=self.folder, statement=statement, language=language)

    def _analyse(self) -> None:
        problem = self.problem
        for side, chosen in (
            ("harmed", problem.harmed),
            ("behaviour", problem.doing),
            ("place", problem.features),
        ):
            working.fill_side(actor=SYSTEM, folder=self.folder, side=side, chosen=chosen, keepers=problem.keepers,
                              strength=self.rng.randint(0, 2))  # fmt: skip
        for index, language in enumerate(LANGUAGES):
            working.analyse(
                actor=SYSTEM, folder=self.folder, causes=problem.causes, connectors=("school", "feasts"),
                absent=self.rng.choice((("drivers",), ("young_men", "away"), ("girls", "disabled"))),
                guess=problem.guesses[index], language=language, names_are_places=True,
            )  # fmt: skip
        self._ask_why()

        aim = aiming.Aim("less", words.SOON[0], words.LATER[0], names_are_places=True)
        aiming.set_goal(actor=SYSTEM, folder=self.folder, aim=aim, language=LANGUAGES[0])
        whys = aiming.Whys(words.WHY_THERE[0], words.WHY_THEN[0], names_are_places=True)
        aiming.write_whys(actor=SYSTEM, folder=self.folder, whys=whys, language=LANGUAGES[0])
        Analysis.objects.filter(folder=self.folder).update(
            goals_soon=_in_all(words.SOON), goals_later=_in_all(words.LATER),
            why_there=_in_all(words.WHY_THERE), why_then=_in_all(words.WHY_THEN),
        )  # fmt: skip
        for who, stance, weight, at_table in words.STAKES:
            aiming.note_stake(
                actor=SYSTEM, folder=self.folder, who=who, stance=stance, weight=weight, at_table=at_table
            )

    def _plan(self) -> None:
        year = clock.today().year
        if self.rng.random() < 0.6:
            working.note_tried(
                actor=SYSTEM, folder=self.folder, kind="enforcement", year=year - 1, result="for_a_while"
            )
        else:
            working.nothing_tried(actor=SYSTEM, folder=self.folder)
        self.measure = self._measure()
        for step in self.problem.steps:
            lead = office_for(self.team.place.path, [step.lead, "jamoat"]) if step.lead else None
            option: Option | None = None
            other = office_for(self.team.place.path, ["school", "mahalla_committee", "precinct"])
            beside = (other,) if other is not None and other != lead else ()
            for index, language in enumerate(LANGUAGES):
                option = working.write_solution(
                    actor=SYSTEM, folder=self.folder, language=language, option=option,
                    solution=working.Solution(
                        title=step.titles[index], kind=step.kind, technique=step.technique,
                        mechanism=step.mechanisms[index], chosen=True, lead=lead,
                        feasible={"time": 2, "money": 2, "law": 3, "accepted": self.rng.choice((2, 3))},
                        due_on=clock.today() + timedelta(days=self.rng.randint(30, 70)), resource=step.resource,
                        cost=step.cost, work_days=step.work_days, names_are_places=True, partners=beside,
                    ),
                )  # fmt: skip
        for index, language in enumerate(LANGUAGES):
            working.check_harm(
                actor=SYSTEM, folder=self.folder, language=language, measures=words.HARM_WORDS[index],
                answers={**dict.fromkeys(HARM, "no"), "men": "handled"}, names_are_places=True,
            )  # fmt: skip
        if focal_of(self.team.pk) is None:
            seats = [seat for seat in seats_of(self.team) if seat.category not in POLICE]
            seat = next((one for one in seats if one.category == "women"), seats[0])
            focal.name_focal(actor=SYSTEM, team=self.team, seat=seat, protocol=f"{self.day.year}/2")
        working.read_harm_check(actor=SYSTEM, folder=self.folder)

    def _ask_why(self) -> None:
        """The team's guess, and what lies behind it; the office that looks after the place."""
        cause: Cause | None = None
        for texts in (self.problem.guesses, words.BEHIND):
            under, cause = cause, None
            for index, language in enumerate(LANGUAGES):
                cause = understanding.write_cause(
                    actor=SYSTEM, folder=self.folder, text=texts[index], language=language, under=under, cause=cause,
                    names_are_places=True,
                )  # fmt: skip
        owner = office_for(self.team.place.path, ["jamoat"])
        if owner is not None:
            understanding.name_owner(actor=SYSTEM, folder=self.folder, owner=owner)

    def _measure(self) -> Measure:
        measure: Measure | None = None
        for index, language in enumerate(LANGUAGES):
            measure = measuring.set_measure(
                actor=SYSTEM, folder=self.folder, kind="count", title=self.problem.measures[index], how=words.HOW[index],
                lower_is_better=True, language=language, measure=measure, names_are_places=True,
            )  # fmt: skip
        assert measure is not None
        for at, count in (("before", self.problem.before), ("other_before", self.problem.there[0])):
            self._point(measure, at, count)
        return measure

    def _point(self, measure: Measure, at: str, count: int) -> None:
        measuring.measure_at(
            actor=SYSTEM, folder=self.folder, measure=measure, at=at, count=count, base=10,
            from_on=clock.today() - timedelta(days=12), until_on=clock.today(),
        )  # fmt: skip

    def _hear(self) -> None:
        """Voices of three groups about this folder and two other things."""
        issues = issues_of(self.team, self.folder)
        for group, session, people in (
            (Group.WOMEN, Session.WOMEN_ONLY, 34), (Group.MEN, Session.MEETING, 41), (Group.YOUTH, Session.YOUTH_ONLY, 27),
        ):  # fmt: skip
            count_voices(self.team, issues, group, session, people + self.rng.randint(0, 15), self.rng)

    def _leave(self, stage: State) -> None:
        """What belongs to a stage, and the step out of it."""
        if stage is State.FINDING:
            self._state_it()
            self._decide("take_up")
            self._step("take_up")
            self._show()
        elif stage is State.UNDERSTANDING:
            self._analyse()
            self._step("understood")
        elif stage is State.CHOOSING:
            self._state_it()
            self._hear()
            self._decide("take_up")
            self._step("choose")
            self._show()
        elif stage in (State.ANALYSIS, State.PLANNING):
            if stage is State.ANALYSIS:
                self._analyse()
            self._plan()
            self._decide("response")
            self._step("respond" if stage is State.ANALYSIS else "adopt")
            if self.folder.options.filter(lead__isnull=False).exists():
                promising.promise_plan(actor=SYSTEM, folder=self.folder)
        elif stage in (State.ACTION, State.DOING):
            for option in self.folder.options.all():
                working.tell_carried(actor=SYSTEM, folder=self.folder, option=option,
                                     carried=self.rng.choice(("done", "done", "partly")))  # fmt: skip
            self._step("assess" if stage is State.ACTION else "check")
        else:
            self._close()

    def _show(self) -> None:
        if not self.team.place.is_careful:
            folders.show(actor=SYSTEM, folder=self.folder, shown=True)

    def _close(self) -> None:
        for at, count in (("after", self.problem.after), ("other_after", self.problem.there[1])):
            self._point(self.measure, at, count)
        can = allowed_verdicts(self.folder)
        verdict = next(one for one in ("helped", "no_change", "worse", "not_enough") if one in can)
        for index, language in enumerate(LANGUAGES):
            judgement = measuring.Judgement(
                explanations=("weather", "counting"), spread="unknown", new_harm=False, new_harms="", verdict=verdict,
                displaced={**dict.fromkeys(DISPLACED, "no"), "place": self.rng.choice(("no", "unknown"))},
                differently=words.DIFFERENTLY[index], watch_on=clock.today() + timedelta(days=180), names_are_places=True,
            )  # fmt: skip
            measuring.assess(actor=SYSTEM, folder=self.folder, judgement=judgement, language=language)
        self._decide("close")
        self._step("close")
        if self.folder.shown:
            for _person in range(self.rng.randint(9, 30)):
                answer = self.rng.choice(("better", "better", "better", "same", "worse"))
                measuring.say_better(
                    actor=ANYONE, folder=self.folder, answer=answer, submission_key=new_submission_key()
                )

    def _tell(self) -> None:
        for index, language in enumerate(LANGUAGES):
            if language in dict(settings.LANGUAGES):
                telling.write_story(
                    actor=SYSTEM, folder=self.folder, language=language, telling=words.TELLINGS[index],
                    limits=words.LIMITS[index], sharing=words.SHARINGS[index], names_are_places=True,
                )  # fmt: skip
        today = clock.today()
        quote = telling.Piece(
            "quote",
            words.QUOTE[0],
            agreed_on=today,
            until_on=today + timedelta(days=365),
            names_are_places=True,
        )
        telling.add_piece(actor=SYSTEM, folder=self.folder, language=LANGUAGES[0], piece=quote)
        StoryPiece.objects.filter(story__folder=self.folder).update(words=_in_all(words.QUOTE))
        self._decide("story")
        telling.publish_story(actor=SYSTEM, folder=self.folder)

    def _refer(self) -> None:
        self._next(9)
        to = office_for(self.team.place.path, ["water", "roads", "electricity", "jamoat"])
        with clock.travel(self.day):
            if to is not None:
                self._six(yes=False)
                folders.name_referral(actor=SYSTEM, folder=self.folder, to=to)
                self._step("refer")

    def _shelve(self, way: tuple[State, ...]) -> None:
        for stage in way[: self.rng.randint(0, 2)]:
            self._next()
            with clock.travel(self.day):
                self._leave(stage)
        self._next()
        with clock.travel(self.day):
            self._step("shelve", self.rng.choice(("season", "money", "other_first", "not_ours")))


def _in_all(texts: words.Words) -> dict[str, str]:
    return dict(zip(LANGUAGES, texts, strict=True))


def issues_of(team: Organisation, folder: Folder) -> list[VoiceIssue]:
    """The team's list of the year, with this folder on it; nothing stands on it twice."""
    year = clock.today().year
    found = list(VoiceIssue.objects.filter(team=team, year=year).order_by("pk"))
    known = {problem.titles[0]: problem.titles for problem in words.PROBLEMS}
    for number, titles in enumerate([known[folder.titles["tg"]], *words.MORE_ISSUES]):
        if any(
            one.folder_id == folder.pk if number == 0 else one.titles.get("tg") == titles[0] for one in found
        ):
            continue
        issue: VoiceIssue | None = None
        for language, title in zip(LANGUAGES, titles, strict=True):
            issue = voices.set_issue(
                actor=SYSTEM,
                team=team,
                year=year,
                title=title,
                language=language,
                issue=issue,
                folder=folder if number == 0 else None,
                names_are_places=True,
            )
        assert issue is not None
        found.append(issue)
    return found


def count_voices(
    team: Organisation,
    issues: list[VoiceIssue],
    group: Group,
    session: Session,
    people: int,
    rng: random.Random,
) -> None:
    """A counting with invented counts; what comes first differs from group to group."""
    smaller = group == Group.SMALLER
    made = voices.open_session(
        actor=SYSTEM, team=team, place=team.place, session=session, group=group, on=clock.today(), peace_checked=smaller,
        review_on=clock.today() + timedelta(days=180) if smaller else None,
    )  # fmt: skip
    order = list(issues)[-5:]
    rng.shuffle(order)
    counts = {
        issue.pk: max(0, int(people * share * rng.uniform(0.8, 1.1)))
        for issue, share in zip(order, (0.62, 0.4, 0.22, 0.1, 0.05), strict=False)
    }
    voices.enter_counts(actor=SYSTEM, team=team, session=made, people=people, voices=counts)
