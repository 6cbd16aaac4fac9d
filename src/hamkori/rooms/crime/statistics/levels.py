"""The dimensions of published tables and their levels. A table names levels; the chain above each is fixed."""

from dataclasses import dataclass

from hamkori.rooms.crime.statistics.schema import UNKNOWN

CHAINS: dict[str, tuple[str, ...]] = {
    "area": ("region", "district", "jamoat"),
    "offence": ("section", "division", "group", "class"),
    "period": ("month",),
    "sex": ("sex",),
    "age": ("age",),
    "relation": ("relation",),
    "place_type": ("place_type",),
    "attempt": ("attempt",),
    "outcome": ("outcome",),
    "reopened": ("reopened",),
}
"""Dimension to its levels, coarsest first; each level is a column of the store."""

DIMENSION: dict[str, str] = {level: name for name, chain in CHAINS.items() for level in chain}
"""Level to its dimension."""

ALIASES = {"area": "district", "offence": "section", "category": "section", "period": "month"}
"""Words people type, to the level that is meant."""

EVERYTHING = "all"

OF_PERSONS = frozenset({"sex", "age", "relation"})
"""Levels that only persons have."""


def level(word: str) -> str:
    """The level that a word means. Raises `KeyError` for another word."""
    word = ALIASES.get(word, word)
    if word not in DIMENSION:
        raise KeyError(word)
    return word


def chain(name: str) -> tuple[str, ...]:
    """A level and those above it, coarsest first."""
    levels = CHAINS[DIMENSION[name]]
    return levels[: levels.index(name) + 1]


def area_codes(path: str) -> tuple[str, str, str]:
    """Region, district and jamoat of a path: "tj.su.asht" gives ("tj.su", "tj.su.asht", "tj.su.asht.?")."""
    parts = path.split(".") if path else []
    found: list[str] = []
    for depth in (2, 3, 4):
        if len(parts) >= depth:
            found.append(".".join(parts[:depth]))
        else:
            above = found[-1] if found else ".".join(parts)
            found.append(above if above.endswith(UNKNOWN) else f"{above}.{UNKNOWN}" if above else UNKNOWN)
    return found[0], found[1], found[2]


def category_codes(code: str) -> tuple[str, str, str, str]:
    """Section, division, group and class of a category: "0501" gives ("05", "0501", "0501?", "0501?")."""
    found: list[str] = []
    for digits in (2, 4, 5, 6):
        if len(code) >= digits:
            found.append(code[:digits])
        else:
            above = found[-1] if found else ""
            found.append(above if above.endswith(UNKNOWN) else above + UNKNOWN)
    return found[0], found[1], found[2], found[3]


def chain_codes(name: str, code: str) -> tuple[str, ...]:
    """A code of level `name` with those above it, coarsest first, each once: ("05", "0501", "05011")."""
    if DIMENSION[name] == "area":
        found: tuple[str, ...] = area_codes(_known(code, "."))
    elif DIMENSION[name] == "offence":
        found = category_codes(_known(code, ""))
    else:
        return (code,)
    return tuple(dict.fromkeys(found[: len(chain(name))]))


def _known(code: str, joint: str) -> str:
    return code.removesuffix(UNKNOWN).removesuffix(joint) if code.endswith(UNKNOWN) else code


@dataclass(frozen=True, slots=True)
class Period:
    """A year or a month, as people write it. `label` is "2025" or "2025-03"."""

    label: str

    def __post_init__(self) -> None:
        year, _dash, month = self.label.partition("-")
        if not (year.isdigit() and len(year) == 4 and (not _dash or (month.isdigit() and len(month) == 2))):
            raise ValueError(self.label)
        if month and not 1 <= int(month) <= 12:
            raise ValueError(self.label)

    @property
    def year(self) -> int:
        return int(self.label[:4])

    @property
    def months(self) -> tuple[str, ...]:
        if len(self.label) == 7:
            return (self.label,)
        return tuple(f"{self.year}-{number:02}" for number in range(1, 13))

    @property
    def is_month(self) -> bool:
        return len(self.label) == 7

    @property
    def year_before(self) -> "Period":
        return Period(f"{self.year - 1}{self.label[4:]}")

    def contains(self, month: str) -> bool:
        return month in self.months


def level_of(name: str, code: str, levels: tuple[str, ...]) -> str:
    """The level of a code in a table shown down to level `name`, by its shape. Flat dimensions have one level.

    A code that is "not known more exactly" stands at the level `name`, or at the coarsest where it can stand.
    """
    if len(levels) == 1:
        return name
    if DIMENSION[name] == "area":
        steps = code.count(".")
        return levels[min(max(steps - 1, 0), len(levels) - 1)]
    if code.endswith(UNKNOWN):
        known = len(code) - 1
        return levels[{0: 0, 2: 1, 4: 2, 5: 3}.get(known, len(levels) - 1)] if known else levels[0]
    return levels[{2: 0, 4: 1, 5: 2, 6: 3}[len(code)]]
