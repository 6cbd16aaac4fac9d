"""The register holds no personal data: records without names, people as counts. Its doubtful columns say so.

What residents file on the portal stands beside the register, encrypted, for as long as the country's setting says.
"""

from hamkori.kernel.registries import PersonalData, personal_data

COUNTED = "how many people, never who; kept as the statistics are"
MACHINERY = "the name of a mapping, a file, a period or a table; kept with the record of what was published"
WHY = "why a version differs from the one before, in words for everybody; kept for good"

FILED = (
    "encrypted; read by the duty officer of one office; goes when it is taken back, or when its time is over"
)
FILED_NAME = (
    "encrypted; one office sees it with the resident's yes, each look is recorded; goes with the words"
)

REFERENCE = "which survey or service counted what, never who was asked; kept as the statistics are"


def register() -> None:
    for entry in (
        PersonalData(model="crime.classificationversion", fields={"note": WHY}),
        PersonalData(model="crime.sendermapping", fields={"name": MACHINERY, "body": MACHINERY}),
        PersonalData(model="crime.import", fields={"file_name": MACHINERY}),
        PersonalData(model="crime.aggregate", fields={"sex": COUNTED, "age": COUNTED}),
        PersonalData(model="crime.filing", fields={"text": FILED, "landmark": FILED}),
        PersonalData(
            model="crime.filingidentity",
            fields={"name": FILED_NAME, "phone": FILED_NAME, "contact_note": FILED_NAME},
        ),
        PersonalData(model="crime.population", fields={"sex": COUNTED}),
        PersonalData(model="crime.besidefigure", fields={"reference": REFERENCE, "what": REFERENCE}),
        PersonalData(model="crime.release", fields={"name": MACHINERY, "note": WHY}),
        PersonalData(model="crime.releaseorder", fields={"period": MACHINERY, "note": WHY, "why": MACHINERY}),
        PersonalData(model="crime.releasefront", fields={"body": COUNTED}),
        PersonalData(model="crime.releasetable", fields={"name": MACHINERY}),
    ):
        personal_data.register(entry.model, entry)
