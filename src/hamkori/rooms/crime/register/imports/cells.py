"""One cell of a file: what a day, an article, an age says. Each different word is looked at once (`columns`)."""

import re
from collections.abc import Iterable
from datetime import date, datetime

import numpy as np

FIRST_DAY, LAST_DAY = date(1900, 1, 1).toordinal(), date(2199, 12, 31).toordinal()
_BANDS = ((0, "0-14"), (15, "15-29"), (30, "30-44"), (45, "45-59"), (60, "60+"))
_PART = r"(\d+(?:\^\d+)?)"
_ARTICLES = (
    re.compile(
        rf"^(?:ст|м|модда|art)?\.?\s*{_PART}\s*(?:/|,?\s*(?:ч|қ|к|қисм|p|part)\.?\s*){_PART}$", re.IGNORECASE
    ),
    re.compile(rf"^(?:ч|қ|к|қисм)\.?\s*{_PART}\s*(?:ст|м|модда)\.?\s*{_PART}$", re.IGNORECASE),
    re.compile(rf"^(?:ст|м|модда|art)?\.?\s*{_PART}$", re.IGNORECASE),
)


def day_of(word: str, forms: Iterable[str]) -> tuple[float, float] | None:
    """(ordinal, minutes or nan); (nan, nan) for nothing, None for what cannot be read."""
    if not word:
        return np.nan, np.nan
    for form in (*forms, "%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"):
        try:
            found = datetime.strptime(word, form)  # noqa: DTZ007 - a day as written, nowhere yet
        except ValueError:
            continue
        ordinal = found.toordinal()
        if not FIRST_DAY <= ordinal <= LAST_DAY:
            return None
        return float(ordinal), float(found.hour * 60 + found.minute) if "%H" in form else np.nan
    return None


def article_of(word: str) -> str:
    """ "ст. 139 ч. 2", "ч. 2 ст. 139", "139 қ.2" are "139/2"; what has another form stays."""
    for place, pattern in enumerate(_ARTICLES):
        if found := pattern.fullmatch(word):
            groups = found.groups()
            return "/".join(reversed(groups) if place == 1 else groups)
    return word


def band_of(word: str) -> str | None:
    if not word:
        return ""
    if not word.isascii() or not word.isdecimal() or int(word) > 130:
        return None
    return [band for least, band in _BANDS if int(word) >= least][-1]
