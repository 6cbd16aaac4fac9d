"""What higher floors hand down, so that lower ones never import them.

Rooms fill these in `AppConfig.ready()`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from django.utils.functional import Promise

Item = TypeVar("Item")


class Registry(Generic[Item]):
    """Named items in a fixed order (`order`, then name)."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._items: dict[str, tuple[int, Item]] = {}

    def register(self, name: str, item: Item, *, order: int = 100) -> Item:
        if name in self._items and self._items[name][1] != item:
            raise RuntimeError(f"{self.what} {name!r} is registered twice")
        self._items[name] = (order, item)
        return item

    def __iter__(self) -> Iterator[tuple[str, Item]]:
        for name, (_order, item) in sorted(self._items.items(), key=lambda pair: (pair[1][0], pair[0])):
            yield name, item

    def __getitem__(self, name: str) -> Item:
        return self._items[name][1]

    def __contains__(self, name: str) -> bool:
        return name in self._items


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a composed page that a room contributes.

    `build` gets the page's subject and the actor and returns the template's context, or None to stay away.
    """

    template: str
    build: Callable[..., dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A line of the desk's menu: shown when `shown(actor)`."""

    label: str | Promise
    url_name: str
    shown: Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class PersonalData:
    """What one model holds about people: {field: why and how long}, how it is exported and erased."""

    model: str
    fields: dict[str, str] = field(default_factory=dict)
    keep_days: int | None = None
    export: Callable[..., Any] | None = None
    erase: Callable[..., Any] | None = None


@dataclass(frozen=True, slots=True)
class DemoPart:
    """One room's part of the demo country."""

    fill: Callable[..., None]


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing that a body did: the day, a code of what kind, the words, and where to read on ("" nowhere)."""

    on: date
    kind: str
    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class CommunityCount:
    """One sum over the whole country that a room of the community side lets out: never a part of it (K23, K34)."""

    number: int
    what: dict[str, str]
    """Words by language, as the next two."""
    unit: dict[str, str]
    reference: dict[str, str]


home_panels: Registry[Panel] = Registry("home panel")
place_panels: Registry[Panel] = Registry("place panel")
team_panels: Registry[Panel] = Registry("panel of a team's page")
"""Built with (organisation, actor, language)."""
work_panels: Registry[Panel] = Registry("panel of my work")
desk_menu: Registry[MenuItem] = Registry("menu item")
personal_data: Registry[PersonalData] = Registry("personal data of")
demo_parts: Registry[DemoPart] = Registry("demo part")
handover_parts: Registry[Callable[..., int]] = Registry("hand-over part")
"""Called with (actor, from_posting_id, to_posting_id | None): moves open work, returns how many pieces."""
activity_feeds: Registry[Callable[..., Iterable[Activity]]] = Registry("feed of activity")
"""Called with (organisation, since): what the body did from that day on. No persons."""
community_counts: Registry[Callable[[date, date], CommunityCount | None]] = Registry(
    "count of the community side"
)
"""Called with the first and the last day; what stands beside recorded crime where both profiles run together."""
