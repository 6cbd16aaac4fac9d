"""“I have this problem too”: counts, never people (K62)."""

from django.db.models import F

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.ground.receipts.actions import submission_hash
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadState
from hamkori.rooms.concerns.models import Concern, Voice
from hamkori.rooms.concerns.states import UNDECIDED, Public


@action("concern.joined")
def me_too(*, actor: Actor, concern: Concern, submission_key: str) -> Concern:
    """Add one voice. The form's sealed key makes a second press count once; no identity is kept."""
    concern = Concern.objects.select_for_update().get(pk=concern.pk)
    if concern.state not in UNDECIDED or concern.public_state != Public.SHOWN:
        raise BadState()
    _voice, created = Voice.objects.get_or_create(
        key=submission_hash(submission_key), defaults={"on": clock.today()}
    )
    if not created:
        trail.nothing_happened()
        return concern
    Concern.objects.filter(pk=concern.pk).update(me_too=F("me_too") + 1)
    concern.refresh_from_db(fields=["me_too"])
    trail.note(subject=concern, changed=["me_too"])
    return concern
