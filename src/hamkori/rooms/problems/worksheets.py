"""The worksheet of a folder on paper (R234): four A4 pages for handwriting, with what the folder holds printed in.

Both methods ask the same things in another order. The blocks are drawn by `worksheet.typ`; their words come from the
lists of the forms, so that the secretary finds on the screen what stands on the paper. There is no line for a person.
"""

from collections.abc import Callable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from hamkori.kernel import clock
from hamkori.kernel.templatetags.look import day, figure
from hamkori.kernel.words import pick
from hamkori.rooms.problems.aims import GOALS
from hamkori.rooms.problems.catalogue import (
    BEHAVIOURS,
    CAUSES,
    CHEERS,
    CONNECTORS,
    DAYS,
    DISPLACED,
    ENVIRONMENTS,
    EXPLANATIONS,
    FEASIBLE,
    GROUPS_ABSENT,
    HARM,
    KEEPERS,
    PARTS,
    SEASONS,
    SIDE_CHOICES,
    SIDES,
    Carried,
    Group,
    Harm,
    Origin,
    Seen,
    Spread,
    Verdict,
)
from hamkori.rooms.problems.models import Folder, Point
from hamkori.rooms.problems.paper_blocks import Block, choices, lines, table, ticks
from hamkori.rooms.problems.papers import pdf
from hamkori.rooms.problems.queries.folders import Sheets, sheets_of
from hamkori.rooms.problems.queries.results import results_of
from hamkori.rooms.problems.states import WAYS, Method, State
from hamkori.rooms.problems.views.shown import option_row
from hamkori.society.accounts.models import Organisation


class Held:
    """What the folder holds already; everything is empty on a blank sheet."""

    def __init__(self, folder: Folder | None) -> None:
        self.folder = folder
        self.sheets: Sheets | None = sheets_of(folder) if folder is not None else None
        self.results = results_of(folder) if folder is not None else []

    def of_folder(self, name: str, empty: Any = "") -> Any:
        return getattr(self.folder, name) if self.folder is not None else empty

    def of_analysis(self, name: str, empty: Any = "") -> Any:
        return getattr(self.sheets.analysis, name) if self.sheets is not None else empty

    def of_assessment(self, name: str, empty: Any = "") -> Any:
        found = self.sheets.assessment if self.sheets is not None else None
        return getattr(found, name) if found is not None else empty

    def rows(self, name: str) -> list[Any]:
        return list(getattr(self.sheets, name)) if self.sheets is not None else []


# --- what is asked


def _six(held: Held) -> list[Block]:
    known, events = held.of_folder("cheers", {}), held.of_folder("events", 0)
    return [
        choices(
            _("Is it a problem? Six times yes; one no: pass it on to whoever can repair or answer it."),
            {True: _("Yes"), False: _("No")},
            [known.get(code) for code in CHEERS],
            [(str(question), str(hint)) for question, hint in CHEERS.values()],
        ),
        lines(_("How many similar events, and since when?"), figure(events) if events else "", empty=1),
        ticks(_("Who put it on the agenda?"), dict(Origin.choices), [held.of_folder("origin")], columns=4),
    ]  # fmt: skip


def _statement(held: Held) -> list[Block]:
    return [
        lines(_("Place: where exactly?"), pick(held.of_folder("wheres", {})), empty=1),
        lines(_("Behaviour: what happens there?"), pick(held.of_folder("whats", {})), empty=1),
        ticks(
            _("Time: when?"),
            {**DAYS, **PARTS, **SEASONS},
            [*held.of_folder("days", []), *held.of_folder("parts", []), *held.of_folder("seasons", [])],
            columns=5,
        ),
        ticks(_("What kind of behaviour?"), BEHAVIOURS, [held.of_folder("behaviour")], columns=2),
        ticks(_("What kind of place?"), ENVIRONMENTS, [held.of_folder("environment")], columns=4),
    ]


def _three_sides(held: Held) -> list[Block]:
    blocks = []
    known = held.sheets.sides if held.sheets is not None else {}
    for code, title in SIDES.items():
        row = known.get(code)
        blocks.append(ticks(str(title), SIDE_CHOICES[code], row.chosen if row else (), columns=4))
        blocks.append(ticks(_("Who could do something:"), KEEPERS, row.keepers if row else (), columns=4))
        strengths = {str(number): str(number) for number in range(4)}
        blocks.append(
            ticks(
                _("How strong is their influence now? 0 none, 3 strong"),
                strengths,
                [str(row.strength)] if row else (),
                columns=8,
            )
        )
    return blocks


def _behind(held: Held) -> list[Block]:
    return [
        lines(_("Why there"), pick(held.of_analysis("why_there", {})), empty=1),
        lines(_("Why then"), pick(held.of_analysis("why_then", {})), empty=1),
        lines(_("Why in this way"), pick(held.of_analysis("why_so", {})), empty=1),
        ticks(_("What lies behind it"), CAUSES, held.of_analysis("causes", []), columns=3),
        ticks(_("What brings people together"), CONNECTORS, held.of_analysis("connectors", []), columns=3),
        ticks(_("Who is not at the table"), GROUPS_ABSENT, held.of_analysis("absent", []), columns=4),
    ]


def _open(held: Held) -> list[Block]:
    tried = [[str(row.year), row.get_kind_display(), row.get_result_display()] for row in held.rows("tried")]
    asked = [
        [pick(row.asked), str(KEEPERS.get(row.who, "")), pick(row.answered)] for row in held.rows("questions")
    ]
    return [
        table(_("What has been tried before"), [_("Year"), _("What"), _("What came of it")], [1, 4, 4], tried,
              empty=2),
        table(_("What we do not know yet"), [_("Question"), _("Who could answer"), _("What we found out")], [4, 2, 4],
              asked, empty=2),
        lines(_("Our guess (not proved)"), held.of_analysis("guess"), empty=2),
    ]  # fmt: skip


def _goal(held: Held) -> list[Block]:
    return [
        ticks(_("What the team wants to reach"), GOALS, [held.of_analysis("goal")], columns=3),
        lines(
            _("What should be different in three months?"), pick(held.of_analysis("goals_soon", {})), empty=1
        ),
        lines(
            _("What should be different in two years?"), pick(held.of_analysis("goals_later", {})), empty=1
        ),
    ]


def _options(held: Held) -> list[Block]:
    found = [option_row(one) for one in held.rows("options")]
    looked = [
        [row["title"], row["mechanism"], *(str(row["option"].feasible.get(code, "")) for code in FEASIBLE)]
        for row in found
    ]  # fmt: skip
    chosen = [
        [
            row["title"], row["lead"], ", ".join(row["partners"]), day(row["option"].due_on, "short"), row["resource"],
        ]
        for row in found if row["option"].chosen
    ]  # fmt: skip
    return [
        table(
            _("Possible solutions: 0 not possible, 1 hard, 2 possible, 3 easy"),
            [_("Solution"), _("How does it act on the cause?"), _("Time"), _("Money"), _("Law"), _("Accepted")],
            [7, 7, 2, 2, 2, 2], looked, empty=4,
        ),
        table(
            _("Who promises what, by when (offices and posts, no names)"),
            [_("What"), _("Who leads"), _("With whom"), _("By when"), _("With what")],
            [6, 4, 4, 3, 3], chosen, empty=4,
        ),
    ]  # fmt: skip


def _harm(held: Held) -> list[Block]:
    check = held.sheets.harm if held.sheets is not None else None
    known = check.answers if check is not None else {}
    return [
        choices(
            _("Could this harm anybody? Somebody else of the team reads it afterwards."),
            {Harm.NO: _("No"), Harm.HANDLED: _("Yes, handled"), Harm.YES: _("Yes, open")},
            [known.get(code) for code in HARM],
            [(str(question), "") for question in HARM.values()],
        ),
        lines(_("What we do about it"), pick(check.measures) if check is not None else "", empty=1),
    ]


def _measured(held: Held, label: str, moments: tuple[str, ...], *, empty: int) -> Block:
    filled = []
    for result in held.results:
        for at in moments:
            point = result.points.get(at)
            filled.append([
                result.measure.title if at == moments[0] else "", str(Point.At(at).label),
                figure(point.count) if point else "", figure(point.base) if point else "",
                f"{day(point.from_on, 'short')} – {day(point.until_on, 'short')}" if point else "",
            ])  # fmt: skip
    return table(
        label,
        [_("What is counted, and how"), _("Where"), _("How many"), _("In how many days, or of how many"),
         _("From – until")],
        [6, 4, 2, 3, 4], filled, empty=empty,
    )  # fmt: skip


def _before(held: Held) -> list[Block]:
    return [
        _measured(
            held, _("How it is now, counted before anything is done; best also in a comparison place"),
            (Point.At.BEFORE, Point.At.OTHER_BEFORE), empty=3,
        )
    ]  # fmt: skip


def _carried(held: Held) -> list[Block]:
    filled = [
        [one.title, one.get_carried_display(), ""] for one in held.rows("chosen") if one.carried != Carried.PLANNED
    ]  # fmt: skip
    return [
        table(_("Was it carried out?"), [_("What"), _("Done, in part, not"), _("What was different from the plan")],
              [4, 3, 4], filled, empty=3)
    ]  # fmt: skip


def _after(held: Held) -> list[Block]:
    moved = held.of_assessment("displaced", {})
    none_seen = held.of_assessment("new_harm", None) is False
    harmed = pick(held.of_assessment("new_harms", {})) or (_("We looked: none.") if none_seen else "")
    return [
        _measured(held, _("Counted again, in the same way and the same season"), (Point.At.AFTER, Point.At.OTHER_AFTER),
                  empty=3),
        ticks(_("What else could explain the change?"), EXPLANATIONS, held.of_assessment("explanations", []),
              columns=2),
        choices(_("Did it move?"), {Seen.NO: _("No"), Seen.YES: _("Yes"), Seen.UNKNOWN: _("Not known")},
                [moved.get(code) for code in DISPLACED], [(str(word), "") for word in DISPLACED.values()]),
        ticks(_("Did good spread?"), dict(Spread.choices), [held.of_assessment("spread")], columns=3),
        lines(_("New harm: what, and for which kind of people?"), harmed, empty=1),
        ticks(_("Did it help?"), dict(Verdict.choices), [held.of_assessment("verdict")], columns=5),
        lines(_("What we would do differently"), pick(held.of_assessment("differently", {})), empty=1),
        lines(_("On which day do we look whether it came back?"),
              day(held.of_folder("watch_on"), "short") if held.of_folder("watch_on", None) else "", empty=1),
    ]  # fmt: skip


def _voices(_held: Held) -> list[Block]:
    groups = [str(group.label) for group in Group if group is not Group.SMALLER]
    return [
        table(
            _("Voices, each group counted on its own (numbers only)"),
            [_("Problem"), *groups],
            [8, 2, 2, 2, 2],
            empty=4,
        )
    ]


def _decided(held: Held, kind: str) -> list[Block]:
    known = next(
        (one for one in held.rows("decisions") if one.kind == kind and one.void_on is None), None
    )  # fmt: skip
    filled = [[known.protocol, day(known.on, "short"), figure(known.in_favour), figure(known.against),
               figure(known.abstained)]] if known else []  # fmt: skip
    return [
        table(_("Decision of the team: three people of three groups at least, police not counted"),
              [_("Protocol"), _("Day"), _("In favour"), _("Against"), _("Abstained")], [3, 3, 2, 2, 2], filled, empty=1)
    ]  # fmt: skip


Part = Callable[[Held], list[Block]]


def _decision(kind: str) -> Part:
    return lambda held: _decided(held, kind)


PARTS_OF: dict[State, tuple[Part, ...]] = {
    State.FINDING: (_six, _statement, _decision("take_up")),
    State.ANALYSIS: (_three_sides, _behind, _open),
    State.ACTION: (_goal, _options, _harm, _before, _decision("response")),
    State.ASSESSMENT: (_carried, _after, _decision("close")),
    State.UNDERSTANDING: (_three_sides, _behind),
    State.CHOOSING: (_voices, _six, _statement, _decision("take_up")),
    State.PLANNING: (_open, _goal, _options, _harm, _before, _decision("response")),
    State.DOING: (_carried,),
    State.CHECKING: (_after, _decision("close")),
}
"""What each step of the way asks on paper, in its order."""


def content(
    method: Method, language: str, *, team: Organisation, folder: Folder | None, filled: bool
) -> dict[str, Any]:
    """The sheet as `worksheet.typ` draws it. `filled` prints what the folder holds."""
    held = Held(folder if filled else None)
    with translation.override(language):
        name = _("Worksheet: SARA") if method is Method.SARA else _("Worksheet: community security cycle")
        return {
            "language": language,
            "name": name,
            "team": pick(team.names),
            "title": folder.title if folder is not None else "",
            "title_label": _("The problem, in short"),
            "number": _("Folder %(number)s") % {"number": folder.number} if folder is not None else "",
            "reference_label": _("Reference"),
            "reference": folder.uid if folder is not None else "",
            "place_label": _("Place"),
            "place": folder.place.name if folder is not None else "",
            "day_label": _("Day"),
            "people_label": _("How many took part (no names)"),
            "people": [str(Group.WOMEN.label), str(Group.MEN.label), str(Group.YOUTH.label)],
            "warning": _(
                "No names, no telephone numbers, nothing by which a person could be known: write about the place, what "
                "happens there and when. Somebody is in danger now: not on this sheet, call for help."
            ),
            "stages": [
                {
                    "number": number,
                    "title": str(state.label),
                    "now": filled and folder is not None and folder.state == state,
                    "blocks": [block for part in PARTS_OF[state] for block in part(held)],
                }
                for number, state in enumerate(WAYS[method], start=1)
            ],
            "foot": _("A photo of this sheet can be put into the folder: the team sees it beside the form."),
            "printed": _("Printed on %(day)s, page") % {"day": day(clock.today(), "short")},
        }  # fmt: skip


def sheet_pdf(
    method: Method, language: str, *, team: Organisation, folder: Folder | None = None, filled: bool = False
) -> bytes:
    """The worksheet of a method, two to four A4 pages in black and white."""
    return pdf("worksheet.typ", content(method, language, team=team, folder=folder, filled=filled))
