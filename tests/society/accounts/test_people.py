"""People come by invitation and leave with a hand-over; nobody gives themselves rights."""

from datetime import date, timedelta

import pytest
from django.test import Client

from hamkori.ground.audit.models import Entry
from hamkori.kernel.actor import IDENTITY_ROLES, SYSTEM, Actor, Kind, Role
from hamkori.kernel.errors import BadInput, BadState, NotAllowed
from hamkori.kernel.registries import handover_parts
from hamkori.society.accounts import actions, queries
from hamkori.society.accounts.models import HandOver, Invitation, Posting, StaffSession, User
from hamkori.society.accounts.naming import checked_username
from hamkori.society.accounts.rules import Wish
from tests.society.accounts.people import PASSWORD, World, person, sign_in


def acting(user: User) -> Actor:
    posting = user.postings.select_related("place", "organisation__place").get()
    return Actor(
        Kind.STAFF,
        user_id=user.pk,
        posting_id=posting.pk,
        role=Role(posting.role),
        place_path=posting.scope_path,
    )


def _invite(client: Client, world, *, confirmed: bool = True, **changes: str) -> str:
    """The code; `confirmed`: another administrator has already confirmed it."""
    form = {"for_whom": "Lola", "role": "handler", "organisation": world.office.uid, "title": "Specialist"}
    page = client.post("/en/account/people/invite/", {**form, **changes})
    assert page.status_code == 200, page.content.decode()
    text = page.content.decode()
    groups = text.split('class="code">')[1].split("</p>")[0]
    if confirmed:
        Invitation.objects.update(waits=False)
    return "".join(letter for letter in groups if letter.isdigit())


CHOSEN = {
    "username": "Lola.R",
    "password": "дафтар қалам китоб",
    "language": "en",
    "display_name": "Lola Demo",
}


def test_an_invitation_lets_one_person_in_once(world):
    code = _invite(sign_in(world.administrator), world)
    assert len(code) == 16
    page = Client().post("/en/account/invitation/", {"code": code})
    assert page.status_code == 200 and "Open the account" in page.content.decode()
    client = Client()
    done = client.post("/en/account/invitation/", {"code": f"{code[:4]} {code[4:]}", **CHOSEN})
    assert done.status_code == 302 and done["Location"] == "/en/account/second-steps/", (
        "this role needs a second step"
    )
    user = User.objects.get(username="lola.r")
    posting = user.postings.get()
    assert (posting.role, posting.organisation, posting.title_in("en")) == (
        "handler",
        world.office,
        "Specialist",
    )
    twice = Client()
    assert twice.post("/en/account/invitation/", {"code": code, **CHOSEN})["Location"] == done["Location"], (
        "pressed twice"
    )
    assert user.postings.count() == 1 and User.objects.filter(username="lola.r").count() == 1
    wrong = Client().post("/en/account/invitation/", {"code": code, **CHOSEN, "password": "another password"})
    assert wrong.status_code == 409
    again = Client().post("/en/account/invitation/", {"code": code, **CHOSEN, "username": "second"})
    assert again.status_code == 409 and "does not work any more" in again.content.decode()
    assert not User.objects.filter(username="second").exists()


def test_an_invitation_ends_after_seven_days(world, travel):
    travel(date(2026, 3, 1))
    code = _invite(sign_in(world.administrator), world)
    travel(date(2026, 3, 7))
    assert Client().post("/en/account/invitation/", {"code": code}).status_code == 200
    travel(date(2026, 3, 8))
    assert Client().post("/en/account/invitation/", {"code": code}).status_code == 409


def test_the_code_is_kept_as_a_hash_and_a_withdrawn_one_is_worth_nothing(world):
    client = sign_in(world.administrator)
    code = _invite(client, world)
    assert code not in str(list(Invitation.objects.values())) and code not in str(
        list(Entry.objects.values())
    )
    kept = Invitation.objects.get().code_hash
    assert client.post("/en/account/people/withdraw/", {"invitation": kept}).status_code == 302
    assert Client().post("/en/account/invitation/", {"code": code}).status_code == 409


def test_the_same_form_sent_twice_makes_one_invitation(world):
    client = sign_in(world.administrator)
    key = (
        client.get("/en/account/people/invite/").content.decode().split('name="key" value="')[1].split('"')[0]
    )
    assert _invite(client, world, key=key) == _invite(client, world, key=key)
    assert Invitation.objects.count() == 1
    assert _invite(client, world) and Invitation.objects.count() == 2


def test_a_mistake_in_the_form_does_not_use_up_the_code(world):
    code = _invite(sign_in(world.administrator), world)
    for wrong in ({"username": "daler"}, {"password": "short"}, {"username": "x"}, {"phone": "12"}):
        answer = Client().post("/en/account/invitation/", {"code": code, **CHOSEN, **wrong})
        assert answer.status_code in (200, 422), wrong
        assert 'role="alert"' in answer.content.decode(), wrong
    assert Client().post("/en/account/invitation/", {"code": code, **CHOSEN}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "folded"),
    [("  Лола ", "лола"), ("ZARINA.N", "zarina.n"), ("ҒАЙРАТ-2", "ғайрат-2")],
)
def test_user_names_are_folded(typed, folded):
    assert checked_username(typed) == folded


@pytest.mark.parametrize("typed", ["ab", "12345", "a" * 41, "zаrina", "me@home", "<b>bold"])
def test_user_names_that_nobody_may_have(typed):
    """The fourth has a Cyrillic letter among Latin ones: it would look like somebody else's."""
    with pytest.raises(BadInput):
        checked_username(typed)


# --- four eyes


@pytest.mark.parametrize("role", sorted(IDENTITY_ROLES))
def test_an_administrator_cannot_give_himself_a_role_that_meets_residents(world, role):
    wish = Wish(role=role, organisation=world.office, user=world.administrator)
    with pytest.raises(NotAllowed):
        actions.start_posting(actor=acting(world.administrator), wish=wish)
    assert world.administrator.postings.count() == 1


def test_another_administrator_can(world):
    wish = Wish(role=Role.HANDLER, organisation=world.office, user=world.district_administrator)
    posting = actions.start_posting(actor=acting(world.administrator), wish=wish)
    entry = Entry.objects.filter(action="posting.started").latest("pk")
    assert entry.actor_user == world.administrator.pk and entry.object_id == str(posting.pk)


def test_k18_k07_nobody_is_of_the_police_and_reviews_or_checks_as_well(world):
    precinct = actions.add_organisation(
        actor=SYSTEM, place=world.district, kind="precinct", names={"en": "Precinct"}, is_police=True
    )
    administrator = acting(world.administrator)

    def give(user, role, organisation):
        wish = Wish(
            role=role, organisation=organisation, place=None if organisation else world.district, user=user
        )
        return actions.start_posting(actor=administrator, wish=wish)

    inspector = give(world.colleague, Role.HANDLER, precinct)
    for role in (Role.REVIEWER, Role.COUNCIL):
        with pytest.raises(BadInput, match="police"):
            give(world.colleague, role, None)
    give(world.handler, Role.REVIEWER, None)
    with pytest.raises(BadInput, match="police"):
        give(world.handler, Role.HANDLER, precinct)
    actions.end_posting(actor=administrator, posting=inspector)
    assert give(world.colleague, Role.REVIEWER, None).pk


def test_an_administrator_works_only_inside_his_scope(world):
    actor = acting(world.district_administrator)
    for refused in (
        lambda: actions.invite(actor=actor, wish=Wish(role=Role.MEMBER, organisation=world.other_office)),
        lambda: actions.invite(actor=actor, wish=Wish(role=Role.ADMINISTRATOR)),
        lambda: actions.invite(
            actor=actor, wish=Wish(role=Role.MEMBER, organisation=world.other_office, place=world.district)
        ),
        lambda: actions.start_posting(
            actor=actor, wish=Wish(role=Role.MEMBER, organisation=world.other_office, user=world.handler)
        ),
        lambda: actions.start_posting(
            actor=actor, wish=Wish(role=Role.MEMBER, organisation=world.office, user=world.stranger)
        ),
        lambda: actions.end_posting(actor=actor, posting=world.posting(world.stranger)),
        lambda: actions.deactivate(actor=actor, user=world.stranger),
        lambda: actions.reset_password(actor=actor, user=world.administrator),
    ):
        with pytest.raises(NotAllowed):
            refused()
    actions.invite(actor=actor, wish=Wish(role=Role.MEMBER, organisation=world.office))
    listed = {one.user.username for one in queries.postings_visible_to(actor)}
    assert listed == {"gulnora", "daler", "district-admin"}


def test_nobody_but_an_administrator_can_do_any_of_it(world):
    for user in (world.handler, world.stranger):
        with pytest.raises(NotAllowed):
            actions.invite(actor=acting(user), wish=Wish(role=Role.MEMBER, organisation=world.office))
        assert list(queries.postings_visible_to(acting(user))) == []


# --- leaving


@pytest.fixture
def open_work(monkeypatch):
    moved: list[tuple[int, int | None]] = []

    def move(actor: Actor, old: int, new: int | None) -> int:
        moved.append((old, new))
        return 3

    monkeypatch.setitem(handover_parts._items, "make-believe", (1, move))
    return moved


def test_ending_a_posting_hands_open_work_to_the_successor(world, open_work):
    client = sign_in(world.administrator)
    old, new = world.posting(world.handler), world.posting(world.colleague)
    page = client.get(f"/en/account/people/{old.uid}/end/").content.decode()
    assert "Daler Demo" in page and "Zarina" not in page
    assert client.post(f"/en/account/people/{old.uid}/end/", {"successor": new.uid}).status_code == 302
    record = HandOver.objects.get()
    assert (record.posting, record.successor, record.pieces) == (old, new, {"make-believe": 3})
    assert open_work == [(old.pk, new.pk)]
    assert client.post(f"/en/account/people/{old.uid}/end/", {}).status_code == 302, "pressed twice"
    assert open_work == [(old.pk, new.pk)] and HandOver.objects.count() == 1


def test_k28_who_types_in_papers_does_not_inherit_what_has_to_be_answered(world, open_work):
    """A clerk sees no concern of the office: work handed to one would be seen by nobody."""
    clerk = person("parvin", Role.CLERK, world.office)
    head = person("sitora", Role.HEAD, world.office)
    client, old = sign_in(world.administrator), world.posting(world.handler)
    page = client.get(f"/en/account/people/{old.uid}/end/").content.decode()
    assert "Sitora Demo" in page and "Daler Demo" in page and "Parvin Demo" not in page
    with pytest.raises(BadInput):
        actions.end_posting(actor=SYSTEM, posting=old, successor=world.posting(clerk))
    assert open_work == [] and world.posting(world.handler).until_on is None
    actions.end_posting(actor=SYSTEM, posting=old, successor=world.posting(head))
    assert open_work == [(old.pk, world.posting(head).pk)]


def test_the_last_one_who_answers_in_an_office_is_told_so_before_the_posting_ends(world, open_work):
    client = sign_in(world.administrator)
    warning = "Nobody else of this office answers here."
    old, last = world.posting(world.handler), world.posting(world.colleague)
    assert warning not in client.get(f"/en/account/people/{old.uid}/end/").content.decode()
    client.post(f"/en/account/people/{old.uid}/end/", {})
    page = client.get(f"/en/account/people/{last.uid}/end/").content.decode()
    assert warning in page and 'name="successor"' not in page
    assert client.post(f"/en/account/people/{last.uid}/end/", {}).status_code == 302
    assert open_work == [(old.pk, None), (last.pk, None)]


def test_without_a_successor_the_office_gets_the_work(world, open_work):
    old = world.posting(world.handler)
    actions.end_posting(actor=acting(world.administrator), posting=old)
    assert open_work == [(old.pk, None)]


def test_a_successor_from_another_office_is_refused(world, open_work):
    with pytest.raises(BadInput):
        actions.end_posting(
            actor=SYSTEM, posting=world.posting(world.handler), successor=world.posting(world.stranger)
        )
    assert world.posting(world.handler).until_on is None and open_work == []


def test_closing_an_account_ends_everything_and_keeps_the_history(world, open_work):
    there = sign_in(world.handler)
    client = sign_in(world.administrator)
    uid = world.posting(world.handler).uid
    assert client.post(f"/en/account/people/{uid}/close/").status_code == 302
    assert there.get("/en/staff/").status_code == 302
    assert not StaffSession.objects.filter(user=world.handler).exists()
    assert Posting.objects.filter(user=world.handler, until_on__isnull=False).count() == 1
    assert (
        Client().post("/en/account/sign-in/", {"username": "gulnora", "password": PASSWORD}).status_code
        == 422
    )
    assert "Gulnora Demo" in client.get("/en/account/people/?ended=1").content.decode()


def test_nobody_closes_their_own_account_or_resets_their_own_password(world):
    actor = acting(world.administrator)
    for refused in (actions.deactivate, actions.reset_password):
        with pytest.raises(BadState):
            refused(actor=actor, user=world.administrator)


def test_a_new_password_is_for_one_sign_in(world):
    client = sign_in(world.administrator)
    uid = world.posting(world.stranger).uid
    page = client.post(f"/en/account/people/{uid}/password/").content.decode()
    password = page.split('class="code">')[1].split("<")[0]
    visitor = Client()
    assert (
        visitor.post("/en/account/sign-in/", {"username": "zarina", "password": password}).status_code == 302
    )
    assert visitor.get("/en/staff/")["Location"].startswith("/en/account/password/")


def test_no_administrator_alone_can_come_in_as_somebody_else(world):
    """Four eyes: whoever resets the password cannot take the second step away too, in either order."""
    first, second = acting(world.administrator), acting(world.district_administrator)
    actions.reset_password(actor=first, user=world.handler)
    with pytest.raises(BadState):
        actions.remove_second_steps(actor=first, user=world.handler)
    actions.remove_second_steps(actor=second, user=world.handler)
    with pytest.raises(BadState):
        actions.reset_password(actor=second, user=world.handler)
    with pytest.raises(BadState):
        actions.remove_second_steps(actor=first, user=world.administrator)


def test_whoever_lost_the_phone_sets_up_a_new_second_step(world):
    actions.make_recovery_codes(actor=SYSTEM, user=world.handler)
    actions.begin_totp(actor=SYSTEM, user=world.handler)
    there = sign_in(world.handler)
    uid = world.posting(world.handler).uid
    answer = sign_in(world.administrator).post(f"/en/account/people/{uid}/second-steps/remove/")
    assert answer.status_code == 302
    assert there.get("/en/staff/")["Location"].startswith("/en/account/sign-in/")
    client = sign_in(world.handler, second_step=False)
    assert client.get("/en/handlers/")["Location"].startswith("/en/account/second-steps/")


def test_an_account_without_a_password_is_not_opened_by_an_empty_one(world):
    actions.create_account(actor=SYSTEM, username="nopass")
    for password in ("", " ", "!"):
        answer = Client().post("/en/account/sign-in/", {"username": "nopass", "password": password})
        assert answer.status_code in (200, 422) and "hamkori" not in answer.cookies


def test_people_are_found_by_name_post_and_office(world):
    client = sign_in(world.administrator)
    for wanted, found in (
        ("gulnora demo", True),
        ("office of tj.chashma", True),
        ("Gulnora's post", True),
        ("nobody", False),
    ):
        page = client.get("/en/account/people/", {"q": wanted}).content.decode()
        assert ("Gulnora Demo" in page) is found, wanted
        assert "Zarina Demo" not in page


# --- what people say about themselves


def test_a_name_is_shown_only_with_consent(world):
    client = sign_in(world.stranger)
    page = {"language": "ru", "phone": "", "display_name": "Zarina Demo"}
    assert client.post("/en/account/", page).status_code == 302
    assert User.objects.get(pk=world.stranger.pk).shown_name == ""
    assert client.post("/en/account/", {**page, "show_name": "on"}).status_code == 302
    user = User.objects.get(pk=world.stranger.pk)
    assert (user.shown_name, user.language) == ("Zarina Demo", "ru")
    entry = Entry.objects.filter(action="account.changed").latest("pk")
    assert entry.changed == ["show_name"] and "Zarina" not in str(Entry.objects.values())


def test_a_number_belongs_to_one_account_only(world):
    details = {"language": "en", "display_name": "", "phone": "+992 00 000 00 01"}
    assert sign_in(world.stranger).post("/en/account/", details).status_code == 302
    second = sign_in(world.handler).post("/en/account/", details)
    assert second.status_code == 422 and "cannot be used here" in second.content.decode()


def test_the_first_administrator_is_made_once(db):
    user = actions.create_first_administrator(actor=SYSTEM, username="first", password="дафтар қалам китоб")
    assert user.postings.get().role == "administrator"
    with pytest.raises(BadState):
        actions.create_first_administrator(actor=SYSTEM, username="next", password="дафтар қалам китоб")
    with pytest.raises(NotAllowed):
        actions.create_first_administrator(actor=Actor(Kind.STAFF), username="x", password="y")


def test_offices_are_found_nearest_first(world):
    nearer = actions.add_organisation(
        actor=SYSTEM,
        place=world.district,
        kind="precinct",
        names={"en": "Precinct"},
        from_on=date(2026, 1, 1),
    )
    above = actions.add_organisation(
        actor=SYSTEM, place=world.country, kind="jamoat", names={"en": "Above"}, from_on=date(2026, 1, 1)
    )
    found = queries.organisations_at("tj.chashma.deep.down", ["precinct", "jamoat"])
    assert found == [nearer, world.office, above]
    actions.end_organisation(actor=SYSTEM, organisation=nearer)
    assert queries.organisations_at("tj.chashma", ["precinct", "jamoat"]) == [world.office, above]
    assert world.other_office not in queries.organisations_at("tj.chashma")
    assert queries.organisations_at("") == []


def test_old_rows_are_tidied_away(world, travel):
    from hamkori.society.accounts.jobs import tidy_up
    from hamkori.society.accounts.models import SignInPause

    travel(date(2026, 3, 1))
    sign_in(world.stranger)
    Client().post("/en/account/sign-in/", {"username": "nobody", "password": "wrong wrong"})
    _invite(sign_in(world.administrator), world)
    assert tidy_up() == 0
    travel(date(2026, 3, 4))
    tidy_up()
    assert not SignInPause.objects.exists() and not StaffSession.objects.exists()
    assert Invitation.objects.count() == 1
    travel(date(2026, 3, 8) + timedelta(days=31))
    tidy_up()
    assert not Invitation.objects.exists()
    assert tidy_up() == 0


def test_k58_the_council_sees_every_new_post_that_can_see_names(world: World) -> None:
    """An administrator alone could invite an invented person: the posting stands before the council, without a name."""
    from hamkori.kernel import clock
    from hamkori.kernel.actor import Actor, Kind
    from hamkori.society.accounts import panels

    council = Actor(Kind.STAFF, role=Role.COUNCIL, place_path=world.district.path)
    assert panels.new_postings(council) is None
    posting = world.posting(world.handler)
    posting.from_on = clock.today()
    posting.save()
    shown = panels.new_postings(council)
    assert shown is not None and shown["postings"] == [posting]
    elsewhere = Actor(Kind.STAFF, role=Role.COUNCIL, place_path=world.other_district.path)
    assert panels.new_postings(elsewhere) is None
    assert panels.new_postings(Actor(Kind.STAFF, role=Role.HANDLER, place_path="")) is None
