"""Desk addresses behind the figures: a number's records, two sets of rules, who reported, populations. Under /desk/."""

from django.urls import path

from hamkori.rooms.crime.views import delays, populations, reporting, trust

urlpatterns = [
    path("figures/", trust.listing, name="figures"),
    path("figures/<slug:uid>/", trust.one, name="figures_of"),
    path("figures/<slug:uid>/counting/", trust.counting, name="figures_counting"),
    path("figures/<slug:uid>/delays/", delays.of_release, name="figures_delays"),
    path("figures/<slug:uid>/<slug:name>/", trust.table, name="figures_table"),
    path("figures/<slug:uid>/<slug:name>/cell/", trust.cell, name="figures_cell"),
    path("reported/", reporting.recent, name="reported"),
    path("populations/", populations.listing, name="populations"),
    path("populations/new/", populations.new, name="population_new"),
    path("populations/file/", populations.upload, name="population_file"),
]
