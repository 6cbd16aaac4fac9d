"""What the channels do on a clock."""

from datetime import timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from hamkori.faces.channels.gateways import tidy_letters
from hamkori.ground.audit.seal import latest_checkpoint, printed
from hamkori.ground.outbox import actions as outbox
from hamkori.ground.schedule.jobs import Job, registry
from hamkori.kernel import clock


def mail_checkpoint() -> int:
    """Once a day the line of the seal goes to `HAMKORI_ANCHOR_TO`, the council say: an anchor outside."""
    checkpoint = latest_checkpoint()
    if not settings.HAMKORI_ANCHOR_TO or checkpoint is None:
        return 0
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("The seal of the record")
        text = _(
            "Please keep this line. Later it shows whether the record was changed:\n\n%(line)s\n\n"
            "Steps in the record so far: %(count)s"
        ) % {"line": printed(checkpoint), "count": checkpoint.last_sequence}
    letter = outbox.queue(
        kind="audit.anchor",
        channel="mail",
        address=settings.HAMKORI_ANCHOR_TO,
        subject=subject,
        text=text,
        once=clock.today().isoformat(),
        language=settings.LANGUAGE_CODE,
    )
    return int(letter is not None)


registry.register("channels.anchor", Job(run=mail_checkpoint, every=timedelta(hours=1)))
registry.register("channels.tidy_letters", Job(run=tidy_letters, every=timedelta(hours=6)))
