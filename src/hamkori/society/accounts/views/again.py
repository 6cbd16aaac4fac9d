"""The page on which somebody signs in again without losing what was typed. The gate shows it, so it knows no gate."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hamkori.society.accounts.forms import SignInForm
from hamkori.society.accounts.views.common import page


def sign_in_again(request: HttpRequest, kept: str) -> HttpResponse:
    """The answer to a form that came after its session had ended."""
    return page(
        request,
        "sign_in",
        {"form": SignInForm(), "kept": kept, "was_away": True, "form_action": reverse("accounts:sign_in")},
        status=401 if kept else 403,
    )
