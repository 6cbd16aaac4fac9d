"""A year of every team of the bench, for the pages “What came of it” (R253, R256-R258). Rows are written directly.

    python -m hamkori.config.bench_problems FOLDERS

Runs in the environment of an installation that `bench_data` has filled. Every value comes from a fixed seed.
"""

import json
import random
import sys
from datetime import date, timedelta
from typing import Any

import django

BATCH = 2000
STATES = (
    ("closed", 40),
    ("action", 20),
    ("analysis", 15),
    ("assessment", 10),
    ("shelved", 10),
    ("finding", 5),
)
WORDS = {"tg": "Роҳи торик ба мактаб", "ru": "Тёмная дорога к школе", "en": "Dark way to school"}
ROWS, SESSIONS, EVENTS = 12, 8, 12
"""Of each team: rows of the plan, countings with five problems each, events."""


def bench_problems(count: int) -> dict[str, Any]:
    """Write `count` folders with two solutions each, plans, voices and events; returns how many folders there are."""
    from hamkori.kernel import clock
    from hamkori.rooms.problems.models import EventKind, Folder
    from hamkori.society.accounts.models import Organisation

    chance = random.Random(20260313)  # noqa: S311 - a spread that is the same every time, not a secret
    today = clock.today()
    teams = list(Organisation.objects.filter(kind="team").select_related("place").order_by("pk"))
    _folders(count, teams, today, chance)
    _plans(teams, today.year, chance)
    _voices(teams, today, chance)
    kinds = list(EventKind.objects.order_by("pk"))
    _seen(teams, kinds, today, chance)
    return {"folders": Folder.objects.count(), "teams": len(teams)}


def _day(today: date, chance: random.Random) -> date:
    """A day of this year until today."""
    first = today.replace(month=1, day=1)
    return first + timedelta(days=chance.randrange((today - first).days + 1))


def _folders(count: int, teams: list[Any], today: date, chance: random.Random) -> None:
    from hamkori.rooms.problems.models import Analysis, Folder, Option

    folders = []
    for number in range(count):
        team = teams[number % len(teams)]
        state = chance.choices([name for name, _share in STATES], [share for _name, share in STATES])[0]
        stage_on = _day(today, chance)
        folders.append(
            Folder(
                team=team, number=number // len(teams) + 1, method=chance.choice(("sara", "sara", "cycle")),
                state=state, place=team.place, path=team.place.path, public_place=team.place, titles=WORDS,
                shown=chance.random() < 0.8,
                origin=chance.choice(("residents", "residents", "team", "authority", "partner")),
                opened_on=stage_on - timedelta(days=chance.randrange(20, 400)), stage_on=stage_on,
                closed_on=stage_on if state == "closed" else None, shelved_for="season" if state == "shelved" else "",
                watch_on=stage_on + timedelta(days=180) if state == "closed" else None,
            )
        )  # fmt: skip
    folders = Folder.objects.bulk_create(folders, batch_size=BATCH)
    Analysis.objects.bulk_create(
        [Analysis(folder=one, causes=["planning"] if chance.random() < 0.7 else []) for one in folders],
        batch_size=BATCH,
    )
    Option.objects.bulk_create(
        [
            Option(
                folder=one, round=1, titles=WORDS, kind="design", chosen=chosen, due_on=_day(today, chance),
                carried=(carried := chance.choice(("planned", "done", "done", "partly", "not"))),
                carried_on=today if carried != "planned" else None,
            )
            for one in folders for chosen in (True, False)
        ],
        batch_size=BATCH,
    )  # fmt: skip


def _plans(teams: list[Any], year: int, chance: random.Random) -> None:
    from hamkori.rooms.problems.models import Decision, PlanRow, YearPlan

    for team in teams:
        decision = Decision.objects.create(
            team=team, kind="plan", way="consent", in_favour=7, protocol="1", on=date(year, 1, 1)
        )
        plan = YearPlan.objects.create(team=team, year=year, decision=decision, on=decision.on)
        PlanRow.objects.bulk_create(
            PlanRow(
                plan=plan, month=month, titles=WORDS, done=(done := chance.choice(("done", "done", "partly", "not"))),
                why="" if done == "done" else "money",
            )
            for month in range(1, ROWS + 1)
        )  # fmt: skip


def _voices(teams: list[Any], today: date, chance: random.Random) -> None:
    from hamkori.rooms.problems.models import Count, VoiceIssue, VoiceSession

    folders = _first_folders()
    for team in teams:
        issues = VoiceIssue.objects.bulk_create(
            VoiceIssue(team=team, year=today.year, titles=WORDS, position=number, folder_id=folders.get(team.pk))
            for number in range(5)
        )  # fmt: skip
        sessions = VoiceSession.objects.bulk_create(
            VoiceSession(
                team=team, place=team.place, year=today.year, session="meeting", on=_day(today, chance), counted=True,
                group=("women", "men", "youth", "elders")[number % 4], people=chance.randrange(8, 60),
            )
            for number in range(SESSIONS)
        )  # fmt: skip
        Count.objects.bulk_create(
            Count(session=one, issue=issue, voices=chance.randrange(0, one.people))
            for one in sessions
            for issue in issues
        )


def _first_folders() -> dict[int, int]:
    from hamkori.rooms.problems.models import Folder

    return dict(Folder.objects.filter(shown=True).order_by("-pk").values_list("team_id", "pk"))


def _seen(teams: list[Any], kinds: list[Any], today: date, chance: random.Random) -> None:
    from hamkori.rooms.problems.models import Event, MapSheet, Outcome, Walk

    events, outcomes = [], []
    for team in teams:
        for _number in range(EVENTS if kinds else 0):
            events.append(
                Event(
                    team=team, kind=chance.choice(kinds), place=team.place, on=_day(today, chance),
                    police=chance.random() < 0.5, women=chance.randrange(1, 40), men=chance.randrange(1, 40), youth=1,
                )
            )  # fmt: skip
        sheet = MapSheet.objects.create(
            team=team, place=team.place, group="women", people=20, on=_day(today, chance)
        )
        Walk.objects.create(team=team, place=team.place, women=6, men=3, on=_day(today, chance))
        outcomes.append(
            Outcome(team=team, of="map", number=sheet.pk, held_on=sheet.on, change="folder", on=today)
        )
    Event.objects.bulk_create(events, batch_size=BATCH)
    Outcome.objects.bulk_create(outcomes, batch_size=BATCH)


def main() -> int:
    django.setup()
    print(json.dumps(bench_problems(int(sys.argv[1]))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
