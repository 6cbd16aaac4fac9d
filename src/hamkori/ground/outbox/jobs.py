from datetime import timedelta

from hamkori.ground.outbox import actions
from hamkori.ground.schedule.jobs import Job, registry


def send() -> int:
    """Runs under the job's lease: whatever still stands as `sending` at its start was left by a killed worker."""
    actions.settle_lost()
    return actions.send_waiting()


registry.register("outbox.send", Job(run=send, every=timedelta(seconds=20), lease=timedelta(minutes=10)))
registry.register("outbox.pauses", Job(run=actions.shorten_pauses, every=timedelta(minutes=1)))
