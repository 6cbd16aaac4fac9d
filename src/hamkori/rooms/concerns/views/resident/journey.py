"""A concern as its resident reads it: where it stands, the way so far with dates, and the conversation."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hamkori.ground.files import queries as file_queries
from hamkori.ground.threads.models import Message
from hamkori.kernel.templatetags.look import day
from hamkori.rooms.concerns import queries
from hamkori.rooms.concerns.models import Concern, Sighting
from hamkori.rooms.concerns.states import Kind, Outcome, State
from hamkori.rooms.concerns.views.resident import ticket
from hamkori.rooms.concerns.views.resident.common import language, office_name

ROLES: dict[str, str | Promise] = {
    "handler": gettext_lazy("somebody who answers concerns"),
    "head": gettext_lazy("the head of the office"),
    "clerk": gettext_lazy("a clerk of the office"),
    "secretary": gettext_lazy("the secretary of the team"),
    "member": gettext_lazy("a member of the team"),
    "reviewer": gettext_lazy("a trained reviewer, not from the police"),
    "council": gettext_lazy("a member of the public council"),
    "commander": gettext_lazy("the office above"),
}
OUTCOMES: dict[str, str | Promise] = {
    Outcome.SOLVED: gettext_lazy("The office says: solved."),
    Outcome.PARTLY: gettext_lazy("The office says: solved in part."),
    Outcome.NOT_SOLVED: gettext_lazy("The office says: not solved."),
    Outcome.REFERRED: gettext_lazy("Another service goes on with it."),
    Outcome.DUPLICATE: gettext_lazy("The office says: somebody has raised this already."),
    Outcome.REFUSED: gettext_lazy("The office has refused it."),
}
CLOSED_BY: dict[str, str | Promise] = {
    "resident": gettext_lazy("You agreed, and it was closed."),
    "check": gettext_lazy("An independent check agreed, and it was closed."),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """The state in words with its sign; “closed” alone never stands for “solved” (K22)."""

    sign: str
    words: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the way: `place` is "past", "now" or "next"."""

    place: str
    words: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the conversation."""

    who: str
    text: str
    on: date
    own: bool = False
    note: str = ""
    promised_on: date | None = None
    photos: list[str] = field(default_factory=list)


def standing(concern: Concern) -> Standing:
    """Where it stands today."""
    state = State(concern.state)
    outcome = str(OUTCOMES.get(Outcome(concern.outcome), "")) if concern.outcome else ""
    if state == State.CLOSED:
        solved = concern.outcome == Outcome.SOLVED
        words = _("Closed: %(outcome)s") % {"outcome": Outcome(concern.outcome).label}
        return Standing("kept" if solved else "done", words, str(CLOSED_BY.get(concern.closed_by, "")))
    if state == State.DONE:
        return Standing("done", _("Waiting for you to check"), outcome)
    if state == State.CHECKING:
        return Standing("done", str(state.label), outcome)
    words = _("Waiting for your reply") if state == State.WAITING else str(state.label)
    if concern.is_late:
        return Standing("late", _("The answer is late"), words)
    return Standing("again" if concern.reopened else "due", words)


def steps(concern: Concern) -> list[Step]:
    """The way from receipt to closing, with the days that are known."""
    way = [Step("past", _("Received. Your receipt was made."), concern.raised_on)]
    if concern.kind == Kind.THANKS:
        return way
    if concern.state == State.SCREENING:
        way.append(Step("now", _("A trained reviewer reads it first. Not from the police.")))
    if concern.first_answered_on:
        way.append(Step("past", _("First answer."), concern.first_answered_on))
    else:
        way.append(
            Step(
                "next" if concern.state == State.SCREENING else "now",
                _("First answer by this day."),
                concern.due_on,
            )
        )
    if concern.done_on:
        way.append(Step("past", _("The office said what was done."), concern.done_on))
    elif concern.first_answered_on:
        words = (
            _("The office promised this day.")
            if concern.promised_on
            else _("The office finishes by this day.")
        )
        way.append(Step("now", words, concern.due_on))
    else:
        way.append(Step("next", _("The office does something, or says why not.")))
    if concern.state == State.CLOSED:
        way.append(Step("past", str(CLOSED_BY.get(concern.closed_by, _("Closed"))), concern.closed_on))
    elif concern.state == State.CHECKING:
        way.append(Step("now", _("Somebody who is not from this office checks it.")))
    elif concern.state == State.DONE:
        way.append(
            Step(
                "now",
                _("You check. If you say nothing, somebody else checks after this day."),
                concern.due_on,
            )
        )
    else:
        way.append(Step("next", _("You check. If you do not agree, you open it again.")))
    return way


def conversation(concern: Concern) -> list[Said]:
    """Your words first, then everything that was said and done, oldest first."""
    lines = queries.lines(concern, language=language())
    kept = {file.token: file for file in file_queries.of_subject(concern) if file.erased_on is None}
    shown_in_lines = {token for line in lines for token in line.files}
    own = [ticket.for_photo(concern.pk, token) for token in kept if token not in shown_in_lines]
    talk = []
    if concern.text or own:
        talk.append(
            Said(_("You"), concern.text, concern.raised_on, own=True, note=_landmark(concern), photos=own)
        )
    for line in lines:
        photos = [ticket.for_photo(concern.pk, token) for token in line.files if token in kept]
        if line.voice == Message.Voice.RESIDENT:
            text = line.text or _("Your words were deleted.")
            talk.append(Said(_("You"), text, line.on, own=True, photos=photos))
        elif line.voice == Message.Voice.SYSTEM:
            talk.append(Said("", line.text, line.on))
        else:
            talk.append(
                Said(
                    line.office or _("The office"),
                    line.text,
                    line.on,
                    note=_how(line),
                    promised_on=parse_date(str(line.facts.get("promised_on") or "")),
                    photos=photos,
                )
            )
    return talk


def _landmark(concern: Concern) -> str:
    return _("Landmark: %(landmark)s") % {"landmark": concern.landmark} if concern.landmark else ""


def _how(line: queries.Line) -> str:
    """How an office's words came: a paper and a spoken answer carry their own day (K55)."""
    kind, facts = line.kind, line.facts
    dated = day(parse_date(str(facts.get("dated_on") or "")))
    if kind == "paper_answer":
        return _("On paper, No. %(number)s of %(date)s") % {"number": facts.get("number", ""), "date": dated}
    if kind == "spoken_answer":
        return _("Spoken before two witnesses on %(date)s") % {"date": dated}
    if kind == "question":
        return _("A question to you")
    if kind == "done" and line.goes_on:
        return _("Who goes on with it: %(organisation)s") % {"organisation": line.goes_on}
    if kind == "done":
        return str(OUTCOMES.get(Outcome(facts["outcome"]), "")) if facts.get("outcome") else ""
    return ""


def opened_by(concern: Concern) -> list[tuple[str, str, Sighting]]:
    """(office, role in words, the sighting): who opened it or saw the name (R022)."""
    return [
        (office_name(seen.organisation) if seen.organisation else "", str(ROLES.get(seen.role, "")), seen)
        for seen in queries.sightings(concern)
    ]
