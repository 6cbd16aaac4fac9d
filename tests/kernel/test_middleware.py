"""What every request passes through: the page cache, the headers, the language, errors as pages."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from hamkori.kernel.actor import Actor, Kind
from hamkori.kernel.errors import BadInput, BadState, NotAllowed, SecondFactorNeeded
from hamkori.kernel.pages import cached_page, never_kept

made = 0


@cached_page
def public(request: HttpRequest) -> HttpResponse:
    global made
    made += 1
    if request.GET.get("staff"):
        request.actor = Actor(Kind.STAFF, user_id=1)  # type: ignore[attr-defined]
    answer = HttpResponse(f"page {made}", status=int(request.GET.get("status", "200")))
    if request.GET.get("cookie"):
        answer.set_cookie("x", "y")
    return answer


@cached_page
def long(request: HttpRequest) -> HttpResponse:
    return HttpResponse("page of words " * 200)


def private(request: HttpRequest) -> HttpResponse:
    return HttpResponse("private")


def receipt(request: HttpRequest) -> HttpResponse:
    return never_kept(HttpResponse("code"))


def language(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.LANGUAGE_CODE)  # type: ignore[attr-defined]


def problem(request: HttpRequest, kind: str) -> HttpResponse:
    raise {
        "input": BadInput("Please write the date."),
        "state": BadState(),
        "role": NotAllowed("Secret names stand here."),
        "second": SecondFactorNeeded(),
    }[kind]


urlpatterns = [
    path("en/public/", public),
    path("en/long/", long),
    path("en/private/", private),
    path("en/receipt/", receipt),
    path("problem/<str:kind>/", problem),
    path("language/", language),
    path("ru/language/", language),
]
pytestmark = [pytest.mark.urls(__name__)]


@pytest.fixture(autouse=True)
def own_middleware(settings: Any) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name.startswith("hamkori.kernel")]
    settings.HAMKORI_PAGE_SECONDS = 60


def test_a_public_page_is_made_once_for_everybody() -> None:
    first, second = Client().get("/en/public/"), Client().get("/en/public/")
    assert first.content == second.content
    assert first["ETag"] == second["ETag"]
    assert "public" in second["Cache-Control"]
    assert second["Content-Security-Policy"] == first["Content-Security-Policy"]
    assert Client().get("/en/public/?x=1").content != first.content


def test_who_has_the_page_already_gets_304_without_a_body() -> None:
    first = Client().get("/en/public/")
    again = Client().get("/en/public/", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    other = Client().get("/en/public/", headers={"if-none-match": '"other"'})
    assert (other.status_code, other.content) == (200, first.content)


def test_who_has_our_cookie_never_meets_the_cache(settings: Any) -> None:
    first = Client().get("/en/public/")
    signed_in = Client()
    signed_in.cookies[settings.SESSION_COOKIE_NAME] = "x"
    assert signed_in.get("/en/public/").content != first.content


@pytest.mark.parametrize("query", ["staff=1", "status=500", "status=404", "cookie=1"])
def test_pages_of_staff_failures_and_pages_with_cookies_are_not_kept(query: str) -> None:
    first, second = (Client(raise_request_exception=False).get(f"/en/public/?{query}") for _ in range(2))
    assert first.content != second.content


def test_only_pages_that_asked_for_it_are_kept_and_only_for_get() -> None:
    assert "no-store" in Client().get("/en/private/")["Cache-Control"]
    first = Client().get("/en/public/")
    assert Client().post("/en/public/").content != first.content
    assert Client().get("/en/public/").content == first.content


def test_switched_off_the_cache_keeps_nothing(settings: Any) -> None:
    settings.HAMKORI_PAGE_SECONDS = 0
    assert Client().get("/en/public/").content != Client().get("/en/public/").content


def test_a_page_with_a_code_leaves_no_trace_k57() -> None:
    answer = Client().get("/en/receipt/")
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]


def test_every_answer_carries_the_strict_policy_also_missing_pages() -> None:
    for address in ("/en/private/", "/en/public/", "/problem/input/"):
        policy = Client(raise_request_exception=False).get(address)["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("address", "wished", "expected"),
    [
        ("/ru/language/", "en", "ru"),
        ("/language/", "en", "en"),
        ("/language/", "fr", "tg"),
        ("/language/", "", "tg"),
    ],
)
def test_the_language_stands_in_the_path_then_in_the_browser_then_in_the_country(
    address: str, wished: str, expected: str
) -> None:
    answer = Client(headers={"accept-language": wished} if wished else {}).get(address)
    assert (answer.content.decode(), answer["Content-Language"]) == (expected, expected)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "status", "says"),
    [("input", 422, "Please write the date."), ("state", 409, ""), ("second", 403, ""), ("role", 404, "")],
)
def test_typed_errors_become_pages_and_a_missing_right_looks_like_a_missing_page(
    kind: str, status: int, says: str
) -> None:
    answer = Client().get(f"/problem/{kind}/", headers={"accept-language": "en"})
    assert answer.status_code == status
    assert says in answer.content.decode()
    assert "Secret names" not in answer.content.decode()


@pytest.mark.parametrize(
    ("accepted", "sent"),
    [
        ("br, gzip", "br"),
        ("gzip, deflate", "gzip"),
        ("", ""),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("identity", ""),
    ],
)
def test_texts_travel_compressed_and_each_encoding_is_kept_apart(accepted: str, sent: str) -> None:
    import gzip

    import brotli

    open_up = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}
    for _twice in range(2):
        answer = Client().get("/en/long/", headers={"accept-encoding": accepted})
        assert answer.get("Content-Encoding", "") == sent
        assert open_up[sent](answer.content).startswith(b"page of words")
        assert "Accept-Encoding" in answer["Vary"]
    assert not sent or len(answer.content) < 200


def test_short_answers_are_sent_as_they_are() -> None:
    assert not Client().get("/en/private/", headers={"accept-encoding": "br"}).has_header("Content-Encoding")
