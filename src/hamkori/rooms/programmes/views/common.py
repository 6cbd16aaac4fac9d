"""What the pages of this room share."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hamkori.kernel.pages import never_kept
from hamkori.rooms.problems.views.desk.common import said
from hamkori.society.accounts.sessions import actor_of


def page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page of the desk; says once what was just done."""
    values = {"messages": said(request), "actor": actor_of(request), **context}
    return never_kept(render(request, f"programmes/desk/{template}.html", values))
