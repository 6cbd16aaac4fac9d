"""Addresses of the room of problems."""

from django.urls import reverse
from django.utils import translation


def at(name: str, *args: object, language: str = "en") -> str:
    with translation.override(language):
        return reverse(f"problems_desk:{name}", args=args)


def open_to_all(name: str, *args: object, language: str = "en") -> str:
    with translation.override(language):
        return reverse(f"problems:{name}", args=args)
