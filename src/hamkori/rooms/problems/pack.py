"""The pack's section of problems: the fixed rows of a year's plan."""

from collections.abc import Iterator

from hamkori.rooms.problems.models import PlanTemplate
from hamkori.society.countries import sections
from hamkori.society.countries.packs import Fault, Pack
from hamkori.society.countries.upsert import LoadReport, upsert_rows

FILE = "bodies"


def load(pack: Pack) -> LoadReport:
    """The rows of `[[plan_row]]` in bodies.toml into their table."""
    return upsert_rows(
        PlanTemplate,
        [
            {
                "code": row["code"],
                "names": row["names"],
                "months": row["months"],
                "shown_by": row.get("shown_by", {}),
                "posts": row.get("post", {}),
                "partners": row.get("partner", {}),
                "partner_kinds": row.get("partner_kinds", []),
                "duty": row.get("duty", ""),
                "village": bool(row.get("village", False)),
                "position": number,
            }
            for number, row in enumerate(pack.rows(FILE, "plan_row"), start=1)
        ],
    )


def faults(pack: Pack) -> Iterator[Fault]:
    """A row without months, without a name, a post or a partner in a language of the country, or twice."""
    seen: set[str] = set()
    for row in pack.rows(FILE, "plan_row"):
        label = f"plan_row {row.get('code')}"
        if not row.get("code") or row["code"] in seen:
            yield Fault("bodies.toml", label, "needs a code of its own")
        seen.add(str(row.get("code")))
        months = row.get("months", [])
        if not months or any(not isinstance(month, int) or not 1 <= month <= 12 for month in months):
            yield Fault("bodies.toml", label, "months must be numbers from 1 to 12")
        kinds = {one.get("code") for one in pack.rows(FILE, "organisation_kind")}
        for kind in row.get("partner_kinds", []):
            if kind not in kinds:
                yield Fault("bodies.toml", label, f"unknown kind of organisation {kind!r}")
        for field, called in (("names", "name"), ("post", "responsible post"), ("partner", "partner")):
            for language in pack.languages:
                if not row.get(field, {}).get(language):
                    yield Fault("bodies.toml", label, f"no {called} in {language!r}")


def register() -> None:
    sections.register("problems", check=faults, load=load, order=70)
