"""Calm pages: where to find help. They look like any other page, have neutral addresses and store nothing (K57)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hamkori.kernel.errors import NotFound
from hamkori.rooms.concerns import queries
from hamkori.rooms.concerns.forms.resident import WithdrawForm
from hamkori.rooms.concerns.views.resident.common import resident_page
from hamkori.rooms.concerns.views.resident.draft import Draft
from hamkori.society.countries import queries as countries
from hamkori.society.places import help as help_of_places


def _everything() -> dict[str, Any]:
    """Lines of the whole country, then those of each area that has its own: the same list for everybody."""
    return {"lines": countries.national_help_lines(), "near": help_of_places.by_place()}


@resident_page
def directory(request: HttpRequest) -> HttpResponse:
    """Every kind of help with the day on which somebody called the number: the same page for everybody."""
    return render(request, "concerns/resident/directory.html", _everything())


@resident_page
def page(request: HttpRequest, number: int) -> HttpResponse:
    """One calm page. Where the pack allows it (a quarrel about land), one may go on: with an empty form."""
    screens = queries.screens()
    if not 1 <= number <= len(screens):
        raise NotFound
    screen = screens[number - 1]
    context = {
        "screen": screen,
        "lines": countries.help_lines(screen.code),
        "go_on": Draft(read=screen.code).sealed() if screen.may_continue else "",
    }
    return render(request, "concerns/resident/calm.html", context)


def sealed_page(request: HttpRequest, *, ticket: str, withdraw_form: WithdrawForm) -> HttpResponse:
    """What the holder of a sealed concern sees: where it went, where help is, and how to take it back (K06)."""
    context = {
        "sealed_away": True,
        **_everything(),
        "ticket": ticket,
        "withdraw_form": withdraw_form,
    }
    return render(request, "concerns/resident/directory.html", context)
