"""Plain pages that say how it works: the two tracks, what the team does, how data is protected, access for all."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hamkori.kernel.pages import cached_page
from hamkori.rooms.concerns import clocks, queries
from hamkori.rooms.concerns.models import Clock
from hamkori.rooms.concerns.states import Kind, Track
from hamkori.society.countries.queries import setting


@dataclass(frozen=True, slots=True)
class TrackClocks:
    """One track with its clocks from the pack."""

    track: Track
    first_answer: Clock
    resolve: Clock
    confirm: Clock

    @property
    def rows(self) -> list[tuple[str, Clock, str]]:
        """(what, clock, where it comes from) for the table."""
        steps = [
            (_("First answer"), self.first_answer),
            (_("Something is done"), self.resolve),
            (_("You check"), self.confirm),
        ]
        return [(words, clock, clocks.source_words(clock)) for words, clock in steps]


@cached_page
def tracks(request: HttpRequest) -> HttpResponse:
    """Ordinary concern and formal appeal, each with its own days and where they come from."""
    found = [
        TrackClocks(
            track,
            *(
                clocks.clock_for(track.value, Kind.CONCERN.value, name)
                for name in (clocks.FIRST_ANSWER, clocks.RESOLVE, clocks.CONFIRM)
            ),
        )
        for track in (Track.NOTE, Track.APPEAL)
    ]
    context = {"tracks": found, "ladder": clocks.ladder(), "reasons": queries.reasons("refusal")}
    return render(request, "concerns/resident/rules_tracks.html", context)


@cached_page
def team(request: HttpRequest) -> HttpResponse:
    """What the team does and does not do."""
    return render(request, "concerns/resident/rules_team.html")


@cached_page
def data(request: HttpRequest) -> HttpResponse:
    """The privacy notice (K09)."""
    return render(
        request, "concerns/resident/rules_data.html", {"months": setting("retention_closed_months")}
    )


@cached_page
def access(request: HttpRequest) -> HttpResponse:
    """Access for all, with and without a smartphone."""
    return render(request, "concerns/resident/rules_access.html")
