"""Programmes and self-assessments over HTTP: the Ministry's two people, the council, the public (R495, R496)."""

import csv
import io
import re
from secrets import token_hex
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hamkori.kernel import clock
from hamkori.kernel.actor import Role
from hamkori.rooms.programmes import panels
from hamkori.rooms.programmes.elements import DIMENSIONS, ELEMENTS
from hamkori.rooms.programmes.models import Actual, Framework, Indicator, Result, SelfCheck, SelfScore
from tests.rooms.concerns.builders import Land, staff
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.programmes import builders
from tests.rooms.programmes.builders import Ministry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_page_cache(settings: Any) -> None:
    settings.HAMKORI_PAGE_SECONDS = 0


@pytest.fixture
def of(land: Land) -> Ministry:
    return builders.ministry(land)


def sent(client: Client, name: str, args: list[object], **data: object) -> int:
    address = reverse(f"programmes_desk:{name}", args=args)
    return client.post(address, {"once": token_hex(16), **data}).status_code


def test_r495_from_a_programme_to_an_approved_public_value(of: Ministry) -> None:
    keeper, officer = browser_of(of.keeper), browser_of(of.officer)
    year = clock.today().year
    assert sent(
        keeper, "new", [], title="Talking with residents", aim="", place=of.office.place.code,
        begins_on=f"01.01.{year - 1}", ends_on=f"31.12.{year}",
    ) == 302  # fmt: skip
    framework = Framework.objects.get()
    assert sent(keeper, "result_new", [framework.uid], statement="residents feel safe") == 302
    at = Result.objects.get()
    wanted = {
        "title": "residents who feel safe", "definition": "asked in a survey", "source": "survey", "unit": "percent",
        "direction": "up", "every": "year", "split": "sex", "baseline": "54,5", "baseline_on": "01.12.2020",
    }  # fmt: skip
    refused = keeper.post(
        reverse("programmes_desk:indicator_new", args=[framework.uid, at.pk]),
        {**wanted, "once": "1", "title": "fines"},
    )
    assert refused.status_code == 422 and "never counts fines" in refused.content.decode()
    assert sent(keeper, "indicator_new", [framework.uid, at.pk], **wanted) == 302
    one = Indicator.objects.get()
    period = builders.first_period(one)
    assert str(one.baseline) == "54.50"
    assert sent(keeper, "target", [period.pk], target="60", part_women="57") == 302
    assert (
        sent(officer, "value", [period.pk], value="58,4", base="1210", part_women="52", base_women="600")
        == 302
    )
    assert sent(officer, "send", [period.pk]) == 302
    assert sent(officer, "approve", [period.pk]) == 404
    assert sent(keeper, "show", [framework.uid], shown="yes") == 302
    public = reverse("programmes:indicator", args=[one.uid])
    assert "58.4" not in Client().get(public).content.decode()
    assert panels.my_work(of.keeper) == {"waiting": 1, "returned": 0}
    assert sent(keeper, "approve", [period.pk]) == 302
    assert Actual.objects.get().state == "sent", "nobody approves what they did not look at"
    page = keeper.get(reverse("programmes_desk:indicator", args=[one.uid])).content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen is not None and sent(keeper, "approve", [period.pk], seen=seen[1]) == 302
    assert Actual.objects.get().state == "approved"
    for address in (public, reverse("programmes:framework", args=[framework.uid])):
        text = Client().get(address).content.decode()
        assert "58.4%" in text and "of 1,210" in text
    assert sent(keeper, "send_back", [period.pk], reason="") == 422
    back = reverse("programmes_desk:send_back", args=[period.pk])
    looked_at = re.search(r'name="seen" value="(\d+)"', keeper.get(back).content.decode())
    assert looked_at is not None
    words = {"once": token_hex(16), "reason": "two districts are missing"}
    stale = keeper.post(back, words | {"seen": seen[1]})
    assert stale.status_code == 409 and "has changed meanwhile" in stale.content.decode()
    assert looked_at[0] in stale.content.decode() and "two districts are missing" in stale.content.decode()
    assert Actual.objects.get().state == "approved", "nobody sends back what they did not look at"
    assert (
        sent(keeper, "send_back", [period.pk], reason="two districts are missing", seen=looked_at[1]) == 302
    )
    assert "58.4" not in Client().get(reverse("programmes:framework", args=[framework.uid])).content.decode()
    assert panels.my_work(of.officer) == {"waiting": 0, "returned": 1}


def test_the_same_figures_as_data_and_as_a_spreadsheet(of: Ministry) -> None:
    framework = builders.programme(of)
    one = builders.indicator(of, builders.result(of, framework), split="sex", title="=women who came")
    builders.approved(of, builders.first_period(one), 40, remark="only for the desk")
    Framework.objects.update(shown=True)
    answer = Client().get(reverse("programmes:file", args=[framework.uid, "csv"]))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:3] == ["Result", "Level", "Indicator"] and rows[1][2] == "'=women who came"
    assert "not reported" in {row[15] for row in rows} and "40" in {row[15] for row in rows}
    assert "only for the desk" not in answer.content.decode()
    desk = browser_of(of.keeper)
    assert (
        "only for the desk"
        in desk.get(reverse("programmes_desk:file", args=[framework.uid, "csv"])).content.decode()
    )
    book = desk.get(reverse("programmes_desk:file", args=[framework.uid, "xlsx"]))
    assert book.content[:2] == b"PK"
    assert desk.get(reverse("programmes_desk:file", args=[framework.uid, "pdf"])).status_code == 404


def test_a_programme_that_is_not_shown_has_no_public_page(of: Ministry) -> None:
    framework = builders.programme(of)
    one = builders.indicator(of, builders.result(of, framework))
    for name, args in (
        ("framework", [framework.uid]),
        ("indicator", [one.uid]),
        ("file", [framework.uid, "csv"]),
    ):
        assert Client().get(reverse(f"programmes:{name}", args=args)).status_code == 404
    assert "Talking" not in Client().get(reverse("programmes:list")).content.decode()


def test_the_council_reads_and_writes_nothing(of: Ministry) -> None:
    one = builders.indicator(of, builders.result(of, builders.programme(of)))
    council = browser_of(staff(Role.COUNCIL, of.land.office("public_council")))
    text = council.get(reverse("programmes_desk:indicator", args=[one.uid])).content.decode()
    assert "women who came" in text and "<form" not in text.split("<main", 1)[1].split("</main>", 1)[0]


def test_r609_a_department_and_its_council_side_by_side(land: Land) -> None:
    command = browser_of(staff(Role.COMMANDER, land.office("district_police")))
    actor = staff(Role.COUNCIL, land.office("public_council"))
    council = browser_of(actor)
    assert sent(command, "selfcheck_begin", [], year=clock.today().year) == 302
    check = SelfCheck.objects.get()
    for code, one in DIMENSIONS.items():
        data = {f"score_{name}": "3" for name in one.elements}
        assert sent(command, "selfcheck_scores", [check.uid, code], **data) == 422, "a score needs words"
        data |= {f"ground_{name}": "minutes of the meetings" for name in one.elements}
        assert sent(command, "selfcheck_scores", [check.uid, code], **data) == 302
    assert SelfScore.objects.count() == len(ELEMENTS)
    assert sent(command, "selfcheck_step", [check.uid, "send"]) == 302
    assert panels.my_work(actor) == {"checks": 1}
    assert (
        sent(council, "selfcheck_scores", [check.uid, "tactics"], score_solving="1", ground_solving="") == 422
    )
    answer = {"score_solving": "1", "ground_solving": "nobody came back to look"}
    assert sent(council, "selfcheck_scores", [check.uid, "tactics"], **answer) == 302
    assert sent(council, "selfcheck_step", [check.uid, "answer"]) == 302
    text = command.get(reverse("programmes_desk:selfcheck", args=[check.uid])).content.decode()
    assert "3 of 4" in text and "1 of 4" in text and "differs" in text and "nobody came back to look" in text
    assert "Gary Cordner" in text and "2 of 4" not in text
