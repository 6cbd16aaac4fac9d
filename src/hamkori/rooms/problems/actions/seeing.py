"""Sheets of mapping sessions."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.ground.files.actions import attach, erase
from hamkori.ground.files.queries import stored
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.problems.catalogue import PARTS, WORRIES
from hamkori.rooms.problems.models import Layer, MapMark, MapSheet
from hamkori.rooms.problems.models.seeing import COLUMNS, ROWS, tile_name
from hamkori.rooms.problems.texts import checked, put
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place


def own_area(team: Organisation, place: Place) -> None:
    if not team.place.contains(place.path):
        raise BadInput(_("Choose a place of your own area."), field="place")


@action("map.sheet_added", verb="team.work", on="team")
def add_sheet(
    *, actor: Actor, team: Organisation, place: Place, group: str, people: int, on: date
) -> MapSheet:
    """An empty sheet of one group's session."""
    own_area(team, place)
    if group not in dict(MapSheet._meta.get_field("group").choices or ()):
        raise BadInput(_("Please choose from the list."), field="group")
    if people < 1:
        raise BadInput(_("Write how many people took part."), field="people")
    if on > clock.today():
        raise BadInput(_("This day has not come yet."), field="on")
    return MapSheet.objects.create(team=team, place=place, group=group, people=people, on=on)


@dataclass(frozen=True, slots=True)
class Mark:
    """How many marks stand on a tile for a worry and a part of the day."""

    column: int
    row: int
    worry: str
    part: str
    marks: int
    layer: str = Layer.UNSAFE
    """Not safe, with a worry; or safe, without one (R240)."""


@action("map.marked", verb="team.work", on="team")
def mark(
    *,
    actor: Actor,
    team: Organisation,
    sheet: MapSheet,
    mark: Mark,
    landmark: str = "",
    language: str = "",
    names_are_places: bool = False,
) -> MapMark:
    """Put marks on a tile, and say what stands there. Nought marks take the row away."""
    if sheet.team_id != team.pk:
        raise BadState()
    if (
        not (1 <= mark.column <= COLUMNS and 1 <= mark.row <= ROWS)
        or mark.layer not in Layer.values
        or mark.part not in PARTS
    ):
        raise BadInput(_("Please choose from the list."), field="layer")
    worry = mark.worry if mark.layer == Layer.UNSAFE else ""
    if mark.layer == Layer.UNSAFE and worry not in WORRIES:
        raise BadInput(_("Say what worries people there."), field="worry")
    if mark.marks > sheet.people:
        raise BadInput(_("More marks than people who took part."), field="marks")
    if landmark:
        text = checked(landmark, field="landmark", place=sheet.place, names_are_places=names_are_places)
        tile = tile_name(mark.column, mark.row)
        sheet.landmarks = {**sheet.landmarks, tile: put(sheet.landmarks.get(tile, {}), language, text)}
        sheet.save(update_fields=["landmarks"])
    row, _created = MapMark.objects.update_or_create(
        sheet=sheet,
        column=mark.column,
        row=mark.row,
        layer=mark.layer,
        worry=worry,
        part=mark.part,
        defaults={"marks": mark.marks},
    )
    if not mark.marks:
        row.delete()
    trail.note(subject=sheet, changed=["marks"])
    return row


@action("map.sketch_added", verb="team.work", on="team")
def add_sketch(*, actor: Actor, team: Organisation, sheet: MapSheet, photo: str, no_people: bool) -> MapSheet:
    """A photo of the sketch that was drawn by hand. `photo` is the token of an uploaded file, without its metadata.

    Nobody but the team sees it until another of the team has looked at it (`read_sketch`).
    """
    if sheet.team_id != team.pk:
        raise BadState()
    if not photo or not no_people:
        raise BadInput(
            _("Only photos on which nobody can be recognised. Tick the box, or leave the photo out."),
            field="photo",
        )
    old = stored(sheet.photo) if sheet.photo else None
    sheet.photo, sheet.no_people_on_photo = photo, True
    sheet.photo_by_posting, sheet.photo_read_by_posting, sheet.photo_read_on = actor.posting_id, None, None
    sheet.save()
    attach(actor=actor, tokens=[photo], subject=sheet)
    if old is not None:
        erase(actor=actor, file=old, reason="replaced")
    trail.note(subject=sheet, changed=["photo"])
    return sheet


@action("map.sketch_read", verb="team.work", on="team")
def read_sketch(*, actor: Actor, team: Organisation, sheet: MapSheet, fits: bool) -> MapSheet:
    """Another of the team has looked: neither a person nor a name on it, then everybody sees it; else it goes."""
    if sheet.team_id != team.pk or not sheet.photo or sheet.photo_read_on is not None:
        raise BadState()
    if actor.posting_id is not None and actor.posting_id == sheet.photo_by_posting:
        raise BadState(_("Somebody else of the team has to look at the photo."))
    if fits:
        sheet.photo_read_by_posting, sheet.photo_read_on = actor.posting_id, clock.today()
    else:
        file = stored(sheet.photo)
        sheet.photo, sheet.no_people_on_photo, sheet.photo_by_posting = "", False, None
        if file is not None:
            erase(actor=actor, file=file, reason="not_fit")
    sheet.save()
    trail.note(subject=sheet, changed=["photo"], facts={"fits": fits})
    return sheet
