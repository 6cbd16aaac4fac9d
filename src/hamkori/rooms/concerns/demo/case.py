"""One concern of the demo, and every step that somebody can take with it. A step is one action (or two)."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from hamkori.demo_data import DemoData, Text, Topic
from hamkori.ground.receipts.actions import new_submission_key
from hamkori.kernel import clock
from hamkori.kernel.actor import ANYONE, Actor, Role, holder
from hamkori.rooms.concerns import clocks
from hamkori.rooms.concerns.actions import (
    answering,
    closing,
    consent,
    intake,
    ladder,
    moderation,
    paper,
    together,
)
from hamkori.rooms.concerns.demo import pictures, writing
from hamkori.rooms.concerns.demo.cast import Cast, other_office
from hamkori.rooms.concerns.models import Concern, PaperAnswer
from hamkori.rooms.concerns.states import Outcome, State
from hamkori.society.accounts.models import Organisation
from hamkori.society.countries.demo import demo_number

GONE = (State.SEALED, State.WITHDRAWN)
SCENE_OF = {
    "street_lighting": "lamp", "electricity": "lamp", "roads": "road", "road_safety": "road", "school_way": "road",
    "drinking_water": "tap", "irrigation": "tap", "sewage": "tap", "rubbish": "bin", "market_order": "bin",
}  # fmt: skip


@dataclass
class Shared:
    """What all concerns of the demo share."""

    cast: Cast
    data: DemoData
    today: date
    photos_left: int
    earlier: dict[tuple[int, str], int] = field(default_factory=dict)
    """The last concern of an office about a topic: what the next one may be a duplicate of."""
    strips: int = 0


class Case:
    """A concern after it was raised. `concern` is the row as the last action left it."""

    def __init__(
        self, shared: Shared, raised: intake.Raised, topic: Topic, rng: random.Random, *, name_visible: bool
    ) -> None:
        self.shared, self.cast, self.data = shared, shared.cast, shared.data
        self.raised, self.topic, self.rng = raised, topic, rng
        self.concern: Concern = raised.concern
        self.language = self.concern.language
        self.name_visible = name_visible
        self.letter_number: tuple[int, int] | None = None
        self.variant = rng.randrange(6)
        key = (self.organisation.pk, topic.code)
        self.earlier = shared.earlier.get(key)
        shared.earlier[key] = self.concern.pk

    # --- who

    @property
    def gone(self) -> bool:
        return self.concern.state in GONE

    @property
    def organisation(self) -> Organisation:
        assert self.concern.organisation is not None
        return self.concern.organisation

    @property
    def office(self) -> Actor:
        return self.cast.office(self.organisation)

    @property
    def holder(self) -> Actor:
        return holder(self.concern.pk)

    @property
    def helper(self) -> Actor:
        """Who types what came on paper: the team's secretary, or a clerk of the office (K55)."""
        team = self.concern.team
        if team is not None and team.kind == "team":
            return self.cast.secretary(team)
        return self.cast.clerk(self.organisation)

    def _say(self, text: Text, days: int | None = None, office: str = "") -> str:
        day = clock.today() + timedelta(days=days) if days is not None else None
        return writing.say(self.data, text, self.language, self.rng, day=day, office=office)

    def _reply(self, step: str, days: int | None = None, office: str = "") -> str:
        return self._say(self.rng.choice(self.data.replies[step]), days, office)

    def _photo(self, scene: str = "", *, mended: bool = True) -> tuple[str, ...]:
        if self.shared.photos_left <= 0:
            return ()
        self.shared.photos_left -= 1
        scene = scene or SCENE_OF.get(self.topic.code, "tree")
        return (pictures.photo(scene, 2 * self.variant + mended),)

    # --- the office

    def take_up(self) -> None:
        actor = self.office
        if self.concern.state != State.RECEIVED:
            return
        self.concern = answering.take_up(actor=actor, concern=self.concern)
        if self.rng.random() < 0.5:  # opens it again: counted once a day
            answering.record_sighting(actor=actor, concern=self.concern)
        if self.name_visible and self.concern.named != "anonymous" and self.rng.random() < 0.5:
            answering.see_identity(actor=actor, concern=self.concern)

    def answer(self, days: int = 10, *, due_today: bool = False) -> None:
        days = (self.shared.today - clock.today()).days if due_today else days
        working_day = clocks.working_calendar().next_working(clock.today() + timedelta(days=days))
        self.concern = answering.answer(
            actor=self.office,
            concern=self.concern,
            text=self._say(self.topic.promise, days)
            if self.rng.random() < 0.75
            else self._reply("first_answer", days),
            promised_on=self.shared.today if due_today else working_day,
        )

    def ask(self) -> None:
        self.concern = answering.ask_resident(
            actor=self.office, concern=self.concern, text=self._reply("question_back")
        )

    def reply(self) -> None:
        self.concern = answering.reply(
            actor=self.holder, concern=self.concern, text=self._reply("resident_answers")
        )

    def hurry(self) -> None:
        self.concern = answering.reply(actor=self.holder, concern=self.concern, text=self._reply("impatient"))

    def pass_on(self) -> None:
        to = other_office(
            self.cast, self.concern.path, self.concern.organisation_id,
            ("social_services", "district_government") if self.concern.topic.handling == "screening"
            else ("jamoat", "district_government"),
        )  # fmt: skip
        if to is None:
            return
        self.name_visible = False
        text = self._reply("passed_on", office=to.name_in(self.language))
        self.concern = answering.pass_on(
            actor=self.office, concern=self.concern, to=to, reason="not_our_work", text=text
        )

    def hand_on(self) -> None:
        """Passed on without a text of its own: to the district."""
        to = other_office(
            self.cast, self.concern.path, self.concern.organisation_id, ("district_government",)
        )
        if to is not None:
            self.name_visible = False
            self.concern = answering.pass_on(
                actor=self.office, concern=self.concern, to=to, reason="needs_more"
            )

    def decide_name(self, *, allow: bool = True) -> None:
        if self.concern.named != "anonymous" and self.organisation.kind != "team" and not self.name_visible:
            consent.decide(
                actor=self.holder, concern=self.concern, organisation=self.organisation, allow=allow
            )
            self.name_visible = allow

    def ask_name(self) -> None:
        if self.concern.named != "anonymous" and self.organisation.kind != "team" and not self.name_visible:
            self.concern = answering.ask_to_see_name(actor=self.office, concern=self.concern)

    def propose(self, outcome: Outcome = Outcome.SOLVED, *, reason: str = "", photo: bool = False) -> None:
        duplicate = to = None
        if outcome is Outcome.DUPLICATE and self.earlier is None:
            outcome = Outcome.PARTLY
        elif outcome is Outcome.DUPLICATE and self.earlier is not None:
            duplicate = Concern.objects.get(pk=self.earlier)
        if outcome is Outcome.REFERRED:
            to = other_office(
                self.cast,
                self.concern.path,
                self.organisation.pk,
                ("social_services", "district_government", "health"),
            )
        self.concern = closing.propose_close(
            actor=self.office,
            concern=self.concern,
            outcome=outcome,
            text=self._outcome_text(outcome, reason, to),
            refusal_reason=f"refusal.{reason}" if outcome is Outcome.REFUSED else "",
            duplicate_of=duplicate,
            to=to,
            photos=self._photo() if photo else (),
        )

    def _outcome_text(self, outcome: Outcome, reason: str, to: Organisation | None) -> str:
        if self.concern.kind == "thanks":
            return self._say(writing.KIND_WORDS)
        if outcome is Outcome.SOLVED:
            return self._say(self.topic.done, -1)
        if outcome is Outcome.REFUSED:
            return self._say(self.data.refusals[reason])
        if outcome is Outcome.DUPLICATE:
            return self._say(self.data.refusals["answered_before"])
        if outcome is Outcome.REFERRED and to is not None:
            return self._reply("passed_on", office=to.name_in(self.language))
        return self._reply("partly" if outcome is Outcome.PARTLY else "not_done", 25)

    def explain(self) -> None:
        days = self.rng.randint(5, 20)
        text = self._reply("explanation", days)
        ladder.explain(
            actor=self.office, concern=self.concern, text=text, new_date=clock.today() + timedelta(days=days)
        )

    # --- the resident

    def confirm(self) -> None:
        self.concern = closing.confirm(actor=self.holder, concern=self.concern)

    def thank_and_confirm(self) -> None:
        self.concern = answering.reply(actor=self.holder, concern=self.concern, text=self._reply("agrees"))
        self.confirm()

    def opinion(self, *, good: bool = True) -> None:
        useful = self.rng.randint(3, 5) if good else self.rng.randint(1, 3)
        respectful = self.rng.choice((None, 3, 4, 5)) if good else self.rng.choice((None, 2, 3, 4))
        self.concern = closing.give_opinion(
            actor=self.holder, concern=self.concern, useful=useful, respectful=respectful
        )

    def reopen(self, *, words: bool = True) -> None:
        text = self._say(self.topic.reopens) if self.rng.random() < 0.6 else self._reply("reopens")
        self.concern = closing.reopen(actor=self.holder, concern=self.concern, text=text if words else "")

    def withdraw(self) -> None:
        self.concern = intake.withdraw(actor=self.holder, concern=self.concern)

    # --- others

    def clear(self) -> None:
        self.concern = moderation.clear(actor=self.cast.reviewer(self.concern.path), concern=self.concern)

    def seal(self) -> None:
        self.concern = moderation.seal_away(actor=self.office, concern=self.concern)

    def check(self, *, agrees: bool = True, by_team: bool = False) -> None:
        team = self.concern.team
        actor = self.cast.council(self.concern.path)
        if by_team and team is not None and team.kind == "team" and team.pk != self.organisation.pk:
            actor = self.cast.secretary(team)
        if actor is None:
            return
        self.concern.refresh_from_db(fields=["state"])
        if self.concern.state != State.CHECKING:
            return
        note = self._say(self.rng.choice(writing.CHECKED) if agrees else writing.CHECK_SAYS_NO)
        self.concern = closing.check(actor=actor, concern=self.concern, agrees=agrees, note=note)

    def _moderator(self) -> Actor | None:
        if self.concern.place.risk_level != "normal":
            return self.cast.council(self.concern.path)
        return self.cast.reviewer(self.concern.path)

    def show_text(self) -> None:
        if (actor := self._moderator()) is not None and not self.gone:
            self.concern = moderation.show_text(
                actor=actor, concern=self.concern, text=self.concern.text, confirmed=True
            )

    def decline_text(self, *, reason: str = "not_about_place") -> None:
        if (actor := self._moderator()) is not None and not self.gone:
            self.concern = moderation.decline_text(actor=actor, concern=self.concern, reason=f"hide.{reason}")

    def appeal_text(self) -> None:
        if not self.gone:
            self.concern = moderation.appeal_moderation(actor=self.holder, concern=self.concern)

    def decide_text(self, *, show: bool = True) -> None:
        actor = self.cast.council(self.concern.path)
        if actor is not None and not self.gone:
            self.concern = moderation.decide_appeal(
                actor=actor, concern=self.concern, show=show, confirmed=True
            )

    def voice(self) -> None:
        if self.concern.public_state == "shown" and self.concern.state not in (*GONE, State.CLOSED):
            together.me_too(actor=ANYONE, concern=self.concern, submission_key=new_submission_key())

    # --- paper

    def letter(self) -> None:
        team = self.concern.team
        if team is not None and team.kind == "team" and team.pk != self.organisation.pk:
            made = paper.make_letter(actor=self.cast.secretary(team), concern=self.concern)
            self.letter_number = (made.year, made.number)

    def letter_in(self) -> None:
        if self.letter_number is not None and self.concern.team is not None:
            year, number = self.letter_number
            paper.record_incoming_number(
                actor=self.cast.secretary(self.concern.team),
                concern=self.concern,
                year=year,
                number=number,
                incoming_number=f"{self.rng.randint(10, 400)}/{self.rng.randint(1, 9)}",
                incoming_on=clock.today(),
            )

    def paper_answer(self, *, days: int = 12) -> None:
        self.concern = answering.type_paper_answer(
            actor=self.helper,
            concern=self.concern,
            organisation=self.organisation,
            way=PaperAnswer.Way.PAPER,
            dated_on=max(self.concern.raised_on, clock.today() - timedelta(days=2)),
            text=self._say(self.topic.promise, days),
            number=f"{self.rng.randint(10, 400)}-{self.rng.randint(1, 12)}",
            photo=pictures.photo("paper", self.variant, purpose="paper"),
            promised_on=clock.today() + timedelta(days=days),
        )

    def spoken_answer(self, *, days: int = 12) -> None:
        self.concern = answering.type_paper_answer(
            actor=self.helper,
            concern=self.concern,
            organisation=self.organisation,
            way=PaperAnswer.Way.SPOKEN,
            dated_on=clock.today(),
            text=self._reply("spoken", days),
            witnesses=writing.WITNESSES[self.language],
            promised_on=clock.today() + timedelta(days=days),
        )

    def spoken_done(self) -> None:
        self.concern = closing.type_paper_done(
            actor=self.helper,
            concern=self.concern,
            organisation=self.organisation,
            way=PaperAnswer.Way.SPOKEN,
            dated_on=clock.today(),
            outcome=Outcome.SOLVED,
            text=self._say(self.topic.done, -1),
            witnesses=writing.WITNESSES[self.language],
        )

    def strip(self) -> None:
        """The office types the contact from the tear-off strip."""
        if self.gone or self.organisation.kind == "team":
            return
        self.shared.strips += 1
        number = 800_000 + self.shared.strips
        actor = self.office if self.concern.state != State.SCREENING else self.cast.clerk(self.organisation)
        name = writing.RESIDENT[self.language].format(number=number)
        self.concern = consent.type_strip(
            actor=actor, number=self.raised.strip_number, name=name, phone=demo_number(number)
        )
        self.name_visible = True

    @property
    def has_strip(self) -> bool:
        return bool(self.raised.strip_number)

    @property
    def by_secretary(self) -> bool:
        return self.office.has_role(Role.SECRETARY)
