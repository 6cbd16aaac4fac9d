"""What this room holds about people: the posting (never the person) that checked a help number."""

from hamkori.kernel.registries import PersonalData, personal_data

personal_data.register(
    "countries.helpline",
    PersonalData("countries.HelpLine", {"verified_by_posting": "who can be asked about the number; no name"}),
)
