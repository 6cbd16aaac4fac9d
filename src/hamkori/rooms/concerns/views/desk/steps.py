"""The office's steps: take up, answer, ask, done, pass on, explain, seal away."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, NotFound
from hamkori.kernel.forms import Form
from hamkori.kernel.words import pick
from hamkori.rooms.concerns import desk_queries, queries
from hamkori.rooms.concerns.actions import answering, closing, ladder, moderation
from hamkori.rooms.concerns.forms.desk import (
    AnswerForm,
    AskForm,
    DoneForm,
    ExplainForm,
    PassOnForm,
    ReadyTextForm,
    StepForm,
    WithFiles,
)
from hamkori.rooms.concerns.models import Concern
from hamkori.rooms.concerns.states import Outcome
from hamkori.rooms.concerns.views.desk.common import (
    bound,
    chosen_office,
    language_choices,
    page,
    step,
)
from hamkori.society.accounts.gate import staff_only
from hamkori.society.accounts.sessions import actor_of

GAP = "……"


def office_choices(actor: Actor, concern: Concern) -> list[tuple[str, Any]]:
    """Offices near the place, under their kind where there are several of a kind."""
    choices: list[tuple[str, Any]] = []
    for kind, offices in desk_queries.offices_near(concern):
        named = [(office.uid, office.name_in(actor.language)) for office in offices]
        choices += named if len(named) == 1 else [(kind, named)]
    return choices


def reason_choices(kind: str) -> list[tuple[str, Any]]:
    return [(reason.code, reason.name) for reason in queries.reasons(kind)]


def earlier(actor: Actor, number: str) -> Concern | None:
    """The concern that was raised before, if this actor may see its card. Raises `BadInput`."""
    if not number:
        return None
    try:
        return queries.for_actor(actor, number)
    except NotFound as error:
        raise BadInput(
            _("There is no concern with this number in your list. Check every letter and number."),
            field="duplicate_of",
        ) from error


@require_http_methods(["GET", "POST"])
@staff_only
def take_up(request: HttpRequest, reference: str) -> HttpResponse:
    return step(
        request,
        reference,
        verb="concern.answer",
        notice="taken_up",
        build=lambda request, actor, concern: StepForm(**bound(request)),
        act=lambda actor, concern, form: answering.take_up(actor=actor, concern=concern),
        title=_("Take it up"),
        lead=_("You answer for your office from now on. The resident sees that the office has opened it."),
        button=_("Take it up"),
    )


class _Gaps(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return GAP


def _ready_text(actor: Actor, concern: Concern, code: str, language: str, promised_on: str) -> str:
    """A ready text in a language; what we know is filled in, what we do not know is a gap to fill."""
    body: dict[str, str] = next(
        (template.bodies for template in queries.templates() if template.code == code), {}
    )
    office = concern.organisation.name_in(language) if concern.organisation else GAP
    return pick(body, language).format_map(_Gaps(date=promised_on.strip() or GAP, organisation=office))


def _with_ready_text(request: HttpRequest, actor: Actor, concern: Concern) -> AnswerForm:
    """The answer form with a ready text added to what stands there already."""
    code, language = request.POST.get("ready", ""), request.POST.get("ready_language", "")
    typed = request.POST.get("text", "").strip()
    with translation.override(language or concern.language):
        text = _ready_text(
            actor, concern, code, language or concern.language, request.POST.get("promised_on", "")
        )
    initial = {
        "text": f"{typed}\n\n{text}".strip(),
        "promised_on": request.POST.get("promised_on", ""),
        "once": request.POST.get("once", ""),
    }
    return AnswerForm(initial={key: value for key, value in initial.items() if value})


def _ready_form(request: HttpRequest, concern: Concern) -> ReadyTextForm:
    texts = [(template.code, template.name) for template in queries.templates()]
    return ReadyTextForm(
        initial={"ready_language": concern.language, "ready": request.POST.get("ready", "")},
        texts=texts,
        languages=language_choices(),
    )


@require_http_methods(["GET", "POST"])
@staff_only
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    actor = actor_of(request)

    def context(actor: Actor, concern: Concern) -> dict[str, Any]:
        shown = [
            (template.name, _ready_text(actor, concern, template.code, concern.language, ""))
            for template in queries.templates()
        ]
        return {"ready": _ready_form(request, concern), "shown": shown, "concern_text": concern.text}

    words: dict[str, Any] = {
        "title": _("Answer"),
        "button": _("Send the answer"),
        "lead": _("The resident reads it with the code. Say who does what, and by when."),
    }
    if request.method == "POST" and "insert" in request.POST:
        concern = queries.for_actor(actor, reference, verb="concern.answer")
        form = _with_ready_text(request, actor, concern)
        return page(request, "answer", {"concern": concern, "form": form, **words, **context(actor, concern)})

    def act(actor: Actor, concern: Concern, form: Form) -> None:
        assert isinstance(form, WithFiles)
        photos = form.take_files()
        if photos is not None:
            answering.answer(
                actor=actor,
                concern=concern,
                text=form.cleaned_data["text"],
                promised_on=form.cleaned_data["promised_on"],
                photos=photos,
                once=form.cleaned_data["once"],
            )

    return step(
        request,
        reference,
        verb="concern.answer",
        notice="answered",
        build=lambda request, actor, concern: AnswerForm(**bound(request)),
        act=act,
        template="answer",
        context=context,
        **words,
    )


@require_http_methods(["GET", "POST"])
@staff_only
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    return step(
        request,
        reference,
        verb="concern.answer",
        notice="asked",
        build=lambda request, actor, concern: AskForm(**bound(request)),
        act=lambda actor, concern, form: answering.ask_resident(
            actor=actor, concern=concern, text=form.cleaned_data["text"], once=form.cleaned_data["once"]
        ),
        title=_("Ask the resident"),
        button=_("Send the question"),
    )


@require_http_methods(["GET", "POST"])
@staff_only
def done(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what came of it. The resident agrees or opens it again: nothing is closed from a desk (K22)."""

    def act(actor: Actor, concern: Concern, form: Form) -> None:
        assert isinstance(form, WithFiles)
        data = form.cleaned_data
        duplicate_of = earlier(actor, data["duplicate_of"])
        photos = form.take_files()
        if photos is not None:
            closing.propose_close(
                actor=actor,
                concern=concern,
                outcome=Outcome(data["outcome"]),
                text=data["text"],
                refusal_reason=data["refusal_reason"],
                duplicate_of=duplicate_of,
                to=chosen_office(data["to"]),
                photos=photos,
                once=data["once"],
            )

    return step(
        request,
        reference,
        verb="concern.answer",
        notice="done",
        build=lambda request, actor, concern: DoneForm(
            **bound(request), reasons=reason_choices("refusal"), offices=office_choices(actor, concern)
        ),
        act=act,
        title=_("Say what came of it"),
        lead=_("It is not closed by this. The resident agrees, or opens it again."),
        button=_("Give it to the resident to check"),
    )


@require_http_methods(["GET", "POST"])
@staff_only
def pass_on(request: HttpRequest, reference: str) -> HttpResponse:
    def act(actor: Actor, concern: Concern, form: Form) -> None:
        to = chosen_office(form.cleaned_data["to"])
        if to is None:
            raise BadInput(_("Please choose one."), field="to")
        answering.pass_on(
            actor=actor,
            concern=concern,
            to=to,
            reason=form.cleaned_data["reason"],
            text=form.cleaned_data["text"],
        )

    return step(
        request,
        reference,
        verb="concern.pass_on",
        notice="passed_on",
        leaves=True,
        build=lambda request, actor, concern: PassOnForm(
            **bound(request), offices=office_choices(actor, concern)
        ),
        act=act,
        title=_("Pass it on"),
        lead=_(
            "The day of the answer stays the same. The name does not go with it: the resident decides again."
        ),
        button=_("Pass it on"),
    )


@require_http_methods(["GET", "POST"])
@staff_only
def explain(request: HttpRequest, reference: str) -> HttpResponse:
    return step(
        request,
        reference,
        verb="concern.explain",
        notice="explained",
        build=lambda request, actor, concern: ExplainForm(**bound(request)),
        act=lambda actor, concern, form: ladder.explain(
            actor=actor,
            concern=concern,
            text=form.cleaned_data["text"],
            new_date=form.cleaned_data["new_date"],
        ),
        title=_("Explain why it is late"),
        button=_("Save the explanation"),
    )


@require_http_methods(["GET", "POST"])
@staff_only
def seal(request: HttpRequest, reference: str) -> HttpResponse:
    """One step, one plain question. Afterwards nobody of the house can open it."""
    return step(
        request,
        reference,
        verb="concern.seal",
        notice="sealed",
        leaves=True,
        build=lambda request, actor, concern: StepForm(**bound(request)),
        act=lambda actor, concern, form: moderation.seal_away(actor=actor, concern=concern),
        title=_("Move it to the protected place?"),
        lead=_(
            "Do this when somebody may be hurt at home, a child is in danger, or it is about an officer. "
            "It leaves every list at once. Nobody here can open it any more. The resident sees the help page. "
            "Nothing is erased."
        ),
        button=_("Yes, move it now"),
    )
