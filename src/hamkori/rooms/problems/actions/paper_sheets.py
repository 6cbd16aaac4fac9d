"""Photos of worksheets that were filled in by hand (R234)."""

import hashlib

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.ground.files.actions import attach, erase
from hamkori.ground.files.queries import stored
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.problems.actions.common import locked
from hamkori.rooms.problems.models import Folder, PaperSheet
from hamkori.rooms.problems.states import WAYS

MOST = 24
"""Photos that lie in a folder at the same time: four pages of six steps."""


@action("paper.sheet_added", verb="problem.work", on="folder")
def add_paper(
    *, actor: Actor, folder: Folder, stage: str, photo: str, no_names: bool, once: str = ""
) -> PaperSheet:
    """Put the photo of a worksheet into the folder. `photo` is the token of a kept file, without its metadata.

    Pressed twice (`once`), the photo of the first press comes back. Raises `BadInput` without the word that no person
    and no name is on it, or for a step that is not one of the folder's method.
    """
    folder = locked(folder)
    key = hashlib.sha256(f"{once}|paper".encode()).hexdigest() if once else None
    known = PaperSheet.objects.filter(once=key).first() if key else None
    if known is not None:
        trail.nothing_happened()
        return known
    if stage not in WAYS[folder.method]:
        raise BadInput(_("Please choose from the list."), field="stage")
    if not photo or not no_names:
        raise BadInput(
            _(
                "Only sheets without names. Cover them and take the photo again, or type the sheet in yourself."
            ),
            field="photo",
        )
    if PaperSheet.objects.filter(folder=folder, taken_out_on__isnull=True).count() >= MOST:
        raise BadState(_("There are many photos in this folder. Take out those that are typed in."))
    made = PaperSheet.objects.create(
        folder=folder,
        stage=stage,
        photo=photo,
        no_names_on_it=True,
        by_posting=actor.posting_id,
        on=clock.today(),
        once=key,
    )
    attach(actor=actor, tokens=[photo], subject=made)
    trail.note(subject=folder, changed=["papers"], facts={"stage": stage})
    return made


@action("paper.sheet_taken_out", verb="problem.work", on="folder")
def take_out_paper(*, actor: Actor, folder: Folder, paper: PaperSheet, why: str) -> PaperSheet:
    """Erase the photo; its row stays with the day and the reason. A second time does nothing."""
    fresh = PaperSheet.objects.select_for_update().get(pk=paper.pk)
    if fresh.folder_id != folder.pk:
        raise BadState()
    if fresh.taken_out_on is not None:
        trail.nothing_happened()
        return fresh
    if why not in PaperSheet.Why.values:
        raise BadInput(_("Please choose from the list."), field="why")
    fresh.taken_out_on, fresh.taken_out_for = clock.today(), why
    fresh.taken_out_by_posting = actor.posting_id
    fresh.save(update_fields=["taken_out_on", "taken_out_for", "taken_out_by_posting"])
    file = stored(fresh.photo)
    if file is not None:
        erase(actor=actor, file=file, reason=why)
    trail.note(subject=folder, changed=["papers"], reason=why)
    return fresh
