"""Receipts: a second press makes no second record, and a code is never stored."""

import secrets
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from hamkori.ground.receipts.models import Guess, Receipt
from hamkori.kernel import clock, crypto, references
from hamkori.kernel.errors import TooManyTries
from hamkori.kernel.inserts import insert

FREE_TRIES = 5
LONGEST_WAIT = 60


def new_submission_key() -> str:
    """What a form carries (sealed) from its first screen on, so that it can be sent twice and counted once."""
    return secrets.token_urlsafe(18)


def code_of(submission_key: str) -> str:
    """The code of a submission: derived, so that a repeated request shows the same code without our keeping it."""
    number = crypto.keyed_number(submission_key, purpose="receipt.code", below=references.CODE_SPACE)
    return f"{number:0{references.CODE_LENGTH}d}"


def submission_hash(submission_key: str) -> str:
    return crypto.keyed_hash(submission_key, purpose="receipt.submission")


def code_hash(code: str) -> str:
    return crypto.keyed_hash(code, purpose="receipt.code-hash")


def issue(
    *, subject_type: str, subject_id: int, submission_key: str, reference: str | None = None
) -> Receipt:
    """Make the receipt of a new case, inside the caller's transaction.

    Draws a free reference, unless the caller drew `reference`: then a taken one raises `IntegrityError`.
    """
    if reference is not None:
        return _create(subject_type, subject_id, submission_key, reference)
    for _attempt in range(20):
        try:
            with transaction.atomic():
                return _create(subject_type, subject_id, submission_key, references.new_reference())
        except IntegrityError:
            if Receipt.objects.filter(submission_hash=submission_hash(submission_key)).exists():
                raise
    raise RuntimeError("no free reference in twenty draws")


def _create(subject_type: str, subject_id: int, submission_key: str, reference: str) -> Receipt:
    return insert(
        Receipt(
            reference=reference,
            code_hash=code_hash(code_of(submission_key)),
            submission_hash=submission_hash(submission_key),
            subject_type=subject_type,
            subject_id=subject_id,
            on=clock.today(),
        )
    )


def code_noted(submission_key: str) -> None:
    """The resident wrote the code down: from now on the same form, sent again, does not show it (K57)."""
    _noted(submission_hash(submission_key))


def _noted(found: str) -> None:
    Receipt.objects.filter(submission_hash=found, noted=False).update(noted=True)


def _guess_hash(reference: str) -> str:
    return crypto.keyed_hash(reference, purpose="receipt.guess")


def open_with_code(*, reference: str, code: str) -> Receipt | None:
    """The receipt that this reference and code open, or None.

    Raises `TooManyTries` when too many wrong codes were tried for the reference, real or not. Never looks at
    an address.
    """
    key = _guess_hash(reference)
    guess = Guess.objects.filter(reference_hash=key).first()
    if guess is not None and guess.cooldown > 0:
        raise TooManyTries(minutes=guess.cooldown)
    receipt = Receipt.objects.filter(reference=reference, code_hash=code_hash(code)).first()
    if receipt is not None:
        if guess is not None:
            guess.delete()
        if not receipt.noted:
            _noted(receipt.submission_hash)
        return receipt
    with transaction.atomic():
        guess, _created = Guess.objects.select_for_update().get_or_create(
            reference_hash=key, defaults={"on": clock.today()}
        )
        wrong = guess.wrong + 1
        wait = min(2 ** (wrong - FREE_TRIES), LONGEST_WAIT) if wrong >= FREE_TRIES else 0
        Guess.objects.filter(pk=guess.pk).update(wrong=wrong, cooldown=wait, on=clock.today())
    return None


def cool_down() -> int:
    """One minute has passed: shorten every pause; forget the guesses of earlier days."""
    cooled = Guess.objects.filter(cooldown__gt=0).update(cooldown=F("cooldown") - 1)
    Guess.objects.filter(on__lt=clock.today() - timedelta(days=1)).delete()
    return cooled
