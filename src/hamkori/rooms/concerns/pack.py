"""The pack's section of concerns: topics with their routes, clocks, ladder, reasons, ready texts, screens."""

from collections.abc import Iterator
from typing import Any

from hamkori.ground.deadlines.models import LadderStep
from hamkori.rooms.concerns import clocks, screening
from hamkori.rooms.concerns.models import AnswerTemplate, Clock, Reason, Screen, Topic
from hamkori.rooms.concerns.states import Kind, Outcome, Track
from hamkori.society.countries import sections
from hamkori.society.countries.packs import Fault, Pack
from hamkori.society.countries.upsert import LoadReport, upsert_rows

STEPS = (clocks.TAKE_UP, clocks.FIRST_ANSWER, clocks.RESOLVE, clocks.CONFIRM)
LADDER = ("reminder", "head", "parent", "council", "public")


def _topics(pack: Pack) -> Iterator[dict[str, Any]]:
    routes = {row["topic"]: row["to"] for row in pack.rows("concerns", "route")}
    fallback = {row["handling"]: row["to"] for row in pack.rows("concerns", "fallback")}
    groups = {row["code"]: row for row in pack.rows("concerns", "topic_group")}
    for row in pack.rows("concerns", "topic"):
        group = groups.get(row["group"], {})
        yield {
            "code": row["code"],
            "names": row["names"],
            "hints": row.get("hints", {}),
            "position": 100 * int(group.get("order", 99)) + int(row.get("order", 99)),
            "group": row["group"],
            "group_names": group.get("names", {}),
            "handling": row.get("handling", "open"),
            "police": row.get("police", False),
            "public": row.get("public", True),
            "kinds": row.get("kinds", []),
            "route": list(
                dict.fromkeys([*routes.get(row["code"], []), *fallback.get(row.get("handling", "open"), [])])
            ),
        }


def _clocks(pack: Pack) -> Iterator[dict[str, Any]]:
    for row in pack.rows("concerns", "clock"):
        yield {
            "code": f"{row['track']}.{row['kind']}.{row['step']}",
            "track": row["track"],
            "kind": row["kind"],
            "step": row["step"],
            "days": row["days"],
            "unit": row.get("unit", "working"),
            "source": row.get("source", ""),
        }


def _ladder(pack: Pack) -> Iterator[dict[str, Any]]:
    for row in pack.rows("concerns", "ladder"):
        step = row["code"]
        yield {
            "code": step,
            "names": row.get("names", {}),
            "position": LADDER.index(step) + 1,
            "to": step,
            "after_days": row["after_working_days"],
        }


def _reasons(pack: Pack, kind: str) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(pack.rows("concerns", f"{kind}_reason")):
        yield {"code": f"{kind}.{row['code']}", "names": row["names"], "position": number}


def _screens(pack: Pack) -> Iterator[dict[str, Any]]:
    words: dict[str, dict[str, list[str]]] = {}
    order: dict[str, int] = {}
    for row in pack.rows("screens", "trigger"):
        kept = words.setdefault(row["screen"], {"stems": [], "phrases": [], "not": []})
        order[row["screen"]] = row.get("order", 99)
        for key, values in kept.items():
            for texts in row.get(key, {}).values():
                values.extend(texts)
    for number, row in enumerate(pack.rows("screens", "screen")):
        yield {
            "code": row["code"],
            "names": row["titles"],
            "leads": row["leads"],
            "ways": row["steps"],
            "help_lines": row.get("lines", []),
            "triggers": words.get(row["code"], {}),
            "may_continue": row.get("may_continue", False),
            "review": row.get("review", False),
            "position": order.get(row["code"], 50 + number),
        }
    page = pack.table("screens", "label_page")
    labels = [stem for stems in pack.table("screens", "label_words").values() for stem in stems]
    yield {
        "code": screening.LABELS,
        "names": page.get("titles", {}),
        "leads": page.get("leads", {}),
        "ways": page.get("steps", {}),
        "triggers": {
            "stems": [word for word in labels if " " not in word],
            "phrases": [w for w in labels if " " in w],
            "not": [text for texts in page.get("not", {}).values() for text in texts],
        },
        "position": 999,
    }


def load(pack: Pack) -> LoadReport:
    """Everything that concerns take from the pack."""
    report = upsert_rows(Topic, list(_topics(pack)))
    report.add(upsert_rows(Clock, list(_clocks(pack))))
    report.add(upsert_rows(LadderStep, list(_ladder(pack))))
    for kind in ("refusal", "hide"):
        report.add(upsert_rows(Reason, list(_reasons(pack, kind)), scope={"kind": kind}))
    templates = [
        {"code": row["code"], "names": row["names"], "bodies": row["body"], "position": number}
        for number, row in enumerate(pack.rows("concerns", "answer_template"))
    ]
    report.add(upsert_rows(AnswerTemplate, templates))
    report.add(upsert_rows(Screen, list(_screens(pack))))
    screening.words_changed()
    return report


def faults(pack: Pack) -> Iterator[Fault]:
    """What would leave a concern without an office, a clock, a reason or a calm page."""
    kinds = {row.get("code") for row in pack.rows("bodies", "organisation_kind")}
    screens = {row.get("code") for row in pack.rows("screens", "screen")}
    topics = {row.get("code") for row in pack.rows("concerns", "topic")}
    routed = {row.get("topic") for row in pack.rows("concerns", "route")}
    for row in pack.rows("concerns", "topic"):
        handling = str(row.get("handling", "open"))
        where = f"topic {row.get('code')}"
        if handling.startswith("screen:"):
            if handling.removeprefix("screen:") not in screens:
                yield Fault("concerns.toml", where, f"no screen {handling.removeprefix('screen:')!r}")
        elif handling not in ("open", "screening"):
            yield Fault("concerns.toml", where, f"handling {handling!r} means nothing")
        elif row.get("code") not in routed:
            yield Fault("concerns.toml", where, "no route says who answers")
    for row in pack.rows("concerns", "route"):
        if row.get("topic") not in topics:
            yield Fault("concerns.toml", f"route {row.get('topic')}", "there is no such topic")
        for kind in row.get("to", []):
            if kind not in kinds:
                yield Fault("concerns.toml", f"route {row.get('topic')}", f"no organisation kind {kind!r}")
    have = {(row.get("track"), row.get("kind"), row.get("step")) for row in pack.rows("concerns", "clock")}
    for track in Track.values:
        for step in STEPS:
            if (track, Kind.CONCERN.value, step) not in have:
                yield Fault("concerns.toml", f"clock {track}", f"no clock for {step}")
    steps = [row.get("code") for row in pack.rows("concerns", "ladder")]
    if (
        steps != [step for step in LADDER if step in steps]
        or "reminder" not in steps
        or "public" not in steps
    ):
        yield Fault("concerns.toml", "ladder", f"the steps must be {', '.join(LADDER)}, in this order (K59)")
    outcomes = {row.get("code") for row in pack.rows("concerns", "outcome")}
    if missing := set(Outcome.values) - outcomes:
        yield Fault("concerns.toml", "outcome", f"missing: {', '.join(sorted(missing))}")
    for language in pack.languages:
        if not pack.table("screens", "label_words").get(language):
            yield Fault("screens.toml", "label_words", f"no words in {language} (K18)")
    for kind in ("refusal", "hide"):
        if not pack.rows("concerns", f"{kind}_reason"):
            yield Fault("concerns.toml", f"{kind}_reason", "no reason is listed")


def register() -> None:
    sections.register("concerns", check=faults, load=load, order=50)
