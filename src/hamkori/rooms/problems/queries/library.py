"""What other teams did about such problems, and what came of it."""

from dataclasses import dataclass

from hamkori.rooms.problems.catalogue import Verdict
from hamkori.rooms.problems.models import Assessment, CaseStudy, Folder, Option

MOST = 8


@dataclass(frozen=True, slots=True)
class Example:
    """A published story about the same kind of behaviour: its steps and its verdict."""

    folder: Folder
    steps: list[Option]
    verdict: str


def examples(folder: Folder, kind: str = "") -> list[Example]:
    """Published stories of other folders about the same behaviour, the newest first. Four queries."""
    if not folder.behaviour:
        return []
    stories = (
        CaseStudy.objects.filter(
            published_on__isnull=False, withdrawn_on__isnull=True, folder__behaviour=folder.behaviour,
            folder__shown=True,
        )
        .exclude(folder=folder)
        .select_related("folder__public_place")
        .order_by("-published_on", "-pk")[:MOST]
    )  # fmt: skip
    folders = {story.folder_id: story.folder for story in stories}
    verdicts = {
        (one.folder_id, one.round): Verdict(one.verdict).label
        for one in Assessment.objects.filter(folder__in=list(folders)).exclude(verdict="")
    }
    steps: dict[int, list[Option]] = {pk: [] for pk in folders}
    for option in Option.objects.filter(folder__in=list(folders), chosen=True).order_by("pk"):
        if option.round == folders[option.folder_id].round and (not kind or option.kind == kind):
            steps[option.folder_id].append(option)
    return [
        Example(one, steps[one.pk], str(verdicts.get((one.pk, one.round), "")))
        for one in folders.values()
        if steps[one.pk]
    ]
