"""What the worker does for the crime room: files, releases that the desk asked for, and the days of filings."""

from datetime import timedelta

from hamkori.ground.deadlines import queries as deadlines
from hamkori.ground.schedule.jobs import Job, registry
from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM
from hamkori.kernel.errors import NotFound
from hamkori.society.countries.queries import setting

SUBJECT = "crime.filing"
BATCH = 200
MOST_DAYS_A_MONTH = 30
"""The notice says “at most”: a month is counted short."""


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


def climb_ladders() -> int:
    """Every step of the ladder that is due for a filing. Each is a transaction of its own and is taken once."""
    from hamkori.rooms.crime.register.filing.actions import ladder

    late = deadlines.ready_for_next_step(clock.today(), SUBJECT, BATCH)
    return sum(ladder.climb(actor=SYSTEM, deadline=one) is not None for one in late)


def forget_old_filings() -> int:
    """What was decided longer ago than the country's setting loses words, name and telephone (K09)."""
    from hamkori.rooms.crime.models import Filing
    from hamkori.rooms.crime.register.filing.actions import holding

    try:
        months = setting("retention_closed_months")
    except NotFound:  # no country is loaded yet
        return 0
    if not months:
        return 0
    last_day = clock.today() - timedelta(days=MOST_DAYS_A_MONTH * int(months))
    old = Filing.objects.filter(closed_on__lt=last_day, forgotten_on__isnull=True).order_by("closed_on", "pk")
    forgotten = 0
    for filing in old[:BATCH]:
        holding.forget_old(actor=SYSTEM, filing=filing)
        forgotten += 1
    return forgotten


registry.register("crime.filings_ladder", Job(run=climb_ladders, every=timedelta(minutes=5)))
registry.register("crime.filings_forget", Job(run=forget_old_filings, every=timedelta(hours=6)))
