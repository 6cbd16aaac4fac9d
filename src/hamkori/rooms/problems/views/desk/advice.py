"""Advice on how things are done: the list of both sides, asking, answering, following."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamkori.kernel.actor import Role
from hamkori.kernel.errors import NotFound
from hamkori.rooms.problems.actions import advice as actions
from hamkori.rooms.problems.forms.advice import AdviceForm, AskAdviceForm
from hamkori.rooms.problems.queries import advice as queries
from hamkori.rooms.problems.rules import asks_advice, gives_advice
from hamkori.rooms.problems.views.desk.common import Task, bound, go, language, office, page, run, tell
from hamkori.society.accounts.gate import with_role
from hamkori.society.accounts.sessions import actor_of

BOTH = (Role.SECRETARY, Role.MEMBER, Role.HEAD, Role.HANDLER, Role.COMMANDER)
POLICE = (Role.HEAD, Role.HANDLER, Role.COMMANDER)


@require_GET
@with_role(*BOTH)
def listing(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    asks = asks_advice(actor)
    if not asks and not gives_advice(actor):
        raise NotFound()
    return page(
        request,
        "advice",
        {"rows": queries.of_actor(actor), "asks": asks, "answers": actor.has_role(Role.SECRETARY)},
    )


@require_http_methods(["GET", "POST"])
@with_role(*POLICE)
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if not asks_advice(actor):
        raise NotFound()
    form = AskAdviceForm(teams=queries.teams_in(actor), **bound(request))

    def act(filled: Any) -> object:
        data = filled.cleaned_data
        team = office(data["team"])
        assert team is not None  # the field refuses what was not offered
        return actions.ask_advice(
            actor=actor, team=team, by=queries.own_office(actor), about=data["about"], text=data["text"],
            language=language(), names_are_places=data["names_are_places"],
        )  # fmt: skip

    lead = _(
        "About how things are done, never about a case or a person. The team answers at its next meeting."
    )
    return run(
        request, Task(form, act, _("Ask a team for advice"), _("Ask"), reverse("problems_desk:advice"), lead)
    )


@require_http_methods(["GET", "POST"])
@with_role(Role.SECRETARY)
def answer(request: HttpRequest, number: int) -> HttpResponse:
    actor = actor_of(request)
    found = queries.for_actor(actor, number, "advice.answer")
    form = AdviceForm(initial={"text": found.answer}, **bound(request))

    def act(filled: Any) -> object:
        data = filled.cleaned_data
        return actions.give_advice(
            actor=actor, advice=found, text=data["text"], language=language(),
            names_are_places=data["names_are_places"],
        )  # fmt: skip

    back = reverse("problems_desk:advice")
    return run(request, Task(form, act, found.get_about_display(), _("Write down"), back, lead=found.text))


@require_POST
@with_role(*POLICE)
def follow(request: HttpRequest, number: int) -> HttpResponse:
    actor = actor_of(request)
    actions.follow_advice(actor=actor, advice=queries.for_actor(actor, number, "advice.follow"))
    tell(request, _("Written down."))
    return go(reverse("problems_desk:advice"))
