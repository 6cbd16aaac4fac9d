"""Our pages, and pages of a make-believe room above that stand behind our gate."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from hamkori.kernel.actor import Role
from hamkori.society.accounts.gate import needs_second_factor, staff_only, with_role
from hamkori.society.accounts.sessions import actor_of
from hamkori.society.accounts.views.demo import redirect_to_language


def _answer(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    return HttpResponse(f"{actor.kind.value} {actor.role} {actor.place_path} {request.POST.get('text', '')}")


urlpatterns = [
    path("demo/", redirect_to_language),
    *i18n_patterns(
        path("", include("hamkori.society.accounts.urls")),
        path("open/", _answer),
        path("staff/", staff_only(_answer)),
        path("handlers/", with_role(Role.HANDLER, Role.HEAD)(_answer)),
        path("names/", with_role(Role.HANDLER, Role.SECRETARY)(needs_second_factor(_answer))),
    ),
]
