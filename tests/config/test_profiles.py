"""K58: police statistics and community rooms are served apart; all together in the demo only."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

LOOK = """
import json, django
django.setup()
from django.test import Client
from django.urls import NoReverseMatch, reverse
found = {}
for name in ("portal:home", "concerns:raise", "commitments:board", "problems_desk:list", "programmes:list",
             "programmes_desk:list", "insight:early", "crime:overview",
             "crime_desk:journal", "crime:file", "concerns:info", "desk:today", "accounts:sign_in"):
    try:
        found[name] = reverse(name)
    except NoReverseMatch:
        found[name] = None
leads_to = ""
if found["portal:home"] is None:
    leads_to = Client(headers={"host": "localhost"}).get("/en/").headers.get("Location", "")
print(json.dumps([found, leads_to]))
"""


@pytest.mark.parametrize("profile", ["community", "statistics", "all"])
def test_k58_each_profile_serves_its_own_rooms(profile: str, tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("HAMKORI_")}
    env |= {
        "HAMKORI_ENV": "test", "HAMKORI_PROFILE": profile, "HAMKORI_DATA": str(tmp_path / "data"),
        "HAMKORI_KEY_FILE": str(tmp_path / "key" / "hamkori.key"), "DJANGO_SETTINGS_MODULE": "hamkori.config.settings",
    }  # fmt: skip
    said = subprocess.run([sys.executable, "-c", LOOK], env=env, check=True, capture_output=True, timeout=240)
    found, leads_to = json.loads(said.stdout.splitlines()[-1])
    community = profile in ("community", "all")
    for name in ("portal:home", "concerns:raise", "commitments:board", "problems_desk:list", "programmes:list",
                 "programmes_desk:list", "insight:early"):  # fmt: skip
        assert bool(found[name]) == community, name
    for name in ("crime:overview", "crime_desk:journal", "crime:file"):
        assert bool(found[name]) == (profile in ("statistics", "all")), name
    assert found["desk:today"] and found["accounts:sign_in"]
    assert found["concerns:info"], "where words before harm lead to (K57)"
    if profile == "statistics":
        assert leads_to == "/en/crime/"
