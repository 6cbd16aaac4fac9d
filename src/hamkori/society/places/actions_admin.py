"""Writes of the pages on which an administrator keeps the territory."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadState
from hamkori.society.countries.upsert import EVERYTHING
from hamkori.society.places.actions import add_places, rename_place, retire_place
from hamkori.society.places.importing import Addition, Plan
from hamkori.society.places.models import Place


@action("places.imported", verb="place.change", on="within")
def import_places(*, actor: Actor, within: Place | None, plan: Plan) -> int:
    """Everything that a file adds, or nothing; how many places were added or completed.

    Raises `BadState` for a plan with faults: the file has to be corrected first.
    """
    if plan.faults:
        raise BadState(_("Nothing was taken over: please correct the faults first."))
    if not plan.changes:
        trail.nothing_happened()
        return 0
    if plan.new:
        add_places(actor=actor, rows=plan.new, within=within)
    for addition in plan.added:
        _complete(actor, addition)
    counts = [one for one in plan.added if one.population is not None]
    for one in counts:
        assert one.population is not None
        _set_population(one.place, *one.population)
    Place.objects.bulk_update(
        [one.place for one in counts],
        ["population", "population_on", "population_source", "local_fields"],
        batch_size=200,
    )
    trail.note(subject=within, facts={"new": len(plan.new), "completed": len(plan.added)})
    return plan.changes


def _complete(actor: Actor, addition: Addition) -> None:
    if addition.names:
        rename_place(actor=actor, place=addition.place, names=addition.names)


def _set_population(place: Place, people: int, on: date, counted_by: str) -> None:
    place.population, place.population_on, place.population_source = people, on, counted_by
    if EVERYTHING not in place.local_fields:
        place.local_fields = sorted({*place.local_fields, "population", "population_on", "population_source"})


@action("place.closed", verb="place.change", on="place")
def close_place(*, actor: Actor, place: Place) -> Place:
    """The place no longer exists and nothing is inside it any more. Raises `BadState` while something is."""
    if place.retired_on is not None:
        trail.nothing_happened()
        return place
    if place.children.filter(retired_on__isnull=True).exists():
        raise BadState(_("There are still places inside. Retire those first."))
    return retire_place(actor=actor, place=place)
