"""Check-lists for officials, public, under the language."""

from django.urls import path

from hamkori.society.countries import guides

app_name = "guides"

urlpatterns = [
    path("check-list/", guides.check_lists, name="check_lists"),
    path("check-list/<slug:code>/", guides.check_list, name="check_list"),
    path("check-list/<slug:code>/paper.pdf", guides.check_list_pdf, name="check_list_pdf"),
]
