"""`hamkori crime classification load | official FILE`, `hamkori crime generate FOLDER`."""

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
    generate = verbs.add_parser(
        "generate", help="write an invented year of national size as files of districts"
    )
    generate.add_argument("folder")
    generate.add_argument("--records", type=int, default=23_500)
    generate.add_argument("--year", type=int, default=2025)
    generate.add_argument("--seed", type=int, default=2025)
    generate.set_defaults(run=generate_country)
