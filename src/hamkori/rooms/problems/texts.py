"""Texts of a folder: about places and behaviour, never about persons (K01, K18, K33)."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from hamkori.kernel import guard
from hamkori.kernel.errors import BadInput
from hamkori.rooms.concerns import screening
from hamkori.society.places import queries as places
from hamkori.society.places.models import Place

Texts = dict[str, str]


def known_names(place: Place) -> frozenset[str]:
    """Words of the names of a place and of those above: they look like names of people."""
    found: set[str] = set()
    for one in (place, *places.ancestors(place)):
        for name in one.names.values():
            found |= set(str(name).split())
    return frozenset(found)


def checked(
    text: str, *, field: str, place: Place, names_are_places: bool = False, may_be_empty: bool = False
) -> str:
    """`text` without blanks around it. Raises `BadInput` on `field` for what must not stand in a folder."""
    text = text.strip()
    if not text:
        if may_be_empty:
            return ""
        raise BadInput(_("Please fill in this field."), field=field)
    if screening.look(text) is not None:
        raise BadInput(
            _(
                "This sounds like violence, danger or money that was asked for. It does not belong in a folder: "
                "tell the person about the help numbers, and write only about the place."
            ),
            field=field,
        )
    if screening.labels_people(text):
        raise BadInput(
            _("Write about the place and what happens there, not about groups of people."), field=field
        )
    for finding in guard.findings(text, known=known_names(place)):
        if finding.kind in guard.CERTAIN or not names_are_places:
            raise BadInput(finding.sentence, field=field)
    return text


def put(texts: Texts, language: str, text: str) -> Texts:
    """`texts` with `text` in `language`; an empty text takes it out."""
    changed = {**texts, language: text}
    return {code: words for code, words in changed.items() if words}


def of_list(codes: Iterable[str], known: Iterable[str], *, field: str) -> list[str]:
    """`codes` in the order of the list. Raises `BadInput` for one that the list does not have."""
    wanted, order = set(codes), list(known)
    if wanted - set(order):
        raise BadInput(_("Please choose from the list."), field=field)
    return [code for code in order if code in wanted]
