"""Signing in and out."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hamkori.kernel import clock
from hamkori.kernel.actor import ANYONE
from hamkori.kernel.errors import BadInput, BadState, HamkoriError
from hamkori.kernel.pages import never_kept
from hamkori.kernel.references import clean_code
from hamkori.society.accounts import passkeys, policy, queries, sessions
from hamkori.society.accounts.actions import people, second_steps, signing_in
from hamkori.society.accounts.forms import AccountForm, InvitationCodeForm, SecondStepForm, SignInForm
from hamkori.society.accounts.gate import safe_next, signed_in
from hamkori.society.accounts.kept import unseal_form
from hamkori.society.accounts.models import User
from hamkori.society.accounts.naming import subject_of
from hamkori.society.accounts.sessions import staff_of_request
from hamkori.society.accounts.views.common import explain, first_page, here, page

SECOND_STEP_MINUTES = 10
_BETWEEN = "between_steps"


def _carried(request: HttpRequest) -> dict[str, str]:
    """What the steps of signing in hand on: where to go, and a form that was kept."""
    return {
        "next": safe_next(request, request.POST.get("next", request.GET.get("next", ""))),
        "kept": request.POST.get("kept", ""),
    }


def _arrive(request: HttpRequest, user: User) -> HttpResponse:
    """The first answer after signing in: the kept form, the wanted page, or the first page."""
    carried = _carried(request)
    kept = unseal_form(carried["kept"])
    if kept is not None:
        return page(request, "kept_form", {"kept": kept})
    return never_kept(HttpResponseRedirect(carried["next"] or first_page(user)))


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    staff = staff_of_request(request)
    if request.method != "POST":
        if staff is not None:
            return HttpResponseRedirect(_carried(request)["next"] or first_page(staff.user))
        return page(request, "sign_in", {"form": SignInForm(), **_carried(request)})
    form = SignInForm(request.POST)
    status = 200
    if form.is_valid():
        try:
            user = _recognise(form.cleaned_data["username"], form.cleaned_data["password"])
        except HamkoriError as error:
            status = explain(form, error)
        else:
            if queries.factors_of(user).any:
                return _between(request, user)
            sessions.open_for(request, user, second_factor=False)
            return _arrive(request, user)
    return page(request, "sign_in", {"form": form, **_carried(request)}, status=status)


def _recognise(identifier: str, password: str) -> User:
    subject = subject_of(identifier)
    signing_in.count_try(subject_hash=subject)
    user = authenticate(username=identifier, password=password)
    if not isinstance(user, User):
        raise BadInput(_("The number or user name and the password do not fit together."))
    signing_in.tries_are_forgiven(subject_hash=subject)
    return user


# --- the second step


def _between(request: HttpRequest, user: User) -> HttpResponse:
    """The password was right; the session remembers whose it was for a few minutes, and nothing else."""
    request.session.flush()
    until = clock.now() + timedelta(minutes=SECOND_STEP_MINUTES)
    request.session[_BETWEEN] = [user.pk, user.get_session_auth_hash(), until.isoformat()]
    return _ask_code(request, user, SecondStepForm())


def _waiting_user(request: HttpRequest) -> User | None:
    kept = request.session.get(_BETWEEN)
    if kept is None or datetime.fromisoformat(kept[2]) < clock.now():
        return None
    user = queries.active_user(kept[0])
    return user if user is not None and user.get_session_auth_hash() == kept[1] else None


def _ask_code(
    request: HttpRequest,
    user: User,
    form: SecondStepForm,
    *,
    where: str = "accounts:second_step",
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "factors": queries.factors_of(user),
        "form_action": reverse(where),
        **_carried(request),
    }
    return page(request, "second_step", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    user = _waiting_user(request)
    if user is None:
        return HttpResponseRedirect(reverse("accounts:sign_in"))
    if request.method != "POST":
        return _ask_code(request, user, SecondStepForm())
    form = SecondStepForm(request.POST)
    status = 200
    if form.is_valid():
        try:
            second_steps.check_code(
                actor=sessions.nobody_yet(user), user=user, code=form.cleaned_data["code"]
            )
        except HamkoriError as error:
            status = explain(form, error)
        else:
            sessions.open_for(request, user, second_factor=True)
            return _arrive(request, user)
    return _ask_code(request, user, form, status=status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def step_up(request: HttpRequest) -> HttpResponse:
    """Take the second step now, then go back."""
    staff = here(request)
    if not queries.factors_of(staff.user).any:
        query = urlencode({"next": _carried(request)["next"]})
        return HttpResponseRedirect(reverse("accounts:second_steps") + "?" + query)
    form = SecondStepForm(request.POST) if request.method == "POST" else SecondStepForm()
    status = 200
    if form.is_bound and form.is_valid():
        try:
            second_steps.check_code(
                actor=sessions.actor_of(request), user=staff.user, code=form.cleaned_data["code"]
            )
        except HamkoriError as error:
            status = explain(form, error)
        else:
            sessions.take_second_step(request)
            return _arrive(request, staff.user)
    return _ask_code(request, staff.user, form, where="accounts:step_up", status=status)


# --- passkeys


@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to answer with a passkey."""
    return never_kept(
        HttpResponse(passkeys.options_to_sign_in(request.session), content_type="application/json")
    )


@require_POST
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """A passkey is both steps at once: something one has, opened by a finger or a number."""
    staff = staff_of_request(request)
    try:
        user = passkeys.recognised(request.session, request.POST.get("answer", ""))
        if staff is not None and staff.user.pk != user.pk:
            raise BadInput(_("This passkey belongs to another account."))
    except HamkoriError as error:
        form = SignInForm()
        context = {"form": form, "problem": str(error), "form_action": reverse("accounts:sign_in")}
        return page(request, "sign_in", {**context, **_carried(request)}, status=error.status)
    if staff is not None:
        sessions.take_second_step(request)
    else:
        sessions.open_for(request, user, second_factor=True)
    return _arrive(request, user)


# --- out, and in for the first time


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if staff_of_request(request) is not None:
        sessions.close(request)
    return never_kept(HttpResponseRedirect(reverse("accounts:signed_out")))


def signed_out(request: HttpRequest) -> HttpResponse:
    return page(request, "signed_out")


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """First the code, then what the person chooses."""
    code_form = InvitationCodeForm(request.POST) if request.method == "POST" else InvitationCodeForm()
    if not code_form.is_bound or not code_form.is_valid():
        return page(request, "invitation_code", {"form": code_form})
    code = clean_code(code_form.cleaned_data["code"]) or ""
    is_first = "username" not in request.POST
    found = queries.open_invitation(code)
    if found is None and not is_first:
        found = queries.accepted_invitation(code)  # pressed twice: the action knows
    if found is None:
        status = explain(
            code_form,
            BadState(_("This code does not work. Check it, or ask for a new invitation."), field="code"),
        )
        return page(request, "invitation_code", {"form": code_form}, status=status)
    if found.waits:
        status = explain(code_form, BadState(people.NOT_CONFIRMED, field="code"))
        return page(request, "invitation_code", {"form": code_form}, status=status)
    language = str(getattr(request, "LANGUAGE_CODE", ""))
    form = AccountForm(initial={"language": language}) if is_first else AccountForm(request.POST)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            user = people.accept_invitation(actor=ANYONE, code=code, **form.cleaned_data)
        except HamkoriError as error:
            status = explain(form, error)
        else:
            if queries.factors_of(user).any:
                return never_kept(HttpResponseRedirect(reverse("accounts:sign_in")))
            sessions.open_for(request, user, second_factor=False)
            needed = policy.needs_second_factor(found.role)
            target = reverse("accounts:second_steps") if needed else first_page(user)
            return never_kept(HttpResponseRedirect(target))
    return page(request, "invitation", {"form": form, "invitation": found, "code": code}, status=status)
