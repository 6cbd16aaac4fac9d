from django.apps import AppConfig


class BodiesConfig(AppConfig):
    name = "hamkori.rooms.bodies"
    label = "bodies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hamkori.rooms.bodies import demo, pack, panels, personal_data

        pack.register()
        panels.register()
        personal_data.register()
        demo.register()
