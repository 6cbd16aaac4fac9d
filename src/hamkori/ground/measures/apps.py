from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "hamkori.ground.measures"
    label = "measures"
