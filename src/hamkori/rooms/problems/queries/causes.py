"""The tree of causes of a folder."""

from collections import defaultdict
from dataclasses import dataclass

from hamkori.kernel.errors import NotFound
from hamkori.rooms.problems.models import Cause, Folder


@dataclass(frozen=True, slots=True)
class Branch:
    """A cause, how deep it stands (1: right under the problem), and whether nothing stands behind it: a root."""

    cause: Cause
    depth: int
    is_root: bool

    @property
    def steps(self) -> range:
        """One for each step below the first, to draw it further in."""
        return range(self.depth - 1)


def tree_of(folder: Folder) -> list[Branch]:
    """The causes in reading order, each followed by what lies behind it. One query."""
    behind: dict[int | None, list[Cause]] = defaultdict(list)
    for cause in Cause.objects.filter(folder=folder).order_by("pk"):
        behind[cause.under_id].append(cause)
    found: list[Branch] = []

    def grow(under: int | None, depth: int) -> None:
        for cause in behind[under]:
            found.append(Branch(cause, depth, not behind[cause.pk]))
            grow(cause.pk, depth + 1)

    grow(None, 1)
    return found


def cause_of(folder: Folder, number: int) -> Cause:
    """One cause of this folder. Raises `NotFound`."""
    found = Cause.objects.filter(folder=folder, pk=number).select_related("under").first()
    if found is None:
        raise NotFound()
    return found
