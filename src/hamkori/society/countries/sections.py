"""Sections of a pack. A room registers its own: how it is checked, how it is loaded.

    sections.register("concerns.topic", check=faults_of_topics, load=load_topics, order=60)

`check(pack)` yields faults and touches no database; `load(pack)` runs inside the action that loads the pack and
returns what it did. Sections run by `order`: countries 10, places 20, accounts 30, bodies 40, concerns 50 and up.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from hamkori.kernel.registries import Registry
from hamkori.society.countries.packs import Fault, Pack
from hamkori.society.countries.upsert import LoadReport

Check = Callable[[Pack], Iterable[Fault]]
Load = Callable[[Pack], LoadReport]


@dataclass(frozen=True, slots=True)
class Section:
    check: Check | None = None
    load: Load | None = None


registry: Registry[Section] = Registry("section of a pack")


def register(name: str, *, check: Check | None = None, load: Load | None = None, order: int = 100) -> None:
    """Add a section. A name is registered once; doing it again with the same functions changes nothing."""
    registry.register(name, Section(check, load), order=order)


def faults(pack: Pack) -> list[Fault]:
    """Every hole of the pack, as all sections see it."""
    return [fault for _name, section in registry if section.check for fault in section.check(pack)]
