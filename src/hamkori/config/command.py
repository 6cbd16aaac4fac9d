"""The command line: `hamkori VERB`."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from hamkori.config import environment
from hamkori.config.failures import in_words

LOOPBACK = "127.0.0.1"


def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamkori.config.settings")
    import django

    django.setup()


def _console() -> None:
    """Like `_django`, for what one person asks at a console: answers and errors in English, as the help is."""
    _django()
    from django.utils import translation

    translation.activate("en")


def _port() -> int:
    try:
        return int(os.environ.get("PORT", "8000"))
    except ValueError:
        raise SystemExit("PORT must be a number, such as 8000.") from None


def _serve(arguments: argparse.Namespace) -> int:
    from hamkori.config.serving import serve

    env = environment.read()
    if reasons := environment.reasons_not_to_start(env):
        raise environment.Unsafe(reasons)
    if env.kind == "demo" and not environment.demo_mark(env).exists():
        raise environment.Unsafe(
            ["HAMKORI_ENV=demo serves only a demo-marked data folder. Use: hamkori demo"]
        )
    host = arguments.host if env.is_production else LOOPBACK
    return serve(env, host=host, port=_port())


def _demo(arguments: argparse.Namespace) -> int:
    """Fill once, serve always. Only on the loopback address (K63)."""
    if os.environ.get("HAMKORI_ENV", "demo") not in ("demo", "development"):
        raise environment.Unsafe(["hamkori demo works only with HAMKORI_ENV=demo or unset."])
    os.environ["HAMKORI_ENV"] = "demo"
    os.environ.setdefault("HAMKORI_DATA", "var/demo/data")
    from hamkori.config.serving import prepare, serve

    env = environment.read()
    if not environment.demo_mark(env).exists():
        import subprocess

        prepare(("migrate",))
        subprocess.run([sys.executable, "-m", "hamkori.config.command", "demo-fill"], check=True)
    if arguments.fill_only:
        return 0
    return serve(env, host=LOOPBACK, port=_port())


def _demo_fill(_arguments: argparse.Namespace) -> int:
    _django()
    from hamkori.config.demo import fill

    def progress(done: int, total: int, words: str) -> None:
        share = 100 * done // max(total, 1)
        print(f"  {share:3d} %  {words}", flush=True)

    fill(progress=progress)
    return 0


def _work(_arguments: argparse.Namespace) -> int:
    """Worker and clock: run what is due, every second, until asked to stop. Finishes the job it is in."""
    _django()
    from django.db import close_old_connections

    from hamkori.ground.schedule.jobs import tick

    stopping: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: stopping.append(received))
    import time

    while not stopping:
        close_old_connections()
        tick()
        for _tenth in range(10):
            if stopping:
                break
            time.sleep(0.1)
    return 0


def _tick(_arguments: argparse.Namespace) -> int:
    _django()
    from hamkori.ground.schedule.jobs import tick

    for name, done in tick().items():
        print(f"{name}: {done}")
    return 0


def _key(arguments: argparse.Namespace) -> int:
    path = Path(arguments.file)
    try:
        environment.write_key(path)
    except FileExistsError:
        print(f"{path} exists already: a key is never replaced.", file=sys.stderr)
        return 1
    print(f"Written: {path}. Keep a copy in a safe place, away from the data and its backups.")
    return 0


def _doctor(_arguments: argparse.Namespace) -> int:
    _console()
    from hamkori.config.doctor import examine

    findings = examine(environment.read())
    for finding in findings:
        print(f"{'!!' if finding.serious else ' ·'} {finding.message}")
    if not findings:
        print("Nothing to complain about.")
    return 1 if any(finding.serious for finding in findings) else 0


def _country_check(arguments: argparse.Namespace) -> int:
    _console()
    from hamkori.society.countries.actions import check_pack

    faults = check_pack(arguments.code)
    for fault in faults:
        print(fault)
    print(f"{arguments.code}: {len(faults)} fault(s)" if faults else f"{arguments.code}: complete")
    return 1 if faults else 0


def _country_load(arguments: argparse.Namespace) -> int:
    _console()
    from hamkori.kernel.actor import SYSTEM
    from hamkori.society.countries.actions import load_pack

    report = load_pack(arguments.code, actor=SYSTEM)
    print(
        f"{arguments.code}: {report.created} created, {report.changed} changed, "
        f"{report.retired} retired, {report.kept_local} local values kept"
    )
    return 0


def _import_boundaries(arguments: argparse.Namespace) -> int:
    _console()
    from hamkori.config.importing import import_boundaries

    return import_boundaries(
        Path(arguments.file), source=arguments.source, licence=arguments.licence, dry_run=arguments.dry_run
    )


def _audit_verify(arguments: argparse.Namespace) -> int:
    _console()
    from hamkori.ground.audit.verify import verify

    verdict = verify(checkpoint=arguments.checkpoint)
    for fault in verdict.faults:
        print(f"{fault.kind} at {fault.sequence}: {fault.message}")
    print(f"{verdict.entries} entries, {verdict.checkpoints} checkpoints, {len(verdict.faults)} fault(s)")
    return 1 if verdict.faults else 0


def _audit_checkpoint(_arguments: argparse.Namespace) -> int:
    _console()
    from hamkori.ground.audit.seal import latest_checkpoint, printed, seal_committed

    while seal_committed():
        pass
    checkpoint = latest_checkpoint()
    print(printed(checkpoint) if checkpoint else "nothing is sealed yet")
    return 0


def _backup(arguments: argparse.Namespace) -> int:
    _console()
    from hamkori.config.backup import make_backup

    print(make_backup(Path(arguments.folder)))
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    from hamkori.config.backup import restore_backup

    print(restore_backup(Path(arguments.file)))
    return 0


def _administrator(arguments: argparse.Namespace) -> int:
    _console()
    from hamkori.config.people import first_administrator

    return first_administrator(arguments.name)


def _bench(arguments: argparse.Namespace) -> int:
    if arguments.crime:
        from hamkori.config.bench_crime import run as run_crime

        return run_crime(quick=arguments.quick)
    from hamkori.config.bench import run

    return run(quick=arguments.quick)


def parser() -> argparse.ArgumentParser:
    """Every verb with its arguments; `docs/commands.md` is held to this list by a test."""
    top = argparse.ArgumentParser(
        prog="hamkori", description="The partnership platform of community policing."
    )
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")

    def add(name: str, words: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=words, description=words)
        made.set_defaults(run=run)
        return made

    serve = add("serve", "serve this installation: web, worker and clock", _serve)
    serve.add_argument(
        "--host", default=LOOPBACK, help="address to listen on in production (default: loopback)"
    )
    demo = add("demo", "fill a demo country (once) and serve it on this computer only", _demo)
    demo.add_argument("--fill-only", action="store_true", help="fill, do not serve")
    add("demo-fill", "fill a demo country in an empty database", _demo_fill)
    add("work", "worker and clock alone (serve starts one)", _work)
    add("tick", "run once what is due on the clock", _tick)
    add("doctor", "say what is unsafe, missing or unfinished in this installation", _doctor)
    add("key", "make a new key file, never replacing one", _key).add_argument("file")
    administrator = add(
        "administrator", "make the first administrator and print the password once", _administrator
    )
    administrator.add_argument("name", help="the user name")
    country = verbs.add_parser("country", help="country packs").add_subparsers(dest="what", required=True)
    for word, words, run in (
        ("check", "say what is missing or contradictory in a country pack, and where", _country_check),
        ("load", "bring the installation up to date with a country pack", _country_load),
    ):
        each = country.add_parser(word, help=words, description=words)
        each.add_argument("code", nargs="?", default=environment.read().country)
        each.set_defaults(run=run)
    importing = verbs.add_parser("import", help="take data in").add_subparsers(dest="what", required=True)
    boundaries = importing.add_parser("boundaries", help="take in borders from GeoJSON")
    boundaries.add_argument("file")
    boundaries.add_argument(
        "--source", default="", help="where the borders come from (default: as the file says)"
    )
    boundaries.add_argument("--licence", default="", help="under which licence (default: as the file says)")
    boundaries.add_argument("--dry-run", action="store_true", help="only say what would match")
    boundaries.set_defaults(run=_import_boundaries)
    audit = verbs.add_parser("audit", help="the sealed record").add_subparsers(dest="what", required=True)
    verify = audit.add_parser("verify", help="look for edited, deleted, inserted or reordered rows")
    verify.add_argument("--checkpoint", default=None, help='a printed checkpoint to compare with: "12:9f86…"')
    verify.set_defaults(run=_audit_verify)
    audit.add_parser("checkpoint", help="seal now and print the checkpoint").set_defaults(
        run=_audit_checkpoint
    )
    from hamkori.rooms.crime.commands import add_commands

    add_commands(verbs)
    add("backup", "write a backup without the key", _backup).add_argument("folder")
    add("restore", "bring back a backup; erasures since then are done again", _restore).add_argument("file")
    bench = add("bench", "measure speed and memory against the budgets", _bench)
    bench.add_argument("--quick", action="store_true", help="small sizes, to see that it runs")
    bench.add_argument("--crime", action="store_true", help="the crime room instead of the house")
    return top


def main(words: Sequence[str] | None = None) -> int:
    arguments = parser().parse_args(words)
    try:
        result: int = arguments.run(arguments)
    except Exception as error:
        if "django" not in sys.modules or not (told := in_words(error)):
            raise
        print(told, file=sys.stderr)
        return 1
    return result


if __name__ == "__main__":
    sys.exit(main())
