"""What every request passes through."""

import gzip
from collections.abc import Callable

import brotli
from django.conf import settings
from django.core.cache import cache
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_cache_control, patch_vary_headers

from hamkori.kernel.errors import HamkoriError
from hamkori.kernel.pages import CACHE_MARK, problem_page
from hamkori.kernel.views import bad_request

GetResponse = Callable[[HttpRequest], HttpResponse]

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def page_cache(get_response: GetResponse) -> GetResponse:
    """Keep whole public pages in memory for `settings.HAMKORI_PAGE_SECONDS`.

    Only pages that asked for it (`kernel.pages.cached_page`), only for visitors without our cookie. Such pages
    carry no cookie and no token, and the language stands in the path.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method != "GET" or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return get_response(request)
        key = f"page:{encoding_for(request)}:{request.get_full_path()}"
        kept = cache.get(key) if len(key) < 300 else None
        if kept is not None:
            body, headers = kept
            if request.headers.get("If-None-Match") == headers.get("ETag"):
                return HttpResponse(status=304, headers={"ETag": headers["ETag"]})
            return HttpResponse(body, headers=headers)
        response = get_response(request)
        seconds = getattr(response, CACHE_MARK, 0)
        if seconds and response.status_code == 200 and not response.cookies and len(key) < 300:
            cache.set(key, (response.content, dict(response.items())), seconds)
        return response

    return middleware


SMALLEST = 300
"""Bytes under which compressing gains nothing."""


def encoding_for(request: HttpRequest) -> str:
    """The best encoding that the browser understands: "br", "gzip" or ""."""
    accepted = request.headers.get("Accept-Encoding", "")
    offered = {
        part.split(";")[0].strip().lower()
        for part in accepted.split(",")
        if "q=0" not in part.replace("q=0.", "")
    }
    return next((name for name in ("br", "gzip") if name in offered), "")


def compressed(get_response: GetResponse) -> GetResponse:
    """Send texts compressed: a page must fit a weak line (at most 30 KB on the first load).

    Tokens in our pages are masked or sealed anew each time, so their length under compression tells nothing.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if (
            response.streaming
            or response.has_header("Content-Encoding")
            or len(response.content) < SMALLEST
            or not response.get("Content-Type", "").startswith(("text/", "application/json"))
        ):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        encoding = encoding_for(request)
        if encoding == "br":
            response.content = brotli.compress(
                response.content, quality=5
            )  # 8 takes six times as long for 1 %
        elif encoding == "gzip":
            response.content = gzip.compress(response.content, compresslevel=6, mtime=0)
        else:
            return response
        response["Content-Encoding"] = encoding
        response["Content-Length"] = str(len(response.content))
        return response

    return middleware


def headers(get_response: GetResponse) -> GetResponse:
    """A strict content policy on every answer; nothing private is kept by browsers or proxies."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Content-Security-Policy", _POLICY)
        response.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(self), interest-cohort=()"
        )
        seconds = getattr(response, CACHE_MARK, 0)
        if seconds:
            patch_cache_control(response, public=True, max_age=seconds)
        elif not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return middleware


def language_from_path(get_response: GetResponse) -> GetResponse:
    """The language stands in the path; elsewhere the browser's wish or the country's first language counts."""

    def middleware(request: HttpRequest) -> HttpResponse:
        language = translation.get_language_from_path(request.path_info)
        if language is None:
            wished = translation.get_language_from_request(request)
            language = wished if wished in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = get_response(request)
        response.setdefault("Content-Language", language)
        return response

    return middleware


class errors_as_pages:  # noqa: N801 - a middleware like its neighbours
    """Turn our typed errors into pages that say what to do."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, HamkoriError):
            return problem_page(request, exception)
        if isinstance(exception, DataError) and _holds_zero_byte(request):  # PostgreSQL takes none in a text
            return bad_request(request)
        return None


def _holds_zero_byte(request: HttpRequest) -> bool:
    fields = (*request.GET.lists(), *request.POST.lists())
    return "\x00" in request.path or any("\x00" in value for _name, values in fields for value in values)
