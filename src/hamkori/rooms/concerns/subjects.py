"""What promises in the ledger know about a concern: that it is one, and the way there for those who may see it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hamkori.kernel import access
from hamkori.kernel.actor import Actor
from hamkori.rooms.commitments.subjects import Subject, subjects
from hamkori.rooms.concerns.models import Concern

SUBJECT = "concerns.concern"


def address(actor: Actor, subject_id: int) -> str:
    """The page of the concern on the desk, or "" for somebody who may not see its card."""
    concern = (
        Concern.objects.select_related("place", "topic", "organisation", "team").filter(pk=subject_id).first()
    )
    if concern is None or not concern.reference or not access.may(actor, "concern.see_card", concern):
        return ""
    return reverse("concerns_desk:concern", args=[concern.shown_reference])


def register() -> None:
    subjects.register(SUBJECT, Subject(_("Answer to a concern"), address))
