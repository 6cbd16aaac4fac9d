from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    name = "hamkori.rooms.concerns"
    label = "concerns"
    default_auto_field = "django.db.models.BigAutoField"
