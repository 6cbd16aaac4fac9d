"""Finding out whether somebody bent the record: `verify()` recomputes everything and names what is wrong.

The sealed entries are walked once in the order of their sequence, one checkpoint's batch at a time, so the
memory stays the same for a million rows. A batch that adds up costs one hash a row; only one that does not is
taken apart. Erased salts do not matter: digests are part of the content, salts are not.

What a whole rewrite of the chain cannot hide is the checkpoint that stands outside the database: hand its
printed line in as `checkpoint`.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _

from hamkori.ground.audit.models import Checkpoint, Entry
from hamkori.ground.audit.seal import START, checkpoint_hash, leaf_of, link, merkle_root
from hamkori.kernel.errors import BadInput

_LOOK_AHEAD = 200
_PRINTED = re.compile(r"\s*(\d{1,18})\s*:\s*([0-9a-fA-F]{16,64})\s*(?:\u2026|\.{3})?\s*")
_MOST_FAULTS = 1000


class Wrong(StrEnum):
    """What can be wrong."""

    EDITED = "edited"
    DELETED = "deleted"
    INSERTED = "inserted"
    REORDERED = "reordered"
    CHECKPOINT = "checkpoint"
    PRINTED = "printed"


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding. `sequence` is the place in the sealed order (of a checkpoint: its number)."""

    kind: Wrong
    sequence: int
    message: str


@dataclass(slots=True)
class Verdict:
    """`entries` and `checkpoints` say how much was looked at. Without faults the record is whole."""

    faults: list[Fault] = field(default_factory=list)
    entries: int = 0
    checkpoints: int = 0

    @property
    def is_whole(self) -> bool:
        return not self.faults

    def add(self, kind: Wrong, sequence: int, message: str, **values: int) -> None:
        """Note a fault; after a thousand more of them say nothing new."""
        fault = Fault(kind, sequence, message % {"number": sequence, **values})
        if len(self.faults) < _MOST_FAULTS and fault not in self.faults[-5:]:
            self.faults.append(fault)


@dataclass(slots=True)
class _Row:
    sequence: int
    leaf: str  # as the content says now
    kept_leaf: str
    chain: str

    @property
    def edited(self) -> bool:
        return self.leaf != self.kept_leaf


class _Rows:
    """Sealed entries in order, with the possibility to give some back."""

    def __init__(self) -> None:
        entries = Entry.objects.filter(sequence__isnull=False).order_by("sequence")
        self._rows = (self._row(entry) for entry in entries.iterator(chunk_size=1000))
        self._back: list[_Row] = []
        self.read = 0

    @staticmethod
    def _row(entry: Entry) -> _Row:
        assert entry.sequence is not None
        return _Row(entry.sequence, leaf_of(entry), entry.leaf, entry.chain)

    def next(self) -> _Row | None:
        row = self._back.pop() if self._back else next(self._rows, None)
        self.read += row is not None
        return row

    def give_back(self, rows: list[_Row]) -> None:
        self._back.extend(reversed(rows))
        self.read -= len(rows)

    def up_to(self, sequence: int) -> list[_Row]:
        """The rows whose sequence is not beyond `sequence`."""
        rows = []
        while (row := self.next()) is not None:
            if row.sequence > sequence:
                self.give_back([row])
                break
            rows.append(row)
        return rows


def verify(*, checkpoint: str | None = None, progress: Callable[[int], None] | None = None) -> Verdict:
    """Recompute the sealed record. `checkpoint` is a printed line, "12:9f86…", with at least 16 digits of its hash.

    `progress` is told how many entries have been read. Raises `BadInput` for a line that is none.
    """
    verdict = Verdict()
    expected = _printed(checkpoint) if checkpoint is not None else None
    rows = _Rows()
    before = Checkpoint(number=0, last_sequence=0, hash=START, chain=START)
    start = START  # the chain hash that the next entry has to follow; "" when it is lost
    shift = 0  # how far the stored numbers run ahead of the original ones
    for point, following in _with_next(Checkpoint.objects.order_by("number").iterator(chunk_size=200)):
        verdict.checkpoints += 1
        sound = _check_point(verdict, before, point)
        if point.number > before.number + 1 and sound:  # the entries of a lost checkpoint may still be there
            start = _check_loose(verdict, rows, start, point.first_sequence - 1 + shift)
        if sound:
            shift = _check_batch(verdict, rows, start, point, shift)
            start = point.chain
        else:
            last = following.first_sequence - 1 if following is not None else point.last_sequence
            start = _check_loose(verdict, rows, start, last + shift)
        if expected and expected[0] == point.number and not point.hash.startswith(expected[1]):
            verdict.add(
                Wrong.PRINTED, point.number, _("Checkpoint %(number)s is not the one that was printed.")
            )
        before = point
        if progress is not None:
            progress(rows.read)
    _check_rest(verdict, rows, before.last_sequence + shift)
    verdict.entries = rows.read
    if expected and expected[0] > before.number:
        verdict.add(
            Wrong.PRINTED, expected[0], _("The printed checkpoint %(number)s is not in the database.")
        )
    if progress is not None:
        progress(rows.read)
    return verdict


def _with_next(points: Iterator[Checkpoint]) -> Iterator[tuple[Checkpoint, Checkpoint | None]]:
    point = next(points, None)
    while point is not None:
        following = next(points, None)
        yield point, following
        point = following


def _printed(line: str) -> tuple[int, str]:
    found = _PRINTED.fullmatch(line)
    if found is None:
        raise BadInput(
            _("A checkpoint looks like 12:9f86d081884c7d65, with at least 16 digits after the colon.")
        )
    return int(found[1]), found[2].lower()


def _check_point(verdict: Verdict, before: Checkpoint, point: Checkpoint) -> bool:
    """Whether the checkpoint's own row is right; if not, its numbers cannot be trusted."""
    if point.number > before.number + 1:
        for number in range(before.number + 1, min(point.number, before.number + 1 + _MOST_FAULTS)):
            verdict.add(Wrong.CHECKPOINT, number, _("Checkpoint %(number)s is missing."))
    whole = point.hash == checkpoint_hash(
        point.number,
        point.first_sequence,
        point.last_sequence,
        point.merkle_root,
        point.chain,
        point.previous,
    )
    if not whole:
        verdict.add(Wrong.CHECKPOINT, point.number, _("Checkpoint %(number)s was changed."))
    elif point.number == before.number + 1 and (
        point.previous != before.hash or point.first_sequence != before.last_sequence + 1
    ):
        verdict.add(
            Wrong.CHECKPOINT, point.number, _("Checkpoint %(number)s does not follow the one before it.")
        )
    return whole


def _check_batch(verdict: Verdict, rows: _Rows, start: str, point: Checkpoint, shift: int) -> int:
    """Check the entries of one sound checkpoint; returns the new shift of the stored numbers."""
    batch = rows.up_to(point.last_sequence + shift)
    if _adds_up(batch, start, point, shift):
        return shift
    if not any(row.chain == point.chain for row in batch):  # entries put in may have pushed the end away
        ahead: list[_Row] = []
        while len(ahead) < _LOOK_AHEAD and (row := rows.next()) is not None:
            ahead.append(row)
            if row.chain == point.chain:
                batch, ahead = batch + ahead, []
                break
        rows.give_back(ahead)
    own = _own_part(batch, point.chain)
    next_one = batch[own] if own < len(batch) else None
    rows.give_back(batch[own:])
    batch = batch[:own]
    faults = len(verdict.faults)
    size = point.last_sequence - point.first_sequence + 1
    first, last = point.first_sequence + shift, point.last_sequence + shift
    if batch and batch[-1].chain == point.chain:
        last = batch[-1].sequence
    _take_apart(verdict, batch, start, point.chain, size, (first, last))
    if len(verdict.faults) == faults:
        message = _("The entries up to number %(number)s do not add up to their checkpoint.")
        verdict.add(Wrong.EDITED, point.last_sequence, message)
    if next_one is not None:
        return next_one.sequence - point.last_sequence - 1
    return last - point.last_sequence


def _own_part(batch: list[_Row], end: str) -> int:
    """How many of `batch` belong to the checkpoint that ends in `end`.

    When entries were taken out and the rest renumbered, the next checkpoint's entries have moved up into it.
    """
    own = len(batch)
    while own and _leads(batch[own - 2].chain if own > 1 else "", batch[own - 1].leaf, batch[own - 1].chain):
        own -= 1
        if batch[own - 1].chain == end:
            return own
    if own and _leads(end, batch[own - 1].leaf, batch[own - 1].chain):
        return own - 1
    return len(batch)


def _check_loose(verdict: Verdict, rows: _Rows, start: str, last: int) -> str:
    """Check entries up to `last` that no trustworthy checkpoint covers; returns the chain hash of the last one."""
    batch = rows.up_to(last)
    if not batch:
        return start
    _take_apart(verdict, batch, start, batch[-1].chain, len(batch), (batch[0].sequence, batch[-1].sequence))
    return batch[-1].chain


def _check_rest(verdict: Verdict, rows: _Rows, last: int) -> None:
    """Entries behind the last checkpoint that was read: sealed in the meantime, or put in by hand.

    Entries and their checkpoint are sealed in one transaction, so a true one has a checkpoint by now.
    """
    latest = Checkpoint.objects.order_by("-number").values_list("last_sequence", flat=True).first() or 0
    while (row := rows.next()) is not None:
        if row.sequence > max(latest, last) or row.sequence <= last:
            verdict.add(Wrong.INSERTED, row.sequence, _("Entry %(number)s was put in later."))


def _adds_up(batch: list[_Row], start: str, point: Checkpoint, shift: int) -> bool:
    expected = point.last_sequence - point.first_sequence + 1
    if len(batch) != expected or batch[-1].chain != point.chain:
        return False
    chain = start
    for number, row in enumerate(batch, point.first_sequence + shift):
        if row.sequence != number or row.edited or (chain and not _leads(chain, row.leaf, row.chain)):
            return False
        chain = row.chain
    return merkle_root([row.leaf for row in batch]) == point.merkle_root


# --- what exactly is wrong -------------------------------------------------------------------------------------


def _take_apart(
    verdict: Verdict, batch: list[_Row], start: str, end: str, size: int, numbers: tuple[int, int]
) -> None:
    """Name what is wrong in a batch that leads from chain hash `start` to `end` in `size` entries.

    `numbers` are the first and the last sequence that belong to it. Each entry's chain hash still tells which
    one it once followed, so the original order is walked backwards from the end; where that breaks off,
    something was changed or is missing, and what is never met was put in.
    """
    for row in batch:
        if row.edited:
            verdict.add(Wrong.EDITED, row.sequence, _("Entry %(number)s was changed."))
    path, breaks = _walk_back(batch, start, end)
    met = {row.sequence for row in path}
    extra = [row for row in batch if row.sequence not in met]
    missing = size - len(path)
    by_sequence = {row.sequence: row for row in batch}
    for row in extra:
        replaced = missing > 0 and len(batch) <= size
        message = _("Entry %(number)s was changed.") if replaced else _("Entry %(number)s was put in later.")
        verdict.add(Wrong.EDITED if replaced else Wrong.INSERTED, row.sequence, message)
    explained = _gaps(verdict, batch, numbers)
    for place in breaks:
        if place > max(by_sequence, default=0) and numbers[1] + 1 in explained:
            continue
        here = by_sequence.get(place)
        previous = max((number for number in by_sequence if number < place), default=numbers[0] - 1)
        if place in explained or (here is not None and here.edited):
            continue
        if previous in by_sequence and previous not in met and missing > 0:
            continue  # the entry before it was replaced, and is named already
        if missing - len(explained) > 0 and len(batch) < size:
            verdict.add(Wrong.DELETED, place, _("An entry just before number %(number)s is missing."))
        else:
            verdict.add(
                Wrong.EDITED, place, _("Entry %(number)s does not follow the one before it: changed.")
            )
    for sequence in _out_of_order([row.sequence for row in path]):
        verdict.add(
            Wrong.REORDERED, sequence, _("Entry %(number)s stands in another place than it was given.")
        )


def _gaps(verdict: Verdict, batch: list[_Row], numbers: tuple[int, int]) -> set[int]:
    """Name numbers that no entry has; returns the places just behind the gaps."""
    explained: set[int] = set()
    stored = [row.sequence for row in batch if row.sequence >= numbers[0]]
    for before, after in zip([numbers[0] - 1, *stored], [*stored, numbers[1] + 1], strict=True):
        if after > before + 1:
            explained.add(after)
            if after == before + 2:
                verdict.add(Wrong.DELETED, before + 1, _("Entry %(number)s is missing."))
            else:
                message = _("Entries %(number)s to %(last)s are missing.")
                verdict.add(Wrong.DELETED, before + 1, message, last=after - 1)
    return explained


def _walk_back(batch: list[_Row], start: str, end: str) -> tuple[list[_Row], list[int]]:
    """The entries in their original order, and the sequences of those whose predecessor is not to be found."""
    chains = {row.chain: row for row in reversed(batch)}
    left = {row.sequence: row for row in batch}  # in order of the sequence
    path: list[_Row] = []
    breaks: list[int] = []
    row = chains.get(end)
    if row is None:
        breaks.append((batch[-1].sequence if batch else 0) + 1)
        row = batch[-1] if batch else None
    while row is not None:
        path.append(row)
        del left[row.sequence]
        followed = _followed(row, batch, start)
        if followed == start and start:
            break
        if followed is not None and (earlier := chains.get(followed)) and earlier.sequence in left:
            row = earlier
            continue
        place = row.sequence
        row = next((left[number] for number in reversed(left) if number < place), None)
        if row is not None or start:
            breaks.append(place)
    return path[::-1], breaks


def _followed(row: _Row, batch: list[_Row], start: str) -> str | None:
    """The chain hash that `row` was sealed after, if it is among those that are still there."""
    leaves = {row.leaf, row.kept_leaf}
    near = bisect_left([one.sequence for one in batch], row.sequence)
    order = [*batch[max(0, near - 2) : near], *batch] if near else batch
    for chain in (*(one.chain for one in reversed(order[:2])), start, *(one.chain for one in order)):
        if chain and any(_leads(chain, leaf, row.chain) for leaf in leaves):
            return chain
    return None


def _leads(chain: str, leaf: str, to: str) -> bool:
    try:
        return link(chain, leaf) == to
    except ValueError:  # somebody wrote something into these columns that is no hash
        return False


def _out_of_order(sequences: list[int]) -> list[int]:
    """Those that have to be moved to put the rest in rising order (all but a longest rising part)."""
    tails: list[int] = []
    tail_at: list[int] = []
    came: list[int | None] = []
    for index, sequence in enumerate(sequences):
        place = bisect_left(tails, sequence)
        came.append(tail_at[place - 1] if place else None)
        if place == len(tails):
            tails.append(sequence)
            tail_at.append(index)
        else:
            tails[place], tail_at[place] = sequence, index
    kept = set()
    at = tail_at[-1] if tail_at else None
    while at is not None:
        kept.add(sequences[at])
        at = came[at]
    return [sequence for sequence in sequences if sequence not in kept]
