"""Signals about record keeping, the samples they open, and what was found there. For the integrity role only (K21)."""

import random
import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.access import require
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.crime import rules as rules  # registers the verbs
from hamkori.rooms.crime.analysis import bookkeeping
from hamkori.rooms.crime.analysis.words import FINDINGS, WRONG
from hamkori.rooms.crime.models import AuditSample, Signal, SignalRun
from hamkori.rooms.crime.models.analysis import DONE, WAITING
from hamkori.society.places.models import Place

if TYPE_CHECKING:
    from hamkori.rooms.crime.analysis.signals import Found

MARGINS = (5, 10)
LEAST, LONGEST = timedelta(days=89), timedelta(days=366)


@action("crime.signals_asked", verb="crime.integrity")
def ask_signals(*, actor: Actor, begins: date, ends: date) -> SignalRun:
    """Ask for a look at a period of three months to a year; the worker does it. Raises `BadInput`."""
    if ends >= clock.today():
        raise BadInput(_("This day has not come yet."), field="ends")
    if not LEAST <= ends - begins + timedelta(days=1) <= LONGEST:
        raise BadInput(_("Look at three months to a year: shorter stretches say too little."), field="begins")
    row = SignalRun.objects.filter(begins_on=begins, ends_on=ends).first() or SignalRun(
        begins_on=begins, ends_on=ends
    )
    row.state, row.asked_on, row.posting = WAITING, clock.today(), actor.posting_id
    row.save()
    return row


def look_at_signals(*, actor: Actor, run: SignalRun) -> SignalRun:
    """Compute all signals of a run and keep what stands out. Loads the engines: for jobs and commands."""
    from hamkori.rooms.crime.analysis import signals

    require(actor, "crime.integrity")
    found, result = signals.look(run.begins_on, run.ends_on)
    run.result = result
    return _keep_signals(actor=actor, run=run, found=found)


@action("crime.signals_found", verb="crime.integrity")
def _keep_signals(*, actor: Actor, run: SignalRun, found: "list[Found]") -> SignalRun:
    """Signals of an earlier look at the same days are brought up to date; those with a sample stay."""
    places = {place.path: place for place in Place.objects.filter(path__in=run.result["areas"])}
    kept = []
    for one in found:
        row, _made = Signal.objects.update_or_create(
            area=places[one.path], kind=one.kind, begins_on=run.begins_on, ends_on=run.ends_on,
            defaults={
                "run": run, "path": one.path, "count": one.count, "out_of": one.out_of, "expected": one.expected,
                "p_value": one.p_value, "q_value": one.q_value, "found_on": clock.today(),
            },
        )  # fmt: skip
        kept.append(row.pk)
    run.signals.exclude(pk__in=kept).filter(samples__isnull=True).delete()
    run.state, run.made_on = DONE, clock.today()
    run.save(update_fields=["result", "state", "made_on"])
    trail.note(facts={"areas": len(run.result["areas"]), "signals": len(kept)})
    return run


def size_of_sample(population: int, margin: int) -> int:
    """How many of so many records to look at, for a share of wrong ones known to `margin` points at 95 %.

    Cochran (1977, section 4.4) with the finite correction, at the worst share of a half; the same as
    `measures.integrity.audit_sample`, without its engine.
    """
    import math
    from statistics import NormalDist

    if not population:
        return 0
    z = NormalDist().inv_cdf(0.975)
    unlimited = z * z * 0.25 / (margin / 100) ** 2
    return min(population, math.ceil(unlimited / (1 + (unlimited - 1) / population) - 1e-9))


@action("crime.sample_drawn", verb="crime.integrity", on="signal")
def draw_sample(*, actor: Actor, signal: Signal, margin: int = 5, seed: str = "") -> AuditSample:
    """Draw records behind a signal for a look by hand: the size is computed, the seed recorded.

    Drawn from the sorted references with `random.Random(seed)`, so anybody with the register draws the same again.
    """
    if margin not in MARGINS:
        raise BadInput(_("Please choose from the list."), field="margin")
    open_one = signal.samples.filter(closed_on__isnull=True).first()
    if open_one is not None:
        trail.nothing_happened()
        return open_one
    book = bookkeeping.read(signal.begins_on, signal.ends_on, signal.path).get(signal.path)
    population = sorted(book.members[signal.kind]) if book else []
    if not population:
        raise BadState(_("There is nothing left to draw from."))
    size = size_of_sample(len(population), margin)
    seed = seed or secrets.token_hex(16)
    drawn = random.Random(seed).sample(population, size)  # noqa: S311 - to be drawn again by others
    row = AuditSample.objects.create(
        signal=signal, of="report" if signal.kind in bookkeeping.OF_REPORTS else "crime", margin=margin, size=size,
        population=len(population), seed=seed, crimes=sorted(drawn), drawn_on=clock.today(),
    )  # fmt: skip
    trail.note(facts={"size": size, "population": len(population), "seed": seed})
    return row


@action("crime.sample_closed")
def close_sample(*, actor: Actor, sample: AuditSample, findings: Mapping[str, int]) -> AuditSample:
    """Write what was found: how many records of each kind of finding. Raises `BadInput` when they do not add up."""
    require(actor, "crime.integrity", sample.signal)
    sample = AuditSample.objects.select_for_update().get(pk=sample.pk)
    if sample.closed_on is not None:
        raise BadState(_("What was found stands already."))
    if set(findings) - set(FINDINGS) or any(number < 0 for number in findings.values()):
        raise BadInput(_("Please choose from the list."))
    if sum(findings.values()) != sample.size:
        raise BadInput(
            _("Together these must be all %(size)s records of the sample."), field="right", size=sample.size
        )
    sample.findings = {code: number for code, number in findings.items() if number}
    sample.found_wrong = sum(number for code, number in findings.items() if code in WRONG)
    sample.closed_on = clock.today()
    sample.save(update_fields=["findings", "found_wrong", "closed_on"])
    trail.note(facts={"wrong": sample.found_wrong, "of": sample.size})
    return sample
