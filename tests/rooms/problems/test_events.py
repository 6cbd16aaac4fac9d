"""Events with residents (R253) and what a consultation changed (R258): counts only, one short screen."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hamkori.kernel import clock
from hamkori.kernel.actor import ANYONE, Role
from hamkori.kernel.errors import BadInput, NotAllowed, NotFound
from hamkori.rooms.problems import events_pack, panels_came
from hamkori.rooms.problems.actions import events, seeing
from hamkori.rooms.problems.models import Event, EventKind, Outcome
from hamkori.rooms.problems.panels import activity
from hamkori.rooms.problems.queries import events as queries
from hamkori.society.countries.packs import Pack, read_pack
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.problems import builders
from tests.rooms.problems.builders import Land, staff

pytestmark = pytest.mark.django_db


def load_kinds() -> list[EventKind]:
    events_pack.load(read_pack("tj"))
    return queries.kinds()


def event(land: Land, **changes: object) -> Event:
    kind = EventKind.objects.first() or load_kinds()[0]
    values = {
        "kind": kind,
        "place": land.jamoat,
        "on": clock.today(),
        "women": 12,
        "men": 9,
        "youth": 7,
        **changes,
    }
    held = events.Held(**values)  # type: ignore[arg-type]
    return events.write_event(actor=builders.secretary(land), team=land.office("team"), held=held)


@pytest.mark.parametrize("code", ["tj", "kg", "uz"])
def test_r253_kinds_come_from_the_pack_in_every_language(code: str) -> None:
    pack = read_pack(code)
    assert list(events_pack.faults(pack)) == []
    rows = pack.rows("bodies", "event_kind")
    assert {"open_day", "culture", "sport", "visit", "membership"} <= {row["code"] for row in rows}
    assert all(set(pack.languages) <= set(row["names"]) for row in rows)


def test_r253_a_pack_with_a_hole_is_refused() -> None:
    rows = [
        {"code": "a", "names": {"tg": "а", "ru": "а", "en": "a"}},
        {"code": "a", "names": {"tg": "а"}},
        {"names": {}},
    ]
    pack = Pack("tj", {**read_pack("tj").files, "bodies": {"event_kind": rows}})
    found = [str(fault) for fault in events_pack.faults(pack)]
    assert len(found) == 7 and any("code of its own" in one for one in found)
    assert list(events_pack.faults(Pack("tj", {**read_pack("tj").files, "bodies": {}})))


def test_r253_k18_k60_there_is_no_column_for_faith_origin_names_or_remarks() -> None:
    fields = {field.name for field in Event._meta.get_fields()}
    assert fields == {
        "id", "team", "kind", "place", "on", "women", "men", "youth", "police", "together"
    }  # fmt: skip
    assert {field.get_internal_type() for field in Event._meta.get_fields()} <= {
        "BigAutoField", "ForeignKey", "DateField", "PositiveIntegerField", "BooleanField"
    }  # fmt: skip


def test_r253_the_team_writes_an_event_down_and_takes_a_mistake_out(land: Land) -> None:
    made = event(land)
    assert queries.events_of(land.office("team"), clock.today().year) == [made]
    events.take_out(actor=builders.member(land), team=land.office("team"), event=made)
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"women": 0, "men": 0, "youth": 0}, "women"), ({"women": 15_000, "men": 9_000}, "women"),
        ({"youth": 22}, "youth"), ({"on": clock.today() + timedelta(days=400)}, "on"),
    ],
)  # fmt: skip
def test_r253_counts_that_cannot_be_are_refused(land: Land, changes: dict[str, object], field: str) -> None:
    with pytest.raises(BadInput) as error:
        event(land, **changes)
    assert error.value.field == field


def test_r253_the_database_refuses_them_too(land: Land) -> None:
    made = event(land)
    for changes in ({"women": 0, "men": 0, "youth": 0}, {"youth": 30}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Event.objects.filter(pk=made.pk).update(**changes)


def test_r253_another_place_and_another_team_are_refused(land: Land) -> None:
    with pytest.raises(BadInput):
        event(land, place=land.district)
    made = event(land)
    for actor in (
        staff(Role.SECRETARY, land.office("mahalla_committee")),
        staff(Role.HEAD, land.office("jamoat")),
        ANYONE,
    ):
        with pytest.raises(NotAllowed):
            events.take_out(actor=actor, team=land.office("team"), event=made)
    with pytest.raises(NotFound):
        queries.event_for(staff(Role.SECRETARY, land.office("mahalla_committee")), made.pk)


def test_r253_one_short_screen_and_a_second_press_counts_once(land: Land) -> None:
    load_kinds()
    browser = browser_of(builders.secretary(land))
    at = reverse("problems_desk:event_new")
    page = browser.get(at).content.decode()
    main = page[page.index("<main") :]
    assert set(re.findall(r'name="(\w+)"', main)) - {"csrfmiddlewaretoken", "once"} == {
        "kind", "on", "place", "women", "men", "youth", "police", "together"
    }  # fmt: skip
    assert "<textarea" not in main
    sent = {
        "kind": "sport", "on": clock.today().isoformat(), "place": land.jamoat.code, "women": "14", "men": "22",
        "youth": "30", "police": "on", "once": "k1",
    }  # fmt: skip
    for _press in range(2):
        assert browser.post(at, sent).status_code == 302
    made = Event.objects.get()
    assert (made.kind.code, made.women, made.men, made.youth, made.police) == ("sport", 14, 22, 30, True)
    assert browser.post(at, {**sent, "youth": "90", "once": "k2"}).status_code == 422
    listing = reverse("problems_desk:events")
    assert "Sport and games" in browser.get(listing).content.decode()
    assert browser.post(reverse("problems_desk:event_out", args=[made.pk])).status_code == 302
    assert not Event.objects.exists()


def test_r253_the_team_page_says_day_and_kind_and_no_count_of_one_event(land: Land) -> None:
    event(land, women=3, men=41, youth=2)
    said = [one.words for one in activity(land.office("team"))]
    assert any("Open day" in words for words in said) and not any("41" in words for words in said)
    page = Client().get(reverse("problems:team", args=[land.office("team").uid])).content.decode()
    assert "Open day" in page and reverse("problems:came_team", args=[land.office("team").uid]) in page


def test_r253_my_work_leads_to_the_short_screen(land: Land) -> None:
    event(land)
    found = panels_came.my_work(builders.secretary(land))
    assert found == {"team": True, "events": 1, "untold": 0}
    assert reverse("problems_desk:event_new") in browser_of(builders.secretary(land)).get(
        reverse("desk:today")
    ).content.decode()  # fmt: skip
    assert panels_came.my_work(staff(Role.CLERK, land.office("jamoat"))) is None
    assert panels_came.my_work(staff(Role.COMMANDER, land.office("district_police"))) == {}


# --- what a consultation changed


def drawn(land: Land) -> queries.Consultation:
    seeing.add_sheet(
        actor=builders.secretary(land), team=land.office("team"), place=land.jamoat, group="women", people=9,
        on=clock.today(),
    )  # fmt: skip
    return queries.consultations_of(land.office("team"), clock.today().year)[0]


def test_r258_the_team_tells_what_changed_and_can_tell_it_anew(land: Land) -> None:
    held = drawn(land)
    assert held.change == "" and panels_came.my_work(builders.secretary(land))["untold"] == 1  # type: ignore[index]
    folder = builders.opened(land)
    team, actor = land.office("team"), builders.member(land)
    with pytest.raises(BadInput):
        events.tell_change(actor=actor, team=team, held=held, change="folder")
    with pytest.raises(BadInput):
        events.tell_change(actor=actor, team=team, held=held, change="wonder")
    events.tell_change(actor=actor, team=team, held=held, change="folder", folder=folder)
    events.tell_change(actor=actor, team=team, held=held, change="nothing", folder=folder)
    told = Outcome.objects.get()
    assert (told.change, told.folder) == ("nothing", None)
    assert panels_came.my_work(actor)["untold"] == 0  # type: ignore[index]


def test_r258_nothing_can_have_changed_by_a_day_that_has_not_come(land: Land) -> None:
    held = replace(drawn(land), on=clock.today() + timedelta(days=1))
    with pytest.raises(BadInput):
        events.tell_change(actor=builders.member(land), team=land.office("team"), held=held, change="plan")


def test_r258_by_the_screen_and_only_by_the_own_team(land: Land) -> None:
    held = drawn(land)
    at = reverse("problems_desk:changed", args=[held.of.value, held.number])
    browser = browser_of(builders.member(land))
    assert browser.get(at).status_code == 200
    assert browser.post(at, {"change": "plan", "once": "a"}).status_code == 302
    assert Outcome.objects.get().change == "plan"
    assert (
        "It came into the plan of the year" in browser.get(reverse("problems_desk:events")).content.decode()
    )
    with CaptureQueriesContext(connection) as taken:
        queries.consultation_for(builders.member(land), held.of.value, held.number)
    assert sum("problems_" in one["sql"] for one in taken) == 2
    for of, number in (("nothing", held.number), ("walk", held.number), (held.of.value, 0)):
        with pytest.raises(NotFound):
            queries.consultation_for(builders.member(land), of, number)
    for stranger in (
        staff(Role.SECRETARY, land.office("mahalla_committee")),
        staff(Role.COMMANDER, land.office("district_police")),
    ):
        assert browser_of(stranger).get(at).status_code == 404
    with pytest.raises(NotAllowed):
        events.tell_change(
            actor=staff(Role.SECRETARY, land.office("mahalla_committee")), team=land.office("team"), held=held, change="plan"
        )  # fmt: skip


def test_k62_the_session_of_a_smaller_group_stands_in_no_list(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    builders.heard(land, folder, actor)
    before = len(queries.consultations_of(land.office("team"), clock.today().year))
    from hamkori.rooms.problems.catalogue import Group

    builders.counted_session(
        land,
        actor,
        Group.SMALLER,
        {},
        people=14,
        peace_checked=True,
        review_on=clock.today() + timedelta(days=90),
    )
    assert len(queries.consultations_of(land.office("team"), clock.today().year)) == before == 2
