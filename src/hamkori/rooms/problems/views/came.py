"""“What came of it” in words: every figure with what is counted, of what, and on how many teams it rests."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hamkori.kernel.templatetags.look import figure, percent
from hamkori.kernel.words import pick
from hamkori.rooms.problems.catalogue import CAUSES
from hamkori.rooms.problems.queries.events import years
from hamkori.rooms.problems.queries.indicators import Came, Hidden, Part
from hamkori.rooms.problems.queries.proactive import planned_share

Said = str | Promise


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: `above` what is counted, `below` of what; `part` the numbers, `rest` what they rest on."""

    name: str
    part: Part
    above: str
    below: str
    about: bool = False
    """Rounded: "about" stands before the numbers."""

    @property
    def known(self) -> bool:
        return self.part.of is not None

    @property
    def numbers(self) -> str:
        """ "12 of 30", "fewer than 5 of about 40", "no data"."""
        if self.part.of is None:
            return _("no data")
        of = figure(self.part.of)
        if self.part.n is None:
            return _("fewer than 5 of about %(of)s") % {"of": of}
        words = _("about %(n)s of %(of)s") if self.about else _("%(n)s of %(of)s")
        return words % {"n": figure(self.part.n), "of": of}

    @property
    def share(self) -> str:
        return percent(self.part.share) if self.part.share is not None else ""

    @property
    def rests_on(self) -> str:
        """From how many teams it comes; "" where it is about an area."""
        number = self.part.teams
        if not number:
            return ""
        return ngettext("from %(number)s team", "from %(number)s teams", number) % {"number": figure(number)}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: a heading, what it is about, its figures."""

    code: str
    title: str
    note: str
    lines: list[Line]


def people_words(count: Hidden) -> str:
    """A count of people, or why there is none."""
    if count.shown is not None:
        return figure(count.shown)
    return _("fewer than 5") if count.few else _("no data")


def sections(came: Came) -> list[Section]:
    """Every figure of the page in its order."""
    return [
        Section(
            "initiatives",
            _("What was planned and what was done"),
            _("Only what everybody can look up: adopted plans, shown folders, shown promises. Nothing counts twice."),
            [
                Line(_("Initiatives completed"), came.initiatives,
                     _("rows of plans, steps of folders and promises below that are done or kept"),
                     _("all of them whose day lies in the year, also those still to come")),
                Line(_("Planned, not only in answer to a concern"), planned_share(came),
                     _("rows of plans and steps of folders that are done"),
                     _("all of these, and concerns that were acted upon"), about=True),
                Line(_("Rows of the plan of the year"), came.plan,
                     _("rows that the team calls done"), _("all rows of adopted plans of the year")),
                Line(_("Steps of problem folders"), came.steps,
                     _("chosen solutions that were carried out as planned"),
                     _("chosen solutions of shown folders, by the day on which they are due")),
                Line(_("Promises made to the team"), came.promises,
                     _("promises kept and confirmed by the other side"),
                     _("promises that the team wrote down, by their first day; withdrawn ones aside")),
                Line(_("Folders closed"), came.closed,
                     _("folders closed after an assessment"), _("shown folders on which the team worked in the year")),
            ],
        ),
        Section(
            "priorities",
            _("Whose priorities they are"),
            _("Residents raise, the team works. Folders that the team does not show are not counted."),
            [
                Line(_("Raised by residents"), came.by_residents,
                     _("folders put on the agenda by residents"),
                     _("shown folders on which the team worked in the year")),
                Line(_("Causes are known"), came.causes_known,
                     _("folders in which at least one cause is written down"), _("the same folders")),
                Line(_("Something is done about it"), came.acted_on,
                     _("folders with a chosen solution"), _("the same folders")),
            ],
        ),
        Section(
            "answers",
            _("Were residents heard?"),
            _("Counts of concerns are rounded to the nearest five; under five nothing is shown."),
            [
                Line(_("Concerns answered"), came.answered,
                     _("concerns with a first answer, also a refusal with its reason"),
                     _("concerns raised in the year; thanks, doubles and private topics aside"), about=True),
                Line(_("Concerns acted upon"), came.acted,
                     _("concerns closed as solved or partly solved, after the resident or a check agreed"),
                     _("the same concerns"), about=True),
                Line(_("Questions of teams to higher offices"), came.questions,
                     _("questions answered"), _("questions asked in the year by shown folders")),
                Line(_("Consultations of which it is told what changed"), came.told,
                     _("consultations with an outcome written down"), _("all consultations held in the year")),
                Line(_("Consultations that changed something"), came.changed,
                     _("outcomes other than “nothing changed so far”"),
                     _("consultations with an outcome written down")),
            ],
        ),
    ]  # fmt: skip


def context(came: Came) -> dict[str, Any]:
    """What the template of the page needs besides names and addresses."""
    return {
        "came": came,
        "sections": {section.code: section for section in sections(came)},
        "years": years(),
        "origins": [(origin.label, number) for origin, number in came.origins],
        "causes": [(CAUSES.get(code, code), number) for code, number in came.causes],
        "groups": [
            {
                "name": line.group.label,
                "people": people_words(line.people),
                "raised": _("no data") if line.raised.of is None else figure(line.raised.of),
                "taken": _("no data") if line.raised.of is None else figure(line.raised.n),
            }
            for line in came.groups
        ],
        "held": [(kind.label, number) for kind, number in came.held if number],
        "changes": [(change.label, number) for change, number in came.changes],
        "events": [(pick(names), number) for names, number in came.events],
        "people": [(GROUPS[name], people_words(count)) for name, count in came.came.items()],
    }


GROUPS: dict[str, Said] = {
    "women": gettext_lazy("Women and girls"),
    "men": gettext_lazy("Men and boys"),
    "youth": gettext_lazy("Of all of them: young people from 14 to 30"),
}


# --- the same as rows of a table


def headings() -> list[str]:
    return [
        _("Part"), _("Figure"), _("How many"), _("Of"), _("Per cent"), _("Teams"), _("What is counted"), _("Of what"),
        _("Note"),
    ]  # fmt: skip


def rows(came: Came) -> Iterator[list[Any]]:
    """Every figure as a row: "" where there is none, with the reason in the last column."""
    reported = _("Teams that wrote something down")
    yield [_("Coverage"), reported, came.reported, len(came.teams), "", "", reported,
           _("teams that existed in the year"), ""]  # fmt: skip
    for section in sections(came):
        for line in section.lines:
            yield _row(section.title, line)
    title = _("Whose priorities they are")
    for origin, number in came.origins:
        yield [title, _("Put on the agenda by: %(who)s") % {"who": origin.label}, number, *[""] * 6]
    for code, number in came.causes:
        yield [title, _("Cause: %(cause)s") % {"cause": CAUSES.get(code, code)}, number, *[""] * 6]
    for group in came.groups:
        raised, people = group.raised, group.people
        note = "" if people.shown is not None else people_words(people)
        yield [title, f"{group.group.label}: {_('took part')}", _cell(people.shown), *[""] * 5, note]
        yield [title, f"{group.group.label}: {_('problems raised, taken up')}", _cell(raised.n), _cell(raised.of), "",
               raised.teams or "", _("problems with a folder that the team shows"),
               _("problems to which the group gave five voices or more"), note]  # fmt: skip
    for kind, number in came.held:
        yield [_("Consultations"), kind.label, number, *[""] * 6]
    for change, number in came.changes:
        yield [_("Consultations"), change.label, number, *[""] * 6]
    title = _("Events with residents")
    for names, number in came.events:
        yield [title, pick(names), number, *[""] * 6]
    if came.with_police.of is not None:
        yield [title, _("Police took part"), came.with_police.n, came.with_police.of, *[""] * 5]
    for name, count in came.came.items():
        note = "" if count.shown is not None else people_words(count)
        yield [title, str(GROUPS[name]), _cell(count.shown), *[""] * 5, note]


def _cell(number: int | None) -> int | str:
    return "" if number is None else number


def _row(section: str, line: Line) -> list[Any]:
    part = line.part
    note = "" if part.n is not None else _("no data") if part.of is None else _("fewer than 5")
    if part.n is not None and line.about:
        note = _("rounded to the nearest five")
    share = round(part.share, 1) if part.share is not None else ""
    return [
        section,
        line.name,
        _cell(part.n),
        _cell(part.of),
        share,
        part.teams or "",
        line.above,
        line.below,
        note,
    ]


def team_headings() -> list[str]:
    return [
        _("Place"), _("Team"), _("Initiatives planned"), _("Initiatives completed"), _("Folders"), _("Consultations"),
        _("Events with residents"), _("Note"),
    ]  # fmt: skip


def team_rows(came: Came) -> Iterator[list[Any]]:
    """The teams in the order of places. A team that told nothing has empty cells, not noughts."""
    for team in came.teams:
        if not team.told:
            yield [team.place, team.name, *[""] * 5, _("no data")]
            continue
        yield [team.place, team.name, _cell(team.planned.of), _cell(team.planned.n), team.folders, team.consultations,
               team.events, ""]  # fmt: skip
