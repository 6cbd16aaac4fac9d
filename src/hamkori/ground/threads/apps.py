from django.apps import AppConfig


class ThreadsConfig(AppConfig):
    name = "hamkori.ground.threads"
    label = "threads"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hamkori.ground.threads import personal_data

        personal_data.register()
