"""The receipt: number and code, what happens next and by when, what if nobody answers, who sees what."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hamkori.ground.receipts import once
from hamkori.kernel.references import show_code
from hamkori.rooms.concerns import clocks, queries
from hamkori.rooms.concerns.actions.intake import Raised
from hamkori.rooms.concerns.models import Concern, Consent
from hamkori.rooms.concerns.states import Kind, Named, Public, State
from hamkori.rooms.concerns.views.resident.common import office_name, office_phone
from hamkori.society.places import queries as places


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the ladder with its day."""

    on: date
    words: str


def ladder_from(due: date) -> list[Rung]:
    """What happens by itself when nobody answers by `due` (K59)."""
    days = clocks.working_calendar()
    return [Rung(clocks.shifted(due, step.after_days, days), step.name) for step in clocks.ladder()]


def confirm_days(concern: Concern) -> int:
    """How many days the resident has to check what was done."""
    return clocks.clock_for(concern.track, concern.kind, clocks.CONFIRM).days


def seen_by(concern: Concern) -> dict[str, object]:
    """Who sees what, for the table of the receipt and of the page behind the code."""
    named = concern.named != Named.ANONYMOUS
    consents = [one for one in queries.consents(concern) if one.state == Consent.State.GIVEN] if named else []
    return {
        "office": office_name(concern.organisation),
        "team": office_name(concern.team) if concern.team else "",
        "name_offices": [office_name(consent.organisation) for consent in consents],
        "police_sees": any(consent.organisation.is_police for consent in consents),
        "public": concern.topic.public,
        "text_asked": concern.public_state == Public.ASKED,
        "text_shown": concern.public_state == Public.SHOWN,
    }


NOTED = "noted"


def receipt_page(request: HttpRequest, raised: Raised, key: str) -> HttpResponse:
    """The answer to the last screen. Sent again, it is the same page with the same code, until the resident
    said that the code is written down, or opened the concern with it."""
    concern = raised.concern
    rule = clocks.clock_for(concern.track, concern.kind, clocks.TAKE_UP)
    context = {
        "concern": concern,
        "code": show_code(raised.code).split(),
        "place_name": places.full_name(concern.public_place),
        "office_phone": office_phone(concern.organisation),
        "take_up_on": clocks.day_after(concern.raised_on, rule),
        "ladder": ladder_from(concern.due_on) if concern.due_on else [],
        "confirm_days": confirm_days(concern),
        "thanks": concern.kind == Kind.THANKS,
        "screening": concern.state == State.SCREENING,
        "repeated": raised.repeated,
        "noted": once.sealed_key(key, purpose=NOTED),
        **seen_by(concern),
    }
    return render(request, "concerns/resident/receipt.html", context)
