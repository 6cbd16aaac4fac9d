from django.apps import AppConfig


class ReceiptsConfig(AppConfig):
    name = "hamkori.ground.receipts"
    label = "receipts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hamkori.ground.receipts import jobs  # noqa: F401
