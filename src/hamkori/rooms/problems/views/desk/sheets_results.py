"""The worksheets of measures, of the assessment and of the story."""

from typing import Any

from hamkori.ground.files import store
from hamkori.kernel import clock
from hamkori.kernel.forms import Form
from hamkori.kernel.words import pick
from hamkori.rooms.problems.actions import measuring, telling
from hamkori.rooms.problems.forms import results as result_forms
from hamkori.rooms.problems.models import StoryPiece
from hamkori.rooms.problems.queries import folders as queries
from hamkori.rooms.problems.queries.results import allowed_verdicts
from hamkori.rooms.problems.states import LAST, UNDER_WAY, State
from hamkori.rooms.problems.views.desk.common import bound, language
from hamkori.rooms.problems.views.desk.sheet_parts import Ask, here


def measure(ask: Ask) -> Form:
    initial: dict[str, Any] = {"better": "lower"}
    if ask.number:
        row = queries.measure_of(ask.folder, ask.number)
        initial = {
            "kind": row.kind, "title": row.title, "how": pick(row.how),
            "better": "lower" if row.lower_is_better else "higher", "about_bribes": row.about_bribes,
        }  # fmt: skip
    return result_forms.MeasureForm(bribes=ask.folder.about_bribes, initial=initial, **bound(ask.request))


def set_measure(ask: Ask, form: Any) -> object:
    data = form.cleaned_data
    return measuring.set_measure(
        actor=ask.actor, folder=ask.folder, kind=data["kind"], title=data["title"], how=data["how"],
        lower_is_better=data["better"] == "lower", language=language(), names_are_places=here(form),
        about_bribes=bool(data.get("about_bribes")),
        measure=queries.measure_of(ask.folder, ask.number) if ask.number else None,
    )  # fmt: skip


def point(ask: Ask) -> Form:
    queries.measure_of(ask.folder, ask.number)
    acts = State(ask.folder.state) in UNDER_WAY | LAST
    return result_forms.PointForm(acts=acts, **bound(ask.request))


def measure_at(ask: Ask, form: Any) -> object:
    data = form.cleaned_data
    return measuring.measure_at(
        actor=ask.actor, folder=ask.folder, measure=queries.measure_of(ask.folder, ask.number), at=data["at"],
        count=data["count"], base=data["base"], from_on=data["from_on"], until_on=data["until_on"],
    )  # fmt: skip


def assessment(ask: Ask) -> Form:
    row = queries.sheets_of(ask.folder).assessment
    initial: dict[str, Any] = {"watch_on": ask.folder.watch_on}
    if row:
        initial |= {
            "verdict": row.verdict, "explanations": row.explanations, "spread": row.spread,
            "new_harm": "yes" if row.new_harm else "no", "new_harms": pick(row.new_harms),
            "differently": pick(row.differently),
            **{f"moved_{code}": answer for code, answer in row.displaced.items()},
        }  # fmt: skip
    return result_forms.AssessForm(
        allowed=allowed_verdicts(ask.folder), initial=initial, **bound(ask.request)
    )


def assess(ask: Ask, form: Any) -> object:
    data = form.cleaned_data
    judgement = measuring.Judgement(
        explanations=data["explanations"], displaced=form.displaced, spread=data["spread"],
        new_harm=data["new_harm"] == "yes", new_harms=data["new_harms"], differently=data["differently"],
        verdict=data["verdict"], watch_on=data["watch_on"], names_are_places=here(form),
    )  # fmt: skip
    return measuring.assess(actor=ask.actor, folder=ask.folder, judgement=judgement, language=language())


def story(ask: Ask) -> Form:
    story = queries.sheets_of(ask.folder).story
    now = language()
    initial = {}
    if story:
        initial = {
            "telling": story.tellings.get(now, ""), "limits": story.limits.get(now, ""),
            "sharing": story.sharings.get(now, ""),
        }  # fmt: skip
    return result_forms.StoryForm(initial=initial, **bound(ask.request))


def write_story(ask: Ask, form: Any) -> object:
    data = form.cleaned_data
    return telling.write_story(
        actor=ask.actor, folder=ask.folder, language=language(), telling=data["telling"], limits=data["limits"],
        sharing=data["sharing"], names_are_places=here(form),
    )  # fmt: skip


def piece(ask: Ask) -> Form:
    return result_forms.PieceForm(initial={"agreed_on": clock.today()}, **bound(ask.request))


def add_piece(ask: Ask, form: Any) -> object:
    data = form.cleaned_data
    file = ""
    if data["kind"] == StoryPiece.Kind.PHOTO and data["photo"] and data["no_people_on_photo"]:
        file = store.take_in(data["photo"], purpose="story", photos_only=True).token
    new = telling.Piece(
        kind=data["kind"], words=data["words"], agreed_on=data["agreed_on"], until_on=data["until_on"], file=file,
        no_people_on_photo=data["no_people_on_photo"] or not data["photo"], names_are_places=here(form),
    )  # fmt: skip
    return telling.add_piece(actor=ask.actor, folder=ask.folder, piece=new, language=language())


def piece_back(ask: Ask, form: Any) -> object:
    return telling.withdraw_piece(
        actor=ask.actor, folder=ask.folder, piece=queries.piece_of(ask.folder, ask.number)
    )
