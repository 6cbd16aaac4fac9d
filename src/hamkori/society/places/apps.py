from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "hamkori.society.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from hamkori.kernel.actor import Role
        from hamkori.kernel.registries import MenuItem, desk_menu
        from hamkori.society.countries import sections
        from hamkori.society.places import demo, help, loading, rules  # noqa: F401

        sections.register("places.territory", load=loading.load_territory, order=20)
        demo.register()
        help.register()
        desk_menu.register(
            "territory",
            MenuItem(_("Territory"), "places:territory", lambda actor: actor.has_role(Role.ADMINISTRATOR)),
            order=60,
        )
