"""Writing into a conversation. Called inside the rooms' own actions."""

from typing import Any

from hamkori.ground.threads.models import Message
from hamkori.kernel import clock


def write(
    *,
    subject_type: str,
    subject_id: int,
    voice: Message.Voice,
    text: str = "",
    kind: str = "",
    facts: dict[str, Any] | None = None,
    language: str = "",
    organisation: int | None = None,
    posting: int | None = None,
    files: list[str] | None = None,
    internal: bool = False,
) -> Message:
    """Add a message. `internal` ones are seen by the office only."""
    return Message.objects.create(
        subject_type=subject_type,
        subject_id=subject_id,
        voice=voice,
        text=text,
        kind=kind,
        facts=facts or {},
        language=language,
        organisation=organisation,
        posting=posting,
        files=files or [],
        internal=internal,
        on=clock.today(),
    )


def erase_resident_texts(*, subject_type: str, subject_id: int) -> int:
    """Withdrawal: the resident's words go, the bare fact that there were some stays."""
    return Message.objects.filter(
        subject_type=subject_type, subject_id=subject_id, voice=Message.Voice.RESIDENT
    ).update(text="", files=[])
