"""What the gates ask, read from a folder: a fixed number of queries."""

from hamkori.kernel.words import pick
from hamkori.rooms.problems.catalogue import HARM, Carried, Harm
from hamkori.rooms.problems.gates import Facts
from hamkori.rooms.problems.kinds import GENTLE
from hamkori.rooms.problems.models import (
    Analysis,
    Assessment,
    Count,
    Decision,
    Folder,
    HarmCheck,
    Measure,
    Option,
    Point,
    Side,
    Tried,
)
from hamkori.rooms.problems.queries.focal import focal_of


def _punishes_first(folder: Folder, chosen: list[Option]) -> bool:
    """A chosen step checks and punishes, and nobody explained, talked or taught before it (R260)."""
    hard = [one.due_on for one in chosen if one.kind == "enforcement" and one.due_on is not None]
    if not hard:
        return False
    gentle = [one.due_on for one in chosen if one.kind in GENTLE and one.due_on is not None]
    if gentle and min(gentle) <= min(hard):
        return False
    return not Tried.objects.filter(folder=folder, kind__in=sorted(GENTLE)).exists()


def facts_of(folder: Folder) -> Facts:
    """The facts of the round in which the folder is."""
    analysis = Analysis.objects.filter(folder=folder).first() or Analysis(folder=folder)
    points = set(
        Point.objects.filter(measure__folder=folder, round=folder.round).values_list("measure_id", "at")
    )
    before = {measure for measure, at in points if at == Point.At.BEFORE}
    after = {measure for measure, at in points if at == Point.At.AFTER}
    options = [one for one in Option.objects.filter(folder=folder, round=folder.round) if one.chosen]
    harm = HarmCheck.objects.filter(folder=folder, round=folder.round).first()
    assessment = Assessment.objects.filter(folder=folder, round=folder.round).first() or Assessment()
    groups = (
        Count.objects.filter(issue__folder=folder, session__counted=True)
        .values_list("session__group", flat=True)
        .distinct()
    )
    of_bribes = set(Measure.objects.filter(folder=folder, about_bribes=True).values_list("pk", flat=True))
    harm_answers = harm.answers if harm else {}
    harm_open = set(harm_answers) != set(HARM) or Harm.YES in harm_answers.values()
    return Facts(
        cheers=dict(folder.cheers),
        events=folder.events,
        has_statement=folder.has_statement,
        sides=frozenset(Side.objects.filter(folder=folder).values_list("side", flat=True)),
        says_tried=analysis.nothing_tried or Tried.objects.filter(folder=folder).exists(),
        says_missing=bool(analysis.absent),
        has_guess=bool(analysis.guess),
        has_causes=bool(analysis.causes and analysis.connectors),
        groups_counted=len(set(groups)),
        decisions=frozenset(
            Decision.objects.filter(folder=folder, round=folder.round, void_on__isnull=True).values_list(
                "kind", flat=True
            )
        ),
        has_baseline=bool(before),
        has_after=bool(before & after),
        chosen=len(options),
        chosen_whole=sum(one.is_whole for one in options),
        chosen_told=sum(one.carried != Carried.PLANNED for one in options),
        harm_open=harm_open,
        harm_reviewed=harm is not None and harm.reviewed_on is not None and harm.reviewed_as_focal,
        has_focal=focal_of(folder.team_id) is not None,
        punishes_first=_punishes_first(folder, options),
        bribes_unmeasured=folder.about_bribes and not of_bribes & before,
        bribes_unmeasured_after=folder.about_bribes and not of_bribes & before & after,
        only_punishes=bool(options) and all(one.kind == "enforcement" for one in options),
        displaced=frozenset(assessment.displaced),
        has_verdict=bool(assessment.verdict),
        says_explanations=bool(assessment.explanations),
        says_new_harm=assessment.new_harm is not None,
        says_differently=bool(pick(assessment.differently)),
        has_watch_day=folder.watch_on is not None,
        referred=folder.referred_to_id is not None,
    )
