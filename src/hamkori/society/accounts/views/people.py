"""People and postings, for administrators."""

from secrets import token_hex
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamkori.kernel import clock
from hamkori.kernel.actor import Role
from hamkori.kernel.crypto import Unreadable, seal_state, unseal_state
from hamkori.kernel.errors import HamkoriError, NotFound
from hamkori.kernel.pages import never_kept
from hamkori.kernel.references import show_code
from hamkori.society.accounts import actions, queries
from hamkori.society.accounts.forms import EndPostingForm, InviteForm, PostingForm
from hamkori.society.accounts.gate import View, needs_second_factor, with_role
from hamkori.society.accounts.models import Invitation, Posting, User
from hamkori.society.accounts.rules import Wish
from hamkori.society.accounts.sessions import actor_of
from hamkori.society.accounts.views.common import explain, here, leave_notice, page
from hamkori.society.accounts.words import role_in_words
from hamkori.society.places.models import Place

PAGE_SIZE = 50
MOST_FOUND = 30


def _for_administrators(view: View) -> View:
    return with_role(Role.ADMINISTRATOR)(needs_second_factor(view))


def _go(name: str, *args: str) -> HttpResponse:
    return never_kept(HttpResponseRedirect(reverse(name, args=args)))


def _language(request: HttpRequest) -> str:
    return str(getattr(request, "LANGUAGE_CODE", ""))


def _row(posting: Posting, language: str) -> dict[str, Any]:
    return {
        "posting": posting,
        "user": posting.user,
        "name": posting.user.display_name or posting.user.username,
        "title": posting.title_in(language),
        "role": role_in_words(posting.role),
        "office": posting.organisation.name_in(language) if posting.organisation is not None else "",
    }


def _own_area(request: HttpRequest) -> Place | None:
    """The place that the administrator's posting covers; None for the whole country."""
    posting = here(request).posting
    assert posting is not None
    if posting.place is not None:
        return posting.place
    return posting.organisation.place if posting.organisation is not None else None


def _posting(request: HttpRequest, uid: str) -> Posting:
    posting = queries.posting_for(actor_of(request), uid)
    if posting is None:
        raise NotFound()
    return posting


@_for_administrators
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    actor, language = actor_of(request), _language(request)
    search, ended = request.GET.get("q", "")[:100], "ended" in request.GET
    found = queries.postings_visible_to(actor, search, ended=ended)
    shown = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    invitations = [
        {
            "invitation": one,
            "role": role_in_words(one.role),
            "office": one.organisation.name_in(language) if one.organisation is not None else "",
            "may_confirm": one.waits and one.invited_by_id != actor.user_id,
        }
        for one in queries.invitations_visible_to(actor)
    ]
    context = {
        "page": shown,
        "rows": [_row(one, language) for one in shown],
        "search": search,
        "ended": ended,
        "invitations": invitations,
    }
    return page(request, "people", context)


def _wish(request: HttpRequest, cleaned: dict[str, Any], user: User | None = None) -> Wish:
    organisation = cleaned["organisation"]
    return Wish(
        role=Role(cleaned["role"]),
        organisation=organisation,
        place=None if organisation is not None else _own_area(request),
        user=user,
    )


def _titles(request: HttpRequest, cleaned: dict[str, Any]) -> dict[str, str]:
    return {_language(request): cleaned["title"]} if cleaned["title"] else {}


@_for_administrators
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """The code is on the answer to the form, and nowhere else. The same form sent twice gives the same code."""
    actor = actor_of(request)
    choices: dict[str, Any] = {
        "organisations": queries.organisations_in(actor.place_path),
        "search": lambda typed: queries.organisations_named(actor.place_path, typed, most=MOST_FOUND),
        "language": _language(request),
    }
    form = InviteForm(request.POST, **choices) if request.method == "POST" else InviteForm(**choices)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            invitation, code = actions.invite(
                actor=actor,
                wish=_wish(request, form.cleaned_data),
                for_whom=form.cleaned_data["for_whom"],
                titles=_titles(request, form.cleaned_data),
                key=_key_of(request),
            )
        except HamkoriError as error:
            status = explain(form, error)
        else:
            shown = {
                "invitation": invitation,
                "groups": show_code(code).split(),
                "role": role_in_words(invitation.role),
            }
            return page(request, "invited", shown)
    key = seal_state({"key": token_hex(16)}, purpose="accounts.invite")
    return page(request, "invite", {"form": form, "key": request.POST.get("key", key)}, status=status)


def _key_of(request: HttpRequest) -> str:
    try:
        return str(unseal_state(request.POST.get("key", ""), purpose="accounts.invite")["key"])
    except (Unreadable, KeyError, ValueError):
        return ""


def _chosen(request: HttpRequest) -> Invitation | None:
    """The open invitation of the pressed row."""
    wanted = request.POST.get("invitation")
    visible = queries.invitations_visible_to(actor_of(request))
    return next((one for one in visible if one.code_hash == wanted), None)


@_for_administrators
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """The second pair of eyes."""
    chosen = _chosen(request)
    if chosen is not None:
        actions.confirm_invitation(actor=actor_of(request), invitation=chosen)
        leave_notice(request, "confirmed")
    return _go("accounts:people")


@_for_administrators
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    actor, chosen = actor_of(request), _chosen(request)
    if chosen is not None:
        actions.withdraw_invitation(actor=actor, invitation=chosen)
        leave_notice(request, "withdrawn")
    return _go("accounts:people")


@_for_administrators
@require_safe
def person(request: HttpRequest, uid: str) -> HttpResponse:
    """One posting and what can be done with it and with the person."""
    posting = _posting(request, uid)
    language = _language(request)
    context = {
        **_row(posting, language),
        "others": [_row(one, language) for one in queries.other_postings(actor_of(request), posting)],
        "is_oneself": posting.user_id == here(request).user.pk,
        "has_ended": posting.until_on is not None and posting.until_on <= clock.today(),
        "factors": queries.factors_of(posting.user),
    }
    return page(request, "person", context)


@_for_administrators
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, uid: str) -> HttpResponse:
    """Another posting for a person who has one."""
    actor, posting = actor_of(request), _posting(request, uid)
    choices: dict[str, Any] = {
        "organisations": queries.organisations_in(actor.place_path),
        "search": lambda typed: queries.organisations_named(actor.place_path, typed, most=MOST_FOUND),
        "language": _language(request),
    }
    form = PostingForm(request.POST, **choices) if request.method == "POST" else PostingForm(**choices)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            begun = actions.start_posting(
                actor=actor,
                wish=_wish(request, form.cleaned_data, posting.user),
                titles=_titles(request, form.cleaned_data),
            )
        except HamkoriError as error:
            status = explain(form, error)
        else:
            leave_notice(request, "posting")
            return _go("accounts:person", begun.uid)
    return page(request, "start", {"form": form, **_row(posting, _language(request))}, status=status)


@_for_administrators
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, uid: str) -> HttpResponse:
    """End a posting today and say who takes the open work."""
    posting = _posting(request, uid)
    successors = queries.successors_for(posting)
    choices: dict[str, Any] = {"successors": successors, "language": _language(request)}
    form = EndPostingForm(request.POST, **choices) if request.method == "POST" else EndPostingForm(**choices)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            actions.end_posting(
                actor=actor_of(request), posting=posting, successor=form.cleaned_data.get("successor")
            )
        except HamkoriError as error:
            status = explain(form, error)
        else:
            leave_notice(request, "ended")
            return _go("accounts:people")
    alone = posting.organisation is not None and posting.role in queries.ANSWERING and not successors
    context = {"form": form, "alone": alone, **_row(posting, _language(request))}
    return page(request, "end", context, status=status)


@_for_administrators
@require_POST
def reset_password(request: HttpRequest, uid: str) -> HttpResponse:
    """A new password for one sign-in, shown once."""
    posting = _posting(request, uid)
    password = actions.reset_password(actor=actor_of(request), user=posting.user)
    return page(request, "new_password", {"password": password, **_row(posting, _language(request))})


@_for_administrators
@require_POST
def remove_second_steps(request: HttpRequest, uid: str) -> HttpResponse:
    """For somebody who lost the phone."""
    posting = _posting(request, uid)
    actions.remove_second_steps(actor=actor_of(request), user=posting.user)
    leave_notice(request, "no_second_step")
    return _go("accounts:person", uid)


@_for_administrators
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, uid: str) -> HttpResponse:
    """Close the account of somebody who has left."""
    posting = _posting(request, uid)
    if request.method == "POST":
        actions.deactivate(actor=actor_of(request), user=posting.user)
        leave_notice(request, "closed")
        return _go("accounts:people")
    return page(request, "close", _row(posting, _language(request)))
