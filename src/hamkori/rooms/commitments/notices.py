"""Letters about promises: a number and a day, nothing else that a stranger could read."""

from datetime import date

from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import gettext as _

from hamkori.ground.outbox import actions as outbox
from hamkori.kernel.actor import Role
from hamkori.rooms.commitments.models import Commitment
from hamkori.society.accounts.queries import postings_of


def remind(
    *, commitment: Commitment, organisation_id: int, roles: tuple[Role, ...], step: str, due_on: date
) -> int:
    """Tell the holders of these roles that a promise is late. Returns how many letters were queued."""
    queued = 0
    for posting in postings_of(organisation_id, roles):
        if not posting.user.phone:
            continue
        language = posting.user.language or settings.LANGUAGE_CODE
        with translation.override(language):
            text = _("Promise %(reference)s is late (%(date)s). Please open your list of promises.") % {
                "reference": commitment.shown_reference,
                "date": formats.date_format(due_on, "DATE_FORMAT"),
            }
        letter = outbox.queue(
            kind="promise." + step,
            channel="sms",
            address=posting.user.phone,
            text=text,
            once=f"promise|{commitment.pk}|{step}|{due_on.isoformat()}|{posting.pk}",
            language=language,
        )
        queued += letter is not None
    return queued
