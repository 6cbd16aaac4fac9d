"""The worksheets of a folder: which form, what stands in it, which action it leads to."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from hamkori.kernel.forms import Form
from hamkori.kernel.words import pick
from hamkori.rooms.problems import library
from hamkori.rooms.problems.actions import (
    asking,
    deciding,
    evidence_files,
    folders,
    promising,
    telling,
    working,
)
from hamkori.rooms.problems.catalogue import SIDES
from hamkori.rooms.problems.forms import asking as asking_forms
from hamkori.rooms.problems.forms import folder as forms
from hamkori.rooms.problems.forms.common import SheetForm
from hamkori.rooms.problems.queries import asking as asking_queries
from hamkori.rooms.problems.queries import causes as cause_queries
from hamkori.rooms.problems.queries import folders as queries
from hamkori.rooms.problems.views.desk import papers
from hamkori.rooms.problems.views.desk import sheets_aims as aims
from hamkori.rooms.problems.views.desk import sheets_causes as causes
from hamkori.rooms.problems.views.desk import sheets_results as results
from hamkori.rooms.problems.views.desk.asking import end
from hamkori.rooms.problems.views.desk.common import Task, bound, language, office, run
from hamkori.rooms.problems.views.desk.sheet_parts import Ask, Sheet, here
from hamkori.society.accounts.gate import staff_only
from hamkori.society.accounts.sessions import actor_of

# --- the sentence and the six questions


def _statement(ask: Ask) -> Form:
    folder = ask.folder
    initial = {
        "title": folder.title,
        "what": pick(folder.whats),
        "where": pick(folder.wheres),
        "days": folder.days,
        "parts": folder.parts,
        "seasons": folder.seasons,
        "behaviour": folder.behaviour,
        "environment": folder.environment,
    }
    return forms.StatementForm(initial=initial, **bound(ask.request))


def _write_statement(ask: Ask, form: Any) -> object:
    data = form.cleaned_data
    statement = folders.Statement(
        title=data["title"],
        what=data["what"],
        where=data["where"],
        behaviour=data["behaviour"],
        environment=data["environment"],
        days=tuple(data["days"]),
        parts=tuple(data["parts"]),
        seasons=tuple(data["seasons"]),
        names_are_places=here(form),
    )
    return folders.write_statement(
        actor=ask.actor, folder=ask.folder, statement=statement, language=language()
    )


def _six(ask: Ask) -> Form:
    answers = {code: "yes" if answer else "no" for code, answer in ask.folder.cheers.items()}
    return forms.CheersForm(initial={**answers, "how_often": ask.folder.events or None}, **bound(ask.request))


def _refer(ask: Ask) -> Form:
    return forms.OfficeForm(offices=queries.offices_near(ask.folder.path), **bound(ask.request))


def _name_referral(ask: Ask, form: Any) -> object:
    to = office(form.cleaned_data["to"])
    assert to is not None  # the field refuses what was not offered
    return folders.name_referral(actor=ask.actor, folder=ask.folder, to=to)


# --- analysis


def _side(ask: Ask) -> Form:
    row = queries.sheets_of(ask.folder).sides.get(ask.side)
    initial = {"chosen": row.chosen, "keepers": row.keepers, "strength": str(row.strength)} if row else {}
    return forms.SideForm(side=ask.side, initial=initial, **bound(ask.request))


def _fill_side(ask: Ask, form: Any) -> object:
    data = form.cleaned_data
    return working.fill_side(
        actor=ask.actor, folder=ask.folder, side=ask.side, chosen=data["chosen"], keepers=data["keepers"],
        strength=int(data["strength"]),
    )  # fmt: skip


def _analysis(ask: Ask) -> Form:
    row = queries.sheets_of(ask.folder).analysis
    initial = {"causes": row.causes, "connectors": row.connectors, "absent": row.absent, "guess": row.guess}
    return forms.AnalysisForm(initial=initial, **bound(ask.request))


def _analyse(ask: Ask, form: Any) -> object:
    data = form.cleaned_data
    return working.analyse(
        actor=ask.actor, folder=ask.folder, causes=data["causes"], connectors=data["connectors"], absent=data["absent"],
        guess=data["guess"], language=language(), names_are_places=here(form),
    )  # fmt: skip


def _note_tried(ask: Ask, form: Any) -> object:
    data = form.cleaned_data
    return working.note_tried(
        actor=ask.actor, folder=ask.folder, kind=data["kind"], year=data["year"], result=data["result"]
    )


def _ask(ask: Ask, form: Any) -> object:
    data = form.cleaned_data
    return working.ask(
        actor=ask.actor, folder=ask.folder, text=data["text"], who=data["who"], language=language(),
        names_are_places=here(form),
    )  # fmt: skip


def _take_evidence(ask: Ask, form: Any) -> object:
    return evidence_files.take_evidence(
        actor=ask.actor, folder=ask.folder, content=form.cleaned_data["file"].read()
    )


def _answer(ask: Ask, form: Any) -> object:
    return working.answer_question(
        actor=ask.actor, folder=ask.folder, question=queries.question_of(ask.folder, ask.number),
        text=form.cleaned_data["text"], language=language(), names_are_places=here(form),
    )  # fmt: skip


# --- solutions and harm


def _solution(ask: Ask) -> Form:
    initial: dict[str, Any] = {"resource": "none"}
    if taken := library.idea(ask.request.GET.get("idea", "")):
        initial |= {
            "title": taken.title, "kind": taken.kind, "technique": taken.technique, "mechanism": taken.mechanism,
        }  # fmt: skip
    if ask.number:
        row = queries.option_of(ask.folder, ask.number)
        initial = {
            "title": row.title, "kind": row.kind, "technique": row.technique, "mechanism": row.mechanism,
            "chosen": row.chosen, "lead": row.lead.uid if row.lead else "", "hindrance": pick(row.hindrances),
            "partners": [one.uid for one in row.partners.all()], "due_on": row.due_on,
            "shown_by": pick(row.shown_by), "cause": str(row.cause_id or ""),
            "resource": row.resource, "work_days": row.work_days or None, "cost": row.cost or None,
            **{code: str(value) for code, value in row.feasible.items()},
        }  # fmt: skip
    return forms.SolutionForm(
        offices=queries.offices_near(ask.folder.path), initial=initial,
        causes=[one.cause for one in cause_queries.tree_of(ask.folder)], **bound(ask.request),
    )  # fmt: skip


def _write_solution(ask: Ask, form: Any) -> object:
    data = form.cleaned_data
    solution = working.Solution(
        title=data["title"], kind=data["kind"], technique=data["technique"], mechanism=data["mechanism"],
        feasible=form.feasible, chosen=data["chosen"], lead=office(data["lead"]), hindrance=data["hindrance"],
        partners=tuple(one for one in map(office, data["partners"]) if one is not None), due_on=data["due_on"],
        resource=data["resource"], cost=data["cost"] or 0, work_days=data["work_days"] or 0,
        shown_by=data["shown_by"], names_are_places=here(form),
        cause=cause_queries.cause_of(ask.folder, int(data["cause"])) if data.get("cause") else None,
    )  # fmt: skip
    option = queries.option_of(ask.folder, ask.number) if ask.number else None
    return working.write_solution(
        actor=ask.actor, folder=ask.folder, solution=solution, language=language(), option=option
    )


def _carried(ask: Ask) -> Form:
    return forms.CarriedForm(
        initial={"carried": queries.option_of(ask.folder, ask.number).carried}, **bound(ask.request)
    )


def _harm(ask: Ask) -> Form:
    row = queries.sheets_of(ask.folder).harm
    initial = {f"q_{code}": answer for code, answer in row.answers.items()} if row else {}
    return forms.HarmForm(
        initial={**initial, "measures": pick(row.measures) if row else ""}, **bound(ask.request)
    )


# --- decisions, steps and links


def _decision(ask: Ask) -> Form:
    kinds = [kind for kind in ("take_up", "response", "close", "story") if deciding.fits(ask.folder, kind)]
    return forms.DecisionForm(
        kinds=kinds, seats=queries.seats(ask.folder.team), categories=queries.category_names(ask.folder.team),
        **bound(ask.request),
    )  # fmt: skip


def _decide(ask: Ask, form: Any) -> object:
    data = form.cleaned_data
    wanted = {int(number) for number in data["seats"]}
    return deciding.decide(
        actor=ask.actor, team=ask.folder.team, folder=ask.folder, kind=data["kind"], way=data["way"],
        seats=[seat for seat in queries.seats(ask.folder.team) if seat.number in wanted], protocol=data["protocol"],
        on=data["on"], against=data["against"], abstained=data["abstained"], separate_opinion=data["separate_opinion"],
    )  # fmt: skip


def _link(ask: Ask) -> Form:
    return forms.LinkForm(concerns=queries.linkable(ask.folder), **bound(ask.request))


def _link_them(ask: Ask, form: Any) -> object:
    ids = [int(number) for number in form.cleaned_data["concerns"]]
    return folders.link_concerns(
        actor=ask.actor, folder=ask.folder, concerns=queries.concerns_by_id(ask.folder, ids)
    )


# --- asking higher


def _higher(ask: Ask) -> Form:
    return asking_forms.HigherForm(offices=asking_queries.offices_above(ask.folder), **bound(ask.request))


def _ask_higher(ask: Ask, form: Any) -> object:
    data = form.cleaned_data
    to = office(data["to"])
    assert to is not None  # the field refuses what was not offered
    return asking.ask_higher(
        actor=ask.actor,
        folder=ask.folder,
        to=to,
        text=data["text"],
        language=language(),
        names_are_places=here(form),
    )


def _higher_paper(ask: Ask) -> Form:
    question = asking_queries.of_row(ask.folder, ask.number)
    filled = bound(ask.request)
    if filled:
        filled["data"] = ask.request.POST.copy()  # the form writes into it which files it has taken
    return asking_forms.HigherPaperForm(offices=asking_queries.higher_than(question), **filled)


def _type_paper(ask: Ask, form: Any) -> object:
    taken = form.take_files()
    if taken is None:
        return None
    question = asking_queries.of_row(ask.folder, ask.number)
    return end(ask.actor, question, form, asking.Paper(form.cleaned_data["number"], "".join(taken[:1])))


def _button(ask: Ask) -> Form:
    return SheetForm(**bound(ask.request))


def _do(action: Callable[..., object], **more: Any) -> Callable[[Ask, Any], object]:
    return lambda ask, form: action(actor=ask.actor, folder=ask.folder, **more)


LEAD = "problem.lead"
SHEETS: dict[str, Sheet] = {
    "statement": Sheet(_("The problem in one sentence"), _statement, _write_statement,
                       lead=_("Place + behaviour + time. About what happens, never about a person or a group.")),
    "cheers": Sheet(_("Is it a problem for a folder?"), _six,
                    lambda ask, form: folders.answer_six(actor=ask.actor, folder=ask.folder, answers=form.answers,
                                                         events=form.cleaned_data["how_often"]),
                    lead=_("Six times yes: a problem. One no: pass it on to whoever can repair or answer it.")),
    "refer": Sheet(_("Pass it on"), _refer, _name_referral),
    "side": Sheet(_("One of the three sides"), _side, _fill_side,
                  lead=_("Choose from the lists. There is no field for names on purpose.")),
    "analysis": Sheet(_("What lies behind it"), _analysis, _analyse),
    "goal": Sheet(_("What the team wants to reach"), aims.goal, aims.set_goal,
                  lead=_("A small goal that is reached is better than a great one that is not.")),
    "whys": Sheet(_("Why there, why then"), aims.whys, aims.write_whys,
                  lead=_("About the place and what happens there, never about a person or a group.")),
    "stake": Sheet(_("Whom it concerns"), aims.stake, aims.note_stake,
                   lead=_("Kinds of people and offices only. Choosing one again changes it.")),
    "tried": Sheet(_("What has been tried before"), lambda ask: forms.TriedForm(**bound(ask.request)), _note_tried),
    "nothing-tried": Sheet(_("Nothing was tried before"), _button, _do(working.nothing_tried)),
    "question": Sheet(_("An open question"), lambda ask: forms.QuestionForm(**bound(ask.request)), _ask),
    "evidence": Sheet(_("A verdict of the crime statistics"), lambda ask: forms.EvidenceForm(**bound(ask.request)),
                      _take_evidence,
                      lead=_("The statistics hand out a signed file about a response that was registered before it "
                             "began. The folder gets its words; there are no single events in it.")),
    "answer": Sheet(_("What you found out"), lambda ask: forms.AnswerForm(**bound(ask.request)), _answer),
    "option": Sheet(_("A possible solution"), _solution, _write_solution,
                    lead=_("A team has no cash: what it brings is work, things, and a row in the local budget.")),
    "carried": Sheet(_("Was it carried out?"), _carried,
                     lambda ask, form: working.tell_carried(actor=ask.actor, folder=ask.folder,
                                                            option=queries.option_of(ask.folder, ask.number),
                                                            carried=form.cleaned_data["carried"])),
    "harm": Sheet(_("Could this harm anybody?"), _harm,
                  lambda ask, form: working.check_harm(actor=ask.actor, folder=ask.folder, answers=form.answers,
                                                       measures=form.cleaned_data["measures"], language=language(),
                                                       names_are_places=here(form)),
                  lead=_("Somebody else of the team reads it afterwards.")),
    "harm-read": Sheet(_("I have read the check for harm and agree"), causes.read, causes.read_check),
    "focal": Sheet(_("Who reads the checks for harm"), causes.focal_form, causes.name_focal, verb=LEAD,
                   lead=_("The team chooses one of its members who looks at every plan for women and men, girls and "
                          "boys alike.")),
    "cause": Sheet(_("A cause, and what lies behind it"), causes.cause, causes.write_cause,
                   lead=_("Ask “why?” again and again: what stands deepest is the root.")),
    "cause-words": Sheet(_("A cause, and what lies behind it"), causes.words, causes.change_cause),
    "cause-out": Sheet(_("Take the cause out, with everything behind it"), _button, causes.drop_cause,
                       button=_("Take it out")),
    "owner": Sheet(_("Whose place is it?"), causes.owner, causes.name_owner,
                   lead=_("An office, never a person. It is asked first when something has to be repaired.")),
    "decision": Sheet(_("A decision of the team"), _decision, _decide, verb=LEAD),
    "promises": Sheet(_("Put the plan into the ledger of promises"), _button, _do(promising.promise_plan), verb=LEAD,
                      lead=_("What an office leads becomes its promise, on the protocol of the decision.")),
    "measure": Sheet(_("What is measured"), results.measure, results.set_measure),
    "point": Sheet(_("A measurement"), results.point, results.measure_at),
    "assessment": Sheet(_("Did it help?"), results.assessment, results.assess),
    "story": Sheet(_("The story of this folder"), results.story, results.write_story,
                   lead=_("Write it in each language of the site: change the language above. No names of people.")),
    "piece": Sheet(_("A quote or a photo for the story"), results.piece, results.add_piece,
                   lead=_("Only with consent, until a day. Who agreed stays on paper with the team. "
                          "Afterwards the team votes on the story again.")),
    "piece-back": Sheet(_("The consent was taken back"), _button, results.piece_back,
                        lead=_("From now on nobody sees it."), button=_("Take it out of the story")),
    "higher": Sheet(_("Ask a higher office"), _higher, _ask_higher, verb=LEAD,
                    lead=_("In one sentence, without names. The answer is asked within 15 working days.")),
    "higher-paper": Sheet(_("The answer of the office, from stamped paper"), _higher_paper, _type_paper, verb=LEAD),
    "higher-back": Sheet(_("Take the question back"), _button,
                         lambda ask, form: asking.withdraw_higher(
                             actor=ask.actor, folder=ask.folder,
                             question=asking_queries.of_row(ask.folder, ask.number)), verb=LEAD),
    "publish": Sheet(_("Publish the story"), _button, _do(telling.publish_story), verb=LEAD, button=_("Publish")),
    "withdraw": Sheet(_("Take the story off the public pages"), _button, _do(telling.withdraw_story), verb=LEAD),
    "link": Sheet(_("Concerns of this problem"), _link, _link_them),
    "show": Sheet(_("Show the folder to everybody"), _button, _do(folders.show, shown=True), verb=LEAD,
                  button=_("Show it")),
    "hide": Sheet(_("Take the folder off the public pages"), _button, _do(folders.show, shown=False), verb=LEAD),
    "agree-show": Sheet(_("The council agrees that this folder is shown"), _button, _do(folders.agree_to_showing),
                        verb="problem.consent"),
    "watch": Sheet(_("Did it come back?"), lambda ask: forms.WatchForm(**bound(ask.request)),
                   lambda ask, form: folders.watched(actor=ask.actor, folder=ask.folder,
                                                     came_back=form.cleaned_data["came_back"] == "yes"), verb=LEAD),
    "shelve": Sheet(_("Set it aside for now"), lambda ask: forms.ShelveForm(**bound(ask.request)),
                    lambda ask, form: folders.take_step(actor=ask.actor, folder=ask.folder, verb="shelve",
                                                        shelved_for=form.cleaned_data["why"]), verb=LEAD),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
@staff_only
def sheet(request: HttpRequest, uid: str, name: str, number: int = 0) -> HttpResponse:
    """One worksheet. Who may not fill it in gets 404."""
    side = name if name in SIDES else ""
    found = SHEETS.get("side" if side else name)
    if found is None:
        raise Http404
    actor = actor_of(request)
    folder = queries.for_actor(actor, uid, verb=found.verb)
    ask = Ask(request, actor, folder, number, side)
    task = Task(
        form=found.make(ask),
        act=lambda form: found.act(ask, form),
        title=SIDES[side] if side else found.title,
        button=found.button,
        lead=found.lead,
        back=reverse("problems_desk:folder", args=[folder.uid]),
        context={"folder": folder, "shown_side": side, **papers.beside(request, actor, folder)},
    )
    return run(request, task)
