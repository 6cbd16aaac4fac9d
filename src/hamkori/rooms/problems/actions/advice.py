"""Police ask a team how to do something; the team answers; the office says that it does it so (R137)."""

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.problems.catalogue import ADVICE
from hamkori.rooms.problems.models import Advice
from hamkori.rooms.problems.texts import checked, put
from hamkori.society.accounts.models import Organisation


@action("advice.asked", verb="advice.ask", on="team")
def ask_advice(
    *, actor: Actor, team: Organisation, by: Organisation, about: str, text: str, language: str,
    names_are_places: bool = False,
) -> Advice:  # fmt: skip
    """A question about how things are done. Names, numbers and stories of violence are refused: no case enters."""
    if about not in ADVICE:
        raise BadInput(_("Please choose from the list."), field="about")
    words = checked(text, field="text", place=team.place, names_are_places=names_are_places)
    Organisation.objects.select_for_update().get(pk=team.pk)
    if Advice.objects.filter(team=team, by=by, about=about, answered_on__isnull=True).exists():
        raise BadInput(_("The team has this question of yours already."), field="about")
    made = Advice.objects.create(
        team=team, by=by, about=about, texts=put({}, language, words), asked_on=clock.today()
    )
    trail.note(subject=made, facts={"team": team.pk, "about": about})
    return made


def _locked(advice: Advice) -> Advice:
    return Advice.objects.select_for_update(of=("self",)).select_related("team__place").get(pk=advice.pk)


@action("advice.given", verb="advice.answer", on="advice")
def give_advice(
    *, actor: Actor, advice: Advice, text: str, language: str, names_are_places: bool = False
) -> Advice:
    """What the team advises. It can be written again until the office says that it does it so."""
    fresh = _locked(advice)
    if fresh.tried_on is not None:
        raise BadState(_("The office works in this way already."))
    words = checked(text, field="text", place=fresh.team.place, names_are_places=names_are_places)
    fresh.answers = put(fresh.answers, language, words)
    fresh.answered_on = fresh.answered_on or clock.today()
    fresh.save(update_fields=["answers", "answered_on"])
    trail.note(changed=["answers"])
    return fresh


@action("advice.followed", verb="advice.follow", on="advice")
def follow_advice(*, actor: Actor, advice: Advice) -> Advice:
    """The office says that it works in this way now. Said twice, it is said once."""
    fresh = _locked(advice)
    if fresh.answered_on is None:
        raise BadState(_("The team has not answered yet."))
    if fresh.tried_on is None:
        fresh.tried_on = clock.today()
        fresh.save(update_fields=["tried_on"])
        trail.note(changed=["tried_on"])
    return fresh
