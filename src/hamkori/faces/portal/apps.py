from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "hamkori.faces.portal"
    label = "portal"
