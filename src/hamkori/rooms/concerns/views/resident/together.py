"""“I have this problem too”: one press, no identity, no count under five (K62)."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hamkori.ground.receipts import once
from hamkori.kernel.actor import ANYONE
from hamkori.kernel.errors import BadState
from hamkori.rooms.concerns import queries
from hamkori.rooms.concerns.actions import together
from hamkori.rooms.concerns.models import Concern, Topic
from hamkori.rooms.concerns.states import UNDECIDED
from hamkori.rooms.concerns.views.resident.common import resident_page
from hamkori.society.places import queries as places
from hamkori.society.places.models import Place

PURPOSE = "me-too"


@dataclass(frozen=True, slots=True)
class Similar:
    """An open concern nearby that is public already, with the sealed key of its button."""

    concern: Concern
    place_name: str
    voices: int | None
    sealed: str

    @property
    def can_be_joined(self) -> bool:
        return self.concern.state in UNDECIDED


def _key(reference: str) -> str:
    return once.sealed_key(purpose=PURPOSE, reference=reference)


def _shown(concern: Concern) -> Similar:
    return Similar(
        concern,
        places.full_name(concern.public_place),
        queries.shown_voices(concern),
        _key(concern.reference or ""),
    )


def similar(topic: Topic, place: Place) -> list[Similar]:
    """Open public concerns about the same topic in the same jamoat."""
    return [_shown(concern) for concern in queries.similar_open(topic.code, place.path)]


@resident_page
def me_too(request: HttpRequest, reference: str) -> HttpResponse:
    """GET asks, POST counts. The same sealed key counts once."""
    concern = queries.open_to_all(reference)
    if request.method != "POST":
        return render(request, "concerns/resident/me_too.html", {"similar": _shown(concern)})
    key = once.key_in(request.POST.get("voice", ""), purpose=PURPOSE, reference=concern.reference or "")
    if key is None:
        context = {"similar": _shown(concern), "stale": True}
        return render(request, "concerns/resident/me_too.html", context, status=409)
    try:
        concern = together.me_too(actor=ANYONE, concern=concern, submission_key=key)
    except BadState:
        return render(request, "concerns/resident/me_too.html", {"similar": _shown(concern)}, status=409)
    context = {"similar": _shown(concern), "counted": True}
    return render(request, "concerns/resident/me_too.html", context)
