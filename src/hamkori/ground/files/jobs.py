from datetime import timedelta

from hamkori.ground.files.actions import purge_pending
from hamkori.ground.schedule.jobs import Job, registry

registry.register("files.purge_pending", Job(run=purge_pending, every=timedelta(hours=6)), order=80)
