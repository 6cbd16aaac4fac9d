"""Public pages, under the language."""

from django.urls import path

from hamkori.faces.portal import views

app_name = "portal"

urlpatterns = [
    path("", views.home, name="home"),
    path("place/", views.places_page, name="places"),
    path("place/<path:code>/", views.place, name="place"),
    path("openness/", views.openness, name="openness"),
    path("map/", views.map_page, name="map"),
]
