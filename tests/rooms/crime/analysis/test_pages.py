"""Pages of the analysis wing by HTTP: who gets in, what they say, three languages, the whole way of a sample."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM, Actor, Role
from hamkori.rooms.crime.analysis.actions import integrity, pictures, responses
from hamkori.rooms.crime.analysis.hot_spots import Effort
from hamkori.rooms.crime.models import AuditSample, HotSpots, ResponsePlan, Signal, SignalRun
from tests.rooms.concerns.builders import staff
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.crime.analysis.land import many
from tests.rooms.crime.builders import make_area, make_article, make_crime
from tests.rooms.crime.register.cast import Town, make_town

pytestmark = pytest.mark.django_db
NOW = date(2026, 3, 18)
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
ANALYSTS = {"statistician", "commander"}
WHO = {
    "pictures": ANALYSTS, "picture_new": ANALYSTS, "picture": ANALYSTS, "responses": ANALYSTS, "response_new": ANALYSTS,
    "response": ANALYSTS, "response_file": ANALYSTS, "signals": {"integrity"}, "signals_new": {"integrity"},
    "signals_run": {"integrity"}, "signal": {"integrity"}, "sample": {"integrity"},
}  # fmt: skip


@pytest.fixture
def town() -> Any:
    with clock.travel(NOW):
        yield make_town()


def at(name: str, *args: object, language: str = "en") -> str:
    with translation.override(language):
        return reverse(name if ":" in name else f"crime_desk:{name}", args=args)


def people(town: Town) -> dict[str, Actor]:
    return {
        "commander": staff(Role.COMMANDER, town.office), "duty": town.duty, "registrar": town.registrar,
        "statistician": town.statistician, "integrity": town.integrity, "administrator": staff(Role.ADMINISTRATOR),
        "secretary": staff(Role.SECRETARY, town.land.office("team")), "head": staff(Role.HEAD, town.office),
        "council": staff(Role.COUNCIL, town.land.office("public_council")),
    }  # fmt: skip


def things(town: Town) -> dict[str, tuple[object, ...]]:
    """A picture with squares, a judged plan, a run with one signal and a sample."""
    from hamkori.rooms.crime.models import Article

    theft = Article.objects.get(number="244", part="1", valid_from=date(1998, 9, 1))
    district, other = town.land.district, town.other.place
    days = [FIRST + timedelta(number * 6) for number in range(60)]
    placed = [
        {
            "time_known": number % 2 == 0,
            "point_lon": 69.5 + number % 8 * 0.01 * (number % 3),
            "point_lat": 40.5 + number % 6 * 0.01,
        }
        for number in range(60)
    ]
    many(district, theft, days, office=town.office, each=placed)
    many(other, theft, days, office=town.other)
    picture = pictures.ask_hot_spots(actor=SYSTEM, area=district, begins=FIRST, ends=LAST)
    picture = pictures.count_hot_spots(actor=SYSTEM, picture=picture, effort=Effort(pairs=99, rank=50))
    with clock.travel(date(2025, 3, 1)):
        plan = responses.register_plan(
            actor=SYSTEM,
            plan=responses.Plan(
                {"en": "Lights", "ru": "Свет"},
                date(2025, 7, 1),
                LAST,
                [district.code],
                [other.code],
                before_days=180,
            ),
        )
    plan = responses.judge_plan(actor=SYSTEM, plan=plan)
    run = integrity.look_at_signals(
        actor=SYSTEM, run=integrity.ask_signals(actor=SYSTEM, begins=FIRST, ends=LAST)
    )
    signal = Signal.objects.create(
        run=run, area=district, path=district.path, begins_on=FIRST, ends_on=LAST, kind="batches", count=9, out_of=60,
        expected=1.5, p_value=1e-6, q_value=1e-4, found_on=NOW,
    )  # fmt: skip
    sample = integrity.draw_sample(actor=SYSTEM, signal=signal, margin=10)
    return {
        "picture": (picture.uid,), "response": (plan.uid,), "response_file": (plan.uid, "json"),
        "signals_run": (run.uid,), "signal": (signal.uid,), "sample": (sample.uid,),
    }  # fmt: skip


def test_each_role_gets_in_where_it_belongs_and_nowhere_else(town: Town) -> None:
    """K21: commanders and registrars learn no more than that there is no such page as signals."""
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
    for name in WHO:
        answer = Client().get(at(name, *arguments.get(name, ())))
        assert answer.status_code == 302 and "sign-in" in answer["Location"], name


def test_a_commander_of_another_area_has_no_such_picture_and_no_such_plan(town: Town) -> None:
    arguments = things(town)
    browser = browser_of(staff(Role.COMMANDER, town.other))
    for name in ("picture", "response", "response_file"):
        assert browser.get(at(name, *arguments[name])).status_code == 404, name
    assert browser_of(staff(Role.INTEGRITY, place=town.other.place)).get(
        at("sample", *arguments["sample"])
    ).status_code == 404  # fmt: skip


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_every_page_opens_in_every_language(town: Town, language: str) -> None:
    arguments = things(town)
    for name, allowed in WHO.items():
        browser = browser_of(people(town)[sorted(allowed)[-1]])
        page = browser.get(at(name, *arguments.get(name, ()), language=language))
        assert page.status_code == 200, name
    picture = HotSpots.objects.get()
    picture.public = {"minimum": 5, "side": 1000, "cells": [[0, 0, 5], [1, 1, 20]], "coverage": 40, "marks": [],
                      "grid": {"left": 0, "bottom": 0, "side": 1000, "rows": 3, "columns": 3}}  # fmt: skip
    picture.save()
    pictures.show_hot_spots(actor=SYSTEM, picture=picture, shown=True)
    for name, given in (("crime:hot_spots", ()), ("crime:hot_spot", (picture.uid,))):
        page = Client().get(at(name, *given, language=language))
        assert page.status_code == 200 and len(page.content) < 30_000


def test_every_picture_has_its_table_and_its_coverage_in_words(town: Town) -> None:
    arguments = things(town)
    page = browser_of(town.statistician).get(at("picture", *arguments["picture"])).content.decode()
    assert page.count('role="img"') == 2 and page.count("<table") >= 3
    assert "Recorded events are not all events." in page and "left out" in page
    assert "Months of districts without any report" in page or "Every district reported" in page
    assert "style=" not in page and "<script" not in page.split("<main")[1]
    assert "Would the map have told" not in page, "too few events"
    lines = [[2, 0.05, 9, 9.0, 4.9, 13.2, 0.9, 1.1], [4, 0.1, 12, 6.0, 3.7, 8.0, 0.8, None]]
    HotSpots.objects.update(
        result=HotSpots.objects.get().result
        | {"foretold": {"since": "2025-09-01", "events": 20, "lines": lines}}
    )
    page = browser_of(town.statistician).get(at("picture", *arguments["picture"])).content.decode()
    assert "Would the map have told" in page and "surely more of the later events" in page and "5.0" in page


def test_the_page_of_a_response_hides_small_counts_and_what_gives_them_away(town: Town) -> None:
    """K34: the areas without the response may lie anywhere; a commander learns no small count of another area."""
    arguments = things(town)
    where = at("response", *arguments["response"])
    plan = ResponsePlan.objects.get()
    commander = browser_of(people(town)["commander"])
    page = commander.get(where).content.decode()
    assert "E-test" in page and "Differences, in events" in page and ">hidden<" not in page
    counts = plan.result["counts"] | {"control": {"before": 39, "after": 3}}
    net = {"value": 7.77, "variance": 1.0, "z": 1.0, "p": 0.3, "low": -8.88, "high": 9.99}
    periods = [["2025-06-04", 30, 31], ["2025-08-08", 31, 32]]
    plan.result |= {
        "counts": counts, "net": net, "place": net, "e_test": 0.456, "detectable": 66.6, "quotient": 5.551,
        "series": plan.result["series"] | {"effect": [4.44, 3.33, 6.66], "periods": periods},
    }  # fmt: skip
    plan.save()
    page = commander.get(where).content.decode()
    assert ">39<" in page and ">hidden<" in page and "Numbers from one to four are hidden" in page
    gone_too = [
        ">3<",
        ">32<",
        "7.8",
        "8.9",
        "4.44",
        "5.55",
        "E-test",
        "<svg",
        "2025-08-08",
        "Between",
        "in four of five",
    ]
    for gone in gone_too:
        assert gone not in page.split("<main")[1], gone
    plan.result["counts"]["control"] = {"before": 39, "after": 5}
    plan.save()
    assert "2025-08-08" in commander.get(where).content.decode()
    plan.result["series"]["periods"] = [*periods, ["2025-09-09", 31, 2]]
    plan.save()
    page = commander.get(where).content.decode()
    assert "2025-08-08" not in page and "stay hidden" in page and "E-test" in page


def test_the_public_sees_nothing_before_it_is_shown(town: Town) -> None:
    arguments = things(town)
    assert Client().get(at("crime:hot_spot", *arguments["picture"])).status_code == 404
    assert "No picture is shown yet." in Client().get(at("crime:hot_spots")).content.decode()


def test_the_statistician_shows_a_picture_and_takes_it_back(town: Town, settings: Any) -> None:
    settings.HAMKORI_PAGE_SECONDS = 0
    uid = str(things(town)["picture"][0])
    HotSpots.objects.filter(uid=uid).update(
        public={"minimum": 5, "side": 1000, "cells": [[0, 0, 5]], "coverage": 40, "marks": [],
                "grid": {"left": 0, "bottom": 0, "side": 1000, "rows": 1, "columns": 1}}
    )  # fmt: skip
    browser = browser_of(town.statistician)
    assert browser.post(at("picture_show", uid)).status_code == 302
    assert Client().get(at("crime:hot_spot", uid)).status_code == 200
    assert browser_of(staff(Role.COMMANDER, town.office)).post(at("picture_show", uid)).status_code == 404
    browser.post(at("picture_show", uid))
    assert Client().get(at("crime:hot_spot", uid)).status_code == 404


def test_a_plan_is_registered_by_a_form_and_a_late_one_is_refused(town: Town) -> None:
    browser = browser_of(town.statistician)
    form = {
        "title": "Lights at the market", "starts_on": "01.05.2026", "ends_on": "31.10.2026", "before_days": "180",
        "worthwhile": "20", "area_1": town.land.district.code, "part_1": "treated",
        "area_2": town.other.place.code, "part_2": "control", "once": "a",
    }  # fmt: skip
    late = browser.post(at("response_new"), {**form, "starts_on": "18.03.2026"})
    assert late.status_code == 422 and "before the response starts" in late.content.decode()
    twice = browser.post(at("response_new"), {**form, "area_2": town.land.district.code})
    assert twice.status_code == 422 and "stands there twice" in twice.content.decode()
    done = browser.post(at("response_new"), form)
    plan = ResponsePlan.objects.get()
    assert done.status_code == 302 and plan.control == [town.other.place.code]
    page = browser.get(done["Location"]).content.decode()
    assert "It can be judged from" in page and "Lights at the market" in page
    early = browser.post(at("response_judge", plan.uid))
    assert early.status_code == 302 and "Too early" in browser.get(early["Location"]).content.decode()


def test_a_sample_is_opened_looked_at_and_closed(town: Town) -> None:
    """Personas P6: the integrity officer draws, reads single records, writes numbers."""
    arguments = things(town)
    AuditSample.objects.all().delete()
    browser = browser_of(town.integrity)
    form = browser.get(at("signal", *arguments["signal"])).content.decode()
    assert "60 of 60" not in form and "To 5 points: 53 records" in form
    done = browser.post(at("signal", *arguments["signal"]), {"margin": "5", "once": "x"})
    sample = AuditSample.objects.get()
    page = browser.get(done["Location"]).content.decode()
    assert sample.seed in page and page.count("/desk/crimes/") == sample.size == 53
    wrong = browser.post(at("sample", sample.uid), {"right": "3", "once": "y"})
    assert wrong.status_code == 422
    browser.post(at("sample", sample.uid), {"right": "50", "wrong_day": "3", "once": "z"})
    told = browser.get(at("sample", sample.uid)).content.decode()
    assert "3 of 53 were wrong" in told and "1.9" in told


def test_asking_at_the_desk_leaves_work_for_the_worker(town: Town) -> None:
    browser = browser_of(staff(Role.COMMANDER, town.office))
    done = browser.post(
        at("picture_new"),
        {"area": town.land.district.code, "begins": "01.01.2025", "ends": "31.12.2025", "once": "q"},
    )
    assert done.status_code == 302 and HotSpots.objects.get().state == "waiting"
    assert "The worker counts it now" in browser.get(done["Location"]).content.decode()
    done = browser_of(town.integrity).post(
        at("signals_new"), {"begins": "01.01.2025", "ends": "31.12.2025", "once": "r"}
    )
    assert done.status_code == 302 and SignalRun.objects.get().state == "waiting"


def test_the_verdict_reaches_the_folder_as_a_text_only_in_the_demo(town: Town, settings: Any) -> None:
    from hamkori.rooms.problems.models import Question
    from tests.rooms.problems import builders as problems

    uid = str(things(town)["response"][0])
    folder, _measure, _actor = problems.acting(town.land)
    ResponsePlan.objects.filter(uid=uid).update(folder_uid=folder.uid)
    browser = browser_of(town.statistician)
    settings.HAMKORI_PROFILE = "statistics"
    browser.post(at("response_tell", uid))
    assert not Question.objects.filter(answered_on__isnull=False).exists()
    settings.HAMKORI_PROFILE = "all"
    browser.post(at("response_tell", uid))
    told = Question.objects.filter(folder=folder).latest("pk")
    assert set(told.answered) == {"tg", "ru", "en"} and not any(
        ch.isdigit() for ch in json.dumps(told.answered, ensure_ascii=False)
    )
    assert ResponsePlan.objects.get().told_on == NOW


def test_pages_ask_the_same_number_of_questions_whatever_there_is(
    town: Town, django_assert_max_num_queries: Any
) -> None:
    arguments = things(town)
    browser = browser_of(town.statistician)
    for number in range(6):
        make_crime(make_area(f"tj.zz.x{number}"), make_article(f"9{number}", "0502"))
    for name in ("pictures", "picture", "responses", "response"):
        with django_assert_max_num_queries(14):
            browser.get(at(name, *arguments.get(name, ())))
