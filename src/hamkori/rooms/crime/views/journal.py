"""The journal: the list, a new report, one report with its decision and receipt; late ones; months without crimes."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from hamkori.kernel import access, clock
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import BadInput
from hamkori.kernel.pages import never_kept
from hamkori.rooms.crime.models import Report
from hamkori.rooms.crime.register import catalogue, papers, queries
from hamkori.rooms.crime.register.actions import crimes, reports
from hamkori.rooms.crime.register.actions.common import Event, local_day
from hamkori.rooms.crime.register.actions.zero import zero_report
from hamkori.rooms.crime.register.checking import speaks
from hamkori.rooms.crime.register.event_forms import EventForm, RowsForm, longer
from hamkori.rooms.crime.register.forms import ReasonForm, ReportForm, ZeroForm
from hamkori.rooms.crime.register.receipts import inline_square, key_in_groups, line_of, public_key
from hamkori.rooms.crime.states import TELLING, PlaceType, ReportState, Way
from hamkori.rooms.crime.views.common import Task, bound, go, page, run, wants_more_rows
from hamkori.society.accounts.gate import with_role
from hamkori.society.accounts.models import Organisation
from hamkori.society.accounts.queries import organisation_by_uid
from hamkori.society.accounts.sessions import actor_of
from hamkori.society.places import queries as places

KEEPERS = (Role.DUTY, Role.REGISTRAR)
READERS = (*KEEPERS, Role.STATISTICIAN, Role.INTEGRITY)
DECIDES = (Role.REGISTRAR,)


def number_typed(request: HttpRequest, name: str) -> int:
    typed = request.GET.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 16 else 0


@require_GET
@with_role(*KEEPERS)
def journal(request: HttpRequest) -> HttpResponse:
    """What waits, what was handed to this office, what was decided; a number leads to its report."""
    actor = actor_of(request)
    office = queries.own_office(actor)
    typed = request.GET.get("number", "").strip()[:400]
    if typed and (found := queries.find(actor, typed)) is not None:
        return go(reverse("crime_desk:report", args=[found.number]))
    before = number_typed(request, "before")
    decided = queries.decided(actor, before=before)
    context = {
        "office": office,
        "counts": queries.counts(actor),
        "older_than": before,
        "waiting": [] if before else list(queries.waiting(actor)[:200]),
        "handed": [] if before else list(queries.handed_to(actor)[:100]),
        "decided": decided,
        "older": decided[-1].pk if len(decided) == queries.PAGE else 0,
        "typed": typed,
        "today": clock.today(),
        "decides": actor.has_role(*DECIDES),
    }
    return page(request, "journal", context)


@require_http_methods(["GET", "POST"])
@with_role(*KEEPERS)
def report_new(request: HttpRequest) -> HttpResponse:
    """Register a report; its receipt follows."""
    actor = actor_of(request)
    office = queries.own_office(actor)
    form = ReportForm(
        office=office, initial={"way": Way.IN_PERSON, "area": office.place.code}, **bound(request)
    )

    def act(data: dict[str, Any]) -> str:
        made = reports.register_report(
            actor=actor,
            office=office,
            area=places.get(data["area"]),
            way=Way(data["way"]),
            reported_on=data["reported_on"],
            occurred_on=data["occurred_on"],
            journal_number=data["journal_number"],
            submission=data["once"],
        )
        return reverse("crime_desk:receipt", args=[made.number])

    task = Task(
        form=form,
        act=act,
        title=_("A new report"),
        button=_("Register it"),
        back=reverse("crime_desk:journal"),
        lead=_(
            "No name and no telephone is written here. What happened goes into the record, not into the receipt."
        ),
        done=_("Registered. Give the receipt to the person who reported."),
    )
    return run(request, task)


@require_GET
@with_role(*READERS)
def report(request: HttpRequest, number: str) -> HttpResponse:
    """One report: where it stands, what can be done, every step."""
    actor = actor_of(request)
    found = queries.report_for(actor, number)
    context = {
        "report": found,
        "reported_on": local_day(found.reported_at),
        "why": _reason_of(found),
        "steps": [
            (step, catalogue.reason_words(step.verb, step.reason)) for step in queries.steps_of_report(found)
        ],
        "crimes": queries.crimes_of_report(found),
        "doors": _doors(actor, found),
        "keeps": access.may(actor, "crime.journal", found),
        "late": found.state == ReportState.REGISTERED and found.decide_by < clock.today(),
    }
    return page(request, "report", context)


def _reason_of(found: Report) -> str:
    step = {ReportState.REFUSED: "refuse", ReportState.TRANSFERRED: "transfer"}.get(ReportState(found.state))
    return catalogue.reason_words(step, found.reason) if step else ""


def _doors(actor: Actor, found: Report) -> set[str]:
    """The steps that this actor can take now."""
    doors: set[str] = set()
    state = ReportState(found.state)
    if access.may(actor, "crime.decide", found):
        if state == ReportState.REGISTERED:
            doors |= {"open", "refuse", "transfer"}
            if not found.extended and found.decide_by >= clock.today():
                doors.add("extend")
        if state == ReportState.REFUSED:
            doors.add("reconsider")
        if state == ReportState.INITIATED:
            doors.add("further")
    if access.may(actor, "crime.journal", found) and state in TELLING and found.told_on is None:
        doors.add("tell")
    if access.may(actor, "crime.take", found) and not hasattr(found, "taken_as"):
        doors.add("take")
    return doors


def _office(uid: str) -> Organisation:
    found = organisation_by_uid(uid)
    if found is None:
        raise BadInput(_("Please choose one."), field="to")
    return found


VERBS: dict[str, tuple[str, Any, Any, Any]] = {
    # verb of the address: (rule, title, button, lead)
    "refuse": (
        "crime.decide",
        _("Open no case"),
        _("Open no case"),
        _("The holder of the receipt reads the reason."),
    ),
    "transfer": (
        "crime.decide",
        _("Hand it to another office"),
        _("Hand it over"),
        _("The receipt goes on to say what the other office decides."),
    ),
    "extend": (
        "crime.decide",
        _("Take more time"),
        _("Take more time"),
        _("Once, and not after the day has passed."),
    ),
    "reconsider": (
        "crime.decide",
        _("Take the refusal back"),
        pgettext_lazy("refusal", "Take it back"),
        _("A fresh clock begins today."),
    ),
    "tell": ("crime.journal", _("The person was told"), _("Write it down"), ""),
    "take": (
        "crime.take",
        _("Take it into your journal"),
        _("Take it in"),
        _("The clock of your office begins today."),
    ),
}


@require_http_methods(["GET", "POST"])
@with_role(*KEEPERS)
def report_step(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One step of a report on a page of its own."""
    if verb not in VERBS:
        raise Http404
    actor = actor_of(request)
    needed, title, button, lead = VERBS[verb]
    found = queries.report_for(actor, number, verb=needed)
    special: dict[str, dict[str, Any]] = {
        "tell": {"day": True},
        "take": {"number": "journal_number"},
        "transfer": {"step": "transfer", "offices": queries.police_offices(besides=found.office)},
    }
    options = special.get(verb, {"step": verb})

    def act(data: dict[str, Any]) -> str | None:
        if verb == "refuse":
            reports.refuse(actor=actor, report=found, reason=data["reason"])
        elif verb == "transfer":
            reports.hand_over(actor=actor, report=found, to=_office(data["to"]), reason=data["reason"])
        elif verb == "extend":
            reports.extend(actor=actor, report=found, reason=data["reason"])
        elif verb == "reconsider":
            reports.reconsider(actor=actor, report=found, reason=data["reason"])
        elif verb == "tell":
            reports.tell(actor=actor, report=found, on=data["on"])
        else:
            taken = reports.take_in(
                actor=actor,
                report=found,
                office=queries.own_office(actor),
                journal_number=data["journal_number"],
                submission=data["once"],
            )
            return reverse("crime_desk:report", args=[taken.number])
        return None

    task = Task(
        form=ReasonForm(**options, **bound(request)),
        act=act,
        title=title,
        button=button,
        lead=lead,
        back=reverse("crime_desk:report", args=[found.number]),
        context={"report": found},
    )
    return run(request, task)


@require_http_methods(["GET", "POST"])
@with_role(*DECIDES)
def report_open(request: HttpRequest, number: str) -> HttpResponse:
    """Open a case: the crime is recorded with it. For an opened one, record one more event."""
    actor = actor_of(request)
    found = queries.report_for(actor, number, verb="crime.decide")
    first = {
        "reported_on": local_day(found.reported_at),
        "area": found.area.code,
        "from_day": found.occurred_on,
    }
    form = event_form(request, EventForm, office=found.office, initial=first)
    opened = found.state == ReportState.INITIATED

    def act(data: dict[str, Any]) -> str | None:
        assert isinstance(form, EventForm)
        event = event_of(form, data)
        form.hear(speaks(event, found.office))
        if form.errors:
            return None
        if opened:
            made = crimes.record_crime(
                actor=actor, office=found.office, event=event, report=found, submission=data["once"]
            )
        else:
            made = reports.initiate(actor=actor, report=found, event=event, submission=data["once"])
        return reverse("crime_desk:crime", args=[made.uid])

    task = Task(
        form=form,
        act=act,
        title=_("One more crime of this report") if opened else _("Open a case and record the crime"),
        button=_("Record it"),
        back=reverse("crime_desk:report", args=[found.number]),
        lead=_("One event with all its articles. People are numbers here, never names."),
        done=_("Recorded."),
        template="rows",
        context={"report": found},
    )
    return run(request, task)


def event_form(request: HttpRequest, made: type[RowsForm], **kwargs: Any) -> RowsForm:
    """The form as sent, as it begins, or (on "More rows") as typed so far with more rows."""
    if wants_more_rows(request):
        kwargs.pop("initial", None)
        return longer(made, request.POST, **kwargs)
    return made(**kwargs, **bound(request))


def event_of(form: EventForm, data: dict[str, Any]) -> Event:
    begin, end, known = form.moments
    return Event(
        area=places.get(data["area"]),
        reported_on=data["reported_on"],
        recorded_on=data["recorded_on"],
        record_number=data["record_number"],
        offences=form.offences,
        persons=form.persons,
        place_type=PlaceType(data["place_type"]),
        occurred_from=begin,
        occurred_until=end,
        time_known=known,
        damage=data["damage"],
        weapon=data["weapon"],
    )


# --- the receipt


@require_GET
@with_role(*KEEPERS)
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt to print or to show, in the language of the page."""
    found = queries.report_for(actor_of(request), number, verb="crime.journal")
    language = translation.get_language() or "tg"
    said = papers.receipt_of(found)
    line = line_of(said)
    context = {
        "report": found,
        "said": said,
        "line": line,
        "qr": inline_square(papers.address_of(line, language)),
        "key": key_in_groups(public_key()),
        "address": papers.address_of("", language).split("?")[0].partition("://")[2],
    }
    return page(request, "receipt", context)


@require_GET
@with_role(*KEEPERS)
def receipt_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt as PDF in the language that the person reads (`?language=ru`)."""
    found = queries.report_for(actor_of(request), number, verb="crime.journal")
    wanted = request.GET.get("language", "")
    language = wanted if wanted in ("tg", "ru", "en") else translation.get_language() or "tg"
    response = HttpResponse(papers.receipt_pdf(found, language), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="receipt-{found.number}.pdf"'
    return never_kept(response)


# --- late decisions, months without crimes


@require_GET
@with_role(*READERS)
def late(request: HttpRequest) -> HttpResponse:
    """Reports whose day has passed without a decision."""
    actor = actor_of(request)
    today = clock.today()
    rows = [(one, (today - one.decide_by).days) for one in queries.overdue(actor)[:500]]
    return page(request, "late", {"rows": rows, "several": not actor.has_role(*KEEPERS)})


@require_http_methods(["GET", "POST"])
@with_role(*KEEPERS)
def zero(request: HttpRequest) -> HttpResponse:
    """Say that a month had no crime."""
    actor = actor_of(request)
    office = queries.own_office(actor)
    form = ZeroForm(office=office, **bound(request))

    def act(data: dict[str, Any]) -> None:
        zero_report(actor=actor, office=office, area=places.get(data["area"]), month=form.chosen_month)

    task = Task(
        form=form,
        act=act,
        title=_("A month without crimes"),
        button=_("There was none"),
        back=reverse("crime_desk:zero"),
        lead=_(
            "“No crime” and “no report” are two things. Say it for each month and place in which nothing was recorded."
        ),
        template="zero",
        context={"said": queries.zero_reports(office)},
    )
    return run(request, task)
