"""States as data: a table that the code, the tests and the documentation read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.utils.functional import Promise

from hamkori.kernel.errors import BadState

State = TypeVar("State", bound=str)


@dataclass(frozen=True, slots=True)
class Transition(Generic[State]):
    """One row: `verb` moves from any of `sources` to `target`, if `guard` says nothing against it.

    `sentence` is what people read about the step; `guard` returns a message or None.
    """

    verb: str
    sources: frozenset[State]
    target: State
    sentence: str | Promise
    guard: Callable[[Any], str | Promise | None] | None = None


class TransitionTable(Generic[State]):
    """All rows of one kind of record."""

    def __init__(self, rows: Iterable[Transition[State]]) -> None:
        self.rows = tuple(rows)
        self._by_verb = {row.verb: row for row in self.rows}
        if len(self._by_verb) != len(self.rows):
            raise RuntimeError("a verb stands twice in a transition table")

    def allows(self, verb: str, state: State) -> bool:
        return state in self._by_verb[verb].sources

    def verbs_from(self, state: State) -> tuple[str, ...]:
        return tuple(row.verb for row in self.rows if state in row.sources)

    def target(self, verb: str, state: State, subject: Any = None) -> State:
        """The state after `verb`. Raises `BadState` with a sentence if the table or the guard refuses."""
        row = self._by_verb[verb]
        if state not in row.sources:
            raise BadState()
        if row.guard is not None and (objection := row.guard(subject)) is not None:
            raise BadState(objection)
        return row.target
