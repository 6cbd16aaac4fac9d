"""The worksheets of the tree of causes, of whose place it is, and of who reads the check for harm."""

from typing import Any

from hamkori.kernel.forms import Form
from hamkori.rooms.problems.actions import focal as focal_actions
from hamkori.rooms.problems.actions import understanding, working
from hamkori.rooms.problems.forms import understanding as forms
from hamkori.rooms.problems.forms.common import SheetForm
from hamkori.rooms.problems.queries import causes, focal
from hamkori.rooms.problems.queries import folders as queries
from hamkori.rooms.problems.views.desk.common import bound, language, office
from hamkori.rooms.problems.views.desk.sheet_parts import Ask, here


def cause(ask: Ask) -> Form:
    if ask.number:
        causes.cause_of(ask.folder, ask.number)
    return forms.CauseForm(**bound(ask.request))


def write_cause(ask: Ask, form: Any) -> object:
    """A new one: right under the problem, or behind the one that the address names."""
    return understanding.write_cause(
        actor=ask.actor, folder=ask.folder, text=form.cleaned_data["text"], language=language(),
        under=causes.cause_of(ask.folder, ask.number) if ask.number else None, sure=form.cleaned_data["sure"],
        names_are_places=here(form),
    )  # fmt: skip


def words(ask: Ask) -> Form:
    row = causes.cause_of(ask.folder, ask.number)
    return forms.CauseForm(initial={"text": row.text, "sure": row.sure}, **bound(ask.request))


def change_cause(ask: Ask, form: Any) -> object:
    return understanding.write_cause(
        actor=ask.actor, folder=ask.folder, text=form.cleaned_data["text"], language=language(),
        cause=causes.cause_of(ask.folder, ask.number), sure=form.cleaned_data["sure"], names_are_places=here(form),
    )  # fmt: skip


def drop_cause(ask: Ask, _form: Any) -> object:
    return understanding.drop_cause(
        actor=ask.actor, folder=ask.folder, cause=causes.cause_of(ask.folder, ask.number)
    )


def owner(ask: Ask) -> Form:
    row = queries.sheets_of(ask.folder).analysis
    return forms.OwnerForm(
        offices=queries.offices_near(ask.folder.path), initial={"owner": row.owner.uid if row.owner else ""},
        **bound(ask.request),
    )  # fmt: skip


def name_owner(ask: Ask, form: Any) -> object:
    return understanding.name_owner(
        actor=ask.actor, folder=ask.folder, owner=office(form.cleaned_data["owner"])
    )


def focal_form(ask: Ask) -> Form:
    now = focal.focal_of(ask.folder.team_id)
    return forms.FocalForm(
        seats=queries.seats(ask.folder.team), categories=queries.category_names(ask.folder.team),
        initial={"seat": str(now.seat.number)} if now else {}, **bound(ask.request),
    )  # fmt: skip


def name_focal(ask: Ask, form: Any) -> object:
    wanted = int(form.cleaned_data["seat"])
    seat = next(one for one in queries.seats(ask.folder.team) if one.number == wanted)
    return focal_actions.name_focal(
        actor=ask.actor, team=ask.folder.team, seat=seat, protocol=form.cleaned_data["protocol"]
    )


def read(ask: Ask) -> Form:
    now = focal.focal_of(ask.folder.team_id)
    on_paper = now is not None and not now.seat.posting
    return forms.ReadForm(**bound(ask.request)) if on_paper else SheetForm(**bound(ask.request))


def read_check(ask: Ask, form: Any) -> object:
    return working.read_harm_check(
        actor=ask.actor, folder=ask.folder, protocol=form.cleaned_data.get("protocol", "")
    )
