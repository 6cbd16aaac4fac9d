"""The calm pages alone: for an installation that has filing but no concerns (the statistics profile)."""

from django.urls import path

from hamkori.rooms.concerns.views.resident import calm

app_name = "concerns"
urlpatterns = [
    path("info/", calm.directory, name="info"),
    path("info/<int:number>/", calm.page, name="calm"),
]
