"""A big installation for the bench: places, offices, concerns in a believable spread. Rows are written directly.

    python -m hamkori.config.bench_data CONCERNS PLACES

Runs in the environment of the installation that it fills. Every value comes from a fixed seed.
"""

import json
import random
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import django

LAMPS = "Дар кӯчаи поён ду ҳафта боз чароғҳо намесӯзанд, бегоҳӣ кӯдакон аз дарс дар торикӣ меоянд. "
YEARS = 2
DESK_SHARE = 0.03
"""The share of all concerns that one office has: its desk list is the long one that the bench opens."""
BATCH = 2000


@dataclass(frozen=True)
class Land:
    """What concerns need to know of the territory: the small places with the places that are named for them."""

    small: list[Any]
    public: dict[int, Any]
    offices: dict[str, Any]
    """Path of a district: its office."""
    teams: dict[str, Any]
    busy_path: str


def fill(concerns: int, places: int) -> dict[str, Any]:
    """Load the pack and write `places` places and `concerns` concerns. Returns what the bench has to know."""
    from hamkori.kernel.actor import SYSTEM
    from hamkori.society.countries.actions import load_pack

    load_pack("tj", actor=SYSTEM)
    chance = random.Random(20260311)  # noqa: S311 - a spread that is the same every time, not a secret
    _add_places(places, chance)
    land = _add_offices()
    _write(concerns, land, chance)
    _add_summaries(land)
    return _known(land)


def _add_places(wanted: int, chance: random.Random) -> None:
    """Jamoats in every district and mahallas in every jamoat, until there are `wanted` places."""
    from hamkori.kernel.actor import SYSTEM
    from hamkori.society.places.actions import NewPlace, add_places
    from hamkori.society.places.models import Place

    districts = list(Place.objects.filter(kind__in=("district", "city", "city_district")).order_by("path"))
    missing = max(wanted - Place.objects.count(), 2 * len(districts))
    jamoats = max(missing // 5, len(districts))
    rows = []
    codes = []
    for number in range(jamoats):
        district = districts[number % len(districts)]
        codes.append(f"{district.code}-bj{number}")
        rows.append(NewPlace(district.code, codes[-1], "jamoat", _names(f"Ҷамоати {number}")))
    for number in range(missing - jamoats):
        above = codes[number % len(codes)]
        rows.append(NewPlace(above, f"{above}-m{number}", "mahalla", _names(f"Маҳаллаи {number}")))
    for start in range(0, len(rows), 1000):
        add_places(actor=SYSTEM, rows=rows[start : start + 1000])


def _names(word: str) -> dict[str, str]:
    return {"tg": word, "ru": word, "en": word}


def _add_offices() -> Land:
    """One office for every task of a district, and a team for every district."""
    from hamkori.kernel import clock
    from hamkori.rooms.bodies.models import Jurisdiction
    from hamkori.rooms.concerns.models import Topic
    from hamkori.society.accounts.models import Organisation
    from hamkori.society.places.models import Place

    districts = list(Place.objects.filter(kind__in=("district", "city", "city_district")).order_by("path"))
    first_kinds = sorted({topic.route[0] for topic in Topic.objects.all() if topic.route})
    since = clock.today() - timedelta(days=365 * 3)
    offices: dict[str, Any] = {}
    teams: dict[str, Any] = {}
    made = []
    for district in districts:
        for kind in (*first_kinds, "team"):
            office = Organisation(
                kind=kind,
                names=_names(f"{kind} {district.name}"),
                place=district,
                is_police="police" in kind or kind == "precinct",
                from_on=since,
                signs_in=True,
            )
            made.append(office)
            if kind == "team":
                teams[district.path] = office
            elif district.path not in offices and not office.is_police:
                offices[district.path] = office
    Organisation.objects.bulk_create(made, batch_size=BATCH)
    Jurisdiction.objects.bulk_create(
        [
            Jurisdiction(organisation=one, place=one.place, path=one.place.path, kind=one.kind, from_on=since)
            for one in made
        ],
        batch_size=BATCH,
    )
    named = {place.path: place for place in Place.objects.filter(kind="jamoat")}
    small = list(Place.objects.filter(kind="mahalla").order_by("path"))
    public = {place.pk: named[place.path.rsplit(".", 1)[0]] for place in small}
    return Land(small, public, offices, teams, districts[0].path)


def _write(count: int, land: Land, chance: random.Random) -> None:
    from django.db import transaction

    from hamkori.kernel.references import new_reference

    free: set[str] = set()
    while len(free) < count:
        free.add(new_reference())
    wanted = sorted(free)
    for start in range(0, count, BATCH):
        with transaction.atomic():
            _write_batch(wanted[start : start + BATCH], land, chance)


def _district_path(path: str, land: Land) -> str:
    while path not in land.offices:
        path = path.rsplit(".", 1)[0]
    return path


def _write_batch(references: Iterable[str], land: Land, chance: random.Random) -> None:
    from hamkori.ground.audit.models import Entry, Salt
    from hamkori.ground.deadlines.models import Deadline
    from hamkori.ground.receipts.models import Receipt
    from hamkori.ground.threads.models import Message
    from hamkori.kernel import clock
    from hamkori.rooms.concerns.models import Assignment, Concern, Topic

    topics = [topic for topic in Topic.objects.order_by("pk") if topic.handling == "open"]
    today = clock.today()
    busy = [place for place in land.small if place.path.startswith(land.busy_path + ".")]
    concerns = [
        _concern(
            reference,
            chance.choice(busy if chance.random() < 0.08 else land.small),
            land,
            topics,
            today,
            chance,
        )
        for reference in references
    ]
    concerns = Concern.objects.bulk_create(concerns, batch_size=BATCH)
    Receipt.objects.bulk_create(_receipts(concerns), batch_size=BATCH)
    Assignment.objects.bulk_create(
        [Assignment(concern=one, organisation=one.organisation, on=one.raised_on) for one in concerns],
        batch_size=BATCH,
    )
    Deadline.objects.bulk_create(_deadlines(concerns, today), batch_size=BATCH)
    Message.objects.bulk_create(_messages(concerns), batch_size=BATCH)
    entries = list(_entries(concerns))
    Entry.objects.bulk_create([entry for entry, _salt in entries], batch_size=BATCH)
    Salt.objects.bulk_create([salt for _entry, salt in entries], batch_size=BATCH)


STATES = (
    ("received", "", 6), ("in_work", "", 8), ("answered", "", 8), ("waiting", "", 2), ("done", "solved", 4),
    ("checking", "partly", 1), ("closed", "solved", 45), ("closed", "partly", 12), ("closed", "not_solved", 7),
    ("closed", "refused", 4), ("withdrawn", "", 1), ("screening", "", 2),
)  # fmt: skip


def _concern(
    reference: str, place: Any, land: Land, topics: list[Any], today: date, chance: random.Random
) -> Any:
    from hamkori.rooms.concerns.models import Concern

    state, outcome, _share = chance.choices(STATES, [share for *_rest, share in STATES])[0]
    raised_on = today - timedelta(days=chance.randrange(1, 365 * YEARS))
    if state in ("received", "in_work", "answered", "waiting", "screening"):
        raised_on = today - timedelta(days=chance.randrange(0, 90))
    answered = raised_on + timedelta(days=min(int(chance.expovariate(1 / 6)), (today - raised_on).days))
    closed = answered + timedelta(days=chance.randrange(0, max((today - answered).days, 1)))
    district = _district_path(place.path, land)
    office = land.offices[land.busy_path if chance.random() < DESK_SHARE else district]
    shown = state in ("closed", "done") and outcome == "solved" and chance.random() < 0.2
    text = LAMPS * chance.randrange(1, 4)
    return Concern(
        reference=reference,
        place=place,
        path=place.path,
        public_place=land.public[place.pk],
        kind="concern",
        topic=chance.choice(topics),
        track="note",
        channel=chance.choice(("web", "web", "web", "paper", "phone", "hall")),
        named="anonymous",
        language="tg",
        raised_on=raised_on,
        text="" if state == "withdrawn" else text,
        landmark="",
        state=state,
        outcome=outcome,
        organisation=office,
        team=land.teams[district],
        due_on=None
        if state in ("closed", "withdrawn")
        else raised_on + timedelta(days=chance.randrange(10, 40)),
        first_answered_on=None if state in ("received", "screening", "in_work") else answered,
        done_on=closed if state in ("done", "checking", "closed") else None,
        closed_on=closed if state == "closed" else None,
        closed_by="resident" if state == "closed" else "",
        refusal_reason="other_office" if outcome == "refused" else "",
        public_state="shown" if shown else "private",
        public_text=f"{LAMPS}({reference})" if shown else "",
    )


def _receipts(concerns: list[Any]) -> Iterator[Any]:
    from hamkori.ground.receipts import actions
    from hamkori.ground.receipts.models import Receipt

    for concern in concerns:
        key = f"bench {concern.pk}"
        yield Receipt(
            reference=concern.reference,
            code_hash=actions.code_hash(actions.code_of(key)),
            submission_hash=actions.submission_hash(key),
            subject_type="concerns.concern",
            subject_id=concern.pk,
            on=concern.raised_on,
        )


def _deadlines(concerns: list[Any], today: date) -> Iterator[Any]:
    from hamkori.ground.deadlines.models import Deadline

    for concern in concerns:
        due = concern.due_on or concern.raised_on + timedelta(days=15)
        runs = concern.due_on is not None
        yield Deadline(
            subject_type="concerns.concern",
            subject_id=concern.pk,
            kind="first_answer",
            owner=concern.organisation_id,
            started_on=concern.raised_on,
            due_on=due,
            first_due_on=due,
            ended_on=None if runs else due,
            state="running" if runs else "met",
            next_step_on=None if due < today else due,
        )


def _messages(concerns: list[Any]) -> Iterator[Any]:
    from hamkori.ground.threads.models import Message

    for concern in concerns:
        if concern.first_answered_on is not None and concern.state != "withdrawn":
            kind = "done" if concern.done_on else "answer"
            yield Message(
                subject_type="concerns.concern",
                subject_id=concern.pk,
                voice="office",
                kind=kind,
                text=f"Чароғҳо иваз карда шуданд ({concern.pk}).",
                language="tg",
                organisation=concern.organisation_id,
                on=concern.done_on or concern.first_answered_on,
            )


def _entries(concerns: list[Any]) -> Iterator[tuple[Any, Any]]:
    import secrets

    from hamkori.ground.audit.models import Entry, Salt
    from hamkori.ground.audit.trail import digest

    for concern in concerns:
        uid, salt = secrets.token_hex(16), secrets.token_bytes(16)
        entry = Entry(
            uid=uid,
            on=concern.raised_on,
            action="concern.raised",
            actor_kind="anyone",
            object_type="concerns.concern",
            object_id=str(concern.pk),
            facts={"topic": concern.topic.code, "channel": concern.channel, "place": concern.path},
            digests={"text": digest(salt, concern.text)},
        )
        yield entry, Salt(entry_uid=uid, field="text", salt=salt)


def _add_summaries(land: Land) -> None:
    """The figures of every place, as the job would have counted them."""
    from hamkori.rooms.concerns.actions import summaries
    from hamkori.rooms.concerns.models import PlaceSummary
    from hamkori.society.places.models import Place

    with_concerns = Place.objects.values_list("path", flat=True)
    for path in with_concerns:
        summaries.refresh(path)
    assert PlaceSummary.objects.filter(stale=True).count() == 0


def _known(land: Land) -> dict[str, Any]:
    """What the bench asks for: places by size, and codes of what it posts."""
    from hamkori.kernel import clock
    from hamkori.kernel.actor import Role
    from hamkori.society.accounts.models import Posting, User
    from hamkori.society.places.models import Place

    big = Place.objects.get(path=land.busy_path)
    user = (
        User.objects.create_user("bench")
        if hasattr(User.objects, "create_user")
        else User.objects.create(username="bench")
    )
    posting = Posting.objects.create(
        user=user, organisation=land.offices[land.busy_path], role=Role.HANDLER.value, from_on=clock.today()
    )
    return {
        "big_place": big.code,
        "small_place": Place.objects.get(path=list(land.offices)[-1]).code,
        "raise_at": [place.code for place in land.small[:: max(len(land.small) // 200, 1)]],
        "cookie": _signed_in(user, posting),
    }


def _signed_in(user: Any, posting: Any) -> str:
    """The cookie of a handler of the busy office, as if signed in a moment ago with the second step."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from hamkori.kernel import clock
    from hamkori.society.accounts.models import StaffSession
    from hamkori.society.accounts.queries import session_hash
    from hamkori.society.accounts.session_store import SessionStore
    from hamkori.society.accounts.sessions import BACKEND

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    StaffSession.objects.create(
        key_hash=session_hash(str(session.session_key)),
        user=user,
        posting=posting,
        started_on=clock.today(),
        last_seen_on=clock.today(),
        second_factor_at=clock.now(),
    )
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def main() -> int:
    django.setup()
    print(json.dumps(fill(int(sys.argv[1]), int(sys.argv[2]))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
