"""The public page of a scorecard, from the meeting on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from hamkori.kernel.pages import cached_page
from hamkori.rooms.problems.queries import scorecards as queries


@cached_page
@require_GET
def scorecard(request: HttpRequest, uid: str) -> HttpResponse:
    """Groups and the service side by side, and what came of it."""
    card = queries.public_card(uid)
    return render(
        request,
        "problems/public/scorecard.html",
        {
            "card": card,
            "table": queries.table_of(card),
            "agreed": queries.agreed_on(card),
            "place_url": reverse("portal:place", args=[card.place.code]),
        },
    )
