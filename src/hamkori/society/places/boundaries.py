"""Import of borders: a GeoJSON file is matched with the territory and told, feature by feature, what became of it.

A feature is matched by code (our own, ISO 3166-2, or another that a place carries), else by a name in any language,
present or former. Two candidates are told apart by kind ("City", "District"), by the region that the file names, and
by the place's known point; what stays unclear is reported, never guessed.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from shapely.geometry import MultiPolygon, Point, Polygon

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput
from hamkori.kernel.text import fold
from hamkori.society.places import rules as rules  # registers the verbs
from hamkori.society.places.geometry import Feature, as_text, read_collection, simplified
from hamkori.society.places.models import Boundary, Place, PlaceName

Progress = Callable[[str], None]

_CODE = re.compile(r"code|iso|hasc|^id$|pcode|shapeid", re.IGNORECASE)
_NAME = re.compile(r"name", re.IGNORECASE)
_REGION = re.compile(r"region|parent|adm1|state|province", re.IGNORECASE)
_KINDS: Mapping[str, tuple[str, ...]] = {
    "district": ("district", "raion", "rayon", "tuman", "tumani", "nohiya", "nohiyai", "ноҳия", "ноҳияи", "район"),
    "city": ("city", "town", "municipality", "shahr", "shahri", "шаҳр", "шаҳри", "город", "шаары", "shahar"),
    "region": ("region", "oblast", "province", "viloyat", "viloyati", "вилоят", "вилояти", "область", "облусу",
               "autonomous"),
}  # fmt: skip
_KIND_OF_WORD = {fold(word): kind for kind, words in _KINDS.items() for word in words}
_SAME_KIND = {
    "city": {"city", "capital", "city_district"},
    "district": {"district"},
    "region": {"region", "capital"},
}


@dataclass(frozen=True, slots=True)
class Match:
    """A feature that found its place, and how."""

    label: str
    code: str
    how: str


@dataclass(frozen=True, slots=True)
class Miss:
    """A feature that found no place, or too many, and why."""

    label: str
    why: str


@dataclass(slots=True)
class ImportReport:
    """`kept` are places whose border was already the same; `matched` are the new and the changed ones."""

    source: str = ""
    licence: str = ""
    matched: list[Match] = field(default_factory=list)
    unmatched: list[Miss] = field(default_factory=list)
    ambiguous: list[Miss] = field(default_factory=list)
    kept: list[Match] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Index:
    """The territory, ready for matching."""

    places: Mapping[int, Place]
    codes: Mapping[str, int]
    names: Mapping[str, frozenset[int]]


def import_boundaries(
    path: Path | str,
    *,
    actor: Actor,
    source: str = "",
    licence: str = "",
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Match the features of a GeoJSON file with places and keep their simplified borders.

    `source` and `licence` are taken from the file where they are empty; without them nothing is imported, because
    both stand under every map. Raises `BadInput` for a file that cannot be used at all.
    """
    collection = read_collection(Path(path))
    report = ImportReport(
        source=source.strip() or collection.source, licence=licence.strip() or collection.licence
    )
    if not (report.source and report.licence):
        raise BadInput(_("Name the source and the licence of the borders: both stand under every map."))
    lands = _match_all(collection.features, report, progress)
    if dry_run:
        report.matched = [match for match, _land in lands.values()]
    else:
        _keep(actor=actor, report=report, lands=lands, file=Path(path).name)
    return report


def _match_all(
    features: Iterable[Feature], report: ImportReport, progress: Progress | None
) -> dict[int, tuple[Match, Polygon | MultiPolygon]]:
    index = _index()
    fits: list[tuple[Feature, frozenset[int], str]] = []
    for feature in features:
        if feature.land is None:
            report.unmatched.append(Miss(_label(feature), feature.trouble))
        else:
            fits.append((feature, *_candidates(feature, index)))
    level = _level(fits, index)
    claims: dict[int, list[tuple[Feature, Match]]] = {}
    for feature, candidates, how in fits:
        label = _label(feature)
        found = _narrowed(feature, candidates, level, index)
        codes = ", ".join(sorted(index.places[pk].code for pk in found))
        if not found:
            report.unmatched.append(Miss(label, "no place has this code or name"))
        elif len(found) > 1:
            report.ambiguous.append(Miss(label, f"fits several places: {codes}"))
        elif how == "name" and level is not None and index.places[next(iter(found))].depth != level:
            report.ambiguous.append(
                Miss(label, f"fits {codes}, which is of another level than the rest of the file")
            )
        else:
            claims.setdefault(next(iter(found)), []).append((feature, Match(label, codes, how)))
        if progress is not None:
            progress(label)
    return _settled(claims, index, report)


def _level(fits: Iterable[tuple[Feature, frozenset[int], str]], index: _Index) -> int | None:
    """The depth at which most features of the file find a place: files hold one level. None if nothing was found."""
    depths = Counter(
        depth for _feature, found, _how in fits for depth in {index.places[pk].depth for pk in found}
    )
    return depths.most_common(1)[0][0] if depths else None


def _settled(
    claims: Mapping[int, list[tuple[Feature, Match]]], index: _Index, report: ImportReport
) -> dict[int, tuple[Match, Polygon | MultiPolygon]]:
    """Where several features claim one place, the one that holds its known point wins; else none."""
    lands: dict[int, tuple[Match, Polygon | MultiPolygon]] = {}
    for pk, claim in claims.items():
        if len(claim) > 1:
            by_code = [(feature, match) for feature, match in claim if match.how == "code"]
            holding = (
                by_code
                if len(by_code) == 1
                else [pair for pair in claim if _holds(pair[0], index.places[pk])]
            )
            losers = claim if len(holding) != 1 else [pair for pair in claim if pair != holding[0]]
            for _feature, match in losers:
                report.ambiguous.append(Miss(match.label, f"another feature also fits {match.code}"))
            if len(holding) != 1:
                continue
            claim = holding
        feature, match = claim[0]
        if feature.land is not None:
            lands[pk] = (match, simplified(feature.land))
    return lands


def _holds(feature: Feature, place: Place) -> bool:
    if feature.land is None or place.point_lon is None or place.point_lat is None:
        return False
    return bool(feature.land.buffer(0.05).covers(Point(place.point_lon, place.point_lat)))


def _index() -> _Index:
    places = {place.pk: place for place in Place.objects.filter(retired_on__isnull=True)}
    names: dict[str, set[int]] = {}
    for name in PlaceName.objects.filter(place__in=places):
        for folded in {name.folded.strip(), _bare(name.text)[0]}:
            if folded:
                names.setdefault(folded, set()).add(name.place_id)
    return _Index(
        places,
        {_code(place.code): pk for pk, place in places.items()},
        {folded: frozenset(found) for folded, found in names.items()},
    )


def _code(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _bare(text: str) -> tuple[str, str]:
    """A name folded, without words of kind at its ends, and the kind they named ("" if none)."""
    words, kind = fold(text.split("(")[0]).split(), ""
    while len(words) > 1 and (words[-1] in _KIND_OF_WORD or words[0] in _KIND_OF_WORD):
        word = words.pop() if words[-1] in _KIND_OF_WORD else words.pop(0)
        kind = kind or _KIND_OF_WORD[word]
    return " ".join(words), kind


def _label(feature: Feature) -> str:
    names = [
        str(value)
        for key, value in feature.properties.items()
        if _NAME.search(key) and isinstance(value, str)
    ]
    text = next((name.strip() for name in names if name.strip()), str(feature.properties.get("code", "")))
    return f"{feature.number}: {text}" if text else str(feature.number)


def _candidates(feature: Feature, index: _Index) -> tuple[frozenset[int], str]:
    for key, value in feature.properties.items():
        if _CODE.search(key) and isinstance(value, str) and (pk := index.codes.get(_code(value))) is not None:
            return frozenset({pk}), "code"
    found: frozenset[int] = frozenset()
    for key, value in feature.properties.items():
        if _NAME.search(key) and isinstance(value, str):
            for folded in (fold(value), _bare(value)[0]):
                found |= index.names.get(folded, frozenset())
    return found, "name"


def _narrowed(feature: Feature, found: frozenset[int], level: int | None, index: _Index) -> frozenset[int]:
    """Fewer candidates: by level, kind, region in the file, known point. A test that leaves nobody is skipped."""
    if len(found) < 2:
        return found
    texts = [
        value for key, value in feature.properties.items() if _NAME.search(key) and isinstance(value, str)
    ]
    said = {kind for text in texts if (kind := _bare(text)[1])}
    said |= {str(feature.properties["kind"])} if isinstance(feature.properties.get("kind"), str) else set()
    regions = {
        _code(value)
        for key, value in feature.properties.items()
        if _REGION.search(key) and isinstance(value, str)
    }
    tests: tuple[Callable[[Place], Any], ...] = (
        lambda place: place.depth == level,
        lambda place: any(place.kind in _SAME_KIND.get(kind, {kind}) for kind in said),
        lambda place: any(region and _code(place.code).startswith(region) for region in regions),
        lambda place: _holds(feature, place),
        lambda place: any(place.names.get(key[-2:]) == value for key, value in feature.properties.items()),
    )
    for test in tests:
        left = frozenset(pk for pk in found if test(index.places[pk]))
        if left:
            found = left
        if len(found) == 1:
            break
    return found


@action("boundaries.imported", verb="place.import_boundaries")
def _keep(
    *,
    actor: Actor,
    report: ImportReport,
    lands: Mapping[int, tuple[Match, Polygon | MultiPolygon]],
    file: str,
) -> None:
    """Write what is new or different; a border that is the same stays as it is."""
    existing = {border.place_id: border for border in Boundary.objects.filter(place__in=lands)}
    new: list[Boundary] = []
    changed: list[Boundary] = []
    for pk, (match, land) in lands.items():
        west, south, east, north = land.bounds
        values = {
            "geometry": as_text(land),
            "west": west,
            "south": south,
            "east": east,
            "north": north,
            "source": report.source,
            "licence": report.licence,
        }
        border = existing.get(pk)
        if border is None:
            new.append(Boundary(place_id=pk, imported_on=clock.today(), **values))
        elif all(getattr(border, name) == value for name, value in values.items()):
            report.kept.append(match)
            continue
        else:
            for name, value in values.items():
                setattr(border, name, value)
            border.imported_on = clock.today()
            changed.append(border)
        report.matched.append(match)
    Boundary.objects.bulk_create(new, batch_size=100)
    Boundary.objects.bulk_update(
        changed,
        ["geometry", "west", "south", "east", "north", "source", "licence", "imported_on"],
        batch_size=50,
    )
    if not new and not changed:
        trail.nothing_happened()
        return
    trail.note(
        facts={
            "file": file,
            "matched": len(report.matched),
            "unmatched": len(report.unmatched),
            "ambiguous": len(report.ambiguous),
            "licence": report.licence,
        }
    )
