from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "hamkori.ground.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hamkori.ground.audit import jobs  # noqa: F401
