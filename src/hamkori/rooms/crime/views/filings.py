"""The duty officer's desk of filings: what waits, one filing with its steps, the name after one more press."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from hamkori.kernel import access
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import BadInput, NotAllowed, NotFound
from hamkori.kernel.forms import Form
from hamkori.rooms.crime.models import Filing
from hamkori.rooms.crime.register import catalogue
from hamkori.rooms.crime.register import queries as register
from hamkori.rooms.crime.register.filing import kinds, queries, telling
from hamkori.rooms.crime.register.filing.actions import handling
from hamkori.rooms.crime.register.filing.forms import PassForm, QuestionForm, RefuseForm, TakeForm
from hamkori.rooms.crime.register.filing.states import FILINGS, FilingState
from hamkori.rooms.crime.views.common import Task, bound, page, run
from hamkori.society.accounts.gate import needs_second_factor, with_role
from hamkori.society.accounts.models import Organisation
from hamkori.society.accounts.queries import organisation_by_uid
from hamkori.society.accounts.sessions import actor_of
from hamkori.society.places import queries as places
from hamkori.society.places.models import Place

OVERSEE = (Role.COMMANDER, Role.HEAD, Role.STATISTICIAN, Role.INTEGRITY)


@require_GET
@with_role(Role.DUTY)
def listing(request: HttpRequest) -> HttpResponse:
    """What waits, the most urgent first, and what was decided."""
    actor = actor_of(request)
    context = {
        "office": register.own_office(actor),
        "counts": queries.counts(actor),
        "waiting": _rows(queries.waiting(actor)),
        "closed": _rows(queries.closed(actor)),
    }
    return page(request, "filings", context)


def _rows(found: list[Filing]) -> list[tuple[Filing, str]]:
    return [(one, kinds.kind_name(one.kind)) for one in found]


@require_GET
@with_role(*OVERSEE)
def by_office(request: HttpRequest) -> HttpResponse:
    """How many wait in each office: numbers and days, no text, no name, no ranking (K21)."""
    actor = actor_of(request)
    if not access.may(actor, "filing.oversee"):
        raise Http404
    return page(request, "filings_counts", {"rows": queries.by_office(actor)})


@require_GET
@with_role(Role.DUTY)
def one(request: HttpRequest, number: str) -> HttpResponse:
    """One filing: the words, what was said and done, and the four doors."""
    actor = actor_of(request)
    found = queries.filing_for(actor, number)
    context = {
        "filing": found,
        "kind": kinds.kind_name(found.kind),
        "place_name": places.full_name(found.place),
        "standing": telling.standing(found),
        "talk": telling.conversation(found, own=False),
        "why": catalogue.reason_words("filing", found.reason) if found.state == FilingState.REFUSED else "",
        "name_step": queries.name_step(actor, found),
        "doors": _doors(found),
    }
    return page(request, "filing", context)


def _doors(found: Filing) -> set[str]:
    """The steps that can be taken now."""
    doors = set(FILINGS.verbs_from(FilingState(found.state))) & set(VERBS)
    if found.asked_on is not None:
        doors.discard("ask")
    if "pass_on" in doors and not queries.offices_besides(found.office):
        doors.discard("pass_on")
    return doors


@require_http_methods(["GET", "POST"])
@with_role(Role.DUTY)
@needs_second_factor
def name(request: HttpRequest, number: str) -> HttpResponse:
    """The name, after one more press and the second step of signing in. Each look is recorded."""
    actor = actor_of(request)
    found = queries.filing_for(actor, number, verb="filing.see_name")
    if queries.name_step(actor, found) != "see":
        raise NotFound
    identity = None
    if request.method == "POST":
        try:
            identity = handling.see_name(actor=actor, filing=found)
        except NotAllowed as error:
            raise NotFound from error
    return page(request, "filing_name", {"filing": found, "identity": identity})


VERBS: dict[str, tuple[Any, Any, Any]] = {
    # verb of the address: (title, button, lead)
    "take": (
        _("Take it into the journal"),
        _("Register it"),
        _("The row of the journal begins now. No word and no name of the report goes along."),
    ),
    "ask": (
        _("Ask the resident"),
        _("Send the question"),
        _(
            "One question, read with the code. The clock goes on: you can register the report without the answer."
        ),
    ),
    "pass_on": (
        _("Not ours: pass it on"),
        _("Pass it on"),
        _("The day stays as it is. The name does not go along: the next office asks for it."),
    ),
    "refuse": (
        _("Do not register it"),
        _("Send the reason"),
        _("A listed reason and your sentence. Those above see how many were not registered."),
    ),
}


def _office(uid: str) -> Organisation:
    found = organisation_by_uid(uid)
    if found is None:
        raise BadInput(_("Please choose one."), field="to")
    return found


def _areas(found: Filing) -> tuple[list[Place], str]:
    """The places of the register for this office, and the one that fits the filing's place best."""
    areas = register.areas_of(found.office)
    fitting = [area for area in areas if (found.path + ".").startswith(area.path + ".")]
    return areas, max(fitting, key=lambda area: area.depth).code if fitting else ""


def _form(verb: str, found: Filing, request: HttpRequest) -> Form:
    if verb == "take":
        areas, best = _areas(found)
        top = found.office.place.depth
        return TakeForm(areas=areas, top=top, initial={"area": best}, **bound(request))
    if verb == "pass_on":
        return PassForm(offices=queries.offices_besides(found.office), **bound(request))
    return QuestionForm(**bound(request)) if verb == "ask" else RefuseForm(**bound(request))


def _act(actor: Actor, found: Filing, verb: str, said: dict[str, Any]) -> str | None:
    if verb == "take":
        report = handling.take(
            actor=actor,
            filing=found,
            area=places.get(said["area"]),
            journal_number=said["journal_number"],
        )
        return reverse("crime_desk:report", args=[report.number])
    if verb == "ask":
        handling.ask(actor=actor, filing=found, text=said["text"], once=said["once"])
    elif verb == "pass_on":
        handling.pass_on(actor=actor, filing=found, to=_office(said["to"]), reason=said["reason"])
        return reverse("crime_desk:filings")
    else:
        handling.refuse(actor=actor, filing=found, reason=said["reason"], text=said["text"])
    return None


@require_http_methods(["GET", "POST"])
@with_role(Role.DUTY)
def step(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One step of a filing on a page of its own."""
    if verb not in VERBS:
        raise Http404
    actor = actor_of(request)
    found = queries.filing_for(actor, number, verb="filing.handle")
    title, button, lead = VERBS[verb]
    task = Task(
        form=_form(verb, found, request),
        act=lambda said: _act(actor, found, verb, said),
        title=title,
        button=button,
        lead=lead,
        back=reverse("crime_desk:filing", args=[found.number]),
        done=_("Written down. The resident reads it with the code."),
        template="filing_step",
        context={"filing": found, "kind": kinds.kind_name(found.kind)},
    )
    return run(request, task)
