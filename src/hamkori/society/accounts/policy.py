"""Who must take the second step of signing in."""

from django.conf import settings

from hamkori.kernel.actor import IDENTITY_ROLES, Role

SECOND_FACTOR_ROLES = IDENTITY_ROLES | {Role.ADMINISTRATOR}
"""Roles that can meet a resident's identity, or that give such roles (R022)."""


def second_factor_is_required() -> bool:
    """Required everywhere but in a demo, where it is offered. No environment variable turns it off."""
    wish = getattr(settings, "HAMKORI_SECOND_FACTOR", "") or (
        "offered" if settings.HAMKORI_DEMO else "required"
    )
    return bool(wish == "required")


def needs_second_factor(role: str) -> bool:
    """Whether somebody in this role must take the second step here."""
    return second_factor_is_required() and Role(role) in SECOND_FACTOR_ROLES
