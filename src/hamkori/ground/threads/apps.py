from django.apps import AppConfig


class ThreadsConfig(AppConfig):
    name = "hamkori.ground.threads"
    label = "threads"
    default_auto_field = "django.db.models.BigAutoField"
