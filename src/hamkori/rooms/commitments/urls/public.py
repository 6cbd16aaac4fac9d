"""Public pages of promises, under the language. Numbers are looked for last: no place or office looks like one."""

from django.urls import path

from hamkori.rooms.commitments.views import public

app_name = "commitments"

urlpatterns = [
    path("promises/", public.country, name="board"),
    path("promises/office/<slug:uid>/", public.of_office, name="office"),
    path("promises/office/<slug:uid>/sheet/", public.sheet_of_office, name="office_sheet"),
    path("promises/office/<slug:uid>/data.csv", public.csv_of_office, name="office_csv"),
    path("promises/sheet/<path:code>/", public.sheet_of_place, name="place_sheet"),
    path("promises/data/<path:code>.csv", public.csv_of_place, name="place_csv"),
    path("promises/place/<path:code>/", public.of_place, name="place"),
    path("promises/<slug:reference>/", public.one, name="one"),
]
