"""What files hold about people. The room that owns the record exports and erases its files with it."""

from hamkori.kernel.registries import PersonalData, personal_data

personal_data.register(
    "files.StoredFile",
    PersonalData(
        model="files.StoredFile",
        fields={
            "blob": "photos and papers that people handed in, encrypted, without metadata: as long as their record",
            "on": "the day on which it was handed in",
        },
    ),
)
personal_data.register(
    "files.FileView",
    PersonalData(
        model="files.FileView",
        fields={
            "user_id": "who looked at a photo or paper: so that the resident's council can ask why",
            "posting_id": "in which capacity",
            "on": "the day",
        },
    ),
)
