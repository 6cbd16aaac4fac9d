"""Verbs and who may do them. Deny by default: a verb without a rule is refused."""

from collections.abc import Callable
from typing import Any

from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import NotAllowed

Predicate = Callable[[Actor, Any], bool]

_rules: dict[str, Predicate] = {}


def rule(verb: str) -> Callable[[Predicate], Predicate]:
    """Register the predicate for `verb` ("concern.answer"). Each verb has exactly one."""

    def register(predicate: Predicate) -> Predicate:
        if verb in _rules and _rules[verb] is not predicate:
            raise RuntimeError(f"verb {verb!r} has two rules")
        _rules[verb] = predicate
        return predicate

    return register


def may(actor: Actor, verb: str, obj: Any = None) -> bool:
    """Whether `actor` may do `verb` to `obj`. An unknown verb is a programming error."""
    if verb not in _rules:
        raise RuntimeError(f"verb {verb!r} has no rule")
    return actor.is_system or _rules[verb](actor, obj)


def require(actor: Actor, verb: str, obj: Any = None) -> None:
    """Raise `NotAllowed` unless `actor` may do `verb` to `obj`."""
    if not may(actor, verb, obj):
        raise NotAllowed()


def verbs() -> tuple[str, ...]:
    """Every registered verb, sorted."""
    return tuple(sorted(_rules))
