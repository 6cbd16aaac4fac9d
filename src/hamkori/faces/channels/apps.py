from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "hamkori.faces.channels"
    label = "channels"

    def ready(self) -> None:
        from hamkori.faces.channels import gateways, jobs  # noqa: F401

        gateways.register()
