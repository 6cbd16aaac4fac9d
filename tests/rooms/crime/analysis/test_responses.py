"""Responses: planned before they start, judged once, in plain words; 'not enough to tell' is normal; evidence is frozen."""

import csv
import io
import json
from contextlib import redirect_stdout
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from hamkori.config.command import main
from hamkori.kernel import clock, crypto
from hamkori.kernel.actor import SYSTEM, Role
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.crime.analysis import evidence, queries, words
from hamkori.rooms.crime.analysis.actions import responses
from hamkori.rooms.crime.analysis.actions.responses import Plan, register_plan
from hamkori.rooms.crime.analysis.jobs import count_what_waits
from hamkori.rooms.crime.models import Article, ResponsePlan
from hamkori.society.places.models import Place
from tests.rooms.crime.analysis.land import many
from tests.rooms.crime.builders import make_area, make_article, make_category, make_crime, staff

pytestmark = pytest.mark.django_db
MADE = date(2025, 5, 20)
START, END, LENGTH = date(2025, 7, 1), date(2025, 12, 31), 184
JUDGED = date(2026, 2, 1)


@pytest.fixture
def theft() -> Article:
    return make_article("244", "0502", part="1")


@pytest.fixture
def areas() -> dict[str, Place]:
    names = {
        "treated": "asht",
        "control": "isfara",
        "displacement": "konibodom",
        "displacement_control": "zafarobod",
    }
    return {part: make_area(f"tj.su.{name}") for part, name in names.items()}


def plan(areas: dict[str, Place], **more: Any) -> Plan:
    values: dict[str, Any] = {
        "titles": {"en": "Lights at the market", "tg": "Чароғҳо"}, "starts_on": START, "ends_on": END,
        "before_days": LENGTH, **{part: [area.code] for part, area in areas.items()}, **more,
    }  # fmt: skip
    return Plan(**values)


def registered(areas: dict[str, Place], **more: Any) -> ResponsePlan:
    with clock.travel(MADE):
        return register_plan(actor=SYSTEM, plan=plan(areas, **more))


def happened(area: Place, article: Article, before: int, after: int) -> None:
    for begin, number in ((START - timedelta(LENGTH), before), (START, after)):
        many(area, article, [begin + timedelta(at % LENGTH) for at in range(number)], after=3)


def judged(found: ResponsePlan) -> ResponsePlan:
    with clock.travel(JUDGED):
        return responses.judge_plan(actor=SYSTEM, plan=found)


@pytest.mark.parametrize("day", [MADE, MADE - timedelta(1)])
def test_a_plan_is_written_before_the_response_starts(areas: dict[str, Place], day: date) -> None:
    with pytest.raises(BadInput, match="before the response starts") as refused:
        registered(areas, starts_on=day)
    assert refused.value.field == "starts_on" and not ResponsePlan.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"treated": []}, "treated"),
        ({"control": []}, "control"),
        ({"control": ["TJ-SU-ASHT"]}, "control"),
        ({"control": ["TJ-SU"]}, "control"),
        ({"displacement": []}, "displacement"),
        ({"category_codes": ["9999"]}, "category_codes"),
        ({"ends_on": START + timedelta(5)}, "ends_on"),
        ({"titles": {"en": " "}}, "title"),
        ({"worthwhile": 100}, "worthwhile"),
    ],
)
def test_a_plan_that_cannot_be_judged_is_refused(
    areas: dict[str, Place], changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        registered(areas, **changes)
    assert refused.value.field == field


def test_a_commander_plans_only_in_the_own_area(areas: dict[str, Place]) -> None:
    with clock.travel(MADE), pytest.raises(BadInput):
        register_plan(actor=staff(Role.COMMANDER, path="tj.kt"), plan=plan(areas))
    with clock.travel(MADE):
        register_plan(actor=staff(Role.COMMANDER, path="tj.su.asht"), plan=plan(areas))


LATER = {"starts_on": END + timedelta(1), "ends_on": END + timedelta(LENGTH)}


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({}, "treated", "registered already: Lights"),
        ({"starts_on": END, "ends_on": END + timedelta(60)}, "treated", "registered already"),
        ({"category_codes": []}, "treated", "registered already"),
        ({"treated": ["TJ-SU-ISFARA"], "control": ["TJ-SU-ASHT"]}, "control", "of its own"),
        ({"treated": ["TJ-SU-ISFARA"], "control": ["TJ-SU-AYNI"]}, "treated", "without a response"),
        (LATER, "", ""),
        ({"category_codes": ["0701"]}, "", ""),
    ],
)
def test_two_responses_at_once_cannot_be_told_apart(
    areas: dict[str, Place], theft: Article, changes: dict[str, Any], field: str, words: str
) -> None:
    """Days, areas and offences of two plans: where all three meet, the second is refused in a sentence."""
    make_area("tj.su.ayni")
    make_article("200", "0701", part="1")
    first = {
        "treated": ["TJ-SU-ASHT"],
        "control": ["TJ-SU-ISFARA"],
        "displacement": [],
        "displacement_control": [],
    }
    registered(areas, **first, category_codes=["0502"])
    if not field:
        registered(areas, **first | {"category_codes": ["0502"]} | changes)
        return
    with pytest.raises(BadInput, match=words) as refused:
        registered(areas, **first | {"category_codes": ["0502"]} | changes)
    assert refused.value.field == field


def test_the_published_case_gives_its_figures(areas: dict[str, Place], theft: Article) -> None:
    """Wheeler & Ratcliffe (2018): -118, variance 1568, z -2.98, interval -196 to -40."""
    for part, (before, after) in {
        "treated": (207, 110), "control": (308, 318), "displacement": (178, 157), "displacement_control": (150, 140),
    }.items():  # fmt: skip
        happened(areas[part], theft, before, after)
    found = judged(registered(areas))
    net = found.result["net"]
    assert (net["value"], net["variance"], round(net["z"], 2)) == (-118, 1568, -2.98)
    assert (round(net["low"]), round(net["high"])) == (-196, -40)
    assert found.result["verdict"] == "helped"
    assert words.net_in_words(found.result) == "Between 40 and 196 fewer events, at 95 %."


def test_few_events_are_not_enough_to_tell(areas: dict[str, Place], theft: Article) -> None:
    happened(areas["treated"], theft, 6, 0)
    happened(areas["control"], theft, 7, 8)
    found = judged(registered(areas))
    assert found.result["verdict"] == "not_enough_to_tell" and "few_events" in found.result["reasons"]
    assert found.result["e_test"] < 0.05, "the small-count test stands beside and decides nothing"
    assert "normal result" in words.in_words(found.result)


def test_what_moved_next_door_is_said(areas: dict[str, Place], theft: Article) -> None:
    for part, (before, after) in {
        "treated": (200, 100), "control": (200, 200), "displacement": (100, 210), "displacement_control": (100, 100),
    }.items():  # fmt: skip
        happened(areas[part], theft, before, after)
    assert judged(registered(areas)).result["verdict"] == "moved_elsewhere"


def test_the_series_looks_at_months_beside_the_verdict(areas: dict[str, Place], theft: Article) -> None:
    for month in range(30):
        year, at = divmod(2023 * 12 + month, 12)
        many(areas["treated"], theft, [date(year, at + 1, day) for day in range(1, 21)])
    happened(areas["treated"], theft, 0, 60)
    happened(areas["control"], theft, 120, 120)
    found = judged(registered(areas))
    series = found.result["series"]
    assert series["verdict"] == "helped" and series["effect"][2] < 1 and series["seasonal"]
    assert [row[0] for row in series["periods"]][:1] == ["2023-01-01"] or series["periods"][0][
        0
    ] <= "2023-02-01"


def test_late_records_do_not_make_the_time_after_look_better(areas: dict[str, Place], theft: Article) -> None:
    happened(areas["treated"], theft, 20, 20)
    happened(areas["control"], theft, 20, 20)
    make_crime(areas["treated"], theft, START - timedelta(10), occurred_on=START - timedelta(60))
    assert judged(registered(areas)).result["counts"]["treated"] == {"before": 20, "after": 20}


def test_other_offences_are_not_counted(areas: dict[str, Place], theft: Article) -> None:
    happened(areas["treated"], theft, 20, 12)
    happened(areas["control"], theft, 20, 20)
    happened(areas["treated"], make_article("116", "0201", part="1"), 30, 30)
    assert judged(registered(areas, category_codes=["05"])).result["counts"]["treated"] == {
        "before": 20,
        "after": 12,
    }


def test_sexual_and_domestic_offences_count_in_no_plan(areas: dict[str, Place], theft: Article) -> None:
    """K34: not by name, not through the category above them, not between relatives, and not where all kinds count."""
    make_category("0301", sensitive=True)
    rape = make_article("138", "0301", part="1")
    happened(areas["control"], rape, 30, 9)
    for _one in range(2):
        make_crime(areas["control"], theft, START, victims=[("f", "30-44", "partner")])
    happened(areas["treated"], theft, 20, 12)
    happened(areas["control"], theft, 20, 20)
    for codes in ((), ("03", "05")):
        ResponsePlan.objects.all().delete()
        assert judged(registered(areas, category_codes=codes)).result["counts"]["control"] == {
            "before": 20, "after": 20,
        }  # fmt: skip
    with pytest.raises(BadInput, match="never shown by places") as refused:
        registered(areas, category_codes=["05", "0301"])
    assert refused.value.field == "category_codes"
    offered = {one.code for one in queries.categories()}
    assert {"03", "05"} <= offered and "0301" not in offered


def test_nobody_looks_before_the_end_and_a_verdict_stands(areas: dict[str, Place], theft: Article) -> None:
    happened(areas["treated"], theft, 20, 12)
    happened(areas["control"], theft, 20, 20)
    found = registered(areas)
    for day in (START + timedelta(30), END, END + timedelta(30)):
        with clock.travel(day), pytest.raises(BadState, match="Too early"):
            responses.judge_plan(actor=SYSTEM, plan=found)
    with clock.travel(JUDGED):
        responses.ask_judgement(actor=staff(Role.STATISTICIAN), plan=found)
        assert count_what_waits() == 1
        found.refresh_from_db()
        assert found.judged_on == JUDGED
        with pytest.raises(BadState, match="frozen"):
            responses.judge_plan(actor=SYSTEM, plan=found)


def test_a_plan_that_was_changed_behind_our_back_is_not_judged(
    areas: dict[str, Place], theft: Article
) -> None:
    happened(areas["treated"], theft, 20, 12)
    found = registered(areas)
    ResponsePlan.objects.filter(pk=found.pk).update(control=["TJ-SU-KONIBODOM"], displacement=[])
    found.refresh_from_db()
    with pytest.raises(BadState, match="not as it was registered"):
        judged(found)


# --- evidence


def test_the_evidence_is_signed_and_the_same_in_both_files(areas: dict[str, Place], theft: Article) -> None:
    happened(areas["treated"], theft, 60, 40)
    happened(areas["control"], theft, 60, 60)
    found = judged(registered(areas))
    key = responses.public_key()
    body = json.loads(evidence.as_json(found, key))
    digest = __import__("hashlib").sha256(evidence.canonical(body["evidence"])).hexdigest()
    assert digest == body["sha256"]
    assert crypto.is_signed(
        digest.encode(), bytes.fromhex(body["ed25519"]), by=bytes.fromhex(body["public_key"])
    )
    assert set(body["evidence"]["in_words"]) == {"tg", "ru", "en"}
    rows = dict(list(csv.reader(io.StringIO(evidence.as_csv(found, key).decode("utf-8-sig"))))[1:])
    assert rows["counts.treated.after"] == "40" and rows["sha256"] == digest
    assert rows["figures.net.value"] == str(body["evidence"]["figures"]["net"]["value"])
    said = io.StringIO()
    with redirect_stdout(said):
        assert main(["crime", "response", "evidence", found.uid]) == 0
    assert json.loads(said.getvalue())["sha256"] == digest


def test_small_counts_and_what_gives_them_away_are_hidden_in_the_evidence(
    areas: dict[str, Place], theft: Article
) -> None:
    """K34: 60 to 3 with a difference beside it would be no protection."""
    happened(areas["treated"], theft, 60, 3)
    happened(areas["control"], theft, 60, 60)
    body = judged(registered(areas)).result["evidence"]
    assert body["counts"]["treated"] == {"before": 60, "after": None}
    assert body["small_counts_hidden"] and body["figures"] is None and body["series_effect"] is None
    assert body["verdict"] == "helped"


def test_the_command_judges_in_words(areas: dict[str, Place], theft: Article) -> None:
    happened(areas["treated"], theft, 6, 5)
    happened(areas["control"], theft, 6, 5)
    found = registered(areas)
    said = io.StringIO()
    with clock.travel(JUDGED), redirect_stdout(said):
        assert main(["crime", "response", "judge", found.uid]) == 0
    assert "Not enough to tell." in said.getvalue()


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_every_verdict_and_reason_has_words(language: str) -> None:
    from hamkori.ground.measures.responses import Reason, Verdict

    with translation.override(language):
        assert all(str(words.VERDICTS[one]) and str(words.SENTENCES[one]) for one in Verdict)
        assert all(str(words.REASONS[one]) for one in Reason)
    if language != "en":
        with translation.override(language):
            here = str(words.VERDICTS["not_enough_to_tell"])
        assert here != "Not enough to tell"
