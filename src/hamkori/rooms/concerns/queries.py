"""Reads of concerns. Every list goes through `visible_to`, every single one through `for_actor`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from hamkori.ground.threads.models import Message
from hamkori.ground.threads.queries import conversation
from hamkori.kernel import access, clock
from hamkori.kernel.actor import Actor, Kind, Role
from hamkori.kernel.errors import NotFound
from hamkori.kernel.memo import for_a_while
from hamkori.kernel.references import clean_reference
from hamkori.rooms.bodies.queries import below
from hamkori.rooms.concerns import clocks
from hamkori.rooms.concerns.models import (
    AnswerTemplate,
    Check,
    Concern,
    Consent,
    DataDemand,
    Explanation,
    Moderation,
    Reason,
    Screen,
    Sighting,
    Topic,
)
from hamkori.rooms.concerns.sentences import sentence
from hamkori.rooms.concerns.states import OPEN, UNDECIDED, Public, State
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.queries import below as below_place

SUBJECT = "concerns.concern"
SMALLEST_VOICE = 5
"""“Me too” is not counted in public under five (K62)."""
GONE = (State.SEALED, State.WITHDRAWN)


def _within(path: str) -> Q:
    return below_place(path)


def visible_to(actor: Actor) -> QuerySet[Concern]:
    """The concerns whose card this actor may see in a list. Deny by default."""
    concerns = Concern.objects.select_related("place", "topic", "organisation")
    if not actor.signed_in:
        return concerns.none()
    living = concerns.exclude(state__in=(*GONE, State.SCREENING))
    if actor.has_role(Role.HANDLER, Role.HEAD) and actor.organisation_id:
        return living.filter(organisation_id=actor.organisation_id)
    if actor.has_role(Role.SECRETARY, Role.MEMBER) and actor.organisation_id:
        mine = Q(team_id=actor.organisation_id)
        if actor.has_role(Role.SECRETARY):
            mine |= Q(organisation_id=actor.organisation_id)
        return living.filter(mine)
    if actor.organisation_is_police:
        return concerns.none()
    if actor.has_role(Role.REVIEWER):
        return (
            concerns.exclude(state__in=GONE)
            .filter(_within(actor.place_path))
            .filter(Q(state=State.SCREENING) | Q(public_state=Public.ASKED) | Q(needs_guidance=True))
        )
    if actor.has_role(Role.COUNCIL):
        return (
            concerns.exclude(state__in=GONE)
            .filter(_within(actor.place_path))
            .filter(
                Q(state=State.CHECKING)
                | Q(moderations__appealed_on__isnull=False, public_state__in=(Public.DECLINED, Public.HIDDEN))
                | Q(public_state=Public.ASKED, place__risk_level="careful")
            )
            .distinct()
        )
    return concerns.none()


def for_actor(actor: Actor, reference: str, *, verb: str = "concern.see_card") -> Concern:
    """The concern with this reference, if `actor` may do `verb` to it. Raises `NotFound` otherwise."""
    cleaned = clean_reference(reference)
    concern = (
        Concern.objects.select_related("place", "topic", "organisation", "team", "public_place")
        .filter(reference=cleaned or "")
        .first()
    )
    if concern is None or not access.may(actor, verb, concern):
        raise NotFound()
    return concern


def held(actor: Actor) -> Concern:
    """The concern that a holder's code opened."""
    if actor.kind is not Kind.HOLDER:
        raise NotFound()
    concern = (
        Concern.objects.select_related("place", "topic", "organisation", "team", "public_place")
        .filter(pk=actor.case_id or 0)
        .first()
    )
    if concern is None:
        raise NotFound()
    return concern


MOST_LATE = 200
"""So many rows stand on the page of what is late; the others are counted."""


@dataclass(frozen=True, slots=True)
class LateRow:
    """What an office above sees of a late concern: no text, no name."""

    reference: str
    topic: str
    place_id: int
    organisation: Organisation | None
    due_on: Any
    days_late: int
    step: int
    explained: bool


def all_late_below(actor: Actor) -> QuerySet[Concern]:
    """What is late in the offices under this actor (P6). Police sees only police offices."""
    access.require(actor, "concern.oversee")
    late = (
        Concern.objects.filter(state__in=OPEN, due_on__lt=clock.today())
        .exclude(state=State.SCREENING)
        .order_by("due_on", "pk")
    )
    if actor.has_role(Role.COUNCIL):
        return late.filter(_within(actor.place_path), late_step__gt=0)
    if actor.organisation_id is not None:
        return late.filter(organisation_id__in=below(actor.organisation_id))
    return late.filter(_within(actor.place_path))


def late_below(actor: Actor, *, most: int = MOST_LATE) -> list[LateRow]:
    """The oldest of what is late below, ready to show."""
    rows = list(all_late_below(actor).select_related("topic", "organisation")[:most])
    explained = set(
        Explanation.objects.filter(concern__in=[row.pk for row in rows]).values_list("concern_id", flat=True)
    )
    today = clock.today()
    return [
        LateRow(
            reference=row.shown_reference,
            topic=row.topic.name,
            place_id=row.public_place_id,
            organisation=row.organisation,
            due_on=row.due_on,
            days_late=clocks.days_late(row.due_on, today),
            step=row.late_step,
            explained=row.pk in explained,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a conversation, ready to show."""

    voice: str
    kind: str
    text: str
    on: Any
    office: str
    files: list[str]
    facts: dict[str, Any]
    goes_on: str = ""
    """The office that goes on with it, when that is what came of it."""


def lines(
    concern: Concern, *, language: str, with_internal: bool = False, for_office: bool = False
) -> list[Line]:
    """The conversation in order, system lines in words. Three queries at most."""
    messages = conversation(SUBJECT, concern.pk, with_internal=with_internal)
    offices = _office_names(messages, language)
    reasons = {reason.code: reason.name for reason in Reason.objects.all()}
    shown = []
    for message in messages:
        values = {
            "organisation": offices.get(message.facts.get("organisation") or 0, ""),
            "reason": reasons.get(str(message.facts.get("reason", "")), ""),
        }
        text = message.text
        if message.voice == Message.Voice.SYSTEM:
            text = sentence(message.kind, values, for_office=for_office)
        if not text and not message.files:
            continue
        shown.append(
            Line(
                voice=message.voice,
                kind=message.kind,
                text=text,
                on=message.on,
                office=offices.get(message.organisation or 0, ""),
                files=list(message.files),
                facts=message.facts,
                goes_on=offices.get(message.facts.get("to") or 0, ""),
            )
        )
    return shown


def _office_names(messages: Iterable[Message], language: str) -> dict[int, str]:
    wanted = {message.organisation for message in messages} | {
        message.facts.get(fact) for message in messages for fact in ("organisation", "to")
    }
    found = Organisation.objects.filter(pk__in=[pk for pk in wanted if pk])
    return {organisation.pk: organisation.name_in(language) for organisation in found}


def sightings(concern: Concern) -> list[Sighting]:
    """Who opened the concern, for the resident (R022)."""
    return list(Sighting.objects.filter(concern=concern).select_related("organisation").order_by("on", "pk"))


def consents(concern: Concern) -> list[Consent]:
    return list(Consent.objects.filter(concern=concern).select_related("organisation").order_by("pk"))


def explanations(concern: Concern) -> list[Explanation]:
    return list(Explanation.objects.filter(concern=concern).select_related("organisation").order_by("-pk"))


def open_check(concern: Concern) -> Check | None:
    return Check.objects.filter(concern=concern, on__isnull=True).first()


def last_moderation(concern: Concern) -> Moderation | None:
    return Moderation.objects.filter(concern=concern).order_by("-pk").first()


def hide_reason(concern: Concern) -> str:
    """Why the text of a concern is not shown, in the words that its author reads; ""."""
    return next((one.name for one in reasons("hide") if one.code == concern.public_reason), "")


@for_a_while(60)
def _all_topics() -> list[Topic]:
    return list(Topic.objects.filter(retired_on__isnull=True).order_by("position", "code"))


def topics(*, kind: str = "") -> list[Topic]:
    """The topics of the pack in their order; those that fit a kind, if one is given. Remembered for a minute."""
    rows = _all_topics()
    return [row for row in rows if not kind or not row.kinds or kind in row.kinds or row.screen]


def topic(code: str) -> Topic | None:
    return Topic.objects.filter(code=code, retired_on__isnull=True).first()


def reasons(kind: str) -> list[Reason]:
    """Listed reasons: "refusal" or "hide"."""
    return list(Reason.objects.filter(kind=kind, retired_on__isnull=True).order_by("position", "code"))


def templates() -> list[AnswerTemplate]:
    return list(AnswerTemplate.objects.filter(retired_on__isnull=True).order_by("position", "code"))


def screen(code: str) -> Screen | None:
    return Screen.objects.filter(code=code, retired_on__isnull=True).first()


def screens() -> list[Screen]:
    """The calm pages, without the guidance about words that label people."""
    return list(
        Screen.objects.filter(retired_on__isnull=True)
        .exclude(code="label_words")
        .order_by("position", "code")
    )


def shown_voices(concern: Concern) -> int | None:
    """How many “me too”, or None under five (K62)."""
    return concern.me_too if concern.me_too >= SMALLEST_VOICE else None


def similar_open(topic_code: str, path: str, *, most: int = 3) -> list[Concern]:
    """Open concerns with a public text about the same topic in the same jamoat: “me too” instead of a double."""
    return list(
        Concern.objects.filter(
            _within(path),
            topic__code=topic_code,
            state__in=UNDECIDED - {State.SCREENING},
            public_state=Public.SHOWN,
            topic__public=True,
        )
        .select_related("public_place", "topic")
        .order_by("-raised_on", "-pk")[:most]
    )


def open_to_all(reference: str) -> Concern:
    """A concern whose text is public, for “me too”. Raises `NotFound` for any other, also when it exists."""
    concern = (
        Concern.objects.filter(reference=clean_reference(reference) or "", public_state=Public.SHOWN)
        .filter(topic__public=True)
        .exclude(state__in=(*GONE, State.SCREENING))
        .select_related("public_place", "topic")
        .first()
    )
    if concern is None:
        raise NotFound()
    return concern


def demands(actor: Actor) -> list[DataDemand]:
    """Demands of authorities for data, for the council (K58)."""
    access.require(actor, "demand.read")
    return list(DataDemand.objects.order_by("-asked_on", "-pk"))
