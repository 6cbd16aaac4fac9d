from django.apps import AppConfig


class ProblemsConfig(AppConfig):
    name = "hamkori.rooms.problems"
    label = "problems"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hamkori.rooms.problems import pack

        pack.register()
        from hamkori.rooms.problems import demo, jobs, panels, personal_data, rules  # noqa: F401

        personal_data.register()
        panels.register()
        demo.register()
