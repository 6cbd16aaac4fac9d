"""Reads of conversations."""

from hamkori.ground.threads.models import Message


def conversation(subject_type: str, subject_id: int, *, with_internal: bool = False) -> list[Message]:
    """The messages of a subject, oldest first."""
    messages = Message.objects.filter(subject_type=subject_type, subject_id=subject_id)
    if not with_internal:
        messages = messages.filter(internal=False)
    return list(messages.order_by("pk"))
