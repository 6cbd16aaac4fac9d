"""Words of this room that several pages share."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamkori.kernel.actor import Role

ROLE_WORDS: dict[Role, str | Promise] = {
    Role.HANDLER: _("Answers concerns"),
    Role.HEAD: _("Head of the office"),
    Role.CLERK: _("Types in paper forms"),
    Role.OPERATOR: _("Telephone operator"),
    Role.SECRETARY: _("Secretary of the partnership team"),
    Role.MEMBER: _("Member of the partnership team"),
    Role.DUTY: _("Duty officer"),
    Role.REGISTRAR: _("Crime registrar"),
    Role.STATISTICIAN: _("Statistician"),
    Role.INTEGRITY: _("Integrity officer"),
    Role.REVIEWER: _("Reviewer outside the police"),
    Role.COUNCIL: _("Public council"),
    Role.COMMANDER: _("Command: sees what is late"),
    Role.ADMINISTRATOR: _("Administrator of people"),
}

PASSWORD_SENTENCES: dict[str, str | Promise] = {
    "password_too_short": _("The password is too short. At least: 10 characters."),
    "password_too_common": _("Many people use this password. Please choose another one."),
    "password_entirely_numeric": _("Do not use digits only. Add a few words."),
}
WEAK_PASSWORD = _("This password is too easy to guess. Please choose another one.")


def role_in_words(code: str) -> str:
    """What a role may do, in words."""
    return str(ROLE_WORDS[Role(code)])
