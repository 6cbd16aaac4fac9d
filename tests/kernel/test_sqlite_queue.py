"""Writers of SQLite queue fairly, and a killed one blocks nobody. Real processes, a real file."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

WRITER = """
import sys, time
from django.conf import settings
from hamkori.config.environment import database_settings
settings.configure(DATABASES={"default": database_settings("sqlite:///" + sys.argv[1])}, USE_TZ=True)
import django
django.setup()
from django.db import connection, transaction

name, count, hold = sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
print("ready", flush=True)
sys.stdin.readline()
longest = 0.0
for number in range(count):
    asked = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        longest = max(longest, time.perf_counter() - asked)
        cursor.execute("UPDATE counter SET n = n + 1")
        cursor.execute("INSERT INTO line (who) VALUES (%s)", [name])
        print("in", flush=True)
        time.sleep(hold)
print(f"longest {longest:.3f}", flush=True)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    import sqlite3

    path = tmp_path / "queue.sqlite3"
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE counter (n INTEGER)")
        database.execute("CREATE TABLE line (id INTEGER PRIMARY KEY, who TEXT)")
        database.execute("INSERT INTO counter VALUES (0)")
    database.close()
    return path


def start(file: Path, name: str, count: int, hold: float) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(file), name, str(count), str(hold)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def go(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def rows(file: Path, statement: str) -> list[tuple[object, ...]]:
    import sqlite3

    database = sqlite3.connect(file)
    try:
        return database.execute(statement).fetchall()
    finally:
        database.close()


def test_two_processes_take_turns_and_lose_nothing(file: Path) -> None:
    writers = [start(file, name, 60, 0.003) for name in ("a", "b")]
    for writer in writers:
        go(writer)
    outputs = [writer.communicate(timeout=60)[0] for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0]
    assert rows(file, "SELECT n FROM counter") == [(120,)]
    assert all(float(output.split("longest ")[1]) < 2 for output in outputs)
    order = "".join(str(who) for (who,) in rows(file, "SELECT who FROM line ORDER BY id"))
    assert order.count("ab") + order.count("ba") > 20, order


def test_a_killed_writer_leaves_nothing_half_done_and_blocks_nobody(file: Path) -> None:
    holder = start(file, "killed", 1, 60)
    waiting = start(file, "waiting", 1, 0)
    try:
        go(holder)
        assert holder.stdout is not None
        assert holder.stdout.readline() == "in\n"  # it holds the lock and has written
        go(waiting)
        time.sleep(0.3)
        assert waiting.poll() is None
        killed_at = time.monotonic()
        holder.send_signal(signal.SIGKILL)
        assert waiting.wait(timeout=10) == 0
        assert time.monotonic() - killed_at < 5
        assert rows(file, "SELECT who FROM line") == [("waiting",)]
        assert rows(file, "SELECT n FROM counter") == [(1,)]
    finally:
        for process in (holder, waiting):
            if process.poll() is None:
                process.kill()
            process.communicate()


def test_a_failed_transaction_lets_the_next_writer_in(file: Path) -> None:
    """In one process: rollback, error at commit and closing all give the place in the queue back."""
    script = """
import sys
from django.conf import settings
from hamkori.config.environment import database_settings
settings.configure(DATABASES={"default": database_settings("sqlite:///" + sys.argv[1])}, USE_TZ=True)
import django
django.setup()
from django.db import connection, transaction

def is_free():
    import fcntl, os
    handle = os.open(sys.argv[1] + ".queue", os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False
    finally:
        os.close(handle)

with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
    cursor.execute("CREATE TABLE child (p INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)")
try:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE counter SET n = 99")
        assert not is_free()
        raise KeyError
except KeyError:
    assert is_free()
try:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO child VALUES (7)")
except django.db.IntegrityError:
    pass
else:
    raise AssertionError("the commit did not fail")
assert is_free(), "after a failed commit"
with transaction.atomic():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE counter SET n = n + 1")
    assert not is_free(), "an inner block must not give the place away"
assert is_free()
connection.set_autocommit(False)
connection.set_autocommit(True)
assert is_free()
with transaction.atomic(), connection.cursor() as cursor:
    cursor.execute("UPDATE counter SET n = n + 1")
connection.close()
assert is_free()
print("well")
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script, str(file)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.returncode) == ("well\n", 0), done.stderr
    assert rows(file, "SELECT n FROM counter") == [(2,)]
