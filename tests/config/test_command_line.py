"""What a person reads at a console: sentences in English and an exit code, never a traceback."""

from typing import Any

import pytest
from django.db import OperationalError
from django.utils import translation

from hamkori.config import command, environment, preparing
from hamkori.ground.audit import verify as verifying

CODES = {
    ("country", "check", "xx"): "There is no country pack “xx”.",
    ("audit", "verify", "--checkpoint", "blah"): "A checkpoint looks like 12:",
    ("import", "boundaries", "pyproject.toml"): "GeoJSON",
}


@pytest.fixture(autouse=True)
def own_language() -> Any:
    with translation.override("tg"):
        yield


@pytest.mark.django_db
@pytest.mark.parametrize("words", CODES, ids=" ".join)
def test_a_refusal_is_an_english_sentence_and_an_exit_code(words: tuple[str, ...], capsys: Any) -> None:
    """Also where the installation speaks Tajik by default: the help of the commands is English."""
    assert command.main(words) == 1
    told = capsys.readouterr().err
    assert CODES[words] in told and told.count("\n") == 1


def test_an_empty_database_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    def empty(**_values: Any) -> None:
        raise OperationalError("no such table: audit_entry")

    monkeypatch.setattr(verifying, "verify", empty)
    assert command.main(["audit", "verify"]) == 1
    assert "hamkori serve" in capsys.readouterr().err


@pytest.mark.parametrize(
    "told",
    [
        'connection failed: connection to server at "127.0.0.1", port 1 failed: Connection refused\n\tIs it?',
        "unable to open database file",
    ],
)
def test_a_database_that_does_not_answer_is_told_in_a_sentence(
    told: str, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    def silent(**_values: Any) -> None:
        raise OperationalError(told)

    monkeypatch.setattr(verifying, "verify", silent)
    assert command.main(["audit", "verify"]) == 1
    said = capsys.readouterr().err
    assert "The database does not answer" in said and said.count("\n") == 1


def test_a_start_without_a_database_ends_with_the_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    def silent() -> bool:
        raise OperationalError("connection failed: nobody listens")

    monkeypatch.setattr(preparing, "is_behind", silent)
    assert preparing.main(["migrate"]) == 1
    assert "The database does not answer" in capsys.readouterr().err


def test_a_wrong_kind_of_database_is_refused_without_its_password() -> None:
    with pytest.raises(environment.Unsafe) as refused:
        environment.database_settings("mysql://keeper:secret@host/name")
    assert "mysql" in str(refused.value) and "secret" not in str(refused.value)


def test_a_fault_of_ours_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_values: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(verifying, "verify", broken)
    with pytest.raises(ZeroDivisionError):
        command.main(["audit", "verify"])
