"""The territory of a pack into the tree: level by level, so that every parent is there before its children."""

from typing import Any

from hamkori.society.countries.packs import Pack, Row
from hamkori.society.countries.upsert import EVERYTHING, LoadReport, upsert_rows
from hamkori.society.places.models import Place, PlaceName
from hamkori.society.places.naming import make_name, segment, wanted_names


def load_territory(pack: Pack) -> LoadReport:
    rows = {row["code"]: row for row in pack.rows("territory", "place")}
    lines = {code: _line(code, rows) for code in rows}
    report = LoadReport()
    paths: dict[str, str] = {}
    ids: dict[str, int] = {}
    depth = 0
    while level := [code for code in rows if len(lines[code]) == depth]:
        wanted = []
        for code in level:
            parent = rows[code].get("parent")
            own = segment(code, lines[code])
            paths[code] = f"{paths[parent]}.{own}" if parent else own
            values = _values(rows[code], list(rows).index(code))
            wanted.append(
                {**values, "path": paths[code], "depth": depth, "parent_id": ids[parent] if parent else None}
            )
        report.add(upsert_rows(Place, wanted, scope={"depth": depth}))
        ids |= dict(Place.objects.filter(code__in=level).values_list("code", "id"))
        depth += 1
    deeper = Place.objects.filter(depth__gte=depth, retired_on__isnull=True)
    if any(EVERYTHING not in fields for fields in deeper.values_list("local_fields", flat=True)):
        for below in sorted(set(deeper.values_list("depth", flat=True))):
            report.add(upsert_rows(Place, [], scope={"depth": below}))
    report.add(_load_names(rows))
    return report


def _line(code: str, rows: dict[str, Row]) -> list[str]:
    """Codes of the ancestors, from the root down."""
    line: list[str] = []
    at = rows[code].get("parent")
    while at:
        line.insert(0, at)
        at = rows[at].get("parent")
    return line


def _values(row: Row, position: int) -> dict[str, Any]:
    tile, point = row.get("tile", (None, None)), row.get("point", (None, None))
    return {
        "code": row["code"],
        "kind": row["kind"],
        "names": dict(row["names"]),
        "urban": row.get("urban"),
        "border_with": list(row.get("border_with", [])),
        "inside_code": row.get("inside", ""),
        "population": row.get("population"),
        "population_on": row.get("population_on"),
        "population_source": row.get("population_source", ""),
        "risk_level": row.get("risk_level", Place.Risk.NORMAL.value),
        "tile_x": tile[0],
        "tile_y": tile[1],
        "tile_label": dict(row.get("tile_label", {})),
        "point_lon": point[0],
        "point_lat": point[1],
        "position": position,
    }


def _load_names(rows: dict[str, Row]) -> LoadReport:
    """Names that the pack gave and no longer gives are removed; names entered here and names of local places stay."""
    report = LoadReport()
    places = {place.code: place for place in Place.objects.filter(code__in=rows)}
    existing: dict[int, dict[Any, PlaceName]] = {}
    local: set[tuple[int, str]] = set()
    for name in PlaceName.objects.filter(place__code__in=rows):
        if name.local:
            if not (name.alias or name.former):
                local.add((name.place_id, name.language))
            continue
        key = (name.language, name.text, name.alias, name.former, name.valid_from)
        existing.setdefault(name.place_id, {})[key] = name
    new: list[PlaceName] = []
    gone: list[int] = []
    for code, row in rows.items():
        place = places[code]
        if EVERYTHING in place.local_fields:
            continue
        have, wanted = existing.get(place.pk, {}), wanted_names(row)
        for key, valid_to in wanted.items():
            in_force = not (key[2] or key[3])
            if in_force and (place.pk, key[0]) in local:
                report.kept_local += 1
            elif key not in have or have[key].valid_to != valid_to:
                if key in have:
                    gone.append(have[key].pk)
                new.append(make_name(place, key, valid_to))
        gone += [name.pk for key, name in have.items() if key not in wanted]
    PlaceName.objects.filter(pk__in=gone).delete()
    PlaceName.objects.bulk_create(new, batch_size=300)
    report.created, report.retired = len(new), len(gone)
    return report
