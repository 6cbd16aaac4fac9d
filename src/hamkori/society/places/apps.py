from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "hamkori.society.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hamkori.society.countries import sections
        from hamkori.society.places import loading, rules  # noqa: F401

        sections.register("places.territory", load=loading.load_territory, order=20)
