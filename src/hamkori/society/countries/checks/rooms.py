"""Bodies and concerns: kinds, charters, topics, routes, clocks. The rooms themselves load these rows."""

from collections.abc import Iterator
from datetime import date, timedelta

from hamkori.society.countries.checks.common import all_codes, codes, known, texts
from hamkori.society.countries.packs import Fault, Pack, Row

KINDS = ("concern", "idea", "thanks")
TRACKS = {"note": KINDS, "appeal": ("concern", "idea")}
STEPS = ("take_up", "first_answer", "resolve", "confirm")
LADDER = ("reminder", "head", "parent", "council", "public")
OUTCOMES = {"solved", "partly", "not_solved", "referred", "duplicate", "refused"}
HANDLING = ("open", "screening")
STRENGTHS = ("hard", "advisory")


def bodies(pack: Pack) -> Iterator[Fault]:
    file, kinds = "bodies.toml", pack.rows("bodies", "organisation_kind")
    yield from codes(file, "organisation_kind", kinds)
    every = all_codes(kinds)
    for row in kinds:
        label = f"organisation_kind {row.get('code')}"
        yield from texts(pack, file, label, row, "names")
        if not row.get("level"):
            yield Fault(file, label, "level is missing")
        if parent := row.get("parent"):
            yield from known(file, label, "parent", [parent], every)
    if not any(row.get("is_police") for row in kinds):
        yield Fault(file, "organisation_kind", "none of them is police")
    types = pack.rows("bodies", "body_type")
    yield from codes(file, "body_type", types)
    all_laws = all_codes(pack.rows("laws", "law"))
    for row in types:
        label = f"body_type {row.get('code')}"
        yield from texts(pack, file, label, row, "names")
        yield from known(file, label, "organisation_kind", [row.get("organisation_kind")], every)
        yield from known(file, label, "organisation_kind in fallback", row.get("fallback", []), every)
        yield from _charters(pack, file, label, row, all_laws)


def _charters(pack: Pack, file: str, label: str, row: Row, all_laws: set[str]) -> Iterator[Fault]:
    charters = row.get("charter", [])
    if not charters:
        yield Fault(file, label, "has no charter")
    for charter in charters:
        if not isinstance(charter.get("valid_from"), date):
            yield Fault(file, label, "a charter needs valid_from")
            return
        at = f"{label} charter {charter['valid_from']}"
        if not charter.get("legal_source"):
            yield Fault(file, at, "legal_source is missing")
        if "verified_by" not in charter:
            yield Fault(file, at, "verified_by is missing (it may be empty)")
        if law := charter.get("law"):
            yield from known(file, at, "law", [law], all_laws)
        for name, strength in charter.get("strength", {}).items():
            if name not in charter:
                yield Fault(file, at, f"strength of {name}, which the charter does not set")
            yield from known(file, at, "strength", [strength], STRENGTHS)
        unset = charter.get("unset", [])
        for name in unset:
            if name in charter:
                yield Fault(file, at, f"{name} is set and listed as unset")
        if unset and not charter.get("note"):
            yield Fault(file, at, "a note must say why something is unset")
        if "note" in charter:
            yield from texts(pack, file, at, charter, "note")
    ordered = sorted(charters, key=lambda charter: charter["valid_from"])
    for before, after in zip(ordered, ordered[1:], strict=False):
        if before.get("valid_to", date.max - timedelta(days=1)) >= after["valid_from"]:
            yield Fault(
                file, label, f"charters from {before['valid_from']} and {after['valid_from']} overlap"
            )


def concerns(pack: Pack) -> Iterator[Fault]:
    file = "concerns.toml"
    groups, topics = pack.rows("concerns", "topic_group"), pack.rows("concerns", "topic")
    yield from codes(file, "topic_group", groups)
    yield from codes(file, "topic", topics)
    if not topics:
        yield Fault(file, "topic", "there is none")
    for row in groups:
        yield from texts(pack, file, f"topic_group {row.get('code')}", row, "names")
    yield from _topics(pack, topics, all_codes(groups))
    yield from _routes(pack, topics)
    yield from _clocks(pack)
    yield from _ladder(pack)
    for name in ("refusal_reason", "hide_reason", "outcome"):
        rows = pack.rows("concerns", name)
        yield from codes(file, name, rows)
        if not rows:
            yield Fault(file, name, "there is none")
        for row in rows:
            yield from texts(pack, file, f"{name} {row.get('code')}", row, "names")
    if missing := OUTCOMES - all_codes(pack.rows("concerns", "outcome")):
        yield Fault(file, "outcome", f"missing: {', '.join(sorted(missing))}")
    templates = pack.rows("concerns", "answer_template")
    yield from codes(file, "answer_template", templates)
    for row in templates:
        yield from texts(pack, file, f"answer_template {row.get('code')}", row, "names", "body")


def _topics(pack: Pack, topics: list[Row], groups: set[str]) -> Iterator[Fault]:
    file, screens = "concerns.toml", all_codes(pack.rows("screens", "screen"))
    for row in topics:
        label = f"topic {row.get('code')}"
        yield from texts(pack, file, label, row, "names", "hints")
        yield from known(file, label, "group", [row.get("group")], groups)
        yield from known(file, label, "kind", row.get("kinds", [None]), KINDS)
        handling = str(row.get("handling"))
        if handling.startswith("screen:"):
            yield from known(file, label, "screen", [handling.removeprefix("screen:")], screens)
        else:
            yield from known(file, label, "handling", [handling], HANDLING)
        if handling != "open" and row.get("public"):
            yield Fault(file, label, "only an open topic may be public")


def _routes(pack: Pack, topics: list[Row]) -> Iterator[Fault]:
    """Disputes reach nobody but trained readers first (R147-R149); a calm page routes nothing."""
    file, routes = "concerns.toml", pack.rows("concerns", "route")
    handling = {row.get("code"): str(row.get("handling")) for row in topics}
    kinds = {row.get("code"): row for row in pack.rows("bodies", "organisation_kind")}
    routed = [row.get("topic") for row in routes]
    for row in routes:
        label = f"route {row.get('topic')}"
        yield from known(file, label, "topic", [row.get("topic")], handling)
        yield from known(file, label, "organisation_kind", row.get("to", [None]), kinds)
        if not row.get("to"):
            yield Fault(file, label, "leads nowhere")
        if routed.count(row.get("topic")) > 1:
            yield Fault(file, label, "stands twice")
        if handling.get(row.get("topic"), "").startswith("screen:"):
            yield Fault(file, label, "a topic that opens a calm page is not routed")
    for code, how in handling.items():
        if how in HANDLING and code not in routed:
            yield Fault(file, f"topic {code}", "has no route")
    fallbacks = {row.get("handling"): row for row in pack.rows("concerns", "fallback")}
    for how in HANDLING:
        label = f"fallback {how}"
        if how not in fallbacks:
            yield Fault(file, label, "is missing (R003)")
            continue
        yield from known(file, label, "organisation_kind", fallbacks[how].get("to", [None]), kinds)
    reached = [
        (f"route {row['topic']}", row) for row in routes if handling.get(row.get("topic")) == "screening"
    ]
    for label, row in [*reached, ("fallback screening", fallbacks.get("screening", {}))]:
        for code in row.get("to", []):
            kind = kinds.get(code, {})
            if kind.get("is_community") or kind.get("is_police"):
                yield Fault(file, label, f"a dispute must not reach {code} before it was screened (R147)")


def _clocks(pack: Pack) -> Iterator[Fault]:
    file = "concerns.toml"
    seen: dict[tuple[str, str, str], Row] = {}
    for row in pack.rows("concerns", "clock"):
        key = (str(row.get("track")), str(row.get("kind")), str(row.get("step")))
        label = f"clock {' '.join(key)}"
        if key in seen:
            yield Fault(file, label, "stands twice")
        seen[key] = row
        if not isinstance(row.get("days"), int) or row["days"] < 1:
            yield Fault(file, label, "days must be 1 or more")
        yield from known(file, label, "unit", [row.get("unit")], ("working", "calendar"))
        if not row.get("source"):
            yield Fault(file, label, "source is missing")
    wanted = {(track, kind, step) for track, kinds in TRACKS.items() for kind in kinds for step in STEPS}
    for key in sorted(wanted - set(seen)):
        yield Fault(file, f"clock {' '.join(key)}", "is missing")
    for key in sorted(set(seen) - wanted):
        yield Fault(file, f"clock {' '.join(key)}", "is unknown")


def _ladder(pack: Pack) -> Iterator[Fault]:
    """Reminder, head, office above, council, and only then public (K59)."""
    file, steps = "concerns.toml", pack.rows("concerns", "ladder")
    if tuple(row.get("code") for row in steps) != LADDER:
        yield Fault(file, "ladder", f"must be {', '.join(LADDER)}, in this order")
        return
    days = [row.get("after_working_days", -1) for row in steps]
    if any(not isinstance(day, int) or day < 0 for day in days) or any(
        later <= earlier for earlier, later in zip(days, days[1:], strict=False)
    ):
        yield Fault(file, "ladder", "each step comes later than the one before")
    for row in steps:
        yield from texts(pack, file, f"ladder {row.get('code')}", row, "names")
