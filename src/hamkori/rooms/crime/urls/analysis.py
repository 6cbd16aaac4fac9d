"""Pictures of places for everybody, under crime/places/. Included by `urls.public`."""

from django.urls import path

from hamkori.rooms.crime.views import analysis

urlpatterns = [
    path("", analysis.public_listing, name="hot_spots"),
    path("<slug:uid>/", analysis.public_picture, name="hot_spot"),
]
