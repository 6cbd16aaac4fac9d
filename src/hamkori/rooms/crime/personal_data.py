"""The crime room holds no personal data: records without names, people as counts. Its doubtful columns say so."""

from hamkori.kernel.registries import PersonalData, personal_data

COUNTED = "how many people, never who; kept as the statistics are"
MACHINERY = "the name of a mapping, a file, a period or a table; kept with the record of what was published"
WHY = "why a version differs from the one before, in words for everybody; kept for good"

REFERENCE = "which survey or service counted what, never who was asked; kept as the statistics are"


def register() -> None:
    for entry in (
        PersonalData(model="crime.classificationversion", fields={"note": WHY}),
        PersonalData(model="crime.sendermapping", fields={"name": MACHINERY, "body": MACHINERY}),
        PersonalData(model="crime.import", fields={"file_name": MACHINERY}),
        PersonalData(model="crime.aggregate", fields={"sex": COUNTED, "age": COUNTED}),
        PersonalData(model="crime.population", fields={"sex": COUNTED}),
        PersonalData(model="crime.besidefigure", fields={"reference": REFERENCE, "what": REFERENCE}),
        PersonalData(model="crime.release", fields={"name": MACHINERY, "note": WHY}),
        PersonalData(model="crime.releaseorder", fields={"period": MACHINERY, "note": WHY, "why": MACHINERY}),
        PersonalData(model="crime.releasefront", fields={"body": COUNTED}),
        PersonalData(model="crime.releasetable", fields={"name": MACHINERY}),
    ):
        personal_data.register(entry.model, entry)
