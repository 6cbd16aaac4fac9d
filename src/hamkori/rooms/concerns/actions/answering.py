"""Taking up, asking, answering, passing on: what the office does with a concern."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.ground.files import actions as files
from hamkori.ground.threads import actions as threads
from hamkori.ground.threads.models import Message
from hamkori.ground.threads.queries import already_written
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, NotAllowed, SecondFactorNeeded
from hamkori.rooms.concerns import clocks, notices, screening
from hamkori.rooms.concerns.actions import promises
from hamkori.rooms.concerns.actions.common import (
    SUBJECT,
    ask_for_name_again,
    assign,
    clock_day,
    locked,
    move,
    objections_to,
    say,
    start_clock,
    stop_clocks,
)
from hamkori.rooms.concerns.models import Concern, Consent, Identity, PaperAnswer, Sighting
from hamkori.rooms.concerns.states import STEPS, Named, State
from hamkori.society.accounts.models import Organisation

LONGEST_ANSWER = 4000
FARTHEST_PROMISE = timedelta(days=366)


def _office_text(text: str) -> str:
    text = text.strip()
    if not text:
        raise BadInput(_("Write the answer."), field="text")
    if len(text) > LONGEST_ANSWER:
        raise BadInput(
            _("The text is too long. At most: %(limit)s characters."), field="text", limit=LONGEST_ANSWER
        )
    return text


def _promise(day: date | None) -> date | None:
    if day is not None and day < clock.today():
        raise BadInput(_("This date has already passed."), field="promised_on")
    if day is not None and day > clock.today() + FARTHEST_PROMISE:
        raise BadInput(
            _("This date is more than a year away. Promise a first step that is nearer."), field="promised_on"
        )
    return day


def record_sighting(*, actor: Actor, concern: Concern, name_seen: bool = False) -> None:
    """Remember that somebody opened the concern or saw the name: once a day, readable by the resident."""
    if actor.posting_id is None:
        return
    try:
        with transaction.atomic():
            Sighting.objects.create(
                concern=concern,
                organisation_id=actor.organisation_id,
                posting=actor.posting_id,
                role=actor.role.value if actor.role else "",
                name_seen=name_seen,
                on=clock.today(),
            )
    except IntegrityError:
        return


@action("concern.taken_up", verb="concern.answer", on="concern")
def take_up(*, actor: Actor, concern: Concern) -> Concern:
    """The office takes the concern up; done twice, it stays with the first who did.

    Who takes it up has opened it: the resident reads that, too (R022).
    """
    concern = locked(concern)
    if concern.state != State.RECEIVED:
        trail.nothing_happened()
        return concern
    move(concern, "take_up")
    concern.handler_posting = actor.posting_id
    concern.save(update_fields=["state", "handler_posting"])
    say(concern, "taken_up", actor=actor)
    record_sighting(actor=actor, concern=concern)
    return concern


@action("concern.name_seen", verb="concern.see_name", on="concern")
def see_identity(*, actor: Actor, concern: Concern) -> Identity:
    """The name and phone, if the resident's consent for this office stands. Each look is recorded.

    Named: everybody who answers in the office. Confidential: only the one who has taken it up. Raises
    `NotAllowed` without consent; the office may then ask (`ask_to_see_name`).
    """
    if not actor.second_factor:
        raise SecondFactorNeeded()
    consent = Consent.objects.filter(
        concern=concern, organisation_id=actor.office, state=Consent.State.GIVEN
    ).exists()
    identity = Identity.objects.filter(concern=concern).first()
    if not consent or identity is None:
        raise NotAllowed()
    if concern.named == Named.CONFIDENTIAL and concern.handler_posting != actor.posting_id:
        raise NotAllowed()
    record_sighting(actor=actor, concern=concern, name_seen=True)
    trail.note(subject=concern)
    return identity


@action("concern.name_asked", verb="concern.see_name", on="concern")
def ask_to_see_name(*, actor: Actor, concern: Concern) -> Concern:
    """Ask the resident, in the conversation, whether this office may see the name."""
    concern = locked(concern)
    if concern.named == Named.ANONYMOUS or actor.organisation_id is None:
        raise BadInput(_("This resident gave no name. Ask in the conversation instead."))
    consent, created = Consent.objects.get_or_create(
        concern=concern,
        organisation_id=actor.organisation_id,
        defaults={"state": Consent.State.ASKED, "on": clock.today()},
    )
    if not created and consent.state != Consent.State.ASKED:
        raise BadInput(_("The resident has already decided about this."))
    if not created:
        trail.nothing_happened()
        return concern
    say(concern, "name_asked", actor=actor, facts={"organisation": actor.organisation_id})
    return concern


@action("concern.answered", verb="concern.answer", on="concern")
def answer(
    *,
    actor: Actor,
    concern: Concern,
    text: str,
    promised_on: date | None = None,
    photos: tuple[str, ...] = (),
    once: str = "",
) -> Concern:
    """The first or a later answer, with the day by which something will be done."""
    concern = locked(concern)
    if already_written(SUBJECT, concern.pk, once):
        trail.nothing_happened()
        return concern
    text, promised_on = _office_text(text), _promise(promised_on)
    move(concern, "answer")
    if concern.handler_posting is None:
        concern.handler_posting = actor.posting_id
    _answered(concern, promised_on, owner=concern.organisation_id)
    threads.write(
        subject_type=SUBJECT,
        subject_id=concern.pk,
        voice=Message.Voice.OFFICE,
        kind="answer",
        text=text,
        facts={"promised_on": promised_on.isoformat() if promised_on else "", "once": once},
        organisation=actor.organisation_id,
        posting=actor.posting_id,
        files=list(photos),
    )
    if photos:
        files.attach(actor=actor, tokens=photos, subject=concern)
    concern.save()
    promises.promised(concern, promised_on, actor=actor)
    trail.note(changed=["state", "promised_on"], facts={"promised_on": str(promised_on or "")})
    return concern


def _answered(concern: Concern, promised_on: date | None, *, owner: int | None) -> None:
    """The clock of the first answer stops; the clock of resolving runs, to the promised day if there is one."""
    today = clock.today()
    concern.first_answered_on = concern.first_answered_on or today
    if promised_on is not None:
        concern.promised_on = promised_on
    stop_clocks(concern, clocks.TAKE_UP, clocks.FIRST_ANSWER)
    start_clock(concern, clocks.RESOLVE, promised_on or clock_day(concern, clocks.RESOLVE), owner=owner)
    notices.tell_resident(concern, occasion=today.isoformat())


@action("concern.asked", verb="concern.answer", on="concern")
def ask_resident(*, actor: Actor, concern: Concern, text: str, once: str = "") -> Concern:
    """Ask the resident something. The office's clock goes on: a question is not an answer."""
    concern = locked(concern)
    if already_written(SUBJECT, concern.pk, once):
        trail.nothing_happened()
        return concern
    text = _office_text(text)
    move(concern, "ask")
    if concern.handler_posting is None:
        concern.handler_posting = actor.posting_id
    threads.write(
        subject_type=SUBJECT,
        subject_id=concern.pk,
        voice=Message.Voice.OFFICE,
        kind="question",
        text=text,
        facts={"once": once},
        organisation=actor.organisation_id,
        posting=actor.posting_id,
    )
    notices.tell_resident(concern, occasion=clock.today().isoformat())
    concern.save()
    return concern


@action("concern.replied", verb="concern.hold", on="concern")
def reply(*, actor: Actor, concern: Concern, text: str, once: str = "") -> Concern:
    """The resident writes, through the code: also without a name. Stored with the date only."""
    concern = locked(concern)
    if already_written(SUBJECT, concern.pk, once):
        trail.nothing_happened()
        return concern
    text = _office_text(text)
    if (hit := screening.look(text, "")) is not None:
        raise screening.Screened(hit.screen)
    if STEPS.allows("reply", State(concern.state)):
        move(concern, "reply")
        concern.save(update_fields=["state"])
    threads.write(
        subject_type=SUBJECT,
        subject_id=concern.pk,
        voice=Message.Voice.RESIDENT,
        kind="reply",
        text=text,
        facts={"once": once} if once else {},
        language=concern.language,
    )
    trail.note(personal={"text": text})
    return concern


@action("concern.passed_on", verb="concern.pass_on", on="concern")
def pass_on(*, actor: Actor, concern: Concern, to: Organisation, reason: str, text: str = "") -> Concern:
    """Another office answers. The days stay; the name does not travel without a new consent (R024).

    `reason` is a code, "" for none; `text` is what the resident and the next office read about it, "" for nothing.
    Raises `BadInput` for the same office. In a dispute that waits for a trained reviewer no team, elder or
    cleric can be chosen (R152): the form offers none, and this refuses one.
    """
    concern = locked(concern)
    objections_to(concern, to)
    move(concern, "pass_on")
    assign(concern, to, actor=actor, reason=reason)
    concern.needs_guidance = False
    concern.save()
    promises.given_to(concern, to, actor=actor)
    ask_for_name_again(concern, to)
    if text.strip():
        threads.write(
            subject_type=SUBJECT,
            subject_id=concern.pk,
            voice=Message.Voice.OFFICE,
            kind="passing_on",
            text=_office_text(text),
            organisation=actor.organisation_id,
            posting=actor.posting_id,
        )
    say(concern, "passed_on", actor=actor, facts={"organisation": to.pk, "reason": reason})
    trail.note(changed=["organisation"], reason=reason, facts={"to": to.pk})
    return concern


def keep_paper(
    *,
    actor: Actor,
    concern: Concern,
    organisation: Organisation,
    way: PaperAnswer.Way,
    dated_on: date,
    number: str,
    photo: str,
    witnesses: tuple[str, str],
) -> PaperAnswer:
    """Inside an action: the proof that an office said something. Raises `BadInput` for one that is not whole (K55)."""
    if dated_on > clock.today():
        raise BadInput(_("This date is still to come. Write the date of the answer."), field="dated_on")
    if dated_on < concern.raised_on:
        raise BadInput(_("The answer cannot be older than the concern. Check the date."), field="dated_on")
    if way == PaperAnswer.Way.PAPER and not number.strip():
        raise BadInput(_("Write the number that stands on the paper."), field="number")
    if way == PaperAnswer.Way.PAPER and not photo:
        raise BadInput(_("A paper answer needs its number and a photo of the paper."), field="photo")
    first, second = (witness.strip() for witness in witnesses)
    if way == PaperAnswer.Way.SPOKEN and (not first or not second or first.casefold() == second.casefold()):
        raise BadInput(_("A spoken answer needs two different witnesses."), field="first_witness")
    if photo:
        files.attach(actor=actor, tokens=(photo,), subject=concern)
    return PaperAnswer.objects.create(
        concern=concern,
        organisation=organisation,
        way=way,
        number=number.strip(),
        dated_on=dated_on,
        first_witness=first,
        second_witness=second,
        file=photo,
        typed_by_posting=actor.posting_id or 0,
        on=clock.today(),
    )


@action("concern.paper_answer_typed", verb="concern.type_paper_answer", on="concern")
def type_paper_answer(
    *,
    actor: Actor,
    concern: Concern,
    organisation: Organisation,
    way: PaperAnswer.Way,
    dated_on: date,
    text: str,
    number: str = "",
    photo: str = "",
    witnesses: tuple[str, str] = ("", ""),
    promised_on: date | None = None,
    once: str = "",
) -> Concern:
    """An answer on stamped paper (number and photo) or spoken before two witnesses: it counts like a click (K55)."""
    concern = locked(concern)
    if already_written(SUBJECT, concern.pk, once):
        trail.nothing_happened()
        return concern
    text = _office_text(text)
    move(concern, "answer")
    promised_on = _promise(promised_on)
    _answered(concern, promised_on, owner=concern.organisation_id)
    keep_paper(
        actor=actor,
        concern=concern,
        organisation=organisation,
        way=way,
        dated_on=dated_on,
        number=number,
        photo=photo,
        witnesses=witnesses,
    )
    threads.write(
        subject_type=SUBJECT,
        subject_id=concern.pk,
        voice=Message.Voice.OFFICE,
        kind="paper_answer" if way == PaperAnswer.Way.PAPER else "spoken_answer",
        text=text,
        facts={
            "promised_on": promised_on.isoformat() if promised_on else "",
            "dated_on": dated_on.isoformat(),
            "number": number.strip(),
            "once": once,
        },
        organisation=organisation.pk,
        posting=actor.posting_id,
        files=[photo] if photo else [],
    )
    concern.save()
    promises.promised(concern, promised_on, actor=actor, number=number, dated_on=dated_on)
    trail.note(changed=["state", "promised_on"], facts={"way": str(way), "organisation": organisation.pk})
    return concern
