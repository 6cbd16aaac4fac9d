"""`hamkori crime import FILE --mapping M`, `hamkori crime imports`, `hamkori crime mapping load FILE`."""

import argparse
import csv
import os
import signal
import sys
import time
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hamkori.rooms.crime.models import Import

SHOWN_FAULTS = 20


def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamkori.config.settings")
    import django

    django.setup()


def _say(words: str, *, wrong: bool = False) -> None:
    (sys.stderr if wrong else sys.stdout).write(words + "\n")


def _line(source: "Import") -> str:
    of = f" of {source.rows_total}" if source.rows_total else ""
    return (
        f"{source.percent:3d} %  {source.rows_read}{of} rows read, {source.rows_new} taken, "
        f"{source.rows_changed} changed, {source.rows_same} the same, {source.rows_faulty} faulty"
    )


class _Progress:
    """A line that is written over on a terminal, and a line every few seconds elsewhere."""

    def __init__(self) -> None:
        self.terminal = sys.stderr.isatty()
        self.last = 0.0

    def __call__(self, source: "Import") -> None:
        now = time.monotonic()
        if self.terminal:
            sys.stderr.write("\r" + _line(source))
        elif now - self.last > 2:
            sys.stderr.write(_line(source) + "\n")
            self.last = now
        sys.stderr.flush()

    def end(self) -> None:
        if self.terminal:
            sys.stderr.write("\n")


def import_file(arguments: argparse.Namespace) -> int:
    """0 taken in (faulty rows are listed), 1 refused, 2 cannot begin, 130 stopped and to be resumed."""
    _django()
    from hamkori.kernel.actor import SYSTEM
    from hamkori.kernel.errors import HamkoriError
    from hamkori.rooms.crime.models import SenderMapping
    from hamkori.rooms.crime.register.imports import running

    mapping = SenderMapping.objects.filter(name=arguments.mapping).first()
    path = Path(arguments.file)
    if mapping is None:
        known = ", ".join(SenderMapping.objects.order_by("name").values_list("name", flat=True)) or "none"
        _say(f"There is no mapping {arguments.mapping!r}. Known: {known}.", wrong=True)
        return 2
    if arguments.sender and (mapping.sender is None or mapping.sender.uid != arguments.sender):
        _say(f"The mapping {mapping.name} is not of the sender {arguments.sender}.", wrong=True)
        return 2
    if not path.is_file():
        _say(f"There is no file {path}.", wrong=True)
        return 2
    asked: list[int] = []
    former = signal.signal(signal.SIGINT, lambda number, _frame: asked.append(number))
    progress = _Progress()
    try:
        with path.open("rb") as file:
            source, found = running.open_file(
                file, file_name=path.name, mapping=mapping, actor=SYSTEM, resume=arguments.resume
            )
            if found is not None:
                source = running.run(
                    source, file, found, actor=SYSTEM, progress=progress, stopping=lambda: bool(asked)
                )
                progress.end()
            elif source.state == "done":
                _say("This file was taken in before: nothing was changed.")
    except running.MustResume:
        _say("This file was begun before and not ended. Go on with --resume.", wrong=True)
        return 2
    except HamkoriError as error:
        _say(str(error), wrong=True)
        return 2
    finally:
        signal.signal(signal.SIGINT, former)
    return _report(source, Path(arguments.faults) if arguments.faults else None)


def _report(source: "Import", faults_to: Path | None) -> int:
    from hamkori.rooms.crime.register.imports.faults import sentence

    _say(f"import {source.uid}: {source.state}. {_line(source)}")
    for fault in source.faults.order_by("row", "pk")[:SHOWN_FAULTS]:
        where = f"row {fault.row}" if fault.row else "the file"
        column = f", {fault.column}" if fault.column else ""
        value = f" [{fault.value}]" if fault.value else ""
        _say(f"  {fault.severity}, {where}{column}{value}: {sentence(fault.rule)} ({fault.rule})")
    more = source.faults.count() - SHOWN_FAULTS
    if more > 0:
        _say(f"  and {more} more findings; write them to a file with --faults FILE")
    if faults_to is not None:
        with faults_to.open("w", encoding="utf-8-sig", newline="") as file:
            write_faults(source, file)
        _say(f"written: {faults_to}")
    if source.state == "stopped":
        _say("Stopped after a whole chunk. Go on with --resume.")
        return 130
    return 1 if source.state == "refused" else 0


def write_faults(source: "Import", file: Any) -> None:
    """The list of faults as CSV: row, column, value, severity, rule, what to do."""
    from hamkori.rooms.crime.register.imports.queries import fault_lines

    writer = csv.writer(file)
    for line in fault_lines(source):
        writer.writerow(line)


def list_imports(_arguments: argparse.Namespace) -> int:
    _django()
    from hamkori.rooms.crime.models import Import

    for source in Import.objects.select_related("mapping").order_by("-began_at")[:50]:
        _say(f"{source.uid}  {source.state:8}  {source.mapping.name}  {source.file_name}  {_line(source)}")
    return 0


def load_mapping(arguments: argparse.Namespace) -> int:
    """Keep the mapping of a TOML file; 1 when it has a mistake."""
    _django()
    from hamkori.kernel.actor import SYSTEM
    from hamkori.kernel.errors import HamkoriError
    from hamkori.rooms.crime.register.imports.actions import keep_mapping

    try:
        body = tomllib.loads(Path(arguments.file).read_text(encoding="utf-8"))
        mapping = keep_mapping(actor=SYSTEM, body=body)
    except (HamkoriError, tomllib.TOMLDecodeError, OSError, UnicodeDecodeError) as error:
        _say(str(error), wrong=True)
        return 1
    _say(f"mapping {mapping.name} ({mapping.kind}) is kept")
    return 0


def check_imports(_arguments: argparse.Namespace) -> int:
    """Compare imported steps with the entries that sealed them; 1 when they differ."""
    _django()
    from hamkori.rooms.crime.register.imports.checks import faults

    found = 0
    for fault in faults():
        found += 1
        _say(f"import {fault.uid}, chunk {fault.chunk}: {fault.what} {fault.number}".rstrip())
    _say(f"{found} fault(s)")
    return 1 if found else 0


def import_commands(verbs: Any) -> None:
    """Add the verbs of imports below `hamkori crime`. `verbs` is what `add_subparsers` gave."""
    one = verbs.add_parser("import", help="take in a CSV, XLSX or table of a sender")
    one.add_argument("file")
    one.add_argument("--mapping", required=True, metavar="NAME", help="how the columns are read")
    one.add_argument(
        "--sender", default="", metavar="UID", help="refuse unless the mapping is of this office"
    )
    one.add_argument("--resume", action="store_true", help="go on where it stopped or was killed")
    one.add_argument("--faults", default="", metavar="FILE", help="write the list of faults as CSV")
    one.set_defaults(run=import_file)
    imports = verbs.add_parser("imports", help="imports so far").add_subparsers(dest="what", required=True)
    imports.add_parser("list", help="the last fifty").set_defaults(run=list_imports)
    imports.add_parser("check", help="compare imported records with the sealed record").set_defaults(
        run=check_imports
    )
    mapping = verbs.add_parser("mapping", help="how senders' columns are read").add_subparsers(
        dest="what", required=True
    )
    load = mapping.add_parser("load", help="keep the mapping of a TOML file")
    load.add_argument("file")
    load.set_defaults(run=load_mapping)
