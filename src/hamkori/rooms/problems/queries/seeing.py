"""Sheets and walks: for the team in full; for everybody only tiles with five marks or more (K33)."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Sum

from hamkori.ground.measures.disclosure import MINIMUM
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import NotFound
from hamkori.kernel.references import clean_reference
from hamkori.kernel.words import pick
from hamkori.rooms.problems.catalogue import RATINGS, WORRIES
from hamkori.rooms.problems.models import MapMark, MapSheet, Walk, WalkStop
from hamkori.rooms.problems.models.seeing import COLUMNS, ROWS, tile_name
from hamkori.society.accounts.models import Organisation


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile of the sketch: its name ("B3"), how deep its colour is (k1 to k4, "few", "no"), what stands there."""

    name: str
    column: int
    row: int
    depth: str
    landmark: str
    worries: tuple[tuple[str, int], ...]

    @property
    def x(self) -> int:
        return 4 + (self.column - 1) * 40

    @property
    def y(self) -> int:
        return 4 + (self.row - 1) * 40


def sheets_of(team: Organisation) -> list[MapSheet]:
    return list(
        MapSheet.objects.filter(team=team)
        .select_related("place")
        .annotate(total=Sum("marks__marks"))
        .order_by("-on", "-pk")
    )


def sheet_for(actor: Actor, uid: str) -> MapSheet:
    found = MapSheet.objects.filter(uid=clean_reference(uid) or "").select_related("team", "place").first()
    if (
        found is None
        or not actor.has_role(Role.SECRETARY, Role.MEMBER)
        or actor.organisation_id != found.team_id
    ):
        raise NotFound()
    return found


def marks_of(sheet: MapSheet) -> list[MapMark]:
    return list(MapMark.objects.filter(sheet=sheet).order_by("row", "column", "worry", "part"))


def tiles(marks: list[MapMark], landmarks: dict[str, dict[str, str]], *, public: bool) -> list[Tile]:
    """The whole grid. In public a tile or a worry with fewer than five marks shows no number."""
    totals: Counter[tuple[int, int]] = Counter()
    worries: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for mark in marks:
        totals[mark.column, mark.row] += mark.marks
        worries[mark.column, mark.row][mark.worry] += mark.marks
    most = max(totals.values(), default=0)
    found = []
    for row in range(1, ROWS + 1):
        for column in range(1, COLUMNS + 1):
            total = totals[column, row]
            depth = "no" if not total else f"k{min(4, 1 + 4 * (total - 1) // max(most, 1))}"
            listed = worries[column, row].most_common()
            if public:
                depth = "no" if total < MINIMUM else depth
                listed = [(worry, number) for worry, number in listed if number >= MINIMUM]
                if depth == "no":
                    listed = []
            name = tile_name(column, row)
            found.append(
                Tile(
                    name,
                    column,
                    row,
                    depth,
                    pick(landmarks.get(name, {})),
                    tuple((str(WORRIES[worry]), number) for worry, number in listed),
                )
            )
    return found


def public_map(team: Organisation) -> list[Tile]:
    """All sheets of the team laid over each other, or nothing when no tile has five marks."""
    sheets = list(MapSheet.objects.filter(team=team).order_by("on", "pk"))
    if not sheets:
        return []
    landmarks: dict[str, dict[str, str]] = {}
    for sheet in sheets:
        landmarks.update(sheet.landmarks)
    found = tiles(list(MapMark.objects.filter(sheet__in=sheets)), landmarks, public=True)
    return found if any(tile.depth != "no" for tile in found) else []


def walks_of(team: Organisation) -> list[Walk]:
    return list(Walk.objects.filter(team=team).select_related("place").order_by("-on", "-pk"))


def walk_for(actor: Actor, uid: str) -> Walk:
    found = Walk.objects.filter(uid=clean_reference(uid) or "").select_related("team", "place").first()
    if (
        found is None
        or not actor.has_role(Role.SECRETARY, Role.MEMBER)
        or actor.organisation_id != found.team_id
    ):
        raise NotFound()
    return found


@dataclass(frozen=True, slots=True)
class Pair:
    """A stop by day and by dark, and each rating of both (None where it was not rated)."""

    number: int
    title: str
    day: WalkStop | None
    dark: WalkStop | None
    ratings: tuple[tuple[str, int | None, int | None], ...]
    proposal: str

    @property
    def photo_stops(self) -> list[WalkStop]:
        return [stop for stop in (self.day, self.dark) if stop is not None and stop.photo]


def stops_of(walk: Walk) -> list[Pair]:
    found: dict[int, dict[str, WalkStop]] = defaultdict(dict)
    for stop in WalkStop.objects.filter(walk=walk).order_by("number", "light"):
        found[stop.number][stop.light] = stop
    pairs = []
    for number, both in sorted(found.items()):
        day, dark = both.get("day"), both.get("dark")
        one = dark or day
        assert one is not None
        pairs.append(
            Pair(
                number,
                one.title,
                day,
                dark,
                tuple(
                    (
                        str(words),
                        day.ratings.get(code) if day else None,
                        dark.ratings.get(code) if dark else None,
                    )
                    for code, words in RATINGS.items()
                ),
                pick((dark or one).proposals) or pick((day or one).proposals),
            )
        )
    return pairs


def stop_with_photo(walk: Walk, token: str) -> WalkStop:
    found = WalkStop.objects.filter(walk=walk, photo=token).exclude(photo="").first()
    if found is None:
        raise NotFound()
    return found
