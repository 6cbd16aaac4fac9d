"""Ways in which a group puts problems in order: up to three each, dots, or two by two (R242). Pure.

Groups stand side by side only when they were asked alike, so one year of a team has one way.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from hamkori.rooms.problems.models import Pair, Ranking

MOST_CHOICES = 3
"""Problems that one person names, or dots that one person has."""
FEWEST_OF_PAIRS, MOST_OF_PAIRS = 3, 7
"""Two by two: three problems make 3 questions, seven make 21."""


def people_behind(voices: int, ranking: str) -> int:
    """How many people stand behind a count at least: one voice is one person, three dots can be one person's."""
    return -(-voices // MOST_CHOICES) if ranking == Ranking.DOTS else voices


def most_voices(people: int, ranking: str) -> int:
    """The most that one problem can get of so many people."""
    return people * MOST_CHOICES if ranking == Ranking.DOTS else people


def couples(issues: Iterable[int]) -> list[tuple[int, int]]:
    """Every two of them, the smaller number first."""
    return list(combinations(sorted(issues), 2))


@dataclass(frozen=True, slots=True)
class Standing:
    """What a problem came to in its comparisons: `halves` are two for one that was won and one for "alike"."""

    halves: int
    asked: int

    @property
    def share(self) -> int:
        """Per cent of the comparisons in which it stood."""
        return round(50 * self.halves / self.asked) if self.asked else 0


def standings(answers: Iterable[tuple[int, int, str]]) -> Mapping[int, Standing]:
    """{problem: how it stood} from (first, second, which of them won)."""
    found: dict[int, Standing] = {}
    for first, second, won in answers:
        for issue, mine in ((first, Pair.Won.FIRST), (second, Pair.Won.SECOND)):
            halves = 2 if won == mine else 1 if won == Pair.Won.EVEN else 0
            before = found.get(issue, Standing(0, 0))
            found[issue] = Standing(before.halves + halves, before.asked + 1)
    return found
