from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "hamkori.society.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from hamkori.kernel.actor import Role
        from hamkori.kernel.desk import guards
        from hamkori.kernel.registries import MenuItem, desk_menu
        from hamkori.society.accounts import gate, jobs, panels, personal_data, rules  # noqa: F401

        personal_data.register()
        panels.register()
        guards.register("staff", gate.desk_guard)
        desk_menu.register(
            "people",
            MenuItem(_("People"), "accounts:people", lambda actor: actor.has_role(Role.ADMINISTRATOR)),
            order=80,
        )
        desk_menu.register(
            "account", MenuItem(_("My account"), "accounts:own", lambda actor: actor.signed_in), order=90
        )
