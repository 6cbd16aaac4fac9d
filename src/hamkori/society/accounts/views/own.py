"""One's own account: details, password, second steps, sessions, postings."""

from typing import Any

import segno
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamkori.kernel.errors import HamkoriError, NotFound
from hamkori.kernel.pages import never_kept
from hamkori.society.accounts import actions, passkeys, queries, sessions
from hamkori.society.accounts.actions import second_steps as steps
from hamkori.society.accounts.forms import DetailsForm, PasswordForm, SecondStepForm
from hamkori.society.accounts.gate import View, safe_next, signed_in
from hamkori.society.accounts.sessions import actor_of
from hamkori.society.accounts.views.common import explain, first_page, here, leave_notice, page
from hamkori.society.accounts.words import role_in_words


def _go(name: str) -> HttpResponse:
    return never_kept(HttpResponseRedirect(reverse(name)))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    user = here(request).user
    before = {
        "language": user.language or getattr(request, "LANGUAGE_CODE", ""),
        "phone": user.phone,
        "display_name": user.display_name,
        "show_name": user.show_name,
    }
    form = DetailsForm(request.POST) if request.method == "POST" else DetailsForm(initial=before)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            actions.change_details(actor=actor_of(request), user=user, **form.cleaned_data)
        except HamkoriError as error:
            status = explain(form, error)
        else:
            leave_notice(request, "saved")
            return _go("accounts:own")
    context = {
        "form": form,
        "user": user,
        "factors": queries.factors_of(user),
        "sessions": queries.sessions_of(user),
        "this_session": here(request).session,
    }
    return page(request, "own", context, status=status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    staff = here(request)
    form = PasswordForm(request.POST) if request.method == "POST" else PasswordForm()
    status = 200
    if form.is_bound and form.is_valid():
        try:
            actions.change_password(
                actor=actor_of(request),
                user=staff.user,
                old=form.cleaned_data["old_password"],
                new=form.cleaned_data["new_password"],
                keep=staff.session,
            )
        except HamkoriError as error:
            status = explain(form, error)
        else:
            update_session_auth_hash(request, staff.user)
            sessions.renew_key(request, staff.session)
            leave_notice(request, "password")
            return _go("accounts:own")
    return page(request, "password", {"form": form, "must": staff.user.must_change_password}, status=status)


@signed_in
@require_POST
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    staff = here(request)
    actions.sign_out_elsewhere(actor=actor_of(request), user=staff.user, keep=staff.session)
    leave_notice(request, "elsewhere")
    return _go("accounts:own")


# --- postings


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def posting(request: HttpRequest) -> HttpResponse:
    """Which posting one acts through; switch to another."""
    staff = here(request)
    mine = queries.postings_of_user(staff.user)
    if request.method == "POST":
        chosen = next((one for one in mine if one.uid == request.POST.get("posting")), None)
        if chosen is None:
            raise NotFound()
        actions.switch_posting(actor=actor_of(request), session=staff.session, posting=chosen)
        leave_notice(request, "switched")
        return never_kept(HttpResponseRedirect(first_page(staff.user)))
    language = str(getattr(request, "LANGUAGE_CODE", ""))
    rows = [
        {
            "posting": one,
            "title": one.title_in(language) or role_in_words(one.role),
            "role": role_in_words(one.role),
            "office": one.organisation.name_in(language) if one.organisation is not None else "",
            "is_current": staff.posting is not None and one.pk == staff.posting.pk,
        }
        for one in mine
    ]
    return page(request, "posting", {"rows": rows})


# --- second steps


def _proved_if_enrolled(view: View) -> View:
    """Who has a second step must have taken it before changing it."""

    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        staff = here(request)
        if not staff.second_factor and queries.factors_of(staff.user).any:
            return _go("accounts:step_up")
        return view(request, *args, **kwargs)

    return wrapper


@signed_in
@require_safe
def second_steps(request: HttpRequest) -> HttpResponse:
    staff = here(request)
    context = {
        "factors": queries.factors_of(staff.user),
        "passkeys": queries.passkeys_of(staff.user),
        "waits": staff.waits_for == "enrolment",
        "next": safe_next(request, request.GET.get("next", "")),
    }
    return page(request, "second_steps", context)


@signed_in
@_proved_if_enrolled
@require_POST
def begin_app(request: HttpRequest) -> HttpResponse:
    actions.begin_totp(actor=actor_of(request), user=here(request).user)
    return _go("accounts:app")


@signed_in
@_proved_if_enrolled
@require_http_methods(["GET", "HEAD", "POST"])
def app(request: HttpRequest) -> HttpResponse:
    """The square to photograph, and one code to prove that it worked."""
    user = here(request).user
    totp = queries.unconfirmed_totp(user)
    if totp is None:
        return _go("accounts:second_steps")
    form = SecondStepForm(request.POST) if request.method == "POST" else SecondStepForm()
    form.fields["code"].help_text = _("Six digits that the app shows now.")
    status = 200
    if form.is_bound and form.is_valid():
        try:
            codes = actions.confirm_totp(actor=actor_of(request), user=user, code=form.cleaned_data["code"])
        except HamkoriError as error:
            status = explain(form, error)
        else:
            sessions.take_second_step(request)
            leave_notice(request, "app")
            return (
                page(request, "recovery_codes", {"codes": codes}) if codes else _go("accounts:second_steps")
            )
    square = segno.make(steps.totp_address(user, totp), error="m").svg_inline(scale=5, border=4, light="#fff")
    secret = " ".join(totp.secret[at : at + 4] for at in range(0, len(totp.secret), 4))
    return page(
        request,
        "app",
        {"form": form, "square": mark_safe(square), "secret": secret},  # noqa: S308 - drawn by us
        status=status,
    )


@signed_in
@_proved_if_enrolled
@require_POST
def remove_app(request: HttpRequest) -> HttpResponse:
    actions.remove_totp(actor=actor_of(request), user=here(request).user)
    leave_notice(request, "app_removed")
    return _go("accounts:second_steps")


@signed_in
@_proved_if_enrolled
@require_POST
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Ten new codes, shown once."""
    codes = actions.make_recovery_codes(actor=actor_of(request), user=here(request).user)
    return page(request, "recovery_codes", {"codes": codes})


@signed_in
@_proved_if_enrolled
@require_POST
def new_passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to make a passkey."""
    options = passkeys.options_for_new(request.session, here(request).user, steps.ISSUER)
    return never_kept(HttpResponse(options, content_type="application/json"))


@signed_in
@_proved_if_enrolled
@require_POST
def add_passkey(request: HttpRequest) -> HttpResponse:
    staff = here(request)
    made = passkeys.registered(request.session, request.POST.get("answer", ""))
    actions.add_passkey(
        actor=actor_of(request),
        user=staff.user,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        label=request.POST.get("label", ""),
    )
    sessions.take_second_step(request)
    leave_notice(request, "passkey")
    if queries.factors_of(staff.user).recovery_codes:
        return _go("accounts:second_steps")
    codes = actions.make_recovery_codes(actor=actor_of(request), user=staff.user)
    return page(request, "recovery_codes", {"codes": codes})


@signed_in
@_proved_if_enrolled
@require_POST
def remove_passkey(request: HttpRequest) -> HttpResponse:
    user = here(request).user
    chosen = next(
        (one for one in queries.passkeys_of(user) if one.credential_id == request.POST.get("passkey")), None
    )
    if chosen is None:
        raise NotFound()
    actions.remove_passkey(actor=actor_of(request), user=user, passkey=chosen)
    leave_notice(request, "passkey_removed")
    return _go("accounts:second_steps")
