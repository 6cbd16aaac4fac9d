"""The worksheet on paper: printing it, and photos of it in the folder, for the team only (R234)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from hamkori.ground.files import queries as file_queries
from hamkori.ground.files import store
from hamkori.ground.files.pages import shown_to
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, NotFound
from hamkori.rooms.problems import worksheets
from hamkori.rooms.problems.actions import paper_sheets
from hamkori.rooms.problems.forms import paper as forms
from hamkori.rooms.problems.models import Folder
from hamkori.rooms.problems.queries import folders as folder_queries
from hamkori.rooms.problems.queries import paper as queries
from hamkori.rooms.problems.states import WAYS, Method
from hamkori.rooms.problems.views.desk.common import Task, bound, language, own_team, page, run
from hamkori.rooms.problems.views.desk.team import in_team
from hamkori.rooms.problems.walk_papers import answer
from hamkori.society.accounts.gate import staff_only
from hamkori.society.accounts.sessions import actor_of

WORK = "problem.work"


def beside(request: HttpRequest, actor: Actor, folder: Folder) -> dict[str, Any]:
    """What a form of the folder shows beside it: the photo to read from, and the others to choose."""
    paper, papers = queries.beside(actor, folder, request.GET.get("paper", ""))
    return {"paper": paper, "papers": papers}


@require_GET
@staff_only
def worksheet(request: HttpRequest, uid: str) -> HttpResponse:
    """The worksheet with what the folder holds; `?blank=1` empty, with the folder's reference."""
    folder = folder_queries.for_actor(actor_of(request), uid)
    filled = request.GET.get("blank") != "1"
    data = worksheets.sheet_pdf(
        Method(folder.method), language(), team=folder.team, folder=folder, filled=filled
    )
    return answer(data, f"worksheet-{folder.number}")


@require_GET
@in_team
def blank(request: HttpRequest, method: str) -> HttpResponse:
    """An empty worksheet for a problem that has no folder yet."""
    if method not in Method.values:
        raise Http404
    team = own_team(actor_of(request))
    return answer(worksheets.sheet_pdf(Method(method), language(), team=team), f"worksheet-{method}")


@require_GET
@staff_only
def papers(request: HttpRequest, uid: str) -> HttpResponse:
    """Photos of the sheet, by the step they belong to."""
    folder = folder_queries.for_actor(actor_of(request), uid, verb=WORK)
    found = queries.all_papers_of(folder)
    who = queries.who_added(found)
    return page(
        request,
        "papers",
        {
            "folder": folder,
            "papers": [(one, who.get(one.by_posting or 0, "")) for one in found if one.taken_out_on is None],
            "gone": [one for one in found if one.taken_out_on is not None],
        },
    )


def _back(folder: Folder) -> str:
    return reverse("problems_desk:papers", args=[folder.uid])


@require_http_methods(["GET", "POST"])
@staff_only
def add(request: HttpRequest, uid: str) -> HttpResponse:
    """A photo of a page that was filled in by hand, kept without its metadata."""
    actor = actor_of(request)
    folder = folder_queries.for_actor(actor, uid, verb=WORK)
    form = forms.PaperForm(stages=WAYS[folder.method], initial={"stage": folder.state}, **bound(request))

    def act(_form: Any) -> object:
        data = form.cleaned_data
        if not data["no_names"]:
            raise BadInput(
                _("Only sheets without names. Cover them and take the photo again, or type the sheet in yourself."),
                field="no_names",
            )  # fmt: skip
        photo = store.take_in(data["photo"], purpose="worksheet", photos_only=True).token
        return paper_sheets.add_paper(
            actor=actor, folder=folder, stage=data["stage"], photo=photo, no_names=True, once=data["once"]
        )

    lead = _("Only the team sees it. Look first: there may be no name of a person on the sheet.")
    return run(
        request,
        Task(form, act, _("Photo of the worksheet"), _("Add the photo"), _back(folder), lead=lead,
             done=_("The photo is in the folder. Now it stands beside every form of the folder.")),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@staff_only
def take_out(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """Take a photo out again, with the reason; it is erased."""
    actor = actor_of(request)
    folder = folder_queries.for_actor(actor, uid, verb=WORK)
    found = queries.paper_of(folder, number)
    form = forms.PaperOutForm(**bound(request))

    def act(_form: Any) -> object:
        return paper_sheets.take_out_paper(
            actor=actor, folder=folder, paper=found, why=form.cleaned_data["why"]
        )

    lead = _("The photo is erased for good. The day and the reason stay.")
    return run(
        request,
        Task(form, act, _("Take the photo out"), _("Take it out"), _back(folder), lead=lead,
             done=_("The photo is erased.")),
    )  # fmt: skip


@require_GET
@staff_only
def photo(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """The photo, for the team; who looked is recorded (K47)."""
    actor = actor_of(request)
    folder = folder_queries.for_actor(actor, uid, verb=WORK)
    file = file_queries.stored(queries.paper_of(folder, number).photo)
    if file is None:
        raise NotFound()
    return shown_to(actor, file, name=f"{folder.number}-{number}")
