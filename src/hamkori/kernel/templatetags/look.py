"""The parts of the look that templates ask for by name: `{% load look %}`."""

from collections.abc import Iterable, Mapping
from datetime import date as Date
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from typing import Any

import phonenumbers
from django import template
from django.utils import dateformat, formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from hamkori.kernel.templatetags.icons import ICONS, SIGNS

register = template.Library()

_DATE_KINDS = {
    "full": "DATE_FORMAT",
    "month": "YEAR_MONTH_FORMAT",
    "day": "MONTH_DAY_FORMAT",
    "weekday": "WEEKDAY_FORMAT",
    "short": "SHORT_DATE_FORMAT",
}


def _drawing(name: str) -> SafeString:
    try:
        return mark_safe(SIGNS.get(name) or ICONS[name])  # noqa: S308  our own drawings
    except KeyError:
        raise template.TemplateSyntaxError(f"There is no icon {name!r}") from None


@register.simple_tag
def icon(name: str, shared: bool = False) -> SafeString:
    """A drawing beside its words: `{% icon "say" %}`. With `shared=True` it refers to the page's `{% symbols %}`.

    Repeated drawings cost a few bytes once compressed; `shared` is for cloths of a hundred stars.
    """
    return _icon(name, shared)


@cache
def _icon(name: str, shared: bool) -> SafeString:
    kind = f"g {name}" if name in SIGNS else "ic"
    if shared:
        _drawing(name)
        return format_html('<svg class="{}" aria-hidden="true"><use href="#{}"/></svg>', kind, name)
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', kind, _drawing(name)
    )


@register.simple_tag
def symbols(*names: str) -> SafeString:
    """The drawings that `{% icon name shared=True %}` refers to: once, at the top of the page's main part."""
    drawn = format_html_join(
        "", '<symbol id="{}" viewBox="0 0 24 24">{}</symbol>', ((name, _drawing(name)) for name in names)
    )
    return format_html('<svg width="0" height="0" class="vh" aria-hidden="true">{}</svg>', drawn)


@register.simple_tag
def sign(state: str) -> SafeString:
    """The shape of a state (due, done, kept, late, again, must, advice). Its words stand beside it."""
    if state not in SIGNS:
        raise template.TemplateSyntaxError(f"There is no sign {state!r}")
    return icon(state)


@register.simple_tag
def state(name: str, words: object) -> SafeString:
    """A state with its words: `{% state "kept" "Done and confirmed" %}`."""
    return format_html('<span class="st {}">{}{}</span>', name, sign(name), words)


@register.simple_tag
def bar(part: float, whole: float = 100, kind: str = "") -> SafeString:
    """A bar filled to `part` of `whole`, for the eye only: the number stands beside it."""
    share = max(0.0, min(100.0, 100 * part / whole)) if whole else 0.0
    return _bar(f"{share:.1f}", kind)


@lru_cache(maxsize=2048)
def _bar(share: str, kind: str) -> SafeString:
    return format_html(
        '<svg class="bar" aria-hidden="true"><rect class="bg" width="100%" height="100%"/>'
        '<rect class="{}" width="{}%" height="100%"/></svg>',
        kind,
        share,
    )


@register.inclusion_tag("kernel/bar_table.html")
def bar_table(
    caption: object,
    rows: Iterable[tuple[object, float | None]],
    heading: object = "",
    unit: object = "",
    note: object = "",
) -> Mapping[str, Any]:
    """A table that is also its own chart. A row is (name, number); None is hidden, never zero.

    `heading` names the first column, `unit` the second, `note` says period, n and limits.
    """
    listed = list(rows)
    longest = max((number for _, number in listed if number is not None), default=0)
    return {
        "caption": caption,
        "rows": listed,
        "longest": longest,
        "heading": heading,
        "unit": unit,
        "note": note,
    }


def _local(day: Date) -> Date:
    if isinstance(day, datetime) and timezone.is_aware(day):
        return timezone.localtime(day).date()
    return day


@register.filter
def day(value: Date | None, kind: str = "full") -> str:
    """A day in the reader's language. Kinds: full, month, day (without the year), weekday, short."""
    if value is None:
        return ""
    return _day(_local(value), kind, get_language())


@lru_cache(maxsize=8192)
def _day(value: Date, kind: str, _language: str | None) -> str:
    return dateformat.format(value, formats.get_format(_DATE_KINDS[kind]))


@register.simple_tag
def date(value: Date | None, kind: str = "full") -> SafeString:
    """The same for people and machines: `{% date d "month" %}` gives `<time>`, of a month only the month."""
    if value is None:
        return SafeString("")
    return _date(_local(value), kind, get_language())


@lru_cache(maxsize=8192)
def _date(value: Date, kind: str, language: str | None) -> SafeString:
    machine = value.isoformat()[: 7 if kind == "month" else 10]
    return format_html('<time datetime="{}">{}</time>', machine, _day(value, kind, language))


@register.filter
def figure(value: float | Decimal | None, places: int = 0) -> str:
    """A number as the language groups it: 1 234,5. None is a dash, never zero. What does not fit `places` is
    rounded, a half away from zero (195.61 is 196, 2.5 is 3): the formats of the framework would cut it."""
    if value is None:
        return "–"
    return written(value, places, get_language())


@lru_cache(maxsize=8192)
def written(value: float | Decimal, places: int, _language: str | None) -> str:
    """`figure` in the active language, which whoever draws hundreds of numbers asks for once. Written once each."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if exact.is_finite():
        exact = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) + 0  # -0.4 is 0
    return formats.number_format(exact, decimal_pos=places, use_l10n=True, force_grouping=True)


@register.filter
def percent(value: float | Decimal | None, places: int = 0) -> str:
    """A share of 100: 12,5 %."""
    return "–" if value is None else formats.get_format("PERCENT_FORMAT") % figure(value, places)


@register.simple_tag
def tel(number: str) -> SafeString:
    """A telephone number that can be pressed. Short numbers (102) stay as they are."""
    try:
        shown = phonenumbers.format_number(
            phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL
        )
    except phonenumbers.NumberParseException:
        shown = number
    pressed = "".join(ch for ch in number if ch.isdigit() or ch == "+")
    return format_html('<a class="nb" href="tel:{}">{}</a>', pressed, shown)


@register.simple_tag
def yes_no(value: object) -> str:
    """ "Yes" or "No" in the reader's language."""
    return gettext("Yes") if value else gettext("No")
