"""Writing a value down, sending it, sending it back with a reason, approving it by another person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.ground.files.actions import attach, erase
from hamkori.ground.files.models import StoredFile
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.programmes.catalogue import Unit
from hamkori.rooms.programmes.models import Actual, ActualPart, ActualStep, Period
from hamkori.rooms.programmes.states import OPEN, REPORTING, Told
from hamkori.rooms.programmes.texts import put, worded
from hamkori.rooms.programmes.values import fitting, parts_fit


@dataclass(frozen=True, slots=True)
class Reached:
    """What was reached: the value, of how many (a share), by group as far as counted, a remark, papers and photos."""

    value: Decimal | None
    base: int | None = None
    parts: Mapping[str, Decimal | None] = field(default_factory=dict)
    bases: Mapping[str, int | None] = field(default_factory=dict)
    remark: str = ""
    language: str = "tg"
    files: Sequence[str] = ()
    names_are_places: bool = False


def _locked(actual: Actual) -> Actual:
    return (
        Actual.objects.select_for_update(of=("self",))
        .select_related("period__indicator__result__framework__place")
        .get(pk=actual.pk)
    )


@action("programme.value_entered", verb="programme.enter", on="period")
def enter(*, actor: Actor, period: Period, reached: Reached) -> Actual:
    """Write the value of a period down as a draft; a draft and what was sent back can be written again."""
    fresh = (
        Period.objects.select_for_update(of=("self",))
        .select_related("indicator__result__framework__place")
        .get(pk=period.pk)
    )
    indicator = fresh.indicator
    if indicator.counted_by:
        raise BadState(_("The system counts this figure by itself."))
    if fresh.begins_on > clock.today():
        raise BadState(_("This period has not begun yet."))
    if reached.value is None:
        raise BadInput(
            _("Without a number nothing is reported: leave the period empty instead."), field="value"
        )
    given = {code: value for code, value in reached.parts.items() if value is not None}
    fitting(reached.value, indicator.unit, field="value")
    parts_fit(indicator, reached.value, given)
    share = indicator.unit == Unit.PERCENT
    if share and not reached.base:
        raise BadInput(_("Say of how many the share is."), field="base")
    remark = worded(
        reached.remark, field="remark", place=indicator.result.framework.place, may_be_empty=True,
        names_are_places=reached.names_are_places,
    )  # fmt: skip
    actual = Actual.objects.select_for_update().filter(period=fresh).first()
    if actual is None:
        actual = Actual(period=fresh)
    else:
        actual.state = REPORTING.target("enter", Told(actual.state))
    actual.value, actual.base = reached.value, reached.base if share else None
    actual.remarks = put(actual.remarks, reached.language, remark)
    actual.entered_by, actual.entered_on = actor.user_id, clock.today()
    actual.save()
    actual.parts.all().delete()
    ActualPart.objects.bulk_create(
        ActualPart(actual=actual, group=code, value=value, base=reached.bases.get(code) if share else None)
        for code, value in given.items()
    )
    if reached.files:
        attach(actor=actor, tokens=list(reached.files), subject=actual)
    _step(actual, "enter", actor)
    trail.note(subject=actual, changed=["value"], facts={"value": str(actual.value), "groups": len(given)})
    return actual


@action("programme.value_sent", verb="programme.enter", on="period")
def send(*, actor: Actor, period: Period) -> Actual:
    """Hand the draft to somebody else for approval."""
    actual = _locked(_of(period))
    actual.state = REPORTING.target("send", Told(actual.state))
    actual.save(update_fields=["state"])
    _step(actual, "send", actor)
    trail.note(subject=actual, changed=["state"])
    return actual


@action("programme.paper_removed", verb="programme.enter", on="period")
def remove_paper(*, actor: Actor, period: Period, file: StoredFile) -> Actual:
    """Take a wrong paper off a value that nobody was asked to approve yet, or that came back."""
    actual = _locked(_of(period))
    if (file.subject_type, file.subject_id) != (actual._meta.label_lower, str(actual.pk)):
        raise BadState()
    if actual.state not in OPEN:
        raise BadState(_("Only papers of a draft, or of a value that was sent back, can be removed."))
    erase(actor=actor, file=file, reason="wrong_paper")
    trail.note(subject=actual, changed=["files"])
    return actual


def _of(period: Period) -> Actual:
    found = Actual.objects.filter(period=period).first()
    if found is None:
        raise BadState(_("There is no value yet."))
    return found


@action("programme.value_approved", verb="programme.approve", on="actual")
def approve(*, actor: Actor, actual: Actual, seen: int | None = None) -> Actual:
    """Only somebody else than who wrote the value down. `seen` is the last step of the value that was looked at."""
    fresh = _locked(actual)
    if seen is not None and seen != last_step(fresh):
        raise BadState(_("Another value was written down meanwhile. Please look at it, then approve it."))
    state = REPORTING.target("approve", Told(fresh.state))
    if actor.user_id is None or fresh.entered_by is None or actor.user_id == fresh.entered_by:
        raise BadState(_("You wrote this value down yourself: somebody else approves it."))
    fresh.state, fresh.approved_by, fresh.approved_on = state, actor.user_id, clock.today()
    fresh.save(update_fields=["state", "approved_by", "approved_on"])
    _step(fresh, "approve", actor)
    trail.note(changed=["state"], facts={"value": str(fresh.value)})
    return fresh


@action("programme.value_sent_back", verb="programme.approve", on="actual")
def send_back(
    *,
    actor: Actor,
    actual: Actual,
    reason: str,
    language: str,
    names_are_places: bool = False,
    seen: int | None = None,
) -> Actual:
    """With the reason in words. An approved value leaves the public page until it is approved again.

    `seen` is the last step of the value that was looked at.
    """
    fresh = _locked(actual)
    if seen is not None and seen != last_step(fresh):
        raise BadState(
            _("This value has changed meanwhile. Please look at it again before you send it back.")
        )
    fresh.state = REPORTING.target("send_back", Told(fresh.state))
    place = fresh.period.indicator.result.framework.place
    words = worded(reason, field="reason", place=place, names_are_places=names_are_places)
    fresh.reasons = put({}, language, words)
    fresh.approved_by = fresh.approved_on = None
    fresh.save(update_fields=["state", "reasons", "approved_by", "approved_on"])
    _step(fresh, "send_back", actor, fresh.reasons)
    trail.note(changed=["state"])
    return fresh


def last_step(actual: Actual) -> int:
    """The key of the last step of a value: a page gives it back to say what was looked at. 0 for none."""
    return ActualStep.objects.filter(actual=actual).order_by("-pk").values_list("pk", flat=True).first() or 0


def _step(actual: Actual, verb: str, actor: Actor, reasons: dict[str, str] | None = None) -> None:
    ActualStep.objects.create(
        actual=actual,
        verb=verb,
        value=actual.value,
        reasons=reasons or {},
        by_posting=actor.posting_id,
        on=clock.today(),
    )
