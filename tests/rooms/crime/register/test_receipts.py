"""Receipts: signed, checkable without us, silent about what happened."""

import argparse
import subprocess
import sys
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from hamkori.kernel.references import ALPHABET, new_reference
from hamkori.rooms.crime.commands import add_commands
from hamkori.rooms.crime.register import receipts
from hamkori.rooms.crime.register.receipts import Receipt, Verdict, check
from tests.support import REPOSITORY

pytestmark = pytest.mark.pure
ONE = Receipt("7KM4T9XA", date(2026, 3, 12), date(2026, 3, 17), "5H7M2PXA")


@cache
def _key() -> bytes:
    return receipts.read_key(receipts.public_key())


def test_a_receipt_is_genuine_as_a_line_and_inside_its_address() -> None:
    line = receipts.line_of(ONE)
    for text in (
        line,
        f"  {line}\n",
        f"https://example.org/ru/crime/receipt/#{line}",
        f"https://e.org/?r={line}&x=1",
    ):
        found = check(text, _key())
        assert (found.verdict, found.receipt) == (Verdict.GENUINE, ONE), text


def test_the_same_receipt_has_the_same_line_for_ever() -> None:
    assert receipts.line_of(ONE) == receipts.line_of(replace(ONE))


@given(place=st.integers(min_value=4, max_value=200), letter=st.sampled_from(ALPHABET + "BQZ019abz-_"))
def test_no_single_changed_letter_passes(place: int, letter: str) -> None:
    line = receipts.line_of(ONE)
    place = 4 + (place - 4) % (len(line) - 4)
    changed = line[:place] + letter + line[place + 1 :]
    if changed == line:
        return
    found = check(changed, _key())
    # The last letter of the signature carries two spare bits: the same bytes are the same signature.
    same_bytes = place == len(line) - 1 and found.verdict is Verdict.GENUINE and found.receipt == ONE
    assert found.verdict is not Verdict.GENUINE or same_bytes


@pytest.mark.parametrize(
    "changed",
    [
        replace(ONE, number="23456789"),
        replace(ONE, decide_by=date(2026, 3, 30)),
        replace(ONE, reported_on=date(2026, 3, 13)),
        replace(ONE, office="AAAAAAAA"),
    ],
)
def test_a_signature_belongs_to_one_receipt(changed: Receipt) -> None:
    signature = receipts.line_of(ONE).rpartition(".")[2]
    body = receipts.line_of(changed).rpartition(".")[0]
    assert check(f"{body}.{signature}", _key()).verdict is Verdict.CHANGED


def test_another_key_does_not_pass() -> None:
    other = Ed25519PrivateKey.generate()
    assert check(receipts.line_of(ONE), other.public_key().public_bytes_raw()).verdict is Verdict.CHANGED
    body = receipts.line_of(ONE).rpartition(".")[0]
    import base64

    forged = base64.urlsafe_b64encode(other.sign(body.encode())).decode().rstrip("=")
    assert check(f"{body}.{forged}", _key()).verdict is Verdict.CHANGED


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7KM4-T9XA",
        "HK1.",
        "HK1.a.b.c.d",
        "HK2.7KM4T9XA.20260312.20260317.5H7M2PXA.AAAA",
        "x" * 5000,
        "HK1.....ü",
    ],
)
def test_what_is_no_receipt_is_said_to_be_none(text: str) -> None:
    assert check(text, _key()).verdict is not Verdict.GENUINE
    assert check(text, _key()).receipt is None


@given(st.text(max_size=300))
def test_nothing_that_is_typed_breaks_the_check(text: str) -> None:
    assert check(text, _key()).verdict is not Verdict.GENUINE
    receipts.number_in(text)


def test_k01_the_line_names_no_offence_no_person_and_no_place() -> None:
    """K01, K03: who finds the paper learns that something was registered. Six pieces, and this is all of them."""
    pieces = receipts.line_of(ONE).split(".")
    assert pieces[:5] == ["HK1", ONE.number, "20260312", "20260317", ONE.office] and len(pieces) == 6
    assert set(Receipt.__dataclass_fields__) == {"number", "reported_on", "decide_by", "office"}


def test_the_square_holds_an_address_of_usual_length() -> None:
    drawn = receipts.square(f"https://statistics.example.tj/tg/crime/receipt/?r={receipts.line_of(ONE)}")
    assert drawn.startswith("<svg") and len(drawn) < 12_000


def test_a_number_is_found_however_it_is_typed() -> None:
    number = new_reference()
    for text in (
        number,
        number.lower(),
        f"{number[:4]}-{number[4:]}",
        receipts.line_of(replace(ONE, number=number)),
    ):
        assert receipts.number_in(text) == number
    assert receipts.number_in("nothing") is None


def test_keys_are_read_in_both_ways_of_writing() -> None:
    key = receipts.public_key()
    assert receipts.read_key(key) == receipts.read_key(" ".join(receipts.key_in_groups(key)))
    for wrong in ("", "abc", "zz" * 32, key[:-8]):
        with pytest.raises(ValueError):
            receipts.read_key(wrong)


# --- the command line


def _command(*words: str) -> int:
    top = argparse.ArgumentParser()
    add_commands(top.add_subparsers(required=True))
    arguments = top.parse_args(["crime", *words])
    result: int = arguments.run(arguments)
    return result


def test_the_command_says_genuine_changed_and_wrong_key(capsys: pytest.CaptureFixture[str]) -> None:
    line = receipts.line_of(ONE)
    assert _command("receipt", "verify", line) == 0
    assert "genuine" in capsys.readouterr().out
    assert _command("receipt", "verify", line, "--key", receipts.public_key()) == 0
    assert _command("receipt", "verify", line.replace("20260317", "20260318")) == 1
    assert "NOT genuine" in capsys.readouterr().out
    assert _command("receipt", "verify", line, "--key", "no key") == 2
    assert _command("receipt", "key") == 0
    assert receipts.public_key() in capsys.readouterr().out


def test_a_receipt_is_checked_offline_without_settings_database_or_key_of_ours() -> None:
    """A process that knows the published key only: no settings module, no database, and no network code is loaded."""
    script = (
        "import sys\n"
        "from hamkori.rooms.crime.register.receipts import check, read_key\n"
        "found = check(sys.argv[1], read_key(sys.argv[2]))\n"
        "from django.conf import settings\n"
        "assert not settings.configured\n"
        "assert 'django.db.models' not in sys.modules\n"
        "print(found.verdict)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, receipts.line_of(ONE), receipts.public_key()],
        env={"PYTHONPATH": str(REPOSITORY / "src")}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, "genuine"), done.stderr
