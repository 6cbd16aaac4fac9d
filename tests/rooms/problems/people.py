"""Seats of a team, for tests of decisions (K15: three people of three groups, police not counted)."""

from hamkori.kernel import clock
from hamkori.rooms.bodies.models import Seat
from hamkori.society.accounts.models import Posting, User
from tests.rooms.problems.builders import Land


def seat(land: Land, number: int, category: str, user: User | None = None, *, police: bool = False) -> Seat:
    posting = None
    if user is not None:
        posting = Posting.objects.create(
            user=user, organisation=land.office("team"), role="member", from_on=clock.today(), place=land.mahalla
            if number % 2 else None,
        )  # fmt: skip
        if police:
            Posting.objects.create(
                user=user, organisation=land.office("precinct"), role="handler", from_on=clock.today()
            )
    return Seat.objects.create(
        organisation=land.office("team"),
        number=number,
        category=category,
        posting=posting.pk if posting else None,
    )
