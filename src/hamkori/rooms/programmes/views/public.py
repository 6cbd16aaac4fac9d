"""Public pages of programmes: only approved values, small numbers hidden."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_GET

from hamkori.kernel.errors import NotFound
from hamkori.kernel.pages import cached_page
from hamkori.rooms.programmes import files, shown
from hamkori.rooms.programmes.queries import framework as queries


@require_GET
@cached_page
def listing(request: HttpRequest) -> HttpResponse:
    return render(request, "programmes/public/list.html", {"rows": queries.shown()})


@require_GET
@cached_page
def framework(request: HttpRequest, uid: str) -> HttpResponse:
    """Results with their indicators: first value, latest target and value."""
    found = queries.public(uid)
    twigs = shown.twigs(queries.tree(found, approved_only=True), public=True)
    return render(request, "programmes/public/framework.html", {"framework": found, "twigs": twigs})


@require_GET
@cached_page
def indicator(request: HttpRequest, uid: str) -> HttpResponse:
    """One indicator with every period and group."""
    one = queries.public_indicator(uid)
    leaf = shown.leaf(queries.with_periods(one, approved_only=True), public=True)
    context = {"framework": one.result.framework, "leaf": leaf, "chart": shown.chart(one, leaf.rows)}
    return render(request, "programmes/public/indicator.html", context)


@require_GET
@cached_page
def file(request: HttpRequest, uid: str, kind: str) -> HttpResponse:
    if kind not in files.KINDS:
        raise NotFound()
    return files.answer(queries.public(uid), kind, translation.get_language() or "tg", public=True)
