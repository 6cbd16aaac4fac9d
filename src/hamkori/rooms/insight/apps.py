from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "hamkori.rooms.insight"
    label = "insight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hamkori.rooms.insight import panels

        panels.register()
