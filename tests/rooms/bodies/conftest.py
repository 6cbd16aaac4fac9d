"""A district on Monday morning: the real pack, one jamoat with its offices, and people who sign in."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from hamkori.kernel.actor import Role


@pytest.fixture
def land(db: None) -> Any:
    from tests.rooms.concerns import builders

    return builders.build()


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def staff(db: None) -> Callable[..., Client]:
    """`staff(Role.HEAD, office)`: somebody in this role, signed in with the second step."""
    from hamkori.kernel import clock
    from hamkori.society.accounts.models import Posting, User
    from tests.society.accounts.people import PASSWORD, sign_in

    def make(role: Role, office: Any = None, place: Any = None) -> Client:
        user = User(username=f"person{User.objects.count() + 1}", language="en")
        user.set_password(PASSWORD)
        user.save()
        Posting.objects.create(
            user=user, role=role.value, organisation=office, place=place, from_on=clock.today()
        )
        return sign_in(user)

    return make


@pytest.fixture
def administrator(land: Any, staff: Callable[..., Client]) -> Client:
    """The administrator of one district."""
    return staff(Role.ADMINISTRATOR, None, land.district)


@pytest.fixture
def country_administrator(land: Any, staff: Callable[..., Client]) -> Client:
    return staff(Role.ADMINISTRATOR)
