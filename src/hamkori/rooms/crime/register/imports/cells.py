"""One cell of a file: what a day, an article, an age says. Each different word is looked at once (`columns`)."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

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


_ALWAYS = ("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M")
_PLAIN = frozenset({*_ALWAYS, "%d.%m.%Y", "%d.%m.%Y %H:%M"})
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:([ T])([0-9]{2}):([0-9]{2}))?")
_DOTS = re.compile(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4})(?:( )([0-9]{2}):([0-9]{2}))?")


@lru_cache(maxsize=100)
def _every(forms: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    """The forms in the order in which they are tried, and whether each is plain: then a word fits one at most."""
    every = (*forms, *_ALWAYS)
    return every, _PLAIN.issuperset(every)


def day_of(word: str, forms: Iterable[str]) -> tuple[float, float] | None:
    """(ordinal, minutes or nan); (nan, nan) for nothing, None for what cannot be read."""
    if not word:
        return np.nan, np.nan
    every, plain = _every(tuple(forms))
    if plain and (found := _ISO.fullmatch(word)):
        year, month, day, _between, hour, minute = found.groups()
        return _moment(year, month, day, hour, minute)  # these forms are always tried
    if plain and (found := _DOTS.fullmatch(word)):
        day, month, year, between, hour, minute = found.groups()
        form = "%d.%m.%Y %H:%M" if between else "%d.%m.%Y"
        return _moment(year, month, day, hour, minute) if form in every else None
    for form in every:
        try:
            read = datetime.strptime(word, form)  # noqa: DTZ007 - a day as written, nowhere yet
        except ValueError:
            continue
        return _within(read.toordinal(), float(read.hour * 60 + read.minute) if "%H" in form else np.nan)
    return None


def _moment(
    year: str, month: str, day: str, hour: str | None, minute: str | None
) -> tuple[float, float] | None:
    """What `strptime` makes of it, in a tenth of the time."""
    try:
        ordinal = date(int(year), int(month), int(day)).toordinal()
    except ValueError:
        return None
    if hour is None or minute is None:
        return _within(ordinal, np.nan)
    return _within(ordinal, int(hour) * 60.0 + int(minute)) if hour < "24" and minute < "60" else None


def _within(ordinal: int, minutes: float) -> tuple[float, float] | None:
    return (float(ordinal), minutes) if FIRST_DAY <= ordinal <= LAST_DAY else None


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
