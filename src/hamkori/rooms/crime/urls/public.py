"""Public pages of the crime room, under the language."""

from django.urls import include, path

from hamkori.rooms.crime.views import public

app_name = "crime"

urlpatterns = [
    path("crime/", include("hamkori.rooms.crime.urls.statistics")),
    path("crime/places/", include("hamkori.rooms.crime.urls.analysis")),
    path("crime/receipt/", public.receipt, name="receipt"),
    path("crime/receipt/key/", public.key, name="key"),
    path("crime/receipt/key.txt", public.key_text, name="key_text"),
    path("crime/where/", public.where, name="where"),
]
