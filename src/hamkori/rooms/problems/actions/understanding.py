"""The tree of causes, and whose place it is (R250, R255)."""

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.problems.actions.common import locked
from hamkori.rooms.problems.models import Analysis, Cause, Folder
from hamkori.rooms.problems.texts import checked, put
from hamkori.society.accounts.models import Organisation

DEEPEST = 5
MOST = 30


def _depth(cause: Cause | None) -> int:
    depth = 0
    while cause is not None and depth <= DEEPEST:
        depth, cause = depth + 1, cause.under
    return depth


@action("problem.cause_written", verb="problem.work", on="folder")
def write_cause(
    *,
    actor: Actor,
    folder: Folder,
    text: str,
    language: str,
    under: Cause | None = None,
    cause: Cause | None = None,
    sure: bool = False,
    names_are_places: bool = False,
) -> Cause:
    """One “because …”, under the problem or under another one. Given `cause`, its words change."""
    folder = locked(folder)
    if any(one is not None and one.folder_id != folder.pk for one in (under, cause)):
        raise BadState()
    text = checked(text, field="text", place=folder.place, names_are_places=names_are_places)
    if cause is None:
        if _depth(under) >= DEEPEST:
            raise BadInput(_("Deep enough: five times “why” is the most."), field="text")
        if folder.causes.count() >= MOST:
            raise BadInput(_("There are many causes already. Take some out first."), field="text")
    row = cause or Cause(folder=folder, under=under)
    row.texts, row.sure = put(row.texts, language, text), sure
    row.save()
    trail.note(subject=folder, changed=["causes"], facts={"cause": row.pk})
    return row


@action("problem.cause_dropped", verb="problem.work", on="folder")
def drop_cause(*, actor: Actor, folder: Folder, cause: Cause) -> Folder:
    """Take a cause out, with everything behind it."""
    folder = locked(folder)
    if cause.folder_id != folder.pk:
        raise BadState()
    cause.delete()
    trail.note(subject=folder, changed=["causes"])
    return folder


@action("problem.owner_named", verb="problem.work", on="folder")
def name_owner(*, actor: Actor, folder: Folder, owner: Organisation | None) -> Analysis:
    """Whose place it is: the office that looks after it, or nobody known."""
    folder = locked(folder)
    row, _created = Analysis.objects.get_or_create(folder=folder)
    row.owner = owner
    row.save(update_fields=["owner"])
    trail.note(subject=folder, changed=["owner"], facts={"owner": owner.pk if owner else None})
    return row
