"""Words that stand in data, in the language of the page."""

from collections.abc import Mapping

from django import template

from hamkori.kernel.references import show_reference
from hamkori.kernel.words import pick

register = template.Library()


@register.filter
def words(names: Mapping[str, str] | None) -> str:
    """`{{ organisation.names|words }}`: the text of {"tg": …, "ru": …, "en": …} in the page's language."""
    return pick(names)


@register.filter
def reference(value: str | None) -> str:
    """`{{ "7KM4T9XA"|reference }}`: as people read it, 7KM4-T9XA."""
    return show_reference(value) if value else ""
