"""What a promise can belong to in a room above: a concern, a row of a plan. The room above registers it here."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from hamkori.kernel.registries import Registry


def _nowhere(_actor: object, _subject_id: int) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Subject:
    """`name` is what people read ("Answer to a concern"); `address(actor, id)` leads there, "" if it must not."""

    name: str | Promise
    address: Callable[..., str] = _nowhere


subjects: Registry[Subject] = Registry("subject of promises")
