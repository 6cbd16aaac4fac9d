"""The desk: my work today."""

from django.urls import path

from hamkori.faces.desk import views

app_name = "desk"

urlpatterns = [path("", views.today, name="today")]
