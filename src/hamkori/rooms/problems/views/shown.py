"""What pages and papers show of a folder: words for codes, drawings for figures. No queries here."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from hamkori.ground.measures.intervals import exact_poisson_interval, wilson
from hamkori.kernel import clock
from hamkori.kernel.templatetags.look import figure
from hamkori.kernel.words import pick
from hamkori.rooms.commitments.states import State as PromiseState
from hamkori.rooms.problems.aims import GOALS, STAKEHOLDERS, STANCES
from hamkori.rooms.problems.catalogue import (
    CAUSES,
    CHEERS,
    CONNECTORS,
    DISPLACED,
    EASE,
    EXPLANATIONS,
    FEASIBLE,
    GROUPS_ABSENT,
    HARM,
    KEEPERS,
    SIDE_CHOICES,
    SIDES,
    STRENGTH,
    TECHNIQUES,
    Carried,
    Harm,
    Seen,
    said,
)
from hamkori.rooms.problems.models import Folder, Option, Point, Ranking
from hamkori.rooms.problems.queries.folders import Sheets
from hamkori.rooms.problems.queries.results import Result
from hamkori.rooms.problems.queries.voices import Table


def sides(sheets: Sheets) -> list[dict[str, Any]]:
    """The three sides in words; a side that is not filled in yet has none."""
    found = []
    for code, title in SIDES.items():
        row = sheets.sides.get(code)
        found.append(
            {
                "code": code,
                "title": title,
                "chosen": said(SIDE_CHOICES[code], row.chosen) if row else [],
                "keepers": said(KEEPERS, row.keepers) if row else [],
                "strength": STRENGTH[str(row.strength)] if row else "",
            }
        )
    return found


MOST_ON_AN_EDGE = 34
"""Letters that fit on a side of the drawing."""


def _short(words: Sequence[str]) -> str:
    """As many whole words as fit on a side of the triangle."""
    kept = ""
    for word in words:
        longer = f"{kept}, {word}" if kept else str(word)
        if len(longer) > MOST_ON_AN_EDGE:
            return kept or longer[: MOST_ON_AN_EDGE - 1].rstrip() + "…"
        kept = longer
    return kept


def triangle(found: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The drawing of the analysis: three sides inside, round them who could do something. None until all are filled."""
    if not all(side["chosen"] for side in found):
        return None
    short = {"behaviour": pgettext("side of a problem", "Behaviour")}
    sides = {
        side["code"]: {"inner": short.get(side["code"], side["title"]), "outer": _short(side["keepers"])}
        for side in found
    }
    said_all = "; ".join(f"{side['title']}: {', '.join(side['keepers'])}" for side in found)
    return {
        "sides": sides,
        "label": _("Triangle of the problem. Who could do something: %(all)s") % {"all": said_all},
    }


def _sign(option: Option) -> tuple[str, str]:
    """The shape and the words of how far a solution is; the ledger's word counts where there is a promise."""
    if option.commitment_id is not None and option.commitment is not None:
        state = PromiseState(option.commitment.state)
        shapes = {PromiseState.KEPT: "kept", PromiseState.DONE: "done", PromiseState.CHECKING: "done",
                  PromiseState.REOPENED: "again", PromiseState.NOT_KEPT: "late"}  # fmt: skip
        if state in shapes:
            return shapes[state], str(state.label)
    if option.carried == Carried.DONE:
        return "done", str(Carried.DONE.label)
    if option.carried in (Carried.PARTLY, Carried.NOT):
        return "again", str(Carried(option.carried).label)
    if option.due_on is not None and option.due_on < clock.today():
        days = (clock.today() - option.due_on).days
        return "late", ngettext("Late by %(days)s day", "Late by %(days)s days", days) % {"days": days}
    return "due", str(Carried.PLANNED.label)


def option_row(option: Option) -> dict[str, Any]:
    """A possible solution in words."""
    sign, state = _sign(option)
    return {
        "option": option,
        "title": option.title,
        "kind": option.get_kind_display(),
        "technique": TECHNIQUES[option.technique][1] if option.technique else "",
        "mechanism": option.mechanism,
        "feasible": [(FEASIBLE[code], EASE[str(value)]) for code, value in option.feasible.items()],
        "lead": pick(option.lead.names) if option.lead else _("the team itself"),
        "partners": [pick(one.names) for one in option.partners.all()],
        "hindrance": pick(option.hindrances),
        "shown_by": pick(option.shown_by),
        "acts_on": option.cause.text if option.cause else "",
        "resource": option.get_resource_display(),
        "cost": option.cost,
        "work_days": option.work_days,
        "sign": sign,
        "state": state,
        "carried": option.carried != Carried.PLANNED,
    }


def texts(folder: Folder, sheets: Sheets) -> dict[str, Any]:
    """The words for every code of a folder's worksheets."""
    assessment = sheets.assessment
    return {
        "cheers": [(question, folder.cheers.get(code)) for code, (question, _hint) in CHEERS.items()],
        "causes": said(CAUSES, sheets.analysis.causes),
        "connectors": said(CONNECTORS, sheets.analysis.connectors),
        "absent": said(GROUPS_ABSENT, sheets.analysis.absent),
        "guess": sheets.analysis.guess,
        "owner": pick(sheets.analysis.owner.names) if sheets.analysis.owner else "",
        "goal": str(GOALS.get(sheets.analysis.goal, "")),
        "soon": pick(sheets.analysis.goals_soon),
        "later": pick(sheets.analysis.goals_later),
        "whys": [
            (question, pick(words))
            for question, words in (
                (_("Why there"), sheets.analysis.why_there), (_("Why then"), sheets.analysis.why_then),
                (_("Why in this way"), sheets.analysis.why_so),
            ) if pick(words)
        ],
        "stakes": [
            (STAKEHOLDERS[row.who], STANCES[row.stance], STRENGTH[str(row.weight)], row.at_table)
            for row in sheets.stakes
        ],
        "tried": [(row.year, row.get_kind_display(), row.get_result_display()) for row in sheets.tried],
        "nothing_tried": sheets.analysis.nothing_tried,
        "questions": [
            (row, pick(row.asked), KEEPERS.get(row.who, ""), pick(row.answered)) for row in sheets.questions
        ],
        "options": [option_row(one) for one in sheets.options],
        "chosen": [option_row(one) for one in sheets.chosen],
        "looked_at": [option_row(one) for one in sheets.options if not one.chosen],
        "harm": [(HARM[code], Harm(answer).label) for code, answer in sheets.harm.answers.items()]
        if sheets.harm
        else [],
        "harm_measures": pick(sheets.harm.measures) if sheets.harm else "",
        "explanations": said(EXPLANATIONS, assessment.explanations) if assessment else [],
        "displaced": [(DISPLACED[code], Seen(answer).label, answer) for code, answer in assessment.displaced.items()]
        if assessment
        else [],
        "spread": assessment.get_spread_display() if assessment else "",
        "new_harm": assessment.new_harm if assessment else None,
        "new_harms": pick(assessment.new_harms) if assessment else "",
        "differently": pick(assessment.differently) if assessment else "",
        "verdict": assessment.get_verdict_display() if assessment and assessment.verdict else "",
        "verdict_code": assessment.verdict if assessment else "",
        "work_days": sum(one.work_days for one in sheets.chosen),
        "money": sum(one.cost for one in sheets.chosen if one.resource == "budget"),
        "in_kind": sum(one.cost for one in sheets.chosen if one.resource == "kind"),
    }  # fmt: skip


RANKED: dict[str, Any] = {
    Ranking.THREE: gettext_lazy("Priorities of groups, share of the people in per cent"),
    Ranking.DOTS: gettext_lazy("Priorities of groups, share of the dots in per cent"),
    Ranking.PAIRS: gettext_lazy("Priorities of groups, share of the comparisons won in per cent"),
}


def lines_of(table: Table | None) -> dict[str, Any] | None:
    """A table of voices in words, as pages and papers show it."""
    if table is None:
        return None
    return {
        "caption": RANKED[table.ranking],
        "columns": [(group.label, people) for group, people in zip(table.groups, table.people, strict=True)],
        "lines": [
            {
                "title": row.issue.title,
                "shares": row.shares,
                "cells": [
                    (share, _("fewer than 5") if low and people is not None else _("hidden"))
                    for share, low, people in zip(row.shares, row.few, table.people, strict=True)
                ],
                "first": len(row.on_top_for) == len(table.groups) > 0,
                "few": row.heard_from_few,
                "url": reverse("problems:folder", args=[row.issue.folder.uid])
                if row.issue.folder is not None and row.issue.folder.shown
                else "",
            }
            for row in table.rows
        ],
        "divided": table.divided,
    }


# --- figures

LEFT, RIGHT, FIRST, STEP = 76, 430, 50, 46


@dataclass(frozen=True, slots=True)
class Mark:
    """One measurement on the drawing, with its interval, in the units of the drawing."""

    words: str
    value: str
    low: str
    high: str
    n: str
    days: str
    x: float
    from_x: float
    until_x: float
    y: int
    kind: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A measure as a drawing, a table and a sentence."""

    title: str
    how: str
    unit: str
    marks: tuple[Mark, ...]
    ticks: tuple[tuple[float, str], ...]
    height: int
    sentence: str
    compared: str
    season: str
    """Whether before and after were counted at the same time of the year; "" while one is missing."""
    measure_id: int
    is_share: bool
    label: str


def _nice(top: float) -> float:
    """A round number at or above `top`, for the end of the axis."""
    if top <= 0:
        return 1.0
    step = 10.0 ** math.floor(math.log10(top))
    return next(step * factor for factor in (1, 2, 2.5, 5, 10) if step * factor >= top)


def results(found: Sequence[Result]) -> list[Picture]:
    """Each measure with the interval of every measurement (95 %)."""
    return [_picture(result) for result in found]


def _points(result: Result) -> list[tuple[str, Point, float, float, float]]:
    rows = []
    for at in Point.At.values:
        point = result.points.get(at)
        if point is None:
            continue
        if result.is_share:
            interval = wilson(point.count, point.base)
            rows.append((at, point, 100 * (interval.estimate or 0), 100 * interval.low, 100 * interval.high))
        else:
            counted = exact_poisson_interval(point.count)
            rows.append((at, point, float(point.count), counted.low, counted.high))
    return rows


def _picture(result: Result) -> Picture:
    rows = _points(result)
    top = 100.0 if result.is_share else _nice(max((high for *_rest, high in rows), default=1.0))

    def x(value: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * min(value, top) / top, 1)

    marks = tuple(
        Mark(
            words=str(Point.At(at).label),
            value=figure(round(value)),
            low=figure(math.floor(low)),
            high=figure(math.ceil(high)),
            n=figure(point.base),
            days=f"{point.from_on:%d.%m.%Y}–{point.until_on:%d.%m.%Y}",
            x=x(value),
            from_x=x(low),
            until_x=x(high),
            y=FIRST + STEP * number,
            kind="was" if "before" in at else "isn",
        )
        for number, (at, point, value, low, high) in enumerate(rows)
    )
    ticks = tuple((x(top * part), figure(top * part, 0 if top >= 3 else 1)) for part in (0, 0.5, 1))
    sentence = change_sentence(result)
    return Picture(
        title=result.measure.title,
        how=pick(result.measure.how),
        unit="%" if result.is_share else "",
        marks=marks,
        ticks=ticks,
        height=FIRST + STEP * max(1, len(rows)) + 10,
        sentence=sentence,
        compared=_compared(result),
        season=_season(result),
        measure_id=result.measure.pk,
        is_share=result.is_share,
        label="; ".join([result.measure.title, *(f"{mark.words}: {mark.value}" for mark in marks)]),
    )


def change_sentence(result: Result) -> str:
    """The change in plain words, with its interval."""
    here = result.here
    if here is None:
        return ""
    if here.difference is not None:
        difference = here.difference
        return _("Change: %(points)s percentage points; with its accuracy between %(low)s and %(high)s.") % {
            "points": round(100 * (difference.estimate or 0)),
            "low": round(100 * difference.low),
            "high": round(100 * difference.high),
        }
    bounds = here.percent
    if bounds is None:
        return _("The numbers are too small to say by how much it changed.")
    estimate, low, high = bounds
    if here.towards == "down":
        return _("Fewer: about %(part)s %% fewer; with its accuracy between %(low)s and %(high)s %%.") % {
            "part": -estimate, "low": -high, "high": -low,
        }  # fmt: skip
    if here.towards == "up":
        return _("More: about %(part)s %% more; with its accuracy between %(low)s and %(high)s %%.") % {
            "part": estimate, "low": low, "high": high,
        }  # fmt: skip
    return _("Not clear: the change lies somewhere between %(low)s and %(high)s %%.") % {
        "low": low,
        "high": high,
    }


def _compared(result: Result) -> str:
    if result.there is None:
        return (
            _("There is no comparison place: other reasons could explain the change.") if result.here else ""
        )
    if result.beyond is None:
        return _("The comparison place stands beside it.")
    if result.beyond.high < 1 or result.beyond.low > 1:
        return _("It changed clearly otherwise than in the comparison place.")
    return _("The difference to the comparison place is not clear.")


NEAR = 45
"""Days between two times of the year that still count as the same season."""


def _season(result: Result) -> str:
    before, after = result.points.get(Point.At.BEFORE), result.points.get(Point.At.AFTER)
    if before is None or after is None:
        return ""
    first, second = (
        (point.from_on + (point.until_on - point.from_on) / 2).timetuple().tm_yday
        for point in (before, after)
    )
    apart = abs(first - second)
    if min(apart, 365 - apart) <= NEAR:
        return _("Counted in the same season.")
    return _("Counted in another season: the season could explain a part of the change.")
