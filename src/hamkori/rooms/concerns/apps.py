from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    name = "hamkori.rooms.concerns"
    label = "concerns"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hamkori.rooms.concerns import pack

        pack.register()
        from hamkori.rooms.concerns import (  # noqa: F401
            community_count,
            demo,
            jobs,
            panels,
            personal_data,
            place_panels,
            rules,
            subjects,
        )
        from hamkori.rooms.concerns.actions import erasure, handover

        personal_data.register()
        panels.register()
        place_panels.register()
        erasure.register()
        subjects.register()
        handover.register()
        demo.register()
        community_count.register()
