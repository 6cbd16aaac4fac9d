"""The ladder when something is late: reminder, head of the office, the office above, the council, the public (K59)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.ground.deadlines import actions as deadlines
from hamkori.ground.deadlines.models import Deadline, LadderStep
from hamkori.kernel import clock, guard
from hamkori.kernel.actor import SYSTEM, Actor, Role
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.bodies.queries import above, council_for
from hamkori.rooms.concerns import clocks, notices
from hamkori.rooms.concerns.actions import promises
from hamkori.rooms.concerns.actions.common import locked, say
from hamkori.rooms.concerns.models import Concern, Explanation
from hamkori.rooms.concerns.states import OPEN

LONGEST_EXPLANATION = 600


def _told(concern: Concern, step: LadderStep) -> list[tuple[int, tuple[Role, ...]]]:
    """Whom a step tells: (organisation id, roles)."""
    if concern.organisation is None:
        council = council_for(concern.path)
        return [(council.pk, (Role.COUNCIL,))] if council else []
    if step.to == "reminder":
        return [(concern.organisation.pk, (Role.HANDLER, Role.SECRETARY))]
    if step.to == "head":
        return [(concern.organisation.pk, (Role.HEAD,))]
    if step.to == "parent":
        return [(office.pk, (Role.HEAD, Role.COMMANDER)) for office in above(concern.organisation, most=1)]
    if step.to == "council":
        council = council_for(concern.path)
        return [(council.pk, (Role.COUNCIL,))] if council else []
    return []


def _line(concern: Concern, step: LadderStep, *, told: bool) -> str:
    """What the resident reads about the step: never that somebody was told where there is nobody to tell."""
    if step.to == "public":
        return "late_public" if concern.topic.public else ""
    if not told:
        return ""
    if (
        step.to in ("reminder", "head")
        and concern.organisation is not None
        and not concern.organisation.signs_in
    ):
        return "late_paper" if step.to == "reminder" else ""
    return "late_" + step.to


@action("concern.ladder_climbed")
def climb(*, actor: Actor, deadline: Deadline) -> Concern | None:
    """Take the next step for one late deadline. The clock calls this; a step is taken once."""
    if not actor.is_system:
        raise BadState()
    fresh = Deadline.objects.select_for_update().filter(pk=deadline.pk, state=Deadline.State.RUNNING).first()
    steps = clocks.ladder()
    if (
        fresh is None
        or fresh.step >= len(steps)
        or fresh.next_step_on is None
        or fresh.next_step_on > clock.today()
    ):
        trail.nothing_happened()
        return None
    concern = locked(Concern(pk=fresh.subject_id))
    step = steps[fresh.step]
    if concern.state not in OPEN:
        deadlines.end(subject_type=fresh.subject_type, subject_id=fresh.subject_id, lifted=True)
        trail.nothing_happened()
        return None
    told = _told(concern, step)
    for organisation_id, roles in told:
        notices.remind(
            concern=concern, organisation_id=organisation_id, roles=roles, step=step.to, due_on=fresh.due_on
        )
    deadlines.climb(deadline=fresh, next_step_on=clocks.next_step_on(fresh.due_on, fresh.step + 1))
    if fresh.due_on < clock.today() or step.after_days > 0:
        concern.late_step = max(concern.late_step, step.position)
        concern.save(update_fields=["late_step"])
        if line := _line(concern, step, told=bool(told)):
            say(concern, line, actor=SYSTEM)
        promises.late(concern, step, actor=SYSTEM, told=bool(told))
    trail.note(subject=concern, reason=step.to, facts={"due_on": fresh.due_on.isoformat()})
    return concern


@action("concern.explained", verb="concern.explain", on="concern")
def explain(*, actor: Actor, concern: Concern, text: str, new_date: date | None) -> Explanation:
    """The office's own words beside what is late; public if the delay becomes public (K59)."""
    concern = locked(concern)
    if not text.strip():
        raise BadInput(_("Please give the reason. Everyone will see it."), field="text")
    if len(text) > LONGEST_EXPLANATION:
        raise BadInput(
            _("The text is too long. At most: %(limit)s characters."), field="text", limit=LONGEST_EXPLANATION
        )
    if new_date is not None and new_date < clock.today():
        raise BadInput(_("This date has already passed."), field="new_date")
    certain = [found for found in guard.findings(text) if found.kind in guard.CERTAIN]
    if certain:
        raise BadInput(str(certain[0].sentence), field="text")
    explanation = Explanation.objects.create(
        concern=concern,
        organisation_id=actor.office,
        text=text.strip(),
        language=actor.language or concern.language,
        new_date=new_date,
        by_posting=actor.posting_id or 0,
        on=clock.today(),
    )
    say(concern, "explained", actor=actor, facts={"new_date": new_date.isoformat() if new_date else ""})
    trail.note(subject=concern, facts={"new_date": str(new_date or "")})
    return explanation
