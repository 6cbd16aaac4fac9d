"""Public statistics, under crime/: what was published, and the files of it. Included by `urls.public`."""

from django.urls import path

from hamkori.rooms.crime.views import statistics, statistics_files

urlpatterns = [
    path("", statistics.overview, name="overview"),
    path("releases/", statistics.releases, name="releases"),
    path("release/<slug:uid>/", statistics.release, name="release"),
    path("release/<slug:uid>/<slug:name>.<slug:kind>", statistics_files.table_file, name="table_file"),
    path("release/<slug:uid>/all/<str:file>", statistics_files.release_file, name="release_file"),
    path("release/<slug:uid>/<slug:name>/", statistics.release_table, name="release_table"),
    path("table/<slug:name>/", statistics.table, name="table"),
    path("area/<path:code>/", statistics.area, name="area"),
]
