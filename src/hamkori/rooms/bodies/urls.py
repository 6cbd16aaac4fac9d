"""Pages of bodies on the desk: contacts of offices, teams, jurisdictions."""

from django.urls import URLPattern

app_name = "bodies"

urlpatterns: list[URLPattern] = []
