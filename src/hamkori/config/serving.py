"""`hamkori serve`: the web server, and one process that is worker and clock. Stops gracefully, restarts what died.

The supervisor loads no Django, so that it costs little memory.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from hamkori.config.environment import Environment

PATIENCE = 20.0
"""Seconds that a process has to finish what it does when asked to stop."""
SHORTEST_LIFE = 5.0
"""A process that dies sooner than this, again and again, is waited for longer each time."""


def web_command(env: Environment, host: str, port: int) -> list[str]:
    """granian with one blocking thread a worker: measured fastest, and the smallest."""
    return [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        str(env.web_workers),
        "--blocking-threads",
        "1",
        "--backlog",
        "1024",
        "--backpressure",
        "512",
        "--no-access-log",
        "--log-level",
        "warning",
        "--respawn-failed-workers",
        "--workers-kill-timeout",
        "10",
        "hamkori.config.wsgi:application",
    ]


def worker_command() -> list[str]:
    return [sys.executable, "-m", "hamkori.config.command", "work"]


class Supervisor:
    """Keeps the processes running until it is asked to stop."""

    def __init__(self, commands: dict[str, list[str]]) -> None:
        self.commands = commands
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.started: dict[str, float] = {}
        self.failures = dict.fromkeys(commands, 0)
        self.wait_until = dict.fromkeys(commands, 0.0)
        self.stopping = False

    def _start(self, name: str) -> None:
        self.running[name] = subprocess.Popen(self.commands[name], env=os.environ.copy())
        self.started[name] = time.monotonic()

    def _look_after(self, name: str) -> None:
        process = self.running.get(name)
        now = time.monotonic()
        if process is None:
            if now >= self.wait_until[name]:
                self._start(name)
            return
        if process.poll() is None:
            return
        lived = now - self.started[name]
        self.failures[name] = self.failures[name] + 1 if lived < SHORTEST_LIFE else 1
        pause = min(2.0 ** (self.failures[name] - 1), 60.0)
        print(
            f"hamkori: {name} ended ({process.returncode}); started again in {pause:.0f} s", file=sys.stderr
        )
        del self.running[name]
        self.wait_until[name] = now + pause

    def run(self) -> int:
        """Run until SIGTERM or SIGINT. Returns 0 after a clean stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)
        while not self.stopping:
            for name in self.commands:
                self._look_after(name)
            time.sleep(0.2)
        return self._stop()

    def _ask_to_stop(self, _number: int, _frame: object) -> None:
        self.stopping = True

    def _stop(self) -> int:
        for process in self.running.values():
            process.terminate()
        until = time.monotonic() + PATIENCE
        for process in self.running.values():
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        return 0


def prepare(words: Sequence[str] = ("migrate", "collectstatic")) -> None:
    """Bring database and static files up to date in a process of its own, which ends and gives its memory back."""
    subprocess.run([sys.executable, "-m", "hamkori.config.preparing", *words], check=True)


def serve(env: Environment, *, host: str, port: int) -> int:
    """Serve this installation at `host`:`port` until asked to stop."""
    _compile_catalogues()
    prepare()
    if env.is_production and subprocess.run([sys.executable, "-m", "hamkori.config.refusals"]).returncode:
        return 1
    _clear_wal(env)
    print(f"Hamkori: http://localhost:{port}  (Ctrl+C stops it)", flush=True)
    return Supervisor({"web": web_command(env, host, port), "worker": worker_command()}).run()


def _compile_catalogues() -> None:
    from hamkori.kernel.catalogues import compile_all

    compile_all(Path(__file__).resolve().parents[1])


def _clear_wal(env: Environment) -> None:
    """Deleted text must not stay in SQLite's write-ahead log: write it back and empty it at every start."""
    if not env.database.startswith("sqlite"):
        return
    import sqlite3

    from hamkori.config.environment import database_settings

    name = str(database_settings(env.database)["NAME"])
    if Path(name).exists():
        connection = sqlite3.connect(name, timeout=20)
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()
