from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "hamkori.config"
    label = "config"
