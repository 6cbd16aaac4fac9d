"""Public statistics, under crime/: what was published, and the files of it. Included by `urls.public`."""

from django.urls import path

from hamkori.rooms.crime.views import statistics

urlpatterns = [
    path("", statistics.overview, name="overview"),
    path("releases/", statistics.releases, name="releases"),
    path("release/<slug:uid>/", statistics.release, name="release"),
    path("release/<slug:uid>/<slug:name>.<slug:kind>", statistics.table_file, name="table_file"),
    path("release/<slug:uid>/all/<str:file>", statistics.release_file, name="release_file"),
    path("release/<slug:uid>/<slug:name>/", statistics.release_table, name="release_table"),
    path("table/<slug:name>/", statistics.table, name="table"),
    path("area/<path:code>/", statistics.area, name="area"),
]
