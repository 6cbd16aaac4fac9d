"""Asking a higher office, answering, passing on, taking back (R259)."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.ground.files.actions import attach
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import BadInput
from hamkori.rooms.problems.actions.common import locked
from hamkori.rooms.problems.asking import ASKING, Asked, answer_by
from hamkori.rooms.problems.models import Folder, HigherQuestion
from hamkori.rooms.problems.queries import asking as queries
from hamkori.rooms.problems.texts import checked, put
from hamkori.society.accounts.models import Organisation


@dataclass(frozen=True, slots=True)
class Paper:
    """A stamped paper: its number, and the token of its photo."""

    number: str = ""
    photo: str = ""


@action("higher.asked", verb="problem.lead", on="folder")
def ask_higher(
    *,
    actor: Actor,
    folder: Folder,
    to: Organisation,
    text: str,
    language: str,
    names_are_places: bool = False,
) -> HigherQuestion:
    """Put a question of the folder before a higher office."""
    folder = locked(folder)
    if to.pk not in {one.pk for one in queries.offices_above(folder)}:
        raise BadInput(_("Please choose from the list."), field="to")
    if HigherQuestion.objects.filter(folder=folder, to=to, state=Asked.ASKED).exists():
        raise BadInput(_("This office has a question of this folder already."), field="to")
    words = checked(text, field="text", place=folder.place, names_are_places=names_are_places)
    today = clock.today()
    made = HigherQuestion.objects.create(
        folder=folder, to=to, texts=put({}, language, words), asked_on=today, due_on=answer_by(today)
    )
    trail.note(subject=made, facts={"folder": folder.pk, "to": to.pk})
    return made


def _ended(actor: Actor, question: HigherQuestion, verb: str, paper: Paper) -> HigherQuestion:
    """The question after `verb`, not saved. A secretary needs the paper of the office (K55)."""
    fresh = (
        HigherQuestion.objects.select_for_update(of=("self",))
        .select_related("to", "folder__place")
        .get(pk=question.pk)
    )
    fresh.state = ASKING.target(verb, Asked(fresh.state))
    if actor.has_role(Role.SECRETARY):
        if not paper.number.strip():
            raise BadInput(_("Write the number that stands on the paper."), field="number")
        if not paper.photo:
            raise BadInput(_("A stamped paper needs its number and a photo of it."), field="photo")
        attach(actor=actor, tokens=[paper.photo], subject=fresh)
        fresh.on_paper, fresh.number, fresh.file = True, paper.number.strip(), paper.photo
    fresh.ended_on = clock.today()
    return fresh


@action("higher.answered", verb="higher.answer", on="question")
def answer_higher(
    *, actor: Actor, question: HigherQuestion, text: str, language: str, paper: Paper = Paper(),
    names_are_places: bool = False,
) -> HigherQuestion:  # fmt: skip
    """The answer of the office; it returns into the folder."""
    place = question.folder.place
    words = checked(text, field="text", place=place, names_are_places=names_are_places)
    fresh = _ended(actor, question, "answer", paper)
    fresh.answers = put(fresh.answers, language, words)
    fresh.save()
    trail.note(changed=["state"], facts={"on_paper": fresh.on_paper})
    return fresh


@action("higher.passed", verb="higher.answer", on="question")
def pass_higher(
    *, actor: Actor, question: HigherQuestion, to: Organisation, paper: Paper = Paper()
) -> HigherQuestion:
    """The office passes the question to one above it: a new row, with a new day, behind the old one."""
    if to.pk not in {one.pk for one in queries.higher_than(question)}:
        raise BadInput(_("Please choose from the list."), field="to")
    if HigherQuestion.objects.filter(folder=question.folder, to=to, state=Asked.ASKED).exists():
        raise BadInput(_("This office has a question of this folder already."), field="to")
    fresh = _ended(actor, question, "pass", paper)
    fresh.save()
    today = clock.today()
    made = HigherQuestion.objects.create(
        folder=fresh.folder,
        to=to,
        texts=fresh.texts,
        asked_on=today,
        due_on=answer_by(today),
        came_from=fresh,
    )
    trail.note(changed=["state"], facts={"to": to.pk, "on_paper": fresh.on_paper})
    return made


@action("higher.withdrawn", verb="problem.lead", on="folder")
def withdraw_higher(*, actor: Actor, folder: Folder, question: HigherQuestion) -> HigherQuestion:
    """The team takes its question back."""
    fresh = HigherQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk, folder=folder)
    fresh.state, fresh.ended_on = ASKING.target("withdraw", Asked(fresh.state)), clock.today()
    fresh.save(update_fields=["state", "ended_on"])
    trail.note(subject=fresh, changed=["state"])
    return fresh
