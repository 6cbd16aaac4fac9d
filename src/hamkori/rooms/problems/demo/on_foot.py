"""What a demo team does on foot and on paper: walks with a route and owners, scorecards, a worksheet filled in by pen."""

import json
import random
from datetime import date, timedelta
from io import BytesIO

import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from hamkori.ground.files import store
from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM
from hamkori.rooms.bodies.queries import office_for
from hamkori.rooms.problems import worksheets
from hamkori.rooms.problems.actions import paper_sheets, scoring, walking
from hamkori.rooms.problems.catalogue import RATINGS, Group
from hamkori.rooms.problems.demo import problems as words
from hamkori.rooms.problems.demo.walking import LANGUAGES
from hamkori.rooms.problems.models import Folder, RouteStop, Scorecard, Walk
from hamkori.rooms.problems.papers import TEMPLATES
from hamkori.rooms.problems.states import OPEN, WAYS, Method
from hamkori.society.accounts.models import Organisation

CARD = ("polite", "explains", "answer", "same", "women")
SAID = {Group.WOMEN: (2, 5, 6, 3, 1), Group.MEN: (1, 2, 6, 7, 3), Group.YOUTH: (4, 5, 4, 1, 0)}
AGREED = (("polite", "курсӣ ва навбат дар назди дар"), ("answer", "рӯзи ҷавоб дар варақа навишта мешавад"))


def walk_along(team: Organisation, rng: random.Random) -> Walk:
    """A walk by day and by dark, its stops with whoever can mend them; the first one has promised something."""
    today = clock.today()
    walk = walking.add_walk(actor=SYSTEM, team=team, place=team.place, women=rng.randint(4, 9), men=rng.randint(3, 7),
                            officials=True, on=today)  # fmt: skip
    for number, titles in enumerate(words.STOPS, start=1):
        for light, best in (("day", 3), ("dark", 1)):
            ratings = {code: rng.randint(max(0, best - 2), best) for code in RATINGS}
            for index, language in enumerate(LANGUAGES):
                walking.rate_stop(
                    actor=SYSTEM, team=team, walk=walk, language=language,
                    stop=walking.Stop(number, light, titles[index], ratings, words.PROPOSAL[index], names_are_places=True),
                )  # fmt: skip
    owner = office_for(team.place.path, ["electricity", "jamoat"])
    if owner is not None:
        RouteStop.objects.filter(walk=walk, number__lte=2).update(owner=owner)
        stop = RouteStop.objects.select_related("owner").get(walk=walk, number=1)
        walking.promise_at(
            actor=SYSTEM, team=team, walk=walk, stop=stop, text=words.PROPOSAL[0], due_on=today + timedelta(days=40),
            protocol=f"{today.year}/{rng.randint(1, 12)}", said_on=today, names_nobody=True,
        )  # fmt: skip
    return walk


def score(team: Organisation, today: date) -> None:
    """A scorecard of the jamoat that both sides have met about, and one of the precinct that is being scored."""
    office = office_for(team.place.path, ["jamoat"])
    if office is not None:
        with clock.travel(today - timedelta(days=30)):
            card = _scored(team, office)
            scoring.score_own(actor=SYSTEM, card=card, scores=dict.fromkeys(CARD, 4))
        with clock.travel(today - timedelta(days=20)):
            now = clock.today()
            scoring.hold_meeting(
                actor=SYSTEM, team=team, card=card, on=now, protocol=f"{now.year}/4", again_on=now + timedelta(days=182),
                agreed=[
                    scoring.Agreed(code, text, office, now + timedelta(days=30 + 10 * number))
                    for number, (code, text) in enumerate(AGREED)
                ],
                names_nobody=True,
            )  # fmt: skip
    police = office_for(team.place.path, ["precinct"])
    if police is not None:
        with clock.travel(today):
            _scored(team, police)


def _scored(team: Organisation, service: Organisation) -> Scorecard:
    card = scoring.open_card(actor=SYSTEM, team=team, place=team.place, service=service, statements=CARD)
    for number, (group, counts) in enumerate(SAID.items()):
        turned = {code: [*counts[turn % 2 :], *counts[: turn % 2]] for turn, code in enumerate(CARD, number)}
        scoring.enter_group(
            actor=SYSTEM, team=team, card=card, group=group, people=sum(counts), counts=turned
        )
    return card


def by_pen(team: Organisation) -> None:
    """A page of the worksheet with strokes of a pen, in the first folder that the team works on."""
    folder = (
        Folder.objects.filter(team=team, state__in=OPEN)
        .select_related("team", "place")
        .order_by("pk")
        .first()
    )
    if folder is None:
        return
    content = worksheets.content(Method(folder.method), "tg", team=team, folder=folder, filled=False)
    drawn = typst.compile(
        (TEMPLATES / "worksheet.typ").read_bytes(), format="png", ppi=72,
        sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
    )  # fmt: skip
    first = drawn[0] if isinstance(drawn, list) else drawn
    assert isinstance(first, bytes)
    page = Image.open(BytesIO(first)).convert("RGB")
    pen = ImageDraw.Draw(page)
    for line in range(6):
        left, top = 474 + 3 * (line % 2), 160 + 13 * line
        pen.line((left, top, left + 8, top + 8), fill="#1f3d8a", width=2)
    for line, breadth in ((275, 180), (350, 260), (385, 230)):
        points = [(45 + 6 * step, line + (3 if step % 2 else -2)) for step in range(breadth // 6)]
        pen.line(points, fill="#1f3d8a", width=2)
    out = BytesIO()
    page.save(out, "JPEG")
    kept = store.take_in(
        SimpleUploadedFile("sheet.jpg", out.getvalue()), purpose="worksheet", photos_only=True
    )
    paper_sheets.add_paper(
        actor=SYSTEM, folder=folder, stage=WAYS[folder.method][0], photo=kept.token, no_names=True
    )
