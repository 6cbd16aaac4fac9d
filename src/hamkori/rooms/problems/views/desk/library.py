"""Ideas for steps, by kind, beside a folder."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from hamkori.rooms.problems import library
from hamkori.rooms.problems.kinds import KINDS
from hamkori.rooms.problems.queries import folders as queries
from hamkori.rooms.problems.queries import library as library_queries
from hamkori.rooms.problems.views.desk.common import page
from hamkori.society.accounts.gate import staff_only
from hamkori.society.accounts.sessions import actor_of


@require_GET
@staff_only
def ideas(request: HttpRequest, uid: str) -> HttpResponse:
    """What fits the folder's behaviour first; one press takes an idea into the form of a step."""
    found = queries.for_actor(actor_of(request), uid, verb="problem.work")
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    near, others = library.fitting(found.behaviour, kind)
    context = {
        "folder": found,
        "kind": kind,
        "kinds": KINDS.items(),
        "near": [(one, KINDS[one.kind]) for one in near],
        "others": [(one, KINDS[one.kind]) for one in others],
        "examples": library_queries.examples(found, kind),
    }
    return page(request, "library", context)
