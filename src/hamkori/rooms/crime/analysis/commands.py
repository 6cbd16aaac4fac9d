"""`hamkori crime hotspots …`, `hamkori crime response …`, `hamkori crime signals …`, `hamkori crime integrity …`."""

import argparse
import sys
from datetime import date
from typing import Any

from django.utils.translation import override

from hamkori.kernel.errors import HamkoriError


def _say(text: str = "") -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _careful(run: Any) -> Any:
    """Errors that a person can act on are said in a line."""

    def wrapped(arguments: argparse.Namespace) -> int:
        import os

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamkori.config.settings")
        import django

        django.setup()
        with override("en"):
            try:
                return int(run(arguments))
            except HamkoriError as error:
                sys.stderr.write(f"{error or type(error).__name__}\n")
                return 1

    return wrapped


@_careful
def _hot_spots(arguments: argparse.Namespace) -> int:
    from hamkori.kernel.actor import SYSTEM
    from hamkori.rooms.crime.analysis.actions import pictures

    picture = pictures.ask_hot_spots(
        actor=SYSTEM, area=pictures.area_of(arguments.area), begins=arguments.begins, ends=arguments.until,
        section=arguments.section, side=arguments.side,
    )  # fmt: skip
    picture = pictures.count_hot_spots(actor=SYSTEM, picture=picture)
    result = picture.result
    _say(f"Picture {picture.uid}: {result['events']} events, {result['placed']} of them with a place.")
    if result["kind"] == "grid":
        hot = sum(cell[7] for cell in result["cells"])
        _say(
            f"{result['compared']} cells of {result['grid']['side']:.0f} m compared, {hot} stand out "
            f"(at most {100 * result['share_of_false']:.0f} % of them by chance)."
        )
    else:
        _say("Too few places for a grid: areas were counted.")
    if arguments.show:
        pictures.show_hot_spots(actor=SYSTEM, picture=picture, shown=True)
        _say("Everybody sees the coarse picture now.")
    return 0


@_careful
def _judge(arguments: argparse.Namespace) -> int:
    from hamkori.kernel.actor import SYSTEM
    from hamkori.rooms.crime.analysis import queries, words
    from hamkori.rooms.crime.analysis.actions import responses

    plan = responses.judge_plan(actor=SYSTEM, plan=queries.plan_for(SYSTEM, arguments.plan))
    _say(words.in_words(plan.result))
    if line := words.net_in_words(plan.result):
        _say(line)
    _say(f"sha256 {plan.result_digest}")
    return 0


@_careful
def _key(_arguments: argparse.Namespace) -> int:
    from hamkori.rooms.crime.analysis.actions.responses import public_key

    sys.stdout.write(f"{public_key()}\n")
    return 0


@_careful
def _evidence(arguments: argparse.Namespace) -> int:
    from hamkori.kernel.actor import SYSTEM
    from hamkori.kernel.errors import BadState
    from hamkori.rooms.crime.analysis import evidence, queries
    from hamkori.rooms.crime.analysis.actions import responses

    plan = queries.plan_for(SYSTEM, arguments.plan)
    if plan.judged_on is None:
        raise BadState("There is no verdict yet.")
    write = evidence.as_csv if arguments.format == "csv" else evidence.as_json
    sys.stdout.write(write(plan, responses.public_key()).decode())
    return 0


@_careful
def _plans(_arguments: argparse.Namespace) -> int:
    from hamkori.kernel.actor import SYSTEM
    from hamkori.kernel.words import pick
    from hamkori.rooms.crime.analysis import queries

    for plan in queries.plans(SYSTEM):
        verdict = plan.result.get("verdict", "") if plan.judged_on else "open"
        _say(f"{plan.uid}  {plan.starts_on} to {plan.ends_on}  {verdict:<20} {pick(plan.titles)}")
    return 0


@_careful
def _signals(arguments: argparse.Namespace) -> int:
    from hamkori.kernel.actor import SYSTEM
    from hamkori.rooms.crime.analysis import queries, words
    from hamkori.rooms.crime.analysis.actions import integrity

    run = integrity.ask_signals(actor=SYSTEM, begins=arguments.begins, ends=arguments.until)
    run = integrity.look_at_signals(actor=SYSTEM, run=run)
    found = queries.signals_of(SYSTEM, run)
    _say(f"{len(run.result['areas'])} areas, {len(found)} signals. For the integrity role only; no ranking.")
    for one in found:
        _say(
            f"  {one.area.name}: {words.SIGNALS[one.kind]}: {one.count} of {one.out_of}, expected {one.expected:.1f}"
        )
    return 0


@_careful
def _power(arguments: argparse.Namespace) -> int:
    from hamkori.rooms.crime.analysis import power

    trials = [*power.TRIALS, *power.AS_NOTED]
    done, total = 0, len(trials) * arguments.seeds

    def one_more() -> None:
        nonlocal done
        done += 1
        if sys.stderr.isatty() and done % 20 == 0:
            sys.stderr.write(f"\r{done} of {total} years")
            sys.stderr.flush()

    measured = [
        power.measure(one, arguments.seeds, first_seed=arguments.first_seed, on_year=one_more)
        for one in trials
    ]
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    _say(power.report(measured))
    return 0 if power.within_bound(measured) else 1


def _period(parser: Any) -> None:
    parser.add_argument("--from", dest="begins", type=date.fromisoformat, required=True, help="2025-01-01")
    parser.add_argument("--until", type=date.fromisoformat, required=True, help="2025-12-31, the last day")


def analysis_commands(verbs: Any) -> None:
    """Add `hotspots`, `response` and `signals` below `hamkori crime`; `verbs` is what `add_subparsers` gave."""
    words = "count where and when recorded events of an area came"
    hot = verbs.add_parser("hotspots", help=words, description=words)
    hot.add_argument("--area", required=True, help="code of the place")
    _period(hot)
    hot.add_argument(
        "--section", default="", help="code of a section; default: all that may be shown by places"
    )
    hot.add_argument(
        "--side", type=int, default=None, help="metres of a cell; default: by the size of the area"
    )
    hot.add_argument("--show", action="store_true", help="show the coarse picture to everybody")
    hot.set_defaults(run=_hot_spots)
    words = "judge a response by the plan that was registered before it began"
    response = verbs.add_parser("response", help=words, description=words)
    steps = response.add_subparsers(dest="step", required=True, metavar="STEP")
    steps.add_parser(
        "key",
        help="the public key that checks evidence: HAMKORI_STATISTICS_KEY of the community installation",
    ).set_defaults(run=_key)
    steps.add_parser("list", help="every plan and its verdict").set_defaults(run=_plans)
    judge = steps.add_parser("judge", help="count and judge; the verdict is frozen")
    judge.add_argument("plan", help="reference of the plan")
    judge.set_defaults(run=_judge)
    told = steps.add_parser("evidence", help="write the frozen evidence for a problem folder")
    told.add_argument("plan", help="reference of the plan")
    told.add_argument("--format", choices=["json", "csv"], default="json")
    told.set_defaults(run=_evidence)
    words = "look where record keeping stands out; for the integrity role only"
    signals = verbs.add_parser("signals", help=words, description=words)
    _period(signals)
    signals.set_defaults(run=_signals)
    words = "measure how well the signals find bent books"
    kept = verbs.add_parser("integrity", help=words, description=words)
    looks = kept.add_subparsers(dest="step", required=True, metavar="STEP")
    words = "invent years, bend the books of known areas, and count which are found; needs no database"
    power = looks.add_parser("power", help=words, description=words)
    power.add_argument(
        "--seeds", type=int, default=200, help="years of each sort; default 200, about two minutes"
    )
    power.add_argument("--first-seed", type=int, default=1, help="the same seeds give the same figures")
    power.set_defaults(run=_power)
