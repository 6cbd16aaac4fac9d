"""Reads of conversations."""

from hamkori.ground.threads.models import Message


def conversation(subject_type: str, subject_id: int, *, with_internal: bool = False) -> list[Message]:
    """The messages of a subject, oldest first."""
    messages = Message.objects.filter(subject_type=subject_type, subject_id=subject_id)
    if not with_internal:
        messages = messages.filter(internal=False)
    return list(messages.order_by("pk"))


def already_written(subject_type: str, subject_id: int, once: str) -> bool:
    """Whether a message of this occasion stands already: the form was sent twice."""
    return (
        bool(once)
        and Message.objects.filter(
            subject_type=subject_type, subject_id=subject_id, facts__once=once
        ).exists()
    )
