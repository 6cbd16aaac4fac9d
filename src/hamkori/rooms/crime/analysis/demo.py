"""The analysis wing's part of the demo country: pictures, one response with its verdict, one look at record keeping.

Call `fill_analysis` after the register holds its invented year; it takes a few seconds.
"""

from datetime import date, timedelta

from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM
from hamkori.rooms.crime.analysis.actions import integrity, pictures, responses
from hamkori.rooms.crime.models import Crime
from hamkori.society.places.models import Place

CAPITAL = "TJ-DU"
TITLES = {
    "tg": "Чароғҳо ва навбатдорӣ назди бозор",
    "ru": "Свет и дежурство у рынка",
    "en": "Lights and a watch at the market",
}


def fill_analysis(*, today: date, area: Place, folder_uid: str = "") -> None:
    """`area` is the district of the demo; the invented year is the last whole one. Without crimes nothing is made."""
    from hamkori.rooms.crime.analysis.hot_spots import Effort

    year = today.year - 1
    first, last = date(year, 1, 1), date(year, 12, 31)
    if not Crime.objects.filter(recorded_on__gte=first, recorded_on__lte=last).exists():
        return
    effort = Effort(pairs=199, rank=200)
    region = area.parent if area.parent is not None and area.parent.depth == 1 else area
    for place in dict.fromkeys([region, area]):
        picture = pictures.ask_hot_spots(actor=SYSTEM, area=place, begins=first, ends=last)
        picture = pictures.count_hot_spots(actor=SYSTEM, picture=picture, effort=effort)
    show_the_capital(last)
    _response(area, year, folder_uid)
    run = integrity.ask_signals(actor=SYSTEM, begins=first, ends=last)
    integrity.look_at_signals(actor=SYSTEM, run=run)


def show_the_capital(last: date) -> None:
    """The coarse squares of the capital over all invented years: elsewhere five events in a square are seldom."""
    from hamkori.rooms.crime.analysis.hot_spots import Effort

    effort = Effort(pairs=199, rank=200)
    capital = Place.objects.filter(code=CAPITAL).first()
    first = Crime.objects.order_by("recorded_on").values_list("recorded_on", flat=True).first()
    if capital is None or first is None:
        return
    begins = date(max(first.year, last.year - 1), 1, 1)
    picture = pictures.ask_hot_spots(actor=SYSTEM, area=capital, begins=begins, ends=last)
    picture = pictures.count_hot_spots(actor=SYSTEM, picture=picture, effort=effort)
    if picture.public.get("cells"):
        pictures.show_hot_spots(actor=SYSTEM, picture=picture, shown=True)


def _response(area: Place, year: int, folder_uid: str) -> None:
    """Registered in the spring of the invented year, begun in July, judged when its records had come in."""
    others = list(
        Place.objects.filter(parent_id=area.parent_id, kind=area.kind).exclude(pk=area.pk).order_by("path")
    )
    if len(others) < 2:
        return
    with clock.travel(date(year, 5, 20)):
        plan = responses.register_plan(
            actor=SYSTEM,
            plan=responses.Plan(
                titles=TITLES,
                starts_on=date(year, 7, 1),
                ends_on=date(year, 11, 30),
                before_days=181,
                treated=[area.code],
                control=[place.code for place in others[1:4]],
                displacement=[others[0].code],
                folder_uid=folder_uid,
            ),
        )
    with clock.travel(responses.ready_on(plan) + timedelta(days=14)):
        responses.judge_plan(actor=SYSTEM, plan=plan)
