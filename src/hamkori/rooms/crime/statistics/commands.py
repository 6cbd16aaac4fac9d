"""`hamkori crime release …` and `hamkori crime table …`. Long work shows how far it is and goes on after a stop."""

import argparse
import csv
import io
import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from django.utils.translation import override

from hamkori.kernel.errors import HamkoriError
from hamkori.rooms.crime.statistics.commands_trust import release_steps, trust_commands


def _say(text: str = "") -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


class _Progress:
    """One line that grows on a terminal; a line for every tenth otherwise."""

    def __init__(self) -> None:
        self.last = ("", -1)

    def __call__(self, done: int, total: int, words: str) -> None:
        share = 100 * done // total if total else 100
        if sys.stderr.isatty():
            sys.stderr.write(f"\r  {share:3d} %  {words:<60}")
            if done >= total:
                sys.stderr.write("\n")
        elif (words, share // 10) != self.last:
            self.last = (words, share // 10)
            sys.stderr.write(f"  {share:3d} %  {words}\n")
        sys.stderr.flush()


def _django() -> None:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamkori.config.settings")
    import django

    django.setup()


@contextmanager
def _stop_asked() -> Iterator[list[int]]:
    """Inside it Ctrl+C and a polite kill are kept in a list instead of ending the program."""
    asked: list[int] = []
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, lambda received, _frame: asked.append(received))
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _careful(run: Any) -> Any:
    """Errors that a person can act on are said in a line."""

    def wrapped(arguments: argparse.Namespace) -> int:
        _django()
        from hamkori.rooms.crime.statistics.store import Stopped

        with override("en"):
            try:
                return int(run(arguments))
            except HamkoriError as error:
                sys.stderr.write(f"{error or type(error).__name__}\n")
                return 1
            except Stopped:
                _say("Stopped. The same command goes on from here.")
                return 130

    return wrapped


@_careful
def _build(arguments: argparse.Namespace) -> int:
    from hamkori.kernel.actor import SYSTEM
    from hamkori.rooms.crime.statistics import actions

    with _stop_asked() as asked:
        release = actions.build_release(
            actor=SYSTEM,
            name=arguments.period,
            note={"en": arguments.note, "ru": arguments.note, "tg": arguments.note}
            if arguments.note
            else None,
            progress=_Progress(),
            stopping=lambda: bool(asked),
        )
    told = release.manifest["store"]
    _say(f"Built: {release.name}, vintage {release.vintage}: {told['crimes']} crimes, {told['rows']} rows.")
    from hamkori.rooms.crime.statistics.figures import Coverage

    _say(Coverage.from_data(release.manifest["coverage"]).text)
    if told["unmapped_offences"]:
        _say(
            f"{told['unmapped_offences']} offences have no category in correspondence {told['correspondence']}."
        )
    for odd in told["odd_tables"]:
        _say(odd)
    return 0


def _chosen(arguments: argparse.Namespace) -> Any:
    from hamkori.rooms.crime.statistics import queries

    return queries.release_named(
        arguments.period, arguments.vintage, states_=("built", "audited", "published")
    )


@_careful
def _audit(arguments: argparse.Namespace) -> int:
    from hamkori.ground.measures.suppression import CannotProtect
    from hamkori.kernel.actor import SYSTEM
    from hamkori.rooms.crime.statistics import actions

    try:
        with _stop_asked() as asked:
            release = actions.audit_release(
                actor=SYSTEM,
                release=_chosen(arguments),
                progress=_Progress(),
                stopping=lambda: bool(asked),
            )
    except CannotProtect as error:
        _say(f"Not protected: {error}")
        return 1
    found = release.manifest["protection"]["bulletin"]
    _say(
        f"Audited: {found['cells']} cells, {found['hidden']} hidden, {found['rounds']} rounds; "
        f"the best known protected number lies between {found['narrowest'] or 'nothing hidden'}."
    )
    return 0


@_careful
def _publish(arguments: argparse.Namespace) -> int:
    from hamkori.kernel import crypto
    from hamkori.kernel.actor import SYSTEM
    from hamkori.rooms.crime.statistics import actions

    release = actions.publish_release(actor=SYSTEM, release=_chosen(arguments))
    _say(f"Published: {release.name}, vintage {release.vintage}, digest {release.digest}")
    _say(f"signature {release.signature}")
    _say(f"public key {crypto.public_key(actions.SIGNS).hex()}")
    return 0


@_careful
def _list(_arguments: argparse.Namespace) -> int:
    from hamkori.rooms.crime.statistics import queries

    for release in queries.all_releases():
        day = release.published_on.isoformat() if release.published_on else ""
        _say(f"{release.name:<8} v{release.vintage:<3} {release.state:<10} {day:<10} {release.digest[:16]}")
    return 0


@_careful
def _table(arguments: argparse.Namespace) -> int:
    from hamkori.kernel.actor import SYSTEM
    from hamkori.kernel.errors import BadInput
    from hamkori.rooms.crime.statistics import actions, queries
    from hamkori.rooms.crime.statistics.levels import level

    def meant(word: str) -> str:
        """An area of the bulletin is a region; a query goes down to districts."""
        if word == "area" and arguments.lane == "bulletin":
            return "region"
        try:
            return level(word)
        except KeyError:
            raise BadInput(f"{word} cannot be rows or columns.") from None

    if arguments.counting:
        return _two_ways(arguments, meant(arguments.rows))
    row, column = meant(arguments.rows), meant(arguments.cols) if arguments.cols else ""
    release = queries.release_for(arguments.period)
    levels = [row, *([column] if column else [])]
    if arguments.lane == "query":
        table = actions.answer_query(
            actor=SYSTEM, release=release, counted=arguments.counted, levels=levels, period=arguments.period
        )
        shown = queries.laid_out(table, row, column)
    else:
        one_month = arguments.period != release.name
        table = queries.bulletin_table(
            release, arguments.counted, [*levels, *(["month"] if one_month else [])]
        )
        shown = queries.laid_out(table, row, column, {"period": arguments.period} if one_month else None)
    _print(shown, row, column, arguments.format, release)
    return 0


def _two_ways(arguments: argparse.Namespace, row: str) -> int:
    """The records of a release counted by two sets of rules. True numbers: for the desk, never published."""
    from hamkori.kernel.errors import BadInput
    from hamkori.rooms.crime.statistics import queries, two_ways

    first, _comma, second = arguments.counting.partition(",")
    by = "region" if row in ("region", "district") else row
    found = two_ways.side_by_side(queries.release_at(arguments.period), first, second, by=by)
    if arguments.cols:
        raise BadInput("The two sets are the columns.")
    if arguments.format == "json":
        _say(json.dumps(asdict(found), ensure_ascii=False))
        return 0
    names = queries.words(by, [line.code for line in found.lines])
    steps = list(dict.fromkeys(step for line in found.lines for step in line.because))
    lines = [[by, "name", found.first, found.second, "difference", *steps]] + [
        [line.code, names[line.code], *(f"{value:g}" for value in (line.first, line.second, line.change)),
         *(f"{line.because.get(step, 0):g}" for step in steps)]
        for line in found.lines
    ]  # fmt: skip
    if arguments.format == "csv":
        csv.writer(sys.stdout, lineterminator="\n").writerows(lines)
        return 0
    for line in lines:
        _say(f"{line[0]:<9} {line[1][:34]:<34} " + " ".join(f"{word:>11}" for word in line[2:]))
    _say(
        f"{found.records} records; {found.in_tables} more came in tables of districts and have one count only."
    )
    return 0


def _print(shown: Any, row: str, column: str, how: str, release: Any) -> None:
    from hamkori.rooms.crime.statistics import queries

    if how == "json":
        _say(
            json.dumps(
                {
                    "release": release.name,
                    "vintage": release.vintage,
                    "lane": shown.table.lane,
                    "rows": row,
                    "columns": column,
                    "cells": [[*key, number, why] for key, (number, why) in shown.cells.items()],
                    "coverage": shown.table.coverage,
                },
                ensure_ascii=False,
            )
        )
        return
    lines = [
        [row, *shown.columns],
        *([code, *(shown.text(code, each) for each in shown.columns)] for code in shown.rows),
    ]
    if how == "csv":
        held = io.StringIO()
        csv.writer(held, lineterminator="\n").writerows(lines)
        sys.stdout.write(held.getvalue())
        return
    names = queries.words(row, shown.rows)
    body = [lines[0], *([f"{line[0]} {names[line[0]]}"[:44], *line[1:]] for line in lines[1:])]
    widths = [max(len(line[place]) for line in body) for place in range(len(body[0]))]
    for line in body:
        _say("  ".join(text.ljust(width) if not place else text.rjust(width)
                       for place, (text, width) in enumerate(zip(line, widths, strict=True))))  # fmt: skip
    _say()
    for why, mark in queries.SHORT.items():
        if any(reason == why for _number, reason in shown.cells.values()):
            _say(f"{mark}  {queries.WHY_HIDDEN[why]}")
    _say(f"{release.name}, vintage {release.vintage}, lane {shown.table.lane}. {shown.coverage.text}")


def statistics_commands(verbs: Any) -> None:
    """Add `release` and `table` below `hamkori crime`; `verbs` is what `add_subparsers` gave."""
    release = verbs.add_parser("release", help="build, audit and publish a release of the statistics")
    steps = release.add_subparsers(dest="step", required=True, metavar="STEP")
    for name, words, run in (
        ("build", "write the store of a period: the next vintage", _build),
        ("audit", "count all tables, hide, and attack them until nothing is found", _audit),
        ("publish", "sign an audited release and freeze it", _publish),
    ):
        step = steps.add_parser(name, help=words, description=words)
        step.add_argument("period", help="a year (2025) or a month (2025-03)")
        if name == "build":
            step.add_argument(
                "--note", default="", help="why it is revised (needed after a published vintage)"
            )
        else:
            step.add_argument("--vintage", type=int, default=None, help="which vintage (default: the newest)")
        step.set_defaults(run=run)
    release_steps(steps)
    steps.add_parser("list", help="every release and its state").set_defaults(run=_list)
    trust_commands(verbs)
    words = "a table of published statistics, from the lane that it belongs to"
    table = verbs.add_parser("table", help=words, description=words)
    table.add_argument(
        "--rows", required=True, help="area, district, jamoat, region, section, division, month, sex …"
    )
    table.add_argument("--cols", default="", help="the same; nothing: one column")
    table.add_argument("--period", required=True, help="a year (2025) or a month (2025-03)")
    table.add_argument("--lane", choices=["bulletin", "query"], default="query", help="default: query")
    table.add_argument("--counted", choices=["offence", "victim", "suspect"], default="offence")
    table.add_argument(
        "--counting", default="", metavar="A,B", help="two sets of counting rules side by side"
    )
    table.add_argument("--format", choices=["text", "csv", "json"], default="text")
    table.set_defaults(run=_table)
