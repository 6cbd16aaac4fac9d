"""Seats of a team or council, with terms by the charter (N02, N07)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from hamkori.kernel.desk import acting, explain, go, leave_notice
from hamkori.kernel.errors import HamkoriError, NotFound
from hamkori.rooms.bodies import actions_offices, office_queries, seats
from hamkori.rooms.bodies.forms import SeatForm
from hamkori.rooms.bodies.models import Seat
from hamkori.rooms.bodies.views.common import administrators, language, office_or_404, page
from hamkori.society.accounts.models import Organisation


def _seat(office: Organisation, number: int) -> Seat:
    found = office_queries.open_seat(office, number)
    if found is None:
        raise NotFound
    return found


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: HttpRequest, uid: str, number: int = 0) -> HttpResponse:
    """A further seat, or (with `number`) one that is taken."""
    office = office_or_404(request, uid)
    card = seats.body_card(office)
    if card is None:
        raise NotFound
    there = _seat(office, number) if number else None
    choices: dict[str, Any] = {
        "categories": seats.categories(card.charter.rules) if card.charter is not None else [],
        "years": card.term_years,
        "seat": there,
        "initial": {"number": card.next_number},
    }
    form = SeatForm(request.POST, **choices) if request.method == "POST" else SeatForm(**choices)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        cleaned = form.cleaned_data
        try:
            actions_offices.give_seat(
                actor=acting(request),
                organisation=office,
                number=there.number if there is not None else cleaned["number"],
                category=cleaned["category"],
                term_from=cleaned["term_from"],
                term_until=cleaned["term_until"],
                shown_name=cleaned["shown_name"],
                shown_agreed_on=cleaned["agreed_on"] if cleaned["agreed"] else None,
                seat=there,
            )
        except HamkoriError as error:
            status = explain(form, error)
        else:
            leave_notice(request, "seat_saved")
            return go("bodies:office", uid)
    context = {
        "form": form,
        "office": office,
        "name": office.name_in(language()),
        "seat": there,
        "body": card,
    }
    return page(request, "seat_form", context, status)


@administrators
@require_POST
def empty(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """The member has left."""
    office = office_or_404(request, uid)
    actions_offices.empty_seat(actor=acting(request), organisation=office, seat=_seat(office, number))
    leave_notice(request, "seat_empty")
    return go("bodies:office", uid)
