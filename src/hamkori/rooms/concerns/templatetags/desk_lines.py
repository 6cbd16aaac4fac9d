"""Lines of the desk's lists: `{% load desk_lines %}`. A list has up to a hundred lines, so each is put together once
here, with addresses made from one pattern, instead of a loop of tags."""

from collections.abc import Iterable
from datetime import date as Date
from functools import lru_cache
from html import escape

from django import template
from django.urls import reverse
from django.utils import translation
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext

from hamkori.kernel.templatetags import look
from hamkori.rooms.concerns.desk_lists import Days, Row

register = template.Library()

LATE = '<b class="hot">{}</b>'
IN_TIME = "<b>{}</b> <br>{}"
TASK = (
    '<li class="task"><p class="when">{days}</p><div><h3><a href="{url}">{topic}</a></h3>'
    '<p class="meta">{place} · <span class="nb">{reference}</span> · {words}</p>{acts}</div></li>'
)
ACTS = (
    '<p class="acts"><a class="btn sm" href="{}">{}<span class="vh">: {}</span></a> '
    '<a class="btn sm q" href="{}">{}<span class="vh">: {}</span></a></p>'
)
LINE = (
    '<tr><th scope="row">{sign}<a href="{url}">{topic}</a> <span class="tiny">{reference}</span></th>'
    '<td data-l="{where}">{place}</td><td data-l="{raised_in}">{month}</td><td data-l="{state}">{words}</td>'
    '<td data-l="{answer}"><span>{days}</span></td><td data-l="{who_answers}">{office}</td></tr>'
)
STEPS = {
    "new": ("take_up", "pass_on"),
    "soon": ("answer", "pass_on"),
    "late": ("answer", "explain"),
}
"""The two steps that stand beside a task of each kind."""


class Address:
    """The address of a page of one concern, made once for a whole list."""

    def __init__(self, name: str) -> None:
        self.before, _mark, self.after = reverse(f"concerns_desk:{name}", args=["REFERENCE"]).partition(
            "REFERENCE"
        )

    def of(self, reference: str) -> str:
        """Only letters, digits and a dash: safe in an attribute as it is."""
        return f"{self.before}{reference}{self.after}"


@lru_cache(maxsize=5000)
def _day(_language: str | None, day: Date) -> str:
    return look.day(day, "day")


@lru_cache(maxsize=1000)
def _month(_language: str | None, month: Date) -> SafeString:
    return look.date(month, "month")


@register.simple_tag
def days(running: Days | None) -> SafeString:
    """How far a clock has gone: "3 days late", or "by 4 May, day 2 of 10". Nothing when none runs."""
    return _days(translation.get_language(), running) if running is not None else SafeString("")


@lru_cache(maxsize=5000)
def _days(language: str | None, running: Days) -> SafeString:
    if running.late:
        return format_html(LATE, late_words(running.late))
    return format_html(
        IN_TIME,
        gettext("by %(due)s") % {"due": _day(language, running.due_on)},
        gettext("day %(spent)s of %(of)s") % {"spent": localize(running.spent), "of": localize(running.of)},
    )


@register.filter
def late_words(days: int) -> str:
    """How late something is, in calendar days since its last day: the one wording of every page of the desk."""
    return ngettext("%(late)s day late", "%(late)s days late", days) % {"late": localize(days)}


@register.simple_tag
def options(choices: Iterable[tuple[str, object]], chosen: str) -> SafeString:
    """The options of a select, one of them chosen."""
    return SafeString(
        "".join(
            f'<option value="{escape(code)}"{" selected" if code == chosen else ""}>{escape(str(name))}</option>'
            for code, name in choices
        )
    )


@register.simple_tag
def tasks(rows: Iterable[Row], acts: str = "") -> SafeString:
    """Concerns to work on, with the two steps that stand beside them (`STEPS`), or none."""
    concern, language = Address("concern"), translation.get_language()
    first, second = (Address(name) for name in STEPS[acts]) if acts else (None, None)
    words = {
        "take_up": gettext("Take it up"),
        "answer": gettext("Answer"),
        "explain": gettext("Explain"),
        "pass_on": gettext("Pass on"),
    }
    press, press_too = (escape(words[name]) for name in STEPS[acts]) if acts else ("", "")
    found = []
    for row in rows:
        reference = escape(row.reference)
        steps = ""
        if first is not None and second is not None:
            steps = ACTS.format(
                first.of(reference), press, reference, second.of(reference), press_too, reference
            )
        found.append(
            TASK.format(
                days=_days(language, row.days) if row.days else "",
                url=concern.of(reference),
                topic=escape(row.topic),
                place=escape(row.place),
                reference=reference,
                words=escape(row.words),
                acts=steps,
            )
        )
    return SafeString("".join(found))


@register.simple_tag
def lines(rows: Iterable[Row]) -> SafeString:
    """Concerns as the rows of a table: about, where, raised in, state, answer, who answers."""
    concern, language = Address("concern"), translation.get_language()
    labels = {
        "where": escape(gettext("Where")),
        "raised_in": escape(gettext("Raised in")),
        "state": escape(gettext("State")),
        "answer": escape(pgettext("what an office answered", "Answer")),
        "who_answers": escape(gettext("Who answers")),
    }
    return SafeString(
        "\n".join(
            LINE.format(
                sign=look.sign(row.sign),
                url=concern.of(reference := escape(row.reference)),
                topic=escape(row.topic),
                reference=reference,
                place=escape(row.place),
                month=_month(language, row.raised_on.replace(day=1)),
                words=escape(row.words),
                days=_days(language, row.days) if row.days else "–",
                office=escape(row.office or "–"),
                **labels,
            )
            for row in rows
        )
    )
