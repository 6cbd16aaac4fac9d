"""Public pages about problems and teams, under the language."""

from django.urls import path

from hamkori.rooms.problems.views.public import came, pages, photos, scorecards

app_name = "problems"

urlpatterns = [
    path("problem/<slug:uid>/", pages.folder, name="folder"),
    path("problem/<slug:uid>/better/", pages.agree, name="agree"),
    path("story/<slug:uid>/", pages.story, name="story"),
    path("story/<slug:uid>/photo/<int:number>/", photos.story_photo, name="story_photo"),
    path("sketch/<slug:uid>/", photos.sketch, name="sketch"),
    path("slip/<slug:uid>/", pages.slip, name="slip"),
    path("scorecard/<slug:uid>/", scorecards.scorecard, name="scorecard"),
    path("team/<slug:uid>/", pages.team, name="team"),
    path("results/", came.country, name="came"),
    path("results/team/<slug:uid>/", came.of_team, name="came_team"),
    path("results/file/<slug:kind>/", came.file, name="came_file"),
    path("results/place/<path:code>/", came.of_place, name="came_place"),
]
