"""Pages of the desk about programmes and self-assessments, under /<language>/desk/."""

from django.urls import path

from hamkori.rooms.programmes.views import desk, selfcheck

app_name = "programmes_desk"

urlpatterns = [
    path("programmes/", desk.listing, name="list"),
    path("programmes/new/", desk.new, name="new"),
    path("programmes/indicator/<slug:uid>/", desk.indicator, name="indicator"),
    path("programmes/indicator/<slug:uid>/words/", desk.indicator_words, name="indicator_words"),
    path("programmes/period/<int:number>/target/", desk.target, name="target"),
    path("programmes/period/<int:number>/value/", desk.value, name="value"),
    path("programmes/period/<int:number>/send/", desk.send, name="send"),
    path("programmes/period/<int:number>/approve/", desk.approve, name="approve"),
    path("programmes/period/<int:number>/send-back/", desk.send_back, name="send_back"),
    path("programmes/period/<int:number>/paper/<slug:token>/", desk.paper, name="paper"),
    path("programmes/period/<int:number>/paper/<slug:token>/remove/", desk.paper_out, name="paper_out"),
    path("programmes/<slug:uid>/", desk.framework, name="framework"),
    path("programmes/<slug:uid>/words/", desk.words, name="words"),
    path("programmes/<slug:uid>/show/", desk.show, name="show"),
    path("programmes/<slug:uid>/data.<slug:kind>", desk.file, name="file"),
    path("programmes/<slug:uid>/result/", desk.result, name="result_new"),
    path("programmes/<slug:uid>/result/<int:number>/", desk.result, name="result"),
    path("programmes/<slug:uid>/result/<int:number>/indicator/", desk.indicator_new, name="indicator_new"),
    path("self-assessment/", selfcheck.listing, name="selfchecks"),
    path("self-assessment/begin/", selfcheck.begin, name="selfcheck_begin"),
    path("self-assessment/<slug:uid>/", selfcheck.selfcheck, name="selfcheck"),
    path("self-assessment/<slug:uid>/step/<slug:verb>/", selfcheck.step, name="selfcheck_step"),
    path("self-assessment/<slug:uid>/<slug:dimension>/", selfcheck.scores, name="selfcheck_scores"),
]
