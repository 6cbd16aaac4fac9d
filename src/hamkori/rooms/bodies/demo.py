"""Offices, teams and councils of the demo country, and the people whose part a visitor can play.

One jamoat of one district is the showcase: there every persona works on the same concerns.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hamkori import demo_data
from hamkori.demo_data import OrganisationPattern, Person
from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM, Role
from hamkori.kernel.registries import DemoPart, demo_parts
from hamkori.rooms.bodies.actions import NewContact, NewOrganisation, found_organisations, set_seat
from hamkori.rooms.bodies.models import OrganisationKind
from hamkori.rooms.bodies.personas import (
    COUNCILS,
    KIND_POST,
    ON_DUTY,
    PERSONAS,
    SHOWCASE,
    SHOWCASE_JAMOAT,
    Part,
)
from hamkori.society.accounts.demo import add_persona, new_person, posting_of, words
from hamkori.society.accounts.models import Organisation, Posting
from hamkori.society.countries.demo import demo_number
from hamkori.society.places.models import Place

SERVICES = {
    "water": 1.0,
    "electricity": 1.0,
    "roads": 1.0,
    "communal": 0.8,
    "education_department": 1.0,
    "health": 1.0,
    "social_services": 1.0,
    "women_committee": 1.0,
    "traffic_police": 1.0,
    "land_committee": 1.0,
    "irrigation": 0.8,
    "emergency_committee": 0.7,
    "veterinary": 0.5,
    "youth_office": 0.5,
    "transport": 0.4,
    "employment_office": 0.4,
    "legal_aid": 0.3,
    "gas_service": 0.2,
}
"""Which share of the districts has a service; where one is missing, the jamoat answers (R003)."""
NOT_IN_SHOWCASE = ("communal", "youth_office", "transport", "gas_service", "veterinary")
"""There the jamoat and the team have more to answer."""
TEAMS = 30
SEATS = (
    "women",
    "young_people",
    "elders",
    "mahalla",
    "teachers_doctors",
    "business",
    "civil_society",
    "women",
    "mahalla",
)
KEPT_FOR_SHOWCASE = 2
"""So many people of every post are not given away elsewhere."""
LEVELS = ("district", "city", "city_district")


@dataclass
class Founding:
    """What is at hand while the offices are founded."""

    rng: random.Random
    today: date
    first_day: date
    country: Place
    kinds: dict[str, OrganisationKind]
    patterns: dict[str, OrganisationPattern]
    people: dict[str, list[Person]]
    phones: Iterator[str]
    named: dict[str, Person] = field(default_factory=dict)
    """Who holds the first post of an office in the showcase: {kind: person}."""

    def found(self, rows: Sequence[NewOrganisation]) -> list[Organisation]:
        return found_organisations(actor=SYSTEM, within=self.country, rows=rows, from_on=self.first_day)

    def office(
        self, kind: str, place: Place, *, parent: Organisation | None = None, number: int = 0,
        areas: tuple[Place, ...] = (), names: dict[str, str] | None = None, showcase: bool = False, note: str = "",
    ) -> NewOrganisation:  # fmt: skip
        return NewOrganisation(
            kind=kind,
            names=names or self.names(kind, place, number),
            place=place,
            parent=parent,
            responsible_for=areas,
            contacts=tuple(self.contacts(kind, showcase)),
            source_note=note or "намоиш · демо · demo",
        )

    def names(self, kind: str, place: Place, number: int = 0) -> dict[str, str]:
        pattern = self.patterns.get(kind)
        found = {}
        for language in ("tg", "ru", "en"):
            name = place.names.get(language) or place.names["tg"]
            if pattern is not None:
                found[language] = pattern.names.in_language(language).format(name=name, n=number)
            else:
                found[language] = f"{self.kinds[kind].names[language]}: {name}"
        return found

    def contacts(self, kind: str, showcase: bool) -> Iterator[NewContact]:
        post = KIND_POST.get(kind, "")
        yield self.contact(kind, post, showcase)
        if kind == "jamoat":
            yield self.contact(kind, "jamoat_secretary", showcase, position=110)
        if kind == "district_police" and (showcase or self.rng.random() < 0.3):
            yield self.contact(kind, "woman_officer", showcase, position=110)

    def contact(self, kind: str, post: str, showcase: bool, position: int = 100) -> NewContact:
        data, rng = demo_data.load(), self.rng
        free = self.people.get(post, [])
        enough = free if showcase else free[KEPT_FOR_SHOWCASE:]
        person = free.pop() if enough and (showcase or rng.random() < 0.25) else None
        if showcase and person is not None:
            self.named.setdefault(post, person)
        reachable = showcase or rng.random() < (0.75 if kind == "mahalla_committee" else 0.94)
        age = rng.randint(2, 30) if showcase else rng.choice((5, 12, 20, 33, 48, 70, 95, 140, 210))
        verified = (
            self.today - timedelta(days=age) if reachable and (showcase or rng.random() < 0.9) else None
        )
        pattern = self.patterns.get(kind)
        agreed = self.first_day + timedelta(days=rng.randint(5, 300))
        return NewContact(
            post=words(data.posts[post]) if post else dict(ON_DUTY),
            phone=next(self.phones) if reachable else "",
            hours=words(pattern.hours) if pattern else {},
            where=words(pattern.room) if pattern else {},
            languages=pattern.languages if pattern else ("tg", "ru"),
            person=person.names.tg if person else "",
            person_agreed_on=agreed if person else None,
            woman_officer=post == "woman_officer",
            since_on=agreed,
            verified_on=verified,
            position=position,
        )


def fill(*, today: date, first_day: date, seed: int, **_rest: Any) -> None:
    """Found everything, level by level: ministry, regions, districts, jamoats, mahallas; then teams and personas."""
    data = demo_data.load()
    work = Founding(
        rng=random.Random(f"bodies {seed}"),
        today=today,
        first_day=first_day,
        country=Place.objects.get(parent__isnull=True),
        kinds={kind.code: kind for kind in OrganisationKind.objects.all()},
        patterns={pattern.kind: pattern for pattern in data.organisations},
        people={post: list(data.people_of(post)) for post in data.posts},
        phones=(demo_number(number) for number in range(1000, 9999)),
    )
    with clock.travel(first_day):
        places = list(Place.objects.filter(retired_on__isnull=True).order_by("depth", "position", "pk"))
        districts = [place for place in places if place.kind in LEVELS]
        jamoats = [place for place in places if place.kind in ("jamoat", "town")]
        above = _regions(work, [place for place in places if place.kind in ("region", "capital")])
        above |= _districts(work, districts, above)
        above |= _jamoats(work, jamoats, above)
        mahallas = [place for place in places if place.kind in ("mahalla", "village")]
        work.found(
            [
                work.office(
                    "mahalla_committee", place, parent=above["jamoat", place.parent_id],
                    showcase=above["jamoat", place.parent_id].place.code == SHOWCASE_JAMOAT,
                )
                for place in mahallas
            ]
        )  # fmt: skip
        _councils(work, {place.code: place for place in places})
        _teams(work, jamoats, {place.pk: place for place in districts})
    _personas(work)


Above = dict[tuple[str, int | None], Organisation]


def _regions(work: Founding, regions: list[Place]) -> Above:
    ministry = work.found(
        [work.office("ministry", work.country, names=dict(work.kinds["ministry"].names), showcase=True)]
    )[0]
    rows = [work.office("region_police", place, parent=ministry) for place in regions]
    rows += [work.office("region_government", place) for place in regions]
    return {(one.kind, one.place_id): one for one in work.found(rows)}


def _districts(work: Founding, districts: list[Place], above: Above) -> Above:
    """Police and government of every district and city, then its services. A city's districts follow the city."""
    parents = {place.pk: place.parent_id for place in districts}

    def region(place: Place) -> int | None:
        at = place.parent_id
        while at in parents:
            at = parents[at]
        return at

    first = []
    for place in districts:
        showcase = place.code == SHOWCASE
        first.append(
            work.office(
                "district_police", place, parent=above["region_police", region(place)], showcase=showcase
            )
        )
        government = above["region_government", region(place)]
        first.append(work.office("district_government", place, parent=government, showcase=showcase))
    made: Above = {(one.kind, one.place_id): one for one in work.found(first)}
    services = []
    for place in districts:
        showcase = place.code == SHOWCASE
        for kind, share in SERVICES.items():
            chance = 0.0 if kind == "irrigation" and place.kind == "city_district" else share
            if (kind in NOT_IN_SHOWCASE) if showcase else work.rng.random() >= chance:
                continue
            parent = made["district_police" if kind == "traffic_police" else "district_government", place.pk]
            services.append(work.office(kind, place, parent=parent, showcase=showcase))
    made |= {(one.kind, one.place_id): one for one in work.found(services)}
    return made


def _jamoats(work: Founding, jamoats: list[Place], above: Above) -> Above:
    rows, numbers = [], dict.fromkeys((place.parent_id for place in jamoats), 0)
    for place in jamoats:
        showcase = place.code == SHOWCASE_JAMOAT
        numbers[place.parent_id] += 1
        parent = above["district_government", place.parent_id]
        rows.append(work.office("jamoat", place, parent=parent, showcase=showcase))
        police = above["district_police", place.parent_id]
        number = numbers[place.parent_id]
        rows.append(work.office("precinct", place, parent=police, number=number, showcase=showcase))
    made = work.found(rows)
    schools = demo_data.load().slots["tg"]["school"]
    work.found(
        [
            work.office(
                "school", place, parent=above["education_department", place.parent_id],
                names={
                    language: work.patterns["school"].names.in_language(language).format(name=schools[number % len(schools)])
                    for language in ("tg", "ru", "en")
                },
            )
            for number, place in enumerate(jamoats)
            if place.code != SHOWCASE_JAMOAT and number % 4 == 0
        ]
    )  # fmt: skip
    return {(one.kind, one.place_id): one for one in made}


def _councils(work: Founding, places: dict[str, Place]) -> None:
    """Seven councils; their areas are data and do not claim to be the official list (H1)."""
    note = "Барои намоиш тартиб дода шудааст: ҳудуди шуроҳо аз рӯйхати расмӣ нест"
    rows = []
    for names, seat, codes in COUNCILS:
        areas = tuple(places[code] for code in codes)
        full = {
            language: work.patterns["public_council"].names.in_language(language).format(name=name)
            for language, name in names.items()
        }
        showcase = SHOWCASE.startswith(codes[0])
        rows.append(
            work.office("public_council", places[seat], names=full, areas=areas, showcase=showcase, note=note)
        )
    work.found(rows)


def _teams(work: Founding, jamoats: list[Place], districts: dict[int, Place]) -> None:
    """Not everywhere: where there is none, the mahalla committee and the jamoat stand in (R003)."""
    showcase = next(place for place in jamoats if place.code == SHOWCASE_JAMOAT)
    others = [place for place in jamoats if place.parent_id != showcase.parent_id]
    chosen = work.rng.sample(others, TEAMS - 1)
    rows = [work.office("team", showcase, showcase=True)]
    taken: set[int] = set()
    for number, place in enumerate(chosen):
        seat = districts[place.parent_id] if number < 4 and place.parent_id in districts else place
        if seat.pk not in taken:
            taken.add(seat.pk)
            rows.append(work.office("team", seat))
    for team in work.found(rows):
        for seat_number in range(1, len(SEATS) + 1 - work.rng.randint(0, 2)):
            term = work.first_day + timedelta(days=work.rng.randint(20, 400))
            secretary = (
                work.named.get("team_secretary")
                if seat_number == 1 and team.place_id == showcase.pk
                else None
            )
            set_seat(
                actor=SYSTEM,
                organisation=team,
                number=seat_number,
                category=SEATS[seat_number - 1],
                shown_name=secretary.names.tg if secretary else "",
                shown_agreed_on=term if secretary else None,
                term_from=term,
                term_until=term + timedelta(days=3 * 365),
            )


def _personas(work: Founding) -> None:
    for order, part in enumerate(PERSONAS):
        if part.role is None:
            continue
        posting = _play(work, part)
        add_persona(
            code=part.code,
            order=10 * (order + 1),
            names=dict(part.names),
            what_to_try=dict(part.to_try),
            user=posting.user,
        )


def _play(work: Founding, part: Part) -> Posting:
    """The account and the posting of a persona, begun long enough ago to have written everything on the desk."""
    assert part.role is not None
    organisation = _seat_of(part)
    from_on = work.first_day + timedelta(days=5)
    post = demo_data.load().posts.get(part.post)
    person = work.named.get(part.post) or next(iter(work.people.get(part.post, [])), None)
    with clock.travel(from_on):
        user = new_person(username=part.code, on=from_on, person=person, language=part.language)
        posting = posting_of(
            user,
            part.role,
            organisation=organisation,
            place=work.country if part.whole_country else None,
            titles=words(post) if post else dict(part.titles),
        )
    if part.role in (Role.SECRETARY, Role.MEMBER) and organisation is not None:
        number = 1 if part.role is Role.SECRETARY else 2
        named = person if part.role is Role.SECRETARY else None
        set_seat(
            actor=SYSTEM,
            organisation=organisation,
            number=number,
            category=SEATS[number - 1],
            posting=posting.pk,
            shown_name=named.names.tg if named else "",
            shown_agreed_on=from_on if named else None,
            term_from=from_on,
            term_until=from_on + timedelta(days=3 * 365),
        )
    return posting


def _seat_of(part: Part) -> Organisation | None:
    if not part.kind:
        return None
    found = Organisation.objects.select_related("place").filter(kind=part.kind)
    if part.at:
        found = found.filter(jurisdictions__place__code=part.at)
    organisation = found.order_by("pk")[0]
    Organisation.objects.filter(pk=organisation.pk).update(signs_in=True)
    organisation.signs_in = True
    return organisation


def register() -> None:
    demo_parts.register("bodies", DemoPart(fill), order=40)
