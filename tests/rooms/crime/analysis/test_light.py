"""Pages of the analysis wing draw what jobs have counted: web workers load no arrays and no engine."""

import subprocess
import sys

HEAVY = ("duckdb", "ibis", "numpy", "scipy", "pyarrow", "pandas", "pyspark")
LIGHT = (
    "views.analysis", "views.integrity", "analysis.queries", "analysis.drawing", "analysis.forms", "analysis.words",
    "analysis.evidence", "analysis.events", "analysis.bookkeeping", "analysis.projection", "analysis.jobs",
    "analysis.commands", "analysis.demo", "analysis.actions.pictures", "analysis.actions.responses",
    "analysis.actions.integrity", "urls.analysis", "urls.desk", "urls.public",
)  # fmt: skip


def test_pages_actions_and_jobs_load_no_arrays() -> None:
    code = f"""
import sys, django, importlib
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
for name in {LIGHT!r}:
    importlib.import_module("hamkori.rooms.crime." + name)
print(",".join(name for name in {HEAVY!r} if name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip() == ""
