"""Words, labels and harm: what does not enter a folder, and who looks at it first (K01, K18, K19, K20, K33, K50, R237)."""

import pytest
from django.db import IntegrityError, transaction

from hamkori.kernel import clock
from hamkori.kernel.actor import Role
from hamkori.kernel.errors import BadInput, BadState, NotAllowed
from hamkori.rooms.bodies.models import Seat
from hamkori.rooms.problems.actions import (
    focal,
    working,
)
from hamkori.rooms.problems.catalogue import HARM
from hamkori.rooms.problems.gates import REQUIREMENTS
from hamkori.rooms.problems.models import Folder, HarmCheck, Side
from hamkori.rooms.problems.queries.facts import facts_of
from hamkori.rooms.problems.queries.focal import focal_of, lessons_of
from hamkori.rooms.problems.states import Method
from tests.rooms.problems import builders
from tests.rooms.problems.builders import Land, staff
from tests.rooms.problems.people import seat

# --- words: no persons, no groups, no violence


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("call +992 00 000 00 01", "telephone"),
        ("Rahim Karimov drives too fast", "name"),
        ("ака Рустам гузоштааст", "name"),
    ],
)
def test_k01_names_and_numbers_do_not_enter_a_folder(land: Land, words: str, why: str) -> None:
    actor = builders.secretary(land)
    with pytest.raises(BadInput) as refused:
        builders.opened(land, actor=actor, title=words)
    assert why in str(refused.value)


def test_a_place_name_can_be_said_to_be_one_a_telephone_never(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor, title="Dark corner of Karimov street", names_are_places=True)
    assert folder.title == "Dark corner of Karimov street"
    with pytest.raises(BadInput):
        builders.opened(land, actor=actor, title="ask +992 00 000 00 01", names_are_places=True)


@pytest.mark.parametrize("words", ["бородатые собираются у школы", "ришдорҳо дар назди мактаб"])
def test_k18_k33_labels_of_people_are_refused(land: Land, words: str) -> None:
    with pytest.raises(BadInput, match="not about groups"):
        builders.opened(land, title=words)


def test_violence_does_not_become_a_folder(land: Land) -> None:
    with pytest.raises(BadInput, match="does not belong in a folder"):
        builders.opened(land, title="муж бьёт жену каждую ночь")


def test_k18_k19_the_three_sides_have_no_column_for_words() -> None:
    from django.db import models

    texts = [field.name for field in Side._meta.concrete_fields if isinstance(field, models.TextField)]
    assert texts == []
    chars = {
        field.name: field.choices
        for field in Side._meta.concrete_fields
        if isinstance(field, models.CharField)
    }
    assert list(chars) == ["side"] and chars["side"]


@pytest.mark.parametrize("codes", [["extremist"], ["pupils", "migrants"]])
def test_k19_only_the_lists_can_be_chosen(land: Land, codes: list[str]) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    with pytest.raises(BadInput):
        working.fill_side(
            actor=actor, folder=folder, side="harmed", chosen=codes, keepers=["parents"], strength=1
        )


def test_k20_no_table_of_this_room_is_about_one_person() -> None:
    """No folder has a person, a post of a person or a household in it: only offices, places and groups by kind."""
    from django.apps import apps

    for model in apps.get_app_config("problems").get_models():
        targets = {field.related_model.__name__ for field in model._meta.get_fields()
                   if field.is_relation and not field.auto_created and isinstance(field.related_model, type)}  # fmt: skip
        assert not targets & {"User", "Identity"}, model
        assert "Posting" not in targets, model


# --- harm


def test_k50_an_open_answer_shuts_the_gate_and_handling_needs_words(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    with pytest.raises(BadInput, match="what you do about it"):
        working.check_harm(
            actor=actor, folder=folder, answers=dict.fromkeys(HARM, "handled"), measures="ok", language="en"
        )
    with pytest.raises(BadInput):
        working.check_harm(actor=actor, folder=folder, answers={"men": "no"}, measures="", language="en")
    assert "men" in HARM and "harsh" in HARM and "reconcile" in HARM


def test_k50_r237_the_one_whom_the_team_chose_reads_the_check(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    reader = builders.member(land)
    working.check_harm(
        actor=actor, folder=folder, answers=dict.fromkeys(HARM, "no"), measures="", language="en"
    )
    with pytest.raises(BadState, match="First the team chooses"):
        working.read_harm_check(actor=reader, folder=folder)
    builders.focal(land, actor)
    with pytest.raises(BadState, match="Somebody else"):
        working.read_harm_check(actor=actor, folder=folder)
    builders.focal(land, reader)
    with pytest.raises(BadState, match="Seat 1 reads it"):
        working.read_harm_check(actor=builders.member(land), folder=folder)
    assert "harm_reviewed" not in met(folder)
    working.read_harm_check(actor=reader, folder=folder)
    assert {"harm_reviewed", "focal"} <= met(folder)
    row = HarmCheck.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        HarmCheck.objects.filter(pk=row.pk).update(reviewed_by_posting=row.by_posting)


def met(folder: Folder) -> set[str]:
    facts = facts_of(builders.fresh(folder))
    return {code for code, one in REQUIREMENTS.items() if one.met(facts)}


def test_r237_k55_who_does_not_sign_in_reads_at_a_meeting(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    builders.focal(land, None)
    working.check_harm(
        actor=actor, folder=folder, answers=dict.fromkeys(HARM, "no"), measures="", language="en"
    )
    with pytest.raises(BadInput, match="protocol"):
        working.read_harm_check(actor=actor, folder=folder)
    working.read_harm_check(actor=actor, folder=folder, protocol="2026/4")
    row = HarmCheck.objects.get()
    assert (row.reviewed_protocol, row.reviewed_as_focal, row.reviewed_by_posting) == ("2026/4", True, None)
    working.check_harm(
        actor=actor, folder=folder, answers=dict.fromkeys(HARM, "no"), measures="", language="en"
    )
    assert "harm_reviewed" not in met(folder), "a new answer is read again"


def test_r237_the_police_and_members_who_left_do_not_read(land: Land) -> None:
    team, actor = land.office("team"), builders.secretary(land)
    police = seat(land, 9, "police")
    with pytest.raises(BadInput, match="not of the police"):
        focal.name_focal(actor=actor, team=team, seat=police, protocol="1")
    first = seat(land, 1, "women")
    with pytest.raises(BadInput, match="protocol"):
        focal.name_focal(actor=actor, team=team, seat=first, protocol=" ")
    focal.name_focal(actor=actor, team=team, seat=first, protocol="1")
    second = seat(land, 2, "elders")
    focal.name_focal(actor=actor, team=team, seat=second, protocol="2")
    now = focal_of(team.pk)
    assert now is not None and now.seat == second, "one at a time"
    Seat.objects.filter(pk=second.pk).update(left_on=clock.today())
    assert focal_of(team.pk) is None
    with pytest.raises(NotAllowed):
        focal.name_focal(
            actor=staff(Role.COMMANDER, land.office("precinct")), team=team, seat=first, protocol="3"
        )


def test_r232_a_new_round_begins_with_what_the_last_one_taught(land: Land) -> None:
    folder, actor = builders.closed(land, Method.CYCLE)
    assert lessons_of(builders.fresh(folder)) == []
    Folder.objects.filter(pk=folder.pk).update(round=2)
    (lesson,) = lessons_of(builders.fresh(folder))
    assert lesson.differently["en"] == "ask the drivers earlier"
