"""Receipts: one per submission, codes that are nowhere kept, guessing that is slowed per reference."""

import pytest

from hamkori.ground.receipts import actions, queries
from hamkori.ground.receipts.models import Guess, Receipt
from hamkori.kernel.errors import TooManyTries

pytestmark = pytest.mark.django_db
REAL, UNREAL, WRONG = "real", "22222222", "1" * 16


@pytest.fixture
def receipt() -> Receipt:
    return actions.issue(subject_type="x.y", subject_id=1, submission_key="key")


def test_the_code_follows_from_the_submission_and_stands_nowhere(receipt: Receipt) -> None:
    code = actions.code_of("key")
    assert code == actions.code_of("key") != actions.code_of("other")
    assert len(code) == 16 and code.isdigit()
    assert code not in "".join(str(value) for value in Receipt.objects.values_list().get())
    assert queries.by_submission("key") == receipt


def test_only_reference_and_code_together_open_a_case(receipt: Receipt) -> None:
    code = actions.code_of("key")
    assert actions.open_with_code(reference=receipt.reference, code=code) == receipt
    assert actions.open_with_code(reference=receipt.reference, code=WRONG) is None
    assert actions.open_with_code(reference=UNREAL, code=code) is None


@pytest.mark.parametrize("which", [REAL, UNREAL])
def test_guessing_is_slowed_per_reference_real_or_not(receipt: Receipt, which: str) -> None:
    reference = receipt.reference if which == REAL else UNREAL
    for _try in range(actions.FREE_TRIES):
        assert actions.open_with_code(reference=reference, code=WRONG) is None
    waits = []
    for _round in range(8):
        with pytest.raises(TooManyTries) as refused:
            actions.open_with_code(reference=reference, code=actions.code_of("key"))
        waits.append(refused.value.values["minutes"])
        while actions.cool_down():
            pass
        actions.open_with_code(reference=reference, code=WRONG)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


def test_a_pause_for_one_reference_touches_no_other(receipt: Receipt) -> None:
    for _try in range(actions.FREE_TRIES):
        actions.open_with_code(reference=UNREAL, code=WRONG)
    assert actions.open_with_code(reference=receipt.reference, code=actions.code_of("key")) == receipt


def test_k08_a_guess_keeps_neither_hour_nor_reference(receipt: Receipt) -> None:
    actions.open_with_code(reference=receipt.reference, code=WRONG)
    guess = Guess.objects.get()
    assert receipt.reference not in guess.reference_hash
    kinds = {field.get_internal_type() for field in Guess._meta.concrete_fields}
    assert not kinds & {"DateTimeField", "TimeField"}


def test_the_right_code_forgets_earlier_mistakes(receipt: Receipt) -> None:
    actions.open_with_code(reference=receipt.reference, code=WRONG)
    actions.open_with_code(reference=receipt.reference, code=actions.code_of("key"))
    assert not Guess.objects.exists()
