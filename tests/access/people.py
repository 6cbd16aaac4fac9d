"""Everybody of the access matrix, signed in, in the small country of the concerns' tests."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client

from hamkori.kernel import clock
from hamkori.kernel.actor import ANYONE, SYSTEM, Role
from hamkori.rooms.commitments.states import Publicity
from hamkori.rooms.concerns.actions import answering
from hamkori.rooms.concerns.models import Concern
from hamkori.rooms.concerns.states import Named
from hamkori.rooms.crime.models import (
    AuditSample,
    Filing,
    HotSpots,
    Import,
    ResponsePlan,
    SenderMapping,
    Signal,
    SignalRun,
)
from hamkori.rooms.crime.register.actions.common import Event, OffenceRow
from hamkori.rooms.crime.register.actions.crimes import record_crime
from hamkori.rooms.crime.register.actions.reports import register_report
from hamkori.rooms.crime.register.filing.actions.intake import Statement, file_report
from hamkori.rooms.crime.register.filing.states import Named as FiledAs
from hamkori.rooms.crime.states import Way
from hamkori.rooms.problems.actions import advice, asking, scoring, seeing, voices, walking
from hamkori.rooms.problems.actions.folders import show
from hamkori.rooms.programmes.actions import framework as programme_actions
from hamkori.rooms.programmes.actions import selfcheck
from hamkori.rooms.programmes.elements import ELEMENTS
from hamkori.society.accounts import actions as accounts
from hamkori.society.accounts.models import Organisation, User
from hamkori.society.accounts.rules import Wish
from hamkori.society.places.models import Place
from tests.rooms.commitments.builders import made
from tests.rooms.concerns.builders import Land, build, handler_of, raised, raised_by_name, staff
from tests.rooms.crime.public.making import make_release
from tests.rooms.crime.register.cast import add_articles, article
from tests.rooms.problems import builders as problems
from tests.rooms.problems.test_events import event
from tests.rooms.problems.test_plan import asked, begun
from tests.rooms.programmes import builders as programmes
from tests.society.accounts.people import PASSWORD, sign_in

PEOPLE: dict[str, tuple[Role, str, str]] = {
    "handler": (Role.HANDLER, "electricity", ""),
    "head": (Role.HEAD, "electricity", ""),
    "clerk": (Role.CLERK, "jamoat", ""),
    "operator": (Role.OPERATOR, "", ""),
    "secretary": (Role.SECRETARY, "team", ""),
    "member": (Role.MEMBER, "team", ""),
    "reviewer": (Role.REVIEWER, "", "district"),
    "council": (Role.COUNCIL, "public_council", ""),
    "inspector": (Role.HANDLER, "precinct", ""),
    "commander": (Role.COMMANDER, "district_police", ""),
    "administrator": (Role.ADMINISTRATOR, "", ""),
    "duty": (Role.DUTY, "district_police", ""),
    "registrar": (Role.REGISTRAR, "district_police", ""),
    "statistician": (Role.STATISTICIAN, "", ""),
    "integrity": (Role.INTEGRITY, "", ""),
}
"""Persona: role, kind of organisation, scope."""


@dataclass
class World:
    """One named concern about street lighting, answered by the electricity office; nobody else's business."""

    land: Land
    concern: Concern
    photo: str
    clients: dict[str, Client]
    user_uid: str
    sample: dict[str, Any]
    special: dict[str, dict[str, Any]]
    """Values of addresses by their first word, where another thing has the same name."""


def _user(name: str, role: Role, organisation: Organisation | None, where: Place | None) -> User:
    user = accounts.create_account(
        actor=SYSTEM, username=name, password=PASSWORD, language="en", must_change_password=False
    )
    accounts.start_posting(
        actor=SYSTEM, wish=Wish(role=role, organisation=organisation, place=where, user=user)
    )
    return user


def _problems(land: Land) -> dict[str, dict[str, Any]]:
    """A folder in action that is shown, a plan before the budget, a counting, a sheet and a walk."""
    folder, measure, actor = problems.acting(land)
    show(actor=actor, folder=folder, shown=True)
    team, today = land.office("team"), clock.today()
    plan = begun(land, actor)
    (row, other), request = plan.rows.order_by("pk")[:2], asked(land, actor)
    issue = voices.set_issue(actor=actor, team=team, year=today.year, title="a crossing", language="en")
    session = voices.open_session(
        actor=actor,
        team=team,
        place=land.jamoat,
        session="meeting",
        group="men",
        on=today,
        by_phone_until=today,
    )
    sheet = seeing.add_sheet(actor=actor, team=team, place=land.jamoat, group="men", people=9, on=today)
    walk = walking.add_walk(
        actor=actor, team=team, place=land.jamoat, women=3, men=3, officials=False, on=today
    )
    walking.set_route_stop(
        actor=actor, team=team, walk=walk, title="the well", owner=land.office("jamoat"), language="en"
    )
    card = scoring.open_card(
        actor=actor,
        team=team,
        place=land.jamoat,
        service=land.office("electricity"),
        statements=["polite", "same", "women"],
    )
    higher = asking.ask_higher(
        actor=actor,
        folder=folder,
        to=land.office("district_police"),
        text="we need a crossing",
        language="en",
    )
    district = land.office("district_police")
    advised = advice.ask_advice(
        actor=staff(Role.COMMANDER, district),
        team=team,
        by=district,
        about="women",
        text="which room is right",
        language="en",
    )
    desk: dict[str, Any] = {"uid": folder.uid, "name": "harm", "year": today.year, "number": row.pk}
    return {
        "problems": {"uid": folder.uid},
        "problems:team": {"uid": team.uid},
        "problems:came_team": {"uid": team.uid},
        **{f"{space}:came_file": {"kind": "csv"} for space in ("problems", "problems_desk")},
        "problems_desk:event_out": {"number": event(land).pk},
        "problems_desk:changed": {"of": "map", "number": sheet.pk},
        "problems:slip": {"uid": session.uid},
        "problems_desk": desk,
        "problems_desk:step": {**desk, "verb": "close"},
        "problems_desk:row": {**desk, "name": "measure", "number": measure.pk},
        "problems_desk:plan_row_drop": {**desk, "number": other.pk},
        "problems_desk:issue": {"number": issue.pk},
        **{
            f"problems_desk:{name}": {"number": higher.pk}
            for name in ("asked", "asked_answer", "asked_paper")
        },
        **{f"problems_desk:{name}": {"number": advised.pk} for name in ("advice_answer", "advice_follow")},
        "problems_desk:request": {"number": request.pk},
        **{
            f"problems_desk:{name}": {"year": today.year, "number": 1}
            for name in ("quarter_of", "quarter_pdf")
        },
        **{
            f"problems_desk:{name}": {"uid": session.uid}
            for name in ("session", "session_sheet", "session_end")
        },
        **{
            f"problems_desk:{name}": {"uid": sheet.uid}
            for name in ("map", "map_sketch", "map_sketch_read", "map_photo")
        },
        "problems:sketch": {"uid": sheet.uid},
        "problems:story_photo": {"uid": folder.uid, "number": 1},
        **{
            f"problems_desk:{name}": {"uid": walk.uid, "number": 1}
            for name in (
                "walk",
                "stop",
                "stop_photo",
                "walk_sheet",
                "route_new",
                "route",
                "route_move",
                "walk_promise",
                "walk_concern",
            )
        },
        "problems:scorecard": {"uid": card.uid},
        **{
            f"problems_desk:scorecard{name}": {"uid": card.uid, "code": "women"}
            for name in ("", "_sheet", "_group", "_own", "_meeting")
        },
        "problems_desk:worksheet_blank": {"method": "sara"},
    }


def _programmes(land: Land) -> dict[str, dict[str, Any]]:
    """A shown programme of the Ministry with a value, and a self-assessment that waits for the council."""
    of = programmes.ministry(land)
    framework = programmes.programme(of)
    at = programmes.result(of, framework)
    indicator = programmes.indicator(of, at)
    period = programmes.first_period(indicator)
    programmes.approved(of, period, 40)
    programme_actions.show_framework(actor=of.keeper, framework=framework, shown=True)
    command = staff(Role.COMMANDER, land.office("district_police"))
    check = selfcheck.begin(actor=command, office=land.office("district_police"), year=clock.today().year)
    selfcheck.score(actor=command, check=check, scores=dict.fromkeys(ELEMENTS, (2, "minutes")), language="en")
    selfcheck.send(actor=command, check=check)
    one, self_check = {"uid": indicator.uid}, {"uid": check.uid, "verb": "send", "dimension": "tactics"}
    return {
        "programmes": {"uid": framework.uid, "kind": "csv"},
        "programmes:indicator": one,
        "programmes_desk": {"uid": framework.uid, "kind": "csv", "number": period.pk},
        "programmes_desk:result": {"uid": framework.uid, "number": at.pk},
        "programmes_desk:indicator_new": {"uid": framework.uid, "number": at.pk},
        "programmes_desk:indicator": one,
        "programmes_desk:indicator_words": one,
        **{f"programmes_desk:selfcheck{name}": self_check for name in ("", "_step", "_scores")},
    }


def _crimes(land: Land) -> dict[str, dict[str, Any]]:
    """A report that waits for a decision and an open crime of the district's police; nobody else's business."""
    add_articles()
    office, today = land.office("district_police"), clock.today()
    report = register_report(actor=SYSTEM, office=office, area=land.jamoat, way=Way.CALL, reported_on=today)
    event = Event(area=land.jamoat, reported_on=today, offences=(OffenceRow(article("244/1")),))
    crime = record_crime(actor=SYSTEM, office=office, event=event)
    desk: dict[str, Any] = {"number": report.number, "uid": crime.uid, "verb": "refuse"}
    mapping = SenderMapping.objects.create(name="cards", kind="records")
    source = Import.objects.create(
        digest="0" * 64,
        file_name="cards.csv",
        mapping=mapping,
        office=office,
        state="stopped",
        began_at=clock.now(),
    )
    one = {"uid": source.uid, "verb": "stop"}
    imports = {f"crime_desk:{name}": one for name in ("import", "import_faults", "import_step")}
    imports["crime_desk:import_empty"] = {"name": "district-table"}
    columns = {"area": "A", "month": "M", "category": "K", "number": "N"}
    SenderMapping.objects.create(name="district-table", kind="table", body={"table": columns})
    release = make_release("2020", with_before=False).release
    table = {"uid": release.uid, "name": "offences-class", "kind": "csv", "file": "package.zip"}
    public = {
        f"crime:{name}": table for name in ("release", "table", "release_table", "table_file", "release_file")
    } | {
        f"crime_desk:{name}": table
        for name in (
            "release",
            "release_table",
            "release_publish",
            "figures_of",
            "figures_counting",
            "figures_delays",
            "figures_table",
            "figures_cell",
        )
    }
    filing = filed(land)
    return {
        "crime_desk": desk,
        "crime_desk:crime_step": {**desk, "verb": "suspend"},
        **{
            f"crime_desk:filing{one}": {"number": filing.number, "verb": "refuse"}
            for one in ("", "_name", "_step")
        },
        **imports,
        **public,
        **_analysis(land),
    }


def _analysis(land: Land) -> dict[str, dict[str, Any]]:
    """A shown picture, a plan, a signal of record keeping with an open sample, all in the district."""
    today, district = clock.today(), land.district
    first, last = (
        today.replace(year=today.year - 1, month=1, day=1),
        today.replace(year=today.year - 1, month=12, day=31),
    )
    days = {"begins_on": first, "ends_on": last}
    public = {
        "minimum": 5, "side": 1000, "cells": [[0, 0, 5]], "coverage": 40, "marks": [],
        "grid": {"left": 0, "bottom": 0, "side": 1000, "rows": 1, "columns": 1},
    }  # fmt: skip
    picture = HotSpots.objects.create(
        area=district, path=district.path, state="done", asked_on=today, made_on=today, shown_on=today, public=public, **days
    )  # fmt: skip
    plan = ResponsePlan.objects.create(
        titles={"en": "Lights"}, path=district.path, registered_on=first, starts_on=first + timedelta(days=30),
        ends_on=last, treated=[district.code], control=[], digest="0" * 64,
    )  # fmt: skip
    judged = ResponsePlan.objects.create(
        titles={"en": "Lights"}, path=district.path, registered_on=first, starts_on=first + timedelta(days=30),
        ends_on=last, digest="0" * 64, result={"evidence": {}}, judged_on=today, result_digest="0", signature="0",
    )  # fmt: skip
    run = SignalRun.objects.create(asked_on=today, state="done", **days)
    signal = Signal.objects.create(
        run=run, area=district, path=district.path, kind="removals", count=5, out_of=9, expected=1.0, p_value=0.001,
        q_value=0.01, found_on=today, **days,
    )  # fmt: skip
    sample = AuditSample.objects.create(
        signal=signal, size=1, population=5, seed="0" * 32, crimes=["x"], drawn_on=today
    )
    uids = {
        picture.uid: ("crime:hot_spot", "crime_desk:picture", "crime_desk:picture_show"),
        plan.uid: tuple(f"crime_desk:response{one}" for one in ("", "_judge", "_tell")),
        judged.uid: ("crime_desk:response_file",),
        run.uid: ("crime_desk:signals_run",),
        signal.uid: ("crime_desk:signal",),
        sample.uid: ("crime_desk:sample",),
    }
    return {name: {"uid": uid, "kind": "json"} for uid, names in uids.items() for name in names}


def filed(land: Land) -> Filing:
    """A statement of a resident to the district's police; the matrix's duty officer comes later."""
    staff(Role.DUTY, land.office("district_police"))
    said = Statement(
        place=land.mahalla, kind="theft", text="A bicycle was taken.", happened_from=clock.today(),
        named=FiledAs.STATEMENT, name="Zarnigor Lolazoda", phone="+992000000001", show_name=True,
    )  # fmt: skip
    return file_report(actor=ANYONE, submission_key="filing of the matrix", statement=said).filing


def make_world() -> World:
    """Build the country, raise one concern, sign everybody in."""
    land = build()
    one = raised_by_name(land, named=Named.NAMED, publish=True)
    raised(land, topic="neighbour_dispute", text="The wall between two yards is moved every spring.")
    answering.take_up(actor=handler_of(one), concern=one.concern)
    promise = made(land, publicity=Publicity.PUBLIC)
    clients = {"anyone": Client()}
    users: dict[str, User] = {}
    for name, (role, kind, scope) in PEOPLE.items():
        organisation = land.offices[kind] if kind else None
        users[name] = _user(name, role, organisation, land.district if scope else None)
        clients[name] = sign_in(users[name])
    concern = Concern.objects.get(pk=one.concern.pk)
    posting = users["handler"].postings.get()
    return World(
        land=land,
        concern=concern,
        photo="0" * 32,
        clients=clients,
        user_uid=posting.uid,
        sample={
            "reference": concern.reference,
            "code": land.district.code,
            "number": 3,
            "ticket": "x",
            "token": "0" * 32,
            "year": 2026,
            "language": "tg",
            "uid": posting.uid,
        },
        special={
            "bodies": {
                "uid": land.office("jamoat").uid,
                "contact": land.office("jamoat").contacts.get().pk,
                "pk": land.office("jamoat").contacts.get().pk,
            },
            "commitments": {"reference": promise.reference, "uid": land.office("electricity").uid},
            "commitments_desk": {"reference": promise.reference},
            "countries": {"code": "emergency_112", "name": "quick_exit_address"},
            "guides": {"code": "detention"},
            **_problems(land),
            **_programmes(land),
            **_crimes(land),
        },
    )
