"""Help lines, days off and settings, under /<language>/desk/."""

from django.urls import path

from hamkori.society.countries import views

app_name = "countries"

urlpatterns = [
    path("directory/", views.directory, name="directory"),
    path("directory/new/", views.new_line, name="new_line"),
    path("directory/<str:code>/", views.line, name="line"),
    path("directory/<str:code>/checked/", views.checked, name="checked"),
    path("directory/<str:code>/unknown/", views.unknown, name="unknown"),
    path("directory/<str:code>/withdraw/", views.withdraw_line, name="withdraw_line"),
    path("holidays/", views.holidays, name="holidays"),
    path("holidays/<str:code>/withdraw/", views.withdraw, name="withdraw"),
    path("settings/", views.settings, name="settings"),
    path("settings/<str:name>/", views.setting, name="setting"),
]
