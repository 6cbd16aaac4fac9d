from django.apps import AppConfig


class CountriesConfig(AppConfig):
    name = "hamkori.society.countries"
    label = "countries"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from hamkori.kernel.actor import Role
        from hamkori.kernel.registries import MenuItem, desk_menu
        from hamkori.society.countries import panels

        panels.register()
        callers = (Role.ADMINISTRATOR, Role.SECRETARY, Role.OPERATOR, Role.HANDLER, Role.HEAD, Role.CLERK)
        desk_menu.register(
            "directory",
            MenuItem(_("Help numbers"), "countries:directory", lambda actor: actor.has_role(*callers)),
            order=65,
        )
        desk_menu.register(
            "country",
            MenuItem(_("Settings"), "countries:settings", lambda actor: actor.has_role(Role.ADMINISTRATOR)),
            order=70,
        )
        from hamkori.society.countries import checks, demo, loading, personal_data, rules, sections  # noqa: F401

        sections.register("countries.country", check=checks.country, load=loading.load_country, order=10)
        sections.register("countries.calendar", check=checks.calendar, load=loading.load_calendar, order=11)
        sections.register("countries.help", check=checks.help_lines, load=loading.load_help, order=12)
        sections.register("countries.laws", check=checks.laws, load=loading.load_laws, order=13)
        sections.register(
            "countries.check_lists", check=checks.check_lists, load=loading.load_check_lists, order=18
        )
        sections.register("countries.territory", check=checks.territory, order=14)
        sections.register("countries.bodies", check=checks.bodies, order=15)
        sections.register("countries.concerns", check=checks.concerns, order=16)
        sections.register("countries.screens", check=checks.screens, order=17)
        demo.register()
