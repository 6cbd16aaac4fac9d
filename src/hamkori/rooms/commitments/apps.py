from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "hamkori.rooms.commitments"
    label = "commitments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hamkori.rooms.commitments import demo, jobs, panels, personal_data, rules  # noqa: F401
        from hamkori.rooms.commitments.actions import handover

        personal_data.register()
        panels.register()
        handover.register()
        demo.register()
