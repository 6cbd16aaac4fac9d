"""What runs on a clock: forgetting that slips were given."""

from datetime import timedelta

from hamkori.ground.schedule.jobs import Job, registry
from hamkori.kernel import clock
from hamkori.rooms.problems.models import Slip

KEEP_DAYS = 90


def forget_slips() -> int:
    """After three months nobody presses the same button again."""
    gone, _rows = Slip.objects.filter(on__lt=clock.today() - timedelta(days=KEEP_DAYS)).delete()
    return gone


registry.register("problems.slips", Job(run=forget_slips, every=timedelta(hours=6)))
