"""A filing that waits too long climbs the ladder of the house (K59): quietly first, then those above."""

from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import gettext as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.ground.deadlines import actions as deadlines
from hamkori.ground.deadlines import ladder
from hamkori.ground.deadlines.models import Deadline, LadderStep
from hamkori.ground.outbox import actions as outbox
from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM, Actor, Role
from hamkori.kernel.errors import BadState
from hamkori.rooms.bodies.queries import above
from hamkori.rooms.crime.models import Filing
from hamkori.rooms.crime.register.filing.actions.common import locked, say
from hamkori.rooms.crime.register.filing.states import OPEN
from hamkori.society.accounts.models import Posting
from hamkori.society.accounts.queries import postings_of
from hamkori.society.countries import queries as countries


def _told(filing: Filing, step: LadderStep) -> list[Posting]:
    """Whom a step tells. The council and the public have no part in the register: there the number climbs only."""
    if step.to == "reminder":
        return postings_of(filing.office, [Role.DUTY])
    if step.to == "head":
        return postings_of(filing.office, [Role.HEAD, Role.COMMANDER])
    if step.to == "parent":
        over = above(filing.office, most=1)
        return [one for office in over for one in postings_of(office, [Role.HEAD, Role.COMMANDER])]
    return []


def _remind(filing: Filing, posting: Posting, step: LadderStep) -> None:
    """A number and a day: neither what happened nor where (K56)."""
    if not posting.user.phone:
        return
    language = posting.user.language or settings.LANGUAGE_CODE
    with translation.override(language):
        text = _("Number %(number)s waits for the journal since %(date)s. Please open your work list.") % {
            "number": filing.shown_number,
            "date": formats.date_format(filing.filed_on, "DATE_FORMAT"),
        }
    outbox.queue(
        kind="filing." + step.to,
        channel="sms",
        address=posting.user.phone,
        text=text,
        once=f"{filing.pk}|{step.to}|{posting.pk}",
        language=language,
    )


@action("filing.ladder_climbed")
def climb(*, actor: Actor, deadline: Deadline) -> Filing | None:
    """Take the next step for one late filing. The clock calls this; a step is taken once."""
    if not actor.is_system:
        raise BadState()
    fresh = Deadline.objects.select_for_update().filter(pk=deadline.pk, state=Deadline.State.RUNNING).first()
    steps, today = ladder.steps(), clock.today()
    if fresh is None or fresh.step >= len(steps) or fresh.next_step_on is None or fresh.next_step_on > today:
        trail.nothing_happened()
        return None
    filing = locked(Filing(pk=fresh.subject_id))
    if filing.state not in OPEN:
        deadlines.end(subject_type=fresh.subject_type, subject_id=fresh.subject_id, lifted=True)
        trail.nothing_happened()
        return None
    step = steps[fresh.step]
    told = _told(filing, step)
    for posting in told:
        _remind(filing, posting, step)
    days = countries.calendar()
    deadlines.climb(deadline=fresh, next_step_on=ladder.next_step_on(fresh.due_on, fresh.step + 1, days))
    if fresh.due_on < today or step.after_days > 0:
        filing.late_step = max(filing.late_step, step.position)
        filing.save(update_fields=["late_step"])
        if told:
            say(filing, "late_" + step.to, actor=SYSTEM)
    trail.note(subject=filing, reason=step.to, facts={"due_on": fresh.due_on.isoformat()})
    return filing
