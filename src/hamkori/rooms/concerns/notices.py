"""Letters about concerns. A letter tells a stranger nothing: a reference, never a topic, a place or a name."""

from datetime import date, timedelta

from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import gettext as _

from hamkori.ground.outbox import actions as outbox
from hamkori.ground.receipts import queries as receipts
from hamkori.kernel import clock
from hamkori.kernel.actor import Role
from hamkori.kernel.references import show_reference
from hamkori.rooms.concerns.models import Concern, Identity
from hamkori.society.accounts.queries import postings_of

SUBJECT = "concerns.concern"
DAYS_A_LETTER_WAITS = 30
"""Longer than a letter can wait for a gateway that is tried again."""


def _reference(concern: Concern) -> str:
    receipt = receipts.of_subject(SUBJECT, concern.pk)
    return show_reference(receipt.reference) if receipt else ""


def remind(
    *, concern: Concern, organisation_id: int, roles: tuple[Role, ...], step: str, due_on: date
) -> int:
    """Tell the holders of these roles that something is late. Returns how many letters were queued."""
    reference = _reference(concern)
    queued = 0
    for posting in postings_of(organisation_id, roles):
        if not posting.user.phone:
            continue
        with translation.override(posting.user.language or settings.LANGUAGE_CODE):
            text = _("Number %(reference)s: the answer was due on %(date)s. Please open your work list.") % {
                "reference": reference,
                "date": formats.date_format(due_on, "DATE_FORMAT"),
            }
        letter = outbox.queue(
            kind="late." + step,
            channel="sms",
            address=posting.user.phone,
            text=text,
            once=f"{concern.pk}|{step}|{due_on.isoformat()}|{posting.pk}",
            language=posting.user.language or settings.LANGUAGE_CODE,
        )
        queued += letter is not None
    return queued


def tell_resident(concern: Concern, *, occasion: str) -> None:
    """A neutral line to the resident's own number, if the resident wished it (K56). One an `occasion`: a day."""
    identity = Identity.objects.filter(concern=concern, tell_by_sms=True).first()
    if identity is None or not identity.phone:
        return
    with translation.override(concern.language):
        text = _("News on number %(reference)s. Open it with your code or call when it suits you.") % {
            "reference": _reference(concern)
        }
    outbox.queue(
        kind="news",
        channel="sms",
        address=identity.phone,
        text=text,
        once=f"{concern.pk}|{occasion}",
        language=concern.language,
    )


def take_back(concern: Concern) -> None:
    """The concern is gone: no message about it reaches a telephone that others may read (K03)."""
    today = clock.today()
    days = [today - timedelta(days=back) for back in range(DAYS_A_LETTER_WAITS)]
    outbox.take_back(
        kind="news", channel="sms", occasions=[f"{concern.pk}|{day.isoformat()}" for day in days]
    )
