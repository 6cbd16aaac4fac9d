"""Words that stand in data, in the language of the page."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import get_template

from hamkori.kernel.references import show_reference
from hamkori.kernel.words import pick

register = template.Library()


@register.filter
def words(names: Mapping[str, str] | None) -> str:
    """`{{ organisation.names|words }}`: the text of {"tg": …, "ru": …, "en": …} in the page's language."""
    return pick(names)


@register.filter
def tongues(codes: Iterable[str]) -> str:
    """`{{ contact.languages|tongues }}`: each language by its own name; of an unknown one the code."""
    names = dict(settings.LANGUAGES)
    return ", ".join(names.get(code, code) for code in codes)


@register.filter
def reference(value: str | None) -> str:
    """`{{ "7KM4T9XA"|reference }}`: as people read it, 7KM4-T9XA."""
    return show_reference(value) if value else ""


@register.simple_tag(takes_context=True)
def panel(context: template.Context, row: Mapping[str, Any]) -> str:
    """`{% panel row %}`: a part that a room contributes; its template sees its own values, also as `panel`."""
    drawn = get_template(row["template"])
    with context.push(panel=row["panel"], **row["panel"]):
        return drawn.template.render(context)  # type: ignore[attr-defined,no-any-return]
