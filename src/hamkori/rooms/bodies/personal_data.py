"""What is held about people in this room, why, and for how long."""

from hamkori.kernel.registries import PersonalData, personal_data


def register() -> None:
    for entry in (
        PersonalData(
            model="bodies.contact",
            fields={
                "person": "public; an official's name, only with that person's consent; until the posting ends",
                "phone": "public; the office's number, verified on a date",
            },
        ),
        PersonalData(
            model="bodies.seat",
            fields={
                "shown_name": "public; a member's name, only with that member's consent; until the member leaves"
            },
        ),
    ):
        personal_data.register(entry.model, entry)
