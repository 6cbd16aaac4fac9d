"""R495: a results framework, its indicators, targets and values, and two people behind each value."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from hamkori.ground.audit.models import Entry
from hamkori.ground.files import queries as stored
from hamkori.ground.files import store
from hamkori.kernel import clock
from hamkori.kernel.actor import Role
from hamkori.kernel.errors import BadInput, BadState, NotAllowed, NotFound
from hamkori.rooms.programmes import counts, shown
from hamkori.rooms.programmes.actions import framework as writing
from hamkori.rooms.programmes.actions import reporting
from hamkori.rooms.programmes.models import Actual, ActualStep, Framework, Indicator, Period
from hamkori.rooms.programmes.queries import framework as queries
from hamkori.rooms.programmes.values import Standing, standing
from tests.rooms.concerns.builders import Land, staff
from tests.rooms.programmes import builders
from tests.rooms.programmes.builders import Ministry

pytestmark = pytest.mark.django_db


@pytest.fixture
def of(land: Land) -> Ministry:
    return builders.ministry(land)


def written(of: Ministry, **changes: Any) -> Indicator:
    return builders.indicator(of, builders.result(of, builders.programme(of)), **changes)


def leaf(one: Indicator, *, public: bool) -> shown.Leaf:
    return shown.leaf(queries.with_periods(one, approved_only=public), public=public)


def test_r495_a_programme_has_whole_months_and_whole_periods(of: Ministry) -> None:
    framework = builders.programme(of)
    year = clock.today().year
    assert (framework.begins_on.day, framework.ends_on.day) == (1, 31)
    outcome = builders.result(of, framework)
    output = builders.result(of, framework, outcome)
    assert (outcome.level, output.level, output.number) == ("outcome", "output", 1)
    for every, number in (("quarter", 8), ("half", 4), ("year", 2)):
        one = builders.indicator(of, output, every=every)
        periods = list(one.periods.order_by("begins_on"))
        assert len(periods) == number
        assert periods[0].begins_on == framework.begins_on and periods[-1].ends_on == framework.ends_on
        assert all(
            a.ends_on + timedelta(days=1) == b.begins_on for a, b in zip(periods, periods[1:], strict=False)
        )
    assert framework.ends_on.year == year


@pytest.mark.parametrize("field", ["title", "definition", "source"])
@pytest.mark.parametrize("text", ["number of arrests", "количество штрафов", "шумораи боздошт"])
def test_k21_an_indicator_of_arrests_or_fines_is_refused_at_its_field(
    of: Ministry, field: str, text: str
) -> None:
    at = builders.result(of, builders.programme(of))
    with pytest.raises(BadInput) as refusal:
        builders.indicator(of, at, **{field: text})
    assert refusal.value.field == field and "never" in str(refusal.value)
    assert not Indicator.objects.exists()


def test_k21_neither_a_result_nor_a_programme_is_about_arrests(of: Ministry) -> None:
    framework = builders.programme(of)
    with pytest.raises(BadInput):
        builders.result(of, framework, statement="more criminal cases")
    with pytest.raises(BadInput):
        builders.programme(of, title="Plan of arrests")
    with pytest.raises(BadInput):
        builders.result(of, framework, statement="call 900 11 22 33")


def test_r495_who_writes_down_does_not_approve(of: Ministry) -> None:
    period = builders.first_period(written(of))
    actual = builders.entered(of, period, 40, actor=of.keeper)
    reporting.send(actor=of.keeper, period=period)
    with pytest.raises(BadState):
        reporting.approve(actor=of.keeper, actual=actual)
    with pytest.raises(NotAllowed):
        reporting.approve(actor=of.officer, actual=actual)
    other = staff(Role.HEAD, of.office)
    assert reporting.approve(actor=other, actual=actual).state == "approved"
    with pytest.raises(IntegrityError), transaction.atomic():
        Actual.objects.filter(pk=actual.pk).update(entered_by=other.user_id)
    assert Entry.objects.filter(action="programme.value_approved").exists()


def test_r495_a_value_comes_back_with_a_reason_and_its_way_is_kept(of: Ministry) -> None:
    period = builders.first_period(written(of))
    actual = builders.approved(of, period, 40)
    with pytest.raises(BadInput):
        reporting.send_back(actor=of.keeper, actual=actual, reason=" ", language="en")
    reporting.send_back(actor=of.keeper, actual=actual, reason="one jamoat is missing", language="en")
    with pytest.raises(BadState):
        reporting.send(actor=of.officer, period=period)
    builders.approved(of, period, 44)
    verbs = list(ActualStep.objects.order_by("pk").values_list("verb", "value"))
    assert [verb for verb, _value in verbs] == [
        "enter", "send", "approve", "send_back", "enter", "send", "approve",
    ]  # fmt: skip
    assert verbs[0][1] == 40 and verbs[-1][1] == 44
    with pytest.raises(BadState):
        builders.entered(of, period, 50)


def test_r495_a_value_without_groups_is_not_lost(of: Ministry) -> None:
    """An actual stands on its own; groups that are less than the whole leave a rest that is shown."""
    one = written(of)
    first, second = one.periods.order_by("begins_on")[:2]
    builders.approved(of, builders.first_period(one), 40)
    second = Period.objects.select_related("indicator__result__framework").get(pk=second.pk)
    builders.approved(of, second, 60, parts={"young_women": Decimal(20), "older_men": Decimal(25)})
    rows = leaf(one, public=True).rows
    assert rows[0].value == "40" and [part.value for part in rows[0].parts] == ["not told"] * 4
    words = {str(part.name): part.value for part in rows[1].parts}
    assert rows[1].value == "60" and words["not counted by group"] == "15"
    assert words["Young men from 14 to 30"] == "not told"
    assert first.pk == rows[0].pk


def test_not_reported_is_never_nought(of: Ministry) -> None:
    one = written(of)
    rows = leaf(one, public=False).rows
    assert rows[0].value == "not reported" and rows[0].chart is None
    assert rows[-1].value == "still to come" or clock.today().month == 12
    with pytest.raises(BadInput):
        builders.entered(of, builders.first_period(one), None)
    builders.approved(of, builders.first_period(one), 0)
    assert leaf(one, public=True).rows[0].value == "0"
    assert standing(None, Decimal(5), "up", has_ended=True) is Standing.NOT_REPORTED
    assert standing(Decimal(0), Decimal(5), "down", has_ended=True) is Standing.REACHED


def test_only_approved_values_are_public_and_small_groups_hidden(of: Ministry) -> None:
    """K34: with a hidden group goes what would give it away."""
    one = written(of, split="sex")
    period = builders.first_period(one)
    builders.entered(of, period, 40, parts={"women": Decimal(38), "men": Decimal(2)})
    assert leaf(one, public=True).rows[0].value == "not reported"
    assert leaf(one, public=False).rows[0].value == "40"
    reporting.send(actor=of.officer, period=period)
    reporting.approve(actor=of.keeper, actual=Actual.objects.get())
    row = leaf(one, public=True).rows[0]
    assert row.value == "40" and [part.value for part in row.parts] == ["hidden: too few"] * 2
    assert [part.value for part in leaf(one, public=False).rows[0].parts] == ["38", "2"]


@pytest.mark.parametrize(("value", "hidden"), [(3, True), (0, False), (5, False)])
def test_k34_few_people_are_hidden_from_the_public(of: Ministry, value: int, hidden: bool) -> None:
    one = written(of, split="", baseline=Decimal(12))
    builders.approved(of, builders.first_period(one), value)
    assert leaf(one, public=True).rows[0].hidden is hidden
    text = str(list(shown.file_rows(shown.twigs(queries.tree(Framework.objects.get(), approved_only=True), public=True), public=True)))  # fmt: skip
    assert ("hidden: too few" in text) is hidden


def test_a_share_says_of_how_many(of: Ministry) -> None:
    one = written(of, unit="percent", split="sex", baseline=Decimal("54.5"))
    period = builders.first_period(one)
    with pytest.raises(BadInput):
        builders.entered(of, period, 58)
    with pytest.raises(BadInput):
        builders.entered(of, period, 158, base=100)
    builders.approved(of, period, "58.4", base=812, parts={"women": Decimal("51.5"), "men": Decimal(66)}, bases={"women": 404, "men": 9})  # fmt: skip
    row = leaf(one, public=True).rows[0]
    assert row.value == "58.4%" and row.of == "of 812"
    assert [part.value for part in row.parts] == ["51.5% of 404", "hidden: too few"]


def test_k34_no_group_of_a_share_is_shown_that_gives_away_a_few(of: Ministry) -> None:
    """58.3 % of 24 together and 12 of 20 women say what the other four answered."""
    period = builders.first_period(written(of, unit="percent", split="sex"))
    builders.approved(of, period, "58.3", base=24, parts={"women": Decimal(60), "men": Decimal(50)}, bases={"women": 20, "men": 4})  # fmt: skip
    row = leaf(period.indicator, public=True).rows[0]
    assert row.value == "58.3%" and [part.value for part in row.parts] == ["hidden: too few"] * 2


@pytest.mark.parametrize(
    ("value", "base", "hidden"),
    [
        ("20.8", 24, False),
        ("12.5", 24, True),
        ("87.5", 24, True),
        ("0", 24, False),
        ("100", 10, False),
        ("50", 9, True),
    ],
)
def test_k34_a_share_is_shown_when_neither_side_of_it_is_few(
    of: Ministry, value: str, base: int, hidden: bool
) -> None:
    """12.5 % of 24 are three people; 87.5 % leave three."""
    period = builders.first_period(written(of, unit="percent", split="sex"))
    builders.approved(of, period, value, base=base, parts={"women": Decimal(50)}, bases={"women": 12})
    row = leaf(period.indicator, public=True).rows[0]
    assert row.hidden is hidden and (not hidden or row.parts[0].hidden)


def since_the_beginning(of: Ministry, *told: tuple[int, dict[str, int]], **changes: Any) -> list[shown.Row]:
    one = written(of, cumulative=True, every="quarter", **{"split": "", "baseline": Decimal(0), **changes})
    for period, (value, parts) in zip(one.periods.order_by("begins_on"), told, strict=False):
        period = Period.objects.select_related("indicator__result__framework").get(pk=period.pk)
        builders.approved(of, period, value, parts={code: Decimal(n) for code, n in parts.items()})
    return leaf(one, public=True).rows[: len(told)]


def test_k34_steps_of_a_count_since_the_beginning_are_never_one_to_four(of: Ministry) -> None:
    """10 and then 12 tell of two people; the step counts from the last period that is shown."""
    rows = since_the_beginning(of, (10, {}), (12, {}), (14, {}), (15, {}), (15, {}), (18, {}))
    assert [row.hidden for row in rows] == [False, True, True, False, False, True]
    assert [row.chart for row in rows] == [10, None, None, 15, 15, None]


def test_k34_a_first_step_from_the_first_value_counts_too(of: Ministry) -> None:
    assert [row.hidden for row in since_the_beginning(of, (12, {}), (15, {}), baseline=Decimal(10))] == [
        True,
        False,
    ]


def test_k34_steps_of_groups_since_the_beginning_are_never_one_to_four(of: Ministry) -> None:
    """Neither the groups themselves nor what they leave of all together."""
    rows = since_the_beginning(
        of, (20, {"women": 10, "men": 10}), (27, {"women": 12, "men": 15}), (32, {"women": 17}),
        (40, {"women": 20, "men": 20}), split="sex",
    )  # fmt: skip
    assert [row.hidden for row in rows] == [False] * 4
    assert [[part.hidden for part in row.parts if part.value != "not told"] for row in rows] == [
        [False, False], [True, True], [False, False], [True, True],
    ]  # fmt: skip


def test_k34_a_small_first_value_and_how_a_hidden_one_stands_are_not_told(of: Ministry) -> None:
    one = written(of, split="", baseline=Decimal(3))
    builders.approved(of, builders.first_period(one), 3)
    assert leaf(one, public=True).baseline == "hidden: too few" and leaf(one, public=False).baseline == "3"
    twigs = shown.twigs(queries.tree(Framework.objects.get(), approved_only=True), public=True)
    first = next(iter(shown.file_rows(twigs, public=True)))
    assert first[15] == "hidden: too few" and first[17] == "–"


@pytest.mark.parametrize(
    ("unit", "value", "parts"),
    [("people", "1.5", {}), ("people", "-1", {}), ("people", "5", {"women": 4, "men": 2}), ("people", "5", {"town": 2})],
)  # fmt: skip
def test_values_that_cannot_be_are_refused(
    of: Ministry, unit: str, value: str, parts: dict[str, int]
) -> None:
    period = builders.first_period(written(of, unit=unit, split="sex"))
    with pytest.raises(BadInput):
        builders.entered(of, period, value, parts={code: Decimal(number) for code, number in parts.items()})


def test_targets_have_groups_too_and_stand_once_the_value_is_approved(of: Ministry) -> None:
    one = written(of, split="sex")
    period, framework = builders.first_period(one), one.result.framework
    with pytest.raises(BadInput):
        writing.set_target(
            actor=of.keeper, framework=framework, period=period, target=None, parts={"men": Decimal(2)}
        )
    writing.set_target(
        actor=of.keeper, framework=framework, period=period, target=Decimal(50), parts={"women": Decimal(30)}
    )
    builders.approved(of, period, 40)
    row = leaf(one, public=True).rows[0]
    assert row.target == "50" and row.parts[0].target == "30" and row.line.standing is Standing.NOT_YET
    with pytest.raises(BadState):
        writing.set_target(actor=of.keeper, framework=framework, period=period, target=Decimal(40))


def test_what_is_counted_cannot_change_once_values_are_there(of: Ministry) -> None:
    one = written(of)
    builders.entered(of, builders.first_period(one), 12)
    with pytest.raises(BadState):
        builders.indicator(of, one.result, one, unit="number")
    assert builders.indicator(of, one.result, one, title="women who came").titles["en"] == "women who came"
    assert Actual.objects.exists()


def test_how_often_and_groups_stand_once_targets_are_set(of: Ministry) -> None:
    """Changing them would take the targets away without a word."""
    one = written(of, split="sex")
    period, framework = builders.first_period(one), one.result.framework
    writing.set_target(actor=of.keeper, framework=framework, period=period, target=Decimal(50))
    for changes in ({"every": "year"}, {"split": "age"}, {"unit": "number"}):
        with pytest.raises(BadState, match="Targets are set already"):
            builders.indicator(of, one.result, one, **{"split": "sex", **changes})
    assert Period.objects.get(pk=period.pk).target == 50
    writing.set_target(actor=of.keeper, framework=framework, period=period, target=None)
    assert builders.indicator(of, one.result, one, every="year").periods.count() == 2


def test_who_approves_approves_what_they_looked_at(of: Ministry) -> None:
    period = builders.first_period(written(of))
    actual = builders.entered(of, period, 40)
    reporting.send(actor=of.officer, period=period)
    seen = ActualStep.objects.latest("pk").pk
    reporting.send_back(actor=of.keeper, actual=actual, reason="one jamoat is missing", language="en")
    builders.entered(of, period, 400)
    reporting.send(actor=of.officer, period=period)
    with pytest.raises(BadState, match="Another value"):
        reporting.approve(actor=of.keeper, actual=actual, seen=seen)
    newer = ActualStep.objects.latest("pk").pk
    assert reporting.approve(actor=of.keeper, actual=actual, seen=newer).value == 400


def test_a_wrong_paper_can_be_taken_off_a_draft_only(of: Ministry) -> None:
    period, other = (
        written(of).periods.select_related("indicator__result__framework").order_by("begins_on")[:2]
    )
    upload = SimpleUploadedFile("list.pdf", b"%PDF-1.4\nx\n%%EOF\n", "application/pdf")
    file = store.take_in(upload, purpose=store.PAPER, photos_only=False)
    actual = builders.entered(of, period, 12, files=[file.token])
    file.refresh_from_db()
    builders.entered(of, other, 20)
    with pytest.raises(BadState):
        reporting.remove_paper(actor=of.officer, period=other, file=file)
    reporting.send(actor=of.officer, period=period)
    with pytest.raises(BadState, match="Only papers of a draft"):
        reporting.remove_paper(actor=of.officer, period=period, file=file)
    reporting.send_back(actor=of.keeper, actual=actual, reason="another list", language="en")
    reporting.remove_paper(actor=of.officer, period=period, file=file)
    assert queries.steps_and_papers([actual])[actual.pk][1] == [] and stored.stored(file.token) is None


def test_several_papers_show_one_value(of: Ministry) -> None:
    period = builders.first_period(written(of))
    tokens = []
    for number in range(2):
        upload = SimpleUploadedFile(f"list{number}.pdf", b"%PDF-1.4\nx\n%%EOF\n", "application/pdf")
        tokens.append(store.take_in(upload, purpose=store.PAPER, photos_only=False).token)
    actual = builders.entered(of, period, 12, files=tokens)
    assert stored.of_subject(actual).count() == 2
    assert [len(papers) for _steps, papers in queries.steps_and_papers([actual]).values()] == [2]


@pytest.mark.parametrize(
    ("role", "kind", "reads"),
    [
        (Role.COUNCIL, "public_council", True), (Role.COMMANDER, "district_police", True),
        (Role.HEAD, "jamoat", False), (Role.SECRETARY, "team", False), (Role.HANDLER, "precinct", False),
    ],
)  # fmt: skip
def test_council_and_command_read_only_the_ministry_writes(
    of: Ministry, role: Role, kind: str, reads: bool
) -> None:
    one = written(of)
    framework, somebody = one.result.framework, staff(role, of.land.office(kind))
    if reads:
        assert queries.for_actor(somebody, framework.uid) == framework
    else:
        with pytest.raises(NotFound):
            queries.for_actor(somebody, framework.uid)
    with pytest.raises(NotAllowed):
        writing.write_result(actor=somebody, framework=framework, statement="x", assumption="", language="en")
    with pytest.raises(NotAllowed):
        builders.entered(of, builders.first_period(one), 1, actor=somebody)


def test_what_the_house_counts_is_read_live_and_cannot_be_typed(of: Ministry) -> None:
    one = written(of, unit="number", split="", counted_by="events_held", source="", every="year")
    with pytest.raises(BadState):
        builders.entered(of, builders.first_period(one), 12)
    with pytest.raises(BadInput):
        builders.indicator(of, one.result, unit="people", split="", counted_by="events_held")
    row = leaf(one, public=True).rows[0]
    assert row.value == "0" and row.line.counted is not None


@pytest.mark.parametrize(
    ("n", "of_", "value", "shown_of"),
    [(0, 0, None, 0), (1, 2, None, 0), (7, 12, 50.0, 10), (43, 61, 75.0, 60)],
)
def test_counted_shares_have_their_n_rounded_where_residents_made_them(
    n: int, of_: int, value: Any, shown_of: int
) -> None:
    """K62: exact numbers of concerns can be found neither by subtracting nor from the share."""
    first = clock.today().replace(month=1, day=1)
    found = counts.counted("answered_in_time", first, clock.today(), {first: (n, of_)})
    assert (found.value, found.of) == (value, shown_of)
    exact = counts.counted("promises_kept", first, clock.today(), {first: (n, of_)})
    assert exact.of == of_


def test_a_framework_is_read_in_a_fixed_number_of_queries(of: Ministry) -> None:
    framework = builders.programme(of)
    at = builders.result(of, framework)
    taken = []
    for number in (1, 5):
        for _more in range(number):
            builders.approved(of, builders.first_period(builders.indicator(of, at)), 40)
        with CaptureQueriesContext(connection) as found:
            shown.twigs(queries.tree(framework, approved_only=True), public=True)
        taken.append(len(found))
    assert taken[0] == taken[1] <= 7
