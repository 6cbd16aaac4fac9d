from datetime import timedelta

from hamkori.ground.receipts.actions import cool_down
from hamkori.ground.schedule.jobs import Job, registry

registry.register("receipts.cool_down", Job(run=cool_down, every=timedelta(minutes=1)))
