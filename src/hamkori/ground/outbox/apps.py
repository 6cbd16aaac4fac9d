from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "hamkori.ground.outbox"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hamkori.ground.outbox import jobs, personal_data  # noqa: F401

        personal_data.register()
