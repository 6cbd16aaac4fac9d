"""Cells of tables with figures: `{% load figures %}`. Drawn here, because a table has hundreds of them."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext

from hamkori.kernel.templatetags.look import figure, written

register = template.Library()


@register.simple_tag
def cell(shown: Mapping[str, Any], label: str = "") -> SafeString:
    """A number, or the word in its place: `{% cell row.cell %}`. `label` names the column where a table is stacked.

    `shown` has number, why (the word), code (the reason, "" where there is nothing to hide), and flag ("b", or none).
    """
    return mark_safe(_cell(shown, get_language(), label))  # noqa: S308 - escaped


def _cell(shown: Mapping[str, Any], language: str | None, label: str = "") -> str:
    named = f' data-l="{escape(label)}"' if label else ""
    flagged = flag(shown) if shown.get("flag") else ""
    number = shown["number"]
    if number is not None:
        return f'<td class="n"{named}>{escape(written(number, 0, language))}{flagged}</td>'
    kind = "n hid" if shown["code"] else "n"
    return f'<td class="{kind}"{named}>{escape(str(shown["why"]))}{flagged}</td>'


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
    language = get_language()
    return mark_safe("".join(_cell(one, language) for one in row))  # noqa: S308 - drawn above


@register.simple_tag
def shape_rows(rows: Iterable[Any]) -> SafeString:
    """The rows of a `pivot.Shape`: totals as the foot of the table, kinds with dots for how deep they lie."""
    language, found = get_language(), []
    for place, row in enumerate(rows):
        dots = f'<span class="meta" aria-hidden="true">{row.dots}</span> ' if row.depth else ""
        code = f" <small>{escape(row.code)}</small>" if row.code else ""
        drawn = "".join(_cell(one, language) for one in row.cells)
        line = f'<tr><th scope="row">{dots}{escape(capfirst(row.name))}{code}</th>{drawn}</tr>'
        begin, end = ("<tfoot>", "</tfoot>") if row.total else ("" if place else "<tbody>", "")
        found.append(f"{begin}{line}{end}\n")
    return mark_safe("".join(found))  # noqa: S308 - every word in it is escaped above


@register.simple_tag
def area_rows(rows: Iterable[Mapping[str, Any]], rates: object = None) -> SafeString:
    """Rows of a table of areas: the name, linked where it has a page, the number, and the rate with `rates`.

    A row has name, url, cell and rate (number, or None where no population is dated).
    """
    found = []
    for row in rows:
        name = escape(row["name"])
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
