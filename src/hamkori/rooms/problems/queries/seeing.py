"""Sheets: for the team in full; for everybody only numbers from five on, groups apart (K33, R240)."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum

from hamkori.ground.measures.disclosure import MINIMUM
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import NotFound
from hamkori.kernel.references import clean_reference
from hamkori.kernel.words import pick
from hamkori.rooms.problems.catalogue import SENSITIVE, WORRIES, Group
from hamkori.rooms.problems.models import Layer, MapMark, MapSheet
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
    worries: tuple[tuple[str, int | None], ...]
    """Worries, most first; in public without a number, so that a smaller one cannot be worked out."""
    safe: int | None = None
    """Marks for “safe”; in public only in the table of groups."""

    @property
    def x(self) -> int:
        return 4 + (self.column - 1) * 40

    @property
    def y(self) -> int:
        return 4 + (self.row - 1) * 40


@dataclass(frozen=True, slots=True)
class Felt:
    """What groups say of a tile: a pair (not safe, safe) for each column, None where it is hidden."""

    name: str
    landmark: str
    cells: tuple[tuple[int | None, int | None], ...]


@dataclass(frozen=True, slots=True)
class PublicMap:
    """All sheets of a team as everybody may see them."""

    tiles: list[Tile]
    groups: tuple[Group, ...]
    felt: list[Felt]
    rough: list[tuple[str, str]]
    """Sensitive worries: a part of four tiles ("A1–B2") and the worry, without a number (R240)."""
    sketches: list[MapSheet]


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


def tiles(marks: list[MapMark], landmarks: dict[str, dict[str, str]]) -> list[Tile]:
    """The whole grid as the team sees it, with every number."""
    worries, safe = _counted(marks)
    most = max((sum(found.values()) for found in worries.values()), default=0)
    return [
        Tile(
            name, column, row, _depth(sum(worries[column, row].values()), most), pick(landmarks.get(name, {})),
            tuple((str(WORRIES[worry]), number) for worry, number in worries[column, row].most_common()),
            safe[column, row] or None,
        )
        for name, column, row in _grid()
    ]  # fmt: skip


def _grid() -> list[tuple[str, int, int]]:
    return [
        (tile_name(column, row), column, row)
        for row in range(1, ROWS + 1)
        for column in range(1, COLUMNS + 1)
    ]


def _depth(number: int, most: int) -> str:
    return "no" if not number else f"k{min(4, 1 + 4 * (number - 1) // max(most, 1))}"


def _counted(
    marks: Iterable[MapMark],
) -> tuple[dict[tuple[int, int], Counter[str]], Counter[tuple[int, int]]]:
    worries: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    safe: Counter[tuple[int, int]] = Counter()
    for mark in marks:
        if mark.layer == Layer.SAFE:
            safe[mark.column, mark.row] += mark.marks
        else:
            worries[mark.column, mark.row][mark.worry] += mark.marks
    return worries, safe


def public_map(team: Organisation) -> PublicMap | None:
    """The sheets of a team side by side, or None when nothing can be shown, or the place needs care (K32).

    Nothing under five is told, nought neither. No sum is published, so that nothing can be worked out: the colour of a
    tile counts shown numbers only, worries have no number. Sensitive ones count in parts of four tiles, nowhere else.
    """
    sheets = list(MapSheet.objects.filter(team=team).select_related("place").order_by("on", "pk"))
    if not sheets or team.place.is_careful:
        return None
    landmarks: dict[str, dict[str, str]] = {}
    for sheet in sheets:
        landmarks.update(sheet.landmarks)
    of = {sheet.pk: Group(sheet.group) for sheet in sheets}
    groups = tuple(group for group in Group if group in set(of.values()))
    open_marks, rough = [], Counter[tuple[str, str]]()
    for mark in MapMark.objects.filter(sheet__in=sheets):
        if mark.worry in SENSITIVE:
            rough[part_name(mark.column, mark.row), mark.worry] += mark.marks
        else:
            open_marks.append(mark)
    felt = _felt(open_marks, of, groups, landmarks)
    worries, _safe = _counted(open_marks)
    shown = {one.name: sum(unsafe or 0 for unsafe, _safe in one.cells) for one in felt}
    most = max(shown.values(), default=0)
    names = {one.name for one in felt}
    drawn = [
        Tile(
            name,
            column,
            row,
            _depth(shown.get(name, 0), most),
            pick(landmarks.get(name, {}))
            if name in names
            else "",  # else it would tell where the rough ones are
            _worries_told(worries[column, row]) if shown.get(name) else (),
        )
        for name, column, row in _grid()
    ]
    parts = sorted(
        (part, str(WORRIES[worry])) for (part, worry), number in rough.items() if number >= MINIMUM
    )
    sketches = [sheet for sheet in sheets if sheet.photo_is_public and sheet.people >= MINIMUM]
    return PublicMap(drawn, groups, felt, parts, sketches) if felt or parts or sketches else None


def _worries_told(found: Counter[str]) -> tuple[tuple[str, int | None], ...]:
    return tuple((str(WORRIES[worry]), None) for worry, number in found.most_common() if number >= MINIMUM)


def part_name(column: int, row: int) -> str:
    """The part of four tiles in which a tile lies: "A1–B2"."""
    left, top = column - (column - 1) % 2, row - (row - 1) % 2
    return f"{tile_name(left, top)}–{tile_name(left + 1, top + 1)}"


def _felt(
    marks: Iterable[MapMark],
    of: dict[int, Group],
    groups: tuple[Group, ...],
    landmarks: dict[str, dict[str, str]],
) -> list[Felt]:
    counts: Counter[tuple[str, tuple[str, str]]] = Counter()
    for mark in marks:
        counts[tile_name(mark.column, mark.row), (of[mark.sheet_id].value, mark.layer)] += mark.marks
    names = [name for name, _column, _row in _grid() if any(key[0] == name for key in counts)]

    def told(name: str, group: Group, layer: str) -> int | None:
        number = counts[name, (group.value, layer)]
        return number if number >= MINIMUM else None

    found = [
        Felt(
            name, pick(landmarks.get(name, {})),
            tuple((told(name, group, Layer.UNSAFE), told(name, group, Layer.SAFE)) for group in groups),
        )
        for name in names
    ]  # fmt: skip
    return [one for one in found if any(number is not None for pair in one.cells for number in pair)]


def sketch_shown(uid: str) -> MapSheet:
    """A sheet whose sketch everybody may see. Raises `NotFound`."""
    found = MapSheet.objects.filter(uid=clean_reference(uid) or "").select_related("team__place").first()
    if (
        found is None or not found.photo_is_public or found.people < MINIMUM
        or found.team.place.is_careful or found.team.until_on is not None
    ):  # fmt: skip
        raise NotFound()
    return found
