"""Pages of the desk that only read other rooms, under /<language>/desk/."""

from django.urls import path

from hamkori.rooms.insight import views

app_name = "insight"

urlpatterns = [path("early/", views.early, name="early")]
