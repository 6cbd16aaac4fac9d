"""What was asked for at the desk is counted by the worker, one piece at a time."""

import logging
from datetime import timedelta

from hamkori.ground.schedule.jobs import Job, registry
from hamkori.kernel.actor import SYSTEM
from hamkori.kernel.errors import HamkoriError
from hamkori.rooms.crime.analysis.actions.integrity import look_at_signals
from hamkori.rooms.crime.analysis.actions.pictures import count_hot_spots
from hamkori.rooms.crime.analysis.actions.responses import judge_plan
from hamkori.rooms.crime.models import HotSpots, ResponsePlan, SignalRun
from hamkori.rooms.crime.models.analysis import FAILED, WAITING

logger = logging.getLogger("hamkori.crime")


def count_what_waits() -> int:
    """Pictures, judgements, looks at record keeping. What cannot be counted is marked, so that it stops nothing."""
    done = 0
    for picture in HotSpots.objects.filter(state=WAITING).select_related("area").order_by("pk"):
        try:
            count_hot_spots(actor=SYSTEM, picture=picture)
        except (HamkoriError, ValueError, ArithmeticError) as error:
            logger.error("picture %s failed: %s", picture.uid, type(error).__name__)
            HotSpots.objects.filter(pk=picture.pk).update(state=FAILED)
        done += 1
    for plan in ResponsePlan.objects.filter(judge_asked_on__isnull=False, judged_on__isnull=True).order_by(
        "pk"
    ):
        try:
            judge_plan(actor=SYSTEM, plan=plan)
        except (HamkoriError, ValueError, ArithmeticError) as error:
            logger.error("judgement %s failed: %s", plan.uid, type(error).__name__)
            ResponsePlan.objects.filter(pk=plan.pk).update(judge_asked_on=None)
        done += 1
    for run in SignalRun.objects.filter(state=WAITING).order_by("pk"):
        try:
            look_at_signals(actor=SYSTEM, run=run)
        except (HamkoriError, ValueError, ArithmeticError) as error:
            logger.error("run of signals %s failed: %s", run.uid, type(error).__name__)
            SignalRun.objects.filter(pk=run.pk).update(state=FAILED)
        done += 1
    return done


registry.register(
    "crime.analysis", Job(run=count_what_waits, every=timedelta(seconds=10), lease=timedelta(minutes=30))
)
