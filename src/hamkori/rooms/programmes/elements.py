"""Twelve elements of community policing in four dimensions, for the self-assessment of a department.

The order of thought is Gary Cordner's ("Community policing: elements and effects", 1995, and later editions); the
words here are our own (R597-R609).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CREDIT = "Gary Cordner"
"""Named on the pages of a self-assessment (H6: some documents spell him wrongly)."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element: what is asked, and what can be shown for it."""

    title: str | Promise
    asks: str | Promise
    shown_by: str | Promise


@dataclass(frozen=True, slots=True)
class Dimension:
    title: str | Promise
    lead: str | Promise
    elements: tuple[str, ...]


ELEMENTS: dict[str, Element] = {
    "input": Element(
        _("Residents have a say"),
        _(
            "Do residents help to decide what the police of this place do, and do they learn what became of it?"
        ),
        _("A council or team that meets, questions asked in surveys, open hours, pages that people use."),
    ),
    "broad": Element(
        _("More than crime"),
        _(
            "Does the department also work on quarrels, roads, drugs, violence at home, and calm in the street?"
        ),
        _("Folders on such problems, work with services, people sent on to help that fits."),
    ),
    "personal": Element(
        _("People are met as people"),
        _("Can a resident reach the same officer again, and does somebody come back after the first talk?"),
        _("Cards with a number, calls back, polite words, a name on the door."),
    ),
    "operations": Element(
        _("Closer to the street"),
        _("Do officers walk, ride and visit, instead of waiting in the building for a call?"),
        _("Hours on foot, talks held, what was heard on the way."),
    ),
    "prevention": Element(
        _("Prevention first"),
        _("Is there work on causes before something happens: light, school, trade, quarrels over water?"),
        _("Steps in plans that remove a cause, and what became of them."),
    ),
    "geography": Element(
        _("One place, one officer"),
        _("Does every place have an officer who stays, is known there and answers for it?"),
        _("Who is posted where and since when, who stands in when somebody is away."),
    ),
    "interaction": Element(
        _("Good meetings"),
        _("Do police and residents meet when nothing bad has happened?"),
        _("Open days, lessons, games, meetings in the mahalla."),
    ),
    "partnership": Element(
        _("Work with others"),
        _(
            "Do residents, schools, services and civil society carry a part of the work, and of the decisions?"
        ),
        _("Promises of both sides that were kept, shared tasks, minutes."),
    ),
    "solving": Element(
        _("Problems are solved"),
        _("Is a trouble that comes back looked into and solved, with a look at whether it helped?"),
        _("Folders with causes, a measurement before and after, a plain verdict."),
    ),
    "structure": Element(
        _("Built for it"),
        _("Can those near the people decide, and are women and civilians part of the department?"),
        _("What an inspector may decide alone, who works here, teams across offices."),
    ),
    "leadership": Element(
        _("Led for it"),
        _("Do those who lead plan for it, teach it, and praise help more than numbers?"),
        _("A plan that officers know, lessons and mentoring, what was praised last year."),
    ),
    "information": Element(
        _("Knowing how it goes"),
        _("Does the department look at results, ask residents, and learn from what it finds?"),
        _("Answers in time, surveys, analysis of places, this self-assessment and what followed."),
    ),
}

DIMENSIONS: dict[str, Dimension] = {
    "philosophy": Dimension(
        pgettext_lazy("dimension of community policing", "Philosophy"),
        _("What the department is for."),
        ("input", "broad", "personal"),
    ),
    "strategy": Dimension(
        pgettext_lazy("dimension of community policing", "Strategy"),
        _("How values become rules and means."),
        ("operations", "prevention", "geography"),
    ),
    "tactics": Dimension(
        pgettext_lazy("dimension of community policing", "Tactics"),
        _("What is done day by day."),
        ("interaction", "partnership", "solving"),
    ),
    "organisation": Dimension(
        pgettext_lazy("dimension of community policing", "Organisation"),
        _("What makes it last."),
        ("structure", "leadership", "information"),
    ),
}

SCORES: dict[int, str | Promise] = {
    0: pgettext_lazy("score", "0: nothing yet"),
    1: pgettext_lazy("score", "1: begun, by single people"),
    2: pgettext_lazy("score", "2: usual in some places"),
    3: pgettext_lazy("score", "3: usual everywhere"),
    4: pgettext_lazy("score", "4: usual, checked with residents and improved"),
}
