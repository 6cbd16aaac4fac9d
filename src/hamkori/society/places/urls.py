"""Keeping the territory, under /<language>/desk/."""

from django.urls import path

from hamkori.society.places import views

app_name = "places"

urlpatterns = [
    path("territory/", views.territory, name="territory"),
    path("territory/file/", views.table, name="table"),
    path("territory/file/places.xlsx", views.table_template, name="table_template"),
    path("territory/at/<str:code>/", views.place, name="place"),
    path("territory/at/<str:code>/add/", views.add, name="add"),
    path("territory/at/<str:code>/rename/", views.rename, name="rename"),
    path("territory/at/<str:code>/careful/", views.risk, name="risk"),
    path("territory/at/<str:code>/help/", views.help_line, name="help_line"),
    path("territory/at/<str:code>/retire/", views.retire, name="retire"),
]
