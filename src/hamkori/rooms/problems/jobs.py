"""What runs on a clock: forgetting that slips were given, quotes and photos whose consent has ended, and photos of
worksheets whose folder has ended."""

from datetime import timedelta

from hamkori.ground.schedule.jobs import Job, registry
from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM
from hamkori.rooms.problems.actions import paper_sheets, telling
from hamkori.rooms.problems.models import PaperSheet, Slip, StoryPiece
from hamkori.rooms.problems.queries import paper

KEEP_DAYS = 90
BATCH = 200


def forget_slips() -> int:
    """After three months nobody presses the same button again."""
    gone, _rows = Slip.objects.filter(on__lt=clock.today() - timedelta(days=KEEP_DAYS)).delete()
    return gone


def forget_pieces() -> int:
    """From the day after a consent ends nothing of a quote or photo is kept (K48)."""
    ended = StoryPiece.objects.filter(until_on__lt=clock.today()).exclude(words={}).order_by("until_on", "pk")
    found = list(ended[:BATCH])
    for piece in found:
        telling.forget_piece(actor=SYSTEM, piece=piece)
    return len(found)


def forget_papers() -> int:
    """Three months after a folder ended nobody types from its paper any more: the photos are erased."""
    found = paper.of_ended_folders(clock.today() - timedelta(days=KEEP_DAYS))
    for one in found:
        paper_sheets.take_out_paper(actor=SYSTEM, folder=one.folder, paper=one, why=PaperSheet.Why.ENDED)
    return len(found)


registry.register("problems.slips", Job(run=forget_slips, every=timedelta(hours=6)))
registry.register("problems.story_pieces", Job(run=forget_pieces, every=timedelta(hours=6)))
registry.register("problems.papers", Job(run=forget_papers, every=timedelta(hours=6)))
