"""Writes of what statistics stand on besides records: populations, figures of surveys and services.

A file is kept whole or not at all. The same file again changes nothing; another number for the same day replaces the
former one, and the record of changes says so.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import NotAllowed
from hamkori.rooms.crime import rules as rules  # registers the verbs
from hamkori.rooms.crime.models import BesideFigure, Population
from hamkori.rooms.crime.statistics.intake import BesideRow, PopulationRow


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of the rows of a file."""

    new: int
    changed: int
    same: int

    def __str__(self) -> str:
        return f"{self.new} new, {self.changed} changed, {self.same} the same"


@action("crime.populations_kept", verb="crime.publish")
def keep_populations(*, actor: Actor, rows: Sequence[PopulationRow], digest: str = "") -> Kept:
    """Keep dated populations. Raises `NotAllowed` when one lies outside the actor's area: then none is kept."""
    if any(not actor.covers(row.path) for row in rows):
        raise NotAllowed
    known = {
        (one.place_id, one.on, one.sex): one
        for one in Population.objects.select_for_update().filter(
            place_id__in={row.place for row in rows}, on__in={row.on for row in rows}
        )
    }
    fresh, changed = [], []
    for row in rows:
        one = known.get(row.key)
        if one is None:
            fresh.append(
                Population(place_id=row.place, on=row.on, sex=row.sex, number=row.number, source=row.source)
            )
        elif (one.number, one.source) != (row.number, row.source):
            one.number, one.source = row.number, row.source
            changed.append(one)
    if not fresh and not changed:
        trail.nothing_happened()
        return Kept(0, 0, len(rows))
    Population.objects.bulk_create(fresh, batch_size=500)
    Population.objects.bulk_update(changed, ["number", "source"], batch_size=500)
    trail.note(facts={"new": len(fresh), "changed": len(changed), "digest": digest})
    return Kept(len(fresh), len(changed), len(rows) - len(fresh) - len(changed))


@action("crime.beside_kept", verb="crime.publish")
def keep_beside(*, actor: Actor, rows: Sequence[BesideRow], digest: str = "") -> Kept:
    """Keep figures of surveys and services; they stand in every release that is audited from now on (K23)."""
    known = {
        one.code: one
        for one in BesideFigure.objects.select_for_update().filter(code__in=[row.code for row in rows])
    }
    new = changed = 0
    for row in rows:
        values = {
            "kind": row.kind, "what": row.what, "unit": row.unit, "number": row.number, "low": row.low,
            "high": row.high, "asked": row.asked, "begins_on": row.begins_on, "ends_on": row.ends_on,
            "reference": row.reference,
        }  # fmt: skip
        one = known.get(row.code)
        if one is not None and all(getattr(one, name) == value for name, value in values.items()):
            continue
        BesideFigure.objects.update_or_create(code=row.code, defaults={**values, "kept_on": clock.today()})
        new, changed = new + (one is None), changed + (one is not None)
    if not new and not changed:
        trail.nothing_happened()
        return Kept(0, 0, len(rows))
    trail.note(facts={"new": new, "changed": changed, "digest": digest})
    return Kept(new, changed, len(rows) - new - changed)


def digest_of_file(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
