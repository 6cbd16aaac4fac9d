"""What teams ask of a higher office: its list, its answer, the photo of a stamped answer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from hamkori.ground.files.pages import shown_to
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import NotFound
from hamkori.rooms.problems.actions import asking
from hamkori.rooms.problems.asking import Asked
from hamkori.rooms.problems.forms.asking import HigherAnswerForm
from hamkori.rooms.problems.models import HigherQuestion
from hamkori.rooms.problems.queries import asking as queries
from hamkori.rooms.problems.views.desk.common import Task, bound, language, office, page, run
from hamkori.society.accounts.gate import staff_only, with_role
from hamkori.society.accounts.sessions import actor_of

OFFICES = (Role.HEAD, Role.HANDLER, Role.COMMANDER)


def end(actor: Actor, question: HigherQuestion, form: Any, paper: asking.Paper) -> object:
    """Answer, or pass higher where an office is chosen."""
    data = form.cleaned_data
    to = office(data["to"])
    if to is not None:
        return asking.pass_higher(actor=actor, question=question, to=to, paper=paper)
    return asking.answer_higher(
        actor=actor, question=question, text=data["text"], language=language(), paper=paper,
        names_are_places=data["names_are_places"],
    )  # fmt: skip


@require_GET
@with_role(*OFFICES)
def listing(request: HttpRequest) -> HttpResponse:
    return page(request, "asked", {"questions": queries.asked_of(actor_of(request).office)})


@require_http_methods(["GET", "POST"])
@with_role(*OFFICES)
def answer(request: HttpRequest, number: int) -> HttpResponse:
    actor = actor_of(request)
    found = queries.for_actor(actor, number)
    if found.state != Asked.ASKED:
        raise NotFound()
    form = HigherAnswerForm(offices=queries.higher_than(found), **bound(request))
    back = reverse("problems_desk:asked")
    task = Task(
        form, lambda filled: end(actor, found, filled, asking.Paper()), _("Answer to a team"), _("Write down"), back,
        lead=found.text,
    )  # fmt: skip
    return run(request, task)


@require_GET
@staff_only
def paper(request: HttpRequest, number: int) -> HttpResponse:
    """The photo of a stamped answer, for the team, its council and the office; who looked is recorded (K47)."""
    actor = actor_of(request)
    found = queries.for_actor(actor, number, verb="higher.see")
    file = queries.paper_of(found)
    return shown_to(actor, file, name=found.folder.uid)
