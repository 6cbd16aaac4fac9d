"""What is held about people in this room, why, and for how long."""

from hamkori.kernel.registries import PersonalData, personal_data


def register() -> None:
    for entry in (
        PersonalData(
            model="concerns.concern",
            fields={
                "text": "the resident's words, encrypted; needed to answer; goes on withdrawal",
                "landmark": "where exactly, encrypted; goes on withdrawal",
                "public_text": "shown with the author's yes and after review",
            },
        ),
        PersonalData(
            model="concerns.identity",
            fields={
                "name": "encrypted; seen by offices with a standing consent; goes on withdrawal",
                "phone": "encrypted; to reach the resident; goes on withdrawal",
                "contact_note": "encrypted; when and how to call; goes on withdrawal",
            },
        ),
        PersonalData(
            model="concerns.paperanswer",
            fields={
                "first_witness": "encrypted; who heard a spoken answer",
                "second_witness": "encrypted; who heard a spoken answer",
            },
        ),
        PersonalData(
            model="concerns.explanation",
            fields={"text": "an office's public words about a delay; names nobody"},
        ),
        PersonalData(
            model="concerns.datademand",
            fields={"answer": "an office's words to an authority; names no resident"},
        ),
        PersonalData(model="concerns.check", fields={"note": "encrypted; what the check saw"}),
        PersonalData(
            model="concerns.moderation", fields={"sealed_text": "encrypted; what was hidden, for the appeal"}
        ),
    ):
        personal_data.register(entry.model, entry)
