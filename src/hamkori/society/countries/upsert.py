"""Rows of a pack into a table: created, changed, retired; what was entered locally stays."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models

from hamkori.kernel import clock

EVERYTHING = "*"
"""In `local_fields`: the whole row was entered locally. A pack neither changes nor retires it."""

Anything = TypeVar("Anything", bound=models.Model)


@dataclass(slots=True)
class LoadReport:
    """What loading did, in rows; `kept_local` counts values that the pack did not overwrite."""

    created: int = 0
    changed: int = 0
    kept_local: int = 0
    retired: int = 0

    def add(self, other: "LoadReport") -> None:
        self.created += other.created
        self.changed += other.changed
        self.kept_local += other.kept_local
        self.retired += other.retired

    @property
    def nothing_changed(self) -> bool:
        return not (self.created or self.changed or self.retired)


def upsert_rows(
    model: type[Anything],
    rows: Iterable[Mapping[str, Any]],
    *,
    scope: Mapping[str, Any] | None = None,
    key: str = "code",
    retire: bool = True,
) -> LoadReport:
    """Bring the table of `model` to `rows` and say what changed. To be called inside an action.

    A row is {field: value} with `key` in it; `scope` ({"kind": "refusal"}) limits which rows belong to this
    list and is given to new ones. Fields named in a row's `local_fields` keep their value. Rows that the list no
    longer has get `retired_on`; a row that comes back loses it. The model needs `local_fields` (JSON list) and
    `retired_on` (date or null). Four statements at most, whatever the number of rows.
    """
    manager: models.Manager[Anything] = model._default_manager
    wanted = {row[key]: {**(scope or {}), **row} for row in rows}
    existing = {getattr(found, key): found for found in manager.filter(**(scope or {}))}
    report = LoadReport()
    new = [model(**values) for code, values in wanted.items() if code not in existing]
    touched: list[Anything] = []
    fields: set[str] = set()
    for code, found in existing.items():
        local = set(getattr(found, "local_fields", None) or ())
        if EVERYTHING in local:
            report.kept_local += code in wanted
            continue
        if code not in wanted:
            if retire and getattr(found, "retired_on", None) is None:
                found.retired_on = clock.today()  # type: ignore[attr-defined]
                report.retired += 1
                fields.add("retired_on")
                touched.append(found)
            continue
        values: dict[str, Any] = {**wanted[code], "retired_on": None}
        different = {name for name, value in values.items() if getattr(found, name) != value}
        report.kept_local += len(different & local)
        if different := different - local:
            for name in different:
                setattr(found, name, values[name])
            fields |= different
            report.changed += 1
            touched.append(found)
    manager.bulk_create(new, batch_size=200)
    if touched:
        manager.bulk_update(touched, sorted(fields), batch_size=100)
    report.created = len(new)
    return report
