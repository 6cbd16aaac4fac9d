"""The letter on agreed measures as PDF: one sheet, numbered, for the signature of whoever promised (documents 10)."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hamkori.kernel import clock
from hamkori.kernel.templatetags.look import day, figure
from hamkori.rooms.commitments.models import Commitment, PromiseLetter, Resource
from hamkori.rooms.commitments.states import Means, Origin, Publicity
from hamkori.society.countries.queries import money

TEMPLATES = Path(__file__).parent / "templates" / "commitments"


def shown_number(letter: PromiseLetter) -> str:
    """The body's own number, for people: "2026/14"."""
    return f"{letter.year}/{letter.number}"


def resource_words(resource: Resource) -> str:
    """ "Local budget: 12 000 …, line …, basis …", with the currency."""
    parts = [str(Means(resource.means).label)]
    details = []
    if resource.amount is not None:
        places = 0 if resource.amount == resource.amount.to_integral_value() else 1
        days = resource.means == Means.LABOUR
        details.append(figure(resource.amount, places) if days else money(resource.amount, places))
    details += [text for text in (resource.words, resource.budget_line, resource.legal_basis) if text]
    return ": ".join([*parts, ", ".join(details)]) if details else parts[0]


def basis_words(commitment: Commitment) -> str:
    """On what a promise stands: "At a meeting, No. 12, 15 March 2026"."""
    basis = commitment.basis
    parts = [str(Origin(basis.origin).label)]
    if basis.number:
        parts.append(_("No. %(number)s") % {"number": basis.number})
    parts.append(day(basis.dated_on))
    if basis.heard_at:
        parts.append(basis.heard_at)
    return ", ".join(parts)


def _items(measures: list[Commitment]) -> str:
    """The items of the protocol on which the measures stand; only minutes have items."""
    if measures[0].basis.origin != Origin.MEETING:
        return ""
    items = sorted({one.item for one in measures})
    return ngettext("item %(items)s", "items %(items)s", len(items)) % {"items": ", ".join(map(str, items))}


def _publication(measures: list[Commitment]) -> str:
    """Document 10, row 10: what is said of these very promises."""
    kinds = {one.publicity for one in measures}
    if kinds == {Publicity.PUBLIC}:
        return _(
            "These promises stand in the ledger of the body. Both sides wish it: everyone can read them now."
        )
    if kinds == {Publicity.SIDES}:
        return _(
            "These promises stand in the ledger of the body. Everyone can read them only after all reminders, or "
            "earlier if both sides wish it."
        )
    return _(
        "These promises stand in the ledger of the body. Everyone can read them at once if both sides wish it, "
        "otherwise only after all reminders."
    )


def content(letter: PromiseLetter, measures: list[Commitment], language: str) -> dict[str, Any]:
    """What stands on the letter, in `language`. The words of a promise stay in the language in which they were said."""
    with translation.override(language):
        first = measures[0]
        spoken = first.basis if first.basis.origin == Origin.SPOKEN else None
        return {
            "language": language,
            "title": _("Letter on agreed measures"),
            "from": letter.body.name_in(language),
            "place": letter.body.place.name,
            "to": letter.to.name_in(language),
            "rows": [
                [_("Outgoing number and date"), f"{shown_number(letter)}, {day(letter.on)}"],
                [_("Incoming number and date"), _incoming(letter)],
                [_("Basis"), ", ".join(part for part in (basis_words(first), _items(measures)) if part)],
            ],
            "lead": _(
                "We ask you to confirm these measures with a signature, or to write in what has to be changed. "
                "A new day with a reason is not a broken promise."
            ),
            "headings": [_("No."), _("Measure"), _("By"), _("With what"), _("How it will be seen")],
            "measures": [
                [
                    one.shown_reference,
                    one.title + (f" ({one.public_place.name})"),
                    _day_words(one),
                    "; ".join(resource_words(resource) for resource in one.resources.all()) or "–",
                    one.seen_by or "–",
                ]
                for one in measures
            ],
            "notes": [
                [f"{note[0]} ({one.shown_reference})" if len(measures) > 1 else note[0], note[1]]
                for one in measures
                for note in (
                    [_("Responsible post"), one.post],
                    [_("Practice that goes with it"), one.practice],
                    [_("Needed from residents or the team"), one.needs],
                    [_("What could hinder it"), one.hindrance],
                )
                if note[1]
            ],
            "spoken": _(
                "Said aloud, before two witnesses whose names the team keeps; read back and confirmed: "
                "%(where)s, %(date)s"
            )
            % {"where": spoken.heard_at, "date": day(spoken.dated_on)}
            if spoken is not None
            else "",
            "strip_title": _("To be filled in later"),
            "strip": [_("Done, seen by (post), date"), _("New day and reason"), _("Closed, date")],
            "hands": [
                _("For the office: post, signature, number and date"),
                _("Chair of the team"),
                _("Secretary of the team"),
            ],
            "publication": _publication(measures),
            "blanks": [
                words
                for words, typed in (
                    (_("Needed from residents or the team"), any(one.needs for one in measures)),
                    (
                        _("What could hinder it, and how you will tell us"),
                        any(one.hindrance for one in measures),
                    ),
                    (_("Contact post and telephone of the office"), False),
                )
                if not typed
            ],
            "foot": _("No person is named on this sheet. Printed: %(date)s") % {"date": day(clock.today())},
        }


def _incoming(letter: PromiseLetter) -> str:
    return f"{letter.incoming_number}, {day(letter.incoming_on)}" if letter.incoming_number else ""


def _day_words(commitment: Commitment) -> str:
    due = formats.date_format(commitment.due_on, "DATE_FORMAT")
    if commitment.due_on == commitment.first_due_on:
        return due
    return _("%(date)s (first: %(first)s)") % {
        "date": due,
        "first": formats.date_format(commitment.first_due_on, "DATE_FORMAT"),
    }


@cache
def _template() -> bytes:
    return (TEMPLATES / "letter.typ").read_bytes()


def pdf(letter: PromiseLetter, measures: list[Commitment], language: str) -> bytes:
    """The letter on one A4 sheet."""
    made = typst.compile(
        _template(),
        format="pdf",
        sys_inputs={"content": json.dumps(content(letter, measures, language), ensure_ascii=False)},
    )
    assert isinstance(made, bytes)
    return made
