"""What people type to say who they are: user names and telephone numbers."""

import re
import unicodedata

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hamkori.kernel import crypto
from hamkori.kernel.errors import BadInput
from hamkori.kernel.forms import PhoneField

SHORTEST, LONGEST = 3, 40
_ALLOWED = re.compile(r"[\w.\-]+")


def fold_username(text: str) -> str:
    """One spelling of a user name: composed, small letters, no blanks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).casefold())


def checked_username(text: str) -> str:
    """The folded user name. Raises `BadInput` if nobody may have it.

    It holds a letter, so it cannot be taken for a number, and letters of one script only, so that nobody's name
    looks like another's.
    """
    name = fold_username(text)
    if not SHORTEST <= len(name) <= LONGEST:
        raise BadInput(
            _("Choose a user name of %(shortest)s to %(longest)s characters."),
            field="username",
            shortest=SHORTEST,
            longest=LONGEST,
        )
    scripts = {unicodedata.name(letter, "?").split()[0] for letter in name if letter.isalpha()}
    if not _ALLOWED.fullmatch(name) or not scripts:
        raise BadInput(
            _("A user name has letters, digits, dots and dashes, and at least one letter."), field="username"
        )
    if len(scripts) > 1:
        raise BadInput(_("Use letters of one alphabet only in the user name."), field="username")
    return name


def checked_phone(text: str) -> str:
    """The number in international form, or "" for nothing. Raises `BadInput`."""
    try:
        return str(_phone_field().clean(text) or "")
    except ValidationError as error:
        raise BadInput(" ".join(error.messages).replace("%", "%%"), field="phone") from error


def phone_hash(number: str) -> str | None:
    """The keyed hash under which a number is found; None without a number."""
    return crypto.keyed_hash(number, purpose="accounts.phone") if number else None


def _phone_field() -> PhoneField:
    return PhoneField(region=str(getattr(settings, "HAMKORI_COUNTRY", "tj")).upper(), required=False)


def as_phone(identifier: str) -> str:
    """The number if `identifier` can be one, else ""."""
    if any(letter.isalpha() for letter in identifier):
        return ""
    try:
        return str(_phone_field().clean(identifier) or "")
    except ValidationError:
        return ""


def subject_of(identifier: str) -> str:
    """The keyed hash under which wrong tries for a typed name or number are counted, known to us or not."""
    return crypto.keyed_hash(as_phone(identifier) or fold_username(identifier), purpose="accounts.pause")
