"""People of the demo: accounts without a password, postings, and the parts that a visitor can play."""

from datetime import date

from hamkori.demo_data import Person, Text
from hamkori.kernel.actor import SYSTEM, Actor, Kind, Role
from hamkori.society.accounts.actions import postings
from hamkori.society.accounts.models import Organisation, Persona, Posting, User
from hamkori.society.accounts.rules import Wish
from hamkori.society.places.models import Place


def words(text: Text) -> dict[str, str]:
    """A text of the demo as the columns of names keep it."""
    return {"tg": text.tg, "ru": text.ru, "en": text.en}


def new_person(*, username: str, on: date, person: Person | None = None, language: str = "tg") -> User:
    """An account that nobody can sign in to by password: the demo has its own door. Without `person`: a post only."""
    user = User(
        username=username,
        display_name=person.names.in_language(language) if person else "",
        show_name=person is not None,
        language=language,
        joined_on=on,
    )
    user.set_unusable_password()
    user.save(force_insert=True)
    return user


def posting_of(
    user: User,
    role: Role,
    *,
    organisation: Organisation | None = None,
    place: Place | None = None,
    titles: dict[str, str] | None = None,
    from_on: date | None = None,
) -> Posting:
    """Post somebody, through the action that everybody uses."""
    return postings.start_posting(
        actor=SYSTEM,
        wish=Wish(role=role, organisation=organisation, place=place, user=user),
        titles=titles,
        from_on=from_on,
    )


def actor_of(posting: Posting) -> Actor:
    """Who acts through a posting, the second step taken."""
    organisation = posting.organisation
    return Actor(
        Kind.STAFF,
        user_id=posting.user_id,
        posting_id=posting.pk,
        role=Role(posting.role),
        organisation_id=posting.organisation_id,
        organisation_kind=organisation.kind if organisation is not None else "",
        organisation_is_police=organisation.is_police if organisation is not None else False,
        place_path=posting.scope_path,
        second_factor=True,
        language=posting.user.language,
    )


def add_persona(
    *,
    code: str,
    order: int,
    names: dict[str, str],
    what_to_try: dict[str, str],
    user: User | None = None,
    link: str = "",
) -> Persona:
    """A part to play: somebody who signs in (`user`), or a visitor who starts on a public page (`link`)."""
    return Persona.objects.create(
        code=code, order=order, names=names, what_to_try=what_to_try, user=user, link=link
    )
