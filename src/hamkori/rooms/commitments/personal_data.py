"""What is held about people in this room, why, and for how long."""

from hamkori.kernel.registries import PersonalData, personal_data

GUARDED = "public words about a promise; they pass the guard and name a post, never a person"


def register() -> None:
    for entry in (
        PersonalData(
            model="commitments.commitment",
            fields={"text": GUARDED},
        ),
        PersonalData(
            model="commitments.basis",
            fields={
                "first_witness": "encrypted; who heard a spoken promise; read by the body that wrote it down",
                "second_witness": "encrypted; who heard a spoken promise; read by the body that wrote it down",
            },
        ),
        PersonalData(model="commitments.evidence", fields={"text": GUARDED}),
        PersonalData(model="commitments.mark", fields={"words": GUARDED}),
        PersonalData(model="commitments.resource", fields={"words": GUARDED}),
        PersonalData(model="commitments.explanation", fields={"text": GUARDED}),
    ):
        personal_data.register(entry.model, entry)
