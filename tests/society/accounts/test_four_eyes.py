"""K58: nobody alone lets in a person who can see residents' names, as long as another administrator is there."""

import pytest
from django.test import Client

from hamkori.ground.audit.models import Entry
from hamkori.kernel.actor import ANYONE, Role
from hamkori.kernel.errors import BadState, NotAllowed
from hamkori.society.accounts import actions
from hamkori.society.accounts.models import Invitation
from hamkori.society.accounts.rules import Wish
from tests.society.accounts.people import sign_in
from tests.society.accounts.test_people import CHOSEN, _invite, acting


def test_k58_nobody_alone_lets_in_a_person_who_can_see_names(world):
    """The inviter cannot confirm; until another administrator does, the code opens nothing."""
    inviting, other = sign_in(world.administrator), sign_in(world.district_administrator)
    code = _invite(inviting, world, confirmed=False)
    page = Client().post("/en/account/invitation/", {"code": code})
    assert page.status_code == 409 and "Another administrator" in page.content.decode()
    with pytest.raises(BadState):
        actions.accept_invitation(actor=ANYONE, code=code, username="lola", password=CHOSEN["password"])
    kept = {"invitation": Invitation.objects.get().code_hash}
    with pytest.raises(NotAllowed):
        actions.confirm_invitation(actor=acting(world.administrator), invitation=Invitation.objects.get())
    assert "waits for another administrator" in inviting.get("/en/account/people/").content.decode()
    assert "I know this person" in other.get("/en/account/people/").content.decode()
    for _press in range(2):
        assert other.post("/en/account/people/confirm/", kept).status_code == 302
    assert Client().post("/en/account/invitation/", {"code": code, **CHOSEN}).status_code == 302
    assert Entry.objects.filter(action="account.invitation_confirmed").count() == 1


def test_k58_a_second_posting_is_no_way_around(world):
    """Somebody let in as a member by one administrator gets a role with names only from another one."""
    inviter = acting(world.administrator)
    _invitation, code = actions.invite(actor=inviter, wish=Wish(role=Role.MEMBER, organisation=world.office))
    user = actions.accept_invitation(actor=ANYONE, code=code, username="lola", password=CHOSEN["password"])
    wish = Wish(role=Role.HANDLER, organisation=world.office, user=user)
    with pytest.raises(BadState, match="Another administrator"):
        actions.start_posting(actor=inviter, wish=wish)
    assert actions.start_posting(actor=acting(world.district_administrator), wish=wish).pk


def test_where_there_is_one_administrator_the_invitation_works_at_once(world):
    actions.deactivate(actor=acting(world.administrator), user=world.district_administrator)
    code = _invite(sign_in(world.administrator), world, confirmed=False)
    assert Client().post("/en/account/invitation/", {"code": code}).status_code == 200
