"""What is held about people in this room: nothing but which account wrote a value down and which approved it."""

from hamkori.kernel.registries import PersonalData, personal_data

WORDS = (
    "about a programme and a place; the guard refuses names and numbers of people; kept with the programme"
)


def register() -> None:
    for entry in (
        PersonalData(model="programmes.actual", fields={"remarks": WORDS, "reasons": WORDS}),
        PersonalData(model="programmes.actualstep", fields={"reasons": WORDS}),
        PersonalData(model="programmes.selfscore", fields={"grounds": WORDS}),
    ):
        personal_data.register(entry.model, entry)
