"""Reads of questions to higher offices."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from hamkori.ground.files import queries as file_queries
from hamkori.ground.files.models import StoredFile
from hamkori.kernel import access, clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import NotFound
from hamkori.kernel.prepared import prepared
from hamkori.rooms.bodies.queries import above, responsible_at
from hamkori.rooms.problems.asking import KINDS, Asked
from hamkori.rooms.problems.models import Folder, HigherQuestion
from hamkori.society.accounts.models import Organisation

NEWS = timedelta(days=30)
_WITH = ("to__place", "folder__team", "folder__place", "folder__public_place")


def offices_above(folder: Folder) -> list[Organisation]:
    """The district's offices that are responsible for the place, then those above them, without repetition."""
    near = responsible_at(folder.path, KINDS)
    first = [near[kind] for kind in KINDS if kind in near]
    found = {one.pk: one for one in first}
    for office in first:
        for one in above(office):
            found.setdefault(one.pk, one)
    return list(found.values())


def higher_than(question: HigherQuestion) -> list[Organisation]:
    """To whom the office that was asked may pass the question."""
    return above(question.to)


def of_folder(folder: Folder) -> list[HigherQuestion]:
    """Every question of a folder in the order in which it was asked, passed ones too."""
    return list(HigherQuestion.objects.filter(folder=folder).select_related(*_WITH).order_by("pk"))


def public_of(folder: Folder) -> list[HigherQuestion]:
    """What everybody sees: all but what the team took back."""
    return [one for one in of_folder(folder) if one.state != Asked.WITHDRAWN]


def of_row(folder: Folder, number: int) -> HigherQuestion:
    """A question of this very folder. Raises `NotFound`."""
    found = HigherQuestion.objects.filter(folder=folder, pk=number).select_related(*_WITH).first()
    if found is None:
        raise NotFound()
    return found


def asked_of(office_id: int | None) -> list[HigherQuestion]:
    """Every question before an office, those that wait first."""
    rows = list(_before(office_id).select_related(*_WITH).order_by("due_on", "pk"))
    return sorted(rows, key=lambda one: one.state != Asked.ASKED)


def _before(office_id: Any) -> QuerySet[HigherQuestion]:
    return HigherQuestion.objects.filter(to_id=office_id).exclude(state=Asked.WITHDRAWN)


@prepared
def _first_before(office_id: Any) -> QuerySet[HigherQuestion, Any]:
    return _before(office_id).values_list("pk", flat=True)[:1]


def is_asked(office_id: int) -> bool:
    """Whether any question is before an office, or was."""
    return bool(_first_before(office_id))


@prepared
def _waiting(office_id: Any) -> QuerySet[HigherQuestion]:
    return (
        _before(office_id).filter(state=Asked.ASKED).select_related("folder__team").order_by("due_on", "pk")
    )


def waiting(office_id: int) -> list[HigherQuestion]:
    """Questions that wait for an office, with their folders and teams."""
    return _waiting(office_id)


@prepared
def _answered_since(team_id: Any, day: Any) -> QuerySet[HigherQuestion]:
    return (
        HigherQuestion.objects.filter(folder__team_id=team_id, state=Asked.ANSWERED, ended_on__gte=day)
        .select_related("to", "folder")
        .order_by("-ended_on", "-pk")
    )


def answered_lately(team_id: int) -> list[HigherQuestion]:
    """Answers that came to a team in the last thirty days, with their folders."""
    return _answered_since(team_id, clock.today() - NEWS)


def for_actor(actor: Actor, number: int, *, verb: str = "higher.answer") -> HigherQuestion:
    """The question, if `actor` may do `verb` to it. Raises `NotFound` otherwise."""
    found = HigherQuestion.objects.filter(pk=number).select_related(*_WITH).first()
    if found is None or not access.may(actor, verb, found):
        raise NotFound()
    return found


def paper_of(question: HigherQuestion) -> StoredFile:
    """The photo of the stamped answer. Raises `NotFound`."""
    file = file_queries.stored(question.file) if question.file else None
    if file is None:
        raise NotFound()
    return file
