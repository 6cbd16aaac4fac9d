"""Pages of the desk about reports and crimes, under /<language>/desk/."""

from django.urls import path

from hamkori.rooms.crime.views import crimes, imports, journal

app_name = "crime_desk"

urlpatterns = [
    path("journal/", journal.journal, name="journal"),
    path("journal/new/", journal.report_new, name="report_new"),
    path("journal/late/", journal.late, name="late"),
    path("journal/zero/", journal.zero, name="zero"),
    path("journal/<slug:number>/", journal.report, name="report"),
    path("journal/<slug:number>/receipt/", journal.receipt, name="receipt"),
    path("journal/<slug:number>/receipt.pdf", journal.receipt_pdf, name="receipt_pdf"),
    path("journal/<slug:number>/open/", journal.report_open, name="report_open"),
    path("journal/<slug:number>/<slug:verb>/", journal.report_step, name="report_step"),
    path("imports/", imports.listing, name="imports"),
    path("imports/new/", imports.new, name="import_new"),
    path("imports/<slug:uid>/", imports.one, name="import"),
    path("imports/<slug:uid>/faults.csv", imports.faults, name="import_faults"),
    path("imports/<slug:uid>/<slug:verb>/", imports.step, name="import_step"),
    path("crimes/", crimes.listing, name="crimes"),
    path("crimes/new/", crimes.crime_new, name="crime_new"),
    path("crimes/<slug:uid>/", crimes.crime, name="crime"),
    path("crimes/<slug:uid>/<slug:verb>/", crimes.crime_step, name="crime_step"),
]
