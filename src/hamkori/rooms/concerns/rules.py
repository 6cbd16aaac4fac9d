"""Who may do what with a concern. Deny by default; nobody on a team learns who raised it (K01)."""

from typing import Any

from hamkori.kernel.access import rule
from hamkori.kernel.actor import Actor, Kind, Role
from hamkori.rooms.concerns.models import Concern
from hamkori.rooms.concerns.states import Public, State

OFFICE = (Role.HANDLER, Role.HEAD)
TEAM = "team"
"""The kind of organisation whose people never learn who raised something, whatever their role (K01)."""
GONE = (State.SEALED, State.WITHDRAWN)


def _own_office(actor: Actor, concern: Concern) -> bool:
    return actor.organisation_id is not None and actor.organisation_id == concern.organisation_id


def _answers(actor: Actor, concern: Concern) -> bool:
    """Works at the office that answers now. A team that answers does so through its secretary."""
    return (
        (actor.has_role(*OFFICE) or actor.has_role(Role.SECRETARY))
        and _own_office(actor, concern)
        and concern.state not in GONE
        and concern.state != State.SCREENING
    )


def _own_team(actor: Actor, concern: Concern) -> bool:
    return actor.has_role(Role.SECRETARY, Role.MEMBER) and actor.organisation_id == concern.team_id


def _reviews(actor: Actor, concern: Concern) -> bool:
    return (
        actor.has_role(Role.REVIEWER)
        and not actor.organisation_is_police
        and actor.covers(concern.path)
        and concern.state not in GONE
    )


def _council(actor: Actor, concern: Concern) -> bool:
    return (
        actor.has_role(Role.COUNCIL)
        and not actor.organisation_is_police
        and actor.covers(concern.path)
        and concern.state not in GONE
    )


def _appealed(concern: Concern) -> bool:
    """The author did not agree with the last decision about the text, and nobody has decided since (D16)."""
    if concern.public_state not in (Public.DECLINED, Public.HIDDEN):
        return False
    last = concern.moderations.order_by("-pk").first()
    return last is not None and last.appealed_on is not None


def _holds(actor: Actor, concern: Concern) -> bool:
    return actor.kind is Kind.HOLDER and actor.case_id == concern.pk


@rule("concern.raise")
def raise_one(actor: Actor, _obj: Any) -> bool:
    return actor.kind in (Kind.ANYONE, Kind.HOLDER)


@rule("concern.enter_for_another")
def enter_for_another(actor: Actor, _obj: Any) -> bool:
    """A telephone operator, a clerk of an office, the secretary of a team."""
    return actor.has_role(Role.OPERATOR, Role.CLERK, Role.SECRETARY)


@rule("concern.see_card")
def see_card(actor: Actor, concern: Concern) -> bool:
    """Topic, place, month and state: what everybody may see, in a list of one's own."""
    return read(actor, concern) or (
        _own_team(actor, concern) and concern.state not in (*GONE, State.SCREENING)
    )


@rule("concern.read")
def read(actor: Actor, concern: Concern) -> bool:
    """The full text, without the name."""
    if _answers(actor, concern):
        return True
    if _reviews(actor, concern):
        return (
            concern.state == State.SCREENING
            or concern.public_state != Public.PRIVATE
            or concern.needs_guidance
        )
    if _council(actor, concern):
        decides_about_text = concern.place.risk_level != "normal" and concern.public_state != Public.PRIVATE
        return concern.state == State.CHECKING or decides_about_text or _appealed(concern)
    return False


@rule("concern.see_name")
def see_name(actor: Actor, concern: Concern) -> bool:
    """Only in the answering office, never on a team; consents are checked in `queries.identity_for`."""
    return (
        actor.has_role(*OFFICE)
        and actor.organisation_kind != TEAM
        and _own_office(actor, concern)
        and concern.state not in GONE
        and concern.state != State.SCREENING
    )


@rule("concern.answer")
def answer(actor: Actor, concern: Concern) -> bool:
    return _answers(actor, concern)


@rule("concern.pass_on")
def pass_on(actor: Actor, concern: Concern) -> bool:
    return _answers(actor, concern) or (_reviews(actor, concern) and concern.state == State.SCREENING)


@rule("concern.clear")
def clear(actor: Actor, concern: Concern) -> bool:
    return _reviews(actor, concern) and concern.state == State.SCREENING


@rule("concern.seal")
def seal(actor: Actor, concern: Concern) -> bool:
    """Whoever may read it seals a missed sensitive matter away in one step; a reviewer in any list at all."""
    return read(actor, concern) or _reviews(actor, concern)


@rule("concern.type_paper_answer")
def type_paper_answer(actor: Actor, concern: Concern) -> bool:
    """The team's secretary, a clerk of the answering office, or the operator types what came on paper (K55)."""
    if concern.state in (*GONE, State.SCREENING):
        return False
    if actor.has_role(Role.SECRETARY):
        return actor.organisation_id in (concern.team_id, concern.organisation_id)
    return actor.has_role(Role.CLERK, Role.HANDLER, Role.HEAD) and _own_office(actor, concern)


@rule("concern.type_strip")
def type_strip(actor: Actor, concern: Concern | None) -> bool:
    """The responsible office types the contact from a tear-off strip."""
    if not actor.has_role(Role.CLERK, Role.HANDLER, Role.HEAD) or actor.organisation_kind == TEAM:
        return False
    return concern is None or _own_office(actor, concern)


@rule("concern.review")
def review(actor: Actor, concern: Concern) -> bool:
    """Decide about the public text. In a place that needs care the council decides (K32)."""
    if concern.place.risk_level != "normal":
        return _council(actor, concern)
    return _reviews(actor, concern)


@rule("concern.hide_part")
def hide_part(actor: Actor, concern: Concern) -> bool:
    """Make a part of a photo unrecognisable: whoever looks at it before others do (K47)."""
    return read(actor, concern) and (_reviews(actor, concern) or _council(actor, concern))


@rule("concern.make_letter")
def make_letter(actor: Actor, concern: Concern) -> bool:
    """The team's secretary carries a concern of the area to an office on paper (K55)."""
    return (
        actor.has_role(Role.SECRETARY)
        and _own_team(actor, concern)
        and concern.organisation_id not in (None, actor.organisation_id)
        and concern.state not in (*GONE, State.SCREENING)
    )


@rule("concern.decide_moderation_appeal")
def decide_moderation_appeal(actor: Actor, concern: Concern) -> bool:
    return _council(actor, concern) and _appealed(concern)


@rule("concern.check")
def check(actor: Actor, concern: Concern) -> bool:
    """Somebody else than the office that answered: the council, or the secretary of a team that did not answer."""
    if concern.state != State.CHECKING:
        return False
    if _council(actor, concern):
        return True
    return (
        actor.has_role(Role.SECRETARY) and actor.organisation_id == concern.team_id != concern.organisation_id
    )


@rule("concern.explain")
def explain(actor: Actor, concern: Concern) -> bool:
    return _answers(actor, concern)


@rule("concern.hold")
def hold(actor: Actor, concern: Concern) -> bool:
    """What the resident may do with the code: read, reply, agree, reopen, take back."""
    return _holds(actor, concern)


@rule("concern.oversee")
def oversee(actor: Actor, _obj: Any) -> bool:
    """See what is late below oneself: numbers, references and days, never texts or names."""
    return actor.has_role(Role.COMMANDER, Role.HEAD, Role.COUNCIL)


@rule("demand.record")
def record_demand(actor: Actor, _obj: Any) -> bool:
    return actor.has_role(Role.ADMINISTRATOR, Role.HEAD, Role.COUNCIL)


@rule("demand.read")
def read_demands(actor: Actor, _obj: Any) -> bool:
    return actor.has_role(Role.COUNCIL, Role.ADMINISTRATOR)
