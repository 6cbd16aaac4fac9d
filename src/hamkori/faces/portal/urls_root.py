"""Addresses without a language."""

from django.urls import path

from hamkori.faces.portal import views

urlpatterns = [
    path("", views.to_language, name="to_language"),
    path("demo/", views.to_demo, name="to_demo"),
    path("robots.txt", views.robots, name="robots"),
]
