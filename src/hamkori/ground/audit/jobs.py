from datetime import timedelta

from hamkori.ground.audit.seal import seal_committed
from hamkori.ground.schedule.jobs import Job, registry

registry.register("audit.seal", Job(run=seal_committed, every=timedelta(seconds=3)), order=10)
