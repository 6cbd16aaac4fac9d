"""Public pages of the crime room, under the language."""

from django.urls import include, path

from hamkori.rooms.crime.views import filed, filing, public

app_name = "crime"

urlpatterns = [
    path("crime/", include("hamkori.rooms.crime.urls.statistics")),
    path("crime/places/", include("hamkori.rooms.crime.urls.analysis")),
    path("crime/receipt/", public.receipt, name="receipt"),
    path("crime/receipt/key/", public.key, name="key"),
    path("crime/receipt/key.txt", public.key_text, name="key_text"),
    path("crime/where/", public.where, name="where"),
    path("crime/file/", filing.where, name="file"),
    path("crime/file/what/", filing.what, name="file_what"),
    path("crime/file/who/", filing.who, name="file_who"),
    path("crime/file/noted/", filing.noted, name="file_noted"),
    path("crime/filed/", filed.code, name="filed"),
    path("crime/filed/mine/", filed.show, name="filed_mine"),
    path("crime/filed/mine/reply/", filed.reply, name="filed_reply"),
    path("crime/filed/mine/name/", filed.name, name="filed_name"),
    path("crime/filed/mine/withdraw/", filed.withdraw, name="filed_withdraw"),
]
