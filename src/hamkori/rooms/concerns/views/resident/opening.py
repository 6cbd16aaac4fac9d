"""Number and code: the only way to a concern for the one who raised it.

The form posts to `mine/`; this page itself only shows it, empty or after the ticket of the day has run out.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hamkori.ground.receipts.forms import CodeForm
from hamkori.rooms.concerns.views.resident.common import resident_page


@resident_page
def code(request: HttpRequest) -> HttpResponse:
    return code_page(request, CodeForm())


def code_page(
    request: HttpRequest, form: CodeForm, *, typed: str = "", expired: bool = False, status: int = 200
) -> HttpResponse:
    """`typed` is a reply that was being written when the page became too old: it travels on in the form."""
    context = {"form": form, "typed": typed, "expired": expired}
    return render(request, "concerns/resident/code.html", context, status=422 if form.errors else status)
