"""What is held about people here, why, and for how long."""

from hamkori.kernel.registries import PersonalData, personal_data


def register() -> None:
    personal_data.register(
        "outbox.letter",
        PersonalData(
            model="outbox.letter",
            fields={
                "address": "encrypted; where the letter goes; emptied as soon as it is sent or given up",
                "subject": "a neutral line without names",
                "text": "encrypted; emptied as soon as it is sent or given up",
            },
        ),
    )
