"""Scorecards of a team: the card, the counts of each group, the scores of the service, the meeting of both."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from hamkori.kernel import access, clock
from hamkori.kernel.actor import Role
from hamkori.kernel.errors import NotFound
from hamkori.rooms.problems import walk_papers
from hamkori.rooms.problems.actions import scoring
from hamkori.rooms.problems.forms import scoring as forms
from hamkori.rooms.problems.models.scorecard import LEVELS, SCORING
from hamkori.rooms.problems.queries import folders as folder_queries
from hamkori.rooms.problems.queries import scorecards as queries
from hamkori.rooms.problems.rules import in_team as is_in_team
from hamkori.rooms.problems.rules import keeps_team
from hamkori.rooms.problems.scorecard_papers import card_pdf
from hamkori.rooms.problems.views.desk.common import (
    Task,
    bound,
    go,
    language,
    office,
    own_team,
    page,
    run,
)
from hamkori.rooms.problems.views.desk.team import in_team
from hamkori.society.accounts.gate import staff_only, with_role
from hamkori.society.accounts.sessions import actor_of
from hamkori.society.places import queries as places

HALF_A_YEAR = timedelta(days=182)


def _back(uid: str) -> str:
    return reverse("problems_desk:scorecard", args=[uid])


@require_http_methods(["GET", "POST"])
@in_team
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    team = own_team(actor)
    form = forms.CardForm(
        places=folder_queries.places_of(team), offices=folder_queries.offices_near(team.place.path),
        **bound(request),
    )  # fmt: skip
    made: list[str] = []

    def act(_form: Any) -> None:
        data = form.cleaned_data
        service = office(data["service"])
        assert service is not None  # the field refuses what was not offered
        card = scoring.open_card(
            actor=actor, team=team, place=places.get(data["place"]), service=service, statements=data["statements"]
        )  # fmt: skip
        made.append(card.uid)

    lead = _(
        "Residents, each group on its own, and the service itself score the same statements. Then both sides meet."
    )  # fmt: skip
    response = run(
        request, Task(form, act, _("A scorecard"), _("Begin"), reverse("problems_desk:maps"), lead=lead)
    )
    return go(_back(made[0])) if made else response


@require_GET
@in_team
def card(request: HttpRequest, uid: str) -> HttpResponse:
    """The card as it stands: what is counted, what is missing, what was agreed on."""
    actor = actor_of(request)
    found = queries.card_for(actor, uid)
    table = queries.table_of(found)
    counted = {group.value for group in table.groups}
    return page(
        request,
        "scorecard",
        {
            "card": found,
            "table": table,
            "groups": [(code, words, code in counted) for code, words in SCORING.items()],
            "missing": scoring.missing(found) if found.met_on is None else [],
            "agreed": queries.agreed_on(found),
            "leads": access.may(actor, "team.lead", found.team),
            "public": found.met_on is not None and not found.place.is_careful,
        },
    )


@require_GET
@in_team
def sheet(request: HttpRequest, uid: str) -> HttpResponse:
    """The paper: a page for a group with tally boxes, a page for the service, a page for the meeting."""
    found = queries.card_for(actor_of(request), uid)
    return walk_papers.answer(card_pdf(found, language()), f"scorecard-{found.uid}")


@require_http_methods(["GET", "POST"])
@in_team
def group(request: HttpRequest, uid: str, code: str) -> HttpResponse:
    """How many of a group gave 1, 2, 3, 4, 5 to each statement."""
    if code not in SCORING:
        raise Http404
    actor = actor_of(request)
    found = queries.card_for(actor, uid)
    known = queries.scores_of(found, code)
    initial: dict[str, Any] = {}
    if known is not None:
        initial = {"people": known.people} | {
            f"s_{statement}_{level}": number
            for statement, numbers in known.counts.items()
            for level, number in zip(LEVELS, numbers, strict=True)
        }
    form = forms.GroupForm(card=found, initial=initial, **bound(request))

    def act(_form: Any) -> object:
        return scoring.enter_group(
            actor=actor, team=found.team, card=found, group=code, people=form.cleaned_data["people"], counts=form.counts
        )  # fmt: skip

    lead = _("1 is very bad, 5 is very good. Write how many people gave which number; no names.")
    return run(
        request,
        Task(form, act, SCORING[code], _("Write down"), _back(uid), lead=lead, template="scores",
             context={"levels": LEVELS}),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@staff_only
def own(request: HttpRequest, uid: str) -> HttpResponse:
    """The service scores itself; or the team's secretary types its stamped sheet. Scores of residents are not here."""
    actor = actor_of(request)
    found = queries.any_card(uid)
    if not access.may(actor, "scorecard.own", found) or found.met_on is not None:
        raise NotFound()
    by_team = is_in_team(actor, found.team_id)
    known = queries.own_of(found)
    initial = {f"s_{code}": str(score) for code, score in known.scores.items()} if known else {}
    form = forms.OwnForm(
        card=found, on_paper=keeps_team(actor, found.team_id), initial=initial, **bound(request)
    )

    def act(_form: Any) -> object:
        return scoring.score_own(
            actor=actor, card=found, scores=form.scores, paper_number=form.cleaned_data.get("paper_number", "")
        )  # fmt: skip

    lead = _(
        "How does the service see itself? Residents score the same statements; both are laid side by side at the "
        "meeting."
    )  # fmt: skip
    back = _back(uid) if by_team else reverse("problems_desk:scorecard_own", args=[uid])
    return run(
        request,
        Task(form, act, _("Scores of the service itself"), _("Write down"), back, lead=lead,
             context={"card": found}),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@with_role(Role.SECRETARY)
def meeting(request: HttpRequest, uid: str) -> HttpResponse:
    """What both sides agreed on goes into the ledger; from now on everybody sees the card."""
    actor = actor_of(request)
    found = queries.card_for(actor, uid)
    if found.met_on is not None:
        raise NotFound()
    today = clock.today()
    form = forms.CardMeetingForm(
        card=found, offices=folder_queries.offices_near(found.place.path),
        initial={"on": today, "again_on": today + HALF_A_YEAR}, **bound(request),
    )  # fmt: skip

    def act(_form: Any) -> object:
        data = form.cleaned_data
        agreed = []
        for code, text, uid_of_owner, due_on in form.agreed:
            owner = office(uid_of_owner)
            assert owner is not None  # the field refuses what was not offered
            agreed.append(scoring.Agreed(code, text, owner, due_on))
        return scoring.hold_meeting(
            actor=actor, team=found.team, card=found, on=data["on"], protocol=data["protocol"],
            again_on=data["again_on"], agreed=agreed, names_nobody=data["names_are_places"],
        )  # fmt: skip

    lead = _("One step for each statement at most. Leave out the rows about which nothing was agreed.")
    return run(
        request,
        Task(form, act, _("The meeting of both sides"), _("Into the ledger"), _back(uid), lead=lead,
             template="score_meeting", context={"table": queries.table_of(found)},
             done=_("What was agreed on stands in the ledger of promises. Everybody sees the card.")),
    )  # fmt: skip
