"""Public pages about problems and teams, under the language."""

from django.urls import path

from hamkori.rooms.problems.views.public import pages

app_name = "problems"

urlpatterns = [
    path("problem/<slug:uid>/", pages.folder, name="folder"),
    path("problem/<slug:uid>/better/", pages.agree, name="agree"),
    path("story/<slug:uid>/", pages.story, name="story"),
    path("slip/<slug:uid>/", pages.slip, name="slip"),
    path("team/<slug:uid>/", pages.team, name="team"),
]
