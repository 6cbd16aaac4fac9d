"""Words that stand in data instead of catalogues: {"tg": "…", "ru": "…", "en": "…"}."""

from collections.abc import Mapping

from django.conf import settings
from django.utils import translation


def pick(names: Mapping[str, str] | None, language: str | None = None) -> str:
    """The text in `language` (the active one by default), else in the first language that has one."""
    if not names:
        return ""
    wanted = language or translation.get_language() or settings.LANGUAGE_CODE
    if text := names.get(wanted):
        return text
    for code, _name in settings.LANGUAGES:
        if text := names.get(code):
            return text
    return next(iter(names.values()), "")
