"""Raising a concern: by the resident, or entered for somebody by a helper who never becomes the author."""

from dataclasses import dataclass, field
from datetime import date

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.ground.files import actions as files
from hamkori.ground.receipts import actions as receipts
from hamkori.ground.receipts import queries as receipt_queries
from hamkori.ground.receipts.models import Receipt
from hamkori.kernel import access, clock, references
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import BadInput, NotAllowed
from hamkori.kernel.inserts import insert
from hamkori.rooms.concerns import clocks, screening
from hamkori.rooms.concerns.actions import summaries
from hamkori.rooms.concerns.actions.common import SUBJECT, start_first_clock
from hamkori.rooms.concerns.actions.erasure import erase_case
from hamkori.rooms.concerns.models import Assignment, Concern, Consent, Identity, Strip, Topic
from hamkori.rooms.concerns.routing import Route, route_for
from hamkori.rooms.concerns.states import Channel, Kind, Named, Public, State, Track
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place
from hamkori.society.places.queries import public_level

LONGEST_TEXT = 4000
DRAWS = 5
"""How often a free reference is looked for: with 400 million of them the second draw is rare already."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What the resident said, already turned into values by a form."""

    place: Place
    topic: Topic
    kind: Kind = Kind.CONCERN
    text: str = ""
    landmark: str = ""
    track: Track = Track.NOTE
    named: Named = Named.ANONYMOUS
    name: str = ""
    phone: str = ""
    contact_note: str = ""
    tell_by_sms: bool = False
    show_police: bool = False
    publish: bool = False
    language: str = "tg"
    photos: tuple[str, ...] = ()
    screen_read: str = ""
    raised_on: date | None = field(default=None)


@dataclass(frozen=True, slots=True)
class Raised:
    """What the resident takes away. `repeated` says that this submission had been received before."""

    concern: Concern
    receipt: Receipt
    code: str
    strip_number: str = ""
    repeated: bool = False


def who_sees_name(intake: Intake, office: Organisation | None) -> list[Organisation]:
    """The offices that will see the name: the answering one, never a team (K01), the police only with a tick (K07)."""
    if intake.named is Named.ANONYMOUS or office is None:
        return []
    if office.kind == "team":
        return []
    return [] if office.is_police and not intake.show_police else [office]


def _objections(intake: Intake, office: Organisation | None) -> None:
    screening.refuse(
        intake.text,
        f"{intake.landmark} {intake.contact_note}",
        topic_screen=intake.topic.screen,
        read=intake.screen_read,
    )
    if not intake.text.strip():
        raise BadInput(_("Tell us in a few words what happens there."), field="text")
    if len(intake.text) > LONGEST_TEXT:
        raise BadInput(
            _("The text is too long. At most: %(limit)s characters."), field="text", limit=LONGEST_TEXT
        )
    if intake.topic.kinds and intake.kind.value not in intake.topic.kinds:
        raise BadInput(_("This topic does not fit. Please choose another one."), field="topic")
    if intake.track is Track.APPEAL and intake.named is Named.ANONYMOUS:
        raise BadInput(
            _(
                "A formal appeal needs your name. Choose “confidential” or “with my name”, or send an ordinary concern."
            ),
            field="named",
        )
    if intake.named is not Named.ANONYMOUS and not intake.name.strip():
        raise BadInput(_("Write your name, or choose “without a name”."), field="name")
    if intake.track is Track.APPEAL and office is not None and office.is_police and not intake.show_police:
        raise BadInput(
            _(
                "The police answer this. A formal appeal shows them your name: "
                "tick this, or send an ordinary concern."
            ),
            field="show_police",
        )


def _first_state(intake: Intake, needs_guidance: bool) -> State:
    careful = intake.place.risk_level != "normal" and intake.topic.police
    return (
        State.SCREENING
        if intake.topic.handling == "screening" or needs_guidance or careful
        else State.RECEIVED
    )


@action("concern.raised")
def _raise(
    *,
    actor: Actor,
    submission_key: str,
    intake: Intake,
    channel: Channel,
    with_strip: bool,
    route: Route,
    public: Place,
) -> Raised:
    today = clock.today()
    needs_guidance = screening.labels_people(intake.text)
    state = _first_state(intake, needs_guidance)
    on_team = actor.has_role(Role.SECRETARY)
    due = _first_answer_due(intake, today)
    concern = insert(
        Concern(
            reference=references.new_reference(),
            place=intake.place,
            path=intake.place.path,
            public_place=public,
            kind=intake.kind,
            topic=intake.topic,
            track=intake.track,
            channel=channel,
            named=intake.named,
            language=intake.language,
            raised_on=intake.raised_on or today,
            text=intake.text.strip(),
            landmark=intake.landmark.strip(),
            state=state,
            organisation=route.office,
            team=route.team,
            due_on=due,
            entered_by_posting=actor.posting_id,
            needs_guidance=needs_guidance,
            public_state=Public.ASKED if intake.publish and intake.topic.public else Public.PRIVATE,
        )
    )
    if intake.named is not Named.ANONYMOUS:
        Identity.objects.create(
            concern=concern,
            name=intake.name.strip(),
            phone=intake.phone,
            contact_note=intake.contact_note.strip(),
            tell_by_sms=intake.tell_by_sms and bool(intake.phone),
        )
        Consent.objects.bulk_create(
            Consent(concern=concern, organisation=office, state=Consent.State.GIVEN, on=today)
            for office in who_sees_name(intake, route.office)
        )
    if due is not None:
        start_first_clock(concern, clocks.FIRST_ANSWER, due)
    if route.office is not None:
        insert(Assignment(concern=concern, organisation=route.office, by_posting=actor.posting_id, on=today))
    if intake.photos:
        files.attach(actor=actor, tokens=intake.photos, subject=concern)
    strip_number = ""
    if with_strip:
        strip_number = references.new_reference()
        Strip.objects.create(number=strip_number, concern=concern)
    receipt = receipts.issue(
        subject_type=SUBJECT,
        subject_id=concern.pk,
        submission_key=submission_key,
        reference=concern.reference,
    )
    summaries.mark_stale(concern.path)
    trail.note(
        subject=concern,
        facts={
            "kind": intake.kind.value,
            "topic": intake.topic.code,
            "track": intake.track.value,
            "named": intake.named.value,
            "channel": channel.value,
            "place": intake.place.path,
            "by_team": on_team,
        },
        personal={"text": intake.text},
    )
    return Raised(concern, receipt, receipts.code_of(submission_key), strip_number)


def _first_answer_due(intake: Intake, today: date) -> date | None:
    """The office's day; thanks need no answer."""
    if intake.kind is Kind.THANKS:
        return None
    return clocks.day_after(
        today, clocks.clock_for(intake.track.value, intake.kind.value, clocks.FIRST_ANSWER)
    )


def _again(receipt: Receipt, submission_key: str) -> Raised:
    concern = Concern.objects.select_related("place", "topic", "organisation").get(pk=receipt.subject_id)
    strip = Strip.objects.filter(concern=concern).first()
    return Raised(
        concern, receipt, receipts.code_of(submission_key), strip.number if strip else "", repeated=True
    )


def raise_concern(
    *,
    actor: Actor,
    submission_key: str,
    intake: Intake,
    channel: Channel = Channel.WEB,
    route: Route | None = None,
) -> Raised:
    """Store a concern once, however often it is sent with the same `submission_key`.

    `route` is the one that was shown to the resident a moment ago; without it, it is looked up.

    Raises `screening.Screened` when the matter belongs on a calm page (then nothing is stored), `BadInput`
    for what the resident can mend. A helper's entry (channel other than WEB) needs the verb
    `concern.enter_for_another`; on a team's entry no name or phone is accepted, a strip is made instead (K01).
    """
    helped = channel is not Channel.WEB
    access.require(actor, "concern.enter_for_another" if helped else "concern.raise")
    with_strip = actor.has_role(Role.SECRETARY)
    if with_strip and (
        intake.name or intake.phone or intake.contact_note or intake.named is not Named.ANONYMOUS
    ):
        raise NotAllowed()
    repeated = receipt_queries.by_submission(submission_key)
    if repeated is not None:
        return _again(repeated, submission_key)
    route = route or route_for(intake.topic, intake.place.path)
    _objections(intake, route.office)
    public = public_level(intake.place)
    for draw in range(DRAWS):
        try:
            return _raise(
                actor=actor,
                submission_key=submission_key,
                intake=intake,
                channel=channel,
                with_strip=with_strip,
                route=route,
                public=public,
            )
        except (
            IntegrityError
        ):  # the same submission came twice at once, or the reference is taken: draw again
            twin = receipt_queries.by_submission(submission_key)
            if twin is not None:
                return _again(twin, submission_key)
            if draw + 1 == DRAWS:
                raise
    raise AssertionError("unreachable")


@action("concern.withdrawn", verb="concern.hold", on="concern")
def withdraw(*, actor: Actor, concern: Concern) -> Concern:
    """The resident takes the concern back: words, contacts and photos go, a tombstone stays (K08, K22).

    The tombstone keeps reference, place, month and state, so that nobody can make a case vanish.
    """
    return erase_case(concern=concern, actor=actor)


__all__ = ["LONGEST_TEXT", "Intake", "Raised", "raise_concern", "who_sees_name", "withdraw"]
