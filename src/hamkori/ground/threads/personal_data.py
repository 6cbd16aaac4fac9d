"""What is held about people here, why, and for how long."""

from hamkori.kernel.registries import PersonalData, personal_data


def register() -> None:
    personal_data.register(
        "threads.message",
        PersonalData(
            model="threads.message",
            fields={
                "text": "encrypted; what was said in a conversation; a resident's words go on withdrawal"
            },
        ),
    )
