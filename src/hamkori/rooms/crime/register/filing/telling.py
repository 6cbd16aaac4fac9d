"""A filing in words: where it stands, and what was said and done with it."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from hamkori.ground.threads.models import Message
from hamkori.kernel.words import pick
from hamkori.rooms.crime.models import Filing
from hamkori.rooms.crime.register import catalogue
from hamkori.rooms.crime.register.filing import queries
from hamkori.rooms.crime.register.filing.states import FilingState
from hamkori.society.accounts.models import Organisation

SENTENCES: dict[str, str | Promise] = {
    "filed": gettext_lazy("Received. The number and the code were made."),
    "passed_on": gettext_lazy("It belongs to another office and was passed on: %(to)s. Why: %(why)s."),
    "taken": gettext_lazy("Registered in the journal. The signed receipt was made."),
    "name_asked": gettext_lazy("The name did not go along. The new office may see it only with a new yes."),
    "name_allowed": gettext_lazy("The name may be seen by: %(to)s"),
    "name_refused": gettext_lazy("The name may not be seen by: %(to)s"),
    "name_seen": gettext_lazy("The duty officer looked at the name and the telephone."),
    "late_reminder": gettext_lazy("The day has passed. The duty officer was reminded."),
    "late_head": gettext_lazy("The day has passed. The head of the office was told."),
    "late_parent": gettext_lazy("The day has passed. The office above was told."),
    "withdrawn": gettext_lazy("Taken back. Words, name and telephone were deleted."),
    "forgotten": gettext_lazy("Words, name and telephone were deleted."),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """The state in words with its sign."""

    sign: str
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """One line: who said it ("" for what was done), the words, the day."""

    who: str
    text: str
    on: date


def standing(filing: Filing) -> Standing:
    """Where it stands. Late is said as late."""
    words = str(FilingState(filing.state).label)
    if filing.is_late:
        return Standing("late", words)
    return Standing("due" if filing.is_open else "done", words)


def conversation(filing: Filing, *, own: bool) -> list[Said]:
    """What was said and done, oldest first. `own`: told to the resident, whose words stand first."""
    messages = queries.lines(filing)
    offices = queries.offices_of(messages)
    resident = pgettext("filing", "You") if own else pgettext("filing", "The resident")
    said = []
    if own and filing.text:
        said.append(Said(resident, filing.text, filing.filed_on))
    for message in messages:
        if message.voice == Message.Voice.SYSTEM:
            said.append(Said("", _sentence(message, offices), message.on))
            continue
        who = resident if message.voice == Message.Voice.RESIDENT else _name(offices, message.organisation)
        said.append(Said(who, message.text or _("These words were deleted."), message.on))
    return [one for one in said if one.text]


def _name(offices: dict[int, Organisation], key: int | None) -> str:
    found = offices.get(key or 0)
    return pick(found.names) if found is not None else _("The office")


def _sentence(message: Message, offices: dict[int, Organisation]) -> str:
    sentence = SENTENCES.get(message.kind)
    if sentence is None:
        return ""
    facts = message.facts
    values = {
        "to": _name(offices, facts.get("to")),
        "why": catalogue.reason_words("transfer", facts.get("reason", "")),
    }
    return str(sentence) % values if "%(" in str(sentence) else str(sentence)
