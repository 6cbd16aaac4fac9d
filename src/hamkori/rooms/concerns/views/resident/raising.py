"""Raising a concern in three short screens: where, what, who you are. The receipt is the answer to the last one.

Each address shows its own screen and reads the form of the screen before it (`screen` says which form comes).
Our own back buttons send the form too, so nothing that was typed is lost in either direction.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hamkori.ground.files import actions as file_actions
from hamkori.ground.files import queries as file_queries
from hamkori.ground.files.store import take_in
from hamkori.ground.receipts import actions as receipt_actions
from hamkori.ground.receipts import once
from hamkori.ground.receipts import queries as receipts
from hamkori.ground.receipts.drafts import Lost
from hamkori.ground.receipts.models import Receipt
from hamkori.kernel import clock, guard
from hamkori.kernel.actor import ANYONE
from hamkori.kernel.errors import BadInput
from hamkori.kernel.forms import tidy
from hamkori.kernel.references import show_reference
from hamkori.rooms.concerns import clocks, queries, screening
from hamkori.rooms.concerns.actions.intake import LONGEST_TEXT, Intake, raise_concern
from hamkori.rooms.concerns.forms.resident import MOST_PHOTOS, WhatForm, WhoForm
from hamkori.rooms.concerns.models import Topic
from hamkori.rooms.concerns.routing import Route, route_for
from hamkori.rooms.concerns.states import Kind, Named, Track
from hamkori.rooms.concerns.views.resident import choosing, together
from hamkori.rooms.concerns.views.resident.common import language, office_name, resident_page
from hamkori.rooms.concerns.views.resident.draft import Draft
from hamkori.rooms.concerns.views.resident.receipt import NOTED, receipt_page
from hamkori.society.accounts.models import Organisation
from hamkori.society.places import queries as places
from hamkori.society.places.models import Place

# --- where -----------------------------------------------------------------------------------------------------


@resident_page
def where(request: HttpRequest) -> HttpResponse:
    """The first screen. A link may name a place: /raise/?place=CODE."""
    if request.method != "POST":
        return _where(request, Draft(), choosing.linked(request.GET.get("place", "")))
    try:
        kept = _kept(request)
    except Lost:
        return _begin_anew(request)
    return _where(request, kept, choosing.asked(request.POST, kept))


def _where(request: HttpRequest, kept: Draft, choice: choosing.Choice, *, status: int = 200) -> HttpResponse:
    context = {"choice": choice, "sealed": kept.sealed(), "fresh": not kept.what}
    return render(request, "concerns/resident/where.html", context, status=422 if choice.error else status)


# --- what ------------------------------------------------------------------------------------------------------


@resident_page
def what(request: HttpRequest) -> HttpResponse:
    """The second screen: comes from the place, or back from the third."""
    if request.method != "POST":
        return redirect("concerns:raise")
    try:
        kept = _kept(request)
    except Lost:
        return _begin_anew(request)
    if "place" in request.POST:
        choice = choosing.chosen(request.POST["place"])
        if choice.place is None or choice.error:
            return _where(request, kept, choice)
        kept.place = choice.place.code
    place = _place_of(kept)
    if place is None:
        return _where(request, kept, choosing.nothing())
    return _what(request, kept, place, WhatForm(initial=kept.what, topics=queries.topics()))


def _what(
    request: HttpRequest, kept: Draft, place: Place, form: WhatForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "place_name": places.full_name(place),
        "sealed": kept.sealed(),
        "photos": list(range(1, len(file_queries.pending(kept.photos)) + 1)) if kept.photos else [],
        "more_photos": MOST_PHOTOS - len(kept.photos),
    }
    return render(request, "concerns/resident/what.html", context, status=422 if form.errors else status)


def _read_what(request: HttpRequest, kept: Draft, place: Place) -> HttpResponse | None:
    """Check the second screen's form. An answer when it cannot go on yet; raises `Screened` before anything else."""
    topics = queries.topics()
    form = WhatForm(request.POST, request.FILES, topics=topics)
    chosen = {topic.code: topic for topic in topics}.get(request.POST.get("topic", ""))
    _refuse(kept, *_words(request.POST), topic_screen=chosen.screen if chosen else "")
    unwanted = [token for number, token in enumerate(kept.photos, 1) if f"drop{number}" in request.POST]
    if unwanted:
        file_actions.drop_pending(actor=ANYONE, tokens=unwanted)
        kept.photos = [token for token in kept.photos if token not in unwanted]
    kept.keep_what(_typed(request))
    if not form.is_valid():
        if request.FILES:
            form.add_error("photos", _("Please add the photos again once the other fields are filled in."))
        return _what(request, kept, place, form)
    if not _take_photos(form, kept):
        return _what(request, kept, place, form)
    if screening.labels_people(kept.what["text"]) and not kept.guided:
        return _guidance(request, kept)
    return None


def _refuse(kept: Draft, text: str, more: str = "", *, topic_screen: str = "") -> None:
    """Raise `Screened` for words or a topic of a calm page, and take photos that wait off the disk first (K57)."""
    try:
        screening.refuse(text, more, topic_screen=topic_screen, read=kept.read)
    except screening.Screened:
        _drop_photos(kept)
        raise


def _drop_photos(kept: Draft) -> None:
    if kept.photos:
        file_actions.drop_pending(actor=ANYONE, tokens=kept.photos)


def _words(data: QueryDict) -> tuple[str, str]:
    """The typed words that the screens look at; a text beyond the limit is refused anyway."""
    return tidy(data.get("text", "")[: 2 * LONGEST_TEXT]), tidy(data.get("landmark", "")[:LONGEST_TEXT])


def _take_photos(form: WhatForm, kept: Draft) -> bool:
    """Keep the photos, encrypted and pending: only now, after the words have passed the screens (K57)."""
    photos = form.cleaned_data["photos"]
    if len(photos) > MOST_PHOTOS - len(kept.photos):
        form.add_error("photos", _("Too many photos. At most: %(limit)s.") % {"limit": MOST_PHOTOS})
        return False
    for photo in photos:
        try:
            kept.photos.append(take_in(photo, purpose="concern").token)
        except BadInput as error:
            form.add_error("photos", str(error))
    return not form.errors


def _guidance(request: HttpRequest, kept: Draft) -> HttpResponse:
    """Words that label people: a page that asks to write about the place; both ways are open (K18)."""
    page = queries.screen(screening.LABELS)
    return render(request, "concerns/resident/guidance.html", {"page": page, "sealed": kept.sealed()})


# --- who -------------------------------------------------------------------------------------------------------


@resident_page
def who(request: HttpRequest) -> HttpResponse:
    """The third screen, and the sending of it."""
    if request.method != "POST":
        return redirect("concerns:raise")
    sent_from = request.POST.get("screen", "")
    try:
        kept = _kept(request, keep=sent_from != "what")
    except Lost:
        return _begin_anew(request)
    place = _place_of(kept)
    if place is None:
        return _where(request, kept, choosing.nothing())
    if sent_from == "what":
        if (answer := _read_what(request, kept, place)) is not None:
            return answer
    elif sent_from == "guidance":
        kept.guided = True
    topic = _topic(kept.what.get("topic", ""))
    if topic is None:
        return _what(request, kept, place, WhatForm(initial=kept.what, topics=queries.topics()))
    if screening.labels_people(kept.what["text"]) and not kept.guided:
        return _guidance(request, kept)
    screen = _Who(kept, place, topic)
    if sent_from != "who":
        return screen.answer(request, screen.form(initial=screen.initial()))
    return _send(request, screen)


def _topic(code: str) -> Topic | None:
    return next((topic for topic in queries.topics() if topic.code == code), None)


class _Who:
    """The third screen of one draft: who answers, which clocks, what everyone would see."""

    def __init__(self, kept: Draft, place: Place, topic: Topic) -> None:
        self.kept, self.place, self.topic = kept, place, topic
        self.route: Route = route_for(topic, place.path)
        self.kind = Kind(kept.what["kind"]) if kept.what.get("kind") in Kind.values else Kind.CONCERN

    @property
    def office(self) -> Organisation | None:
        return self.route.office

    @property
    def police_answers(self) -> bool:
        return self.office is not None and self.office.is_police

    def initial(self) -> dict[str, Any]:
        """What was typed before; where care is needed, nobody is asked for a name first (K32)."""
        careful = {"named": Named.ANONYMOUS.value} if self.place.is_careful else {}
        return {**careful, **self.kept.who}

    def form(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> WhoForm:
        return WhoForm(
            data,
            initial=initial,
            office=office_name(self.office),
            police_answers=self.police_answers,
            clocks=self._clocks(),
            may_be_public=self.topic.public,
        )

    def _clocks(self) -> dict[str, tuple[int, str]] | None:
        if self.kind is Kind.THANKS:
            return None
        rules = {
            track: clocks.clock_for(track, self.kind.value, clocks.FIRST_ANSWER) for track in Track.values
        }
        return {track: (rule.days, rule.unit) for track, rule in rules.items()}

    def answer(self, request: HttpRequest, form: WhoForm, *, status: int = 200) -> HttpResponse:
        text = self.kept.what["text"]
        public = places.public_level(self.place)
        known = frozenset(
            word for above in (*places.ancestors(self.place), self.place) for word in _names(above)
        )
        context = {
            "form": form,
            "sealed": self.kept.sealed(),
            "topic": self.topic,
            "place_name": places.full_name(public),
            "month": clock.today(),
            "public_text": guard.masked(text, known=known),
            "warnings": list(
                dict.fromkeys(str(found.sentence) for found in guard.findings(text, known=known))
            ),
            "office": office_name(self.office),
            "has_office": self.office is not None,
            "team": office_name(self.route.team) if self.route.team else "",
            "police_answers": self.police_answers,
            "screened": self.topic.handling == "screening" or (self.place.is_careful and self.topic.police),
            "careful": self.place.is_careful,
            "similar": together.similar(self.topic, public),
        }
        return render(request, "concerns/resident/who.html", context, status=422 if form.errors else status)

    def intake(self, form: WhoForm) -> Intake:
        said = form.cleaned_data
        named = Named(said["named"])
        gives_name = named is not Named.ANONYMOUS
        return Intake(
            place=self.place,
            topic=self.topic,
            kind=self.kind,
            text=self.kept.what["text"],
            landmark=self.kept.what.get("landmark", ""),
            track=Track(said.get("track") or Track.NOTE),
            named=named,
            name=said["name"] if gives_name else "",
            phone=str(said["phone"]) if gives_name else "",
            contact_note=said["contact_note"] if gives_name else "",
            tell_by_sms=said["tell_by_sms"] and gives_name,
            show_police=said.get("show_police", False) and gives_name,
            publish=said.get("publish") == "yes",
            language=language(),
            photos=tuple(self.kept.photos),
            screen_read=self.kept.read,
        )


def _names(place: Place) -> list[str]:
    return [word for name in place.names.values() for word in str(name).split()]


def _send(request: HttpRequest, screen: _Who) -> HttpResponse:
    """Store it once, however often this is pressed, and answer with the receipt."""
    form = screen.form(request.POST)
    if not form.is_valid():
        return screen.answer(request, form)
    intake = screen.intake(form)
    try:
        raised = raise_concern(
            actor=ANYONE, submission_key=screen.kept.key, intake=intake, route=screen.route
        )
    except BadInput as error:
        return _mend(request, screen, form, error)
    except screening.Screened:
        _drop_photos(screen.kept)
        raise
    if raised.repeated and raised.receipt.noted:
        return _received_before(request, raised.receipt)
    return receipt_page(request, raised, screen.kept.key)


def _received_before(request: HttpRequest, receipt: Receipt) -> HttpResponse:
    context = {"reference": show_reference(receipt.reference), "on": receipt.on}
    return render(request, "concerns/resident/received_before.html", context, status=409)


@resident_page
def noted(request: HttpRequest) -> HttpResponse:
    """The button of the receipt: the code is on paper now. On a shared phone nobody gets it by going back."""
    key = once.key_in(request.POST.get("state", ""), purpose=NOTED)
    if key is not None:
        receipt_actions.code_noted(key)
    return redirect(f"/{language()}/")


def _mend(request: HttpRequest, screen: _Who, form: WhoForm, error: BadInput) -> HttpResponse:
    """Show what the action did not accept at the field it belongs to, on the screen where that field stands."""
    if error.field in ("text", "topic"):
        what_form = WhatForm(screen.kept.what, topics=queries.topics())
        what_form.add_error(error.field, str(error))
        return _what(request, screen.kept, screen.place, what_form)
    if error.field is None and screen.kept.photos:
        screen.kept.photos = [file.token for file in file_queries.pending(screen.kept.photos)]
    form.add_error(error.field if error.field in form.fields else None, str(error))
    return screen.answer(request, form)


# --- the sealed field ------------------------------------------------------------------------------------------


def _kept(request: HttpRequest, *, keep: bool = True) -> Draft:
    """The draft of this form, with what was typed on the screen that was left by a back button."""
    kept = Draft.opened(request.POST.get("state", ""))
    sent_from = request.POST.get("screen", "")
    if keep and sent_from == "what":
        _refuse(kept, *_words(request.POST))
        kept.keep_what(_typed(request))
    elif keep and sent_from == "who":
        _refuse(kept, tidy(request.POST.get("contact_note", "")[:LONGEST_TEXT]))
        kept.keep_who(_typed(request))
    return kept


def _typed(request: HttpRequest) -> dict[str, str]:
    """What the form brought, without the characters that no page should show."""
    return {name: tidy(str(value)) for name, value in request.POST.items()}


def _place_of(kept: Draft) -> Place | None:
    return choosing.chosen(kept.place).place if kept.place else None


def _begin_anew(request: HttpRequest) -> HttpResponse:
    """The sealed field cannot be used: say so plainly, and keep what was typed visible in the form.

    A field that is only too old and was sent already leads to the number, never to the code.
    """
    old = Draft.of_any_age(request.POST.get("state", ""))
    if old is not None and (receipt := receipts.by_submission(old.key)) is not None:
        return _received_before(request, receipt)
    fresh = Draft()
    typed = _typed(request)
    if old is not None:
        fresh.place, fresh.what, fresh.who, fresh.read = old.place, old.what, old.who, old.read
    sent_from = typed.get("screen", "")
    if sent_from == "what":
        _refuse(old or fresh, *_words(request.POST))
        fresh.keep_what(typed)
    elif sent_from == "who":
        _refuse(old or fresh, tidy(request.POST.get("contact_note", "")[:LONGEST_TEXT]))
        fresh.keep_who(typed)
    context = {
        "sealed": fresh.sealed(),
        "place": _place_of(fresh),
        "text": typed.get("text", "") or fresh.what.get("text", ""),
        "landmark": fresh.what.get("landmark", ""),
        "kind": fresh.what.get("kind", ""),
        "topic": fresh.what.get("topic", ""),
        "name": fresh.who.get("name", ""),
        "phone": fresh.who.get("phone", ""),
    }
    return render(request, "concerns/resident/anew.html", context, status=409)
