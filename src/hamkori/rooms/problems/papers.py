"""Papers as PDF: the folder on two pages (document 9), the plan of the year on one (document 1b). G1-G10 hold.

No names: posts and offices only. What stands on the paper is what the public page would show, plus what the team
has written; counts under five are hidden. No emblem, no stamp field: a team is no legal person.
"""

import io
import json
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from hamkori.kernel import clock
from hamkori.kernel.templatetags.look import day, figure
from hamkori.kernel.words import pick
from hamkori.rooms.problems.models import BudgetRequest, Folder, PlanRow, StoryPiece, YearPlan
from hamkori.rooms.problems.queries import folders, plans, voices
from hamkori.rooms.problems.queries.results import results_of
from hamkori.rooms.problems.views import shown
from hamkori.society.countries.queries import money

TEMPLATES = Path(__file__).parent / "templates" / "problems"


def month_name(month: int) -> str:
    """The month in the language of the page, standing alone."""
    return str(_MONTHS.get(translation.get_language() or "", {}).get(month) or MONTHS[month]).capitalize()


_MONTHS: dict[str, dict[int, str]] = {
    "tg": dict(
        enumerate("январ феврал март апрел май июн июл август сентябр октябр ноябр декабр".split(), start=1)
    ),
}


def row_initial(row: PlanRow) -> dict[str, Any]:
    """A row of the plan as its form shows it."""
    return {
        "month": str(row.month),
        "title": row.title,
        "folder": row.folder.uid if row.folder else "",
        "post": pick(row.posts),
        "origin": row.origin,
        "partner": row.partner.uid if row.partner else "",
        "partner_words": pick(row.partners),
        "resource": row.resource,
        "cost": row.cost or None,
        "shown_by": pick(row.shown_by),
    }


def _qr(text: str) -> str:
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", border=0, xmldecl=False, svgns=True)
    return out.getvalue().decode()


@cache
def _template(name: str) -> bytes:
    return (TEMPLATES / name).read_bytes()


def pdf(name: str, content: dict[str, Any]) -> bytes:
    made = typst.compile(
        _template(name), format="pdf", sys_inputs={"content": json.dumps(content, ensure_ascii=False)}
    )
    assert isinstance(made, bytes)
    return made


def summary_rows(folder: Folder) -> list[tuple[str, str]]:
    """Document 9, in its order: (what, words). Rows that say nothing yet are left out."""
    sheets = folders.sheets_of(folder)
    words = shown.texts(folder, sheets)
    pictures = shown.results(results_of(folder))
    linked = folders.linked_count(folder)
    agreement = folders.agreement_shown(sheets.agreement)
    table = voices.table_of(folder.team, folder.opened_on.year)
    sides = {side["code"]: ", ".join(side["chosen"]) for side in shown.sides(sheets)}
    affected = "; ".join(part for part in (sides["harmed"], sides["behaviour"], sides["place"]) if part)
    cost = [
        _("own work: %(days)s days") % {"days": figure(words["work_days"])} if words["work_days"] else "",
        _("local budget: %(money)s") % {"money": money(words["money"])} if words["money"] else "",
        _("in kind: %(money)s") % {"money": money(words["in_kind"])} if words["in_kind"] else "",
    ]
    story = sheets.story
    rows = [
        (_("How it came up"), "; ".join(part for part in (_counted(linked), _channels(folder)) if part)),
        (_("The problem"), folder.statement),
        (_("Who is affected"), affected),
        (_("Who said so"), _heard(folder, table)),
        (_("Known before"), "\n".join(_measured(picture, "was") for picture in pictures if picture.marks)),
        (
            _("Tried before"),
            "; ".join(f"{year}: {kind}, {result}" for year, kind, result in words["tried"])
            or (_("nothing") if words["nothing_tried"] else ""),
        ),
        (_("What lies behind it"), "; ".join(words["causes"])),
        (_("Our guess (not proved)"), words["guess"]),
        (_("What the team wants to reach"), ". ".join(part for part in (words["goal"], words["soon"]) if part)),
        (_("Looked at, not chosen"), "; ".join(row["title"] for row in words["looked_at"])),
        (
            _("Chosen: who does what, by when, and why"),
            "\n".join(
                f"{row['title']}: {', '.join([row['lead'], *row['partners']])}, {day(row['option'].due_on, 'short')}. "
                f"{row['state']}. {row['mechanism']}"
                for row in words["chosen"]
            ),
        ),
        (_("Could it harm anybody?"), words["harm_measures"] or (_("Checked: no.") if words["harm"] else "")),
        (_("Cost"), "; ".join(part for part in cost if part)),
        (
            _("Afterwards"),
            "\n".join(
                f"{_measured(one, 'isn')} {one.sentence} {one.compared} {one.season}".rstrip()
                for one in pictures if one.sentence
            ),
        ),
        (_("Verdict"), words["verdict"]),
        (_("Did it move?"), "; ".join(f"{how}: {answer}" for how, answer, _code in words["displaced"])),
        (_("New harm"), words["new_harms"] or (_("We looked: none.") if words["new_harm"] is False else "")),
        (_("Do residents agree?"), _agreed(agreement)),
        (_("Limits: what we cannot say"), pick(story.limits) if story else ""),
        (_("What we would do differently"), words["differently"]),
        (_("Photos and quotes"), _pieces(sheets.pieces)),
        (
            _("Decisions"),
            "; ".join(
                f"{one.get_kind_display()}: {one.protocol}, {day(one.on, 'short')}"
                for one in reversed(sheets.decisions)
                if one.void_on is None
            ),
        ),
    ]  # fmt: skip
    return [(str(what), text) for what, text in rows if text]


def _counted(linked: int | None) -> str:
    if linked is None:
        return _("through concerns: fewer than five")
    return (
        _("through concerns: %(number)s") % {"number": figure(linked)}
        if linked
        else _("at a meeting of the team")
    )


def _measured(picture: shown.Picture, kind: str) -> str:
    marks = [
        f"{mark.words} {mark.value} ({mark.low}–{mark.high}), {mark.days}"
        for mark in picture.marks
        if mark.kind == kind
    ]
    how = f" {picture.how}" if picture.how and kind == "was" else ""
    return f"{picture.title}: {'; '.join(marks)}.{how}" if marks else ""


def _channels(folder: Folder) -> str:
    """ "on the site 8, on paper": by which ways; a hidden number is left out (G5)."""
    return ", ".join(
        name if number is None else f"{name} {figure(number)}" for name, number in folders.channels_of(folder)
    )


def _heard(folder: Folder, table: voices.Table | None) -> str:
    """The groups side by side: what share of each put this problem on its list."""
    if table is None:
        return ""
    row = next((one for one in table.rows if one.issue.folder_id == folder.pk), None)
    if row is None:
        return ", ".join(str(group.label) for group in table.groups)
    return "; ".join(
        f"{group.label}: {_('hidden') if share is None else f'{share} %'}"
        for group, share in zip(table.groups, row.shares, strict=True)
    )


def _pieces(pieces: list[StoryPiece]) -> str:
    """Document 9, row 15: what stands in the story by consent, and until when (K48)."""
    return "\n".join(
        f"{one.get_kind_display()}: {one.text} "
        + _("(agreed on %(day)s, until %(end)s)")
        % {"day": day(one.agreed_on, "short"), "end": day(one.until_on, "short")}
        for one in folders.pieces_shown(pieces)
    )


def _agreed(agreement: dict[str, int | None] | None) -> str:
    if agreement is None:
        return ""
    if agreement["total"] is None:
        return _("Fewer than five people have answered so far.")
    if all(agreement[name] is None for name in ("better", "same", "worse")):
        return _("answers: %(number)s; too few to tell them apart") % {"number": figure(agreement["total"])}
    return _("better: %(better)s, the same: %(same)s, worse: %(worse)s") % {
        name: figure(agreement[name]) for name in ("better", "same", "worse")
    }


def summary_content(folder: Folder, language: str) -> dict[str, Any]:
    with translation.override(language):
        until = day(folder.closed_on, "month") if folder.closed_on else _("today")
        return {
            "language": language,
            "title": folder.title,
            "kind": _("Summary of a problem folder"),
            "team": pick(folder.team.names),
            "number": _("Folder %(number)s") % {"number": folder.number},
            "where": folder.public_place.name,
            "when": f"{day(folder.opened_on, 'month')} – {until}",
            "method": folder.get_method_display(),
            "state": folder.get_state_display(),
            "rows": [list(row) for row in summary_rows(folder)],
            "hands": [_("Chair of the team"), _("Secretary of the team"), _("Seen by the jamoat, date")],
            "foot": _("No resident is named. Counts under five are not shown. Printed on %(day)s.")
            % {"day": day(clock.today())},
            "qr": _qr(settings.HAMKORI_ORIGIN + reverse("problems:folder", args=[folder.uid])) if folder.shown else "",
        }  # fmt: skip


def summary_pdf(folder: Folder, language: str) -> bytes:
    """The folder on two A4 pages."""
    return pdf("summary.typ", summary_content(folder, language))


def plan_rows(plan: YearPlan) -> list[list[str]]:
    """Month, activity, priority served, responsible post, partner, resources and source, how we will know, done."""
    rows = []
    for row in plans.rows_of(plan):
        cost = f", {money(row.cost)}" if row.cost else ""
        asked = row.asked  # type: ignore[attr-defined]
        source = f"; {budget_words(asked)}" if asked else ""
        rows.append(
            [
                month_name(row.month),
                row.title,
                f"{row.folder.title} ({row.source})" if row.folder else row.source,
                pick(row.posts),
                row.with_whom,
                f"{row.get_resource_display()}{cost}{source}",
                pick(row.shown_by),
                row.get_done_display() + (f": {row.get_why_display()}" if row.why else ""),
            ]
        )
    return rows


def budget_words(asked: BudgetRequest) -> str:
    """What a local government said: "In the local budget: 6 000 …, No. 14"."""
    parts = [str(asked.get_state_display())]
    if asked.state == BudgetRequest.State.GRANTED:
        parts[0] += f": {money(asked.granted)}"
    if asked.decision_number:
        parts.append(_("No. %(number)s") % {"number": asked.decision_number})
    return ", ".join(parts)


def plan_headings() -> list[str]:
    return [
        _("Month"),
        _("Activity"),
        _("Priority served, and who wants it"),
        _("Responsible post"),
        _("Partner"),
        _("Resources and where they come from"),
        _("How we will know"),
        _("Done"),
    ]


def plan_content(plan: YearPlan, language: str) -> dict[str, Any]:
    with translation.override(language):
        table = shown.lines_of(voices.table_of(plan.team, plan.year)) or shown.lines_of(
            voices.table_of(plan.team, plan.year - 1)
        )
        priorities = plans.priorities(plans.rows_of(plan))
        return {
            "language": language,
            "title": _("Plan of the year %(year)s") % {"year": plan.year},
            "team": pick(plan.team.names),
            "adopted": _("Adopted: protocol %(number)s, %(day)s")
            % {"number": plan.decision.protocol, "day": day(plan.decision.on, "short")}
            if plan.decision
            else _("Draft, not adopted"),
            "priorities_title": _("Problems of the year"),
            "priorities": [folder.title for folder in priorities],
            "groups": [str(name) for name, _people in table["columns"]] if table else [],
            "group_rows": [
                [line["title"], *(why if share is None else f"{share} %" for share, why in line["cells"])]
                for line in table["lines"][:5]
            ]
            if table
            else [],
            "headings": plan_headings(),
            "rows": plan_rows(plan),
            "seasons_title": _("Dates to mind"),
            "seasons": [
                f"{one.name}: {day(one.starts_on, 'short')} – {day(one.ends_on, 'short')}"
                for one in plans.seasons_of(plan.year)
            ],
            "hands": [_("Chair of the team"), _("Secretary of the team"), _("Seen by the jamoat, date")],
            "foot": _("Copies: the jamoat, the police department. No number under five is shown."),
        }  # fmt: skip


def plan_pdf(plan: YearPlan, language: str) -> bytes:
    """The plan of the year, landscape."""
    return pdf("plan.typ", plan_content(plan, language))
