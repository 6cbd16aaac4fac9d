from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "hamkori.rooms.programmes"
    label = "programmes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hamkori.rooms.programmes import demo, panels, personal_data, rules  # noqa: F401

        personal_data.register()
        panels.register()
        demo.register()
