"""Two sealers at once on a real SQLite file: real processes, one chain."""

import subprocess
import sys
from pathlib import Path

from hamkori.config.environment import database_settings

SEALER = """
import sys
from django.conf import settings
from hamkori.config.environment import database_settings
settings.configure(
    DATABASES={"default": database_settings("sqlite:///" + sys.argv[1])}, USE_TZ=True, TIME_ZONE="Asia/Dushanbe",
    INSTALLED_APPS=["hamkori.ground.audit", "hamkori.ground.schedule"], LANGUAGE_CODE="en",
    MIGRATION_MODULES={"audit": None, "schedule": None}, HAMKORI_KEY=b"k" * 32,
)
import django
django.setup()
from django.core.management import call_command
from hamkori.ground.audit import trail, verify
from hamkori.ground.audit.models import Entry
from hamkori.ground.audit.seal import seal_committed
from hamkori.kernel.actor import SYSTEM

if sys.argv[2] == "make":
    call_command("migrate", run_syncdb=True, verbosity=0)
    for number in range(300):
        trail._leave_entry("test.done", SYSTEM, trail.Trail(), None)
elif sys.argv[2] == "seal":
    print("ready", flush=True)
    sys.stdin.readline()
    batches = 0
    while seal_committed(limit=5):
        batches += 1
    print(batches)
else:
    verdict = verify.verify()
    print(verdict.faults, verdict.entries, verdict.checkpoints)
"""


def test_two_sealers_on_sqlite_make_one_chain(tmp_path: Path) -> None:
    assert database_settings(f"sqlite:///{tmp_path}/a.sqlite3")["ENGINE"] == "hamkori.kernel.sqlite"
    command = [sys.executable, "-W", "ignore", "-c", SEALER, str(tmp_path / "audit.sqlite3")]
    subprocess.run([*command, "make"], check=True, timeout=120)
    sealers = [
        subprocess.Popen([*command, "seal"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for sealer in sealers:
        assert sealer.stdout is not None
        assert sealer.stdout.readline() == "ready\n"
    for sealer in sealers:
        assert sealer.stdin is not None
        sealer.stdin.write("go\n")
        sealer.stdin.flush()
    outputs = [sealer.communicate(timeout=60)[0] for sealer in sealers]
    assert [sealer.returncode for sealer in sealers] == [0, 0]
    assert sum(int(output) for output in outputs) == 60
    assert all(int(output) > 0 for output in outputs)
    found = subprocess.run([*command, "verify"], check=True, timeout=60, capture_output=True, text=True)
    assert found.stdout == "[] 300 60\n"
