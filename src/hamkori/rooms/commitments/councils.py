"""Which council watches over a place. Bodies know it by their areas and hand it down here."""

from collections.abc import Callable

from hamkori.kernel.registries import Registry
from hamkori.society.accounts.models import Organisation

finders: Registry[Callable[[str], Organisation | None]] = Registry("finder of councils")
"""Called with the path of a place."""


def council_of(path: str) -> Organisation | None:
    """The council of a place; None where nobody knows one."""
    for _name, find in finders:
        found = find(path)
        if found is not None:
            return found
    return None
