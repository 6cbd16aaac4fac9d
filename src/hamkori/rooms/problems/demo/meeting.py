"""Events with residents and what consultations changed, in the demo country: some teams tell much, some nothing."""

import random
from datetime import date, timedelta
from typing import Any

from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM
from hamkori.kernel.registries import DemoPart, demo_parts
from hamkori.rooms.bodies.queries import office_for
from hamkori.rooms.problems.actions import events
from hamkori.rooms.problems.models import Folder, Outcome
from hamkori.rooms.problems.queries.events import consultations_of, kinds
from hamkori.rooms.problems.states import TAKEN_UP
from hamkori.society.accounts.models import Organisation

SILENT = 4
"""Each fourth team writes nothing down: coverage is part of the picture."""
PARTNERS = ["jamoat", "school", "youth_office", "women_committee"]
SIZES = {"visit": (2, 14), "dialogue": (4, 18), "membership": (3, 9)}
"""People of one sex at an event of a kind; other kinds are larger."""


def fill(*, today: date, seed: int, **_rest: Any) -> None:
    """Two years of events of three teams in four, and outcomes of most consultations of this year."""
    rng = random.Random(seed + 61)
    offered = kinds()
    teams = (
        Organisation.objects.filter(kind="team", until_on__isnull=True).select_related("place").order_by("pk")
    )
    for number, team in enumerate(teams):
        if number % SILENT != SILENT - 1 and offered:
            partner = office_for(team.place.path, PARTNERS)
            for _event in range(rng.randint(3, 9)):
                _meet(team, rng, today, rng.choice(offered), partner)
        _tell(team, rng, today)


def _meet(
    team: Organisation, rng: random.Random, today: date, kind: Any, partner: Organisation | None
) -> None:
    on = max(today - timedelta(days=rng.randint(3, 640)), team.from_on)
    least, most = SIZES.get(kind.code, (9, 64))
    women, men = rng.randint(least, most), rng.randint(least, most)
    youth = (women + men) * rng.choice((10, 25, 60 if kind.code in ("sport", "school") else 30)) // 100
    with clock.travel(max(on, today - timedelta(days=640))):
        events.write_event(
            actor=SYSTEM,
            team=team,
            held=events.Held(
                kind=kind, place=team.place, on=on, women=women, men=men, youth=youth,
                police=kind.code == "open_day" or rng.random() < 0.5,
                together=partner if rng.random() < 0.4 else None,
            ),
        )  # fmt: skip


def _tell(team: Organisation, rng: random.Random, today: date) -> None:
    folder = Folder.objects.filter(team=team, shown=True, state__in=sorted(TAKEN_UP)).order_by("pk").first()
    ways = [Outcome.Change.PLAN, Outcome.Change.PROMISE, Outcome.Change.NOTHING]
    if folder is not None:
        ways += [Outcome.Change.FOLDER] * 3
    with clock.travel(today):
        for held in consultations_of(team, today.year):
            if held.practised or rng.random() < 0.25:
                continue
            change = rng.choice(ways)
            events.tell_change(
                actor=SYSTEM, team=team, held=held, change=change,
                folder=folder if change == Outcome.Change.FOLDER else None,
            )  # fmt: skip


def register() -> None:
    demo_parts.register("problems.events", DemoPart(fill), order=61)
