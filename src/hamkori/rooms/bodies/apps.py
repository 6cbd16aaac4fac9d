from django.apps import AppConfig


class BodiesConfig(AppConfig):
    name = "hamkori.rooms.bodies"
    label = "bodies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hamkori.rooms.bodies import demo, pack, panels, personal_data
        from hamkori.rooms.bodies.queries import council_for
        from hamkori.rooms.commitments.councils import finders

        pack.register()
        panels.register()
        finders.register("bodies", council_for)
        personal_data.register()
        demo.register()
