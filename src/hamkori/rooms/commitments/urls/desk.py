"""Pages of the desk about promises, under /<language>/desk/."""

from django.urls import path

from hamkori.rooms.commitments.views import desk, making, steps

app_name = "commitments_desk"

urlpatterns = [
    path("promises/", desk.board, name="board"),
    path("promises/new/", making.many, name="many"),
    path("promises/new/one/", making.full, name="full"),
    path("promises/meeting/", making.meeting, name="meeting"),
    path("promises/<slug:reference>/", desk.one, name="one"),
    path("promises/<slug:reference>/done/", steps.done, name="done"),
    path("promises/<slug:reference>/new-day/", steps.move, name="move"),
    path("promises/<slug:reference>/explain/", steps.explain, name="explain"),
    path("promises/<slug:reference>/evidence/", steps.evidence, name="evidence"),
    path("promises/<slug:reference>/confirm/", steps.confirm, name="confirm"),
    path("promises/<slug:reference>/open-again/", steps.reopen, name="reopen"),
    path("promises/<slug:reference>/not-kept/", steps.not_kept, name="not_kept"),
    path("promises/<slug:reference>/take-back/", steps.withdraw, name="withdraw"),
    path("promises/<slug:reference>/check/", steps.check, name="check"),
    path("promises/<slug:reference>/letter/", steps.letter, name="letter"),
    path("promises/<slug:reference>/letter/<int:year>/<int:number>/", steps.incoming, name="incoming"),
    path(
        "promises/<slug:reference>/letter/<int:year>/<int:number>/<slug:language>.pdf",
        steps.letter_pdf,
        name="letter_pdf",
    ),
    path("promises/<slug:reference>/photo/<slug:token>/", desk.photo, name="photo"),
]
