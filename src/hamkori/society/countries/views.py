"""Help lines, days off and settings of the country: what only people here can know."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamkori.kernel import access, clock
from hamkori.kernel.actor import Role
from hamkori.kernel.desk import acting, desk_page, explain, go, in_languages, leave_notice, only
from hamkori.kernel.errors import HamkoriError, NotFound
from hamkori.kernel.forms import PlainFormMixin
from hamkori.kernel.memo import forget_all
from hamkori.society.countries import desk_queries, queries
from hamkori.society.countries.actions import (
    add_help_line,
    enter_help_line,
    enter_holiday,
    enter_setting,
    verify_help_line,
    withdraw_help_line,
    withdraw_holiday,
)
from hamkori.society.countries.forms import HelpLineForm, HolidayForm, NewHelpLineForm, setting_form
from hamkori.society.countries.models import HelpLine
from hamkori.society.countries.words import setting_in_words

NOTICES: dict[str, str | Promise] = {
    "line_saved": _("Saved. Now call the number, then press “Checked today”."),
    "line_checked": _("Noted: the number was checked today."),
    "line_unknown": _("Noted: the number is not known. Every page says so."),
    "line_withdrawn": _("This help line is no longer shown."),
    "holiday_saved": _("The day off is saved."),
    "holiday_withdrawn": _("This day is a working day."),
    "setting_saved": _("Saved."),
}

FREE = {"yes": True, "no": False}

administrators = only(Role.ADMINISTRATOR)
callers = only(Role.ADMINISTRATOR, Role.SECRETARY, Role.OPERATOR, Role.HANDLER, Role.HEAD, Role.CLERK)


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return desk_page(request, f"countries/{name}.html", context, notices=NOTICES, status=status)


def _refusal(form: PlainFormMixin, act: Callable[[], object]) -> int:
    """Do what the form says: 0, or the status of the page that says in the form why not. Raises `Http404` for 403."""
    try:
        act()
    except HamkoriError as error:
        if error.status == 403:
            raise Http404 from error
        return explain(form, error)
    return 0


@callers
@require_GET
def directory(request: HttpRequest) -> HttpResponse:
    """Every help line, with the day on which somebody called it."""
    actor = acting(request)
    rows = desk_queries.directory(actor)
    may_add = access.may(actor, "country.enter", HelpLine(place_path=actor.place_path))
    counts = {state: sum(row.state == state for row in rows) for state in ("unknown", "late", "checked")}
    return _page(request, "directory", {"rows": rows, "counts": counts, "may_add": may_add})


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: HttpRequest, code: str) -> HttpResponse:
    """Number and hours of one help line."""
    actor, found = acting(request), desk_queries.line_with(code)
    if not access.may(actor, "country.enter", found):
        raise NotFound
    form = HelpLineForm(request.POST, line=found) if request.method == "POST" else HelpLineForm(line=found)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        cleaned = form.cleaned_data
        enter_help_line(
            actor=actor,
            line=found,
            number=cleaned["number"],
            hours={language: text for language, text in in_languages(cleaned, "hours").items() if text},
            free=FREE.get(cleaned["free"]),
        )
        forget_all()
        leave_notice(request, "line_saved" if cleaned["number"] else "line_unknown")
        return go("countries:directory")
    return _page(request, "line", {"form": form, "line": found}, status)


def new_line_page(request: HttpRequest, *, path: str, where: str, back: str) -> HttpResponse:
    """Add a help line of an area ("" = the whole country); `back` is the address to return to."""
    actor = acting(request)
    data = request.POST if request.method == "POST" else None
    form = NewHelpLineForm(data, whole_country=not path)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        add = partial(
            add_help_line,
            actor=actor,
            names=in_languages(cleaned, "name"),
            what_for=in_languages(cleaned, "what_for"),
            number=cleaned["number"],
            hours={language: text for language, text in in_languages(cleaned, "hours").items() if text},
            free=FREE.get(cleaned["free"]),
            place_path=path,
            always=cleaned.get("always", False),
        )
        status = _refusal(form, add)
        if not status:
            forget_all()
            leave_notice(request, "line_saved" if cleaned["number"] else "line_unknown")
            return go("countries:directory")
    return _page(request, "new_line", {"form": form, "where": where, "back": back}, status)


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def new_line(request: HttpRequest) -> HttpResponse:
    """A line of the area of one's own posting; for a smaller place from the page of that place."""
    return new_line_page(
        request, path=acting(request).place_path, where="", back=reverse("countries:directory")
    )


@administrators
@require_POST
def withdraw_line(request: HttpRequest, code: str) -> HttpResponse:
    """Away with a line that was added here."""
    found = desk_queries.line_with(code)
    if not found.added_here or not access.may(acting(request), "country.enter", found):
        raise NotFound
    withdraw_help_line(actor=acting(request), line=found)
    forget_all()
    leave_notice(request, "line_withdrawn")
    return go("countries:directory")


@callers
@require_POST
def checked(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody called the number today and heard the right answer (K52)."""
    found = desk_queries.line_with(code)
    verify_help_line(actor=acting(request), line=found)
    leave_notice(request, "line_checked")
    return go("countries:directory")


@administrators
@require_POST
def unknown(request: HttpRequest, code: str) -> HttpResponse:
    """The number does not answer and nobody knows the right one: no page shows it any more."""
    enter_help_line(actor=acting(request), line=desk_queries.line_with(code), number="")
    forget_all()
    leave_notice(request, "line_unknown")
    return go("countries:directory")


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def holidays(request: HttpRequest) -> HttpResponse:
    """Days off of this year and the next; a day that was announced is added here."""
    actor = acting(request)
    form = HolidayForm(request.POST) if request.method == "POST" else HolidayForm()
    status = 422 if form.is_bound else 200
    may_enter = access.may(actor, "country.enter")
    if form.is_bound and form.is_valid():
        cleaned = form.cleaned_data
        names = {language: text for language, text in in_languages(cleaned, "name").items() if text}
        enter = partial(
            enter_holiday, actor=actor, day=cleaned["day"], names=names, verified=cleaned["verified"]
        )
        status = _refusal(form, enter)
        if not status:
            forget_all()
            leave_notice(request, "holiday_saved")
            return go("countries:holidays")
    rows = desk_queries.holidays_from(clock.today().year)
    return _page(request, "holidays", {"form": form, "rows": rows, "may_enter": may_enter}, status)


@administrators
@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """A working day after all."""
    withdraw_holiday(actor=acting(request), holiday=desk_queries.holiday_with(code))
    forget_all()
    leave_notice(request, "holiday_withdrawn")
    return go("countries:holidays")


@administrators
@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """What nobody has decided yet (H16), and what somebody has."""
    rows = [
        {"row": row, "title": title, "hint": hint or row.note}
        for row in desk_queries.settings_rows(queries.country())
        for title, hint in [setting_in_words(row.name)]
    ]
    return _page(
        request, "settings", {"rows": rows, "may_enter": access.may(acting(request), "country.enter")}
    )


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def setting(request: HttpRequest, name: str) -> HttpResponse:
    """One setting. Empty gives the value of the pack back."""
    actor, country = acting(request), queries.country()
    row = next((one for one in desk_queries.settings_rows(country) if one.name == name), None)
    if row is None or not access.may(actor, "country.enter", country):
        raise NotFound
    title, hint = setting_in_words(name)
    data = request.POST if request.method == "POST" else None
    form = setting_form(name, title, hint or row.note, row.from_pack, data, initial={"value": row.value})
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        value = form.cleaned_data["value"]
        enter_setting(actor=actor, country=country, name=name, value=None if value in ("", None) else value)
        forget_all()
        leave_notice(request, "setting_saved")
        return go("countries:settings")
    return _page(request, "setting", {"form": form, "title": title, "row": row}, status)
