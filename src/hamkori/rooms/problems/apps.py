from django.apps import AppConfig


class ProblemsConfig(AppConfig):
    name = "hamkori.rooms.problems"
    label = "problems"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hamkori.rooms.problems import events_pack, pack

        pack.register()
        events_pack.register()
        from hamkori.rooms.problems import (  # noqa: F401
            demo,
            jobs,
            panels,
            panels_came,
            personal_data,
            rules,
        )
        from hamkori.rooms.problems.demo import meeting

        personal_data.register()
        panels.register()
        panels_came.register()
        demo.register()
        meeting.register()
