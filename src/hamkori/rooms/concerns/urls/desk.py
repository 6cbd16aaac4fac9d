"""Pages of the desk about concerns, under /<language>/desk/."""

from django.urls import path

from hamkori.rooms.concerns.views.desk import concern, council, entry, lists, paper, review, steps

app_name = "concerns_desk"

urlpatterns = [
    path("concerns/", lists.concerns, name="list"),
    path("concerns/<slug:reference>/", concern.concern, name="concern"),
    path("concerns/<slug:reference>/take-up/", steps.take_up, name="take_up"),
    path("concerns/<slug:reference>/answer/", steps.answer, name="answer"),
    path("concerns/<slug:reference>/ask/", steps.ask, name="ask"),
    path("concerns/<slug:reference>/done/", steps.done, name="done"),
    path("concerns/<slug:reference>/pass-on/", steps.pass_on, name="pass_on"),
    path("concerns/<slug:reference>/explain/", steps.explain, name="explain"),
    path("concerns/<slug:reference>/seal/", steps.seal, name="seal"),
    path("concerns/<slug:reference>/name/", concern.name, name="name"),
    path("concerns/<slug:reference>/ask-name/", concern.ask_name, name="ask_name"),
    path("concerns/<slug:reference>/photo/<slug:token>/", concern.photo, name="photo"),
    path("concerns/<slug:reference>/photo/<slug:token>/hide/", review.hide, name="hide"),
    path("concerns/<slug:reference>/paper-answer/", paper.paper_answer, name="paper_answer"),
    path("concerns/<slug:reference>/paper-done/", paper.paper_done, name="paper_done"),
    path("concerns/<slug:reference>/letter/", paper.letter, name="letter"),
    path("concerns/<slug:reference>/letter/<int:year>/<int:number>/", paper.incoming, name="incoming"),
    path(
        "concerns/<slug:reference>/letter/<int:year>/<int:number>/<slug:language>.pdf",
        paper.letter_pdf,
        name="letter_pdf",
    ),
    path("concerns/<slug:reference>/check/", council.check, name="check"),
    path("concerns/<slug:reference>/appeal/", council.appeal, name="appeal"),
    path("concerns/<slug:reference>/clear/", review.clear, name="clear"),
    path("concerns/<slug:reference>/review/", review.review, name="review"),
    path("enter/", entry.enter, name="enter"),
    path("enter/receipt/", entry.receipt, name="receipt"),
    path("strip/", entry.strip, name="strip"),
    path("paper/", paper.came_in, name="came_in"),
    path("blank-form.pdf", paper.blank_form, name="blank_form"),
    path("review/", review.queue, name="review_queue"),
    path("checks/", council.checks, name="checks"),
    path("checkpoint/", lists.checkpoint, name="checkpoint"),
    path("late/", lists.late, name="late"),
    path("demands/", council.demands_of, name="demands"),
    path("cannot-see/", lists.cannot_see, name="cannot_see"),
]
