"""Clock, access, transition tables, registries, errors."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hamkori.kernel import access, clock
from hamkori.kernel.actor import ANYONE, IDENTITY_ROLES, SYSTEM, Actor, Kind, Role, holder
from hamkori.kernel.errors import BadState, NotAllowed, SecondFactorNeeded, TooManyTries
from hamkori.kernel.registries import Registry
from hamkori.kernel.transitions import Transition, TransitionTable

# --- clock -----------------------------------------------------------------------------------------------------


def test_today_is_the_day_where_the_installation_stands(settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Dushanbe"
    with clock.travel(datetime(2026, 3, 15, 20, 0, tzinfo=UTC)):  # one in the morning there
        assert clock.today() == date(2026, 3, 16)
    with clock.travel(datetime(2026, 3, 15, 18, 59, tzinfo=UTC)):
        assert clock.today() == date(2026, 3, 15)


def test_travel_nests_ends_and_stays_in_its_thread() -> None:
    seen: list[date] = []
    with clock.travel(date(2026, 3, 15)):
        with clock.travel(date(2030, 1, 1)):
            assert clock.today() == date(2030, 1, 1)
        assert clock.today() == date(2026, 3, 15)
        other = threading.Thread(target=lambda: seen.append(clock.today()))
        other.start()
        other.join()
    assert seen[0] != date(2026, 3, 15)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


# --- access ----------------------------------------------------------------------------------------------------


@pytest.fixture
def verbs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_rules", {})


@pytest.mark.usefixtures("verbs")
def test_a_verb_without_a_rule_is_nobodys_even_the_systems() -> None:
    with pytest.raises(RuntimeError, match="no rule"):
        access.may(SYSTEM, "thing.do")


@pytest.mark.usefixtures("verbs")
def test_a_rule_decides_and_the_system_may() -> None:
    @access.rule("thing.do")
    def owner(actor: Actor, obj: Any) -> bool:
        return actor.user_id == obj

    assert access.verbs() == ("thing.do",)
    assert access.may(Actor(Kind.STAFF, user_id=1), "thing.do", 1)
    assert access.may(SYSTEM, "thing.do", 1)
    access.require(Actor(Kind.STAFF, user_id=1), "thing.do", 1)
    for actor in (ANYONE, Actor(Kind.STAFF, user_id=2), holder(1)):
        assert not access.may(actor, "thing.do", 1)
        with pytest.raises(NotAllowed):
            access.require(actor, "thing.do", 1)


@pytest.mark.usefixtures("verbs")
def test_a_verb_has_one_rule() -> None:
    access.rule("thing.do")(lambda actor, obj: True)
    with pytest.raises(RuntimeError, match="two rules"):
        access.rule("thing.do")(lambda actor, obj: False)


@pytest.mark.parametrize(
    ("scope", "path", "inside"),
    [("", "tj.sughd", True), ("tj.sughd", "tj.sughd", True), ("tj.sughd", "tj.sughd.asht", True),
     ("tj.sughd", "tj.sughdian", False), ("tj.sughd", "tj", False), ("tj.sughd", "", False)],
)  # fmt: skip
def test_a_posting_covers_its_place_and_what_lies_in_it(scope: str, path: str, inside: bool) -> None:
    assert Actor(Kind.STAFF, place_path=scope).covers(path) is inside


def test_only_staff_have_roles_and_identity_roles_include_no_team() -> None:
    assert Actor(Kind.STAFF, role=Role.CLERK).has_role(Role.CLERK, Role.HEAD)
    assert not Actor(Kind.HOLDER, role=Role.CLERK).has_role(Role.CLERK)
    assert not IDENTITY_ROLES & {Role.SECRETARY, Role.MEMBER, Role.ADMINISTRATOR, Role.COUNCIL}
    assert holder(5).case_id == 5
    assert not holder(5).signed_in


# --- transitions -----------------------------------------------------------------------------------------------

TABLE = TransitionTable(
    [
        Transition("open", frozenset({"new"}), "open", "opened"),
        Transition(
            "close", frozenset({"open", "answered"}), "closed", "closed",
            guard=lambda subject: None if subject else "Say first what was done.",
        ),
    ]
)  # fmt: skip


def test_a_table_allows_what_stands_in_it_and_nothing_else() -> None:
    assert TABLE.target("open", "new") == "open"
    assert TABLE.target("close", "answered", subject=1) == "closed"
    assert TABLE.verbs_from("open") == ("close",)
    assert TABLE.verbs_from("closed") == ()
    for verb, state in (("open", "open"), ("open", "closed"), ("close", "new"), ("close", "closed")):
        assert not TABLE.allows(verb, state)
        with pytest.raises(BadState):
            TABLE.target(verb, state, subject=1)


def test_a_guard_refuses_with_its_sentence() -> None:
    with pytest.raises(BadState, match="Say first what was done"):
        TABLE.target("close", "open", subject=None)


def test_a_verb_stands_once_and_an_unknown_one_is_a_mistake() -> None:
    with pytest.raises(RuntimeError, match="twice"):
        TransitionTable([TABLE.rows[0], TABLE.rows[0]])
    with pytest.raises(KeyError):
        TABLE.target("fly", "new")


# --- registries and errors -------------------------------------------------------------------------------------


def test_a_registry_keeps_a_fixed_order_and_one_item_a_name() -> None:
    things: Registry[int] = Registry("thing")
    things.register("b", 2)
    things.register("a", 1)
    things.register("late", 3, order=200)
    things.register("early", 0, order=1)
    assert [name for name, _item in things] == ["early", "a", "b", "late"]
    assert things["a"] == 1
    assert "a" in things
    assert "z" not in things
    things.register("a", 1)
    with pytest.raises(RuntimeError, match="twice"):
        things.register("a", 9)


def test_errors_carry_a_sentence_a_status_and_values() -> None:
    assert "15" in str(TooManyTries(minutes=15))
    assert (TooManyTries.status, NotAllowed.status, BadState.status) == (429, 403, 409)
    assert issubclass(SecondFactorNeeded, NotAllowed)
    assert str(BadState("100% done")) == "100% done"
