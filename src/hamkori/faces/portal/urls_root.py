"""Addresses without a language."""

from django.urls import path

from hamkori.faces.portal import views
from hamkori.society.accounts.views import demo

urlpatterns = [
    path("", views.to_language, name="to_language"),
    path("demo/", demo.redirect_to_language, name="to_demo"),
    path("robots.txt", views.robots, name="robots"),
]
