"""Lists, work of today, oversight, the sheets: what they show, what they never show, and what they cost."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hamkori.ground.audit.seal import seal_committed
from hamkori.ground.deadlines.models import Deadline
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.registries import desk_menu, work_panels
from hamkori.rooms.concerns import desk_lists, jobs, queries
from hamkori.rooms.concerns.actions import answering, closing, ladder
from hamkori.rooms.concerns.models import Concern, DataDemand
from hamkori.rooms.concerns.states import Outcome
from hamkori.society.accounts.models import Organisation
from tests.rooms.concerns import builders
from tests.rooms.concerns.builders import Land
from tests.rooms.concerns.desk.people import at, browser_of

pytestmark = pytest.mark.django_db

CANARIES = (
    "Zarnigor",
    "Lolazoda",
    "992000000001",
    "000 00 00 01",
    "canary-text",
    "canary-landmark",
    "canary-note",
    "canary-reply",
)


def full_concern(land: Land, **changes: Any) -> builders.Raised:
    return builders.raised_by_name(
        land,
        text="canary-text, the lamps are dark",
        landmark="canary-landmark",
        contact_note="canary-note",
        **changes,
    )


def test_k01_no_page_of_a_team_carries_a_byte_of_the_person_or_the_words(land: Land) -> None:
    """K01: every address of the desk, as secretary and as member, in three languages."""
    from hamkori.rooms.concerns.urls.desk import urlpatterns

    raised = full_concern(land)
    handler = builders.handler_of(raised)
    concern = answering.take_up(actor=handler, concern=raised.concern)
    answering.ask_resident(actor=handler, concern=concern, text="Which lamp?")
    answering.reply(actor=builders.holder_of(raised), concern=concern, text="canary-reply")
    reference = concern.shown_reference
    seen = 0
    for role in (Role.SECRETARY, Role.MEMBER):
        browser = browser_of(builders.staff(role, land.office("team")))
        if role is Role.SECRETARY:
            browser.post(at("letter", reference), {"once": "a"})
        for pattern in urlpatterns:
            name = str(pattern.name)
            given: list[object] = []
            if "reference" in str(pattern.pattern):
                given = [reference]
            if name in ("photo", "hide"):
                given.append("0" * 32)
            if name in ("incoming", "letter_pdf"):
                given += [clock.today().year, 1]
            if name == "letter_pdf":
                given.append("ru")
            for language in ("tg", "ru", "en"):
                answer = browser.get(at(name, *given).replace("/en/", f"/{language}/", 1))
                seen += answer.status_code == 200
                body = answer.content.decode(errors="ignore") + str(answer.headers)
                for canary in CANARIES:
                    assert canary not in body, (role, name, language)
    assert seen > 40


def test_k01_a_card_says_the_month_not_the_day(land: Land) -> None:
    raised = full_concern(land)
    page = browser_of(builders.staff(Role.MEMBER, land.office("team"))).get(
        at("concern", raised.concern.shown_reference)
    )
    assert raised.concern.raised_on.isoformat() not in page.content.decode()
    assert raised.concern.raised_on.isoformat()[:7] in page.content.decode()
    assert land.mahalla.name not in page.content.decode()


def make_many(land: Land, number: int) -> None:
    for one in range(number):
        builders.raised(land, publish=one % 2 == 0)


def queries_of(actor: Actor, address: str) -> int:
    browser = browser_of(actor)
    browser.get(address)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert browser.get(address).status_code == 200
    return len(found)


def test_lists_cost_the_same_for_5_and_for_50(land: Land, travel: Any) -> None:
    def cost() -> dict[str, int]:
        office = Concern.objects.all()[0].organisation
        assert office is not None
        measured = {
            "list": queries_of(builders.staff(Role.HANDLER, office), at("list")),
            "team list": queries_of(builders.staff(Role.SECRETARY, land.office("team")), at("list")),
            "review": queries_of(builders.staff(Role.REVIEWER, None), at("review_queue")),
            "late": queries_of(builders.staff(Role.HEAD, office), at("late")),
            "checks": queries_of(builders.staff(Role.COUNCIL, land.office("public_council")), at("checks")),
        }
        panel = work_panels["concerns"]
        handler = builders.staff(Role.HANDLER, office)
        with CaptureQueriesContext(connection) as found:
            assert render_to_string(panel.template, panel.build(handler))
        return {**measured, "work": len(found)}

    make_many(land, 5)
    travel(clock.today() + timedelta(days=60))
    few = cost()
    make_many(land, 45)
    travel(clock.today() + timedelta(days=60))
    assert cost() == few
    assert max(few.values()) <= 20


def test_today_and_the_list_ask_the_same_of_an_empty_and_of_a_full_office(land: Land, travel: Any) -> None:
    """Today, the list, a filtered list: nothing depends on how much there is, for offices and for teams."""
    addresses = {
        "today": reverse("desk:today"),
        "list": at("list"),
        "late": at("list") + "?state=open&late=1&topic=street_lighting",
    }

    def cost(role: Role, office: Organisation) -> dict[str, int]:
        actor = builders.staff(role, office)
        return {name: queries_of(actor, address) for name, address in addresses.items()}

    make_many(land, 1)
    full = Concern.objects.all()[0].organisation
    assert full is not None
    team = land.office("team")
    empty_team = land.office("mahalla_committee")
    few = {Role.HANDLER: cost(Role.HANDLER, full), Role.SECRETARY: cost(Role.SECRETARY, team)}
    make_many(land, 34)
    travel(clock.today() + timedelta(days=60))
    for role in (Role.HANDLER, Role.HEAD):
        assert cost(role, full) == cost(role, land.office("women_committee")), role
    assert cost(Role.HANDLER, full) == few[Role.HANDLER]
    assert cost(Role.SECRETARY, team) == few[Role.SECRETARY]
    assert cost(Role.MEMBER, team)["list"] == cost(Role.MEMBER, empty_team)["list"] == 4
    assert few[Role.HANDLER]["list"] == few[Role.HANDLER]["late"] == 5
    assert few[Role.HANDLER]["today"] <= 14


def test_one_concern_asks_the_same_however_long_the_conversation_is(land: Land) -> None:
    raised = full_concern(land)
    handler = builders.handler_of(raised)
    concern = answering.take_up(actor=handler, concern=raised.concern)
    answering.ask_resident(actor=handler, concern=concern, text="Which lamp?")
    address = at("concern", concern.shown_reference)
    short = queries_of(handler, address)
    for number in range(20):
        answering.reply(actor=builders.holder_of(raised), concern=concern, text=f"The {number}th.")
        concern.refresh_from_db()
        answering.ask_resident(actor=handler, concern=concern, text="And which one else?")
        concern.refresh_from_db()
    assert queries_of(handler, address) == short <= 16


def test_my_work_counts_more_than_it_shows_and_nothing_twice(land: Land, travel: Any) -> None:
    make_many(land, 26)
    office = Concern.objects.all()[0].organisation
    assert office is not None
    handler = builders.staff(Role.HANDLER, office)
    taken, answered = Concern.objects.order_by("pk")[:2]
    answering.take_up(actor=handler, concern=taken)
    closing.propose_close(actor=handler, concern=answered, outcome=Outcome.SOLVED, text="New lamp.")
    work = desk_lists.work_of(handler)
    assert work.counts == {"late": 0, "soon": 1, "new": 24, "waiting": 1}
    assert [len(rows) for rows in (work.late, work.soon, work.new, work.waiting)] == [0, 1, 20, 1]
    assert work.soon[0].reference == taken.shown_reference
    assert work.waiting[0].reference == answered.shown_reference
    travel(clock.today() + timedelta(days=60))
    late = desk_lists.work_of(handler)
    assert late.counts == {"late": 25, "soon": 0, "new": 0, "waiting": 1}
    assert len({row.reference for row in late.late}) == 20
    assert desk_lists.work_of(builders.staff(Role.HANDLER, None)).counts == dict.fromkeys(late.counts, 0)


def test_pages_of_a_list_follow_each_other_without_gap_or_double(land: Land) -> None:
    make_many(land, 35)
    office = Concern.objects.all()[0].organisation
    assert office is not None
    browser = browser_of(builders.staff(Role.HANDLER, office))
    first = browser.get(at("list"))
    assert len(first.context["listed"].rows) == 30
    key = first.context["listed"].after
    assert not any(str(concern.pk) in key for concern in Concern.objects.filter(pk__gt=999))
    second = browser.get(at("list"), {"after": key})
    both = [row.reference for row in [*first.context["listed"].rows, *second.context["listed"].rows]]
    assert len(both) == len(set(both)) == 35
    assert second.context["listed"].after == ""
    assert browser.get(at("list"), {"after": "broken"}).status_code == 200


def test_filters_and_the_way_to_a_number(land: Land) -> None:
    one, other = builders.raised(land), builders.raised(land)
    handler = builders.handler_of(one)
    closing.propose_close(actor=handler, concern=one.concern, outcome=Outcome.SOLVED, text="New lamp.")
    browser = browser_of(handler)

    def listed(**wanted: str) -> set[str]:
        return {row.reference for row in browser.get(at("list"), wanted).context["listed"].rows}

    assert listed(state="check") == {one.concern.shown_reference}
    assert listed(state="open") == {other.concern.shown_reference}
    assert listed(topic="street_lighting") == {one.concern.shown_reference, other.concern.shown_reference}
    assert listed(topic="roads") == listed(late="1") == listed(place="nowhere") == set()
    found = browser.get(at("list"), {"number": other.concern.shown_reference.lower()})
    assert found["Location"] == at("concern", other.concern.shown_reference)
    elsewhere = builders.raised(land, topic="drinking_water", text="No water for a week.")
    for number in (elsewhere.concern.shown_reference, "rubbish"):
        assert "no concern with this number" in browser.get(at("list"), {"number": number}).content.decode()


def test_what_is_late_is_late_on_a_sunday_too_and_in_the_same_words_on_every_page(
    land: Land, travel: Any
) -> None:
    raised = full_concern(land)
    concern = Concern.objects.get(pk=raised.concern.pk)
    handler = builders.handler_of(raised)
    assert concern.due_on is not None
    due = concern.due_on + timedelta(days=(5 - concern.due_on.isoweekday()) % 7)  # a Friday
    Concern.objects.filter(pk=concern.pk).update(due_on=due)
    Deadline.objects.filter(subject_type="concerns.concern", subject_id=concern.pk).update(due_on=due)
    head = browser_of(builders.staff(Role.HEAD, concern.organisation))
    panel = work_panels["concerns"]
    for days, words in ((0, " of "), (1, ">1 day late<"), (2, ">2 days late<")):
        travel(due + timedelta(days=days))
        mine = render_to_string(panel.template, panel.build(handler))
        assert words in mine and ('class="hot"' in mine) == ("<br>day " not in mine) == bool(days)
        above = head.get(at("late")).content.decode()
        assert words in above if days else "day late<" not in above


def test_my_work_says_what_is_late_new_and_waiting(land: Land, travel: Any) -> None:
    raised = full_concern(land)
    handler = builders.handler_of(raised)
    panel = work_panels["concerns"]

    def work() -> str:
        return render_to_string(panel.template, panel.build(handler))

    assert "day 0 of" in work()
    assert "Take it up" in work()
    travel(clock.today() + timedelta(days=60))
    late = work()
    assert 'class="hot"' in late
    assert "days late" in late
    assert at("answer", raised.concern.shown_reference) in late
    for canary in CANARIES:
        assert canary not in late
    assert panel.build(builders.staff(Role.ADMINISTRATOR, None)) is None
    empty = render_to_string(
        panel.template, panel.build(builders.staff(Role.HANDLER, land.office("women_committee")))
    )
    assert "Nothing is late." in empty


def test_k59_k21_oversight_shows_offices_steps_and_explanations_never_words_or_persons(
    land: Land, travel: Any
) -> None:
    raised = full_concern(land, topic=_precinct_topic())
    handler = builders.handler_of(raised)
    assert handler.organisation_kind == "precinct"
    travel(clock.today() + timedelta(days=90))
    for _day in range(6):
        jobs.climb_ladders()
    ladder.explain(actor=handler, concern=raised.concern, text="The car was broken.", new_date=None)
    commander = browser_of(builders.staff(Role.COMMANDER, land.office("district_police")))
    page = commander.get(at("late")).content.decode()
    assert raised.concern.shown_reference in page
    assert "The car was broken." in page
    assert "Office precinct" in page
    for canary in CANARIES:
        assert canary not in page
    assert commander.get(at("concern", raised.concern.shown_reference)).status_code == 404
    council = browser_of(builders.staff(Role.COUNCIL, land.office("public_council")))
    assert raised.concern.shown_reference in council.get(at("late")).content.decode()
    elsewhere = browser_of(builders.staff(Role.HEAD, land.office("water")))
    assert raised.concern.shown_reference not in elsewhere.get(at("late")).content.decode()


def _precinct_topic() -> str:
    from hamkori.rooms.concerns.models import Topic

    return next(
        topic.code
        for topic in Topic.objects.filter(police=True, handling="open").order_by("position")
        if topic.route and topic.route[0] == "precinct"
    )


def test_k58_a_demand_is_recorded_once_and_the_council_reads_it(land: Land) -> None:
    head = browser_of(builders.staff(Role.HEAD, land.office("precinct")))
    form = {
        "once": "a", "authority": "An office of the region", "asked_for": "A list of residents who wrote.",
        "asked_on": clock.today().strftime("%d.%m.%Y"), "answer": "We cannot see it.",
    }  # fmt: skip
    assert head.post(at("demands"), {**form, "authority": ""}).status_code == 422
    assert head.post(at("demands"), form).status_code == 302
    assert head.post(at("demands"), form).status_code == 302
    assert DataDemand.objects.count() == 1
    assert "A list of residents" not in head.get(at("demands")).content.decode()
    council = browser_of(builders.staff(Role.COUNCIL, land.office("public_council")))
    assert "A list of residents" in council.get(at("demands")).content.decode()
    assert (
        browser_of(builders.staff(Role.HANDLER, land.office("jamoat"))).get(at("demands")).status_code == 404
    )


def test_k58_the_line_of_the_log_is_printed_for_the_council(land: Land) -> None:
    builders.raised(land)
    council = browser_of(builders.staff(Role.COUNCIL, land.office("public_council")))
    assert "Nothing was sealed yet" in council.get(at("checkpoint")).content.decode()
    seal_committed()
    assert 'class="ref">1:' in council.get(at("checkpoint")).content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_k60_every_role_has_its_sheet_of_what_it_cannot_see(land: Land, role: Role) -> None:
    office = land.office("jamoat") if role in (Role.HANDLER, Role.HEAD, Role.CLERK) else None
    page = (
        browser_of(builders.staff(role, office, place=land.district)).get(at("cannot_see")).content.decode()
    )
    assert page.count("<li><p>") >= 6


def test_the_menu_leads_nobody_to_a_closed_door(land: Land) -> None:
    for role in Role:
        office = land.office("team" if role in (Role.SECRETARY, Role.MEMBER) else "jamoat")
        actor = builders.staff(role, office)
        browser = browser_of(actor)
        for name, item in desk_menu:
            if name.startswith("concerns.") and item.shown(actor):
                assert browser.get(at(item.url_name.split(":")[1])).status_code == 200, (role, name)


def test_p6_whoever_oversees_sees_how_much_is_late_before_anything_else(land: Land) -> None:
    """The number counts everything; the page shows the oldest and says so."""
    raised = builders.raised(land)
    Concern.objects.filter(pk=raised.concern.pk).update(due_on=clock.today() - timedelta(days=9))
    commander = builders.staff(Role.COMMANDER, place=land.district)
    browser = browser_of(commander)
    assert "<b>1</b><span>late in the offices</span>" in browser.get("/en/desk/").content.decode()
    assert queries.all_late_below(commander).count() == 1
    page = browser.get(at("late")).content.decode()
    assert "What is late: 1" in page and "oldest are shown" not in page
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queries.late_below, "__kwdefaults__", {"most": 0})
        page = browser.get(at("late")).content.decode()
    assert "What is late: 1" in page and "The 0 oldest are shown." in page
