"""Pages of the register by HTTP: who gets in, a day of a duty officer and a registrar, what a holder reads."""

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern

from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.rooms.crime.register.actions import crimes, reports
from hamkori.rooms.crime.urls import desk
from tests.rooms.concerns.builders import staff
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.crime.register import cast
from tests.rooms.crime.register.addresses import at
from tests.rooms.crime.register.cast import Town

pytestmark = pytest.mark.django_db


# --- one table: every address x role

KEEPERS = {"duty", "registrar"}


READERS = KEEPERS | {"statistician", "integrity"}


WHO: dict[str, set[str]] = {
    "journal": KEEPERS,
    "report_new": KEEPERS,
    "late": READERS,
    "zero": KEEPERS,
    "report": READERS,
    "receipt": KEEPERS,
    "receipt_pdf": KEEPERS,
    "report_open": {"registrar"},
    "report_step": {"registrar"},
    "crimes": KEEPERS,
    "crime_new": {"registrar"},
    "crime": READERS,
    "crime_step": {"registrar"},
}


def people(town: Town) -> dict[str, Actor]:
    land = town.land
    return {
        "duty": town.duty,
        "registrar": town.registrar,
        "statistician": town.statistician,
        "integrity": town.integrity,
        "commander": staff(Role.COMMANDER, town.office),
        "head": staff(Role.HEAD, town.office),
        "handler": staff(Role.HANDLER, land.office("precinct")),
        "secretary": staff(Role.SECRETARY, land.office("team")),
        "council": staff(Role.COUNCIL, land.office("public_council")),
        "reviewer": staff(Role.REVIEWER, land.office("women_committee")),
        "operator": staff(Role.OPERATOR),
        "administrator": staff(Role.ADMINISTRATOR),
    }


def things(town: Town) -> dict[str, tuple[object, ...]]:
    report, crime = cast.report(town), cast.crime(town)
    return {
        "report": (report.number,), "receipt": (report.number,), "receipt_pdf": (report.number,),
        "report_open": (report.number,), "report_step": (report.number, "refuse"), "crime": (crime.uid,),
        "crime_step": (crime.uid, "remove"),
    }  # fmt: skip


def test_every_address_of_the_desk_stands_in_the_table() -> None:
    names = {pattern.name for pattern in desk.urlpatterns if isinstance(pattern, URLPattern)}
    assert names >= set(WHO)


def test_each_role_gets_in_where_it_belongs_and_nowhere_else(town: Town) -> None:
    """Strangers learn no more than that there is no such page; a commander does not read single records (K21)."""
    arguments = things(town)
    wrong = []
    for role, actor in people(town).items():
        browser = browser_of(actor)
        for name, allowed in WHO.items():
            expected = 200 if role in allowed else 404
            got = browser.get(at(name, *arguments.get(name, ()))).status_code
            if got != expected:
                wrong.append(f"{role} {name}: {got}, expected {expected}")
    assert wrong == []


def test_another_office_has_no_such_report_and_no_such_crime(town: Town) -> None:
    arguments = things(town)
    browser = browser_of(town.other_registrar)
    for name in ("report", "receipt", "receipt_pdf", "report_open", "report_step", "crime", "crime_step"):
        assert browser.get(at(name, *arguments[name])).status_code == 404, name
    narrow = staff(Role.STATISTICIAN, place=town.other.place)
    assert browser_of(narrow).get(at("crime", *arguments["crime"])).status_code == 404


def test_the_signed_out_are_asked_to_sign_in(town: Town) -> None:
    arguments = things(town)
    for name in WHO:
        answer = Client().get(at(name, *arguments.get(name, ())))
        assert answer.status_code == 302 and "sign-in" in answer["Location"], name


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_every_page_opens_in_every_language(town: Town, language: str) -> None:
    report, crime = cast.report(town), cast.crime(town, "244/2", "110/1")
    refused, handed = cast.report(town), cast.report(town)
    reports.refuse(actor=town.registrar, report=refused, reason="known")
    reports.hand_over(actor=town.registrar, report=handed, to=town.other, reason="other_body")
    crimes.suspend(actor=town.registrar, crime=crime, reason="abroad", on=clock.today())
    browser = browser_of(town.registrar)
    pages = [
        ("journal",),
        ("report_new",),
        ("late",),
        ("zero",),
        ("crimes",),
        ("crime_new",),
        ("crime", crime.uid),
    ]
    pages += [("report", one.number) for one in (report, refused, handed)]
    pages += [("report_step", report.number, verb) for verb in ("refuse", "transfer", "extend")]
    pages += [("report_step", refused.number, verb) for verb in ("reconsider", "tell")]
    pages += [("report_open", report.number), ("receipt", report.number)]
    pages += [
        ("crime_step", crime.uid, verb)
        for verb in ("clear", "suspend", "reopen", "remove", "restore", "transfer", "reclassify", "correct")
    ]
    for name, *args in pages:
        answer = browser.get(at(name, *args, language=language))
        assert answer.status_code == 200, (name, args)
        assert 'style="' not in answer.content.decode(), (name, "inline style")
    assert (
        browser_of(town.other_duty)
        .get(at("report_step", handed.number, "take", language=language))
        .status_code
        == 200
    )


def test_lists_ask_the_database_a_fixed_number_of_times(
    town: Town, django_assert_max_num_queries: Any
) -> None:
    for _one in range(12):
        cast.report(town)
        cast.crime(town, "244/1", "247/1")
    browser = browser_of(town.registrar)
    for name in ("journal", "crimes"):
        browser.get(at(name))
        with django_assert_max_num_queries(20):
            assert browser.get(at(name)).status_code == 200
