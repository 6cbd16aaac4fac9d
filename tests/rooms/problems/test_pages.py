"""Pages of problems by HTTP: who gets in, what everybody sees, journeys of a secretary without a browser."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.rooms.problems.actions import planning, voices
from hamkori.rooms.problems.catalogue import Group, Session
from hamkori.rooms.problems.models import Cause, YearPlan
from hamkori.rooms.problems.states import Method
from hamkori.rooms.problems.urls import desk, public
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.problems import builders
from tests.rooms.problems.addresses import at
from tests.rooms.problems.builders import Land, staff

pytestmark = pytest.mark.django_db


# --- one table: every address of the desk x role

TEAM = {"secretary", "member"}


SECRETARY = {"secretary"}


READS = {"secretary", "member", "council"}


WHO: dict[str, set[str]] = {
    "list": READS,
    "new": TEAM,
    "digest": {"commander", "head", "council"},
    "quarter": {"commander", "head", "council"},
    "quarter_of": {"commander", "head", "council"},
    "quarter_pdf": {"commander", "head", "council"},
    "folder": READS,
    "summary": READS,
    "summary_sheet": READS,
    "step": SECRETARY,
    "unlink": TEAM,
    "sheet": TEAM,
    "row": TEAM,
    "voices": TEAM,
    "issue_new": TEAM,
    "issue": TEAM,
    "session_new": TEAM,
    "session": TEAM,
    "session_end": TEAM,
    "session_sheet": TEAM,
    "village": TEAM,
    "village_pdf": TEAM,
    "library": TEAM,
    "maps": TEAM,
    "map_new": TEAM,
    "map": TEAM,
    "map_sketch": TEAM,
    "map_sketch_read": TEAM,
    "map_photo": TEAM,
    "walk_new": TEAM,
    "walk": TEAM,
    "stop": TEAM,
    "stop_photo": TEAM,
    "worksheet_blank": TEAM,
    "worksheet": READS,
    "papers": TEAM,
    "paper_add": TEAM,
    "paper_out": TEAM,
    "paper_photo": TEAM,
    "walk_sheet": TEAM,
    "route_new": TEAM,
    "route": TEAM,
    "route_move": TEAM,
    "walk_promise": SECRETARY,
    "walk_concern": SECRETARY,
    "scorecard_new": TEAM,
    "scorecard": TEAM,
    "scorecard_sheet": TEAM,
    "scorecard_group": TEAM,
    "scorecard_own": {"secretary", "head"},
    "scorecard_meeting": SECRETARY,
    "plan": TEAM,
    "plan_of": TEAM,
    "plan_pdf": TEAM,
    "plan_sheet": TEAM,
    "plan_begin": SECRETARY,
    "plan_adopt": SECRETARY,
    "plan_row_new": SECRETARY,
    "plan_row": SECRETARY,
    "plan_row_drop": SECRETARY,
    "plan_row_told": SECRETARY,
    "budget": SECRETARY,
    "requests": {"head"},
    "request": {"head"},
    "asked": {"head", "commander", "handler"},
    "asked_answer": {"commander"},
    "asked_paper": set(),
    "advice": {"secretary", "member", "commander", "handler"},
    "advice_new": {"commander", "handler"},
    "advice_answer": {"secretary"},
    "advice_follow": {"commander"},
    "events": TEAM,
    "event_new": TEAM,
    "event_out": TEAM,
    "changed": TEAM,
    "came": TEAM | {"council", "head", "commander"},
    "came_file": TEAM | {"council", "head", "commander"},
}


POSTS = {
    "advice_follow",
    "event_out",
    "route_move",
    "step",
    "unlink",
    "session_end",
    "plan_begin",
    "plan_row_drop",
}


NOT_FOUND_FOR_ALL = {"stop_photo", "map_photo", "map_sketch_read", "asked_paper", "paper_out", "paper_photo"}
"""There is no photo in the test's walk, sheet and folder, no paper behind its question: everybody gets 404."""


def people(land: Land) -> dict[str, Actor]:
    return {
        "secretary": staff(Role.SECRETARY, land.office("team")),
        "member": staff(Role.MEMBER, land.office("team")),
        "council": staff(Role.COUNCIL, land.office("public_council")),
        "head": staff(Role.HEAD, land.office("jamoat")),
        "commander": staff(Role.COMMANDER, land.office("district_police")),
        "handler": staff(Role.HANDLER, land.office("precinct")),
        "clerk": staff(Role.CLERK, land.office("jamoat")),
        "reviewer": staff(Role.REVIEWER, land.office("women_committee")),
        "operator": staff(Role.OPERATOR),
        "administrator": staff(Role.ADMINISTRATOR),
        "other secretary": staff(Role.SECRETARY, land.office("mahalla_committee")),
    }


def things(land: Land) -> dict[str, tuple[object, ...]]:
    """Arguments for every address."""
    from hamkori.rooms.problems.actions import advice, deciding, scoring, seeing, walking
    from hamkori.rooms.problems.queries.plans import laws

    folder, measure, actor = builders.acting(land)
    team, year = land.office("team"), clock.today().year
    builders.load_plan_rows()
    plan = planning.begin_plan(actor=actor, team=team, year=year)
    row = plan.rows.first()
    assert row is not None
    deciding.adopt(
        actor=actor,
        team=team,
        plan=plan,
        way="consent",
        seats=builders.seats(land),
        protocol="1",
        on=clock.today(),
    )
    row.plan = YearPlan.objects.get(pk=plan.pk)
    request = planning.ask_budget(
        actor=actor, team=team, row=row, to=land.office("jamoat"), law=laws()[0], amount=5, own_days=0
    )
    higher = builders.ask_higher(land, folder)
    advised = advice.ask_advice(
        actor=staff(Role.COMMANDER, land.office("district_police")),
        team=team,
        by=land.office("district_police"),
        about="women",
        text="which room is right",
        language="en",
    )
    issue = voices.set_issue(actor=actor, team=team, year=year, title="a crossing", language="en")
    session = voices.open_session(
        actor=actor, team=team, place=land.jamoat, session=Session.MEETING, group=Group.MEN, on=clock.today()
    )
    sheet = seeing.add_sheet(
        actor=actor, team=team, place=land.jamoat, group=Group.MEN, people=9, on=clock.today()
    )
    walk = walking.add_walk(
        actor=actor, team=team, place=land.jamoat, women=3, men=3, officials=False, on=clock.today()
    )
    walking.set_route_stop(
        actor=actor, team=team, walk=walk, title="the well", owner=land.office("jamoat"), language="en"
    )
    card = scoring.open_card(
        actor=actor, team=team, place=land.jamoat, service=land.office("jamoat"), statements=["polite", "same", "women"]
    )  # fmt: skip
    on_route = ("route", "route_move", "walk_promise", "walk_concern")
    return {
        **dict.fromkeys(on_route, (walk.uid, 1)), "walk_sheet": (walk.uid,), "route_new": (walk.uid,),
        **{f"scorecard{name}": (card.uid,) for name in ("", "_sheet", "_own", "_meeting")},
        "scorecard_group": (card.uid, "women"), "worksheet_blank": ("sara",), "worksheet": (folder.uid,),
        "papers": (folder.uid,), "paper_add": (folder.uid,), "paper_out": (folder.uid, 1), "paper_photo": (folder.uid, 1),
        "folder": (folder.uid,), "summary": (folder.uid,), "summary_sheet": (folder.uid,),
        "step": (folder.uid, "back_to_analysis"), "unlink": (folder.uid, 1), "sheet": (folder.uid, "harm"),
        "row": (folder.uid, "measure", measure.pk), "issue": (issue.pk,), "session": (session.uid,),
        "session_end": (session.uid,), "library": (folder.uid,), "session_sheet": (session.uid,), "quarter_of": (year, 1), "quarter_pdf": (year, 1), "map": (sheet.uid,), "map_sketch": (sheet.uid,), "map_sketch_read": (sheet.uid,), "map_photo": (sheet.uid,), "walk": (walk.uid,), "stop": (walk.uid,),
        "stop_photo": (walk.uid, "x" * 20), "plan_of": (year,), "plan_pdf": (year,), "plan_sheet": (year,),
        "plan_begin": (year,), "plan_adopt": (year,), "plan_row_new": (year,), "plan_row": (year, row.pk),
        "plan_row_drop": (year, row.pk), "plan_row_told": (year, row.pk), "budget": (year, row.pk),
        "request": (request.pk,), "asked_answer": (higher.pk,), "asked_paper": (higher.pk,),
        "advice_answer": (advised.pk,), "advice_follow": (advised.pk,), "event_out": (1,), "changed": ("map", sheet.pk),
        "came_file": ("csv",),
    }  # fmt: skip


def test_every_address_of_the_desk_stands_in_the_table() -> None:
    assert {pattern.name for pattern in desk.urlpatterns} == set(WHO)
    assert {pattern.name for pattern in public.urlpatterns} == {
        "folder", "agree", "story", "story_photo", "sketch", "slip", "team", "came", "came_team", "came_file", "came_place",
        "scorecard",
    }  # fmt: skip


@pytest.mark.once
def test_each_role_gets_in_where_it_belongs_and_nowhere_else(land: Land) -> None:
    """K43, K01: strangers learn no more than that there is no such page."""
    arguments = things(land)
    crowd = people(land)
    wrong = []
    for role, actor in crowd.items():
        browser = browser_of(actor)
        for name, allowed in WHO.items():
            if name in NOT_FOUND_FOR_ALL or (name in POSTS and role in allowed):
                continue
            address = at(name, *arguments.get(name, ()))
            answer = browser.post(address) if name in POSTS else browser.get(address)
            expected = 200 if role in allowed else 404
            got = answer.status_code
            if got != expected:
                wrong.append(f"{role} {name}: {got}, expected {expected}")
    assert wrong == []


def test_the_signed_out_are_asked_to_sign_in(land: Land) -> None:
    arguments = things(land)
    for name in WHO:
        if name not in POSTS:
            answer = Client().get(at(name, *arguments.get(name, ())))
            assert answer.status_code == 302 and "sign-in" in answer["Location"], name


def test_a_police_member_of_the_council_sees_no_folder(land: Land) -> None:
    folder, _measure, _actor = builders.acting(land)
    police = staff(Role.COUNCIL, land.office("district_police"))
    assert browser_of(police).get(at("folder", folder.uid)).status_code == 404


@pytest.mark.parametrize(
    "name", ["decision", "promises", "show", "hide", "publish", "withdraw", "watch", "shelve"]
)
def test_what_leads_is_closed_to_members(land: Land, name: str) -> None:
    folder, _measure, _actor = builders.acting(land)
    assert browser_of(builders.member(land)).get(at("sheet", folder.uid, name)).status_code == 404
    assert browser_of(builders.secretary(land)).get(at("sheet", folder.uid, name)).status_code == 200


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
@pytest.mark.parametrize("method", list(Method))
def test_every_sheet_opens_in_every_language(land: Land, language: str, method: Method) -> None:
    from hamkori.rooms.problems.views.desk.sheets import SHEETS

    folder, measure, actor = builders.assessing(land, method)
    option = folder.options.get()
    higher = builders.ask_higher(land, folder)
    numbers = {"option": option.pk, "carried": option.pk, "measure": measure.pk, "point": measure.pk}
    numbers |= {"higher-paper": higher.pk, "higher-back": higher.pk}
    cause = Cause.objects.create(folder=folder, texts={"en": "the lamps burnt out"})
    numbers |= {"cause-words": cause.pk, "cause-out": cause.pk}
    browser = browser_of(actor)
    for name in [*SHEETS, "harmed", "behaviour", "place"]:
        if name in ("side", "answer", "agree-show"):
            continue
        address = at("row", folder.uid, name, numbers[name], language=language) if name in numbers else at(
            "sheet", folder.uid, name, language=language
        )  # fmt: skip
        assert browser.get(address).status_code == 200, name
    assert browser.get(at("folder", folder.uid, language=language)).status_code == 200


def test_files_have_their_types(land: Land) -> None:
    folder, actor = builders.told(land)
    browser = browser_of(actor)
    pdf = browser.get(at("summary", folder.uid))
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")
    assert browser.get(at("summary_sheet", folder.uid)).content.startswith(b"PK")
    assert pdf["Cache-Control"] == "no-store"


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_desk_pages_of_a_team_open(land: Land, language: str) -> None:
    arguments: dict[str, Any] = things(land)
    browser = browser_of(builders.secretary(land))
    for name in (
        "list",
        "voices",
        "maps",
        "plan",
        "folder",
        "session",
        "map",
        "walk",
        "stop",
        "issue_new",
        "session_new",
    ):
        assert browser.get(at(name, *arguments.get(name, ()), language=language)).status_code == 200, name
