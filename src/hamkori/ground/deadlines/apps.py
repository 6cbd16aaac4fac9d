from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "hamkori.ground.deadlines"
    label = "deadlines"
    default_auto_field = "django.db.models.BigAutoField"
