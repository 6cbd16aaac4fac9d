from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "hamkori.faces.desk"
    label = "desk"

    def ready(self) -> None:
        from hamkori.kernel.registries import MenuItem, desk_menu

        desk_menu.register(
            "desk.today", MenuItem(_("Today"), "desk:today", lambda actor: bool(actor.signed_in)), order=0
        )
