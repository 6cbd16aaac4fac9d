"""What is held about people in this room, why, and for how long.

Nothing here is about a person: texts are about places and behaviour and pass the guard before they are kept. What
a resident says is counted; who said it is kept nowhere.
"""

from hamkori.kernel.registries import PersonalData, personal_data

PLACES = "about a place and what happens there; the guard refuses names and numbers; kept with the folder"


def register() -> None:
    for entry in (
        PersonalData(
            model="problems.question",
            fields={"answered": PLACES},
        ),
        PersonalData(
            model="problems.higherquestion",
            fields={"texts": PLACES, "answers": PLACES},
        ),
        PersonalData(
            model="problems.advice",
            fields={"texts": PLACES, "answers": PLACES},
        ),
        PersonalData(
            model="problems.storypiece",
            fields={
                "words": "a quote without a name, by consent until a day, or what a photo of a place shows; the guard "
                "refuses names and numbers; emptied, with the photo, when the consent ends or is taken back"
            },
        ),
        PersonalData(
            model="problems.papersheet",
            fields={
                "photo": "a photo of a worksheet filled in by hand, without metadata, with the word that no name is on "
                "it; only the team sees it; erased when it is typed in, or three months after the folder has ended"
            },
        ),
        PersonalData(
            model="problems.plantemplate",
            fields={"names": "the name of an activity, from the country pack"},
        ),
        PersonalData(
            model="problems.eventkind",
            fields={"names": "the name of a kind of event, from the country pack"},
        ),
    ):
        personal_data.register(entry.model, entry)
