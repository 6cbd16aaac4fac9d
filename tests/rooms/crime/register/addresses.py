"""Addresses of the register."""

from django.urls import reverse
from django.utils import translation


def at(name: str, *args: object, language: str = "en") -> str:
    with translation.override(language):
        return reverse(f"crime_desk:{name}", args=args)
