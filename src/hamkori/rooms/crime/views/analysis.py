"""Pictures of hot spots at the desk; the coarse pictures for everybody.

Pages draw what a job has counted; nothing is counted here, and no engine is loaded.
"""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamkori.kernel.access import may
from hamkori.kernel.actor import Role
from hamkori.kernel.errors import HamkoriError, NotAllowed, NotFound
from hamkori.kernel.pages import cached_page
from hamkori.rooms.crime.analysis import drawing, queries, words
from hamkori.rooms.crime.analysis.actions import pictures
from hamkori.rooms.crime.analysis.forms import HotSpotsForm
from hamkori.rooms.crime.models import HotSpots
from hamkori.rooms.crime.views.common import Task, bound, go, page, run, tell
from hamkori.society.accounts.gate import with_role
from hamkori.society.accounts.sessions import actor_of
from hamkori.society.places import queries as places

WHO = (Role.STATISTICIAN, Role.COMMANDER)


def pressed(request: HttpRequest, act: Any, done: Any, back: str) -> HttpResponse:
    """A button that does one thing; what stands against it is said on the same page."""
    try:
        act()
    except NotAllowed as error:
        raise NotFound() from error
    except HamkoriError as error:
        tell(request, str(error))
        return go(back)
    tell(request, done)
    return go(back)


# --- hot spots


@require_GET
@with_role(*WHO)
def listing(request: HttpRequest) -> HttpResponse:
    """Pictures that were made, the newest period first."""
    actor = actor_of(request)
    return page(
        request, "analysis/pictures", {"pictures": queries.pictures(actor), "sections": _section_names()}
    )


def _section_names() -> dict[str, str]:
    return {one.code: one.label for one in queries.sections()}


@require_http_methods(["GET", "POST"])
@with_role(*WHO)
def picture_new(request: HttpRequest) -> HttpResponse:
    """Ask for a picture; the worker counts it within a minute."""
    actor = actor_of(request)
    form = HotSpotsForm(**bound(request), areas=queries.areas_for(actor), sections=queries.sections())

    def act(data: dict[str, Any]) -> str:
        row = pictures.ask_hot_spots(
            actor=actor,
            area=places.get(data["area"]),
            begins=data["begins"],
            ends=data["ends"],
            section=data["section"],
        )
        return reverse("crime_desk:picture", args=[row.uid])

    task = Task(
        form=form,
        act=act,
        title=gettext_lazy("A picture of hot spots"),
        button=gettext_lazy("Count it"),
        back=reverse("crime_desk:pictures"),
        lead=gettext_lazy("Where and when recorded events came. About places, never about persons."),
        done=gettext_lazy("The worker counts it now. Reload the page in a minute."),
    )
    return run(request, task)


@require_GET
@with_role(*WHO)
def picture(request: HttpRequest, uid: str) -> HttpResponse:
    """The cells, the week, near repeats and areas, each with its table."""
    actor = actor_of(request)
    found = queries.picture_for(actor, uid)
    values: dict[str, Any] = {
        "picture": found,
        "section": _section_names().get(found.section, ""),
        "publishes": may(actor, "crime.publish", found) and not found.section,
    }
    if found.result:
        values |= _drawn(found)
    return page(request, "analysis/picture", values)


def _drawn(found: HotSpots) -> dict[str, Any]:
    result = found.result
    names = queries.names_of(
        [row[0] for row in result["areas"]] + [mark[0] for mark in result.get("marks", [])]
    )
    values: dict[str, Any] = {
        "result": result,
        "placed_percent": round(100 * result["placed"] / result["events"]) if result["events"] else None,
        "areas": sorted(
            (
                {
                    "name": names.get(code) or _("No smaller place named"),
                    "number": number,
                    "low": low,
                    "high": high,
                }
                for code, number, low, high in result["areas"]
            ),
            key=lambda row: row["name"],
        ),
        "areas_most": max((row[1] for row in result["areas"]), default=0),
        "week": _week(result["week"]),
        "pairs": _pairs(result.get("pairs", {})),
    }
    if result["kind"] == "grid":
        bounds = drawing.steps_of([cell[2] for cell in result["cells"]])
        inside = [
            mark for mark in result.get("marks", []) if mark[0] not in (found.area.path, found.area.code)
        ]
        drawn = drawing.grid_picture(
            result["grid"], result["cells"], bounds, inside, names, hot_at=7, full_at=11
        )
        values |= {
            "drawn": drawn,
            "key": _key(bounds, max((cell.number for cell in drawn.cells), default=0)),
            "hot": [
                {
                    "name": cell.name,
                    "mark": cell.hot,
                    "number": cell.number,
                    "low": cell.values[3],
                    "high": cell.values[4],
                    "z": cell.values[5],
                    "q": cell.values[6],
                    "density": cell.values[8],
                    "error": cell.values[9],
                    "sure": round(100 * cell.values[10]),
                }
                for cell in sorted(drawn.cells, key=lambda one: (one.y, one.x))
                if cell.hot or cell.full
            ],
            "told": _told(result.get("foretold")),
        }
    return values


def _told(foretold: dict[str, Any] | None) -> dict[str, Any] | None:
    """How the map of the earlier days did on the later ones; shares as per cent."""
    if not foretold:
        return None
    names = ("squares", "area", "hits", "pai", "low", "high", "pei", "rri")
    lines = [dict(zip(names, line, strict=True)) for line in foretold["lines"]]
    return {
        "since": date.fromisoformat(foretold["since"]),
        "events": foretold["events"],
        "lines": [line | {"area": 100 * line["area"], "pei": 100 * line["pei"]} for line in lines],
        "better": any(line["low"] > 1 for line in lines),
    }


def _key(bounds: Any, most: int) -> list[tuple[str, str]]:
    """(step, words) of the colours."""
    edges = [0, *bounds, most]
    return [
        (f"k{at + 1}", f"{int(low) + 1}–{int(high)}" if int(high) > int(low) + 1 else str(int(high)))
        for at, (low, high) in enumerate(zip(edges, edges[1:], strict=False))
        if int(high) > int(low)
    ]


def _week(week: dict[str, Any]) -> dict[str, Any]:
    """The drawing has a row for each day; the table a row for each part of the day, so that it fits a phone."""
    size = 24 // len(week["hours"][0])
    return {
        "cells": drawing.week_cells(week["hours"]),
        "days": list(zip(words.SHORT_DAYS, words.DAYS, strict=True)),
        "ticks": [(drawing.WEEK_LEFT + at * drawing.WEEK_WIDTH, at * size) for at in range(24 // size + 1)],
        "names": [
            (drawing.WEEK_TOP + at * drawing.WEEK_HEIGHT + 18, name)
            for at, name in enumerate(words.SHORT_DAYS)
        ],
        "rows": [
            *(
                (f"{at * size}–{(at + 1) * size}", [hours[at] for hours in week["hours"]])
                for at in range(24 // size)
            ),
            (_("Hour not known"), week["hour_unknown"]),
        ],
        "unknown": week["unknown"],
        "timed": week["timed"],
        "events": week["events"],
    }


def _pairs(pairs: dict[str, Any]) -> dict[str, Any]:
    if "pairs" not in pairs:
        return pairs
    rows = []
    earlier = 0.0
    for distance, seen, expected, ratio, chance in zip(
        pairs["distances"], pairs["pairs"], pairs["expected"], pairs["ratio"], pairs["p"], strict=True
    ):
        rows.append(
            {
                "from": earlier,
                "to": distance,
                "cells": [
                    {
                        "seen": one,
                        "expected": two,
                        "ratio": three,
                        "p": four,
                        "days": days,
                        "more": four <= 0.05 and (three or 0) > 1,
                    }
                    for one, two, three, four, days in zip(
                        seen, expected, ratio, chance, pairs["times"], strict=True
                    )
                ],
            }
        )
        earlier = distance
    return pairs | {"rows": rows, "more": any(cell["more"] for row in rows for cell in row["cells"])}


@require_POST
@with_role(*WHO)
def picture_show(request: HttpRequest, uid: str) -> HttpResponse:
    """Show the coarse picture to everybody, or take it back: the statistician."""
    actor = actor_of(request)
    found = queries.picture_for(actor, uid, verb="crime.publish")
    shown = found.shown_on is None
    done = _("Everybody sees the coarse picture now.") if shown else _("It is no longer shown.")
    return pressed(
        request,
        lambda: pictures.show_hot_spots(actor=actor, picture=found, shown=shown),
        done,
        reverse("crime_desk:picture", args=[uid]),
    )


# --- for everybody


@require_GET
@cached_page
def public_listing(request: HttpRequest) -> HttpResponse:
    return render(request, "crime/analysis/public_list.html", {"pictures": queries.shown_pictures()})


@require_GET
@cached_page
def public_picture(request: HttpRequest, uid: str) -> HttpResponse:
    """Squares of a kilometre in bands; nothing below the threshold."""
    found = queries.shown_picture(uid)
    public = found.public
    own = (found.area.path, found.area.code)
    marks = public.get("marks", [])
    marks = [mark for mark in marks if mark[0] not in own] or marks
    bands = sorted({cell[2] for cell in public["cells"]})
    drawn = drawing.grid_picture(
        public["grid"],
        public["cells"],
        _band_bounds(bands),
        marks,
        queries.names_of([mark[0] for mark in marks]),
    )
    values = {
        "picture": found,
        "public": public,
        "drawn": drawn,
        "squares": sorted(drawn.cells, key=lambda one: (one.y, one.x)),
        "key": [(drawing.step_for(band, _band_bounds(bands)), band) for band in bands],
    }
    return render(request, "crime/analysis/public_picture.html", values)


def _band_bounds(bands: list[int]) -> list[float]:
    """At most four steps; the lowest bands have a step each, all above share the last."""
    return [float(band) for band in bands[:3]]
