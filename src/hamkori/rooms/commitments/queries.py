"""Reads of promises. Every list of the desk goes through `visible_to`, every single one through `for_actor`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from hamkori.ground.files import queries as file_queries
from hamkori.ground.files.models import StoredFile
from hamkori.kernel import access, clock
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import NotFound
from hamkori.kernel.prepared import prepared, several
from hamkori.kernel.references import clean_reference
from hamkori.kernel.words import pick
from hamkori.rooms.commitments.models import Basis, Commitment, Evidence, Mark, PromiseLetter
from hamkori.rooms.commitments.states import UNCONFIRMED, Origin, Publicity, State
from hamkori.society.accounts.models import Organisation, holds_on
from hamkori.society.accounts.queries import organisation_by_uid, organisations_at, organisations_in
from hamkori.society.places import queries as places
from hamkori.society.places.models import Place
from hamkori.society.places.queries import below, spans, within_spans

ROLES_OF_AREA = (Role.SECRETARY, Role.MEMBER, Role.COUNCIL, Role.REVIEWER)
MOST_CHOICES = 300


@prepared
def _offices_below(parents: Any) -> QuerySet[Any, Any]:
    return Organisation.objects.filter(parent__pk__in=parents).order_by().values_list("pk")


def offices_under(organisation_id: int, *, most: int = 4) -> list[int]:
    """The ids of an office and of every office under it. A query for each layer."""
    found = [organisation_id]
    layer = [organisation_id]
    for _level in range(most):
        layer = [pk for (pk,) in _offices_below(_filled_up(layer))]
        if not layer:
            break
        found.extend(layer)
    return found


def _filled_up(ids: Sequence[int]) -> tuple[int, ...]:
    """For a prepared read, which is written once for each size: 1, 4, 16, 64…"""
    size = 1
    while size < len(ids):
        size *= 4
    return several(ids, size)


class Ground(NamedTuple):
    """One of the grounds on which an actor sees promises; `values` are what `ground_filter` takes."""

    name: str
    values: tuple[Any, ...] = ()


def grounds_of(actor: Actor) -> tuple[Ground, ...]:
    """Why this actor sees promises in lists. Deny by default; the same as the rule `commitment.read`."""
    if not actor.signed_in:
        return ()
    own, to = Ground("own", (actor.office,)), Ground("to", (actor.office,))
    if actor.has_role(Role.HANDLER, Role.CLERK):
        return own, to
    if actor.has_role(Role.HEAD, Role.COMMANDER) and actor.organisation_id:
        under = Ground("under", (_filled_up(offices_under(actor.organisation_id)),))
        return (own, under, to) if actor.has_role(Role.HEAD) else (under, to)
    if actor.has_role(*ROLES_OF_AREA) and not actor.organisation_is_police:
        area = Ground("area", (spans(actor.place_path),)) if "." in actor.place_path else Ground("country")
        return (own, area) if actor.has_role(Role.SECRETARY) else (area,)
    return ()


def ground_filter(name: str, marks: Sequence[Any]) -> Q:
    """The promises of one ground; `marks` are `Ground.values` or stand for them in a prepared read.

    What is private is seen by the own office only.
    """
    if name == "own":
        return Q(owner_id=marks[0])
    common = ~Q(publicity=Publicity.PRIVATE)
    if name == "to":
        return Q(to_organisation_id=marks[0]) & common
    if name == "under":
        return Q(owner__pk__in=marks[0]) & common
    if name == "area":
        return within_spans(marks[0]) & common
    if name == "country":
        return common
    raise ValueError(name)


def visible_to(actor: Actor) -> QuerySet[Commitment]:
    """The promises that this actor may see in a list."""
    grounds = grounds_of(actor)
    if not grounds:
        return Commitment.objects.none()
    seen = Q()
    for ground in grounds:
        seen |= ground_filter(ground.name, ground.values)
    return Commitment.objects.filter(seen)


def for_actor(actor: Actor, reference: str, *, verb: str = "commitment.read") -> Commitment:
    """The promise with this reference, if `actor` may do `verb` to it. Raises `NotFound` otherwise."""
    found = (
        Commitment.objects.select_related("owner", "place", "public_place", "to_organisation", "basis")
        .filter(reference=clean_reference(reference) or "")
        .first()
    )
    if found is None or not access.may(actor, verb, found):
        raise NotFound()
    return found


# --- page by page


def behind(after: str) -> tuple[date, str] | None:
    """The day and the reference behind which a page begins (keyset). Raises `NotFound` for a broken one."""
    day, _dot, reference = after.partition(".")
    if not day:
        return None
    try:
        start = date.fromisoformat(day)
    except ValueError as error:
        raise NotFound() from error
    bare = clean_reference(reference)
    if bare is None:
        raise NotFound()
    return start, bare


def place_in_order(row: Any, key: str) -> str:
    """What `after` is for the rows behind this one."""
    return f"{getattr(row, key).isoformat()}.{row.reference}"


# --- beside the lists


@prepared
def _owners(today: Any, within: Any) -> QuerySet[Any, Any]:
    promised = Commitment.objects.filter(owner=OuterRef("pk"))
    return (
        Organisation.objects.filter(holds_on(today), within_spans(within, "place__path"), Exists(promised))
        .order_by("place__path", "kind", "pk")
        .values_list("uid", "names")[:MOST_CHOICES]
    )


def choices_of(actor: Actor) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Places and offices for the filters: those under the actor's scope. Three queries, short lists.

    Of a whole country or region no offices are offered: the list would be as long as the board.
    """
    scope = places.at(actor.place_path) if actor.place_path else None
    inside = places.children(scope)
    owners: list[tuple[str, str]] = []
    if scope is not None and scope.depth >= 2:
        found = _owners(clock.today(), spans(scope.path))
        owners = sorted(
            ((uid, pick(names, actor.language)) for uid, names in found), key=lambda choice: choice[1]
        )
    return [(place.code, place.name) for place in inside], owners


# --- one promise


@dataclass(frozen=True)
class Whole:
    """Everything about one promise."""

    marks: list[Mark]
    evidence: list[Evidence]
    extensions: list[Any]
    resources: list[Any]
    explanations: list[Any]
    letters: list[PromiseLetter]


def whole(commitment: Commitment) -> Whole:
    """Six queries."""
    return Whole(
        marks=list(commitment.marks.select_related("organisation", "basis").order_by("pk")),
        evidence=list(commitment.evidence.select_related("organisation").order_by("pk")),
        extensions=list(commitment.extensions.order_by("pk")),
        resources=list(commitment.resources.order_by("pk")),
        explanations=list(commitment.explanations.order_by("-pk")),
        letters=list(commitment.letters.select_related("body", "to").order_by("-pk")),
    )


def file_of(commitment: Commitment, token: str) -> StoredFile:
    """A file of this promise: of its evidence, or of the paper on which it stands. Raises `NotFound`."""
    tokens = {commitment.basis.file} | {
        one for files in commitment.evidence.values_list("files", flat=True) for one in files
    }
    tokens |= set(commitment.marks.filter(basis__isnull=False).values_list("basis__file", flat=True))
    file = file_queries.stored(token) if token in tokens - {""} else None
    if file is None:
        raise NotFound()
    return file


def letter_of(actor: Actor, commitment: Commitment, year: int, number: int) -> PromiseLetter:
    """A letter of the actor's own body about this promise. Raises `NotFound`."""
    letter = (
        PromiseLetter.objects.select_related("body__place", "to")
        .filter(body_id=actor.organisation_id, commitments=commitment, year=year, number=number)
        .first()
    )
    if letter is None:
        raise NotFound()
    return letter


def measures_of(letter: PromiseLetter) -> list[Commitment]:
    return list(
        letter.commitments.select_related("basis__body", "public_place", "owner")
        .prefetch_related("resources", "extensions")
        .order_by("item", "pk")
    )


# --- meetings


@dataclass(frozen=True)
class Meeting:
    """The minutes of a meeting with promises that wait for an end."""

    basis: Basis
    waiting: int
    total: int


def meetings_of(actor: Actor, *, most: int = 30) -> list[Meeting]:
    """Minutes and letters with several promises of the actor's area, the latest first."""
    rows = (
        Basis.objects.filter(commitments__in=visible_to(actor).filter(driven=False))
        .filter(origin__in=(Origin.MEETING, Origin.PLAN, Origin.SPOKEN, Origin.PAPER))
        .annotate(
            total=Count("commitments"),
            waiting=Count(
                "commitments", filter=~Q(commitments__state__in=(State.KEPT, State.NOT_KEPT, State.WITHDRAWN))
            ),
        )
        .filter(waiting__gt=0)
        .select_related("body")
        .order_by("-dated_on", "-pk")[:most]
    )
    return [Meeting(basis=row, waiting=row.waiting, total=row.total) for row in rows]


def to_decide(actor: Actor, *, basis_id: int | None = None, most: int = 30) -> list[Commitment]:
    """What a meeting of this actor's body can decide: not ended, and confirmed by this side; done ones first."""
    found = (
        visible_to(actor)
        .filter(driven=False)
        .exclude(state__in=(State.KEPT, State.NOT_KEPT, State.WITHDRAWN))
    )
    if basis_id is not None:
        found = found.filter(basis_id=basis_id)
    else:
        found = found.filter(Q(state__in=UNCONFIRMED) | Q(due_on__lt=clock.today()))
    rows = (
        found.select_related("owner", "place", "public_place", "to_organisation", "basis")
        .annotate(
            waits=Case(
                When(state__in=UNCONFIRMED, then=Value(0)), default=Value(1), output_field=IntegerField()
            )
        )
        .order_by("waits", "due_on", "reference")
    )
    found_rows: list[Commitment] = list(rows[: 3 * most])
    return [row for row in found_rows if access.may(actor, "commitment.confirm", row)][:most]


# --- choosing


def owners_for(actor: Actor) -> list[tuple[str, str]]:
    """Who can have promised something here: the actor's own office, those of the area and those above it."""
    found: dict[int, Organisation] = {}
    if actor.organisation_id and (own := Organisation.objects.filter(pk=actor.organisation_id).first()):
        found[own.pk] = own
    if actor.has_role(Role.SECRETARY, Role.COUNCIL) and actor.place_path:
        for one in organisations_at(actor.place_path):
            found.setdefault(one.pk, one)
        for one in organisations_in(actor.place_path).filter(place__depth__lte=3)[:MOST_CHOICES]:
            found.setdefault(one.pk, one)
    return [(one.uid, one.name_in(actor.language)) for one in found.values()]


def others_for(actor: Actor) -> list[tuple[str, str]]:
    """To whom one can promise, besides the residents: bodies and offices of the area."""
    if not actor.place_path:
        return []
    return [(one.uid, one.name_in(actor.language)) for one in organisations_at(actor.place_path)]


def places_for(actor: Actor) -> list[tuple[str, str]]:
    """Places for which a promise can be made: the actor's own and what lies under it, named down to the jamoat."""
    if not actor.place_path:
        return [(place.code, place.name) for place in places.children()]
    own = places.at(actor.place_path)
    inside = list(places.living().filter(below(own.path)).exclude(pk=own.pk)[:MOST_CHOICES])
    return [(place.code, place.name) for place in [own, *places.in_order(inside)]]


def chosen_place(code: str) -> Place:
    return places.get(code)


def chosen_office(uid: str) -> Organisation | None:
    return organisation_by_uid(uid) if uid else None


def decisions(actor: Actor, references: Iterable[str]) -> dict[str, Commitment]:
    """{reference: promise} of those that this actor's side can decide about. One query and the rule for each."""
    rows = (
        visible_to(actor)
        .filter(reference__in=list(references))
        .select_related("owner", "place", "to_organisation", "basis")
    )
    return {row.reference: row for row in rows if access.may(actor, "commitment.confirm", row)}


# --- activity of a body


def written_by(body: Organisation, since: date) -> list[tuple[Basis, int]]:
    """What a body wrote down from a day on, with how many promises each holds."""
    rows = (
        Basis.objects.filter(body=body, dated_on__gte=since)
        .exclude(origin=Origin.ANSWER)
        .annotate(promises=Count("commitments"))
        .filter(promises__gt=0)
        .order_by("dated_on", "pk")
    )
    return [(row, row.promises) for row in rows]


def confirmed_by(body: Organisation, since: date) -> list[tuple[date, int]]:
    """On which days a body looked at promises of others, and how many."""
    rows = (
        Mark.objects.filter(
            organisation=body,
            on__gte=since,
            kind__in=("confirmed", "reopened", "not_kept", "check_agreed", "check_disagreed"),
        )
        .values("on")
        .annotate(number=Count("pk"))
        .order_by("on")
    )
    return [(row["on"], row["number"]) for row in rows]
