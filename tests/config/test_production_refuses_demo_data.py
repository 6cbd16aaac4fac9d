"""K63: the mark lies in a folder, the data in a database that may be elsewhere: production looks at both."""

from dataclasses import replace

import pytest
from django.conf import settings as ours

from hamkori.config import doctor, refusals, serving
from hamkori.society.accounts.models import Persona

pytestmark = pytest.mark.django_db


def test_k63_a_database_with_roles_to_play_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert refusals.main() == 0
    Persona.objects.create(code="resident", link="code/")
    assert refusals.main() == 1
    assert "demo data" in capsys.readouterr().err
    production = replace(ours.ENVIRONMENT, kind="production")
    assert [
        found
        for found in doctor.examine(production)
        if found.serious and "database holds demo" in found.message
    ]


def test_k63_production_does_not_start_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refused:
        returncode = 1

    def run(words: list[str], **_more: object) -> Refused:
        assert words[-1] == "hamkori.config.refusals"
        return Refused()

    monkeypatch.setattr(serving, "prepare", lambda: None)
    monkeypatch.setattr(serving, "_compile_catalogues", lambda: None)
    monkeypatch.setattr(serving.subprocess, "run", run)
    monkeypatch.setattr(serving, "Supervisor", lambda _commands: pytest.fail("it was started"))
    assert serving.serve(replace(ours.ENVIRONMENT, kind="production"), host="127.0.0.1", port=1) == 1
