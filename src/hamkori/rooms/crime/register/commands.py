"""`hamkori crime receipt verify TEXT`, `hamkori crime receipt key`, `hamkori crime register check`."""

import argparse
import sys
from typing import Any

from hamkori.kernel.references import show_reference
from hamkori.rooms.crime.register.receipts import Verdict, check, key_in_groups, public_key, read_key

WORDS = {
    Verdict.GENUINE: "genuine: signed with this key, unchanged",
    Verdict.UNREADABLE: "not a receipt: the line cannot be read",
    Verdict.CHANGED: "NOT genuine: changed, or signed with another key",
}


def _django() -> None:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamkori.config.settings")
    import django

    django.setup()


def _say(words: str, *, wrong: bool = False) -> None:
    (sys.stderr if wrong else sys.stdout).write(words + "\n")


def verify_receipt(arguments: argparse.Namespace) -> int:
    """0 genuine, 1 not. With `--key` nothing of an installation is needed."""
    if arguments.key:
        try:
            key = read_key(arguments.key)
        except ValueError:
            _say("This is not a published key: 32 bytes in base64 or 64 hexadecimal digits.", wrong=True)
            return 2
    else:
        _django()
        key = read_key(public_key())
    found = check(arguments.text, key)
    _say(WORDS[found.verdict])
    if found.receipt is not None:
        receipt = found.receipt
        _say(f"number {show_reference(receipt.number)}, reported on {receipt.reported_on:%d.%m.%Y}, ")
        _say(f"decision due by {receipt.decide_by:%d.%m.%Y} when it was made, office {receipt.office}")
    return 0 if found.verdict is Verdict.GENUINE else 1


def show_key(_arguments: argparse.Namespace) -> int:
    _django()
    _say(public_key())
    _say(" ".join(key_in_groups(public_key())))
    return 0


def check_register(_arguments: argparse.Namespace) -> int:
    """Compare the register with the sealed record; 1 when they differ."""
    _django()
    from hamkori.rooms.crime.register.checks import faults

    found = 0
    for fault in faults():
        found += 1
        _say(f"{fault.kind} {fault.number}: {fault.what}")
    _say(f"{found} fault(s)")
    return 1 if found else 0


def register_commands(verbs: Any) -> None:
    """Add the verbs of the register below `hamkori crime`. `verbs` is what `add_subparsers` gave."""
    receipt = verbs.add_parser("receipt", help="receipts of reports").add_subparsers(
        dest="what", required=True
    )
    verify = receipt.add_parser("verify", help="check a receipt with the published key, also offline")
    verify.add_argument("text", help="the line of the receipt, or the address of its square code")
    verify.add_argument("--key", default="", help="the published key (default: of this installation)")
    verify.set_defaults(run=verify_receipt)
    receipt.add_parser("key", help="print the published key").set_defaults(run=show_key)
    register = verbs.add_parser("register", help="the register of crimes").add_subparsers(
        dest="what", required=True
    )
    register.add_parser("check", help="compare the register with the sealed record").set_defaults(
        run=check_register
    )
