"""What every worksheet of a folder is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamkori.kernel.actor import Actor
from hamkori.kernel.forms import Form
from hamkori.rooms.problems.models import Folder


@dataclass(frozen=True)
class Ask:
    """What a worksheet is about: who fills in which folder, and the row that the address names (0: a new one)."""

    request: HttpRequest
    actor: Actor
    folder: Folder
    number: int = 0
    side: str = ""


@dataclass(frozen=True)
class Sheet:
    """A worksheet of a folder. `make` builds the form, `act` does what it says."""

    title: str | Promise
    make: Callable[[Ask], Form]
    act: Callable[[Ask, Any], object]
    lead: str | Promise = ""
    button: str | Promise = _("Write down")
    verb: str = "problem.work"


def here(form: Any) -> bool:
    return bool(form.cleaned_data.get("names_are_places"))
