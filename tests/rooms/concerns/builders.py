"""A small country for the tests of concerns: the real pack, one jamoat with its offices, and people who act there.

`build()` loads the pack once in a run and puts the same rows back for every further test.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hamkori.ground.deadlines.models import LadderStep
from hamkori.ground.receipts.actions import new_submission_key
from hamkori.kernel import clock
from hamkori.kernel.actor import ANYONE, SYSTEM, Actor, Kind, Role, holder
from hamkori.rooms.bodies.models import BodyType, CharterVersion, Contact, Jurisdiction, OrganisationKind
from hamkori.rooms.concerns import screening
from hamkori.rooms.concerns.actions.intake import Intake, Raised, raise_concern
from hamkori.rooms.concerns.models import AnswerTemplate, Clock, Reason, Screen, Topic
from hamkori.rooms.concerns.states import Channel, Named
from hamkori.society.accounts.models import Organisation, Posting, User
from hamkori.society.countries.actions import load_pack
from hamkori.society.countries.models import CheckList, Country, Currency, HelpLine, Holiday, Law, Season
from hamkori.society.places.actions import NewPlace, add_places
from hamkori.society.places.models import Place, PlaceName
from tests.kept import Kept

KEPT = Kept(
    Country, Currency, Holiday, Season, HelpLine, CheckList, Law, Place, PlaceName, OrganisationKind, BodyType, CharterVersion,
    Topic, Clock, LadderStep, Reason, AnswerTemplate, Screen, Organisation, Jurisdiction, Contact,
)  # fmt: skip


@dataclass(frozen=True)
class Land:
    """The places and offices that tests use."""

    district: Place
    jamoat: Place
    mahalla: Place
    other_jamoat: Place
    careful_jamoat: Place
    offices: dict[str, Organisation]

    def office(self, kind: str) -> Organisation:
        """jamoat, water, precinct, district_police, region_police, team, mahalla_committee, public_council, …"""
        return self.offices[kind]


OFFICES: tuple[tuple[str, str, str, bool], ...] = (
    ("jamoat", "jamoat", "", False),
    ("district_government", "district", "", False),
    ("water", "district", "", False),
    ("electricity", "district", "", False),
    ("region_police", "district", "", True),
    ("district_police", "district", "region_police", True),
    ("precinct", "jamoat", "district_police", True),
    ("mahalla_committee", "mahalla", "", False),
    ("social_services", "district", "", False),
    ("women_committee", "district", "", False),
    ("public_council", "district", "", False),
    ("team", "jamoat", "", False),
)
"""Kind, where it is responsible, the office above, police."""


def _names(word: str) -> dict[str, str]:
    return {"tg": f"{word} (тҷ)", "ru": f"{word} (ру)", "en": word}


def _add_land() -> None:
    district = Place.objects.filter(path__startswith="tj.", kind="district", risk_level="normal").order_by(
        "pk"
    )[0]
    careful = (
        Place.objects.filter(kind="district", risk_level="careful").order_by("pk").first()
        or Place.objects.filter(
            path__startswith=Place.objects.filter(risk_level="careful").order_by("depth")[0].path + ".",
            kind="district",
        ).order_by("pk")[0]
    )
    add_places(
        actor=SYSTEM,
        rows=[
            NewPlace(district.code, f"{district.code}-chinorsoya", "jamoat", _names("Chinorsoya")),
            NewPlace(district.code, f"{district.code}-sangob", "jamoat", _names("Sangob")),
            NewPlace(
                f"{district.code}-chinorsoya",
                f"{district.code}-chinorsoya-gulzor",
                "mahalla",
                _names("Gulzor"),
            ),
            NewPlace(
                careful.code, f"{careful.code}-barzud", "jamoat", _names("Barzud"), risk_level="careful"
            ),
        ],
    )
    jamoat = Place.objects.get(code=f"{district.code}-chinorsoya")
    mahalla = Place.objects.get(code=f"{district.code}-chinorsoya-gulzor")
    where = {"district": district, "jamoat": jamoat, "mahalla": mahalla}
    made: dict[str, Organisation] = {}
    first_day = clock.today().replace(year=clock.today().year - 3, day=1)
    for kind, level, above, police in OFFICES:
        made[kind] = Organisation.objects.create(
            kind=kind,
            names=_names(f"Office {kind.replace('_', ' ')}"),
            place=where[level],
            parent=made.get(above),
            is_police=police,
            from_on=first_day,
            signs_in=True,
        )
        Jurisdiction.objects.create(
            organisation=made[kind], place=where[level], path=where[level].path, kind=kind, from_on=first_day
        )
    Contact.objects.create(
        organisation=made["jamoat"],
        post=_names("Reception"),
        phone="+992 00 000 00 01",
        hours=_names("Monday to Friday, 8 to 17"),
        verified_on=clock.today(),
    )


def build() -> Land:
    """The pack, the places, the offices: loaded once, put back for every further test. Safe to call twice."""
    if not Country.objects.exists():
        if not KEPT.put_back():
            load_pack("tj", actor=SYSTEM)
            _add_land()
            KEPT.take()
        screening.words_changed()
    jamoat = Place.objects.select_related("parent").get(code__endswith="-chinorsoya")
    assert jamoat.parent is not None
    return Land(
        district=jamoat.parent,
        jamoat=jamoat,
        mahalla=Place.objects.get(code=f"{jamoat.code}-gulzor"),
        other_jamoat=Place.objects.get(code__endswith="-sangob"),
        careful_jamoat=Place.objects.get(code__endswith="-barzud"),
        offices={office.kind: office for office in Organisation.objects.order_by("pk")},
    )


def topic(code: str) -> Topic:
    return Topic.objects.get(code=code)


def intake(land: Land, **changes: Any) -> Intake:
    """An everyday concern about street lighting, without a name."""
    values: dict[str, Any] = {
        "place": land.mahalla,
        "topic": topic(changes.pop("topic", "street_lighting")),
        "text": "The lamps on the lower street have been dark for two weeks.",
        "language": "en",
        **changes,
    }
    return Intake(**values)


def raised(
    land: Land, *, channel: Channel = Channel.WEB, actor: Actor = ANYONE, key: str = "", **changes: Any
) -> Raised:
    """A concern that was raised; `changes` are fields of `Intake` (`topic` by its code)."""
    return raise_concern(
        actor=actor,
        submission_key=key or new_submission_key(),
        intake=intake(land, **changes),
        channel=channel,
    )


def raised_by_name(land: Land, **changes: Any) -> Raised:
    """A confidential concern with an invented name and telephone."""
    return raised(
        land,
        **{"named": Named.CONFIDENTIAL, "name": "Zarnigor Lolazoda", "phone": "+992000000001", **changes},
    )


def staff(
    role: Role,
    organisation: Organisation | None = None,
    *,
    place: Place | None = None,
    second_factor: bool = True,
) -> Actor:
    """Somebody signed in, with a user and a posting of their own."""
    number = User.objects.count() + 1
    user = User.objects.create(username=f"person{number}", language="en")
    posting = Posting.objects.create(
        user=user, organisation=organisation, role=role.value, place=place, from_on=clock.today()
    )
    scope = place or (organisation.place if organisation else None)
    return Actor(
        Kind.STAFF,
        user_id=user.pk,
        posting_id=posting.pk,
        role=role,
        organisation_id=organisation.pk if organisation else None,
        organisation_kind=organisation.kind if organisation else "",
        organisation_is_police=bool(organisation and organisation.is_police),
        place_path=scope.path if scope else "",
        second_factor=second_factor,
        language="en",
    )


def handler_of(raised_one: Raised) -> Actor:
    """Somebody who answers in the office that has the concern now."""
    raised_one.concern.refresh_from_db()
    assert raised_one.concern.organisation is not None
    return staff(Role.HANDLER, raised_one.concern.organisation)


def holder_of(raised_one: Raised) -> Actor:
    return holder(raised_one.concern.pk)


def row_counts(leave_out: Iterable[str] = ()) -> dict[str, int]:
    """How many rows every table of the installation has: for tests that nothing was stored."""
    from django.apps import apps

    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label not in set(leave_out) and not model._meta.proxy
    }
