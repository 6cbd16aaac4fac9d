"""Words of programmes: about programmes and places, never about persons, and never a count that K21 forbids."""

from django.utils.translation import gettext_lazy as _

from hamkori.kernel import guard
from hamkori.kernel.errors import BadInput
from hamkori.rooms.problems.texts import known_names
from hamkori.rooms.problems.texts import put as put
from hamkori.rooms.programmes import never
from hamkori.society.places.models import Place


def worded(
    text: str, *, field: str, place: Place, names_are_places: bool = False, may_be_empty: bool = False
) -> str:
    """`text` without blanks around it. Raises `BadInput` on `field` for names and numbers of people."""
    text = text.strip()
    if not text:
        if may_be_empty:
            return ""
        raise BadInput(_("Please fill in this field."), field=field)
    for finding in guard.findings(text, known=known_names(place)):
        if finding.kind in guard.CERTAIN or not names_are_places:
            raise BadInput(finding.sentence, field=field)
    return text


def nothing_forbidden(text: str, *, field: str) -> None:
    """Raise `BadInput` with the reason when `text` counts persons, arrests, cases or fines (K21)."""
    if why := never.refused(text):
        raise BadInput(never.WHY[why], field=field)
