"""The filled demo country: everything that can happen to a concern happens there, to invented people only."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings

from hamkori import demo_data
from hamkori.config import demo
from hamkori.ground.audit.models import Entry
from hamkori.ground.audit.verify import verify
from hamkori.ground.deadlines.models import LadderStep
from hamkori.ground.files.models import StoredFile
from hamkori.ground.receipts.actions import open_with_code
from hamkori.kernel import clock, memo
from hamkori.kernel.references import clean_code, clean_reference
from hamkori.rooms.bodies.models import Contact, Jurisdiction, Seat
from hamkori.rooms.bodies.personas import SHOWCASE_JAMOAT
from hamkori.rooms.bodies.queries import above, council_for
from hamkori.rooms.concerns import desk_lists, queries, routing, screening
from hamkori.rooms.concerns.demo import filling
from hamkori.rooms.concerns.demo.cast import Cast
from hamkori.rooms.concerns.models import (
    Check,
    Concern,
    Consent,
    DataDemand,
    Explanation,
    Identity,
    Moderation,
    OfficeLetter,
    PaperAnswer,
    PlaceSummary,
    Sighting,
    Strip,
    Topic,
)
from hamkori.rooms.concerns.states import Channel, Kind, Named, Outcome, Public, State, Track
from hamkori.society.accounts.demo import actor_of
from hamkori.society.accounts.models import Organisation, Persona, Posting, StaffSession, User
from hamkori.society.accounts.queries import personas, postings_of_user
from hamkori.society.countries.models import HelpLine
from hamkori.society.places.models import Place

SCALE = 0.03
DEMO_NUMBER = re.compile(r"\+992 00 \d{3} \d{2} \d{2}")
DEMO_RESIDENT = re.compile(r"(Сокини намоишӣ|Демо-житель) № \d+")


@pytest.fixture(scope="module")
def words(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[str]]:
    """The demo, filled once for this module and taken back afterwards; yields what the progress said."""
    said: list[str] = []
    with (
        django_db_blocker.unblock(),
        override_settings(HAMKORI_DATA=tmp_path_factory.mktemp("demo")),
        transaction.atomic(),
    ):
        assert demo.fill(
            progress=lambda done, total, text: said.append(f"{done}/{total} {text}"), scale=SCALE
        )
        assert all(0 <= int(one.split("/")[0]) <= 100 for one in said)
        yield said
        transaction.set_rollback(True)
    memo.forget_all()
    screening.words_changed()


pytestmark = [pytest.mark.usefixtures("words"), pytest.mark.django_db]


def values(model: Any, name: str) -> set[Any]:
    return set(model.objects.values_list(name, flat=True))


# --- everything occurs --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("state", State), ("channel", Channel), ("named", Named), ("track", Track), ("kind", Kind),
        ("public_state", Public), ("outcome", [*Outcome, ""]), ("closed_by", ["", "resident", "check"]),
        ("language", ["tg", "ru"]), ("reopened", [0, 1]),
    ],
)  # fmt: skip
def test_every_value_of_a_concern_occurs(name: str, wanted: Any) -> None:
    assert {str(value) for value in wanted} <= {str(value) for value in values(Concern, name)}


def test_k59_every_step_of_the_ladder_is_standing_somewhere() -> None:
    assert values(LadderStep, "position") <= values(Concern, "late_step")
    assert Explanation.objects.exists()


def test_what_surrounds_a_concern_occurs() -> None:
    assert values(Moderation, "decision") == set(Moderation.Decision.values)
    assert values(Consent, "state") >= {"asked", "given", "withdrawn"}
    assert values(Check, "why") == {"silence", "refusal"} and values(Check, "agreed") == {True, False, None}
    assert values(PaperAnswer, "way") == {"paper", "spoken"}
    assert values(DataDemand, "given") == {True, False}
    assert OfficeLetter.objects.filter(incoming_number="").exists()
    assert OfficeLetter.objects.exclude(incoming_number="").exists()
    assert Strip.objects.filter(used_on=None).exists() and Strip.objects.exclude(used_on=None).exists()
    assert values(Sighting, "name_seen") == {True, False}
    assert (
        StoredFile.objects.filter(pending=False).exists()
        and not StoredFile.objects.filter(pending=True).exists()
    )
    assert (
        Concern.objects.filter(me_too__gte=5).exists()
        and Concern.objects.filter(me_too__range=(1, 4)).exists()
    )
    assert Concern.objects.filter(useful__isnull=False).exists()


def test_today_is_alive() -> None:
    today = clock.today()
    concerns = Concern.objects.filter(path__startswith=Place.objects.get(code=SHOWCASE_JAMOAT).path)
    assert concerns.filter(raised_on=today).exists()
    assert concerns.filter(due_on=today).exists()
    assert concerns.filter(due_on__lt=today, state__in=("received", "answered", "in_work")).exists()


def test_no_story_was_cut_short(words: list[str]) -> None:
    assert any("0 stories cut short" in line for line in words)
    assert words[-1] == "100/100 filled"


def test_two_residents_in_three_write_tajik() -> None:
    tajik = Concern.objects.filter(language="tg").count()
    assert 0.55 < tajik / Concern.objects.count() < 0.75


# --- the offices --------------------------------------------------------------------------------------------------


def test_every_district_has_its_police_and_its_government() -> None:
    districts = set(
        Place.objects.filter(kind__in=("district", "city", "city_district")).values_list("pk", flat=True)
    )
    assert len(districts) == 69
    for kind in ("district_police", "district_government", "women_committee"):
        assert set(Organisation.objects.filter(kind=kind).values_list("place_id", flat=True)) == districts


def test_the_ladder_of_offices_leads_to_the_ministry() -> None:
    for precinct in Organisation.objects.filter(kind="precinct")[::20]:
        assert [office.kind for office in above(precinct)] == ["district_police", "region_police", "ministry"]


def test_r003_where_there_is_no_team_the_mahalla_committee_stands_in() -> None:
    assert {"team", "mahalla_committee"} <= set(Concern.objects.values_list("team__kind", flat=True))
    assert Organisation.objects.filter(kind="team").count() == 30
    jamoats = Place.objects.filter(kind__in=("jamoat", "town"))
    assert Jurisdiction.objects.filter(kind="team", place__in=jamoats).count() < jamoats.count()


def test_h1_seven_councils_cover_areas_of_their_own() -> None:
    councils = Organisation.objects.filter(kind="public_council")
    assert councils.count() == 7 and all(
        "аз рӯйхати расмӣ нест" in council.source_note for council in councils
    )
    assert council_for(Place.objects.get(code=SHOWCASE_JAMOAT).path) is not None


def test_routes_from_memory_are_those_of_the_pack() -> None:
    cast = Cast(demo.SEED)
    for place in Place.objects.filter(kind__in=("village", "jamoat")).order_by("pk")[::90]:
        for topic in Topic.objects.all()[::3]:
            assert cast.route(topic, place) == routing.route_for(topic, place.path)


def test_an_office_signs_in_where_somebody_is_posted() -> None:
    posted = set(Posting.objects.exclude(organisation=None).values_list("organisation_id", flat=True))
    assert set(Organisation.objects.filter(signs_in=True).values_list("pk", flat=True)) == posted
    assert PaperAnswer.objects.filter(organisation__signs_in=False).exists()


# --- invented people only -----------------------------------------------------------------------------------------


def test_names_come_from_the_invented_people_only() -> None:
    invented = {
        name
        for person in demo_data.load().people
        for name in (person.names.tg, person.names.ru, person.names.en)
    }
    shown = values(Contact, "person") | values(Seat, "shown_name") | values(User, "display_name")
    assert shown - {""} <= invented and len(shown) > 10
    assert not Contact.objects.exclude(person="").filter(person_agreed_on=None).exists()
    assert all(DEMO_RESIDENT.fullmatch(name) for name in values(Identity, "name"))


def test_no_number_can_be_dialled() -> None:
    numbers = (
        values(Contact, "phone")
        | values(HelpLine, "number")
        | values(Identity, "phone")
        | values(User, "phone")
    )
    assert len(numbers) > 100
    assert [number for number in numbers - {""} if not DEMO_NUMBER.fullmatch(number)] == []


def test_every_help_line_was_called_today_and_is_entered_here() -> None:
    lines = list(HelpLine.objects.filter(retired_on=None))
    assert lines and all(
        line.verified_on == clock.today() and "number" in line.local_fields for line in lines
    )


# --- the parts to play --------------------------------------------------------------------------------------------


def test_every_persona_finds_work_on_the_desk() -> None:
    found = {persona.code: persona for persona in personas()}
    assert len(found) == 17
    for code in ("secretary", "inspector", "jamoat", "reviewer", "council"):
        actor = actor_of(postings_of_user(found[code].user)[0])  # type: ignore[arg-type]
        assert queries.visible_to(actor).count() > 5, code
    for code in ("commander", "ministry", "council", "jamoat"):
        actor = actor_of(postings_of_user(found[code].user)[0])  # type: ignore[arg-type]
        assert queries.late_below(actor), code
    for code in ("secretary", "inspector", "jamoat"):
        counts = desk_lists.work_of(actor_of(postings_of_user(found[code].user)[0])).counts  # type: ignore[arg-type]
        assert counts["soon"] and counts["new"], code


def test_the_resident_opens_the_prepared_concern_with_the_code() -> None:
    resident = Persona.objects.get(code="resident")
    assert resident.user is None and resident.link == "code/"
    for language in ("tg", "ru", "en"):
        reference, code = (line.split(": ")[1] for line in resident.what_to_try[language].split("\n")[1:])
        receipt = open_with_code(reference=clean_reference(reference) or "", code=clean_code(code) or "")
        assert receipt is not None
        assert Concern.objects.get(pk=receipt.subject_id).state == State.DONE


def test_one_press_plays_a_part_or_leads_a_resident_to_the_page(settings: Any) -> None:
    settings.HAMKORI_DEMO = True
    client = Client(HTTP_HOST="localhost:8000")
    page = client.get("/en/demo/").content.decode()
    assert "Precinct inspector" in page and "A woman from the village" in page
    assert client.post("/en/demo/resident/")["Location"] == "/en/code/"
    assert client.post("/en/demo/young-man/")["Location"] == "/en/raise/"
    assert not StaffSession.objects.exists()
    assert client.post("/en/demo/inspector/").status_code == 302
    assert StaffSession.objects.count() == 1
    assert client.post("/en/demo/resident/").status_code == 302
    assert not StaffSession.objects.exists(), "a resident is nobody who is signed in"


# --- the record ---------------------------------------------------------------------------------------------------


def test_the_record_is_sealed_and_whole() -> None:
    assert not Entry.objects.filter(sequence=None).exists()
    verdict = verify(checkpoint=None)
    assert verdict.is_whole and verdict.checkpoints > 5


def test_figures_are_ready_for_every_place() -> None:
    assert PlaceSummary.objects.exists()
    assert not PlaceSummary.objects.filter(stale=True).exists()
    assert values(PlaceSummary, "as_of") == {clock.today()}


def test_filling_twice_adds_nothing() -> None:
    before = (Concern.objects.count(), Entry.objects.count(), User.objects.count())
    assert demo.fill(progress=lambda *_: None, scale=SCALE) is False
    demo.mark_file().unlink()
    assert demo.fill(progress=lambda *_: None, scale=SCALE) is False, (
        "filled, but killed before the mark was written"
    )
    assert demo.mark_file().exists()
    assert (Concern.objects.count(), Entry.objects.count(), User.objects.count()) == before


def test_the_same_seed_plans_the_same_concerns() -> None:
    first, second = (filling.Life(today=clock.today(), seed=7, scale=0.01).plans for _ in range(2))
    assert first == second
    assert filling.Life(today=clock.today(), seed=8, scale=0.01).plans != first
