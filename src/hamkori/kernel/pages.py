"""Helpers of views: cached pages and pages that explain what went wrong."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from hamkori.kernel.errors import HamkoriError, NotAllowed, NotFound, SecondFactorNeeded

CACHE_MARK = "hamkori_cache_seconds"


def cached_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the page cache keep this public page. The page must not depend on who looks."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        actor = getattr(request, "actor", None)
        seconds = getattr(settings, "HAMKORI_PAGE_SECONDS", 60)
        if response.status_code == 200 and seconds and not (actor and actor.signed_in):
            response["ETag"] = 'W/"' + hashlib.blake2b(response.content, digest_size=12).hexdigest() + '"'
            setattr(response, CACHE_MARK, seconds)
        return response

    return wrapper


def never_kept(response: HttpResponse) -> HttpResponse:
    """Mark a page that must leave no trace on a shared phone (K57).

    No other site learns its address. A page with a form tells it to our own site only: under "no-referrer" a
    browser sends the form with `Origin: null`, and Django refuses it.
    """
    has_form = b'method="post"' in getattr(response, "content", b"")
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin" if has_form else "no-referrer"
    response["X-Robots-Tag"] = "noindex, noarchive"
    return response


def problem_page(request: HttpRequest, error: HamkoriError) -> HttpResponse:
    """The page for a typed error. Who may not do something learns no more than that there is no such page."""
    if isinstance(error, NotAllowed) and not isinstance(error, SecondFactorNeeded):
        error = NotFound()
    return render(
        request, "kernel/problem.html", {"error": error, "message": str(error)}, status=error.status
    )


def found_or_404(obj: Any) -> Any:
    """`obj`, or 404 when it is None."""
    if obj is None:
        raise Http404
    return obj
