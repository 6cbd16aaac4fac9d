"""The pack's section of bodies: kinds of organisations, body types with dated charters."""

from collections.abc import Iterator
from typing import Any

from hamkori.rooms.bodies.models import BodyType, CharterVersion, OrganisationKind
from hamkori.society.countries import sections
from hamkori.society.countries.packs import Fault, Pack, plain
from hamkori.society.countries.upsert import LoadReport, upsert_rows


def load(pack: Pack) -> LoadReport:
    """Kinds, types and charter versions of the pack into their tables."""
    report = upsert_rows(
        OrganisationKind,
        [
            {
                "code": row["code"],
                "names": row["names"],
                "is_police": row.get("is_police", False),
                "level": row.get("level", ""),
                "parent_kind": row.get("parent", ""),
            }
            for row in pack.rows("bodies", "organisation_kind")
        ],
    )
    types = pack.rows("bodies", "body_type")
    report.add(
        upsert_rows(
            BodyType,
            [
                {
                    "code": row["code"],
                    "organisation_kind": row.get("organisation_kind", ""),
                    "names": row["names"],
                    "aliases": row.get("official_names", {}),
                }
                for row in types
            ],
        )
    )
    ids = dict(BodyType.objects.values_list("code", "pk"))
    report.add(upsert_rows(CharterVersion, list(_charters(types, ids))))
    return report


_OWN = {"valid_from", "valid_to", "legal_source", "verified_by"}


def _charters(types: list[dict[str, Any]], ids: dict[str, int]) -> Iterator[dict[str, Any]]:
    for body_type in types:
        for row in body_type.get("charter", []):
            rules = plain({key: value for key, value in row.items() if key not in _OWN})
            yield {
                "code": f"{body_type['code']}.{row['valid_from'].isoformat()}",
                "body_type_id": ids[body_type["code"]],
                "valid_from": row["valid_from"],
                "valid_until": row.get("valid_to"),
                "rules": rules,
                "source": row.get("legal_source", ""),
                "hard": "hard" in row.get("strength", {}).values(),
                "verified_by": row.get("verified_by", ""),
            }


def faults(pack: Pack) -> Iterator[Fault]:
    """A charter without legal source, or two that hold on the same day; a kind above that does not exist."""
    kinds = {row.get("code") for row in pack.rows("bodies", "organisation_kind")}
    for row in pack.rows("bodies", "organisation_kind"):
        if row.get("parent") and row["parent"] not in kinds:
            yield Fault(
                "bodies.toml", f"organisation_kind {row.get('code')}", f"no kind {row['parent']!r} above it"
            )
    for body_type in pack.rows("bodies", "body_type"):
        where = f"body_type {body_type.get('code')}"
        if body_type.get("organisation_kind") and body_type["organisation_kind"] not in kinds:
            yield Fault("bodies.toml", where, f"no organisation kind {body_type['organisation_kind']!r}")
        charters = sorted(body_type.get("charter", []), key=lambda row: row["valid_from"])
        for charter in charters:
            if not charter.get("legal_source"):
                yield Fault(
                    "bodies.toml", where, f"the charter of {charter['valid_from']} has no legal source"
                )
        for earlier, later in zip(charters, charters[1:], strict=False):
            if earlier.get("valid_to") is None or earlier["valid_to"] > later["valid_from"]:
                yield Fault(
                    "bodies.toml",
                    where,
                    f"the charters of {earlier['valid_from']} and {later['valid_from']} overlap",
                )


def register() -> None:
    sections.register("bodies", check=faults, load=load, order=40)
