"""Reads for the desk: one concern for its office, its papers, assisted entry."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from hamkori.ground.files import queries as files
from hamkori.ground.files.models import StoredFile
from hamkori.ground.receipts import actions as receipts
from hamkori.ground.receipts import queries as receipt_queries
from hamkori.ground.threads.models import Message
from hamkori.kernel import access, guard
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import NotFound
from hamkori.kernel.prepared import prepared
from hamkori.kernel.references import show_reference
from hamkori.kernel.words import pick
from hamkori.rooms.bodies import queries as bodies
from hamkori.rooms.concerns import screening
from hamkori.rooms.concerns.models import Assignment, Concern, Consent, OfficeLetter, PaperAnswer, Strip
from hamkori.rooms.concerns.queries import SUBJECT
from hamkori.rooms.concerns.states import Named, Public, State
from hamkori.society.accounts.models import Organisation, Posting
from hamkori.society.places import queries as places
from hamkori.society.places.models import Place

NEVER_ANSWERS = ("public_council", "squad", "ministry")
"""Kinds of organisations that no concern is passed to from the desk."""


# --- one concern, for the office


@dataclass(frozen=True, slots=True)
class OfficeFrom:
    """An office that answered from a day on, and the code of why it came there."""

    name: str
    on: date
    reason: str


@prepared
def _assigned(concern: Any) -> QuerySet[Assignment, Any]:
    found = Assignment.objects.filter(concern_id=concern).order_by("pk")
    return found.values_list("organisation__names", "on", "reason")


def offices_so_far(concern: Concern, language: str) -> list[OfficeFrom]:
    return [OfficeFrom(pick(names, language), on, reason) for names, on, reason in _assigned(concern.pk)]


def photos_of(concern: Concern) -> list[StoredFile]:
    """The files of a concern that are still there."""
    return list(files.of_subject(concern).filter(erased_on__isnull=True))


def file_of(concern: Concern, token: str) -> StoredFile:
    """A file of this concern. Raises `NotFound`."""
    found = files.of_subject(concern).filter(token=token, erased_on__isnull=True).first()
    if found is None:
        raise NotFound()
    return found


def name_step(actor: Actor, concern: Concern) -> str:
    """What this actor can do about the name: "" (no role for it), "none" (anonymous), "see", "ask", "asked",
    "refused", or "handler" (confidential: only whoever has taken it up)."""
    if not access.may(actor, "concern.see_name", concern):
        return ""
    if concern.named == Named.ANONYMOUS:
        return "none"
    consent = Consent.objects.filter(concern=concern, organisation_id=actor.organisation_id or 0).first()
    if consent is None:
        return "ask"
    if consent.state == Consent.State.ASKED:
        return "asked"
    if consent.state != Consent.State.GIVEN:
        return "refused"
    if concern.named == Named.CONFIDENTIAL and concern.handler_posting != actor.posting_id:
        return "handler"
    return "see"


def care_of(concern: Concern) -> list[str]:
    """Codes of warnings for whoever handles it: "dispute" (R152), "harm" (words of a calm page), "people" (K18)."""
    found = []
    if concern.topic.handling == "screening" or concern.topic.group in ("family", "neighbours"):
        found.append("dispute")
    hit = screening.look(concern.text, concern.landmark)
    if hit is not None and "dispute" not in found:
        found.append("harm")
    if screening.labels_people(concern.text):
        found.append("people")
    return found


def offices_near(concern: Concern) -> list[tuple[str, list[Organisation]]]:
    """Who else could answer at this place, by kind: the nearest of each kind. Two queries."""
    kinds = bodies.kinds()
    codes = [code for code in kinds if code not in NEVER_ANSWERS]
    if concern.topic.handling == "screening":
        codes = [code for code in codes if code not in ("team", "mahalla_committee", "elders")]
    found = bodies.responsible_at(concern.path, codes)
    return [
        (kinds[code].name, [office]) for code, office in found.items() if office.pk != concern.organisation_id
    ]


def closing_words(concern: Concern) -> str:
    """What the office said was done, with names and numbers covered: for somebody else's check."""
    message = (
        Message.objects.filter(subject_type=SUBJECT, subject_id=concern.pk, kind="done")
        .order_by("-pk")
        .first()
    )
    return guard.masked(message.text) if message is not None else ""


# --- paper


def paper_answers(concern: Concern) -> list[PaperAnswer]:
    return list(PaperAnswer.objects.filter(concern=concern).select_related("organisation").order_by("pk"))


def letters_of(actor: Actor, concern: Concern) -> list[OfficeLetter]:
    """The letters of this actor's team about a concern."""
    found = OfficeLetter.objects.filter(concern=concern, team_id=actor.organisation_id)
    return list(found.select_related("to", "team__place").order_by("year", "number"))


def letter(actor: Actor, concern: Concern, year: int, number: int) -> OfficeLetter:
    """One of them. Raises `NotFound`."""
    for one in letters_of(actor, concern):
        if (one.year, one.number) == (year, number):
            return one
    raise NotFound()


def words_for_letter(actor: Actor, concern: Concern) -> tuple[str, str]:
    """(text, landmark) that a team's letter may carry; both empty when it may carry none.

    A secretary never reads what a resident wrote (K01), and whoever prints a letter reads it. So the words are in
    it only if everybody may read them (shown after review), or if the team itself heard and typed them in the hall;
    then names and numbers are covered. Otherwise the office reads them after signing in, or asks by the number.
    """
    if concern.public_state == Public.SHOWN:
        return concern.public_text, ""
    typed_here = Posting.objects.filter(
        pk=concern.entered_by_posting or 0,
        organisation_id=actor.organisation_id or 0,
        role=Role.SECRETARY.value,
    ).exists()
    if typed_here and concern.organisation_id != actor.organisation_id:
        return guard.masked(concern.text), guard.masked(concern.landmark)
    return "", ""


# --- assisted entry


def places_within(path: str, *, most: int) -> list[Place]:
    """Every place of a small area, in the order of the alphabet; none when there are more than `most`."""
    if not path:
        return []
    found = list(places.living().filter(places.below(path))[: most + 1])
    return places.in_order(found) if len(found) <= most else []


@dataclass(frozen=True, slots=True)
class Entered:
    """What the helper hands over or reads aloud, once."""

    reference: str
    code: str
    strip: str
    topic: str
    place: str
    place_code: str
    office: str
    answer_by: date | None
    read_first: bool


def entered(submission_key: str, language: str) -> Entered:
    """The receipt behind a submission that has just been typed. Raises `NotFound`."""
    receipt = receipt_queries.by_submission(submission_key)
    concern = (
        Concern.objects.select_related("topic", "place", "organisation").filter(pk=receipt.subject_id).first()
        if receipt is not None
        else None
    )
    if receipt is None or concern is None:
        raise NotFound()
    strip = Strip.objects.filter(concern=concern).first()
    return Entered(
        reference=show_reference(receipt.reference),
        code=receipts.code_of(submission_key),
        strip=show_reference(strip.number) if strip is not None else "",
        topic=concern.topic.name,
        place=concern.place.name,
        place_code=concern.place.code,
        office=concern.organisation.name_in(language) if concern.organisation is not None else "",
        answer_by=concern.due_on,
        read_first=concern.state == State.SCREENING,
    )
