from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "hamkori.kernel"
    label = "kernel"
