"""What several actions of concerns share. Not actions themselves: they run inside one."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from hamkori.ground.deadlines import actions as deadlines
from hamkori.ground.threads import actions as threads
from hamkori.ground.threads.models import Message
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.concerns import clocks
from hamkori.rooms.concerns.actions import summaries
from hamkori.rooms.concerns.models import Assignment, Concern, Consent
from hamkori.rooms.concerns.states import STEPS, Named, State
from hamkori.society.accounts.models import Organisation

SUBJECT = "concerns.concern"
OFFICE_KINDS = (clocks.TAKE_UP, clocks.FIRST_ANSWER, clocks.RESOLVE)


def locked(concern: Concern) -> Concern:
    """The concern as it stands now, locked until the transaction ends. Raises `BadState` if it is gone."""
    try:
        fresh = Concern.objects.select_for_update().get(pk=concern.pk)
    except Concern.DoesNotExist:
        raise BadState() from None
    for name in ("place", "topic", "organisation"):  # already read with `concern`: no join, no second read
        if (
            getattr(fresh, name + "_id") == getattr(concern, name + "_id")
            and name in concern._state.fields_cache
        ):
            setattr(fresh, name, getattr(concern, name))
    return fresh


def move(concern: Concern, verb: str) -> None:
    """Take a step of the state table. Raises `BadState`."""
    concern.state = STEPS.target(verb, State(concern.state), concern)
    summaries.mark_stale(concern.path)


def say(concern: Concern, kind: str, *, actor: Actor, facts: dict[str, Any] | None = None) -> Message:
    """A system line in the conversation."""
    return threads.write(
        subject_type=SUBJECT,
        subject_id=concern.pk,
        voice=Message.Voice.SYSTEM,
        kind=kind,
        facts=facts,
        organisation=actor.organisation_id,
        posting=actor.posting_id,
    )


def start_clock(concern: Concern, kind: str, due: date, *, owner: int | None) -> None:
    """Start a deadline of the office and show its day on the concern."""
    deadlines.start(
        subject_type=SUBJECT,
        subject_id=concern.pk,
        kind=kind,
        due_on=due,
        owner=owner,
        next_step_on=clocks.next_step_on(due, 0) if kind != clocks.CONFIRM else None,
    )
    concern.due_on = due
    concern.late_step = 0


def start_first_clock(concern: Concern, kind: str, due: date) -> None:
    """The first deadline of a concern that was created a moment ago with this `due_on`: nothing can run yet."""
    deadlines.start_first(
        subject_type=SUBJECT,
        subject_id=concern.pk,
        kind=kind,
        due_on=due,
        owner=concern.organisation_id,
        next_step_on=clocks.next_step_on(due, 0),
    )


def stop_clocks(concern: Concern, *kinds: str, lifted: bool = False) -> None:
    deadlines.end(subject_type=SUBJECT, subject_id=concern.pk, kinds=kinds, lifted=lifted)


def clock_day(concern: Concern, step: str) -> date:
    """The last day of a step of this concern's track, from today."""
    rule = clocks.clock_for(concern.track, concern.kind, step)
    return clocks.day_after(clock.today(), rule)


def objections_to(concern: Concern, to: Organisation) -> None:
    """Raises `BadInput` when `to` cannot go on with the concern: the same office, or a team in a dispute (R152)."""
    if to.pk == concern.organisation_id:
        raise BadInput(_("This office has it already. Choose another one."), field="to")
    if concern.topic.handling == "screening" and to.kind in ("team", "mahalla_committee", "elders"):
        raise BadInput(
            _("A family matter is not given to a team or to elders. Choose a service."), field="to"
        )


def ask_for_name_again(concern: Concern, to: Organisation) -> None:
    """The name does not travel: the next office needs a consent of its own (R024). A team never gets one (K01)."""
    if concern.named != Named.ANONYMOUS and to.kind != "team":
        Consent.objects.get_or_create(
            concern=concern, organisation=to, defaults={"state": Consent.State.ASKED, "on": clock.today()}
        )


def assign(concern: Concern, organisation: Organisation, *, actor: Actor, reason: str = "") -> None:
    """Another office answers now; the days stay as they are."""
    concern.organisation = organisation
    concern.handler_posting = None
    Assignment.objects.create(
        concern=concern,
        organisation=organisation,
        by_posting=actor.posting_id,
        reason=reason,
        on=clock.today(),
    )
    deadlines.give_to(subject_type=SUBJECT, subject_id=concern.pk, owner=organisation.pk)
