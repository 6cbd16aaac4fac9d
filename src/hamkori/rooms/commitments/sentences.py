"""Steps and reasons that are kept as codes, put into words when they are shown."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MARKS: dict[str, str | Promise] = {
    "made": _("Promised"),
    "done": _("Says that it is done"),
    "confirmed": _("Confirmed: it is kept"),
    "reopened": _("Not agreed: open again"),
    "check_called": _("Nobody confirmed in time: somebody else checks"),
    "check_agreed": _("The check agrees: it is kept"),
    "check_disagreed": _("The check does not agree: open again"),
    "not_kept": _("Not kept"),
    "withdrawal_asked": _("Asks to take it back"),
    "withdrawn": _("Both sides took it back"),
    "moved": _("New day"),
    "explained": _("Explained why it is late"),
    "passed_on": _("Another office answers now; the day stays"),
    "late_reminder": _("Late: the office was reminded"),
    "late_head": _("Late: the head of the office was told"),
    "late_parent": _("Late: the office above was told"),
    "late_council": _("Late: the public council was told"),
    "late_public": _("Late: everyone can see it now"),
    "gone": _("The concern was taken back; the promise rests"),
}

REASONS: dict[str, str | Promise] = {
    "answer": _("The office wrote the reason to the resident."),
    "refused": _("The office refused, with a listed reason."),
    "not_solved": _("The concern was not solved."),
    "referred": _("Another service goes on with it."),
    "duplicate": _("It was raised before and goes on there."),
    "concern_closed": _("The concern was closed in another way."),
}


def mark_words(kind: str) -> str:
    return str(MARKS.get(kind, ""))


def reason_words(text: str, code: str) -> str:
    return text or str(REASONS.get(code, ""))
