"""What the worker does for the crime room: it takes in files and makes the releases that the desk asked for."""

from datetime import timedelta

from hamkori.ground.schedule.jobs import Job, registry


def take_imports() -> int:
    """Rows read. Loaded here only: web workers register the job, they never run it."""
    from hamkori.rooms.crime.models import Import

    if not Import.objects.filter(state__in=["waiting", "running"], upload__isnull=False).exists():
        return 0
    from hamkori.rooms.crime.register.imports.running import take_waiting

    return take_waiting()


registry.register(
    "crime.imports", Job(run=take_imports, every=timedelta(seconds=5), lease=timedelta(minutes=10))
)


def carry_out_orders() -> int:
    """Releases that were ordered at the desk."""
    from hamkori.rooms.crime.statistics import actions_orders as orders

    return orders.carry_out()


registry.register(
    "crime.releases", Job(run=carry_out_orders, every=timedelta(seconds=10), lease=timedelta(hours=2))
)
