"""Releases by the desk: a statistician orders, the worker builds and audits, the statistician looks and publishes.

Pages write and read orders only; the engines are loaded by `carry_out`, in the worker.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Min
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM, Actor
from hamkori.kernel.errors import BadInput, BadState, HamkoriError, NotFound
from hamkori.rooms.crime import rules as rules  # registers the verbs
from hamkori.rooms.crime.models import Aggregate, Crime, Release, ReleaseOrder
from hamkori.rooms.crime.models.orders import BUILD, DONE, FAILED, PUBLISH, RUNNING, WAITING
from hamkori.rooms.crime.statistics.levels import Period

logger = logging.getLogger("hamkori.crime")
OPEN = (WAITING, RUNNING)
MONTHS_OFFERED = 24
SHARE_OF_BUILDING = 30
"""Per cent of an order that the store takes; the rest is counting, hiding and attacking."""


def last_day(label: str) -> date:
    """The last day of a year or a month. Raises `ValueError`."""
    Period(label)
    year, month = (int(label), 12) if len(label) == 4 else (int(label[:4]), int(label[5:]))
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def first_told() -> date | None:
    """The first day with a figure: of a record, or of a table (in aggregate mode there is no other)."""
    firsts = (
        Crime.objects.aggregate(first=Min("recorded_on"))["first"],
        Aggregate.objects.aggregate(first=Min("month"))["first"],
    )
    return min((one for one in firsts if one is not None), default=None)


def periods() -> list[str]:
    """Years and months that are over and from the first of which a figure is known, the newest first."""
    first = first_told()
    if first is None:
        return []
    today = clock.today()
    years = [str(year) for year in range(today.year - 1, first.year - 1, -1)]
    months = []
    year, month = today.year, today.month
    for _step in range(MONTHS_OFFERED):
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        if (year, month) >= (first.year, first.month):
            months.append(f"{year}-{month:02}")
    return years + months


def needs_note(label: str) -> bool:
    """A period that was published already is revised."""
    return Release.objects.filter(name=label, state__in=["published", "withdrawn"]).exists()


@action("crime.release_ordered", verb="crime.publish")
def order_release(*, actor: Actor, period: str, note: Mapping[str, str] | None = None) -> ReleaseOrder:
    """Ask for a release. A second order for a period that is being worked on is the first. Raises `BadInput`."""
    try:
        ends = last_day(period)
    except ValueError:
        raise BadInput(
            _("A period is a year such as 2025, or a month such as 2025-03."), field="period"
        ) from None
    if ends >= clock.today():
        raise BadInput(_("%(name)s is not over yet."), name=period, field="period")
    said = {code: words for code, words in (note or {}).items() if words}
    if needs_note(period) and not said:
        raise BadInput(_("A revision needs a note that says why."), field="note")
    known = ReleaseOrder.objects.select_for_update().filter(period=period, state__in=OPEN).first()
    if known is not None:
        trail.nothing_happened()
        return known
    made = ReleaseOrder.objects.create(
        kind=BUILD, period=period, note=said, asked_on=clock.today(), posting=actor.posting_id
    )
    trail.note(facts={"period": period})
    return made


@action("crime.publication_ordered", verb="crime.publish", on="release")
def order_publication(*, actor: Actor, release: Release) -> ReleaseOrder:
    """Ask for the publication of an audited release. Raises `BadState`."""
    known = ReleaseOrder.objects.select_for_update().filter(period=release.name, state__in=OPEN).first()
    if known is not None:
        trail.nothing_happened()
        return known
    if release.state != "audited":
        raise BadState
    made = ReleaseOrder.objects.create(
        kind=PUBLISH, period=release.name, release=release, asked_on=clock.today(), posting=actor.posting_id
    )
    trail.note(facts={"period": release.name, "digest": release.digest})
    return made


# --- reading


def orders() -> list[ReleaseOrder]:
    """Orders that are open, and the last one of each period that failed."""
    latest: dict[str, ReleaseOrder] = {}
    for one in ReleaseOrder.objects.order_by("pk"):
        latest[one.period] = one
    return [one for one in reversed(latest.values()) if one.state != DONE]


def releases() -> list[Release]:
    return list(Release.objects.order_by("-begins_on", "-vintage"))


def release_of(uid: str) -> Release:
    """Also one that nobody outside sees yet. Raises `NotFound`."""
    found = Release.objects.filter(uid=uid).first()
    if found is None:
        raise NotFound
    return found


def tables_of(release: Release) -> list[dict[str, Any]]:
    """{name, lane, cells, hidden} of each table, in the order of their names."""
    return [
        {
            "row": one,
            "cells": len(one.cells),
            "hidden": sum(cell[1] is None for cell in one.cells),
        }
        for one in release.tables.order_by("lane", "name")
    ]


# --- the worker


def carry_out() -> int:
    """How many orders were carried out. What cannot be done is marked with its reason, so that it stops nothing."""
    done = 0
    for order in ReleaseOrder.objects.filter(state__in=OPEN).select_related("release").order_by("pk"):
        _one(order)
        done += 1
    return done


def _one(order: ReleaseOrder) -> None:
    ReleaseOrder.objects.filter(pk=order.pk).update(state=RUNNING)
    try:
        _publish(order) if order.kind == PUBLISH else _build(order)
    except HamkoriError as error:
        logger.error("order %s failed: %s", order.uid, type(error).__name__)
        why = {}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                why[language] = str(error)
        ReleaseOrder.objects.filter(pk=order.pk).update(state=FAILED, why=why)
    except (ArithmeticError, ValueError, OSError) as error:
        logger.error("order %s failed: %s", order.uid, type(error).__name__)
        ReleaseOrder.objects.filter(pk=order.pk).update(state=FAILED)
    else:
        ReleaseOrder.objects.filter(pk=order.pk).update(state=DONE, percent=100, release=order.release)


def _build(order: ReleaseOrder) -> None:
    from hamkori.rooms.crime.statistics import actions

    release = actions.build_release(
        actor=SYSTEM, name=order.period, note=order.note, progress=_share(order, 0, SHARE_OF_BUILDING)
    )
    order.release = actions.audit_release(
        actor=SYSTEM, release=release, progress=_share(order, SHARE_OF_BUILDING, 100)
    )


def _publish(order: ReleaseOrder) -> None:
    from hamkori.rooms.crime.statistics import actions

    if order.release is None:
        raise BadState
    order.release = actions.publish_release(actor=SYSTEM, release=order.release)


def _share(order: ReleaseOrder, begins: int, ends: int) -> Callable[[int, int, str], None]:
    """Keeps how far the order is, only when a whole per cent was added and outside a transaction."""
    last = [order.percent]

    def progress(done: int, total: int, words: str) -> None:
        percent = begins + (ends - begins) * done // max(total, 1)
        if percent > last[0] and not transaction.get_connection().in_atomic_block:
            last[0] = percent
            ReleaseOrder.objects.filter(pk=order.pk).update(percent=min(percent, 99))

    return progress
