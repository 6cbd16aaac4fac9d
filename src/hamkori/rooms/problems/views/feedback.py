"""The summary of a quarter in words: the same sections on the page and on paper."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from hamkori.kernel.templatetags.look import figure
from hamkori.kernel.words import pick
from hamkori.rooms.problems.models import Folder
from hamkori.rooms.problems.queries.feedback import Answers, Feedback

NAMES = {1: "I", 2: "II", 3: "III", 4: "IV"}
FEW = gettext_lazy("fewer than 5")


@dataclass(frozen=True, slots=True)
class Part:
    code: str
    title: str
    rows: list[tuple[str, str]]
    note: str = ""


def _count(number: int | None) -> str:
    if number is None:
        return str(FEW)
    return _("about %(number)s") % {"number": figure(number)} if number else _("none")


def _counts(found: list[tuple[str, int | None]]) -> list[tuple[str, str]]:
    """Each count that is told; what is few stands in one line."""
    told = [(name, _count(number)) for name, number in found if number is not None]
    return [*told, (_("Others, each"), str(FEW))] if len(told) < len(found) else told


def _answers(title: str, code: str, found: Answers) -> Part:
    rows = [
        (_("Concerns raised"), found.raised),
        (_("Concerns answered"), found.answered),
        (_("Solved or partly solved, the resident agrees or did not object"), found.solved),
        (_("Sent back: the resident did not agree"), found.again),
        (_("Residents who said how the answer was"), found.rated),
        (_("Of them, felt respected (4 or 5 of 5)"), found.respected),
    ]
    return Part(code, title, [(name, _count(number)) for name, number in rows] if found.raised != 0 else [])


def _folders(found: list[Folder]) -> list[tuple[str, str]]:
    return [(one.title, one.public_place.name) for one in found]


def parts(found: Feedback) -> list[Part]:
    """What was said, what became of it, what works and what does not."""
    promises = [
        (pgettext("promises in a summary", "Kept"), found.promises["kept"]),
        (pgettext("promises in a summary", "Still open, in time"), found.promises["open"]),
        (pgettext("promises in a summary", "Late"), found.promises["late"]),
        (pgettext("promises in a summary", "Not kept"), found.promises["not_kept"]),
    ]
    return [
        Part("ways", _("How residents turned to offices"),
             _counts([(str(channel.label), number) for channel, number in found.channels])),
        Part("topics", _("What about"), _counts(found.topics)),
        _answers(_("What the police were asked"), "police", found.police),
        _answers(_("What other offices were asked"), "others", found.others),
        Part("promises", _("Promises of the police that everybody can see"),
             [(name, figure(number)) for name, number in promises] if any(found.promises.values()) else []),
        Part("works", _("What works"), [*_folders(found.worked), (_("Thanks"), _count(found.thanks))]),
        Part("not", _("What does not work"), _folders(found.did_not)),
        Part("unclear", _("Not enough to tell"), _folders(found.not_clear)),
        Part("first", _("What groups of residents put first this year"),
             [(f"{pick(team.names)}: {group.label}", title) for team, tops in found.first for group, title in tops]),
    ]  # fmt: skip


def context(found: Feedback) -> dict[str, Any]:
    quarter = found.quarter
    return {
        "quarter": quarter,
        "name": NAMES[quarter.number],
        "parts": [one for one in parts(found) if one.rows],
        "before": quarter.before,
        "next": quarter.next,
    }
