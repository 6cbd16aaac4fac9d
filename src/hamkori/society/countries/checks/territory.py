"""The territory: a whole tree, names in every language, a tile map without collisions."""

from collections import Counter
from collections.abc import Iterator

from hamkori.society.countries.checks.common import all_codes, codes, known, texts
from hamkori.society.countries.packs import Fault, Pack, Row

FILE = "territory.toml"
RISKS = ("normal", "careful")


def territory(pack: Pack) -> Iterator[Fault]:
    rows = pack.rows("territory", "place")
    if not rows:
        yield Fault(FILE, "place", "there is none")
        return
    yield from codes(FILE, "place", rows)
    every = all_codes(rows)
    roots = [row for row in rows if not row.get("parent")]
    if len(roots) != 1 or roots[0].get("kind") != "country":
        yield Fault(FILE, "place", "exactly one place has no parent, and its kind is country")
    for row in rows:
        yield from _place(pack, row, every)
    yield from _loops(rows)
    yield from _tiles(pack, rows)


def _place(pack: Pack, row: Row, every: set[str]) -> Iterator[Fault]:
    label = f"place {row.get('code')}"
    yield from texts(pack, FILE, label, row, "names")
    if not row.get("kind"):
        yield Fault(FILE, label, "kind is missing")
    if parent := row.get("parent"):
        yield from known(FILE, label, "parent", [parent], every)
    if inside := row.get("inside"):
        yield from known(FILE, label, "place in inside", [inside], every)
    yield from known(FILE, label, "risk_level", [row.get("risk_level", "normal")], RISKS)
    if "population" in row and not (row.get("population_on") and row.get("population_source")):
        yield Fault(FILE, label, "a population needs its date and its source")
    if point := row.get("point"):
        if len(point) != 2 or not (-180 <= point[0] <= 180 and -90 <= point[1] <= 90):
            yield Fault(FILE, label, "point is [longitude, latitude]")
        elif any(round(value, 1) != value for value in point):
            yield Fault(FILE, label, "point is rounded to a tenth of a degree")
    for former in row.get("former", []):
        if not any(former.get(language) for language in pack.languages):
            yield Fault(FILE, label, "a former name is empty")
        if "until" in former and not isinstance(former["until"], int):
            yield Fault(FILE, label, "until of a former name is a year")


def _loops(rows: list[Row]) -> Iterator[Fault]:
    parents = {row.get("code"): row.get("parent") for row in rows}
    for code in parents:
        seen, at = {code}, parents.get(code)
        while at is not None and at not in seen:
            seen.add(at)
            at = parents.get(at)
        if at is not None:
            yield Fault(FILE, f"place {code}", "is its own ancestor")


def _tiles(pack: Pack, rows: list[Row]) -> Iterator[Fault]:
    kinds = {row.get("code"): row.get("kind") for row in rows}
    taken: Counter[tuple[str, int, int]] = Counter()
    labels: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        if "tile" not in row:
            continue
        label = f"place {row.get('code')}"
        tile = row["tile"]
        if len(tile) != 2 or not all(isinstance(value, int) and 0 <= value <= 60 for value in tile):
            yield Fault(FILE, label, "tile is [column, row]")
            continue
        yield from texts(pack, FILE, label, row, "tile_label")
        parent = str(row.get("parent"))
        # districts share the map of the country; what lies inside a district or a city has a map of its own
        sheet = parent if kinds.get(parent) in ("district", "city") else "country"
        taken[sheet, tile[0], tile[1]] += 1
        if taken[sheet, tile[0], tile[1]] > 1:
            yield Fault(FILE, label, f"the tile {tile} is already taken")
        for language, text in row.get("tile_label", {}).items():
            labels[sheet, language, text] += 1
            if labels[sheet, language, text] > 1:
                yield Fault(FILE, label, f"the short label {text!r} ({language}) is already taken")
