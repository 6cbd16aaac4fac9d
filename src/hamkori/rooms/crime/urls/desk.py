"""Pages of the desk about reports and crimes, under /<language>/desk/."""

from django.urls import include, path

from hamkori.rooms.crime.views import analysis, crimes, filings, imports, integrity, journal, releases

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
    path("filings/", filings.listing, name="filings"),
    path("filings/offices/", filings.by_office, name="filings_counts"),
    path("filings/<slug:number>/", filings.one, name="filing"),
    path("filings/<slug:number>/name/", filings.name, name="filing_name"),
    path("filings/<slug:number>/<slug:verb>/", filings.step, name="filing_step"),
    path("imports/", imports.listing, name="imports"),
    path("imports/new/", imports.new, name="import_new"),
    path("imports/<slug:uid>/", imports.one, name="import"),
    path("imports/<slug:uid>/faults.csv", imports.faults, name="import_faults"),
    path("imports/<slug:uid>/<slug:verb>/", imports.step, name="import_step"),
    path("", include("hamkori.rooms.crime.urls.trust")),
    path("crimes/", crimes.listing, name="crimes"),
    path("crimes/new/", crimes.crime_new, name="crime_new"),
    path("crimes/<slug:uid>/", crimes.crime, name="crime"),
    path("crimes/<slug:uid>/<slug:verb>/", crimes.crime_step, name="crime_step"),
    path("releases/", releases.listing, name="releases"),
    path("releases/new/", releases.new, name="release_new"),
    path("releases/<slug:uid>/", releases.one, name="release"),
    path("releases/<slug:uid>/publish/", releases.publish, name="release_publish"),
    path("releases/<slug:uid>/<slug:name>/", releases.table, name="release_table"),
    path("analysis/places/", analysis.listing, name="pictures"),
    path("analysis/places/new/", analysis.picture_new, name="picture_new"),
    path("analysis/places/<slug:uid>/", analysis.picture, name="picture"),
    path("analysis/places/<slug:uid>/show/", analysis.picture_show, name="picture_show"),
    path("analysis/responses/", analysis.plans, name="responses"),
    path("analysis/responses/new/", analysis.response_new, name="response_new"),
    path("analysis/responses/<slug:uid>/", analysis.response, name="response"),
    path("analysis/responses/<slug:uid>/judge/", analysis.response_judge, name="response_judge"),
    path("analysis/responses/<slug:uid>/tell/", analysis.response_tell, name="response_tell"),
    path("analysis/responses/<slug:uid>/evidence.<slug:kind>", analysis.response_file, name="response_file"),
    path("integrity/", integrity.listing, name="signals"),
    path("integrity/new/", integrity.new, name="signals_new"),
    path("integrity/<slug:uid>/", integrity.one, name="signals_run"),
    path("integrity/signal/<slug:uid>/", integrity.signal, name="signal"),
    path("integrity/sample/<slug:uid>/", integrity.sample, name="sample"),
]
