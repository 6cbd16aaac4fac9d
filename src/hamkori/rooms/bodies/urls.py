"""Pages of bodies on the desk: offices, contacts, seats, who is responsible where."""

from django.urls import path

from hamkori.rooms.bodies.views import area, contacts, members, offices

app_name = "bodies"

urlpatterns = [
    path("offices/", offices.offices, name="offices"),
    path("offices/new/", offices.new, name="new"),
    path("offices/own/", offices.own, name="own"),
    path("offices/file/", area.table, name="table"),
    path("offices/file/offices.xlsx", area.table_template, name="table_template"),
    path("offices/at/<slug:uid>/", offices.office, name="office"),
    path("offices/at/<slug:uid>/edit/", offices.edit, name="edit"),
    path("offices/at/<slug:uid>/end/", offices.end, name="end"),
    path("offices/at/<slug:uid>/area/", offices.add_area, name="add_area"),
    path("offices/at/<slug:uid>/area/end/", offices.end_area, name="end_area"),
    path("offices/at/<slug:uid>/contact/", contacts.contact, name="new_contact"),
    path("offices/at/<slug:uid>/contact/<slug:mark>/", contacts.contact, name="contact"),
    path("offices/at/<slug:uid>/contact/<slug:mark>/checked/", contacts.checked, name="checked"),
    path("offices/at/<slug:uid>/contact/<slug:mark>/remove/", contacts.remove, name="remove"),
    path("offices/at/<slug:uid>/seat/", members.seat, name="new_seat"),
    path("offices/at/<slug:uid>/seat/<int:number>/", members.seat, name="seat"),
    path("offices/at/<slug:uid>/seat/<int:number>/empty/", members.empty, name="empty_seat"),
    path("responsible/", area.responsible, name="responsible"),
    path("responsible/<str:code>/", area.responsible, name="responsible_at"),
]
