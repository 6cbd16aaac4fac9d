"""A folder for tests, walked through its gates in the small country of the concerns' tests."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.rooms.bodies.models import Seat
from hamkori.rooms.problems import pack
from hamkori.rooms.problems.actions import asking, deciding, folders, measuring, telling, voices, working
from hamkori.rooms.problems.actions import focal as naming
from hamkori.rooms.problems.catalogue import CHEERS, DISPLACED, HARM, Group, Session
from hamkori.rooms.problems.models import Decision, Folder, HigherQuestion, Measure, Option, VoiceSession
from hamkori.rooms.problems.states import Method, State
from hamkori.society.countries.packs import read_pack
from tests.rooms.concerns.builders import Land, build, staff

__all__ = ["Land", "build", "staff"]

CATEGORIES = ("women", "young_people", "elders", "mahalla", "teachers_doctors")


def load_plan_rows() -> None:
    """The rows that the pack offers for a plan."""
    pack.load(read_pack("tj"))


def secretary(land: Land) -> Actor:
    return staff(Role.SECRETARY, land.office("team"))


def member(land: Land) -> Actor:
    return staff(Role.MEMBER, land.office("team"))


def seats(land: Land, categories: Iterable[str] = CATEGORIES) -> list[Seat]:
    """Seats of the team, one a category, each somebody else's. Called twice, it finds them."""
    team = land.office("team")
    found = list(Seat.objects.filter(organisation=team, left_on__isnull=True).order_by("number"))
    if found:
        return found
    return [
        Seat.objects.create(organisation=team, number=number, category=category, term_from=clock.today())
        for number, category in enumerate(categories, start=1)
    ]


def opened(land: Land, method: Method = Method.SARA, **changes: Any) -> Folder:
    values: dict[str, Any] = {
        "team": land.office("team"),
        "method": method,
        "place": land.jamoat,
        "title": "Children cross the road at the school",
        "language": "en",
        **changes,
    }
    actor = values.pop("actor", None) or secretary(land)
    return folders.open_folder(actor=actor, **values)


def stated(folder: Folder, actor: Actor) -> Folder:
    folders.answer_six(actor=actor, folder=folder, answers=dict.fromkeys(CHEERS, True), events=12)
    return folders.write_statement(
        actor=actor,
        folder=folder,
        language="en",
        statement=folders.Statement(
            title="Children cross the road at the school",
            what="cars drive too fast where children cross",
            where="the crossing beside the school gate",
            behaviour="endangerment",
            environment="transport",
            days=("work",),
            parts=("morning",),
            seasons=("school",),
        ),
    )


def decided(land: Land, folder: Folder, kind: str, actor: Actor, **changes: Any) -> Decision:
    values: dict[str, Any] = {
        "way": "hands", "seats": seats(land), "protocol": "2026/3", "on": clock.today(), "against": 1, **changes,
    }  # fmt: skip
    return deciding.decide(actor=actor, team=folder.team, folder=folder, kind=kind, **values)


def counted_session(
    land: Land, actor: Actor, group: Group, voices_of: dict[int, int], *, people: int, session: str = Session.MEETING,
    **more: Any,
) -> VoiceSession:  # fmt: skip
    team = land.office("team")
    made = voices.open_session(
        actor=actor, team=team, place=land.jamoat, session=session, group=group, on=clock.today(), **more
    )
    return voices.enter_counts(actor=actor, team=team, session=made, people=people, voices=voices_of)


def heard(land: Land, folder: Folder, actor: Actor) -> None:
    """Two groups put the folder's issue first."""
    team = land.office("team")
    year = clock.today().year
    first = voices.set_issue(
        actor=actor, team=team, year=year, title=folder.title, language="en", folder=folder
    )
    other = voices.set_issue(
        actor=actor, team=team, year=year, title="Stray dogs at the bazaar", language="en"
    )
    counted_session(
        land, actor, Group.WOMEN, {first.pk: 20, other.pk: 8}, people=25, session=Session.WOMEN_ONLY
    )
    counted_session(land, actor, Group.MEN, {first.pk: 15, other.pk: 9}, people=20)


def analysed(folder: Folder, actor: Actor) -> None:
    for side, chosen, keepers in (
        ("harmed", ["pupils"], ["parents", "teachers"]),
        ("behaviour", ["speed"], ["owner"]),
        ("place", ["no_sign", "dark"], ["jamoat"]),
    ):
        working.fill_side(actor=actor, folder=folder, side=side, chosen=chosen, keepers=keepers, strength=1)
    working.analyse(
        actor=actor, folder=folder, causes=["planning"], connectors=["school"], absent=["drivers"],
        guess="minibuses hurry because being late is fined", language="en",
    )  # fmt: skip


def measure(folder: Folder, actor: Actor, **changes: Any) -> Measure:
    values: dict[str, Any] = {
        "kind": "count", "title": "Dangerous moments in ten school days", "how": "four volunteers at the gate",
        "lower_is_better": True, "language": "en", **changes,
    }  # fmt: skip
    return measuring.set_measure(actor=actor, folder=folder, **values)


def days_ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


def point(
    folder: Folder,
    actor: Actor,
    of: Measure,
    at: str,
    count: int,
    base: int = 10,
    *,
    from_ago: int,
    until_ago: int,
) -> None:
    measuring.measure_at(
        actor=actor, folder=folder, measure=of, at=at, count=count, base=base,
        from_on=days_ago(from_ago), until_on=days_ago(until_ago),
    )  # fmt: skip


def solution(land: Land, folder: Folder, actor: Actor, **changes: Any) -> Option:
    values: dict[str, Any] = {
        "title": "Six lamps on the way to school",
        "kind": "design",
        "technique": "7",
        "mechanism": "drivers see the children earlier",
        "feasible": {"time": 2, "money": 2, "law": 3, "accepted": 3},
        "chosen": True,
        "lead": land.office("jamoat"),
        "due_on": clock.today() + timedelta(days=60),
        "resource": "budget",
        "cost": 7800,
        "work_days": 6,
        **changes,
    }
    return working.write_solution(
        actor=actor, folder=folder, solution=working.Solution(**values), language="en"
    )


def focal(land: Land, reader: Actor | None) -> None:
    """The women's seat reads the checks for harm; `reader` sits on it, or somebody who does not sign in."""
    seat = seats(land)[0]
    Seat.objects.filter(pk=seat.pk).update(posting=reader.posting_id if reader else None)
    seat.refresh_from_db()
    naming.name_focal(actor=secretary(land), team=land.office("team"), seat=seat, protocol="2026/2")


def harmless(folder: Folder, actor: Actor, reader: Actor) -> None:
    working.check_harm(
        actor=actor, folder=folder, answers={**dict.fromkeys(HARM, "no"), "men": "handled"}, language="en",
        measures="fathers stand at the crossing in turn",
    )  # fmt: skip
    working.read_harm_check(actor=reader, folder=folder)


def planned(land: Land, folder: Folder, actor: Actor) -> Measure:
    """Everything that the gate before acting asks, without the decision."""
    working.nothing_tried(actor=actor, folder=folder)
    found = measure(folder, actor)
    point(folder, actor, found, "before", 43, from_ago=40, until_ago=30)
    point(folder, actor, found, "other_before", 39, from_ago=40, until_ago=30)
    solution(land, folder, actor)
    reader = member(land)
    focal(land, reader)
    harmless(folder, actor, reader)
    return found


def judged(folder: Folder, actor: Actor, verdict: str = "helped", **changes: Any) -> None:
    values: dict[str, Any] = {
        "explanations": ["weather"], "displaced": dict.fromkeys(DISPLACED, "no"), "spread": "unknown", "new_harm": False,
        "new_harms": "", "differently": "ask the drivers earlier", "verdict": verdict,
        "watch_on": clock.today() + timedelta(days=180), **changes,
    }  # fmt: skip
    measuring.assess(actor=actor, folder=folder, judgement=measuring.Judgement(**values), language="en")


def fresh(folder: Folder) -> Folder:
    return Folder.objects.select_related("team", "place", "public_place", "topic").get(pk=folder.pk)


def acting(
    land: Land, method: Method = Method.SARA, actor: Actor | None = None
) -> tuple[Folder, Measure, Actor]:
    """A folder whose plan is agreed: in action."""
    actor = actor or secretary(land)
    folder = opened(land, method, actor=actor)
    if method is Method.CYCLE:
        analysed(folder, actor)
        folders.take_step(actor=actor, folder=folder, verb="understood")
    stated(folder, actor)
    if method is Method.CYCLE:
        heard(land, folder, actor)
    decided(land, folder, "take_up", actor)
    folders.take_step(actor=actor, folder=folder, verb="take_up" if method is Method.SARA else "choose")
    if method is Method.SARA:
        analysed(folder, actor)
    found = planned(land, fresh(folder), actor)
    decided(land, folder, "response", actor)
    folders.take_step(actor=actor, folder=folder, verb="respond" if method is Method.SARA else "adopt")
    return fresh(folder), found, actor


def assessing(
    land: Land, method: Method = Method.SARA, *, after: int = 18, other_after: int = 36
) -> tuple[Folder, Measure, Actor]:
    """A folder that was carried out and measured again: in assessment."""
    folder, found, actor = acting(land, method)
    option = Option.objects.get(folder=folder)
    working.tell_carried(actor=actor, folder=folder, option=option, carried="done")
    folders.take_step(actor=actor, folder=folder, verb="assess" if method is Method.SARA else "check")
    point(folder, actor, found, "after", after, from_ago=10, until_ago=1)
    point(folder, actor, found, "other_after", other_after, from_ago=10, until_ago=1)
    return fresh(folder), found, actor


def closed(land: Land, method: Method = Method.SARA, *, shown: bool = True) -> tuple[Folder, Actor]:
    folder, _measure, actor = assessing(land, method)
    judged(folder, actor)
    decided(land, folder, "close", actor)
    folders.take_step(actor=actor, folder=folder, verb="close")
    if shown:
        folders.show(actor=actor, folder=folder, shown=True)
    found = fresh(folder)
    assert found.state == State.CLOSED
    return found, actor


def told(land: Land, method: Method = Method.SARA) -> tuple[Folder, Actor]:
    """A closed folder with its published story."""
    folder, actor = closed(land, method)
    for language, words in (
        ("tg", "Чароғҳо меафрӯзанд."),
        ("ru", "Фонари горят."),
        ("en", "The lamps burn."),
    ):
        telling.write_story(
            actor=actor, folder=folder, language=language, telling=words, sharing=words,
            limits=f"{words} " + {"tg": "Мо танҳо дар як ҷо ҳисоб кардем.", "ru": "Мы считали только в одном месте.",
                                  "en": "We counted in one place only, in one season."}[language],
        )  # fmt: skip
    decided(land, folder, "story", actor)
    telling.publish_story(actor=actor, folder=folder)
    return fresh(folder), actor


def ask_higher(land: Land, folder: Folder, to: str = "district_police") -> HigherQuestion:
    """A question of the folder before a higher office."""
    return asking.ask_higher(
        actor=secretary(land),
        folder=folder,
        to=land.office(to),
        text="we need a crossing here",
        language="en",
    )
