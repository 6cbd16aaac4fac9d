"""Verdicts, reasons, signals and findings in plain words."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from hamkori.kernel.templatetags.look import figure

Words = dict[str, str | Promise]

VERDICTS: Words = {
    "helped": gettext_lazy("It helped"),
    "did_not_help": gettext_lazy("It did not help"),
    "moved_elsewhere": gettext_lazy("It moved elsewhere"),
    "not_enough_to_tell": gettext_lazy("Not enough to tell"),
}
SENTENCES: Words = {
    "helped": gettext_lazy(
        "There were fewer events than without the response, and chance alone hardly explains it."
    ),
    "did_not_help": gettext_lazy("There was no fall that would have been worth the work."),
    "moved_elsewhere": gettext_lazy("There were fewer events in the place and more in its neighbourhood."),
    "not_enough_to_tell": gettext_lazy(
        "The counts allow both: that it helped and that it did not. This is a normal result for small areas."
    ),
}
REASONS: Words = {
    "registered_late": gettext_lazy("The plan was registered after the start, so there is no verdict."),
    "few_events": gettext_lazy("There are too few events for a verdict."),
    "only_a_huge_change_shows": gettext_lazy("With so few events only a huge change would show."),
    "both_possible": gettext_lazy("Help and no help are both possible."),
    "fewer_events": gettext_lazy("Fewer events than in the areas without the response."),
    "more_events": gettext_lazy("More events than in the areas without the response."),
    "no_worthwhile_fall": gettext_lazy("A fall as large as the plan wished for can be ruled out."),
    "surroundings_not_counted": gettext_lazy("The neighbourhood was not counted: it may have moved there."),
    "surroundings_rose": gettext_lazy("In the neighbourhood events rose."),
    "surroundings_fell_too": gettext_lazy("In the neighbourhood events fell, too."),
    "surroundings_unclear": gettext_lazy("For the neighbourhood nothing can be said."),
    "short_series": gettext_lazy("The months before or after are too few."),
    "no_events_on_one_side": gettext_lazy("Before or after there was no event at all."),
    "season_not_modelled": gettext_lazy("Less than two years lie before: seasons are not taken out."),
}
PARTS: Words = {
    "treated": gettext_lazy("Area with the response"),
    "control": gettext_lazy("Area like it, without the response"),
    "displacement": gettext_lazy("Neighbourhood"),
    "displacement_control": gettext_lazy("Area like the neighbourhood"),
}
DIFFERENCES: Words = {
    "net": gettext_lazy("All together"),
    "place": gettext_lazy("In the place"),
    "surroundings": gettext_lazy("In the neighbourhood"),
}

SIGNALS: Words = {
    "few_records": gettext_lazy("Reports without a case"),
    "late_recording": gettext_lazy("Recorded late"),
    "batches": gettext_lazy("Typed on few days"),
    "period_end": gettext_lazy("Cleared up on the last days of months"),
    "reopenings": gettext_lazy("Cleared up on the last days, then opened again"),
    "downgrades": gettext_lazy("Classified as lighter"),
    "removals": gettext_lazy("Removed from the register"),
    "heaping": gettext_lazy("Round times"),
    "attempts": gettext_lazy("Attempts among all acts"),
}
SIGNAL_WORDS: Words = {
    "few_records": gettext_lazy("Reports for which no case was opened, of all that were decided."),
    "late_recording": gettext_lazy("Records made more than ten days after the report, of all records."),
    "batches": gettext_lazy(
        "Records typed on the fullest day, of all that were typed; files of senders are left out."
    ),
    "period_end": gettext_lazy("Clearances on the last three days of a month, of all clearances."),
    "reopenings": gettext_lazy("Cases cleared up on the last three days and opened again within two months."),
    "downgrades": gettext_lazy("Records that later became lighter by law, of all records."),
    "removals": gettext_lazy("Records that were removed as no crime, of all records."),
    "heaping": gettext_lazy("Events at the full or half hour, of all whose time is known."),
    "attempts": gettext_lazy("Acts recorded as only attempted, of all; too many and too few both stand out."),
}
INNOCENT: Words = {
    "few_records": gettext_lazy("A help line for everything brings many reports that are no crime."),
    "late_recording": gettext_lazy("Distance, power cuts and one duty officer make records late."),
    "batches": gettext_lazy("One person who types once a week looks the same."),
    "period_end": gettext_lazy("Prosecutors who sign at the end of a month look the same."),
    "reopenings": gettext_lazy("A strict prosecutor opens cases again."),
    "downgrades": gettext_lazy("Careful first classification is often mended downwards."),
    "removals": gettext_lazy("An office that records everything at once removes more afterwards."),
    "heaping": gettext_lazy("People say times in round numbers."),
    "attempts": gettext_lazy("Different kinds of crime have different shares of attempts."),
}
"""What else can look like this: each signal is a reason to look, never a proof."""

FINDINGS: Words = {
    "right": gettext_lazy("Right as it stands"),
    "not_recorded": gettext_lazy("Should have been recorded as a crime"),
    "wrong_day": gettext_lazy("A wrong day"),
    "wrong_class": gettext_lazy("A wrong article"),
    "wrong_clearance": gettext_lazy("Not cleared up, or not in this way"),
    "wrong_removal": gettext_lazy("Removed without ground"),
    "not_told": gettext_lazy("Right, but the person was not told"),
    "no_file": gettext_lazy("The file could not be found"),
}
WRONG = frozenset({"not_recorded", "wrong_day", "wrong_class", "wrong_clearance", "wrong_removal", "no_file"})

DAYS: tuple[str | Promise, ...] = (
    gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday"), gettext_lazy("Thursday"),
    gettext_lazy("Friday"), gettext_lazy("Saturday"), gettext_lazy("Sunday"),
)  # fmt: skip


SHORT_DAYS: tuple[str | Promise, ...] = (
    pgettext_lazy("short day of the week", "Mon"), pgettext_lazy("short day of the week", "Tue"),
    pgettext_lazy("short day of the week", "Wed"), pgettext_lazy("short day of the week", "Thu"),
    pgettext_lazy("short day of the week", "Fri"), pgettext_lazy("short day of the week", "Sat"),
    pgettext_lazy("short day of the week", "Sun"),
)  # fmt: skip


def in_words(result: Mapping[str, Any]) -> str:
    """The verdict with its reasons, in the language of the page: words only."""
    said = [str(VERDICTS[result["verdict"]]) + ".", str(SENTENCES[result["verdict"]])]
    said += [str(REASONS[code]) for code in result["reasons"]]
    return " ".join(said)


def net_in_words(result: Mapping[str, Any]) -> str:
    """What the interval of the difference says."""
    net = result["net"]
    if net is None:
        return ""
    low, high = net["low"], net["high"]
    if high < 0:
        return _("Between %(low)s and %(high)s fewer events, at 95 %%.") % {
            "low": figure(round(-high)), "high": figure(round(-low)),
        }  # fmt: skip
    if low > 0:
        return _("Between %(low)s and %(high)s more events, at 95 %%.") % {
            "low": figure(round(low)), "high": figure(round(high)),
        }  # fmt: skip
    return _("From %(low)s fewer to %(high)s more events: both lie within chance, at 95 %%.") % {
        "low": figure(round(-low)), "high": figure(round(high)),
    }  # fmt: skip
