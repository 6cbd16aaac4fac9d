"""What concerns show on the home page and on the page of a place."""

from typing import Any

from django.utils.translation import gettext as _

from hamkori.kernel import guard
from hamkori.kernel.actor import Actor
from hamkori.kernel.registries import Panel, home_panels, place_panels
from hamkori.kernel.words import pick
from hamkori.rooms.concerns import figures, public_queries, queries
from hamkori.society.places.models import Place


def _bucket_names() -> dict[str, str]:
    return {
        "waiting_first": _("Waiting for the first answer"),
        "in_work": _("Answered, work goes on"),
        "waiting_check": _("Done, residents are checking"),
        "agreed": _("Closed, after the resident or a check agreed"),
        "refused": _("Refused, the reason is written"),
    }


def _rows(concerns: list[Any]) -> list[dict[str, Any]]:
    """Concerns as everybody sees them; where few have raised something, without the month (K34)."""
    kept = figures.of_many(list({concern.public_place.path for concern in concerns}))
    many = {path for path, summary in kept.items() if summary.figures.get("n") is not None}
    return [
        {
            "reference": concern.shown_reference,
            "topic": concern.topic.name,
            "place": pick(concern.public_place.names),
            "month": figures.month_of(concern.raised_on) if concern.public_place.path in many else None,
            "state": concern.get_state_display() if not concern.outcome else concern.get_outcome_display(),
            "sign": sign_of(concern),
            "text": concern.public_text,
            "voices": queries.shown_voices(concern),
            "can_join": bool(concern.public_text) and concern.is_open,
            "office": concern.organisation.names if concern.organisation else {},
        }
        for concern in concerns
    ]


def sign_of(concern: Any) -> str:
    """The shape of a concern's state."""
    if concern.state == "closed":
        return "kept" if concern.outcome == "solved" else "done"
    if concern.state in ("done", "checking"):
        return "done"
    if concern.reopened:
        return "again"
    return "late" if concern.is_late else "due"


def numbers(place: Place, actor: Actor, language: str) -> dict[str, Any] | None:
    """What is open and how old; medians count the open ones; small numbers are protected."""
    summary, beside = figures.with_neighbours(place)
    names = _bucket_names()
    topics = {topic.code: topic.name for topic in queries.topics()}
    kept = {} if beside else summary.figures
    return {
        "figures": kept,
        "beside": beside,
        "as_of": summary.as_of,
        "buckets": [(names[name], number) for name, number in kept.get("buckets", [])],
        "topics": [(topics.get(name, name), number) for name, number in kept.get("topics", [])],
    }


def said_and_done(place: Place, actor: Actor, language: str) -> dict[str, Any] | None:
    """“You said, we did”, also when we did not; and what is late in public."""
    kept = figures.of(place.path).figures
    rows = [
        {
            "said": concern.public_text,
            "did": words,
            "sign": sign_of(concern),
            "outcome": concern.get_outcome_display(),
            "closed": concern.state == "closed",
            "place": pick(concern.public_place.names),
            "month": figures.month_of(concern.done_on),
            "office": concern.organisation.names if concern.organisation else {},
        }
        for concern, words in public_queries.said_and_done(place.path, kept=kept.get("said"))
    ]
    late = [
        {
            "topic": concern.topic.name,
            "place": pick(concern.public_place.names),
            "due_in": figures.month_of(concern.due_on),
            "office": concern.organisation.names if concern.organisation else {},
            "explanation": guard.masked(explanation.text) if explanation is not None else "",
        }
        for concern, explanation in public_queries.publicly_late(place.path, kept=kept.get("publicly_late"))
    ]
    return {"rows": rows, "late": late} if rows or late else None


def latest(place: Place, actor: Actor, language: str) -> dict[str, Any] | None:
    """The newest concerns: topic, jamoat, month, state; the text only where its author agreed."""
    kept = figures.of(place.path).figures.get("latest")
    return {"rows": _rows(public_queries.latest_public(place.path, kept=kept)), "place": place}


def register() -> None:
    place_panels.register("concerns.said", Panel("concerns/place/said.html", said_and_done), order=20)
    place_panels.register("concerns.numbers", Panel("concerns/place/numbers.html", numbers), order=30)
    place_panels.register("concerns.latest", Panel("concerns/place/latest.html", latest), order=40)
    home_panels.register("concerns.said", Panel("concerns/place/said.html", said_and_done), order=20)
    home_panels.register("concerns.numbers", Panel("concerns/place/numbers.html", numbers), order=30)
