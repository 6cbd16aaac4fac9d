"""`request.actor` and `request.staff` for every request."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from hamkori.kernel.actor import ANYONE
from hamkori.society.accounts import sessions

GetResponse = Callable[[HttpRequest], HttpResponse]


def actor(get_response: GetResponse) -> GetResponse:
    """Visitors without our cookie cost no query; for staff it is one beside Django's own for the session."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.user = AnonymousUser()
        request.staff = None  # type: ignore[attr-defined]
        request.actor = ANYONE  # type: ignore[attr-defined]
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            sessions.refresh(request)
        return get_response(request)

    return middleware
