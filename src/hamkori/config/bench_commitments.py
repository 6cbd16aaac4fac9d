"""The ledger of the bench: 20,000 promises in every state over two years. Rows are written directly.

    python -m hamkori.config.bench_commitments COUNT

Runs in the environment of an installation that `bench_data` has filled.
"""

import json
import random
import sys
from datetime import date, timedelta
from typing import Any

import django

BATCH = 2000
STATES = (
    ("open", 22), ("reopened", 4), ("done", 9), ("checking", 2), ("kept", 55), ("not_kept", 5), ("withdrawn", 3),
)  # fmt: skip
TEXT = "Шаш чароғи кӯча дар назди мактаб, то ки бегоҳӣ роҳ равшан бошад"


def bench_commitments(count: int) -> dict[str, Any]:
    """Write `count` promises to the residents of jamoats all over the country; returns how many there are."""
    from hamkori.kernel import clock
    from hamkori.kernel.references import new_reference
    from hamkori.rooms.commitments.models import Basis, Commitment, Evidence
    from hamkori.society.accounts.models import Organisation
    from hamkori.society.places.models import Place

    chance = random.Random(20260312)  # noqa: S311 - a spread that is the same every time, not a secret
    today = clock.today()
    places = list(Place.objects.filter(kind="jamoat").order_by("path"))
    offices: dict[int, list[Organisation]] = {}
    for office in Organisation.objects.filter(is_police=False).order_by("pk"):
        offices.setdefault(office.place_id, []).append(office)
    bases = Basis.objects.bulk_create(
        [
            Basis(origin="meeting", number=f"2026/{number}", dated_on=today - timedelta(days=800), on=today)
            for number in range(max(count // 10, 1))
        ],
        batch_size=BATCH,
    )
    free: set[str] = set()
    while len(free) < count:
        free.add(new_reference())
    wanted = sorted(free)
    for start in range(0, count, BATCH):
        rows = [
            _promise(reference, chance.choice(places), offices, chance.choice(bases), today, chance)
            for reference in wanted[start : start + BATCH]
        ]
        rows = Commitment.objects.bulk_create(rows, batch_size=BATCH)
        Evidence.objects.bulk_create(
            [
                Evidence(
                    commitment=row,
                    side="owner",
                    text="Ҳамаи чароғҳо месӯзанд",
                    seen_on=row.done_on,
                    on=row.done_on,
                )
                for row in rows
                if row.done_on is not None
            ],
            batch_size=BATCH,
        )
    return {"commitments": Commitment.objects.count()}


def _promise(
    reference: str, place: Any, offices: dict[int, list[Any]], basis: Any, today: date, chance: random.Random
) -> Any:
    from hamkori.rooms.commitments.models import Commitment, month_number

    state = chance.choices([name for name, _share in STATES], [share for _name, share in STATES])[0]
    live = state in ("open", "reopened")
    made = today - timedelta(days=chance.randrange(60, 700))
    due = (
        today + timedelta(days=chance.randrange(-40, 75))
        if live
        else made + timedelta(days=chance.randrange(10, 59))
    )
    late = live and due < today - timedelta(days=30)
    done = (
        due + timedelta(days=chance.randrange(-5, 20))
        if not live and state not in ("not_kept", "withdrawn")
        else None
    )
    done = min(done, today) if done is not None else None
    ended = state in ("kept", "not_kept", "withdrawn")
    public = chance.random() < 0.8
    return Commitment(
        reference=reference,
        owner=chance.choice(offices[place.parent_id]),
        place=place,
        path=place.path,
        public_place=place,
        text=TEXT,
        language="tg",
        basis=basis,
        origin=chance.choice(("meeting", "meeting", "screen", "paper", "spoken", "plan")),
        made_on=made,
        due_on=due,
        first_due_on=due,
        due_month=month_number(due),
        publicity="public" if public else "sides",
        shown=public or late,
        late_in_public=late,
        late_step=5 if late else 0,
        state=state,
        done_on=done,
        closed_on=min(due + timedelta(days=25), today) if ended else None,
        closed_by="other" if ended else "",
        kept_first_day=state == "kept" and done is not None and done <= due,
        why_code="not_solved" if state == "not_kept" else "",
        on=made,
    )


def main() -> int:
    django.setup()
    print(json.dumps(bench_commitments(int(sys.argv[1]))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
