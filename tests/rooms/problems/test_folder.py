"""A folder's life: who edits, who decides, what is refused (K01, K15, K18, K33, K43, K44, K50, K55)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hamkori.ground.audit.models import Entry
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import BadInput, BadState, NotAllowed
from hamkori.rooms.bodies.models import Seat
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.problems.actions import (
    deciding,
    focal,
    folders,
    measuring,
    promising,
    telling,
    voices,
    working,
)
from hamkori.rooms.problems.catalogue import CHEERS, HARM, Origin
from hamkori.rooms.problems.gates import REQUIREMENTS
from hamkori.rooms.problems.models import Decision, Folder, HarmCheck, LinkedConcern, Option, Side
from hamkori.rooms.problems.queries import folders as queries
from hamkori.rooms.problems.queries.facts import facts_of
from hamkori.rooms.problems.queries.focal import focal_of, lessons_of
from hamkori.rooms.problems.states import Method, State
from hamkori.society.accounts.models import Posting, User
from tests.rooms.concerns.builders import raised
from tests.rooms.problems import builders
from tests.rooms.problems.builders import Land, staff

METHODS = [Method.SARA, Method.CYCLE]


@pytest.mark.parametrize("method", METHODS)
def test_a_folder_goes_from_first_concern_to_published_story(land: Land, method: Method) -> None:
    """Without one official account: the team, paper and the clock are enough (K55)."""
    folder, _actor = builders.told(land, method)
    assert folder.state == State.CLOSED and folder.shown
    story = queries.public_story(folder.uid)
    assert story.is_public and set(story.limits) == {"tg", "ru", "en"}
    assert [one.place for one in queries.way_of(folder)] == ["past"] * len(queries.way_of(folder))


@pytest.mark.parametrize("method", METHODS)
def test_the_baseline_comes_before_the_response(land: Land, method: Method) -> None:
    folder, measure, actor = builders.acting(land, method)
    with pytest.raises(BadState, match="acting already"):
        builders.point(folder, actor, measure, "before", 5, from_ago=20, until_ago=15)


def test_after_cannot_be_measured_before_the_team_has_acted(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    measure = builders.measure(folder, actor)
    with pytest.raises(BadState, match="when the team has acted"):
        builders.point(folder, actor, measure, "after", 5, from_ago=20, until_ago=15)


def test_a_step_says_what_is_missing(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    with pytest.raises(BadState, match="six questions"):
        folders.take_step(actor=actor, folder=folder, verb="take_up")
    door = next(one for one in queries.doors_of(folder) if one.verb == "take_up")
    assert [one.code for one in door.missing] == ["cheers", "events", "statement", "decided_take_up"]
    assert builders.fresh(folder).state == State.FINDING


# --- K43: only the team


OTHERS = (
    (Role.HEAD, "jamoat"), (Role.HANDLER, "precinct"), (Role.COMMANDER, "district_police"), (Role.COUNCIL, "public_council"),
    (Role.ADMINISTRATOR, None), (Role.REVIEWER, "women_committee"), (Role.OPERATOR, None), (Role.CLERK, "jamoat"),
)  # fmt: skip


@pytest.mark.parametrize(("role", "kind"), OTHERS)
def test_k43_nobody_else_touches_the_agenda_or_the_priorities(
    land: Land, role: Role, kind: str | None
) -> None:
    folder, measure, actor = builders.acting(land)
    stranger = staff(role, land.office(kind) if kind else None)
    team = land.office("team")
    seats = builders.seats(land)
    tries: list[tuple[Any, dict[str, Any]]] = [
        (folders.open_folder, {"team": team, "method": Method.SARA, "place": land.jamoat, "title": "x", "language": "en"}),
        (folders.answer_six, {"folder": folder, "answers": dict.fromkeys(CHEERS, True), "events": 2}),
        (folders.take_step, {"folder": folder, "verb": "back_to_analysis"}),
        (folders.show, {"folder": folder, "shown": True}),
        (working.nothing_tried, {"folder": folder}),
        (measuring.set_measure, {"folder": folder, "kind": "count", "title": "x", "how": "y", "lower_is_better": True,
                                 "language": "en"}),
        (deciding.decide, {"team": team, "folder": folder, "kind": "close", "way": "hands", "seats": seats,
                           "protocol": "1", "on": clock.today()}),
        (voices.set_issue, {"team": team, "year": clock.today().year, "title": "x", "language": "en"}),
        (telling.publish_story, {"folder": folder}),
        (promising.promise_plan, {"folder": folder}),
    ]  # fmt: skip
    for function, values in tries:
        with pytest.raises(NotAllowed):
            function(actor=stranger, **values)


def test_k43_not_even_another_team(land: Land) -> None:
    folder, _measure, actor = builders.acting(land)
    other = staff(Role.SECRETARY, land.office("mahalla_committee"))
    with pytest.raises(NotAllowed):
        folders.show(actor=other, folder=folder, shown=True)


def test_a_member_fills_sheets_but_does_not_lead(land: Land) -> None:
    """So that not all of it falls on the secretary (K51); decisions and gates stay with her."""
    actor = builders.member(land)
    folder = builders.opened(land, actor=actor)
    builders.stated(folder, actor)
    for call in (
        lambda: builders.decided(land, folder, "take_up", actor),
        lambda: folders.take_step(actor=actor, folder=folder, verb="shelve", shelved_for="money"),
        lambda: folders.show(actor=actor, folder=folder, shown=True),
    ):
        with pytest.raises(NotAllowed):
            call()


def test_k44_the_origin_of_a_priority_is_kept_and_shown(land: Land) -> None:
    folder = builders.opened(land, origin=Origin.PARTNER)
    assert folder.get_origin_display() == "a donor or partner"
    assert Entry.objects.get(action="problem.opened").facts["origin"] == "partner"


# --- K15: three people of three groups, police not counted


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


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        (["women", "elders"], "three different people"),
        (["women", "women", "elders"], "three different groups"),
        (["women", "women", "women"], "three different groups"),
        (["women", "elders", "police"], "three different people"),
        (["women", "elders", "inspector", "police"], "three different people"),
    ],
)
def test_k15_a_decision_is_refused(land: Land, chosen: list[str], sentence: str) -> None:
    actor = builders.secretary(land)
    folder = builders.stated(builders.opened(land, actor=actor), actor)
    seats = [seat(land, number, category) for number, category in enumerate(chosen, start=1)]
    with pytest.raises(BadInput) as refused:
        builders.decided(land, folder, "take_up", actor, seats=seats, against=0)
    assert sentence in str(refused.value)
    assert not Decision.objects.exists()


def test_k15_one_person_on_two_seats_is_one_person(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.stated(builders.opened(land, actor=actor), actor)
    twice, once = User.objects.create(username="twice"), User.objects.create(username="once")
    seats = [seat(land, 1, "women", twice), seat(land, 2, "elders", twice), seat(land, 3, "mahalla", once)]
    with pytest.raises(BadInput, match="three different people"):
        builders.decided(land, folder, "take_up", actor, seats=seats, against=0)


def test_k15_an_officer_on_a_citizens_seat_is_not_counted(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.stated(builders.opened(land, actor=actor), actor)
    officer = User.objects.create(username="officer")
    seats = [seat(land, 1, "women"), seat(land, 2, "elders"), seat(land, 3, "mahalla", officer, police=True)]
    with pytest.raises(BadInput, match="three different people"):
        builders.decided(land, folder, "take_up", actor, seats=seats, against=0)
    seats.append(seat(land, 4, "young_people"))
    decision = builders.decided(land, folder, "take_up", actor, seats=seats, against=0)
    assert [voice.of_police for voice in decision.voices.order_by("seat__number")] == [
        False,
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"against": 3}, "against"), ({"against": 2, "abstained": 1}, "against"), ({"way": "consent", "against": 1}, "way"),
        ({"protocol": " "}, "protocol"), ({"on": clock.today() + timedelta(days=2)}, "on"),
    ],
)  # fmt: skip
def test_a_decision_without_majority_protocol_or_day_is_none(
    land: Land, changes: dict[str, Any], field: str
) -> None:
    actor = builders.secretary(land)
    folder = builders.stated(builders.opened(land, actor=actor), actor)
    with pytest.raises(BadInput) as refused:
        builders.decided(land, folder, "take_up", actor, **changes)
    assert refused.value.field == field


def test_k61_how_anybody_voted_stands_nowhere(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.stated(builders.opened(land, actor=actor), actor)
    decision = builders.decided(land, folder, "take_up", actor, way="paper", against=1, abstained=1)
    assert (decision.in_favour, decision.against, decision.abstained) == (3, 1, 1)
    columns = {field.name for field in decision.voices.model._meta.concrete_fields}
    assert columns == {"id", "decision", "seat", "category", "of_police"}
    assert [voice.seat.number for voice in decision.voices.order_by("pk")] == [1, 2, 3, 4, 5], (
        "the order of seats, not of votes"
    )


def test_the_database_refuses_a_decision_of_two(land: Land) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            team=land.office("team"), kind="plan", way="hands", in_favour=2, protocol="1", on=clock.today()
        )


def test_going_back_and_changing_the_plan_needs_a_new_decision(land: Land) -> None:
    folder, _measure, actor = builders.acting(land)
    folders.take_step(actor=actor, folder=folder, verb="back_to_analysis")
    assert queries.sheets_of(folder).decisions[0].void_on == clock.today()
    with pytest.raises(BadState, match="what is done"):
        folders.take_step(actor=actor, folder=folder, verb="respond")
    builders.decided(land, folder, "response", actor)
    option = Option.objects.get(folder=folder)
    values = working.Solution("Four lamps", "design", "7", "more light", {"time": 2, "money": 2, "law": 2, "accepted": 2},
                              True, None, clock.today(), "none")  # fmt: skip
    working.write_solution(actor=actor, folder=folder, solution=values, language="en", option=option)
    with pytest.raises(BadState, match="what is done"):
        folders.take_step(actor=actor, folder=folder, verb="respond")


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


# --- linking, shelving, referring, watching


def test_k01_concerns_are_linked_by_their_cards_only(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    concern = raised(land, place=land.jamoat).concern
    assert folders.link_concerns(actor=actor, folder=folder, concerns=[concern]) == 1
    assert folders.link_concerns(actor=actor, folder=folder, concerns=[concern]) == 0
    row = LinkedConcern.objects.get()
    assert row.concern.topic.code == "street_lighting"
    assert queries.linked_count(folder) is None, "one to four are not counted in public"
    assert folders.unlink_concern(actor=actor, folder=folder, concern_id=concern.pk) == 1


def test_a_concern_of_another_area_is_refused(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    concern = raised(land, place=land.other_jamoat).concern
    assert concern.team_id != folder.team_id
    with pytest.raises(BadInput):
        folders.link_concerns(actor=actor, folder=folder, concerns=[concern])


def test_one_no_of_six_is_passed_on(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    folders.answer_six(
        actor=actor, folder=folder, answers={**dict.fromkeys(CHEERS, True), "recurring": False}, events=1
    )
    with pytest.raises(BadState, match="to whom"):
        folders.take_step(actor=actor, folder=folder, verb="refer")
    folders.name_referral(actor=actor, folder=folder, to=land.office("water"))
    folders.take_step(actor=actor, folder=folder, verb="refer")
    assert builders.fresh(folder).state == State.REFERRED
    folders.take_step(actor=actor, folder=folder, verb="take_back")
    again = builders.fresh(folder)
    assert (
        again.state == State.FINDING and again.referred_to_id is None and again.cheers["recurring"] is False
    )


def test_shelving_needs_a_reason_from_the_list(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    with pytest.raises(BadInput):
        folders.take_step(actor=actor, folder=folder, verb="shelve")
    folders.take_step(actor=actor, folder=folder, verb="shelve", shelved_for="season")
    assert builders.fresh(folder).get_shelved_for_display() == "We wait for the right season"
    with pytest.raises(BadState):
        builders.stated(folder, actor)


@pytest.mark.parametrize("method", METHODS)
def test_a_problem_that_came_back_opens_a_new_round(land: Land, method: Method, travel: Any) -> None:
    folder, actor = builders.closed(land, method)
    assert queries.to_watch(folder.team_id) == []
    travel(folder.watch_on)
    assert [one.pk for one in queries.to_watch(folder.team_id)] == [folder.pk]
    again = folders.watched(actor=actor, folder=folder, came_back=True)
    assert again.round == 2 and again.is_open and again.watch_on is None
    later = next(one for one in queries.doors_of(again) if one.verb in ("respond", "choose"))
    assert {"decided_response", "decided_take_up"} & {one.code for one in later.missing}, (
        "old decisions open no gate"
    )


def test_a_quiet_watch_day_is_written_down(land: Land, travel: Any) -> None:
    folder, actor = builders.closed(land)
    travel(folder.watch_on)
    folders.watched(actor=actor, folder=folder, came_back=False)
    assert builders.fresh(folder).watched_on == clock.today() and queries.to_watch(folder.team_id) == []


# --- showing


def test_only_what_the_team_took_up_is_shown(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    with pytest.raises(BadState, match="take the problem up"):
        folders.show(actor=actor, folder=folder, shown=True)


def test_k32_in_a_careful_place_the_council_agrees_first(land: Land) -> None:
    folder, _measure, actor = builders.acting(land)
    type(land.jamoat).objects.filter(pk=land.jamoat.pk).update(risk_level="careful")
    with pytest.raises(BadState, match="council"):
        folders.show(actor=actor, folder=folder, shown=True)
    with pytest.raises(NotAllowed):
        folders.agree_to_showing(actor=actor, folder=folder)
    folders.agree_to_showing(actor=staff(Role.COUNCIL, land.office("public_council")), folder=folder)
    folders.show(actor=actor, folder=folder, shown=True)
    assert queries.public(folder.uid).pk == folder.pk


def test_k33_a_sensitive_topic_is_never_shown(land: Land) -> None:
    folder, _measure, actor = builders.acting(land)
    topic = queries.topics()[0]
    type(topic).objects.filter(pk=topic.pk).update(public=False)
    Folder.objects.filter(pk=folder.pk).update(topic=topic)
    with pytest.raises(BadState, match="never shown"):
        folders.show(actor=actor, folder=folder, shown=True)


# --- the ledger


def test_what_an_office_leads_becomes_its_promise(land: Land) -> None:
    folder, _measure, actor = builders.acting(land)
    made = promising.promise_plan(actor=actor, folder=folder)
    assert [(one.owner.kind, one.origin, one.due_on) for one in made] == [
        ("jamoat", "meeting", Option.objects.get().due_on)
    ]
    assert Option.objects.get().commitment_id == made[0].pk
    with pytest.raises(BadState, match="already"):
        promising.promise_plan(actor=actor, folder=folder)
    assert Commitment.objects.count() == 1


def test_one_audit_entry_for_each_write_and_no_words_in_it(land: Land) -> None:
    _folder, actor = builders.told(land)
    for entry in Entry.objects.filter(action__startswith="problem."):
        assert "speed" not in str(entry.facts) and "lamps" not in str(entry.facts)
        assert isinstance(actor, Actor)
