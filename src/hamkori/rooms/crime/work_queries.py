"""What waits for the statistician and for the integrity officer, for "my work today"."""

from datetime import timedelta
from typing import Any

from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.rooms.crime.models import AuditSample, Release, ReleaseOrder, Signal, SignalRun
from hamkori.rooms.crime.register.imports import queries as imports
from hamkori.rooms.crime.statistics import reporting
from hamkori.rooms.crime.statistics.outputs.words import period_name

MOST = 6
LATELY = timedelta(days=30)
"""An order that failed, or a file with faults, is shown so long."""


def of_statistician(actor: Actor) -> dict[str, Any]:
    """Who has not reported, releases on their way, files that need a look. Nine questions to the database at most."""
    since = clock.today() - LATELY
    last = _published_last()
    to_publish = Release.objects.filter(state="audited").order_by("name", "vintage")[:MOST]
    orders = ReleaseOrder.objects.exclude(state="done").filter(asked_on__gte=since).order_by("-pk")[:MOST]
    files = imports.visible_to(actor).exclude(state="done").filter(began_at__gte=clock.now() - LATELY)
    month, silent, areas = reporting.last_month(actor=actor)
    return {
        "month": period_name(f"{month:%Y-%m}"),
        "silent": silent,
        "areas": areas,
        "last": last,
        "last_period": period_name(last.name) if last else "",
        "to_publish": [(one, period_name(one.name)) for one in to_publish],
        "orders": [(one, period_name(one.period)) for one in orders],
        "files": list(files.order_by("-began_at")[:MOST]),
    }


def silent_month(actor: Actor) -> str:
    """The last finished month in words, when the actor's district said nothing about it; "" when it did.

    One question to the database where crimes are recorded, four where nothing came.
    """
    if not actor.place_path:
        return ""
    month = reporting.silent_about(actor.place_path)
    return period_name(f"{month:%Y-%m}") if month else ""


def of_commander() -> dict[str, Any] | None:
    """The way from the desk to the published figures, and to what surveys and services counted beside them (K23)."""
    last = _published_last()
    return {"last": last, "last_period": period_name(last.name)} if last else None


def _published_last() -> Release | None:
    return Release.objects.filter(state="published").order_by("-published_on", "-pk").first()


def of_integrity(actor: Actor) -> dict[str, Any]:
    """The last look at record keeping, what nobody has looked into yet, and samples that are open."""
    run = SignalRun.objects.exclude(made_on=None).order_by("-ends_on", "-begins_on").first()
    samples = AuditSample.objects.filter(closed_on=None).select_related("signal__area").order_by("pk")
    untouched = (
        [one for one in Signal.objects.filter(run=run, samples=None) if actor.covers(one.path)] if run else []
    )
    return {
        "run": run,
        "untouched": len(untouched),
        "samples": [one for one in samples if actor.covers(one.signal.path)][:MOST],
    }
