"""The register of crimes: the list, a new one, one crime with its history, its steps."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from hamkori.kernel import access
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput
from hamkori.rooms.crime.models import Crime
from hamkori.rooms.crime.register import queries
from hamkori.rooms.crime.register.actions import crimes
from hamkori.rooms.crime.register.checking import speaks
from hamkori.rooms.crime.register.event_forms import (
    ClearForm,
    CorrectForm,
    EventForm,
    ReclassifyForm,
    RowsForm,
    initial_of,
)
from hamkori.rooms.crime.register.forms import ReasonForm
from hamkori.rooms.crime.register.showing import same_day, shown_steps
from hamkori.rooms.crime.states import CRIMES, Clearance, CrimeState, PlaceType
from hamkori.rooms.crime.views.common import Task, bound, go, page, run
from hamkori.rooms.crime.views.journal import DECIDES, KEEPERS, READERS, event_form, event_of, number_typed
from hamkori.society.accounts.gate import with_role
from hamkori.society.accounts.models import Organisation
from hamkori.society.accounts.queries import organisation_by_uid
from hamkori.society.accounts.sessions import actor_of
from hamkori.society.places import queries as places


@require_GET
@with_role(*KEEPERS)
def listing(request: HttpRequest) -> HttpResponse:
    """The own register, the newest first; a number leads to its record."""
    actor = actor_of(request)
    office = queries.own_office(actor)
    typed = request.GET.get("number", "").strip()[:40]
    if typed and (found := queries.find_crime(actor, typed)) is not None:
        return go(reverse("crime_desk:crime", args=[found.uid]))
    state = request.GET.get("state", "")
    rows = queries.own_crimes(actor, state=state, before=number_typed(request, "before"))
    context = {
        "office": office,
        "rows": rows,
        "older": rows[-1].pk if len(rows) == queries.PAGE else 0,
        "handed": queries.crimes_handed_to(actor),
        "typed": typed,
        "state": state,
        "states": CrimeState.choices,
        "decides": actor.has_role(*DECIDES),
    }
    return page(request, "crimes", context)


@require_http_methods(["GET", "POST"])
@with_role(*DECIDES)
def crime_new(request: HttpRequest) -> HttpResponse:
    """Record a crime that did not come by a report of the journal."""
    actor = actor_of(request)
    office = queries.own_office(actor)
    form = event_form(request, EventForm, office=office, initial={"area": office.place.code})

    def act(data: dict[str, Any]) -> str | None:
        assert isinstance(form, EventForm)
        event = event_of(form, data)
        form.hear(speaks(event, office))
        if form.errors:
            return None
        made = crimes.record_crime(actor=actor, office=office, event=event, submission=data["once"])
        return reverse("crime_desk:crime", args=[made.uid])

    task = Task(
        form=form,
        act=act,
        title=_("Record a crime"),
        button=_("Record it"),
        back=reverse("crime_desk:crimes"),
        lead=_("One event with all its articles. People are numbers here, never names."),
        done=_("Recorded."),
        template="rows",
    )
    return run(request, task)


@require_GET
@with_role(*READERS)
def crime(request: HttpRequest, uid: str) -> HttpResponse:
    """One crime: what is counted of it, what can be done, every step since it was recorded."""
    actor = actor_of(request)
    found = queries.crime_for(actor, uid)
    context = {
        "crime": found,
        "same_day": same_day(found),
        "offences": list(found.offences.select_related("article").order_by("position")),
        "persons": list(found.persons.order_by("who", "sex", "age", "relation")),
        "steps": shown_steps(queries.history(found)),
        "doors": _doors(actor, found),
    }
    return page(request, "crime", context)


def _doors(actor: Actor, found: Crime) -> list[tuple[str, Any]]:
    """(verb, words) of the steps that this actor can take now, in a fixed order."""
    doors: list[str] = []
    if access.may(actor, "crime.record", found):
        state = CrimeState(found.state)
        doors = [verb for verb in STEPS if verb in CRIMES.verbs_from(state)]
        if state not in (CrimeState.REMOVED, CrimeState.TRANSFERRED):
            doors += ["reclassify", "correct"]
    if access.may(actor, "crime.take", found) and not hasattr(found, "taken_as"):
        doors.append("take")
    return [(verb, STEPS[verb][0]) for verb in doors]


STEPS: dict[str, tuple[Any, Any, Any]] = {
    # verb of the address: (words on the page of the crime and title, button, lead)
    "clear": (
        _("Cleared up"),
        _("Write it down"),
        _("Say how. A case in court has at least one person charged."),
    ),
    "suspend": (_("Suspend the investigation"), _("Suspend it"), ""),
    "reopen": (_("Open it again"), _("Open it again"), _("The clearance stays in the history.")),
    "remove": (
        _("Remove it: no crime"),
        _("Remove it"),
        _("It leaves the figures, never the register. The reason and whether the person was told stay."),
    ),
    "restore": (_("Take it back into the register"), pgettext_lazy("removal", "Take it back"), ""),
    "transfer": (
        _("Hand it to another office"),
        _("Hand it over"),
        _("It counts there once it is taken over."),
    ),
    "reclassify": (
        _("Classify it anew"),
        _("Write the articles"),
        _("What stood there before stays in the history."),
    ),
    "correct": (
        _("Correct a mistake"),
        _("Write it down"),
        _("Each value stays in the history, before and after."),
    ),
    "take": (_("Take it over into your register"), _("Take it over"), ""),
}


def _form(request: HttpRequest, found: Crime, verb: str) -> Any:
    if verb == "reclassify":
        return event_form(request, ReclassifyForm, day=_offence_day(found), initial=initial_of(found))
    if verb == "clear":
        return event_form(request, ClearForm)
    if verb == "correct":
        return event_form(request, CorrectForm, office=found.office, initial=initial_of(found))
    special: dict[str, dict[str, Any]] = {
        "take": {"number": "record_number"},
        "remove": {"step": "remove", "told": True, "day": True},
        "transfer": {
            "step": "transfer",
            "told": True,
            "day": True,
            "offices": queries.police_offices(besides=found.office),
        },
    }
    options = special.get(verb, {"step": verb, "day": True})
    return ReasonForm(**options, **bound(request))


def _offence_day(found: Crime) -> Any:
    from hamkori.rooms.crime.register.actions.common import local_day

    return local_day(found.occurred_from or found.reported_at)


@require_http_methods(["GET", "POST"])
@with_role(*DECIDES)
def crime_step(request: HttpRequest, uid: str, verb: str) -> HttpResponse:
    """One step of a crime on a page of its own."""
    if verb not in STEPS:
        raise Http404
    actor = actor_of(request)
    found = queries.crime_for(actor, uid, verb="crime.take" if verb == "take" else "crime.record")
    title, button, lead = STEPS[verb]
    form = _form(request, found, verb)
    task = Task(
        form=form,
        act=lambda data: _take(actor, found, verb, form, data),
        title=title,
        button=button,
        lead=lead,
        back=reverse("crime_desk:crime", args=[found.uid]),
        template="rows" if isinstance(form, RowsForm) else "sheet",
        context={"crime": found},
    )
    return run(request, task)


def _take(actor: Actor, found: Crime, verb: str, form: Any, data: dict[str, Any]) -> str | None:
    """Do what the form of a step says; the address to go on to, if it is another one."""
    shared: dict[str, Any] = {"actor": actor, "crime": found}
    if verb == "take":
        made = crimes.take_over(
            **shared, office=queries.own_office(actor), record_number=data["record_number"]
        )
        return reverse("crime_desk:crime", args=[made.uid])
    shared |= {"on": data["on"], "submission": data["once"]}
    if verb == "clear":
        crimes.clear(**shared, clearance=Clearance(data["clearance"]), charged=form.persons)
        return None
    shared["reason"] = data["reason"]
    if verb == "reclassify":
        crimes.reclassify(**shared, offences=form.offences)
    elif verb == "correct":
        crimes.correct(**shared, correction=_correction(form, data))
    elif verb == "remove":
        crimes.remove(**shared, holder_told=data["told"] == "yes")
    elif verb == "transfer":
        crimes.transfer(**shared, to=_office(data["to"]), holder_told=data["told"] == "yes")
    else:
        {"suspend": crimes.suspend, "reopen": crimes.reopen, "restore": crimes.restore}[verb](**shared)
    return None


def _office(uid: str) -> Organisation:
    found = organisation_by_uid(uid)
    if found is None:
        raise BadInput(_("Please choose one."), field="to")
    return found


def _correction(form: CorrectForm, data: dict[str, Any]) -> crimes.Correction:
    begin, end, known = form.moments
    return crimes.Correction(
        area=places.get(data["area"]),
        place_type=PlaceType(data["place_type"]),
        occurred_from=begin,
        occurred_until=end,
        time_known=known,
        damage=data["damage"],
        weapon=data["weapon"],
        persons=form.persons,
    )
