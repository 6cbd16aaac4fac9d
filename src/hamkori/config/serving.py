"""`hamkori serve`: the web server, and one process that is worker and clock. Stops gracefully, restarts what died.

Where a process can be forked safely (Linux), the supervisor loads the application and forks the others from itself:
what nobody changes is in memory once for all of them. Elsewhere it starts commands and loads no Django.
"""

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

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


class Process(Protocol):
    """A process that the supervisor looks after: what it needs of a `Popen`."""

    @property
    def returncode(self) -> int | None: ...

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...

    def terminate(self) -> None: ...

    def kill(self) -> None: ...


class Forked:
    """This process once more, at work on something else; it answers as a `Popen` does."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._process = get_context("fork").Process(target=_begin, args=(work,))
        self._process.start()
        self.terminate, self.kill = self._process.terminate, self._process.kill

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self.returncode is None:
            raise subprocess.TimeoutExpired("forked", timeout or 0)
        return self.returncode


def _begin(work: Callable[[], object]) -> None:
    """A forked process starts without the signal handlers of the supervisor, and does not outlive it."""
    _end_with_parent()
    os.register_at_fork(after_in_child=_end_with_parent)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(work())  # type: ignore[arg-type]  # what a command returns is its code


def _end_with_parent() -> None:
    """Ask Linux to stop this process when the one that forked it is killed: it would keep the port and serve on."""
    set_death_signal = 1  # PR_SET_PDEATHSIG of prctl(2)
    ctypes.CDLL(None, use_errno=True).prctl(set_death_signal, signal.SIGTERM)


def _web(words: Sequence[str]) -> object:
    from granian.cli import entrypoint

    sys.argv[:] = ["granian", *words]
    return entrypoint()  # type: ignore[no-untyped-call]


def _work() -> int:
    from hamkori.config.command import main

    return main(["work"])


def starters(env: Environment, host: str, port: int) -> dict[str, Callable[[], Process]]:
    """How each process is started: forked from a loaded application on Linux, as a command elsewhere."""
    web = web_command(env, host, port)
    if sys.platform != "linux":
        return {"web": lambda: subprocess.Popen(web), "worker": lambda: subprocess.Popen(worker_command())}
    from hamkori.config.preloading import preload

    preload()
    return {"web": lambda: Forked(lambda: _web(web[3:])), "worker": lambda: Forked(_work)}


class Supervisor:
    """Keeps the processes running until it is asked to stop."""

    def __init__(self, starters: Mapping[str, Callable[[], Process]]) -> None:
        self.starters = starters
        self.running: dict[str, Process] = {}
        self.started: dict[str, float] = {}
        self.failures = dict.fromkeys(starters, 0)
        self.wait_until = dict.fromkeys(starters, 0.0)
        self.stopping = False

    def _start(self, name: str) -> None:
        self.running[name] = self.starters[name]()
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
            for name in self.starters:
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
    """Bring database and static files up to date in a process of its own, which ends and gives its memory back.

    Raises `SystemExit` when that fails: the other process has said why.
    """
    if failed := subprocess.run([sys.executable, "-m", "hamkori.config.preparing", *words]).returncode:
        raise SystemExit(failed)


def serve(env: Environment, *, host: str, port: int) -> int:
    """Serve this installation at `host`:`port` until asked to stop. Returns 1 when somebody else listens there."""
    if taken(host, port):
        print(f"hamkori: port {port} is taken; stop what listens there, or set PORT.", file=sys.stderr)
        return 1
    _compile_catalogues()
    prepare()
    if env.is_production and subprocess.run([sys.executable, "-m", "hamkori.config.refusals"]).returncode:
        return 1
    _clear_wal(env)
    processes = starters(env, host, port)
    print(f"Hamkori: http://localhost:{port}  (Ctrl+C stops it)", flush=True)
    return Supervisor(processes).run()


def taken(host: str, port: int) -> bool:
    """Whether something listens at `host`:`port`.

    The web server lets its processes share a port, so a second installation on the same one would not fail: each
    visitor would land in one house or the other. A demo must not take visitors from the house beside it.
    """
    family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(address)
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False


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
