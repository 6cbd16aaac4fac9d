"""Writes of the statistics wing: building, auditing, publishing a release; keeping the answer to a query.

The store is written first and outside the transaction (it can take long, and goes on after a stop); then one
action keeps the row. Commands and jobs call `build_release` and its like; pages never do.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock, crypto
from hamkori.kernel.access import require
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.crime import rules as rules  # registers the verbs
from hamkori.rooms.crime.models import Release, ReleaseFront, ReleaseTable
from hamkori.rooms.crime.statistics import beside, breaks, coverage, families, populations, signing, store
from hamkori.rooms.crime.statistics.levels import Period
from hamkori.rooms.crime.statistics.outputs import front, published
from hamkori.rooms.crime.statistics.signing import digest_of, is_authentic
from hamkori.rooms.crime.statistics.store import Progress, Stopped, Store, quiet

SIGNS = "crime.release"
"""The purpose of the key that signs releases; its public half is published."""


def period_of(name: str) -> Period:
    """Raises `BadInput` unless it is a year or a month that is over."""
    from hamkori.rooms.crime.statistics.releases import span_of

    try:
        period = Period(name)
    except ValueError:
        raise BadInput(_("A period is a year such as 2025, or a month such as 2025-03.")) from None
    if span_of(period).ends >= clock.today():
        raise BadInput(_("%(name)s is not over yet."), name=name)
    return period


def build_release(
    *,
    actor: Actor,
    name: str,
    note: Mapping[str, str] | None = None,
    part: int = store.PART,
    progress: Progress = quiet,
    stopping: Callable[[], bool] = lambda: False,
) -> Release:
    """Write the store of the next vintage of a period and keep the release as built.

    A vintage that was not published yet is built anew in its place. After a published one the next is a revision and
    needs `note`: why, by language. Stopped (`Stopped`), it goes on where it was. Raises `BadInput`.
    """
    from hamkori.rooms.crime.statistics import delays, two_ways
    from hamkori.rooms.crime.statistics.releases import COUNTING, first_day, published_before, span_of

    require(actor, "crime.publish")
    period = period_of(name)
    span = span_of(period, with_year_before=published_before(period) is not None)
    vintage, note = _vintage(name), dict(note or {})
    if vintage > 1 and not any(note.values()):
        raise BadInput(_("A revision needs a note that says why."))
    folder = store.root() / f"{name}-v{vintage}"
    if (folder / "signature.txt").exists():
        raise BadInput(
            _("A published release lies in %(folder)s. It is not overwritten."), folder=folder.name
        )
    if (folder / "manifest.json").exists():
        for path in folder.iterdir():
            path.unlink()
    told = store.write(folder, span, part=part, progress=progress, stopping=stopping)
    two_ways.write(folder, period, span.ends, progress=progress)
    delays.write(folder, period)
    people = populations.to_keep(span.ends)
    populations.write(folder, people)
    for name_of_file in (two_ways.NAME, delays.NAME, populations.NAME):
        told["files"][name_of_file] = store.digest(folder / name_of_file)
    cover = coverage.summed(Store(folder).coverage_rows(), period.months)
    manifest = {
        "name": name,
        "vintage": vintage,
        "begins_on": first_day(period).isoformat(),
        "ends_on": span.ends.isoformat(),
        "counting": COUNTING,
        "families": families.fixed().edition,
        "coverage": cover.as_data(),
        "breaks": breaks.of_period(first_day(period), span.ends),
        "populations": populations.large(people),
        "note": note,
        "store": told,
    }
    return _keep_built(actor=actor, period=period, vintage=vintage, manifest=manifest, note=note)


def _vintage(name: str) -> int:
    """The vintage to build: the next after the last one that was published."""
    last = Release.objects.filter(name=name, state__in=["published", "withdrawn"]).aggregate(
        last=Max("vintage")
    )
    return int(last["last"] or 0) + 1


@action("crime.release_built", verb="crime.publish")
def _keep_built(
    *, actor: Actor, period: Period, vintage: int, manifest: dict[str, Any], note: dict[str, str]
) -> Release:
    from hamkori.rooms.crime.statistics.releases import first_day, span_of

    Release.objects.filter(name=period.label, vintage=vintage, state__in=["built", "audited"]).delete()
    release = Release.objects.create(
        name=period.label,
        vintage=vintage,
        begins_on=first_day(period),
        ends_on=span_of(period).ends,
        built_at=clock.now(),
        folder=f"{period.label}-v{vintage}",
        digest=digest_of(manifest),
        manifest=manifest,
        note=note,
    )
    _write_manifest(release)
    trail.note(facts={"digest": release.digest, "name": release.name, "vintage": vintage})
    return release


def _write_manifest(release: Release) -> None:
    text = json.dumps(release.manifest, ensure_ascii=False, sort_keys=True, indent=1)
    store.write_text(store.folder_of(release.folder) / "manifest.json", text)


def audit_release(
    *,
    actor: Actor,
    release: Release,
    progress: Progress = quiet,
    stopping: Callable[[], bool] = lambda: False,
) -> Release:
    """Count all tables of both lanes, hide, attack, and keep them. Raises `BadState` for a published release.

    Stopped (`Stopped`) or killed, the attack goes on at the cell where it was when it is called again. What earlier
    releases showed is taken into account. A release that cannot be protected is not kept (`CannotProtect`).
    """
    from hamkori.rooms.crime.statistics import expressions, releases

    require(actor, "crime.publish")
    if release.state not in ("built", "audited"):
        raise BadState
    _must_be_whole(release)
    held = Store(store.folder_of(release.folder))
    period, fixed = Period(release.name), families.fixed()

    def told(done: int, total: int, words: str) -> None:
        progress(done, total, words)
        if stopping():
            raise Stopped

    units = expressions.connect_store(held.units)
    gone = releases.hidden_before(release)
    done = releases.bulletin(
        held, units, period, fixed,
        published_before=releases.shown_before(release), hidden_before=gone, progress=told,
    )  # fmt: skip
    hidden = done.hidden | gone
    made = done.made + releases.answers(held, units, period, fixed, hidden, told)
    protection = {"bulletin": done.protection, "query": releases.query_protection(fixed)}
    return _keep_audited(actor=actor, release=release, made=made, protection=protection)


def _must_be_whole(release: Release) -> None:
    wrong = store.faults(store.folder_of(release.folder), release.manifest)
    if wrong:
        raise BadInput(
            _("Files of the release are not as they were written: %(files)s."), files=", ".join(wrong)
        )


@action("crime.release_audited", verb="crime.publish", on="release")
def _keep_audited(
    *, actor: Actor, release: Release, made: Sequence[Any], protection: dict[str, Any]
) -> Release:
    release = Release.objects.select_for_update().get(pk=release.pk)
    if release.state not in ("built", "audited"):
        raise BadState
    release.tables.all().delete()
    ReleaseTable.objects.bulk_create(_row(release, one) for one in made)
    body = tables_body(release)
    store.write_text(
        store.folder_of(release.folder) / "tables.json", json.dumps(body, ensure_ascii=False, sort_keys=True)
    )
    release.manifest = release.manifest | {
        "protection": protection,
        "tables": signing.digest(body),
        "table_digests": signing.table_digests(body),
        "beside": beside.rows_for(release.begins_on, release.ends_on),
        "audited_on": clock.today().isoformat(),
    }
    release.digest = digest_of(release.manifest)
    release.state = "audited"
    release.save(update_fields=["manifest", "digest", "state"])
    _write_manifest(release)
    trail.note(facts={"digest": release.digest, "bulletin": protection["bulletin"]})
    return release


def _row(release: Release, one: Any) -> ReleaseTable:
    return ReleaseTable(
        release=release,
        family=one.family.name,
        lane=one.family.lane,
        name=one.name,
        dimensions=list(one.dimensions),
        cells=one.cells,
        coverage=one.coverage,
    )


def tables_body(release: Release) -> list[dict[str, Any]]:
    """The tables that the signature covers."""
    return signing.tables_body(release.tables.all())


@action("crime.release_published", verb="crime.publish", on="release")
def publish_release(*, actor: Actor, release: Release) -> Release:
    """Sign and freeze. The vintage before it stays readable and is marked as withdrawn.

    Raises `BadState` unless it was audited, `BadInput` when a file or a table is not as it was audited.
    """
    release = Release.objects.select_for_update().get(pk=release.pk)
    if release.state != "audited":
        raise BadState
    _must_be_whole(release)
    if not release.manifest["protection"]["bulletin"]["clean"]:
        raise BadState
    if signing.digest(tables_body(release)) != release.manifest["tables"]:
        raise BadInput(_("The tables are not those that were audited. Audit the release again."))
    release.published_on = clock.today()
    release.manifest = release.manifest | {"published_on": release.published_on.isoformat()}
    release.digest = digest_of(release.manifest)
    signature = crypto.sign(release.digest.encode(), purpose=SIGNS)
    release.signature = base64.b64encode(signature).decode()
    release.state = "published"
    release.save(update_fields=["published_on", "manifest", "digest", "signature", "state"])
    ReleaseFront.objects.update_or_create(
        release=release, defaults=front.row_of(release, published.signed_tables(release))
    )
    Release.objects.filter(name=release.name, state="published").exclude(pk=release.pk).update(
        state="withdrawn"
    )
    _write_manifest(release)
    folder = store.folder_of(release.folder)
    store.write_text(folder / "signature.txt", release.signature + "\n")
    trail.note(facts={"digest": release.digest, "vintage": release.vintage}, changed=["state"])
    return release


def answer_query(
    *,
    actor: Actor,
    release: Release,
    counted: str,
    levels: Sequence[str],
    period: str = "",
    filters: Mapping[str, str] | None = None,
) -> ReleaseTable:
    """A table of the query lane; kept, so that asking again gives the same and every answer is on record.

    `period` is the whole release or one of its months. Raises `NoSuchFamily`, `BadInput`, `BadState`.
    """
    from hamkori.rooms.crime.statistics import expressions, releases

    if release.state not in ("published", "withdrawn"):
        raise BadState
    when = Period(period or release.name)
    whole = Period(release.name)
    if when.label != whole.label and not (when.is_month and whole.contains(when.label)):
        raise BadInput(_("The release holds %(name)s and its months only."), name=release.name)
    asked = families.in_order(levels)
    fixed = families.fixed()
    at = families.in_order([*asked, "month"]) if when.is_month else asked
    family = fixed.find(families.QUERY, counted, asked if whole.is_month else at)
    if not fixed.may_ask(counted, at):
        raise fixed.refusal(families.QUERY)
    filters = dict(filters or {})
    if unknown := set(filters) - set(asked):
        raise BadInput(
            _("Only rows or columns of the table can be chosen, not %(words)s."), words=", ".join(unknown)
        )
    plain = when.label == whole.label and not filters and asked == families.in_order(family.levels)
    name = query_name(family.name, when.label, asked, filters)
    kept = release.tables.filter(name__in=[name, family.name] if plain else [name]).order_by("name").first()
    if kept is not None:
        return kept
    held = Store(store.folder_of(release.folder))
    made = releases.answer(
        held, expressions.connect_store(held.units), family, when, fixed,
        levels=asked, filters=filters, name=name, hidden=releases.hidden_before(release, itself=True),
    )  # fmt: skip
    return _keep_answer(actor=actor, release=release, made=made)


def query_name(family: str, period: str, levels: Sequence[str], filters: Mapping[str, str]) -> str:
    """The name of an answer: the question, shortened to fit. The mark "?" keeps it apart from what is signed."""
    question = "&".join(f"{key}={value}" for key, value in sorted(filters.items()))
    short = hashlib.sha256(f"{family}|{period}|{levels}|{question}".encode()).hexdigest()[:12]
    return f"{family[:50]}?{period}:{short}"


@action("crime.query_answered")
def _keep_answer(*, actor: Actor, release: Release, made: Any) -> ReleaseTable:
    """Open to everybody: the numbers are protected. Two who ask at once get the same row."""
    row = _row(release, made)
    kept, _new = ReleaseTable.objects.get_or_create(
        release=release,
        name=made.name,
        defaults={
            "family": row.family, "lane": row.lane, "dimensions": row.dimensions, "cells": row.cells,
            "coverage": row.coverage,
        },
    )  # fmt: skip
    trail.note(facts={"family": row.family, "period": made.coverage["of"]["period"]})
    return kept


__all__ = [
    "SIGNS",
    "Stopped",
    "answer_query",
    "audit_release",
    "build_release",
    "digest_of",
    "is_authentic",
    "publish_release",
]
