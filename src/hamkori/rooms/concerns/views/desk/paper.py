"""The loop on paper (K55): letters that go out with a number, answers that come back on stamped paper or spoken."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import BadInput, HamkoriError
from hamkori.kernel.forms import Form
from hamkori.kernel.pages import never_kept
from hamkori.rooms.concerns import desk_queries, letters, queries
from hamkori.rooms.concerns.actions import answering, closing, paper
from hamkori.rooms.concerns.forms.desk import (
    IncomingForm,
    PaperAnswerForm,
    PaperDoneForm,
    StepForm,
    WithFiles,
)
from hamkori.rooms.concerns.models import Concern, PaperAnswer
from hamkori.rooms.concerns.states import Outcome
from hamkori.rooms.concerns.views.desk.common import (
    bound,
    chosen_office,
    explain,
    go,
    language_choices,
    leave_notice,
    page,
    remember_taken,
    step,
    taken_before,
)
from hamkori.rooms.concerns.views.desk.steps import earlier, office_choices, reason_choices
from hamkori.society.accounts.gate import staff_only, with_role
from hamkori.society.accounts.models import Organisation
from hamkori.society.accounts.sessions import actor_of


def _answering_office(concern: Concern) -> Organisation:
    if concern.organisation is None:
        raise BadInput(_("No office has this concern yet. Pass it on to one first."))
    return concern.organisation


def _proof(form: Form) -> dict[str, Any] | None:
    """What every paper carries; None when its photo cannot be taken."""
    assert isinstance(form, WithFiles)
    photos = form.take_files()
    if photos is None:
        return None
    data = form.cleaned_data
    return {
        "way": PaperAnswer.Way(data["way"]),
        "dated_on": data["dated_on"],
        "number": data["number"],
        "photo": photos[0] if photos else "",
        "witnesses": (data["first_witness"], data["second_witness"]),
        "text": data["text"],
        "once": data["once"],
    }


@require_http_methods(["GET", "POST"])
@staff_only
def paper_answer(request: HttpRequest, reference: str) -> HttpResponse:
    def act(actor: Actor, concern: Concern, form: Form) -> None:
        proof = _proof(form)
        if proof is not None:
            answering.type_paper_answer(
                actor=actor,
                concern=concern,
                organisation=_answering_office(concern),
                promised_on=form.cleaned_data["promised_on"],
                **proof,
            )

    return _typed(
        request,
        reference,
        build=lambda request, actor, concern: PaperAnswerForm(**bound(request)),
        act=act,
        title=_("Type in an answer that came on paper"),
        lead=_("It counts like an answer on the screen: the number and a photo, or two witnesses."),
        button=_("Save the answer"),
    )


@require_http_methods(["GET", "POST"])
@staff_only
def paper_done(request: HttpRequest, reference: str) -> HttpResponse:
    """The office says on paper that it is done; the resident still checks (K22, K55)."""

    def act(actor: Actor, concern: Concern, form: Form) -> None:
        data = form.cleaned_data
        duplicate_of = earlier(actor, data["duplicate_of"])
        proof = _proof(form)
        if proof is not None:
            closing.type_paper_done(
                actor=actor,
                concern=concern,
                organisation=_answering_office(concern),
                outcome=Outcome(data["outcome"]),
                refusal_reason=data["refusal_reason"],
                duplicate_of=duplicate_of,
                to=chosen_office(data["to"]),
                **proof,
            )

    return _typed(
        request,
        reference,
        build=lambda request, actor, concern: PaperDoneForm(
            **bound(request), reasons=reason_choices("refusal"), offices=office_choices(actor, concern)
        ),
        act=act,
        title=_("Type in what the office says was done"),
        lead=_("It is not closed by this. The resident agrees, or opens it again."),
        button=_("Give it to the resident to check"),
    )


def _typed(request: HttpRequest, reference: str, **words: Any) -> HttpResponse:
    """A clerk sees no list and no concern: afterwards the clerk is back at the form for the next one."""
    return step(
        request,
        reference,
        verb="concern.type_paper_answer",
        notice="paper",
        leaves=actor_of(request).has_role(Role.CLERK),
        back="came_in" if actor_of(request).has_role(Role.CLERK) else "list",
        template="paper",
        **words,
    )


@require_GET
@with_role(Role.CLERK, Role.SECRETARY)
def came_in(request: HttpRequest) -> HttpResponse:
    """A paper lies on the table: its number leads to the form."""
    actor = actor_of(request)
    number = request.GET.get("number", "").strip()
    if number:
        try:
            found = queries.for_actor(actor, number, verb="concern.type_paper_answer")
            return go("paper_answer", found.shown_reference)
        except HamkoriError:
            return page(request, "came_in", {"not_found": number}, status=404)
    return page(request, "came_in")


@require_http_methods(["GET", "POST"])
@with_role(Role.SECRETARY)
def letter(request: HttpRequest, reference: str) -> HttpResponse:
    """Make the numbered letter, fetch it as PDF, write down the office's incoming number."""
    actor = actor_of(request)
    concern = queries.for_actor(actor, reference, verb="concern.make_letter")
    if request.method == "POST":
        if not taken_before(request):
            form = StepForm(request.POST)
            if form.is_valid():
                paper.make_letter(actor=actor, concern=concern)
                remember_taken(request)
        return go("letter", concern.shown_reference)
    return _letters_page(request, actor, concern)


def _letters_page(
    request: HttpRequest, actor: Actor, concern: Concern, wrong: tuple[int, int, IncomingForm] | None = None
) -> HttpResponse:
    rows = []
    for one in desk_queries.letters_of(actor, concern):
        mine = wrong is not None and (one.year, one.number) == wrong[:2]
        form = wrong[2] if wrong is not None and mine else IncomingForm(prefix=f"l{one.number}")
        rows.append(
            {
                "letter": one,
                "shown_number": letters.shown_number(one),
                "to": one.to.name_in(actor.language),
                "form": form,
            }
        )
    context = {
        "concern": concern,
        "office": concern.organisation.name_in(actor.language) if concern.organisation else "",
        "rows": rows,
        "form": StepForm(),
        "letter_languages": language_choices(),
        "with_words": bool(desk_queries.words_for_letter(actor, concern)[0]),
    }
    return page(request, "letters", context, status=422 if wrong else 200)


@require_POST
@with_role(Role.SECRETARY)
def incoming(request: HttpRequest, reference: str, year: int, number: int) -> HttpResponse:
    actor = actor_of(request)
    concern = queries.for_actor(actor, reference, verb="concern.make_letter")
    form = IncomingForm(request.POST, prefix=f"l{number}")
    if form.is_valid():
        try:
            paper.record_incoming_number(
                actor=actor,
                concern=concern,
                year=year,
                number=number,
                incoming_number=form.cleaned_data["incoming_number"],
                incoming_on=form.cleaned_data["incoming_on"],
            )
        except BadInput as error:
            explain(form, error)
        else:
            leave_notice(request, "received")
            return go("letter", concern.shown_reference)
    return _letters_page(request, actor, concern, (year, number, form))


def _pdf(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return never_kept(response)


@require_GET
@with_role(Role.SECRETARY)
def letter_pdf(request: HttpRequest, reference: str, year: int, number: int, language: str) -> HttpResponse:
    """The letter on one sheet, in the chosen language."""
    actor = actor_of(request)
    concern = queries.for_actor(actor, reference, verb="concern.make_letter")
    one = desk_queries.letter(actor, concern, year, number)
    if language not in dict(language_choices()):
        language = actor.language
    content = letters.letter_content(
        letter=one, concern=concern, words=desk_queries.words_for_letter(actor, concern), language=language
    )
    return _pdf(letters.letter_pdf(content), f"{year}-{number}-{language}")


@require_GET
@staff_only
def blank_form(request: HttpRequest) -> HttpResponse:
    """An empty sheet for handwriting, with a strip to tear off, in the language of the page."""
    language = actor_of(request).language
    return _pdf(letters.blank_form_pdf(language), f"form-{language}")
