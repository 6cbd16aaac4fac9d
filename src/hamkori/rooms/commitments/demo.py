"""The demo's ledger: three hundred promises of offices and teams in every state, told through the actions.

Beside them stand the promises that the answers to the demo's concerns have made. Everything is invented.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Kind, Role
from hamkori.kernel.registries import DemoPart, demo_parts
from hamkori.rooms.commitments import jobs
from hamkori.rooms.commitments.actions import closing, doing
from hamkori.rooms.commitments.actions import letters as letter_actions
from hamkori.rooms.commitments.actions.promising import NewPromise, NewResource, Proof, promise_many
from hamkori.rooms.commitments.demo_words import BODY_TYPES, DONE, MISSING, REASONS, SHOWN, WHY, WORKS, Work
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.commitments.states import Means, Origin, Publicity
from hamkori.society.accounts.models import Organisation, Posting
from hamkori.society.accounts.queries import organisations_at

PROMISES = 300
MONTHS = 14
Step = Callable[[], object]

FATES = (
    ("kept", 46), ("kept_late", 12), ("moved_kept", 8), ("reopened", 5), ("done", 7), ("checking", 3),
    ("not_kept", 4), ("withdrawn", 3), ("late", 7), ("open", 5),
)  # fmt: skip
"""What becomes of a promise, with how many of a hundred it meets. The last five are decided by the calendar too."""


@dataclass
class Life:
    """The days on which something happens, and who acts."""

    today: date
    rng: random.Random
    steps: dict[date, list[Step]]
    secretaries: dict[int, Actor]
    council: Actor | None

    def on(self, day: date, step: Step) -> None:
        if day <= self.today:
            self.steps[day].append(step)


def _actor(organisation: Organisation, role: Role, posting: Posting | None) -> Actor:
    """Somebody of an organisation, a persona if there is one. The demo has no accounts beside its personas."""
    return Actor(
        Kind.STAFF,
        user_id=posting.user_id if posting else None,
        posting_id=posting.pk if posting else None,
        role=role,
        organisation_id=organisation.pk,
        organisation_kind=organisation.kind,
        organisation_is_police=organisation.is_police,
        place_path=posting.scope_path if posting else organisation.place.path,
        second_factor=True,
        language="tg",
    )


def _posting(organisation: Organisation, role: Role) -> Posting | None:
    return Posting.objects.select_related("organisation__place", "place").filter(
        organisation=organisation, role=role.value
    ).order_by("pk").first()  # fmt: skip


def fill(*, today: date, seed: int, scale: float = 1.0, progress: Any = None, **_rest: Any) -> None:
    """Three hundred promises at `scale` 1.0, written down by the teams at their meetings over fourteen months."""
    rng = random.Random(f"commitments {seed}")
    teams = list(Organisation.objects.filter(kind="team").select_related("place").order_by("pk"))
    if not teams:
        return
    council = (
        Organisation.objects.filter(kind="public_council").select_related("place").order_by("pk").first()
    )
    life = Life(
        today=today,
        rng=rng,
        steps=defaultdict(list),
        secretaries={team.pk: _actor(team, Role.SECRETARY, _posting(team, Role.SECRETARY)) for team in teams},
        council=_actor(council, Role.COUNCIL, _posting(council, Role.COUNCIL)) if council else None,
    )
    shown = max(teams, key=lambda team: life.secretaries[team.pk].posting_id is not None)
    left = max(round(PROMISES * scale), 12)
    number = 0
    while left > 0:
        team = shown if number % 4 == 0 else rng.choice(teams)
        size = min(left, rng.choice((2, 3, 4, 5)) if team is not shown else rng.choice((4, 5, 6)))
        meeting = today - timedelta(days=rng.randrange(3, 30 * MONTHS))
        _plan_meeting(life, team, meeting, size, number)
        left -= size
        number += 1
    _live(life, progress)


def _live(life: Life, progress: Any) -> None:
    """Day by day: what was planned, and what the clock does by itself."""
    if not life.steps:
        return
    day = min(life.steps)
    first, whole = day, max((life.today - day).days, 1)
    while day <= life.today:
        with clock.travel(day):
            for step in life.steps.pop(day, []):
                step()
            jobs.climb_ladders()
            jobs.call_checks()
        if progress is not None and day.day == 1:
            progress((day - first).days, whole, "promises")
        day += timedelta(days=1)


def _proof(life: Life, team: Organisation, number: int) -> Proof:
    if life.rng.random() < 0.22:
        return Proof(
            Origin.SPOKEN,
            heard_at=life.rng.choice(BODY_TYPES["heard_at"]),
            witnesses=("Шоҳиди якум", "Шоҳиди дуюм"),
            read_back=True,
        )
    return Proof(
        Origin.PLAN if life.rng.random() < 0.2 else Origin.MEETING, number=f"{life.today.year}/{number + 1}"
    )


def _owners(team: Organisation) -> dict[str, Organisation]:
    return {one.kind: one for one in reversed(organisations_at(team.place.path))}


def _plan_meeting(life: Life, team: Organisation, meeting: date, size: int, number: int) -> None:
    """A meeting of a team writes down what offices promised; the rest of each promise's life follows."""
    owners = _owners(team)
    watched = life.council is not None and life.council.covers(team.place.path)
    works = [work for work in WORKS if work.owner in owners and (work.owner != "team" or watched)]
    if not works:
        return
    chosen = life.rng.sample(works, min(size, len(works)))
    wishes = []
    fates = []
    for item, work in enumerate(chosen, start=1):
        wishes.append(_wish(life, team, owners[work.owner], work, meeting, item))
        fates.append(life.rng.choices([name for name, _n in FATES], [share for _name, share in FATES])[0])
    proof = _proof(life, team, number)
    secretary = life.secretaries[team.pk]

    def write() -> None:
        made = promise_many(actor=secretary, promises=wishes, proof=proof, names_nobody=True)
        for commitment, fate in zip(made, fates, strict=True):
            _plan_fate(life, team, commitment, fate)
        if number % 9 == 0:
            other = next((one for one in made if one.owner_id != team.pk), None)
            if other is not None:
                letter_actions.make_letter(actor=secretary, commitment=other)

    life.on(meeting, write)


def _wish(
    life: Life, team: Organisation, owner: Organisation, work: Work, meeting: date, item: int
) -> NewPromise:
    rng = life.rng
    resources: list[NewResource] = []
    if work.practice:
        resources.append(NewResource(Means.EQUIPMENT, words=work.with_what))
    elif owner.kind in ("jamoat", "district_government") and rng.random() < 0.6:
        resources.append(
            NewResource(
                Means.BUDGET,
                Decimal(rng.randrange(4, 60) * 500),
                BODY_TYPES["budget_line"][0],
                BODY_TYPES["legal_basis"][0],
            )
        )
    elif rng.random() < 0.5:
        resources.append(NewResource(Means.LABOUR, Decimal(rng.randrange(1, 12))))
    return NewPromise(
        owner=owner,
        place=team.place,
        text=work.text,
        due_on=meeting + timedelta(days=rng.randrange(14, 90)),
        seen_by=rng.choice(SHOWN),
        practice=work.practice,
        publicity=Publicity.PUBLIC if rng.random() < 0.75 else Publicity.SIDES,
        resources=tuple(resources),
        item=item,
        language="tg",
    )


def _plan_fate(life: Life, team: Organisation, commitment: Commitment, fate: str) -> None:
    """The days on which the promise is done, moved, confirmed, opened again, given up."""
    rng, due = life.rng, commitment.due_on
    secretary, owner = life.secretaries[team.pk], _owner_of(life, team, commitment)
    other = secretary if commitment.owner_id != team.pk else life.council
    if other is None:
        return

    def done(day: date) -> None:
        life.on(day, lambda: doing.say_done(actor=owner, commitment=commitment, text=rng.choice(DONE)))

    def confirm(day: date) -> None:
        life.on(day, lambda: closing.confirm(actor=other, commitment=commitment))

    def soon(day: date, most: int) -> date:
        return day + timedelta(days=rng.randrange(1, most))

    early = due - timedelta(days=rng.randrange(0, 10))
    if fate == "kept":
        done(early)
        confirm(soon(early, 12))
    elif fate == "kept_late":
        late = soon(due, 16)
        done(late)
        confirm(soon(late, 12))
    elif fate == "moved_kept":
        new = due + timedelta(days=rng.randrange(20, 60))
        life.on(
            due - timedelta(days=2),
            lambda: doing.extend(actor=owner, commitment=commitment, due_on=new, reason=rng.choice(REASONS)),
        )
        done(new - timedelta(days=3))
        confirm(soon(new, 10))
    elif fate == "reopened":
        done(early)
        again = soon(early, 12)
        life.on(again, lambda: closing.reopen(actor=other, commitment=commitment, words=rng.choice(MISSING)))
        if rng.random() < 0.5:
            second = soon(again, 25)
            done(second)
            confirm(soon(second, 12))
    elif fate in ("done", "checking"):
        done(early)
        if (
            fate == "checking"
            and life.council is not None
            and commitment.owner_id != team.pk
            and rng.random() < 0.5
        ):
            day = early + timedelta(days=25)
            life.on(day, lambda: _check(life, commitment))
    elif fate == "not_kept":
        life.on(
            soon(due, 30) + timedelta(days=31),
            lambda: closing.say_not_kept(actor=other, commitment=commitment, why=rng.choice(WHY)),
        )
    elif fate == "withdrawn":
        life.on(
            due - timedelta(days=9),
            lambda: closing.withdraw(actor=owner, commitment=commitment, words=rng.choice(REASONS)),
        )
        life.on(
            due - timedelta(days=4), lambda: closing.withdraw(actor=other, commitment=commitment, words="")
        )
    elif fate == "late" and rng.random() < 0.6:
        life.on(
            due + timedelta(days=15),
            lambda: doing.explain(actor=owner, commitment=commitment, text=rng.choice(REASONS)),
        )


def _check(life: Life, commitment: Commitment) -> None:
    fresh = Commitment.objects.get(pk=commitment.pk)
    if fresh.state == "checking" and life.council is not None and life.council.covers(fresh.path):
        closing.check(
            actor=life.council, commitment=fresh, agrees=life.rng.random() < 0.7, words=life.rng.choice(SHOWN)
        )


def _owner_of(life: Life, team: Organisation, commitment: Commitment) -> Actor:
    if commitment.owner_id == team.pk:
        return life.secretaries[team.pk]
    owner = commitment.owner
    return _actor(owner, Role.HANDLER, _posting(owner, Role.HANDLER))


def states() -> Iterator[tuple[str, int]]:
    """How many promises stand in each state: what the demo's test reads."""
    from django.db.models import Count

    yield from Commitment.objects.order_by().values_list("state").annotate(n=Count("pk"))


def register() -> None:
    demo_parts.register("commitments", DemoPart(fill), order=55)
