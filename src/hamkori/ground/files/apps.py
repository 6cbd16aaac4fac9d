from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "hamkori.ground.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hamkori.ground.files import jobs, personal_data  # noqa: F401
