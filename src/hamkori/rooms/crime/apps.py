from django.apps import AppConfig


class CrimeConfig(AppConfig):
    name = "hamkori.rooms.crime"
    label = "crime"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hamkori.rooms.crime import demo, jobs, panels, personal_data, rules  # noqa: F401
        from hamkori.rooms.crime.analysis import jobs as analysis_jobs  # noqa: F401
        from hamkori.rooms.crime.register.filing.actions import holding

        personal_data.register()
        panels.register()
        demo.register()
        holding.register()
