"""Sentences that pages and papers share: the change in plain words, who reported, what is not in the numbers."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hamkori.kernel.templatetags.look import day, figure
from hamkori.rooms.crime.models import Release
from hamkori.rooms.crime.statistics.figures import ClearUp, Coverage
from hamkori.rooms.crime.statistics.outputs.published import Book
from hamkori.rooms.crime.statistics.outputs.story import Moved
from hamkori.rooms.crime.statistics.outputs.words import period_name

MOST_NAMED = 12
"""So many silent districts are named in a sentence."""


def heading(release: Release) -> str:
    return _("Recorded crime, %(period)s") % {"period": period_name(release.name)}


def change_sentence(book: Book, change: Moved | None) -> str:
    """More, fewer or about as many as a year before, with the interval; or that it cannot be told."""
    before = period_name(book.period.year_before.label)
    if all(sheet.period != book.period.year_before.label for sheet in book.sheets):
        return _("No comparison with %(before)s: that period was not released here.") % {"before": before}
    if change is None:
        return _("A comparison with the year before cannot be made from what was published.")
    values = {
        "before": before,
        "percent": figure(change.size, 1),
        "number": figure(change.change.before),
        "now": figure(change.change.now),
        "low": signed(change.low),
        "high": signed(change.high) if change.high is not None else "∞",
    }
    return (_compared(change) % values).replace(" %", "\u00a0%")


def _compared(change: Moved) -> str:
    """Of the whole, or of the regions that reported every month of both years."""
    if change.change.left_out:
        return {
            "more": _(
                "In the regions that reported every month of both years: %(now)s, "
                "%(percent)s %% more than in %(before)s (%(number)s; interval %(low)s to %(high)s %%)."
            ),
            "fewer": _(
                "In the regions that reported every month of both years: %(now)s, "
                "%(percent)s %% fewer than in %(before)s (%(number)s; interval %(low)s to %(high)s %%)."
            ),
            "same": _(
                "In the regions that reported every month of both years: %(now)s, about as many as in %(before)s "
                "(%(number)s); the difference may be chance (interval %(low)s to %(high)s %%)."
            ),
        }[change.direction]
    return {
        "more": _(
            "%(percent)s %% more than in %(before)s, when there were %(number)s (interval %(low)s to %(high)s %%)."
        ),
        "fewer": _(
            "%(percent)s %% fewer than in %(before)s, when there were %(number)s (interval %(low)s to %(high)s %%)."
        ),
        "same": _(
            "About as many as in %(before)s, when there were %(number)s: "
            "the difference may be chance (interval %(low)s to %(high)s %%)."
        ),
    }[change.direction]


def signed(value: float) -> str:
    """A percent with its sign: a real minus, and a plus."""
    rounded = figure(round(abs(value), 1), 1)
    return f"−{rounded}" if value < 0 else f"+{rounded}"


def coverage_sentence(cover: Coverage | None) -> str:
    """So many of so many districts reported every month."""
    if cover is None:
        return _("This release does not say who reported.")
    silent = {area for area, _month in cover.missing}
    if not silent:
        return _("All %(areas)s districts and cities reported for every month.") % {"areas": cover.areas}
    text = _("%(whole)s of %(areas)s districts and cities reported for every month.") % {
        "whole": cover.areas - len(silent),
        "areas": cover.areas,
    }
    return (
        text
        + " "
        + ngettext(
            "%(number)s month of a district is without report: that is not zero.",
            "%(number)s months of districts are without report: that is not zero.",
            len(cover.missing),
        )
        % {"number": len(cover.missing)}
    )


def break_sentence() -> str:
    """What the flag "b" means."""
    return _(
        "The criminal code, or the way its articles are counted under kinds of crime, changed. What was counted before "
        "the day cannot be compared with what was counted from it on."
    )


def broken_series(found: Iterable[tuple[str, str, Sequence[date]]]) -> str:
    """Which series are broken, and since when: "Theft (05): 1 July 2025; …"."""
    return "; ".join(
        f"{words} ({code}): {', '.join(day(one) for one in days)}" for code, words, days in found
    )


def again_sentence(cleared: ClearUp) -> str:
    """How many of the cohort were opened again; "" where the release does not count it."""
    if cleared.reopened is not None:
        return " " + _("Opened again after they had been cleared up: %(number)s.") % {
            "number": figure(cleared.reopened)
        }
    if cleared.why:
        return " " + _("How many were opened again: %(why)s.") % {"why": cleared.why}
    return ""


def silent_districts(book: Book) -> list[str]:
    """Names of districts that left out a month, in the order of the alphabet."""
    cover = book.coverage
    if cover is None:
        return []
    silent = sorted(
        {area for area, _month in cover.missing},
        key=lambda code: book.words.order("district", code, flat=True),
    )
    return [book.words.of_code("district", code) for code in silent]


def keep_in_mind(book: Book) -> list[tuple[str, str]]:
    """(heading, sentence): what the numbers leave out."""
    found = [
        (
            _("Recorded crime is not all crime"),
            _(
                "Much is never reported. When people trust the police more, they report more, "
                "and the number of records rises without more crime."
            ),
        ),
        (
            _("Districts do not compete"),
            _(
                "Districts stand in the order of the alphabet. A list from most to fewest would be read as a contest, "
                "and a contest teaches offices not to record. No office and no person is compared by cleared-up cases."
            ),
        ),
        (
            _("Small numbers are protected"),
            _(
                "Where few people could be meant, the number is hidden, and sometimes a second one with it. "
                "Numbers of districts are changed a little on purpose, so they do not add up exactly."
            ),
        ),
    ]
    silent = silent_districts(book)
    if silent:
        names = ", ".join(silent[:MOST_NAMED]) + (" …" if len(silent) > MOST_NAMED else "")
        found.append(
            (
                _("Not everybody reported"),
                _(
                    "At least one month is missing from: %(names)s. No report does not mean that there was nothing."
                )
                % {"names": names},
            )
        )
    found.append(
        (
            _("The numbers may be revised"),
            _(
                "A published release is never changed. A revision is a new vintage, with a note that says why."
            ),
        )
    )
    return found
