"""Reads of imports: the list, one with its faults, the mappings. Light: web workers use it."""

from collections.abc import Iterator

from django.db.models import Count, Q, QuerySet

from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import NotFound
from hamkori.rooms.crime.models import Fault, Import, SenderMapping
from hamkori.rooms.crime.register.imports.faults import sentence

SHOWN = 100


def visible_to(actor: Actor) -> QuerySet[Import]:
    """A registrar sees the imports of the own office; a statistician those for the own area."""
    imports = Import.objects.select_related("mapping", "office")
    if actor.is_system:
        return imports
    if actor.has_role(Role.REGISTRAR):
        return imports.filter(office_id=actor.office)
    if actor.has_role(Role.STATISTICIAN):
        if not actor.place_path:
            return imports
        root = actor.place_path
        own = Q(path=root) | Q(path__startswith=f"{root}.")
        of_offices = Q(office__place__path=root) | Q(office__place__path__startswith=f"{root}.")
        return imports.filter(own | of_offices)
    return imports.none()


def one(actor: Actor, uid: str) -> Import:
    """Raises `NotFound`."""
    found = visible_to(actor).filter(uid=uid).first()
    if found is None:
        raise NotFound
    return found


def latest(actor: Actor) -> list[Import]:
    return list(visible_to(actor).order_by("-began_at", "-pk")[:SHOWN])


def mappings_for(actor: Actor) -> list[SenderMapping]:
    """Those of the own office and those of nobody in particular; a statistician has all."""
    found = SenderMapping.objects.order_by("name")
    if actor.has_role(Role.REGISTRAR):
        found = found.filter(Q(sender__isnull=True) | Q(sender_id=actor.office))
    return list(found)


def faults_of(source: Import, *, start: int = 0) -> list[Fault]:
    return list(source.faults.order_by("row", "pk")[start : start + SHOWN])


def faults_by_rule(source: Import) -> list[tuple[str, str, int]]:
    """(rule, severity, how often), the most frequent first."""
    rows = source.faults.values_list("rule", "severity").annotate(number=Count("pk"))
    return sorted(rows, key=lambda row: (-row[2], row[0]))


def fault_lines(source: Import) -> Iterator[list[str]]:
    """The list of faults as lines of a table, with its header. No cell begins a formula."""
    yield ["row", "column", "value", "severity", "rule", "what to do"]
    rows = source.faults.order_by("row", "pk").values_list("row", "column", "value", "severity", "rule")
    for row, column, value, severity, rule in rows.iterator(chunk_size=2000):
        yield [str(row), _plain(column), _plain(value), severity, rule, sentence(rule)]


def _plain(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
