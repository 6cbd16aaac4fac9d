"""Writes: places entered here, renaming, retiring, how careful to be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput
from hamkori.society.countries.upsert import EVERYTHING
from hamkori.society.places import rules as rules  # registers the verbs
from hamkori.society.places.models import Place, PlaceName
from hamkori.society.places.naming import make_name, segment


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A place to be entered. `code` begins with its parent's code ("TJ-SU-asht-chinorsoya")."""

    parent: str
    code: str
    kind: str
    names: Mapping[str, str]
    urban: bool | None = None
    population: int | None = None
    population_on: date | None = None
    population_source: str = ""
    risk_level: str = Place.Risk.NORMAL.value
    point: tuple[float, float] | None = None
    aliases: Mapping[str, Sequence[str]] = field(default_factory=dict)


@action("places.added", verb="place.change", on="within")
def add_places(*, actor: Actor, rows: Sequence[NewPlace], within: Place | None = None) -> list[Place]:
    """Enter places, parents before children or in one go. Loading a pack never touches them.

    `within` is the place that all of them lie in (None: the country). Raises `BadInput` for a code that is taken, a
    parent that is not there or lies outside `within`, and a place without a name.
    """
    codes = {row.code for row in rows}
    known = {place.code: place for place in Place.objects.filter(code__in={row.parent for row in rows})}
    taken = Place.objects.filter(code__in=codes).values_list("code", flat=True).first()
    if taken is not None or len(codes) != len(rows):
        raise BadInput(_("A place with the code %(code)s is already there."), code=taken or _twice(rows))
    made: list[Place] = []
    waiting = list(rows)
    while waiting:
        level = [row for row in waiting if row.parent in known]
        if not level:
            raise BadInput(_("The place above %(code)s is not there."), code=waiting[0].code)
        places = [_new(row, known[row.parent], within) for row in level]
        Place.objects.bulk_create(places, batch_size=200)
        stored = {
            place.code: place for place in Place.objects.filter(code__in=[place.code for place in places])
        }
        PlaceName.objects.bulk_create(
            [
                make_name(stored[row.code], (language, text, alias, False, None), None, local=True)
                for row in level
                for alias, language, text in _names(row)
            ],
            batch_size=300,
        )
        known |= stored
        made += [stored[row.code] for row in level]
        waiting = [row for row in waiting if row.code not in known]
    trail.note(subject=within or (made[0] if made else None), facts={"count": len(made)})
    return made


def _twice(rows: Sequence[NewPlace]) -> str:
    codes = [row.code for row in rows]
    return next(code for code in codes if codes.count(code) > 1)


def _names(row: NewPlace) -> Iterator[tuple[bool, str, str]]:
    """(alias, language, text) of every name."""
    for language, text in row.names.items():
        if text:
            yield False, language, text
    for language, texts in row.aliases.items():
        for text in texts:
            yield True, language, text


def _new(row: NewPlace, parent: Place, within: Place | None) -> Place:
    if not any(row.names.values()):
        raise BadInput(_("A place needs a name."), field="names")
    if within is not None and not within.contains(parent.path):
        raise BadInput(_("The place above %(code)s is not there."), code=row.code)
    own = segment(row.code, [parent.code])
    return Place(
        parent=parent,
        path=f"{parent.path}.{own}",
        depth=parent.depth + 1,
        code=row.code,
        kind=row.kind,
        names=dict(row.names),
        urban=row.urban,
        population=row.population,
        population_on=row.population_on,
        population_source=row.population_source,
        risk_level=row.risk_level,
        point_lon=row.point[0] if row.point else None,
        point_lat=row.point[1] if row.point else None,
        local_fields=[EVERYTHING],
    )


@action("place.renamed", verb="place.change", on="place")
def rename_place(*, actor: Actor, place: Place, names: Mapping[str, str], on: date | None = None) -> Place:
    """Give a place new names from `on` (today). The old ones become former names and are still found."""
    on = on or clock.today()
    current = {name.language: name for name in place.all_names.filter(former=False, alias=False)}
    changed = {
        language: text
        for language, text in names.items()
        if text.strip() and (language not in current or current[language].text != text)
    }
    if not changed:
        trail.nothing_happened()
        return place
    for language in changed:
        if old := current.get(language):
            if old.valid_from is not None and old.valid_from >= on:
                raise BadInput(_("The new name begins before the old one did."), field="on")
            old.former, old.valid_to, old.local = True, on - timedelta(days=1), True
            old.save(update_fields=["former", "valid_to", "local"])
    PlaceName.objects.bulk_create(
        make_name(place, (language, text, False, False, on), None, local=True)
        for language, text in changed.items()
    )
    place.names = {**place.names, **changed}
    if EVERYTHING not in place.local_fields:
        place.local_fields = sorted({*place.local_fields, "names"})
    trail.note(changed=["names"], facts={"languages": sorted(changed)})
    place.save(update_fields=["names", "local_fields"])
    return place


@action("place.risk_set", verb="place.change", on="place")
def set_risk_level(*, actor: Actor, place: Place, risk_level: str) -> Place:
    """How careful to be here (K32, R060). Raises `BadInput` for an unknown level."""
    if risk_level not in Place.Risk.values:
        raise BadInput(_("Please choose one."), field="risk_level")
    place.risk_level = risk_level
    if EVERYTHING not in place.local_fields:
        place.local_fields = sorted({*place.local_fields, "risk_level"})
    trail.note(changed=["risk_level"], facts={"risk_level": risk_level})
    place.save(update_fields=["risk_level", "local_fields"])
    return place


@action("place.retired", verb="place.change", on="place")
def retire_place(*, actor: Actor, place: Place) -> Place:
    """The place no longer exists. What happened there stays with it; it is no longer offered."""
    place.retired_on = clock.today()
    if EVERYTHING not in place.local_fields:
        place.local_fields = sorted({*place.local_fields, "retired_on"})
    place.save(update_fields=["retired_on", "local_fields"])
    return place
