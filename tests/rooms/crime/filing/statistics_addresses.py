"""The addresses of an installation that serves statistics only: no portal of concerns beside."""

from django.conf.urls.i18n import i18n_patterns

from hamkori.config.urls import PROFILES

urlpatterns = i18n_patterns(*PROFILES["statistics"])
handler404 = "hamkori.kernel.views.page_not_found"
