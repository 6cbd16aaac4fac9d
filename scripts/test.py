"""Every check and every test, in two lanes side by side, with the time each took. Called by `make test|quick|lint`.

What mostly computes goes down one lane, what mostly waits (killed and restarted servers) and the short checks down the
other, so that two cores always have something to do. Each step's output is printed whole when the step has ended.
All steps run even if an early one fails; the last lines say which failed, and repeat the end of what the first of
them said. What this machine cannot run is said loudly; on the build machine (CI=1) it is a failure.
"""

import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
BIN = REPOSITORY / ".venv" / "bin"
ON_BUILD_MACHINE = os.environ.get("HAMKORI_CI", os.environ.get("CI", "")).lower() in ("1", "true", "yes")
NOT_HERE = 77  # scripts/with-postgres: no PostgreSQL on this machine
BUDGET = 20 * 60  # seconds for everything, on two cores


COMPUTING, WAITING = "computing", "waiting"


@dataclass(frozen=True)
class Step:
    name: str
    command: str
    lane: str
    groups: frozenset[str]


def step(name: str, command: str, lane: str, *groups: str) -> Step:
    return Step(name, command, lane, frozenset(groups))


UNIT = "-m 'not browser and not slow and not spark'"
STEPS = (
    step("style", "ruff check .", WAITING, "lint", "quick"),
    step("layout", "ruff format --check .", WAITING, "lint", "quick"),
    step("floors", "lint-imports --no-logo", WAITING, "lint", "quick"),
    step("migrations", "python -m hamkori.manage makemigrations --check --dry-run", WAITING, "lint", "quick"),
    step("translations", "python -m hamkori.config.messages check", WAITING, "lint", "quick"),
    step("types", "mypy", COMPUTING, "lint"),
    step("tests on SQLite", f"pytest -q -n 2 {UNIT}", COMPUTING, "quick"),
    step("journeys in a browser", "pytest -q -n 2 --durations=5 -m 'browser and not slow'", COMPUTING),
    # What touches no database (`pure`), and what is the same on any (`once`), runs once.
    step(
        "tests on PostgreSQL",
        f"scripts/with-postgres pytest -q -n 2 {UNIT[:-1]} and not pure and not once'",
        COMPUTING,
    ),
    step("rough treatment on SQLite", "pytest -q --durations=5 -m slow", WAITING),
    step(
        "rough treatment on PostgreSQL",
        "scripts/with-postgres pytest -q --durations=5 -m 'slow and not browser and not pure and not once'",
        WAITING,
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
    """A step that has been started. What it says goes to a file until it has ended."""

    def __init__(self, each: Step) -> None:
        self.step, self.began = each, time.monotonic()
        self.processor = 0.0
        self.output = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `end`
        print(f"... {each.name}: {each.command}", flush=True)
        self.process = subprocess.Popen(
            shlex.split(each.command),
            cwd=REPOSITORY,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def has_ended(self) -> bool:
        pid, status, usage = os.wait4(self.process.pid, os.WNOHANG)
        if pid:
            self.process.returncode = os.waitstatus_to_exitcode(status)
            self.processor = usage.ru_utime + usage.ru_stime
        return bool(pid)

    def end(self) -> "Result":
        code = self.process.returncode
        seconds = time.monotonic() - self.began
        self.output.seek(0)
        said = self.output.read().decode(errors="replace").strip()
        self.output.close()
        verdict = "ok" if code == 0 else f"FAILED ({code})"
        if code == NOT_HERE and not ON_BUILD_MACHINE:
            verdict = "NOT RUN on this machine"
        print(f"\n=== {self.step.name}: {seconds:.1f} s, {verdict}\n{said}\n", flush=True)
        return Result(self.step.name, seconds, self.processor, verdict, said)

    def break_off(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(10)


@dataclass(frozen=True)
class Result:
    name: str
    seconds: float
    processor: float
    """Seconds of it and of the processes it waited for: a database server of its own is not among them."""
    verdict: str
    said: str


def run(steps: list[Step]) -> list[Result]:
    """Each lane one step after the other, the lanes side by side; in the order of `steps`."""
    waiting = {lane: [each for each in steps if each.lane == lane] for lane in (COMPUTING, WAITING)}
    running: dict[str, Running] = {}
    results: dict[str, Result] = {}
    try:
        while running or any(waiting.values()):
            for lane, rest in waiting.items():
                if lane in running and running[lane].has_ended():
                    results[running[lane].step.name] = running[lane].end()
                    del running[lane]
                if rest and lane not in running:
                    running[lane] = Running(rest.pop(0))
            time.sleep(0.1)
    finally:
        for one in running.values():
            one.break_off()
    return [results[each.name] for each in steps]


def main(words: list[str]) -> int:
    group = {"--quick": "quick", "--lint": "lint"}.get(words[0], "") if words else ""
    started = time.monotonic()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # its own steps end with it
    # The installation of the steps gets its key before two of them would write it at once.
    subprocess.run(
        [BIN / "python", "-c", "import hamkori.config.settings"],
        cwd=REPOSITORY,
        env=environment(),
        check=False,
    )
    try:
        results = run([each for each in STEPS if not group or group in each.groups])
    except KeyboardInterrupt:
        print("Broken off.")
        return 130
    took = time.monotonic() - started

    print("=== what ran, and how long it took")
    for one in results:
        print(f"  {one.name:32} {one.seconds:7.1f} s, of the processor {one.processor:6.1f} s  {one.verdict}")
    print(
        f"  {'all together':32} {took:7.1f} s, of the processor {sum(one.processor for one in results):6.1f} s"
    )
    if took > BUDGET:
        print(f"  That is over the budget of {BUDGET // 60} minutes for two cores.")
    failed = [one for one in results if one.verdict.startswith("FAILED")]
    if not failed:
        print("Nothing failed.")
        return 0
    print(f"\n=== the last words of {failed[0].name} (all of them stand above)")
    print("\n".join(failed[0].said.splitlines()[-40:]))
    print(f"Failed: {', '.join(one.name for one in failed)}")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
