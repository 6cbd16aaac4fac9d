"""Pages of the desk about problems, under /<language>/desk/."""

from django.urls import path

from hamkori.rooms.problems.views.desk import advice, asking, folders, plan, sheets, team

app_name = "problems_desk"

urlpatterns = [
    path("problems/", folders.listing, name="list"),
    path("problems/new/", folders.new, name="new"),
    path("problems/digest/", plan.digest, name="digest"),
    path("problems/<slug:uid>/", folders.folder, name="folder"),
    path("problems/<slug:uid>/summary.pdf", plan.summary, name="summary"),
    path("problems/<slug:uid>/summary.xlsx", plan.summary_sheet, name="summary_sheet"),
    path("problems/<slug:uid>/step/<slug:verb>/", folders.step, name="step"),
    path("problems/<slug:uid>/unlink/<int:number>/", folders.unlink, name="unlink"),
    path("problems/<slug:uid>/<slug:name>/", sheets.sheet, name="sheet"),
    path("problems/<slug:uid>/<slug:name>/<int:number>/", sheets.sheet, name="row"),
    path("voices/", team.voices_page, name="voices"),
    path("voices/issue/", team.issue, name="issue_new"),
    path("voices/issue/<int:number>/", team.issue, name="issue"),
    path("voices/new/", team.session_new, name="session_new"),
    path("voices/<slug:uid>/", team.session, name="session"),
    path("voices/<slug:uid>/end/", team.session_end, name="session_end"),
    path("maps/", team.maps, name="maps"),
    path("maps/new/", team.map_new, name="map_new"),
    path("maps/<slug:uid>/", team.map_sheet, name="map"),
    path("walks/new/", team.walk_new, name="walk_new"),
    path("walks/<slug:uid>/", team.walk, name="walk"),
    path("walks/<slug:uid>/stop/", team.stop, name="stop"),
    path("walks/<slug:uid>/photo/<slug:token>/", team.stop_photo, name="stop_photo"),
    path("plan/", plan.plan, name="plan"),
    path("plan/<int:year>/", plan.plan, name="plan_of"),
    path("plan/<int:year>/plan.pdf", plan.plan_pdf, name="plan_pdf"),
    path("plan/<int:year>/plan.xlsx", plan.plan_sheet, name="plan_sheet"),
    path("plan/<int:year>/begin/", plan.plan_begin, name="plan_begin"),
    path("plan/<int:year>/adopt/", plan.adopt, name="plan_adopt"),
    path("plan/<int:year>/row/", plan.row, name="plan_row_new"),
    path("plan/<int:year>/row/<int:number>/", plan.row, name="plan_row"),
    path("plan/<int:year>/row/<int:number>/drop/", plan.row_drop, name="plan_row_drop"),
    path("plan/<int:year>/row/<int:number>/told/", plan.row_told, name="plan_row_told"),
    path("plan/<int:year>/row/<int:number>/budget/", plan.budget, name="budget"),
    path("asked/", asking.listing, name="asked"),
    path("asked/<int:number>/", asking.answer, name="asked_answer"),
    path("asked/<int:number>/paper/", asking.paper, name="asked_paper"),
    path("advice/", advice.listing, name="advice"),
    path("advice/new/", advice.new, name="advice_new"),
    path("advice/<int:number>/", advice.answer, name="advice_answer"),
    path("advice/<int:number>/follow/", advice.follow, name="advice_follow"),
    path("budget/", plan.requests, name="requests"),
    path("budget/<int:number>/", plan.request_answer, name="request"),
]
