"""Reads of receipts."""

from typing import Any

from django.db.models import QuerySet

from hamkori.ground.receipts.actions import submission_hash
from hamkori.ground.receipts.models import Receipt
from hamkori.kernel.prepared import prepared


@prepared
def _by_hash(found: Any) -> QuerySet[Receipt]:
    return Receipt.objects.filter(submission_hash=found)


def by_submission(submission_key: str) -> Receipt | None:
    """The receipt that this submission already has."""
    return next(iter(_by_hash(submission_hash(submission_key))), None)


def of_subject(subject_type: str, subject_id: int) -> Receipt | None:
    return Receipt.objects.filter(subject_type=subject_type, subject_id=subject_id).first()
