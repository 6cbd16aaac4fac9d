"""Photos of worksheets: for the team whose folder it is, and for nobody else (R234)."""

from datetime import date

from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import NotFound
from hamkori.rooms.problems.models import Folder, PaperSheet
from hamkori.rooms.problems.states import State
from hamkori.society.accounts.models import Posting
from hamkori.society.accounts.words import role_in_words


def papers_of(folder: Folder) -> list[PaperSheet]:
    """The photos that lie in the folder, the newest first."""
    return list(PaperSheet.objects.filter(folder=folder, taken_out_on__isnull=True).order_by("-on", "-pk"))


def all_papers_of(folder: Folder) -> list[PaperSheet]:
    """Also those that were taken out, as tombstones."""
    return list(PaperSheet.objects.filter(folder=folder).order_by("-on", "-pk"))


def paper_of(folder: Folder, number: int) -> PaperSheet:
    """A photo that lies in this folder. Raises `NotFound`."""
    found = PaperSheet.objects.filter(folder=folder, pk=number, taken_out_on__isnull=True).first()
    if found is None:
        raise NotFound()
    return found


def beside(actor: Actor, folder: Folder, wanted: str) -> tuple[PaperSheet | None, list[PaperSheet]]:
    """(the photo to read from, all photos) beside a form: the wanted one, else the newest of the folder's step."""
    if actor.organisation_id != folder.team_id:
        return None, []
    found = papers_of(folder)
    chosen = next((one for one in found if str(one.pk) == wanted), None)
    if chosen is None:
        chosen = next((one for one in found if one.stage == folder.state), found[0] if found else None)
    return chosen, found


def who_added(papers: list[PaperSheet]) -> dict[int, str]:
    """{posting: what they are in the team}, never who they are."""
    wanted = {one.by_posting for one in papers if one.by_posting is not None}
    return {one.pk: role_in_words(one.role) for one in Posting.objects.filter(pk__in=wanted)}


def of_ended_folders(before: date) -> list[PaperSheet]:
    """Photos in folders that were closed or passed on before `before`."""
    return list(
        PaperSheet.objects.filter(
            taken_out_on__isnull=True,
            folder__state__in=(State.CLOSED, State.REFERRED),
            folder__stage_on__lt=before,
        )
        .select_related("folder")
        .order_by("pk")[:200]
    )
