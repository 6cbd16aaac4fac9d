"""System lines of a conversation, put into words for the resident and for the office."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "taken_up": _("The office has opened your concern."),
    "handed_over": _("Another person of the same office answers now. The day of the answer stays."),
    "passed_on": _("Passed on. Who answers now: %(organisation)s"),
    "name_asked": _("%(organisation)s asks whether it may see your name. You decide below."),
    "name_allowed": _("You allowed this office to see your name: %(organisation)s"),
    "name_refused": _("This office may not see your name: %(organisation)s"),
    "strip_typed": _("The office has typed the contact from your paper strip."),
    "withdrawn": _("You took the concern back. Your words and contacts were deleted."),
    "confirmed": _("You agreed. The concern is closed."),
    "reopened": _("You opened the concern again. A new day for the answer is set."),
    "check_called": _("Somebody who is not from this office will check what was done."),
    "check_agreed": _("The independent check agrees with what was done. The concern is closed."),
    "check_disagreed": _("The independent check does not agree. The office goes on working."),
    "late_reminder": _("The answer is late. The office was reminded."),
    "late_paper": _(
        "The answer is late. This office does not use the site: the team can carry a letter there."
    ),
    "late_head": _("The answer is late. The head of the office was told."),
    "late_parent": _("The answer is late. The office above was told."),
    "late_council": _("The answer is late. The public council was told."),
    "late_public": _("The answer is late. Everyone can see this now, with the office's own explanation."),
    "explained": _("The office explained why it is late."),
    "text_shown": _("Your text is public now, after review."),
    "text_declined": _("Your text was not made public. Reason: %(reason)s"),
    "text_hidden": _("Your text was hidden. Reason: %(reason)s"),
    "text_taken_back": _("You took back your yes: the text is not public."),
    "moderation_appealed": _("You did not agree. The public council will decide."),
    "appeal_restored": _("The public council decided: the text is shown."),
    "appeal_upheld": _("The public council decided: the text stays hidden."),
    "sealed": _("This was moved to a protected place. Please read the help page."),
    "cleared": _("A trained reviewer has read it and sent it to the office."),
}


FOR_THE_OFFICE: dict[str, str | Promise] = {
    "taken_up": _("Somebody of the office has opened it."),
    "name_asked": _("%(organisation)s has asked whether it may see the name."),
    "name_allowed": _("The resident allowed this office to see the name: %(organisation)s"),
    "name_refused": _("The resident does not allow this office to see the name: %(organisation)s"),
    "strip_typed": _("The contact from the paper strip was typed."),
    "withdrawn": _("The resident took the concern back. Words and contacts were deleted."),
    "confirmed": _("The resident agreed. The concern is closed."),
    "reopened": _("The resident opened it again. A new day for the answer is set."),
    "text_shown": _("The text is public now, after review."),
    "text_declined": _("The text was not made public. Reason: %(reason)s"),
    "text_hidden": _("The text was hidden. Reason: %(reason)s"),
    "text_taken_back": _("The author took back the yes: the text is not public."),
    "moderation_appealed": _("The author did not agree. The public council will decide."),
    "sealed": _("This was moved to a protected place."),
}
"""The same lines where the office reads them; every other line is the same for both."""


def sentence(kind: str, values: dict[str, Any], *, for_office: bool = False) -> str:
    """The words of a system line; an unknown kind is silent."""
    text = (FOR_THE_OFFICE.get(kind) if for_office else None) or SENTENCES.get(kind)
    if text is None:
        return ""
    return str(text) % {"organisation": "", "reason": "", **values}
