"""Which concerns are raised in the demo, where and when: at random from a seed, and by hand for the showcase."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from hamkori.ground.deadlines.calendar import Calendar
from hamkori.rooms.concerns.demo.stories import Story, step
from hamkori.rooms.concerns.states import Channel, Kind, Named, Outcome, Track

TOPICS = {
    "street_lighting": 10, "roads": 10, "drinking_water": 10, "electricity": 8, "rubbish": 9, "sewage": 3, "gas": 1,
    "park_trees": 3, "abandoned_building": 2, "market_order": 3, "flood_landslide": 3, "playground": 3,
    "stray_dogs": 5, "road_safety": 5, "school_way": 4, "public_transport": 4, "health_post": 3,
    "women_safety_transport": 2, "documents_service": 4, "jobs_young": 2, "youth_space": 3, "school_bullying": 2,
    "noise": 4, "alcohol_sale": 3, "drugs_place": 1, "hooliganism": 3, "theft": 3, "cattle_theft": 3, "fraud": 3,
    "land_water_dispute": 2, "neighbour_dispute": 2, "irrigation": 5,
}  # fmt: skip
"""How often residents write about what."""
PERIOD = 730
SHARES = ((0.60, 60, PERIOD), (0.22, 15, 60), (0.18, 0, 15))
"""(share of the concerns, from, to days ago): the last weeks are dense, so that today is alive."""
TAJIK = 0.65


@dataclass(frozen=True)
class Plan:
    """A concern to be raised. `story` and `review` are drawn when they are None; `place` None: by weight."""

    day: date
    topic: str
    language: str = "tg"
    kind: Kind = Kind.CONCERN
    track: Track = Track.NOTE
    channel: Channel = Channel.WEB
    named: Named = Named.ANONYMOUS
    publish: bool = False
    show_police: bool = False
    by_team: bool = False
    photo: bool = False
    place: int | None = None
    """The number of the mahalla in the showcase jamoat; None: anywhere."""
    story: Story | None = None
    review: Story | None = None
    held_by: str = ""
    """Code of the persona that gets the reference and the code."""
    details: dict[str, Any] = field(default_factory=dict)


def at_random(rng: random.Random, today: date, count: int) -> Iterator[Plan]:
    """`count` plans from two years ago until today."""
    for share, youngest, oldest in SHARES:
        for _number in range(round(count * share)):
            yield _random_plan(rng, today - timedelta(days=rng.randint(youngest, oldest)))


def _random_plan(rng: random.Random, day: date) -> Plan:
    turn = rng.random()
    kind = Kind.IDEA if turn < 0.07 else Kind.THANKS if turn < 0.12 else Kind.CONCERN
    channel = rng.choices(list(Channel), (58, 16, 12, 14))[0]
    by_team = channel is Channel.HALL or (channel is Channel.PAPER and rng.random() < 0.4)
    named = Named.ANONYMOUS if by_team else rng.choices(list(Named), (22, 30, 48))[0]
    formal = named is not Named.ANONYMOUS and kind is Kind.CONCERN and rng.random() < 0.22
    return Plan(
        day=day,
        topic=rng.choices(list(TOPICS), list(TOPICS.values()))[0],
        language="tg" if rng.random() < TAJIK else "ru",
        kind=kind,
        track=Track.APPEAL if formal else Track.NOTE,
        channel=channel,
        named=named,
        publish=rng.random() < 0.45,
        show_police=formal or rng.random() < 0.3,
        by_team=by_team,
        photo=channel is Channel.WEB and rng.random() < 0.03,
    )


def _working_days_ago(calendar: Calendar, today: date, days: int) -> date:
    """The latest day from which on `days` working days lie behind us."""
    day = today
    while calendar.working_days_between(day, today) < days:
        day -= timedelta(days=1)
    return day


FIRST_ANSWER = 10
"""Working days of an ordinary concern, as the pack gives them: only used to place the showcase in time."""
FELT = (1, 3, 7, 12, 20)


def showcase(calendar: Calendar, today: date) -> list[Plan]:
    """What the personas find on their desks: every state, outcome, step of the ladder, channel, way of being named."""

    def ago(days: int) -> date:
        return today - timedelta(days=days)

    plans: list[Plan] = []

    def add(days: int, topic: str, *story: Any, review: Story | None = None, **more: Any) -> None:
        number = len(plans)
        language = "ru" if number % 3 == 2 else "tg"
        plan = Plan(ago(days), topic, language=language, place=number, story=list(story), review=review or [])
        plans.append(replace(plan, **more))

    _new_and_waiting(add)
    _answered(add)
    _closed(add)
    _reviewed(add)
    _paper(add)
    for number, felt in enumerate(FELT):
        day = _working_days_ago(calendar, today, FIRST_ANSWER + felt + 1)
        for topic in ("rubbish", "hooliganism", "noise")[: 2 + number % 2]:
            hurry = [step(17 + felt, "hurry")] if topic == "rubbish" else []
            plans.append(
                Plan(day, topic, place=number, story=hurry, review=[step(2, "show_text")], publish=True)
            )
    return plans


Add = Callable[..., None]


def _new_and_waiting(add: Add) -> None:
    add(0, "rubbish", publish=True)
    add(0, "theft", named=Named.CONFIDENTIAL, channel=Channel.PHONE, show_police=True)
    add(1, "youth_space", channel=Channel.HALL, by_team=True)
    add(1, "stray_dogs", named=Named.NAMED)
    add(1, "alcohol_sale")
    add(2, "noise", channel=Channel.PAPER, named=Named.CONFIDENTIAL)
    add(3, "cattle_theft", named=Named.NAMED, track=Track.APPEAL, show_police=True, channel=Channel.PAPER)
    add(1, "neighbour_dispute")
    add(2, "land_water_dispute", named=Named.CONFIDENTIAL)
    add(3, "school_bullying")
    add(5, "market_order", step(1, "take_up"))
    add(
        6,
        "hooliganism",
        step(1, "take_up"),
        publish=True,
        review=[step(1, "show_text"), *[step(0, "voice")] * 7],
    )
    add(5, "park_trees", step(1, "take_up"), step(1, "ask"))
    add(16, "abandoned_building", step(1, "take_up"), step(1, "ask"), named=Named.NAMED)
    add(
        8,
        "fraud",
        step(1, "take_up"),
        step(1, "ask"),
        step(2, "reply"),
        named=Named.CONFIDENTIAL,
        show_police=True,
    )
    add(7, "theft", step(1, "take_up"), step(1, "ask_name"), named=Named.CONFIDENTIAL)
    add(9, "playground", step(1, "hand_on"), named=Named.NAMED)
    add(4, "rubbish", kind=Kind.IDEA)


def _answered(add: Add) -> None:
    start = step(2, "take_up")
    add(12, "rubbish", start, step(2, "answer", due_today=True))
    add(11, "noise", start, step(2, "answer", due_today=True), named=Named.NAMED)
    add(10, "hooliganism", start, step(2, "answer", due_today=True))
    add(9, "youth_space", start, step(1, "answer", due_today=True), channel=Channel.HALL, by_team=True)
    add(6, "alcohol_sale", start, step(1, "answer", days=9))
    add(
        8,
        "playground",
        start,
        step(1, "answer", days=12),
        publish=True,
        review=[step(2, "show_text"), *[step(0, "voice")] * 4],
    )
    add(30, "public_transport", start, step(2, "answer", days=9), step(18, "explain"))
    add(28, "cattle_theft", start, step(2, "answer", days=8), named=Named.CONFIDENTIAL, show_police=True)
    add(26, "abandoned_building", start, step(2, "answer", days=9), step(14, "hurry"))
    add(20, "stray_dogs", start, step(2, "answer", days=30), track=Track.APPEAL, named=Named.NAMED)


def _closed(add: Add) -> None:
    start = [step(1, "take_up"), step(2, "answer", days=8)]
    add(14, "rubbish", *start, step(6, "propose", photo=True), held_by="resident", photo=True, language="tg")
    add(13, "hooliganism", *start, step(6, "propose"))
    add(18, "noise", *start, step(8, "propose", outcome=Outcome.PARTLY))
    agree = [step(2, "thank_and_confirm"), step(0, "opinion")]
    add(
        60,
        "rubbish",
        *start,
        step(8, "propose", photo=True),
        *agree,
        publish=True,
        review=[step(3, "show_text")],
    )
    add(75, "market_order", *start, step(8, "propose", outcome=Outcome.PARTLY), *agree)
    add(
        80,
        "noise",
        *start,
        step(8, "propose", outcome=Outcome.NOT_SOLVED),
        step(3, "confirm"),
        step(0, "opinion", good=False),
    )
    add(50, "alcohol_sale", *start, step(5, "propose", outcome=Outcome.REFERRED), step(2, "confirm"))
    add(45, "rubbish", step(1, "take_up"), step(2, "propose", outcome=Outcome.DUPLICATE), step(2, "confirm"))
    refusal = step(2, "propose", outcome=Outcome.REFUSED, reason="in_court")
    add(55, "abandoned_building", step(1, "take_up"), refusal, step(3, "confirm"))
    add(20, "park_trees", step(1, "take_up"), step(3, "propose", outcome=Outcome.REFUSED, reason="not_enough_to_act"),
        step(3, "reopen"))  # fmt: skip
    add(52, "hooliganism", *start, step(6, "propose"))
    add(54, "playground", *start, step(6, "propose"))
    add(95, "public_transport", *start, step(8, "propose"), step(30, "check", agrees=True, by_team=True))
    add(
        90,
        "stray_dogs",
        *start,
        step(8, "propose"),
        step(30, "check", agrees=False),
        step(2, "answer", days=20),
    )
    add(40, "youth_space", *start, step(8, "propose"), step(3, "reopen"), step(2, "answer", days=30))
    add(70, "theft", *start, step(9, "propose"), *agree, named=Named.NAMED, show_police=True)
    add(33, "fraud", step(1, "take_up"), step(4, "withdraw"), named=Named.CONFIDENTIAL, show_police=True)
    add(25, "hooliganism", step(1, "take_up"), step(1, "seal"))
    add(21, "youth_space", step(2, "take_up"), step(0, "propose"), step(3, "confirm"), kind=Kind.THANKS)
    add(42, "noise", *start, step(8, "propose"), *agree, channel=Channel.PHONE, named=Named.CONFIDENTIAL)
    add(64, "neighbour_dispute", step(2, "clear"), *start, step(9, "propose"), *agree)


def _reviewed(add: Add) -> None:
    work = [step(1, "take_up"), step(2, "answer", days=14)]
    add(2, "market_order", publish=True)
    add(3, "stray_dogs", step(1, "take_up"), publish=True)
    add(1, "public_transport", publish=True)
    add(
        15,
        "noise",
        *work,
        publish=True,
        review=[step(2, "decline_text", reason="names_person"), step(4, "appeal_text")],
    )
    add(17, "rubbish", *work, publish=True,
        review=[step(2, "show_text"), step(3, "decline_text", reason="sensitive"), step(3, "appeal_text")])  # fmt: skip
    add(30, "playground", *work, publish=True,
        review=[step(2, "decline_text", reason="insult"), step(3, "appeal_text"), step(6, "decide_text", show=True)])  # fmt: skip
    add(34, "park_trees", *work, step(9, "propose"), step(2, "confirm"), publish=True,
        review=[step(2, "decline_text", reason="not_about_place"), step(3, "appeal_text"), step(6, "decide_text", show=False)])  # fmt: skip


def _paper(add: Add) -> None:
    """The water service never signs in; the team's secretary carries everything on paper."""
    add(6, "drinking_water", step(1, "letter"), channel=Channel.HALL, by_team=True)
    add(12, "drinking_water", step(1, "letter"), step(2, "letter_in"), step(4, "paper_answer", days=12), publish=True,
        review=[step(2, "show_text"), *[step(0, "voice")] * 9])  # fmt: skip
    add(24, "sewage", step(1, "letter"), step(3, "spoken_answer", days=9), step(10, "spoken_done"))
    add(
        48,
        "drinking_water",
        step(1, "letter"),
        step(3, "paper_answer", days=10),
        step(9, "spoken_done"),
        step(3, "confirm"),
    )
    add(5, "rubbish", channel=Channel.PAPER, by_team=True, details={"strip": None})
    add(7, "stray_dogs", step(2, "take_up"), channel=Channel.HALL, by_team=True, details={"strip": 1})
    add(26, "drinking_water")
