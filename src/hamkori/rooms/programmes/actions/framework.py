"""Writing a results framework: the programme, its results, their indicators, the targets of each period."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.programmes.catalogue import MONTHS, MOST_PERIODS, Level, Unit
from hamkori.rooms.programmes.counts import COUNTS
from hamkori.rooms.programmes.models import Actual, Framework, Indicator, Period, Result, TargetPart
from hamkori.rooms.programmes.states import Told
from hamkori.rooms.programmes.texts import nothing_forbidden, put, worded
from hamkori.rooms.programmes.values import fitting, month_after, parts_fit
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place


@dataclass(frozen=True, slots=True)
class Plan:
    """What a programme is: words in one language, its time and area."""

    title: str
    aim: str
    begins_on: date
    ends_on: date
    place: Place
    language: str
    names_are_places: bool = False


@action("programme.opened", verb="programme.open", on="owner")
def open_framework(*, actor: Actor, owner: Organisation, plan: Plan) -> Framework:
    """A programme from the first day of a month to the last day of one."""
    begins, ends = _whole_months(plan.begins_on, plan.ends_on)
    title, aim = _of_plan(plan)
    made = Framework.objects.create(
        owner=owner, place=plan.place, path=plan.place.path, begins_on=begins, ends_on=ends, opened_on=clock.today(),
        titles=put({}, plan.language, title), aims=put({}, plan.language, aim),
    )  # fmt: skip
    trail.note(subject=made, facts={"begins": begins.isoformat(), "ends": ends.isoformat()})
    return made


@action("programme.worded", verb="programme.keep", on="framework")
def word_framework(
    *, actor: Actor, framework: Framework, title: str, aim: str, language: str, names_are_places: bool = False
) -> Framework:
    """The title and the aim in one language."""
    fresh = Framework.objects.select_for_update(of=("self",)).select_related("place").get(pk=framework.pk)
    title, aim = _of_plan(
        Plan(title, aim, fresh.begins_on, fresh.ends_on, fresh.place, language, names_are_places)
    )
    fresh.titles, fresh.aims = put(fresh.titles, language, title), put(fresh.aims, language, aim)
    fresh.save(update_fields=["titles", "aims"])
    trail.note(changed=["titles", "aims"])
    return fresh


def _of_plan(plan: Plan) -> tuple[str, str]:
    found = []
    for field, text in (("title", plan.title), ("aim", plan.aim)):
        words = worded(
            text, field=field, place=plan.place, names_are_places=plan.names_are_places, may_be_empty=field == "aim"
        )  # fmt: skip
        nothing_forbidden(words, field=field)
        found.append(words)
    return found[0], found[1]


def _whole_months(begins: date, ends: date) -> tuple[date, date]:
    first = begins.replace(day=1)
    last = month_after(ends.replace(day=1), 1) - timedelta(days=1)
    if last <= first:
        raise BadInput(_("The last day must come after the first."), field="ends_on")
    if (last - first).days > 366 * 10:
        raise BadInput(_("A programme lasts at most ten years here."), field="ends_on")
    return first, last


@action("programme.shown", verb="programme.keep", on="framework")
def show_framework(*, actor: Actor, framework: Framework, shown: bool) -> Framework:
    """Put the programme on its public page, or take it off. Only approved values ever stand there."""
    fresh = Framework.objects.select_for_update().get(pk=framework.pk)
    if fresh.shown == shown:
        trail.nothing_happened()
        return fresh
    if shown and not Indicator.objects.filter(result__framework=fresh).exists():
        raise BadState(_("There is no indicator yet: nothing could be shown."))
    fresh.shown = shown
    fresh.save(update_fields=["shown"])
    trail.note(changed=["shown"], facts={"shown": shown})
    return fresh


@action("programme.result_written", verb="programme.keep", on="framework")
def write_result(
    *, actor: Actor, framework: Framework, statement: str, assumption: str, language: str,
    result: Result | None = None, serves: Result | None = None, names_are_places: bool = False,
) -> Result:  # fmt: skip
    """An outcome, or an output that serves one; or other words of it."""
    Framework.objects.select_for_update().get(pk=framework.pk)
    words = []
    for field, text in (("statement", statement), ("assumption", assumption)):
        clean = worded(
            text, field=field, place=framework.place, names_are_places=names_are_places,
            may_be_empty=field == "assumption",
        )  # fmt: skip
        nothing_forbidden(clean, field=field)
        words.append(clean)
    if result is None:
        if serves is not None and (serves.framework_id != framework.pk or serves.level != Level.OUTCOME):
            raise BadInput(_("Please choose from the list."), field="serves")
        beside = Result.objects.filter(framework=framework, serves=serves)
        result = Result(
            framework=framework,
            serves=serves,
            level=Level.OUTCOME if serves is None else Level.OUTPUT,
            number=beside.count() + 1,
        )
    elif result.framework_id != framework.pk:
        raise BadState()
    result.statements = put(result.statements, language, words[0])
    result.assumptions = put(result.assumptions, language, words[1])
    result.save()
    trail.note(subject=result, changed=["statements", "assumptions"])
    return result


@dataclass(frozen=True, slots=True)
class Wanted:
    """An indicator as it is written: words in one language, and what cannot change once values are there."""

    title: str
    definition: str
    source: str
    unit: str
    direction: str
    cumulative: bool
    every: str
    split: str
    counted_by: str
    baseline: Decimal | None
    baseline_on: date | None
    language: str
    names_are_places: bool = False


FIXED = ("unit", "cumulative", "every", "split", "counted_by")
AIMED_AT = ("unit", "every", "split")
"""What targets rest on."""


@action("programme.indicator_written", verb="programme.keep", on="framework")
def write_indicator(
    *, actor: Actor, framework: Framework, result: Result, wanted: Wanted, indicator: Indicator | None = None
) -> Indicator:
    """An indicator with its periods. What it counts can no longer change once a value was written down.

    Raises `BadInput` with the reason for words that count persons, arrests, cases or fines (K21).
    """
    Framework.objects.select_for_update().get(pk=framework.pk)
    if result.framework_id != framework.pk or (indicator is not None and indicator.result_id != result.pk):
        raise BadState()
    words = {
        field: worded(
            text, field=field, place=framework.place, names_are_places=wanted.names_are_places,
            may_be_empty=field == "source" and bool(wanted.counted_by),
        )
        for field, text in (("title", wanted.title), ("definition", wanted.definition), ("source", wanted.source))
    }  # fmt: skip
    for field, text in words.items():
        nothing_forbidden(text, field=field)
    _check_baseline(wanted)
    counted = COUNTS.get(wanted.counted_by)
    if wanted.counted_by and (counted is None or counted.unit != wanted.unit or wanted.split):
        raise BadInput(
            _("What the system counts has its own unit, and no groups: %(unit)s."), field="counted_by",
            unit=Unit(counted.unit).label if counted else "–",
        )  # fmt: skip
    new = indicator is None
    if indicator is None:
        indicator = Indicator(result=result, number=result.indicators.count() + 1)
    elif any(getattr(indicator, field) != getattr(wanted, field) for field in FIXED) and (
        Actual.objects.filter(period__indicator=indicator).exists()
    ):
        raise BadState(
            _("Values are written down already: only words, direction and first value can change.")
        )
    elif any(getattr(indicator, field) != getattr(wanted, field) for field in AIMED_AT) and (
        Period.objects.filter(indicator=indicator, target__isnull=False).exists()
    ):
        raise BadState(
            _("Targets are set already. Take them away first, then unit, groups and how often can change.")
        )
    remake = new or indicator.every != wanted.every
    for field in (*FIXED, "direction", "baseline", "baseline_on"):
        setattr(indicator, field, getattr(wanted, field))
    indicator.titles = put(indicator.titles, wanted.language, words["title"])
    indicator.definitions = put(indicator.definitions, wanted.language, words["definition"])
    indicator.sources = put(indicator.sources, wanted.language, words["source"])
    indicator.save()
    if remake:
        indicator.periods.all().delete()
        Period.objects.bulk_create(_periods(framework, indicator))
    trail.note(subject=indicator, changed=["titles", "definitions", "sources", *FIXED])
    return indicator


def _check_baseline(wanted: Wanted) -> None:
    if (wanted.baseline is None) != (wanted.baseline_on is None):
        field = "baseline" if wanted.baseline is None else "baseline_on"
        raise BadInput(_("The first value needs its day, and the day its value."), field=field)
    if wanted.baseline is not None:
        fitting(wanted.baseline, wanted.unit, field="baseline")


def _periods(framework: Framework, indicator: Indicator) -> list[Period]:
    """As many whole periods as the programme has; the last may be shorter."""
    begins = framework.begins_on
    found: list[Period] = []
    while begins <= framework.ends_on and len(found) < MOST_PERIODS:
        after = month_after(begins, MONTHS[indicator.every])
        ends = min(after - timedelta(days=1), framework.ends_on)
        found.append(Period(indicator=indicator, begins_on=begins, ends_on=ends))
        begins = after
    return found


@action("programme.target_set", verb="programme.keep", on="framework")
def set_target(
    *, actor: Actor, framework: Framework, period: Period, target: Decimal | None,
    parts: Mapping[str, Decimal | None] | None = None,
) -> Period:  # fmt: skip
    """What is aimed at in a period, together and by group. It stands once the value of the period is approved."""
    fresh = (
        Period.objects.select_for_update(of=("self",)).select_related("indicator__result").get(pk=period.pk)
    )
    indicator = fresh.indicator
    if indicator.result.framework_id != framework.pk:
        raise BadState()
    if Actual.objects.filter(period=fresh, state=Told.APPROVED).exists():
        raise BadState(_("The value of this period is approved: its target can no longer change."))
    given = {code: value for code, value in (parts or {}).items() if value is not None}
    if target is None and given:
        raise BadInput(_("Give the target of all together too."), field="target")
    if target is not None:
        fitting(target, indicator.unit, field="target")
        parts_fit(indicator, target, given)
    fresh.target = target
    fresh.target_on = clock.today() if target is not None else None
    fresh.save(update_fields=["target", "target_on"])
    fresh.target_parts.all().delete()
    TargetPart.objects.bulk_create(
        TargetPart(period=fresh, group=code, value=value) for code, value in given.items()
    )
    trail.note(subject=fresh, changed=["target"], facts={"target": str(target)})
    return fresh
