"""What everybody may see of the concerns of a place: hot reads, prepared.

For places with many concerns a job has found the keys that a page needs (`figures.count`); the page reads those rows
again with the same conditions, so what was hidden since then does not show.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce

from hamkori.ground.threads.models import Message
from hamkori.kernel import guard
from hamkori.kernel.memo import for_a_while
from hamkori.kernel.prepared import Prepared, prepared, several
from hamkori.rooms.concerns.figures import NEWEST, PUBLICLY_LATE, SAID_AND_DONE
from hamkori.rooms.concerns.models import Concern, Explanation, Topic
from hamkori.rooms.concerns.queries import GONE, SUBJECT
from hamkori.rooms.concerns.states import OPEN, Public, State
from hamkori.society.places.queries import spans, within_spans

NEVER_LATE_IN_PUBLIC = tuple(state for state in State if state not in OPEN or state == State.SCREENING)
_COLUMNS = (
    "reference", "public_text", "public_state", "state", "outcome", "raised_on", "due_on", "done_on", "closed_on",
    "reopened", "me_too", "topic__names", "topic__code", "public_place__names", "public_place__path",
    "organisation__names",
)  # fmt: skip
"""The public pages never unlock what the resident wrote: not even the sealed columns are read."""
MOST_SAID, MOST_LATE, MOST_LATEST = 4, 3, 8


@for_a_while(60)
def _private_topics() -> tuple[int, ...]:
    """Topics of which nothing may be public (K33). Left out by key: joined, they lead SQLite to the wrong index."""
    return tuple(Topic.objects.filter(public=False).values_list("pk", flat=True))


def _shown() -> QuerySet[Concern]:
    return Concern.objects.select_related("topic", "public_place", "organisation").only(*_COLUMNS)


def _public(found: QuerySet[Concern], topics: Any) -> QuerySet[Concern]:
    """Without sensitive topics, disputes before screening, sealed and withdrawn ones (K33)."""
    found = found.exclude(topic__pk__in=topics).exclude(state__in=(*GONE, State.SCREENING))
    return found.order_by("-raised_on", "-pk")[:MOST_LATEST]


def _closed(found: QuerySet[Concern], topics: Any) -> QuerySet[Concern]:
    found = found.filter(public_state=Public.SHOWN, state=State.CLOSED, outcome__in=SAID_AND_DONE)
    return found.exclude(topic__pk__in=topics).order_by("-closed_on", "-pk")[:MOST_SAID]


def _late(found: QuerySet[Concern], topics: Any) -> QuerySet[Concern]:
    found = found.filter(late_step__gte=PUBLICLY_LATE).exclude(state__in=NEVER_LATE_IN_PUBLIC)
    return found.exclude(topic__pk__in=topics).order_by("due_on", "pk")[:MOST_LATE]


@prepared
def _latest_of(keys: Any, topics: Any) -> QuerySet[Concern]:
    return _public(_shown().filter(pk__in=keys), topics)


@prepared
def _latest_in(place: Any, topics: Any) -> QuerySet[Concern]:
    return _public(_shown().filter(within_spans(place)), topics)


@prepared
def _said_of(keys: Any, topics: Any) -> QuerySet[Concern]:
    """The states stand in expressions: SQLite would rather walk an index of states than look up twenty keys."""
    found = _shown().alias(is_public=Coalesce("public_state", Value("")), is_in=Coalesce("state", Value("")))
    found = found.filter(pk__in=keys, is_public=Public.SHOWN, is_in=State.CLOSED, outcome__in=SAID_AND_DONE)
    return found.exclude(topic__pk__in=topics).order_by("-closed_on", "-pk")[:MOST_SAID]


@prepared
def _said_in(place: Any, topics: Any) -> QuerySet[Concern]:
    return _closed(_shown().filter(within_spans(place)), topics)


@prepared
def _late_of(keys: Any, topics: Any) -> QuerySet[Concern]:
    return _late(_shown().filter(pk__in=keys), topics)


@prepared
def _late_in(place: Any, topics: Any) -> QuerySet[Concern]:
    return _late(_shown().filter(within_spans(place)), topics)


@prepared
def _closing(keys: Any) -> QuerySet[Message]:
    return Message.objects.filter(subject_type=SUBJECT, subject_id__in=keys, kind="done").order_by("pk")


@prepared
def _explained(keys: Any) -> QuerySet[Explanation]:
    return Explanation.objects.filter(concern__pk__in=keys).order_by("pk")


def _found(
    by_keys: Prepared[Concern], by_place: Prepared[Concern], path: str, kept: Sequence[int] | None
) -> list[Concern]:
    topics = _private_topics() or (0,)
    if kept is None:
        return by_place(spans(path), topics)
    return by_keys(several(kept[:NEWEST], NEWEST), topics)


def latest_public(path: str, *, kept: Sequence[int] | None = None) -> list[Concern]:
    """The newest public concerns of a place: topic, jamoat, month, state; texts where they are shown. One query."""
    return _found(_latest_of, _latest_in, path, kept)


def said_and_done(path: str, *, kept: Sequence[int] | None = None) -> list[tuple[Concern, str]]:
    """“You said, we did”, also when we did not: public texts with the office's own closing words. Two queries.

    The office wrote to one resident, and nobody reviewed it: names and numbers are covered (K42).
    """
    rows = _found(_said_of, _said_in, path, kept)
    found = _closing(several([row.pk for row in rows], MOST_SAID))
    words = {message.subject_id: guard.masked(message.text) for message in found}
    return [(row, words.get(row.pk, "")) for row in rows]


def publicly_late(
    path: str, *, kept: Sequence[int] | None = None
) -> list[tuple[Concern, Explanation | None]]:
    """What has climbed the whole ladder: public, with the office's own explanation beside it (K59). Two queries."""
    rows = _found(_late_of, _late_in, path, kept)
    found = _explained(several([row.pk for row in rows], MOST_LATE))
    words = {explanation.concern_id: explanation for explanation in found}
    return [(row, words.get(row.pk)) for row in rows]
