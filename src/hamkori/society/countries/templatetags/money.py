"""Amounts of money on pages: `{% load money %}`, `{{ row.cost|money }}`."""

from decimal import Decimal

from django import template

from hamkori.society.countries import queries

register = template.Library()


@register.filter
def money(amount: float | Decimal | None) -> str:
    """ "7 800 …", with the currency of this country."""
    return queries.money(amount)


@register.simple_tag
def currency() -> str:
    """The currency of this country, as people say it."""
    return queries.currency()
