"""The same named people in every test of accounts."""

from dataclasses import dataclass
from datetime import date

from django.test import Client

from hamkori.kernel.actor import SYSTEM, Role
from hamkori.society.accounts import actions
from hamkori.society.accounts.models import Organisation, Posting, StaffSession, User
from hamkori.society.accounts.rules import Wish
from hamkori.society.places.models import Place

PASSWORD = "анор себ нок 17"
START = date(2026, 1, 10)


def place(code: str, parent: Place | None = None) -> Place:
    path = f"{parent.path}.{code}" if parent else code
    return Place.objects.create(
        parent=parent,
        path=path,
        code=path,
        kind="district",
        depth=path.count("."),
        names={"tg": code, "ru": code, "en": code.title()},
    )


@dataclass
class World:
    """A country with two districts, an office in each, and the people who work there."""

    country: Place
    district: Place
    other_district: Place
    office: Organisation
    other_office: Organisation
    administrator: User
    district_administrator: User
    handler: User
    colleague: User
    stranger: User

    def posting(self, user: User) -> Posting:
        return user.postings.get()


def person(
    name: str, role: Role, organisation: Organisation | None = None, where: Place | None = None
) -> User:
    user = actions.create_account(
        actor=SYSTEM,
        username=name,
        password=PASSWORD,
        display_name=f"{name.title()} Demo",
        must_change_password=False,
    )
    actions.start_posting(
        actor=SYSTEM,
        wish=Wish(role=role, organisation=organisation, place=where, user=user),
        titles={"en": f"{name.title()}'s post"},
        from_on=START,
    )
    return user


def make_world() -> World:
    country = place("tj")
    district, other = place("chashma", country), place("lola", country)

    def office(where: Place) -> Organisation:
        return actions.add_organisation(
            actor=SYSTEM, place=where, kind="jamoat", names={"en": f"Office of {where.code}"}, from_on=START
        )

    here, there = office(district), office(other)
    return World(
        country=country,
        district=district,
        other_district=other,
        office=here,
        other_office=there,
        administrator=person("admin", Role.ADMINISTRATOR),
        district_administrator=person("district-admin", Role.ADMINISTRATOR, None, district),
        handler=person("gulnora", Role.HANDLER, here),
        colleague=person("daler", Role.HANDLER, here),
        stranger=person("zarina", Role.SECRETARY, there),
    )


def sign_in(user: User, *, second_step: bool = True, client: Client | None = None) -> Client:
    """Sign in by the page, with the second step taken as done unless `second_step=False`."""
    client = client or Client()
    answer = client.post("/en/account/sign-in/", {"username": user.username, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    if second_step:
        newest = StaffSession.objects.filter(user=user).latest("pk")
        actions.take_second_step(actor=SYSTEM, session=newest)
    return client
