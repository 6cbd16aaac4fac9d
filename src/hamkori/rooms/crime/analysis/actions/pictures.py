"""Pictures of hot spots: asked for, counted, shown to everybody."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.access import require
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.crime import rules as rules  # registers the verbs
from hamkori.rooms.crime.models import Category, HotSpots
from hamkori.rooms.crime.models.analysis import DONE, WAITING
from hamkori.society.places import queries as places
from hamkori.society.places.models import Place

if TYPE_CHECKING:
    from hamkori.rooms.crime.analysis.hot_spots import Effort

LONGEST = timedelta(days=3 * 366)
WIDEST = 80
"""Squares of a kilometre across the picture for everybody."""
SIDES = (250, 500, 1000, 2000, 5000)


@action("crime.hot_spots_asked", verb="crime.analyse", on="area")
def ask_hot_spots(
    *, actor: Actor, area: Place, begins: date, ends: date, section: str = "", side: int | None = None
) -> HotSpots:
    """Ask for a picture; the worker counts it. Asked again it is counted anew, unless everybody sees it. Squares that
    everybody saw once stay as they were.

    Raises `BadInput` for days that are not over, and for a section that is never shown by places.
    """
    if ends < begins:
        raise BadInput(_("The last day comes before the first one."), field="ends")
    if ends > clock.today():
        raise BadInput(_("This day has not come yet."), field="ends")
    if ends - begins > LONGEST:
        raise BadInput(_("At most three years."), field="begins")
    if section:
        found = Category.objects.filter(code=section, level=1).first()
        if found is None:
            raise BadInput(_("Please choose from the list."), field="section")
        if found.sensitive:
            raise BadInput(_("Sexual and domestic offences are never shown by places."), field="section")
    if side is not None and side not in SIDES:
        raise BadInput(_("Please choose from the list."), field="side")
    row = HotSpots.objects.filter(
        area=area, begins_on=begins, ends_on=ends, section=section
    ).first() or HotSpots(area=area, begins_on=begins, ends_on=ends, section=section)
    if row.shown_on is not None:
        raise BadState(_("Everybody sees this picture. Take it back first."))
    row.path, row.side, row.state = area.path, side, WAITING
    row.asked_on, row.posting = clock.today(), actor.posting_id
    row.save()
    return row


def count_hot_spots(*, actor: Actor, picture: HotSpots, effort: "Effort | None" = None) -> HotSpots:
    """Count a picture that was asked for, and keep it. Loads the engines: for jobs and commands."""
    from hamkori.rooms.crime.analysis import hot_spots

    require(actor, "crime.analyse", picture)
    result, public = hot_spots.count(
        picture.area,
        picture.begins_on,
        picture.ends_on,
        section=picture.section,
        side=picture.side,
        effort=effort,
    )
    picture.result, picture.public = result, public
    return _keep_hot_spots(actor=actor, picture=picture)


@action("crime.hot_spots_counted", verb="crime.analyse", on="picture")
def _keep_hot_spots(*, actor: Actor, picture: HotSpots) -> HotSpots:
    kept = HotSpots.objects.get(pk=picture.pk)
    if kept.shown_on is not None:
        raise BadState(_("Everybody sees this picture. Take it back first."))
    if (
        kept.first_shown_on is not None
    ):  # whoever kept it could subtract: what is new since then is a few events
        picture.public = kept.public
    picture.state, picture.made_on = DONE, clock.today()
    picture.save(update_fields=["result", "public", "state", "made_on"])
    trail.note(facts={"events": picture.result["events"], "placed": picture.result["placed"]})
    return picture


@action("crime.hot_spots_shown", verb="crime.publish", on="picture")
def show_hot_spots(*, actor: Actor, picture: HotSpots, shown: bool) -> HotSpots:
    """Show the coarse picture to everybody, or take it back.

    Only whole months, at least three of them, and no two pictures of overlapping areas and days, also when the other
    one was taken back meanwhile: whoever kept it could subtract them. Raises `BadState`.
    """
    picture = HotSpots.objects.select_for_update().get(pk=picture.pk)
    if not shown:
        picture.shown_on = None
        picture.save(update_fields=["shown_on"])
        return picture
    if picture.state != DONE or picture.section or not picture.public.get("cells"):
        raise BadState(_("There is nothing that everybody may see: too few events in every cell."))
    frame = picture.public["grid"]
    if max(frame["rows"], frame["columns"]) > WIDEST:
        raise BadState(_("Show districts, one by one: of so large an area nobody could read the squares."))
    begins, ends = picture.begins_on, picture.ends_on
    months = (ends.year - begins.year) * 12 + ends.month - begins.month + 1
    if begins.day != 1 or (ends + timedelta(days=1)).day != 1 or months < 3:
        raise BadState(_("Only whole months, at least three of them, are shown to everybody."))
    others = HotSpots.objects.filter(
        first_shown_on__isnull=False, begins_on__lte=ends, ends_on__gte=begins
    ).exclude(pk=picture.pk)
    if any(
        picture.area.contains(one.path) or one.area.contains(picture.path)
        for one in others.select_related("area")
    ):
        raise BadState(_("Another picture of this area and of some of these days is shown, or was once."))
    picture.shown_on = clock.today()
    picture.first_shown_on = picture.first_shown_on or picture.shown_on
    picture.save(update_fields=["shown_on", "first_shown_on"])
    return picture


def area_of(code: str) -> Place:
    """Raises `NotFound`."""
    return places.get(code)
