"""Filing a report in three short screens: where, what, who you are. The receipt is the answer to the last one.

No session, no cookie, no script: a sealed field carries what was typed. Nothing of what belongs on a calm page is kept.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hamkori.ground.deadlines import ladder
from hamkori.ground.receipts import actions as receipt_actions
from hamkori.ground.receipts import once
from hamkori.ground.receipts import queries as receipts
from hamkori.ground.receipts.drafts import Lost
from hamkori.ground.receipts.models import Receipt
from hamkori.kernel import clock, guard
from hamkori.kernel.actor import ANYONE
from hamkori.kernel.errors import BadInput
from hamkori.kernel.forms import tidy
from hamkori.kernel.references import show_code, show_reference
from hamkori.rooms.concerns import screening
from hamkori.rooms.concerns.views.resident import choosing
from hamkori.rooms.concerns.views.resident.common import language, office_name, office_phone, resident_page
from hamkori.rooms.crime.register.catalogue import clock_on
from hamkori.rooms.crime.register.filing import kinds, queries, screens
from hamkori.rooms.crime.register.filing.actions.intake import Filed, Statement, file_report
from hamkori.rooms.crime.register.filing.draft import Draft
from hamkori.rooms.crime.register.filing.forms import WhatForm, WhoForm
from hamkori.rooms.crime.register.filing.states import Named
from hamkori.society.accounts.models import Organisation
from hamkori.society.countries import queries as countries
from hamkori.society.places import queries as places
from hamkori.society.places.models import Place

NOTED = "crime.noted"
TOLD = ("reminder", "head", "parent")
"""Steps of the ladder that tell somebody about a filing."""


# --- where


@resident_page
def where(request: HttpRequest) -> HttpResponse:
    """The first screen."""
    if request.method != "POST":
        return _where(request, Draft(), choosing.linked(request.GET.get("place", "")))
    try:
        kept = _kept(request)
    except Lost:
        return _begin_anew(request)
    return _where(request, kept, choosing.asked(request.POST, kept))


def _where(request: HttpRequest, kept: Draft, choice: choosing.Choice) -> HttpResponse:
    context = {"choice": choice, "sealed": kept.sealed(), "fresh": not kept.what}
    return render(request, "crime/filing/where.html", context, status=422 if choice.error else 200)


def _nobody(request: HttpRequest, place: Place) -> HttpResponse:
    """No duty officer would read it: say so before anything is written, and where to go."""
    context = {"place_name": places.full_name(place), "clock": clock_on(clock.today())}
    return render(request, "crime/filing/nobody.html", context, status=422)


# --- what


@resident_page
def what(request: HttpRequest) -> HttpResponse:
    """The second screen: comes from the place, or back from the third."""
    if request.method != "POST":
        return redirect("crime:file")
    try:
        kept = _kept(request)
    except Lost:
        return _begin_anew(request)
    if "place" in request.POST:
        choice = choosing.chosen(request.POST["place"])
        if choice.place is None or choice.error:
            return _where(request, kept, choice)
        kept.place = choice.place.code
    place = _place_of(kept)
    if place is None:
        return _where(request, kept, choosing.nothing())
    if queries.office_for(place.path) is None:
        return _nobody(request, place)
    return _what(request, kept, place, WhatForm(initial=kept.what))


def _what(request: HttpRequest, kept: Draft, place: Place, form: WhatForm) -> HttpResponse:
    context = {"form": form, "place_name": places.full_name(place), "sealed": kept.sealed()}
    return render(request, "crime/filing/what.html", context, status=422 if form.errors else 200)


# --- who


@resident_page
def who(request: HttpRequest) -> HttpResponse:
    """The third screen, and the sending of it."""
    if request.method != "POST":
        return redirect("crime:file")
    sent_from = request.POST.get("screen", "")
    try:
        kept = _kept(request)
    except Lost:
        return _begin_anew(request)
    place = _place_of(kept)
    if place is None:
        return _where(request, kept, choosing.nothing())
    form = WhatForm(kept.what)
    _refuse_kind(kept)
    if not form.is_valid():
        return _what(request, kept, place, form)
    if screening.labels_people(kept.what["text"]):
        form.add_error("text", _("Write what happened, not what people believe, wear or come from."))
        return _what(request, kept, place, form)
    known = queries.by_submission(kept.key)
    office = known.office if known is not None else queries.office_for(place.path)
    if office is None:
        return _nobody(request, place)
    who_form = WhoForm(
        request.POST if sent_from == "who" else None,
        initial=_initial(kept, place),
        office=office_name(office),
    )
    if sent_from != "who" or not who_form.is_valid():
        return _who(request, kept, place, office, who_form)
    return _send(request, kept, place, office, form, who_form)


def _initial(kept: Draft, place: Place) -> dict[str, Any]:
    """What was typed before; where care is needed, nobody is asked for a name first (K32)."""
    careful = {"named": Named.NOTICE.value} if place.is_careful else {}
    return {**careful, **kept.who}


def _who(
    request: HttpRequest, kept: Draft, place: Place, office: Organisation, form: WhoForm
) -> HttpResponse:
    context = {
        "form": form,
        "sealed": kept.sealed(),
        "kind": kinds.kind_name(kept.what["kind"]),
        "place_name": places.full_name(place),
        "office": office_name(office),
        "names_somebody": bool(guard.findings(kept.what["text"], known=_known_words(place))),
        "clock": clock_on(clock.today()),
        "register_by": kinds.due_on(clock.today()),
    }
    return render(request, "crime/filing/who.html", context, status=422 if form.errors else 200)


def _known_words(place: Place) -> frozenset[str]:
    """Names of places look like names of people."""
    return frozenset(
        word
        for above in (*places.ancestors(place), place)
        for name in above.names.values()
        for word in str(name).split()
    )


def _send(
    request: HttpRequest, kept: Draft, place: Place, office: Organisation, form: WhatForm, who_form: WhoForm
) -> HttpResponse:
    """Store it once, however often this is pressed, and answer with the receipt."""
    statement = _statement(place, form.cleaned_data, who_form.cleaned_data)
    try:
        filed = file_report(actor=ANYONE, submission_key=kept.key, statement=statement)
    except BadInput as error:
        if error.field in form.fields:
            form.add_error(error.field, str(error))
            return _what(request, kept, place, form)
        who_form.add_error(error.field if error.field in who_form.fields else None, str(error))
        return _who(request, kept, place, office, who_form)
    before = receipts.by_submission(kept.key) if filed.repeated else None
    if before is not None and before.noted:
        return _received_before(request, before)
    return receipt_page(request, filed, kept.key)


def _received_before(request: HttpRequest, receipt: Receipt) -> HttpResponse:
    context = {"number": show_reference(receipt.reference), "on": receipt.on}
    return render(request, "crime/filing/received_before.html", context, status=409)


def _statement(place: Place, what_said: dict[str, Any], who_said: dict[str, Any]) -> Statement:
    named = Named(who_said["named"])
    statement = Statement(
        place=place,
        kind=what_said["kind"],
        text=what_said["text"],
        happened_from=what_said["happened_from"],
        happened_until=what_said["happened_until"],
        landmark=what_said["landmark"],
        damage=what_said["damage"],
        named=named,
        language=language(),
    )
    if named is Named.NOTICE:  # what stands in fields that do not count is not kept
        return statement
    return replace(
        statement,
        name=who_said["name"],
        phone=str(who_said["phone"]),
        contact_note=who_said["contact_note"],
        show_name=who_said["show_name"],
    )


# --- the receipt


def ladder_from(due: date) -> list[tuple[date, str]]:
    """What happens by itself when the office does nothing by `due` (K59)."""
    days = countries.calendar()
    steps = [step for step in ladder.steps() if step.to in TOLD]
    return [(ladder.shifted(due, step.after_days, days), step.name) for step in steps]


def receipt_page(request: HttpRequest, filed: Filed, key: str) -> HttpResponse:
    """The answer to the last screen. Sent again, it is the same page with the same code, until the resident
    said that the code is written down, or opened the filing with it."""
    filing = filed.filing
    context = {
        "filing": filing,
        "code": show_code(filed.code).split(),
        "kind": kinds.kind_name(filing.kind),
        "place_name": places.full_name(filing.place),
        "office": office_name(filing.office),
        "office_phone": office_phone(filing.office),
        "statement": filing.named == Named.STATEMENT,
        "ladder": ladder_from(filing.due_on),
        "clock": clock_on(clock.today()),
        "repeated": filed.repeated,
        "noted": once.sealed_key(key, purpose=NOTED),
    }
    return render(request, "crime/filing/receipt.html", context)


@resident_page
def noted(request: HttpRequest) -> HttpResponse:
    """The button of the receipt: the code is on paper now. On a shared phone nobody gets it by going back."""
    key = once.key_in(request.POST.get("state", ""), purpose=NOTED)
    if key is not None:
        receipt_actions.code_noted(key)
    return redirect("crime:filed")


# --- the sealed field


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: tidy(str(value)) for name, value in request.POST.items()}


def _refuse_words(typed: dict[str, str]) -> None:
    """Raise `Screened` for words of a calm page in any field, before anything else is done with them (K57)."""
    limit = 2 * kinds.LONGEST_TEXT
    more = " ".join(typed.get(name, "")[:limit] for name in ("landmark", "name", "contact_note"))
    screens.refuse(typed.get("text", "")[:limit], more)


def _refuse_kind(kept: Draft) -> None:
    screens.refuse("", kind=kept.what.get("kind", ""))


def _kept(request: HttpRequest) -> Draft:
    """The draft of this form with what was typed on the screen that was left, forward or back."""
    typed = _typed(request)
    _refuse_words(typed)
    kept = Draft.opened(request.POST.get("state", ""))
    _remember(kept, typed)
    return kept


def _remember(kept: Draft, typed: dict[str, str]) -> None:
    if typed.get("screen") == "what":
        kept.keep_what(typed)
        _refuse_kind(kept)
    elif typed.get("screen") == "who":
        kept.keep_who(typed)


def _place_of(kept: Draft) -> Place | None:
    return choosing.chosen(kept.place).place if kept.place else None


def _begin_anew(request: HttpRequest) -> HttpResponse:
    """The sealed field cannot be used: say so plainly, and keep what was typed visible in the form.

    A field that is only too old and was sent already leads to the number, never to the code.
    """
    old = Draft.of_any_age(request.POST.get("state", ""))
    if old is not None and (receipt := receipts.by_submission(old.key)) is not None:
        return _received_before(request, receipt)
    fresh = Draft()
    if old is not None:
        fresh.place, fresh.what, fresh.who = old.place, old.what, old.who
    _remember(fresh, _typed(request))
    context = {
        "sealed": fresh.sealed(),
        "place": _place_of(fresh),
        "what": fresh.what,
        "who": fresh.who,
    }
    return render(request, "crime/filing/anew.html", context, status=409)
