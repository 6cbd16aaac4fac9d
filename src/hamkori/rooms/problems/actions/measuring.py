"""Measuring, assessing, and what residents say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import access, clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.crypto import keyed_hash
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.problems.actions.common import locked
from hamkori.rooms.problems.catalogue import DISPLACED, EXPLANATIONS, Seen, Spread, Verdict
from hamkori.rooms.problems.models import Agreement, Assessment, Folder, Measure, Point, Slip
from hamkori.rooms.problems.queries.results import allowed_verdicts
from hamkori.rooms.problems.states import LAST, UNDER_WAY, State
from hamkori.rooms.problems.texts import checked, of_list, put

ANSWERS = ("better", "same", "worse")


@action("problem.measure_set", verb="problem.work", on="folder")
def set_measure(
    *,
    actor: Actor,
    folder: Folder,
    kind: str,
    title: str,
    how: str,
    lower_is_better: bool,
    language: str,
    measure: Measure | None = None,
    names_are_places: bool = False,
    about_bribes: bool = False,
) -> Measure:
    """What is counted, and how. Once something was counted, only the words can still be changed."""
    folder = locked(folder)
    if kind not in Measure.Kind.values:
        raise BadInput(_("Please choose from the list."), field="kind")
    if measure is not None and measure.folder_id != folder.pk:
        raise BadState()
    row = measure or Measure(folder=folder)
    if row.pk and (row.kind, row.lower_is_better) != (kind, lower_is_better) and row.points.exists():
        raise BadState(_("It was measured already. Add another measure instead."))
    row.kind, row.lower_is_better = kind, lower_is_better
    row.about_bribes = about_bribes
    row.titles = put(
        row.titles,
        language,
        checked(title, field="title", place=folder.place, names_are_places=names_are_places),
    )
    row.how = put(
        row.how, language, checked(how, field="how", place=folder.place, names_are_places=names_are_places)
    )
    row.save()
    trail.note(subject=folder, changed=["measures"])
    return row


@action("problem.measured", verb="problem.work", on="folder")
def measure_at(
    *,
    actor: Actor,
    folder: Folder,
    measure: Measure,
    at: str,
    count: int,
    base: int,
    from_on: date,
    until_on: date,
) -> Point:
    """One measurement. Before: only until the team acts; after: only from then on. What was is not changed later."""
    folder = locked(folder)
    if measure.folder_id != folder.pk or at not in Point.At.values:
        raise BadState()
    acts = State(folder.state) in UNDER_WAY | LAST
    is_before = at in (Point.At.BEFORE, Point.At.OTHER_BEFORE)
    if is_before and acts:
        raise BadState(_("How it was before can no longer be changed: the team is acting already."))
    if not is_before and not acts:
        raise BadState(_("After: measure when the team has acted."))
    if until_on < from_on or until_on > clock.today():
        raise BadInput(_("Please check the days."), field="until_on")
    if base < 1:
        raise BadInput(_("Write in how many days, or of how many."), field="base")
    if measure.kind == Measure.Kind.SHARE and count > base:
        raise BadInput(_("A part cannot be larger than the whole."), field="count")
    if not is_before:
        earlier = Point.objects.filter(
            measure=measure, round=folder.round, at=at.replace("after", "before")
        ).first()
        if earlier is None:
            raise BadState(_("There is no figure from before to compare with."))
        if from_on <= earlier.until_on:
            raise BadInput(_("Both stretches of days overlap."), field="from_on")
    row, _created = Point.objects.update_or_create(
        measure=measure,
        round=folder.round,
        at=at,
        defaults={"count": count, "base": base, "from_on": from_on, "until_on": until_on},
    )
    trail.note(subject=folder, changed=["points"], facts={"measure": measure.pk, "at": at})
    return row


@dataclass(frozen=True, slots=True)
class Judgement:
    """An assessment as it is typed."""

    explanations: Iterable[str]
    displaced: Mapping[str, str]
    spread: str
    new_harm: bool
    new_harms: str
    differently: str
    verdict: str
    watch_on: date | None
    names_are_places: bool = False


@action("problem.assessed", verb="problem.work", on="folder")
def assess(*, actor: Actor, folder: Folder, judgement: Judgement, language: str) -> Assessment:
    """Did it help? Raises `BadInput` for a verdict that the figures do not carry (K54)."""
    folder = locked(folder)
    if State(folder.state) not in LAST:
        raise BadState(_("First say what was carried out."))
    known = judgement.names_are_places
    if set(judgement.displaced) != set(DISPLACED) or any(
        answer not in Seen.values for answer in judgement.displaced.values()
    ):
        raise BadInput(_("Look whether it moved: all six ways."), field="place")
    if judgement.spread not in Spread.values or judgement.verdict not in Verdict.values:
        raise BadInput(_("Please choose from the list."), field="verdict")
    if Verdict(judgement.verdict) not in allowed_verdicts(folder):
        raise BadInput(
            _("The figures do not carry this verdict. Choose a more careful one."), field="verdict"
        )
    if judgement.watch_on is not None and judgement.watch_on <= clock.today():
        raise BadInput(_("This date has already passed."), field="watch_on")
    explanations = of_list(judgement.explanations, EXPLANATIONS, field="explanations")
    harms = checked(
        judgement.new_harms, field="new_harms", place=folder.place, names_are_places=known,
        may_be_empty=not judgement.new_harm,
    )  # fmt: skip
    differently = checked(
        judgement.differently, field="differently", place=folder.place, names_are_places=known
    )
    row, _created = Assessment.objects.get_or_create(
        folder=folder, round=folder.round, defaults={"on": clock.today()}
    )
    row.explanations, row.displaced = explanations, dict(judgement.displaced)
    row.spread, row.new_harm = judgement.spread, judgement.new_harm
    row.new_harms = put(row.new_harms, language, harms)
    row.differently = put(row.differently, language, differently)
    row.verdict, row.on = judgement.verdict, clock.today()
    row.save()
    folder.watch_on = judgement.watch_on
    folder.save(update_fields=["watch_on"])
    trail.note(subject=folder, reason=judgement.verdict, changed=["assessment"])
    return row


@action("problem.residents_said")
def say_better(*, actor: Actor, folder: Folder, answer: str, submission_key: str) -> Agreement:
    """One resident's answer on the public page: better, the same, worse. A second press counts once."""
    access.require(actor, "problem.say_better", folder)
    if answer not in ANSWERS:
        raise BadInput(_("Please choose one."), field="answer")
    if State(folder.state) not in UNDER_WAY | LAST | {State.CLOSED}:
        raise BadState()
    row, _created = Agreement.objects.get_or_create(folder=folder)
    _slip, first = Slip.objects.get_or_create(
        key=keyed_hash(f"agree:{folder.pk}:{submission_key}", purpose="problems.slip"),
        defaults={"on": clock.today()},
    )
    trail.nothing_happened()  # no entry either way: the record would keep the order of the answers
    if first:
        Agreement.objects.filter(pk=row.pk).update(**{answer: F(answer) + 1})
        row.refresh_from_db()
    return row
