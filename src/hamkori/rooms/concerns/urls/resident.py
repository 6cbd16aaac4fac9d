"""Addresses for residents. No address carries a case, a code or a telling word."""

from django.urls import path

from hamkori.rooms.concerns.views.resident import calm, mine, opening, pages, raising, together

app_name = "concerns"
urlpatterns = [
    path("raise/", raising.where, name="raise"),
    path("raise/what/", raising.what, name="what"),
    path("raise/who/", raising.who, name="who"),
    path("raise/noted/", raising.noted, name="noted"),
    path("code/", opening.code, name="code"),
    path("mine/", mine.show, name="mine"),
    path("mine/reply/", mine.reply, name="reply"),
    path("mine/confirm/", mine.confirm, name="confirm"),
    path("mine/reopen/", mine.reopen, name="reopen"),
    path("mine/consent/", mine.consent, name="consent"),
    path("mine/opinion/", mine.opinion, name="opinion"),
    path("mine/unpublish/", mine.unpublish, name="unpublish"),
    path("mine/appeal/", mine.appeal, name="appeal"),
    path("mine/withdraw/", mine.withdraw, name="withdraw"),
    path("mine/photo/<str:ticket>/", mine.photo, name="photo"),
    path("open/<str:reference>/me-too/", together.me_too, name="me_too"),
    path("info/", calm.directory, name="info"),
    path("info/<int:number>/", calm.page, name="calm"),
    path("rules/", pages.tracks, name="rules"),
    path("rules/team/", pages.team, name="rules_team"),
    path("rules/data/", pages.data, name="rules_data"),
    path("rules/access/", pages.access, name="rules_access"),
]
