"""Public pages about programmes, under the language."""

from django.urls import path

from hamkori.rooms.programmes.views import public

app_name = "programmes"

urlpatterns = [
    path("programmes/", public.listing, name="list"),
    path("programmes/<slug:uid>/", public.framework, name="framework"),
    path("programmes/<slug:uid>/data.<slug:kind>", public.file, name="file"),
    path("programmes/indicator/<slug:uid>/", public.indicator, name="indicator"),
]
