"""Every check and every test, one after the other, with the time each took. Called by `make test|quick|lint`.

All steps run even if an early one fails; the last lines say which failed. What this machine cannot run is said
loudly; on the build machine (CI=1) it is a failure.
"""

import os
import shlex
import subprocess
import sys
import tempfile
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
    beside_the_next: bool = False
    """Starts, and runs while the next step runs; what it says is printed when it has ended."""


def step(name: str, command: str, *groups: str, beside_the_next: bool = False) -> Step:
    return Step(name, command, frozenset(groups), beside_the_next)


UNIT = "-m 'not browser and not slow and not spark'"
STEPS = (
    step("style", "ruff check .", "lint", "quick"),
    step("layout", "ruff format --check .", "lint", "quick"),
    step("types", "mypy", "lint"),
    step("floors", "lint-imports --no-logo", "lint", "quick"),
    step("migrations", "python -m hamkori.manage makemigrations --check --dry-run", "lint", "quick"),
    step("translations", "python -m hamkori.config.messages check", "lint", "quick"),
    step("tests on SQLite", f"pytest -q -n 2 {UNIT}", "quick"),
    # What touches no database (`pure`) has run already.
    step("tests on PostgreSQL", f"scripts/with-postgres pytest -q -n 2 {UNIT[:-1]} and not pure'"),
    step("journeys in a browser", "pytest -q -n 2 --durations=5 -m 'browser and not slow'"),
    # Much of the time of these two goes by in waiting for killed processes: they wait beside each other.
    step("rough treatment on SQLite", "pytest -q --durations=5 -m slow", beside_the_next=True),
    step(
        "rough treatment on PostgreSQL",
        "scripts/with-postgres pytest -q --durations=5 -m 'slow and not browser and not pure'",
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


class Running:
    """A step that has been started. Its output goes to the screen, or to a file until it has ended."""

    def __init__(self, each: Step) -> None:
        self.step, self.began = each, time.monotonic()
        self.output = tempfile.TemporaryFile() if each.beside_the_next else None  # noqa: SIM115 - read in `end`
        beside = " (beside the next)" if each.beside_the_next else ""
        print(f"\n=== {each.name}: {each.command}{beside}", flush=True)
        self.process = subprocess.Popen(
            shlex.split(each.command),
            cwd=REPOSITORY,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=subprocess.STDOUT if self.output else None,
        )

    def end(self) -> tuple[str, float, str]:
        """Wait; (name, seconds, verdict)."""
        code = self.process.wait()
        seconds = time.monotonic() - self.began
        if self.output is not None:
            print(f"\n=== {self.step.name} said:", flush=True)
            self.output.seek(0)
            sys.stdout.buffer.write(self.output.read())
            sys.stdout.flush()
            self.output.close()
        if code == NOT_HERE and not ON_BUILD_MACHINE:
            return self.step.name, seconds, "NOT RUN on this machine"
        return self.step.name, seconds, "ok" if code == 0 else f"FAILED ({code})"


def main(words: list[str]) -> int:
    group = {"--quick": "quick", "--lint": "lint"}.get(words[0], "") if words else ""
    results: list[tuple[str, float, str]] = []
    started = time.monotonic()
    waiting: list[Running] = []
    for each in [each for each in STEPS if not group or group in each.groups]:
        running = Running(each)
        if each.beside_the_next:
            waiting.append(running)
            continue
        results.append(running.end())
        results += [one.end() for one in waiting]
        waiting = []
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
