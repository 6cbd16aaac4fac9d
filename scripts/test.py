"""Every check and every test, one after the other, with the time each took. Called by `make test|quick|lint`.

All steps run even if an early one fails; the last lines say which failed. What this machine cannot run is said
loudly; on the build machine (CI=1) it is a failure.
"""

import os
import shlex
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
BIN = REPOSITORY / ".venv" / "bin"
ON_BUILD_MACHINE = os.environ.get("HAMKORI_CI", os.environ.get("CI", "")).lower() in ("1", "true", "yes")
NOT_HERE = 77  # scripts/with-postgres: no PostgreSQL on this machine
BUDGET = 20 * 60  # seconds for everything, on two cores


@dataclass(frozen=True)
class Step:
    name: str
    command: str
    groups: frozenset[str]


def step(name: str, command: str, *groups: str) -> Step:
    return Step(name, command, frozenset(groups))


UNIT = "-m 'not browser and not slow and not spark'"
STEPS = (
    step("style", "ruff check .", "lint", "quick"),
    step("layout", "ruff format --check .", "lint", "quick"),
    step("types", "mypy", "lint"),
    step("floors", "lint-imports --no-logo", "lint", "quick"),
    step("migrations", "python -m hamkori.manage makemigrations --check --dry-run", "lint", "quick"),
    step("translations", "python -m hamkori.config.messages check", "lint", "quick"),
    step("tests on SQLite", f"pytest -q -n 2 {UNIT}", "quick"),
    step("tests on PostgreSQL", f"scripts/with-postgres pytest -q -n 2 {UNIT}"),
    step("the same answers on Spark", "scripts/test-spark"),
    step("journeys in a browser", "pytest -q -n 2 --durations=5 -m 'browser and not slow'"),
    step("rough treatment on SQLite", "pytest -q --durations=5 -m slow"),
    step(
        "rough treatment on PostgreSQL",
        "scripts/with-postgres pytest -q --durations=5 -m 'slow and not browser'",
    ),
)


def environment() -> dict[str, str]:
    """The environment of the steps: our tools first, an installation in `var/check`, nothing of the caller's house."""
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("HAMKORI_") or name in ("HAMKORI_CI", "HAMKORI_SOURCE_DOCUMENTS")
    }
    env["PATH"] = f"{BIN}{os.pathsep}{env.get('PATH', os.defpath)}"
    env["HAMKORI_ENV"] = "test"
    env["HAMKORI_DATA"] = str(REPOSITORY / "var" / "check" / "data")
    env["PYTHONUNBUFFERED"] = "1"
    return env


def main(words: list[str]) -> int:
    group = {"--quick": "quick", "--lint": "lint"}.get(words[0], "") if words else ""
    steps = [each for each in STEPS if not group or group in each.groups]
    results: list[tuple[str, float, str]] = []
    started = time.monotonic()
    for each in steps:
        print(f"\n=== {each.name}: {each.command}", flush=True)
        before = time.monotonic()
        code = subprocess.run(
            shlex.split(each.command),
            cwd=REPOSITORY,
            env=environment(),
            stdin=subprocess.DEVNULL,
            check=False,
        ).returncode
        if code == NOT_HERE and not ON_BUILD_MACHINE:
            verdict = "NOT RUN on this machine"
        else:
            verdict = "ok" if code == 0 else f"FAILED ({code})"
        results.append((each.name, time.monotonic() - before, verdict))
    took = time.monotonic() - started

    print("\n=== what ran, and how long it took")
    for name, seconds, verdict in results:
        print(f"  {name:32} {seconds:7.1f} s  {verdict}")
    print(f"  {'all together':32} {took:7.1f} s")
    if took > BUDGET:
        print(f"  That is over the budget of {BUDGET // 60} minutes for two cores.")
    failed = [name for name, _seconds, verdict in results if verdict.startswith("FAILED")]
    print(f"Failed: {', '.join(failed)}" if failed else "Nothing failed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
