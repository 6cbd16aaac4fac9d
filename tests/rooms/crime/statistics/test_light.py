"""What web workers load stays light: no engine, no arrays."""

import subprocess
import sys

from tests.support import SOURCE

HEAVY = ("duckdb", "ibis", "numpy", "scipy", "pyarrow", "pandas", "pyspark")
COUNTED_BY_COMMANDS = {"expressions", "tables", "releases", "resuming", "asking"}
"""Modules of the wing that need an engine: commands, jobs and tests load them, inside functions."""


def test_pages_load_no_engine() -> None:
    """Every url, view, query and action of the room, in a process of its own."""
    code = f"""
import sys, django, importlib, pathlib
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
room = pathlib.Path({str(SOURCE / "rooms" / "crime")!r})
for path in sorted(room.rglob("*.py")):
    name = path.relative_to(room.parent.parent.parent).with_suffix("")
    parts = name.parts
    if "migrations" in parts or path.parent.name == "analysis" or "demo" in path.stem:
        continue
    if path.parent.name == "statistics" and path.stem in {COUNTED_BY_COMMANDS!r}:
        continue
    if any(part.startswith(("urls", "views", "queries", "actions", "forms", "rules", "apps")) for part in parts) or (
        path.parent.name == "statistics"
    ):
        importlib.import_module(".".join(parts))
print(",".join(name for name in {HEAVY!r} if name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip() == ""
