"""The plan of the year, the local budget, the papers (documents 1b and 9; K43, K55, P8)."""

import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import BadInput, BadState, NotAllowed
from hamkori.rooms.problems import papers, spreadsheets
from hamkori.rooms.problems.actions import deciding, planning
from hamkori.rooms.problems.models import BudgetRequest, PlanRow, PlanTemplate, YearPlan
from hamkori.rooms.problems.pack import faults
from hamkori.rooms.problems.queries import plans as queries
from hamkori.society.countries.packs import Pack, read_pack
from tests.rooms.problems import builders
from tests.rooms.problems.builders import Land, staff

pytestmark = pytest.mark.django_db


def begun(land: Land, actor: Actor) -> YearPlan:
    builders.load_plan_rows()
    return planning.begin_plan(actor=actor, team=land.office("team"), year=clock.today().year)


def row(land: Land, actor: Actor, plan: YearPlan, **changes: Any) -> PlanRow:
    values = {
        "month": 8, "title": "Six lamps on the way to school", "post": "head of the jamoat", "shown_by": "the lamps burn",
        "resource": "budget", "cost": 7800, "origin": "residents", **changes,
    }  # fmt: skip
    return planning.write_row(
        actor=actor, team=land.office("team"), plan=plan, row=planning.Row(**values), language="en"
    )


def adopted(land: Land, actor: Actor, plan: YearPlan) -> YearPlan:
    return deciding.adopt(
        actor=actor, team=land.office("team"), plan=plan, way="consent", seats=builders.seats(land), protocol="2026/1",
        on=clock.today(),
    )  # fmt: skip


def test_r264_k44_the_plan_says_who_wants_each_row(land: Land) -> None:
    actor = builders.secretary(land)
    plan = begun(land, actor)
    with pytest.raises(BadInput, match="who wants it") as refused:
        row(land, actor, plan, origin="")
    assert refused.value.field == "origin"
    donor = builders.opened(land, actor=actor, origin="partner")
    row(land, actor, plan, origin="residents")
    row(land, actor, plan, origin="authority")
    row(land, actor, plan, folder=donor, origin="residents")
    rows = queries.rows_of(plan)
    assert {one.value: number for one, number in queries.sources(rows)} == {
        "residents": 1, "authority": 1, "partner": 1,
    }, "the folder's own origin counts, not what was typed beside it"  # fmt: skip
    assert queries.is_from_outside(rows)
    row(land, actor, plan, origin="residents")
    assert not queries.is_from_outside(queries.rows_of(plan))
    served = [line[2] for line in papers.plan_rows(plan)]
    assert "residents" in served and "every team has it" in served
    assert any(line.endswith("(a donor or partner)") for line in served)


def test_r248_a_village_begins_with_few_rows(land: Land) -> None:
    builders.load_plan_rows()
    plan = planning.begin_plan(
        actor=builders.secretary(land), team=land.office("team"), year=clock.today().year, village=True
    )
    found = {one.template for one in queries.rows_of(plan)}
    assert found == {
        "opening_consultation",
        "women_session",
        "youth_session",
        "safety_walk",
        "closing_report",
    }


def test_a_plan_begins_with_one_question_for_the_offices(land: Land) -> None:
    actor, team = builders.secretary(land), land.office("team")
    builders.load_plan_rows()
    with CaptureQueriesContext(connection) as taken:
        planning.begin_plan(actor=actor, team=team, year=clock.today().year)
    assert sum("bodies_jurisdiction" in one["sql"] for one in taken) == 1


def test_a_plan_begins_with_the_rows_of_the_pack(land: Land) -> None:
    plan = begun(land, builders.secretary(land))
    rows = queries.rows_of(plan)
    assert [row.month for row in rows if row.template == "reporting_session"] == [3, 6, 9, 12]
    assert {row.template for row in rows} == {
        "opening_consultation", "reporting_session", "women_session", "youth_session", "budget_request", "school_meeting",
        "safety_walk", "closing_report",
    }  # fmt: skip
    assert queries.seasons_of(2026), "dates to mind come from the pack"


def test_a_plan_is_begun_once(land: Land) -> None:
    actor = builders.secretary(land)
    plan = begun(land, actor)
    number = PlanRow.objects.count()
    assert begun(land, actor).pk == plan.pk and PlanRow.objects.count() == number


@pytest.mark.parametrize("code", ["tj", "kg", "uz"])
def test_the_packs_rows_have_no_hole(code: str) -> None:
    pack = read_pack(code)
    assert list(faults(pack)) == [] and pack.rows("bodies", "plan_row")


@pytest.mark.parametrize("broken", [{"months": []}, {"months": [13]}, {"code": ""}, {"names": {"tg": "x"}}])
def test_a_hole_in_a_packs_row_is_found(broken: dict[str, Any]) -> None:
    good = {"code": "x", "months": [1], "names": {"tg": "a", "ru": "b", "en": "c"}}
    pack = Pack(
        "tj",
        {
            "pack": {"country": {"languages": ["tg", "ru", "en"]}},
            "bodies": {"plan_row": [{**good, **broken}]},
        },
    )
    assert list(faults(pack))


def test_k43_a_changed_plan_is_the_teams_again(land: Land) -> None:
    actor = builders.secretary(land)
    plan = adopted(land, actor, begun(land, actor))
    assert plan.decision_id is not None
    row(land, actor, plan)
    assert YearPlan.objects.get().decision_id is None


@pytest.mark.parametrize(
    ("role", "kind"), [(Role.HEAD, "jamoat"), (Role.COMMANDER, "district_police"), (Role.MEMBER, "team")]
)
def test_k43_nobody_but_the_secretary_writes_the_plan(land: Land, role: Role, kind: str) -> None:
    plan = begun(land, builders.secretary(land))
    stranger = staff(role, land.office(kind))
    with pytest.raises(NotAllowed):
        row(land, stranger, plan)
    with pytest.raises(NotAllowed):
        adopted(land, stranger, plan)


def test_no_more_than_five_problems_in_a_year(land: Land) -> None:
    actor = builders.secretary(land)
    plan = begun(land, actor)
    folders = [builders.opened(land, actor=actor, title=f"problem number {number}") for number in range(6)]
    for folder in folders[:5]:
        row(land, actor, plan, folder=folder)
    with pytest.raises(BadInput, match="five"):
        row(land, actor, plan, folder=folders[5])
    row(land, actor, plan, folder=folders[0], month=9)


def test_not_done_needs_a_reason(land: Land) -> None:
    actor = builders.secretary(land)
    found = row(land, actor, begun(land, actor))
    with pytest.raises(BadInput, match="why"):
        planning.tell_row(actor=actor, team=land.office("team"), row=found, done="not")
    told = planning.tell_row(actor=actor, team=land.office("team"), row=found, done="not", why="money")
    assert told.get_why_display() == "there was no money"


# --- the local budget


def asked(land: Land, actor: Actor) -> BudgetRequest:
    plan = begun(land, actor)
    found = row(land, actor, plan)
    adopted(land, actor, plan)
    return planning.ask_budget(
        actor=actor, team=land.office("team"), row=PlanRow.objects.select_related("plan").get(pk=found.pk),
        to=land.office("jamoat"), law=queries.laws()[0], amount=7800, own_days=6,
    )  # fmt: skip


def test_p8_a_row_goes_into_the_local_budget_with_its_law_and_its_spending(land: Land) -> None:
    request = asked(land, builders.secretary(land))
    head = staff(Role.HEAD, land.office("jamoat"))
    planning.answer_budget(actor=head, request=request, granted=6000, decision_number="14")
    planning.tell_spent(actor=head, request=request, spent=5900)
    kept = BudgetRequest.objects.get()
    assert (kept.state, kept.granted, kept.spent, kept.on_paper) == ("granted", 6000, 5900, False)
    assert kept.law.code and kept.decision_number == "14"
    with pytest.raises(BadInput):
        planning.tell_spent(actor=head, request=kept, spent=6001)


def test_k55_a_stamped_answer_typed_by_the_secretary_counts(land: Land) -> None:
    actor = builders.secretary(land)
    request = asked(land, actor)
    planning.answer_budget(actor=actor, request=request, granted=7000, decision_number="No. 7 of the jamoat")
    kept = BudgetRequest.objects.get()
    assert kept.state == "granted" and kept.on_paper


def test_only_the_office_that_was_asked_answers(land: Land) -> None:
    request = asked(land, builders.secretary(land))
    for role, kind in ((Role.HEAD, "water"), (Role.HANDLER, "jamoat"), (Role.COMMANDER, "district_police")):
        with pytest.raises(NotAllowed):
            planning.answer_budget(
                actor=staff(role, land.office(kind)), request=request, granted=1, decision_number="1"
            )


def test_only_an_adopted_plan_asks_for_money_and_only_of_local_government(land: Land) -> None:
    actor = builders.secretary(land)
    plan = begun(land, actor)
    found = row(land, actor, plan)
    values: dict[str, Any] = {
        "actor": actor,
        "team": land.office("team"),
        "law": queries.laws()[0],
        "amount": 5,
        "own_days": 0,
    }
    with pytest.raises(BadState, match="adopts"):
        planning.ask_budget(row=found, to=land.office("jamoat"), **values)
    adopted(land, actor, plan)
    again = PlanRow.objects.select_related("plan").get(pk=found.pk)
    with pytest.raises(BadInput):
        planning.ask_budget(row=again, to=land.office("precinct"), **values)


def test_a_row_before_the_budget_cannot_vanish(land: Land) -> None:
    actor = builders.secretary(land)
    request = asked(land, actor)
    with pytest.raises(BadState):
        planning.drop_row(actor=actor, team=land.office("team"), row=request.row)


# --- papers

NAMES = ("Zarnigor", "Lolazoda", "Rustam", "Karimov")


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_the_summary_is_two_pages_and_names_nobody(land: Land, language: str) -> None:
    folder, _actor = builders.told(land)
    content = papers.summary_content(folder, language)
    made = papers.summary_pdf(folder, language)
    assert made.startswith(b"%PDF") and 1 <= made.count(b"/Type /Page\n") + made.count(b"/Type/Page") <= 4
    words = str(content)
    assert not any(name in words for name in NAMES)
    assert any("18" in text and "43" not in text or "43" in text for _what, text in content["rows"])


def test_document_9_has_its_rows_in_order(land: Land) -> None:
    folder, _actor = builders.told(land)
    rows = [what for what, _text in papers.summary_content(folder, "en")["rows"]]
    order = ["How it came up", "The problem", "Who is affected", "Known before", "Chosen: who does what, by when, and why",
             "Could it harm anybody?", "Cost", "Afterwards", "Verdict", "Did it move?", "Limits: what we cannot say",
             "What we would do differently", "Decisions"]  # fmt: skip
    assert [what for what in rows if what in order] == order


def test_pdf_bytes_hold_no_name_of_a_resident_member_or_secretary(land: Land) -> None:
    """Names of people exist around the folder: a concern with a name, a member who agreed to be shown."""
    from hamkori.rooms.bodies.models import Seat
    from hamkori.rooms.problems.actions import folders
    from tests.rooms.concerns.builders import raised_by_name

    folder, _measure, actor = builders.assessing(land)
    folders.link_concerns(actor=actor, folder=folder, concerns=[raised_by_name(land).concern])
    Seat.objects.filter(number=1).update(shown_name="Rustam Karimov", shown_agreed_on=clock.today())
    for made in (papers.summary_pdf(folder, "en"), spreadsheets.summary(folder, "en")):
        assert not any(name.encode() in made for name in NAMES)
    assert not any(name in str(papers.summary_content(folder, "en")) for name in NAMES)


def test_the_plan_has_eight_columns_priorities_and_seasons(land: Land) -> None:
    actor = builders.secretary(land)
    plan = begun(land, actor)
    folder = builders.opened(land, actor=actor)
    builders.heard(land, folder, actor)
    row(land, actor, plan, folder=folder)
    content = papers.plan_content(plan, "en")
    assert len(content["headings"]) == 8 and all(len(one) == 8 for one in content["rows"])
    assert content["groups"] == ["Women", "Men"] and content["priorities"] == [folder.title]
    assert content["adopted"] == "Draft, not adopted" and content["seasons"]
    assert papers.plan_pdf(plan, "tg").startswith(b"%PDF")


def test_spreadsheets_open_and_hold_text_as_text(land: Land) -> None:
    actor = builders.secretary(land)
    plan = begun(land, actor)
    row(land, actor, plan, title="=SUM(A1) of lamps")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(spreadsheets.plan(plan, "en"))).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert rows[0][0] == "Month" and any("=SUM(A1) of lamps" in str(cell) for line in rows for cell in line)


@pytest.mark.parametrize(("language", "january"), [("tg", "Январ"), ("ru", "Январь"), ("en", "January")])
def test_months_have_names(language: str, january: str) -> None:
    from django.utils import translation

    with translation.override(language):
        assert papers.month_name(1) == january


def test_the_pack_table_is_filled_by_its_section(land: Land) -> None:
    builders.load_plan_rows()
    assert PlanTemplate.objects.count() == 8
