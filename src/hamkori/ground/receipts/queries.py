"""Reads of receipts."""

from hamkori.ground.receipts.actions import submission_hash
from hamkori.ground.receipts.models import Receipt


def by_submission(submission_key: str) -> Receipt | None:
    """The receipt that this submission already has."""
    return Receipt.objects.filter(submission_hash=submission_hash(submission_key)).first()


def of_subject(subject_type: str, subject_id: int) -> Receipt | None:
    return Receipt.objects.filter(subject_type=subject_type, subject_id=subject_id).first()
