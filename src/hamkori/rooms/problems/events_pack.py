"""The pack's kinds of events with residents: `[[event_kind]]` in bodies.toml (R253)."""

from collections.abc import Iterator

from hamkori.rooms.problems.models import EventKind
from hamkori.society.countries import sections
from hamkori.society.countries.packs import Fault, Pack
from hamkori.society.countries.upsert import LoadReport, upsert_rows

FILE, TABLE = "bodies", "event_kind"


def load(pack: Pack) -> LoadReport:
    """The rows of `[[event_kind]]` into their table, in the order of the pack."""
    rows = enumerate(pack.rows(FILE, TABLE), start=1)
    return upsert_rows(
        EventKind, [{"code": row["code"], "names": row["names"], "position": number} for number, row in rows]
    )


def faults(pack: Pack) -> Iterator[Fault]:
    """A kind without a code, twice, or without a name in a language of the country; a country without any."""
    seen: set[str] = set()
    for row in pack.rows(FILE, TABLE):
        code = str(row.get("code", ""))
        if not code or code in seen:
            yield Fault("bodies.toml", f"event_kind {code}", "needs a code of its own")
        seen.add(code)
        for language in pack.languages:
            if not row.get("names", {}).get(language):
                yield Fault("bodies.toml", f"event_kind {code}", f"no name in {language!r}")
    if not seen:
        yield Fault("bodies.toml", "event_kind", "no kind of event with residents")


def register() -> None:
    sections.register("problems.events", check=faults, load=load, order=71)
