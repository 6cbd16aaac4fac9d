"""Public statistics, under crime/: what was published, and the files of it. Included by `urls.public`."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
