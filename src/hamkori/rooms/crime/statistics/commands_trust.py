"""Commands that let others trust the figures: `release verify`, `lineage`, `population import`, `beside import`."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hamkori.rooms.crime.statistics import signing


def _say(text: str = "", *, wrong: bool = False) -> None:
    (sys.stderr if wrong else sys.stdout).write(text + "\n")


def _django() -> None:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamkori.config.settings")
    import django

    django.setup()


def _careful(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """With the database; errors that a person can act on are said in a line."""

    def wrapped(arguments: argparse.Namespace) -> int:
        _django()
        from django.utils.translation import override

        from hamkori.kernel.errors import HamkoriError

        with override("en"):
            try:
                return run(arguments)
            except HamkoriError as error:
                _say(str(error) or type(error).__name__, wrong=True)
                return 1

    return wrapped


# --- release verify --------------------------------------------------------------------------------------------


def verify(arguments: argparse.Namespace) -> int:
    """0 everything is as it was signed, 1 something is not, 2 it cannot be told."""
    key = b""
    if arguments.key:
        path = Path(arguments.key)
        try:
            key = signing.key_from(path.read_text(encoding="utf-8") if path.is_file() else arguments.key)
        except ValueError:
            _say(
                "This is no public key: 32 bytes, hexadecimal or base64, or a file that holds it.", wrong=True
            )
            return 2
    folder = Path(arguments.what)
    if folder.is_dir():
        if not key:
            key = _own_key()
        findings = signing.check_folder(folder, by=key)
        about = str(folder)
    else:
        if folder.exists():
            _say("Unpack the file first, and name its folder.", wrong=True)
            return 2
        found = _of_this_house(arguments.what, key)
        if found is None:
            _say(f"There is no folder and no published release {arguments.what}.", wrong=True)
            return 2
        about, findings = found
    for finding in findings:
        _say(str(finding))
    if findings:
        _say(f"{about}: NOT as it was signed, {len(findings)} finding(s).")
        return 1
    _say(f"{about}: everything is as it was signed.")
    return 0


def _own_key() -> bytes:
    _django()
    from hamkori.kernel import crypto
    from hamkori.rooms.crime.statistics.outputs.published import SIGNS

    return crypto.public_key(SIGNS)


def _of_this_house(name: str, key: bytes) -> tuple[str, list[signing.Finding]] | None:
    own = _own_key()
    from hamkori.rooms.crime.statistics import queries, verifying

    release = queries.published_release(name)
    if release is None:
        return None
    return f"{release.name}, vintage {release.vintage}", verifying.check_release(release, by=key or own)


# --- lineage ---------------------------------------------------------------------------------------------------


@_careful
def _lineage(arguments: argparse.Namespace) -> int:
    from hamkori.kernel.actor import SYSTEM
    from hamkori.rooms.crime.statistics import lineage, queries

    release = queries.release_at(arguments.release)
    name, _colon, codes = arguments.cell.partition(":")
    opened = lineage.open_cell(
        actor=SYSTEM,
        table=queries.table_of(release, name),
        codes=[code.strip() for code in codes.split(",")],
    )
    if arguments.format == "json":
        _say(
            json.dumps(
                {
                    "shown": opened.shown, "why_hidden": opened.why_hidden, "records": list(opened.records),
                    "from_tables": opened.from_tables, "versions": opened.versions, "protection": opened.protection,
                },
                ensure_ascii=False,
            )
        )  # fmt: skip
        return 0
    _say(f"{release.name}, vintage {release.vintage}, {name}: {codes}")
    _say(f"published: {opened.why_hidden or opened.shown}")
    _say(f"records: {len(opened.records)}; counted in tables of districts: {opened.from_tables}")
    for uid in opened.records:
        _say(f"  {uid}")
    for what, version in opened.versions.items():
        _say(f"{what}: {version}")
    for what, value in opened.protection.items():
        _say(f"protection, {what}: {value}")
    return 0


# --- populations, figures of surveys and services --------------------------------------------------------------


def _read_file(name: str) -> bytes:
    from hamkori.kernel.errors import BadInput

    try:
        return Path(name).read_bytes()
    except OSError:
        raise BadInput(f"There is no file {name}.") from None


def _taken(arguments: argparse.Namespace, read: Any, keep: Any) -> int:
    from hamkori.kernel.actor import SYSTEM
    from hamkori.rooms.crime.statistics.actions_intake import digest_of_file
    from hamkori.rooms.crime.statistics.intake import FaultyFile

    data = _read_file(arguments.file)
    try:
        rows = read(data)
    except FaultyFile as error:
        for one in error.faults:
            _say(f"row {one.row}, {one.code}: {one.sentence}", wrong=True)
        _say(f"{error} ({len(error.faults)})", wrong=True)
        return 1
    _say(str(keep(actor=SYSTEM, rows=rows, digest=digest_of_file(data))))
    return 0


@_careful
def _populations(arguments: argparse.Namespace) -> int:
    from hamkori.rooms.crime.statistics import actions_intake, intake

    return _taken(arguments, intake.populations_of, actions_intake.keep_populations)


@_careful
def _beside(arguments: argparse.Namespace) -> int:
    from hamkori.rooms.crime.statistics import actions_intake, intake

    return _taken(arguments, intake.beside_of, actions_intake.keep_beside)


def _protection(arguments: argparse.Namespace) -> int:
    """The trade-off of the query lane, measured again. Needs no database."""
    from hamkori.ground.measures.cell_key import CHOSEN, KEYS
    from hamkori.ground.measures.cell_key_trials import trade_off
    from hamkori.ground.measures.intervals import Interval

    def percent(share: Interval) -> str:
        return f"{100 * (share.estimate or 0):.1f} % ({100 * share.low:.1f} to {100 * share.high:.1f})"

    _say(f"Subtracting two numbers that differ by 1 or 2 records, {arguments.tries} tries each.")
    _say("In brackets the interval of Wilson (95 %). Bound: no size of group makes reading off likelier.")
    _say(f"{'changed':>8} {'variance':>8} {'moved':>6}  {'read off':<24} {'best guess':<24} {'bound':>7}")
    for one in trade_off(arguments.tries):
        shape = one.parameters
        _say(
            f"{shape.changed / KEYS:>8.0%} {shape.variance:>8.2f} {one.moved:>6.2f}  {percent(one.read_off):<24} "
            f"{percent(one.best_guess):<24} {one.beyond:>7.1%}{'  chosen' if shape == CHOSEN else ''}"
        )
    return 0


@_careful
def _delays(arguments: argparse.Namespace) -> int:
    """Days from report to record by district: for the desk, never published."""
    from hamkori.kernel.actor import SYSTEM
    from hamkori.rooms.crime.statistics import delays, queries

    found = delays.of_release(actor=SYSTEM, release=queries.release_at(arguments.release))
    if found is None:
        _say("This release was built before the days were kept. Build the next vintage.", wrong=True)
        return 1
    for one in found:
        told = (
            f"half within {one.median}, nine of ten within {one.slowest_tenth} days"
            if one.median is not None
            else "too few"
        )
        _say(f"{one.code:<20} {one.name[:34]:<34} {one.records:>7} records  {told}")
    return 0


@_careful
def _key(_arguments: argparse.Namespace) -> int:
    _say(_own_key().hex())
    return 0


def release_steps(steps: Any) -> None:
    """Add `verify` and `key` below `hamkori crime release`."""
    words = (
        "check the signature and every file and table of a release; needs only its files and the public key"
    )
    one = steps.add_parser("verify", help=words, description=words)
    one.add_argument("what", metavar="FOLDER|RELEASE", help="an unpacked data package, a store, or a release")
    one.add_argument(
        "--key", default="", help="the public key, or a file with it (default: this house's own)"
    )
    one.set_defaults(run=verify)
    steps.add_parser("key", help="the public key that checks releases").set_defaults(run=_key)


def trust_commands(verbs: Any) -> None:
    """Add `lineage`, `delays`, `population` and `beside` below `hamkori crime`."""
    words = "the records, versions and protection behind a published cell"
    one = verbs.add_parser("lineage", help=words, description=words)
    one.add_argument("release", help="2025, 2025-v1, or the number of the release")
    one.add_argument("cell", help="TABLE:CODE,CODE such as offences-region-month:tj.su,2025-03")
    one.add_argument("--format", choices=["text", "json"], default="text")
    one.set_defaults(run=_lineage)
    words = "days from a report to the record, by district: for the desk, not for publishing"
    one = verbs.add_parser("delays", help=words, description=words)
    one.add_argument("release", help="2025, 2025-v1, or the number of the release")
    one.set_defaults(run=_delays)
    words = "measure again what the changes of the query lane cost and what an attacker still gets"
    one = verbs.add_parser("protection", help=words, description=words)
    one.add_argument("--tries", type=int, default=20_000)
    one.set_defaults(run=_protection)
    for name, help_, run, file_help in (
        ("population", "how many people live where, for rates", _populations, "area, on, number, source, sex"),
        ("beside", "figures of surveys and services, beside recorded crime", _beside,
         "code, kind, what_tg, unit_tg, number, low, high, asked, begins_on, ends_on, reference_tg"),
    ):  # fmt: skip
        steps = verbs.add_parser(name, help=help_).add_subparsers(dest="what", required=True, metavar="STEP")
        step = steps.add_parser("import", help="take in a CSV or XLSX: whole, or not at all")
        step.add_argument("file", help=f"columns: {file_help}")
        step.set_defaults(run=run)
