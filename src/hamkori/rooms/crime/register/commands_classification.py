"""`hamkori crime classification load | official FILE | restate [FILE]`, `hamkori crime generate FOLDER`."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from hamkori.rooms.crime.register.commands import _django as start_django
from hamkori.rooms.crime.register.commands import _say as say


def load_data(_arguments: argparse.Namespace) -> int:
    """Categories, articles and the first correspondence into the tables. Twice changes nothing."""
    start_django()
    from hamkori.kernel.actor import SYSTEM
    from hamkori.rooms.crime.register.actions_classification import load_classification

    loaded = load_classification(actor=SYSTEM)
    say(
        f"{loaded.categories} categories, {loaded.articles} articles, {loaded.mapping_rows} rows of the correspondence"
    )
    return 0


def read_official(arguments: argparse.Namespace) -> int:
    """Print the errata of the official list; 1 when there are any, 2 when the file is no list."""
    start_django()
    from hamkori.kernel.actor import SYSTEM
    from hamkori.kernel.errors import BadInput
    from hamkori.rooms.crime.register.actions_classification import keep_official_names
    from hamkori.rooms.crime.register.official import import_official

    try:
        report = import_official(arguments.file)
    except BadInput as error:
        say(str(error), wrong=True)
        return 2
    for one in report.errata:
        row = f"row {one.row}" if one.row else "file"
        meant = f" Perhaps {one.meant} was meant." if one.meant else ""
        say(f"{row}: {one.code} ({one.kind}). {one.sentence}{meant}")
    say(f"{len(report.names)} names, {len(report.errata)} errata")
    if arguments.keep:
        say(f"{keep_official_names(actor=SYSTEM, report=report, language=arguments.keep)} names kept")
    return 1 if report.errata else 0


def restate_series(arguments: argparse.Namespace) -> int:
    """Which series break: by a correspondence in a file, or by the newest in the data against the one before."""
    start_django()
    from datetime import date
    from tomllib import TOMLDecodeError

    from hamkori.kernel import clock
    from hamkori.kernel.actor import SYSTEM
    from hamkori.kernel.errors import HamkoriError
    from hamkori.rooms.crime.register.actions_classification import adopt_mapping
    from hamkori.rooms.crime.register.classification import Correspondence, mapping_faults, read_articles
    from hamkori.rooms.crime.register.restating import broken_series, restate

    now = Correspondence.load()
    try:
        until = date.fromisoformat(arguments.until) if arguments.until else clock.today()
        since = date.fromisoformat(arguments.since) if arguments.since else date(until.year, 1, 1)
        if arguments.file:
            lines = read_articles(str(Path(arguments.file).resolve()))[1]
            if faults := mapping_faults(lines):
                say("\n".join(faults), wrong=True)
                return 2
            before, after = now, Correspondence(now.number + 1, lines)
        else:
            before, after = (Correspondence.load(now.number - 1) if now.number > 1 else now), now
        found = restate(before, after, since, until)
        for one in found:
            act = "attempted" if one.attempted else "completed"
            say(
                f"{one.flag} {one.code:<7} {one.on}  {one.article:<8} {act:<9} "
                f"{one.before:g} -> {one.after:g}  {one.cause}: {one.why}"
            )
        say(
            f"{since} to {until}, correspondence {before.number} to {after.number}: "
            f"{len(broken_series(found))} series broken"
        )
        if arguments.file and arguments.adopt:
            version = adopt_mapping(actor=SYSTEM, lines=after.lines, note={"en": arguments.adopt})
            say(f"kept as correspondence {version.number}; releases built from now on are counted by it")
    except (HamkoriError, TOMLDecodeError, OSError, UnicodeDecodeError, ValueError, KeyError) as error:
        say(f"{type(error).__name__}: {error}", wrong=True)
        return 2
    return 0


def generate_country(arguments: argparse.Namespace) -> int:
    """Write the generated year: a file an area, the three mappings, populations, zero months, the planted areas."""
    start_django()
    from hamkori.rooms.crime.demo_country import generate
    from hamkori.rooms.crime.demo_country.files import MAPPINGS, write_files

    def show(done: int, total: int) -> None:
        sys.stderr.write(f"\r{done} of {total} records")
        sys.stderr.flush()

    country = generate(arguments.seed, year=arguments.year, records=arguments.records, on_progress=show)
    sys.stderr.write("\n")
    folder = Path(arguments.folder)
    written = write_files(country, folder)
    for name, (kind, body) in MAPPINGS.items():
        mapping = json.dumps({"name": name, "kind": kind, **body}, ensure_ascii=False, indent=1)
        (folder / f"{name}.json").write_text(mapping, encoding="utf-8")
    for path, name in written:
        say(f"{path}\t{name}")
    return 0


def classification_commands(verbs: Any) -> None:
    """Add these verbs below `hamkori crime`. `verbs` is what `add_subparsers` gave."""
    classification = verbs.add_parser("classification", help="codes of crime").add_subparsers(
        dest="what", required=True
    )
    load = classification.add_parser("load", help="bring categories, articles and correspondence to the data")
    load.set_defaults(run=load_data)
    official = classification.add_parser("official", help="read the official list and print its errata")
    official.add_argument("file", help="CSV or XLSX")
    official.add_argument("--keep", default="", metavar="LANGUAGE", help="keep the names beside our labels")
    official.set_defaults(run=read_official)
    again = classification.add_parser(
        "restate", help="which series break when a changed correspondence counts the records anew"
    )
    again.add_argument("file", nargs="?", default="", help="a changed correspondence (TOML as the data)")
    again.add_argument(
        "--from", dest="since", default="", metavar="DAY", help="first day (default: 1 January)"
    )
    again.add_argument("--until", default="", metavar="DAY", help="last day (default: today)")
    again.add_argument(
        "--adopt", default="", metavar="NOTE", help="keep the file as the next version, and why"
    )
    again.set_defaults(run=restate_series)
    generate = verbs.add_parser(
        "generate", help="write an invented year of national size as files of districts"
    )
    generate.add_argument("folder")
    generate.add_argument("--records", type=int, default=23_500)
    generate.add_argument("--year", type=int, default=2025)
    generate.add_argument("--seed", type=int, default=2025)
    generate.set_defaults(run=generate_country)
