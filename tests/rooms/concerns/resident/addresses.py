"""Only the public addresses: these tests need no desk."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = i18n_patterns(
    path("", include("hamkori.faces.portal.urls")),
    path("", include("hamkori.rooms.concerns.urls.resident")),
)
handler400 = "hamkori.kernel.views.bad_request"
handler404 = "hamkori.kernel.views.page_not_found"
