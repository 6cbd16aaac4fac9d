"""This room's part of the demo country: forty folders in every state, voices, sheets, walks, plans of the year."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from hamkori.ground.files import store
from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM
from hamkori.kernel.registries import DemoPart, demo_parts
from hamkori.rooms.bodies.queries import office_for, seats_of
from hamkori.rooms.problems.actions import advice, asking, deciding, planning, seeing
from hamkori.rooms.problems.catalogue import WORRIES, Group, Session
from hamkori.rooms.problems.demo import on_foot
from hamkori.rooms.problems.demo import problems as words
from hamkori.rooms.problems.demo.walking import LANGUAGES, TOLD, Walker, count_voices, issues_of
from hamkori.rooms.problems.models import Folder, MapSheet, YearPlan
from hamkori.rooms.problems.queries import asking as asking_queries
from hamkori.rooms.problems.queries.plans import laws
from hamkori.rooms.problems.states import OPEN, WAYS, Method, State
from hamkori.society.accounts.models import Organisation, Posting

FOLDERS = 40
TEAMS_WITH_PLANS = 6
ENOUGH_SEATS = 4


def _wanted() -> Iterator[tuple[Method, str]]:
    """Every method with every state, the two complete ones first, round and round."""
    yield Method.SARA, TOLD
    yield Method.CYCLE, TOLD
    while True:
        for method in Method:
            for state in (*WAYS[method], State.CLOSED, State.SHELVED, State.REFERRED):
                yield method, state


def _teams() -> list[Organisation]:
    """Teams that can decide; the one whose secretary somebody plays comes first."""
    found = [
        team
        for team in Organisation.objects.filter(kind="team", until_on__isnull=True)
        .select_related("place")
        .order_by("pk")
        if len({seat.category for seat in seats_of(team)}) >= ENOUGH_SEATS
    ]
    played = set(
        Posting.objects.filter(organisation__in=found, role="secretary", until_on__isnull=True).values_list(
            "organisation_id", flat=True
        )
    )
    return sorted(found, key=lambda team: (team.pk not in played, team.pk))


def fill(*, today: date, seed: int, **_rest: Any) -> None:
    """Forty folders; five of them, the two complete ones among them, with the first team."""
    rng = random.Random(seed + 60)
    teams = _teams()
    if not teams:
        return
    taken: Counter[int] = Counter()
    for number, (method, wanted) in zip(range(FOLDERS), _wanted(), strict=False):
        first = number < 2 or number % 8 == 3
        team = teams[0] if first else teams[1 + number % (len(teams) - 1)] if len(teams) > 1 else teams[0]
        if team.place.is_careful and wanted == TOLD:
            team = teams[0]
        stages = len(WAYS[method]) + 1
        begun = today - timedelta(days=stages * 26 + rng.randint(5, 60))
        Walker(
            team=team,
            method=method,
            problem=words.PROBLEMS[(teams.index(team) + taken[team.pk]) % len(words.PROBLEMS)],
            day=begun,
            today=today,
            rng=rng,
        ).go(wanted)
        taken[team.pk] += 1
    for team in teams[:TEAMS_WITH_PLANS]:
        with clock.travel(today):
            _see(team, rng)
            _plan(team, today, rng, showcase=team is teams[0])
    with clock.travel(today):
        _smaller_voice(teams[0], rng)
        on_foot.by_pen(teams[0])
    on_foot.score(teams[0], today)
    _ask_higher(today)
    _ask_advice(teams[0], today)


def _smaller_voice(team: Organisation, rng: random.Random) -> None:
    folder = Folder.objects.filter(team=team, shown=True).order_by("pk").first()
    if folder is not None:
        issues = issues_of(team, folder)
        for group, session, people in (
            (Group.WOMEN, Session.WOMEN_ONLY, 62), (Group.MEN, Session.MEETING, 68), (Group.YOUTH, Session.YOUTH_ONLY, 54),
            (Group.ELDERS, Session.SLIPS, 50), (Group.SMALLER, Session.MEETING, 14),
        ):  # fmt: skip
            count_voices(team, issues, group, session, people, rng)


def _ask_higher(today: date) -> None:
    """Three questions to higher offices: answered, passed higher, late and still open."""
    shown = Folder.objects.filter(shown=True, state__in=OPEN).select_related("team").order_by("pk")
    passing = 1
    for number, folder in enumerate(shown[:3]):
        offices = asking_queries.offices_above(folder)
        if not offices:
            continue
        upper = [one for one in offices if one.parent_id is not None]
        to = upper[0] if number == passing and upper else offices[0]
        with clock.travel(today - timedelta(days=40)):
            made = asking.ask_higher(
                actor=SYSTEM,
                folder=folder,
                to=to,
                text=words.HIGHER[0][0],
                language=LANGUAGES[0],
                names_are_places=True,
            )
        made.texts = dict(zip(LANGUAGES, words.HIGHER[0], strict=True))
        made.save(update_fields=["texts"])
        with clock.travel(today - timedelta(days=9)):
            if number == passing and upper:
                asking.pass_higher(actor=SYSTEM, question=made, to=asking_queries.higher_than(made)[0])
            elif number == 0:
                for_tongue = asking.answer_higher(
                    actor=SYSTEM,
                    question=made,
                    text=words.HIGHER[1][0],
                    language=LANGUAGES[0],
                    names_are_places=True,
                )
                for_tongue.answers = dict(zip(LANGUAGES, words.HIGHER[1], strict=True))
                for_tongue.save(update_fields=["answers"])


def _ask_advice(team: Organisation, today: date) -> None:
    """Two questions of the precinct to the first team: one is answered and followed, one waits (R137)."""
    by = office_for(team.place.path, ["precinct", "district_police"])
    if by is None:
        return
    for number, (about, question, answer) in enumerate(words.ADVICE):
        with clock.travel(today - timedelta(days=30 - 20 * number)):
            made = advice.ask_advice(
                actor=SYSTEM, team=team, by=by, about=about, text=question[0], language=LANGUAGES[0],
                names_are_places=True,
            )  # fmt: skip
        made.texts = dict(zip(LANGUAGES, question, strict=True))
        made.save(update_fields=["texts"])
        if answer:
            with clock.travel(today - timedelta(days=12)):
                for language, text in zip(LANGUAGES, answer, strict=True):
                    advice.give_advice(
                        actor=SYSTEM, advice=made, text=text, language=language, names_are_places=True
                    )
                advice.follow_advice(actor=SYSTEM, advice=made)


def _see(team: Organisation, rng: random.Random) -> None:
    """Three sheets of a map over the same tiles, one with a photo of the sketch, and a walk by day and by dark."""
    today = clock.today()
    spots = [(rng.randint(1, 8), rng.randint(1, 6)) for _number in range(10)]
    for group in (Group.WOMEN, Group.MEN, Group.YOUTH):
        sheet = seeing.add_sheet(
            actor=SYSTEM, team=team, place=team.place, group=group, people=rng.randint(14, 30), on=today
        )
        for number in range(10):
            column, row = spots[number]
            for language, text in zip(LANGUAGES, words.LANDMARKS[number % len(words.LANDMARKS)], strict=True):
                safe = number % 4 == 3
                mark = seeing.Mark(
                    column, row, "" if safe else list(WORRIES)[number % len(WORRIES)],
                    rng.choice(("morning", "evening", "night")), rng.randint(2, 12), "safe" if safe else "unsafe",
                )  # fmt: skip
                seeing.mark(
                    actor=SYSTEM,
                    team=team,
                    sheet=sheet,
                    mark=mark,
                    landmark=text,
                    language=language,
                    names_are_places=True,
                )
        if group == Group.WOMEN:
            _sketch(team, sheet)
    on_foot.walk_along(team, rng)


def _sketch(team: Organisation, sheet: MapSheet) -> None:
    """A drawing in place of a photo of one: a street, a canal, the school; looked at by the team."""
    picture = Image.new("RGB", (640, 480), "#f4efe2")
    pen = ImageDraw.Draw(picture)
    for line, colour in (
        ((20, 240, 620, 250), "#8a7a5c"),
        ((320, 20, 330, 460), "#8a7a5c"),
        ((20, 60, 620, 110), "#5b87a6"),
    ):
        pen.line(line, fill=colour, width=9)
    for left, top in ((60, 270), (180, 300), (380, 130), (470, 300)):
        pen.rectangle((left, top, left + 70, top + 50), outline="#4a4032", width=4)
    pen.ellipse((430, 170, 560, 230), outline="#b0483a", width=6)
    out = BytesIO()
    picture.save(out, "JPEG")
    kept = store.take_in(SimpleUploadedFile("sketch.jpg", out.getvalue()), purpose="map", photos_only=True)
    seeing.add_sketch(actor=SYSTEM, team=team, sheet=sheet, photo=kept.token, no_people=True)
    seeing.read_sketch(actor=SYSTEM, team=team, sheet=sheet, fits=True)


def _plan(team: Organisation, today: date, rng: random.Random, *, showcase: bool) -> None:
    """The plan of the year, adopted in January, with what became of it; the first team's also before the budget."""
    january = date(today.year, 1, min(20, today.day if today.month == 1 else 20))
    with clock.travel(january):
        plan = planning.begin_plan(actor=SYSTEM, team=team, year=today.year)
        folder = Folder.objects.filter(team=team, shown=True).order_by("pk").first()
        asked = None
        for language, title, post, shown_by in (
            ("tg", "Чароғҳо дар роҳи мактаб", "раиси ҷамоат", "чароғҳо меафрӯзанд"),
            ("ru", "Фонари на пути к школе", "председатель джамоата", "фонари горят"),
            ("en", "Lamps on the way to school", "head of the jamoat", "the lamps burn"),
        ):
            row = planning.Row(
                month=9, title=title, post=post, shown_by=shown_by, folder=folder, resource="budget", cost=7800,
                names_are_places=True, origin="" if folder else "residents",
            )  # fmt: skip
            asked = planning.write_row(
                actor=SYSTEM, team=team, plan=plan, row=row, language=language, instead_of=asked
            )
        deciding.adopt(
            actor=SYSTEM, team=team, plan=plan, way="consent", seats=seats_of(team), protocol=f"{today.year}/1",
            on=clock.today(),
        )  # fmt: skip
    plan = YearPlan.objects.get(pk=plan.pk)
    for one in plan.rows.select_related("plan"):
        if one.month < today.month:
            done = rng.choice(("done", "done", "done", "partly", "not"))
            planning.tell_row(actor=SYSTEM, team=team, row=one, done=done,
                              why="" if done == "done" else rng.choice(("time", "money", "season")))  # fmt: skip
    to = office_for(team.place.path, ["jamoat", "district_government"])
    if showcase and to is not None and asked is not None and to.place.contains(team.place.path):
        row_now = plan.rows.select_related("plan").get(pk=asked.pk)
        request = planning.ask_budget(
            actor=SYSTEM, team=team, row=row_now, to=to, law=laws()[0], amount=7800, own_days=6
        )
        if today.month > 2:
            planning.answer_budget(actor=SYSTEM, request=request, granted=6000, decision_number="14")


def register() -> None:
    demo_parts.register("problems", DemoPart(fill), order=60)
