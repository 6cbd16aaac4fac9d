"""Cells of tables with figures: `{% load figures %}`. Drawn here, because a table has hundreds of them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from hamkori.kernel.templatetags.look import figure

register = template.Library()


@register.simple_tag
def cell(shown: Mapping[str, Any], label: str = "") -> SafeString:
    """A number, or the word in its place: `{% cell row.cell %}`. `label` names the column where a table is stacked.

    `shown` has number, why (the word), code (the reason, "" where there is nothing to hide), and flag ("b", or none).
    """
    named = f' data-l="{escape(label)}"' if label else ""
    number = shown["number"]
    if number is not None:
        return mark_safe(f'<td class="n"{named}>{escape(figure(number))}{flag(shown)}</td>')  # noqa: S308 - escaped
    kind = "n hid" if shown["code"] else "n"
    return mark_safe(f'<td class="{kind}"{named}>{escape(shown["why"])}{flag(shown)}</td>')  # noqa: S308 - escaped


@register.simple_tag
def flag(shown: Mapping[str, Any]) -> SafeString:
    """The sign of a broken series behind a number; its note stands below the table."""
    if not shown.get("flag"):
        return SafeString()
    words = escape(gettext("broken series: see the note"))
    return mark_safe(f' <small><abbr title="{words}">{escape(shown["flag"])}</abbr></small>')  # noqa: S308 - escaped


@register.simple_tag
def cells(row: Iterable[Mapping[str, Any]]) -> SafeString:
    """All cells of a row, one behind the other."""
    return mark_safe("".join(cell(one) for one in row))  # noqa: S308 - drawn above


@register.simple_tag
def area_rows(rows: Iterable[Mapping[str, Any]], rates: object = None) -> SafeString:
    """Rows of a table of areas: the name, linked where it has a page, the number, and the rate with `rates`.

    A row has name, url, cell and rate (number, or None where no population is dated).
    """
    found = []
    for row in rows:
        name: str = escape(row["name"])
        if row["url"]:
            name = f'<a href="{escape(row["url"])}">{name}</a>'
        drawn = f'<tr><th scope="row">{name}</th>{cell(row["cell"])}'
        found.append(drawn + (_rate(row) if rates else "") + "</tr>")
    return mark_safe("\n".join(found))  # noqa: S308 - every word in it is escaped above


def _rate(row: Mapping[str, Any]) -> str:
    if row["rate"]:
        return f'<td class="n">{escape(figure(row["rate"]["number"], 1))}</td>'
    if row["cell"]["number"] is None:
        return '<td class="n">–</td>'
    return f'<td class="n"><small>{escape(gettext("no dated population"))}</small></td>'
