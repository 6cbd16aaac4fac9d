"""`hamkori serve` starts its processes, starts again what died, and loads once what they share."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hamkori.config import serving
from hamkori.config.serving import Forked, Supervisor

needs_fork = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")


@needs_fork
def test_a_forked_process_answers_as_a_started_one_does() -> None:
    done = Forked(lambda: 3)
    assert done.wait(10) == done.poll() == done.returncode == 3
    sleeps = Forked(lambda: time.sleep(60))
    assert sleeps.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        sleeps.wait(0.05)
    sleeps.terminate()
    assert sleeps.wait(10) == -signal.SIGTERM


@needs_fork
def test_a_forked_process_does_not_hear_with_the_ears_of_the_supervisor() -> None:
    before = signal.signal(signal.SIGTERM, lambda _number, _frame: None)
    try:
        child = Forked(lambda: time.sleep(60))
        time.sleep(0.1)
        child.terminate()
        assert child.wait(10) == -signal.SIGTERM
    finally:
        signal.signal(signal.SIGTERM, before)


def test_what_died_is_started_again_and_everything_ends_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "SHORTEST_LIFE", -1.0)
    monkeypatch.setattr(serving.time, "sleep", lambda _seconds: None)
    started: list[str] = []

    class Short:
        returncode: int | None = 1

        def poll(self) -> int | None:
            return self.returncode

        def wait(self, timeout: float | None = None) -> int:
            return 0

        def terminate(self) -> None:
            started.append("asked to end")

        kill = terminate

    class Steady(Short):
        returncode = None

    def starter(kind: type[Short], name: str) -> Callable[[], Short]:
        def start() -> Short:
            started.append(name)
            if started.count("short") == 2:
                house.stopping = True
            return kind()

        return start

    house = Supervisor({"short": starter(Short, "short"), "steady": starter(Steady, "steady")})
    house.wait_until = dict.fromkeys(house.wait_until, 0.0)
    real = time.monotonic
    monkeypatch.setattr(serving.time, "monotonic", lambda: real() + 1000 * len(started))
    assert house.run() == 0
    assert started.count("short") == 2 and started.count("steady") == 1 and started[-1] == "asked to end"


@pytest.mark.slow
def test_what_is_loaded_once_holds_no_connection_and_no_library_of_the_statistics(tmp_path: Path) -> None:
    program = (
        "import gc, json, sys; from hamkori.config.preloading import preload; preload();"
        "from django.db import connections;"
        "heavy = {'numpy', 'scipy', 'duckdb', 'pyarrow', 'ibis', 'polib', 'shapely'} & set(sys.modules);"
        "print(json.dumps([[one.connection is None for one in connections.all()], sorted(heavy), gc.get_freeze_count()]))"
    )
    environment = {**os.environ, "HAMKORI_ENV": "test", "HAMKORI_DATA": str(tmp_path / "data")}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    closed, heavy, frozen = json.loads(done.stdout.splitlines()[-1])
    assert all(closed) and heavy == [] and frozen > 100_000


def test_a_second_house_does_not_share_the_port_of_the_first(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The web server opens its port for sharing: without this, half of the visitors would land in the other house."""
    from hamkori.config import settings

    monkeypatch.setattr(serving, "_compile_catalogues", lambda: pytest.fail("it went on"))
    with socket.socket() as first:
        first.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        first.bind(("127.0.0.1", 0))
        first.listen()
        port = first.getsockname()[1]
        assert serving.taken("127.0.0.1", port) and serving.taken("0.0.0.0", port)
        assert serving.serve(settings.ENVIRONMENT, host="127.0.0.1", port=port) == 1
    assert f"port {port} is taken" in capsys.readouterr().err
    assert not serving.taken("127.0.0.1", port)
