"""Assisted entry: heard in a hall, said on a telephone, written on a sheet. The helper never becomes the author."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from hamkori.ground.receipts import once
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.crypto import Unreadable, seal_state, unseal_state
from hamkori.kernel.errors import HamkoriError, NotAllowed, NotFound
from hamkori.kernel.references import show_code
from hamkori.kernel.words import pick
from hamkori.rooms.concerns import desk_queries, queries
from hamkori.rooms.concerns.actions import consent, intake
from hamkori.rooms.concerns.forms.desk import Choices, EntryForm, HallEntryForm, NamedEntryForm, StripForm
from hamkori.rooms.concerns.models import Topic
from hamkori.rooms.concerns.screening import Screened
from hamkori.rooms.concerns.states import Channel, Kind, Named, Track
from hamkori.rooms.concerns.views.desk.common import (
    ENTERED,
    explain,
    go,
    language_choices,
    leave_notice,
    page,
    remember_taken,
    taken_before,
)
from hamkori.society.accounts.gate import with_role
from hamkori.society.accounts.sessions import actor_of
from hamkori.society.countries import queries as countries
from hamkori.society.places import queries as places

HELPERS = (Role.OPERATOR, Role.CLERK, Role.SECRETARY)
CHANNEL_OF = {Role.OPERATOR: Channel.PHONE, Role.CLERK: Channel.PAPER, Role.SECRETARY: Channel.HALL}
FEW_PLACES = 120
TITLES = {
    Channel.PHONE: _("Enter for somebody on the telephone"),
    Channel.PAPER: _("Type in a paper form"),
    Channel.HALL: _("Enter what was said in the hall"),
}


def _channel(actor: Actor) -> Channel:
    assert actor.role is not None
    return CHANNEL_OF[actor.role]


def _places_of(actor: Actor) -> Choices:
    """All places of a small area; none for a large one, which is searched."""
    return [
        (place.code, place.name) for place in desk_queries.places_within(actor.place_path, most=FEW_PLACES)
    ]


def _search(actor: Actor, text: str) -> Choices:
    area = places.at(actor.place_path) if actor.place_path else None
    found = places.search(text, limit=8, within=area)
    return [
        (one.place.code, f"{one.place.name}, {one.context}" if one.context else one.place.name)
        for one in found
    ]


def _group(topic: Topic) -> str:
    return pick(topic.group_names)


def _topics() -> Choices:
    groups: dict[str, list[tuple[str, str]]] = {}
    for topic in queries.topics():
        groups.setdefault(_group(topic), []).append((topic.code, topic.name))
    return list(groups.items())


def _form(request: HttpRequest, actor: Actor, **kwargs: Any) -> EntryForm:
    kind = HallEntryForm if actor.has_role(Role.SECRETARY) else NamedEntryForm
    return kind(
        topics=_topics(),
        languages=language_choices(),
        places=_places_of(actor),
        search=lambda text: _search(actor, text),
        **kwargs,
    )


def _new_key() -> str:
    return once.sealed_key(purpose="concerns.entry")


def _key_of(form: EntryForm) -> str | None:
    key = once.key_in(form.cleaned_data["key"], purpose="concerns.entry")
    if key is None:
        form.add_error(
            "key", str(_("This page has become too old. Please open it again and repeat the step."))
        )
    return key


def _initial(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """What stays the same for many entries in a row: place, day, language."""
    return {
        "key": _new_key(),
        "place": request.GET.get("place", ""),
        "where": request.GET.get("where", ""),
        "language": request.GET.get("language", "") or translation.get_language(),
        "raised_on": request.GET.get("on", ""),
        "track": Track.NOTE,
    }


def _intake(actor: Actor, data: dict[str, Any]) -> intake.Intake:
    topic = queries.topic(data["topic"])
    if topic is None:
        raise NotFound()
    person: dict[str, Any] = {}
    if not actor.has_role(Role.SECRETARY):
        person = {
            "named": Named(data["named"]),
            "name": data["name"],
            "phone": str(data["phone"]),
            "contact_note": data["contact_note"],
            "tell_by_sms": data["tell_by_sms"],
            "show_police": data["show_police"],
            "track": Track(data["track"]),
        }
    return intake.Intake(
        place=places.get(data["place"]),
        topic=topic,
        kind=Kind(data["kind"]),
        text=data["text"],
        landmark=data["landmark"],
        publish=data["publish"],
        language=data["language"],
        screen_read=data["screen_read"],
        raised_on=data["raised_on"],
        **person,
    )


def _slip(request: HttpRequest) -> dict[str, Any] | None:
    """The receipt of the entry that this browser has just typed, as long as no other page was opened."""
    sealed = request.session.get(ENTERED, "")
    actor = actor_of(request)
    try:
        state = unseal_state(sealed, purpose="concerns.entered") if sealed else {}
    except Unreadable:
        state = {}
    if not state or state.get("posting") != actor.posting_id:
        return None
    try:
        entered = desk_queries.entered(str(state["key"]), actor.language)
    except NotFound:
        return None
    return {"entered": entered, "code": show_code(entered.code), "team": actor.has_role(Role.SECRETARY)}


@require_http_methods(["GET", "POST"])
@with_role(*HELPERS)
def enter(request: HttpRequest) -> HttpResponse:
    """One form for many entries in a row. `?next=1` shows the receipt of the last one above the empty form."""
    actor = actor_of(request)
    channel = _channel(actor)
    context: dict[str, Any] = {"title": TITLES[channel], "channel": channel.value, "today": clock.today()}
    if request.method == "GET":
        slip = _slip(request) if request.GET.get("next") == "1" else None
        form = _form(request, actor, initial=_initial(request, actor))
        return page(request, "enter", {**context, "form": form, "slip": slip}, keep_entry=slip is not None)
    form = _form(request, actor, data=request.POST)
    status = 422
    if form.is_valid() and (key := _key_of(form)):
        try:
            intake.raise_concern(
                actor=actor, submission_key=key, intake=_intake(actor, form.cleaned_data), channel=channel
            )
        except Screened as hit:
            return _calm(request, form, hit, context)
        except NotAllowed as error:
            raise NotFound() from error
        except HamkoriError as error:
            status = explain(form, error)
        else:
            request.session[ENTERED] = seal_state(
                {"key": key, "posting": actor.posting_id}, purpose="concerns.entered"
            )
            stays = {
                "place": form.cleaned_data["place"],
                "where": form.cleaned_data.get("where", ""),
                "language": form.cleaned_data["language"],
                "on": request.POST.get("raised_on", ""),
            }
            if "next" in request.POST:
                return go("enter", query={"next": "1", **stays})
            return go("receipt", query=stays)
    return page(request, "enter", {**context, "form": form}, status=status)


def _calm(request: HttpRequest, form: EntryForm, hit: Screened, context: dict[str, Any]) -> HttpResponse:
    """What to tell the person now. Nothing was stored, and the page carries nothing of what was typed, except where
    a quarrel may go on after this page was read."""
    calm = _help(hit)
    if calm["screen"].may_continue:
        form.data["screen_read"] = hit.screen  # type: ignore[index]
        return page(request, "enter", {**context, **calm, "form": form})
    return page(request, "enter_calm", calm)


def _help(hit: Screened) -> dict[str, Any]:
    """The calm page of a hit and its help lines."""
    screen = queries.screen(hit.screen)
    if screen is None:
        raise NotFound()
    return {"screen": screen, "lines": countries.help_lines(screen.code)}


@require_GET
@with_role(*HELPERS)
def receipt(request: HttpRequest) -> HttpResponse:
    """To print or to read aloud. It may be loaded again; any other page of the desk ends it."""
    slip = _slip(request)
    if slip is None:
        return go("enter")
    stays = {name: request.GET.get(name, "") for name in ("place", "where", "language", "on")}
    return page(request, "receipt", {"slip": slip, "stays": stays}, keep_entry=True)


@require_http_methods(["GET", "POST"])
@with_role(Role.CLERK, Role.HANDLER, Role.HEAD)
def strip(request: HttpRequest) -> HttpResponse:
    """The office types the contact from a tear-off strip; the team that made the entry never sees it (K01)."""
    actor = actor_of(request)
    if request.method == "POST" and taken_before(request):
        return go("strip")
    form = StripForm(request.POST) if request.method == "POST" else StripForm()
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                consent.type_strip(
                    actor=actor,
                    number=form.cleaned_data["number"],
                    name=form.cleaned_data["name"],
                    phone=str(form.cleaned_data["phone"]),
                    contact_note=form.cleaned_data["contact_note"],
                    tell_by_sms=form.cleaned_data["tell_by_sms"],
                )
            except Screened as hit:
                return page(request, "enter_calm", _help(hit))
            except NotAllowed as error:
                raise NotFound() from error
            except HamkoriError as error:
                status = explain(form, error)
            else:
                remember_taken(request)
                leave_notice(request, "strip")
                return go("strip")
    return page(request, "strip", {"form": form}, status=status)
