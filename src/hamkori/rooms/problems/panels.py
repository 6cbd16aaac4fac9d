"""What problems put on composed pages: a place, a team, my work; the lines of the desk's menu; the feed of activity."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.registries import (
    Activity,
    MenuItem,
    Panel,
    activity_feeds,
    desk_menu,
    place_panels,
    team_panels,
    work_panels,
)
from hamkori.rooms.bodies.queries import team_for
from hamkori.rooms.commitments.subjects import Subject, subjects
from hamkori.rooms.problems import papers
from hamkori.rooms.problems.actions import scoring, walking
from hamkori.rooms.problems.actions.promising import SUBJECT
from hamkori.rooms.problems.queries import (
    advice,
    asking,
    folders,
    overview,
    plans,
    scorecards,
    seeing,
    voices,
)
from hamkori.rooms.problems.queries import walking as walks
from hamkori.rooms.problems.rules import asks_advice, gives_advice, in_team
from hamkori.rooms.problems.views import shown
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place

OFFICES = (Role.HEAD, Role.HANDLER, Role.COMMANDER)
MOST_STEPS = 8
ACTIVITY = timedelta(days=365)


def of_place(place: Place, actor: Actor, language: str) -> dict[str, Any] | None:
    """The folders of a place and below, those under way first, and stories."""
    found = folders.newest_shown(place.path)
    team = team_for(place.path)
    if not found and team is None:
        return None
    return {"folders": found, "stories": folders.stories_in(place.path), "team": team}


def of_team(team: Organisation, actor: Actor, language: str) -> dict[str, Any] | None:
    """What a team works on, its priorities side by side, the sketch of worries, the plan, the last steps."""
    today = clock.today()
    years = voices.years_of(team)
    plan = plans.plan_of(team, today.year)
    adopted = plan is not None and plan.decision is not None
    rows = plans.rows_of(plan) if adopted and plan is not None else []
    return {
        "folders": list(folders.shown_in(team.place.path).filter(team=team)[:20]),
        "year": years[0] if years else 0,
        "table": shown.lines_of(voices.table_of(team, years[0])) if years else None,
        "map": seeing.public_map(team),
        "cards": scorecards.shown_of(team),
        "plan": plan if adopted else None,
        "rows": [(papers.month_name(row.month), row) for row in rows],
        "tally": plans.tally(rows, year=today.year),
        "activity": activity(team),
    }


def activity(team: Organisation) -> list[Activity]:
    """The last steps of a team, as every room tells them."""
    since = clock.today() - ACTIVITY
    found = [one for _name, feed in activity_feeds for one in feed(team, since)]
    return sorted(found, key=lambda one: one.on, reverse=True)[:MOST_STEPS]


def my_work(actor: Actor) -> dict[str, Any] | None:
    """What waits: watch days, folders that stand still, what one's office leads, requests to a budget."""
    found: dict[str, Any] = {}
    if actor.has_role(Role.SECRETARY, Role.MEMBER) and actor.organisation_kind == "team":
        today = clock.today()
        found = {
            "team": True,
            "answers": asking.answered_lately(actor.office) if actor.has_role(Role.SECRETARY) else [],
            "advice": advice.waiting(actor.office),
            "open": overview.open_count(actor.office),
            "watch": folders.to_watch(actor.office),
            "still": folders.standing_still(actor.office)[:5],
            "tally": plans.tally_of(actor.office, year=today.year),
        }
    if actor.has_role(Role.HANDLER, Role.HEAD, Role.COMMANDER):
        leads = [shown.option_row(one) for one in overview.led_by(actor.office)]
        asked = plans.unanswered(actor.office) if actor.has_role(Role.HEAD) else 0
        if leads or asked:
            found |= {"leads": leads, "asked": asked}
        if cards := scorecards.waiting_for(actor.office):
            found["cards"] = cards
        if higher := asking.waiting(actor.office):
            found["higher"] = higher
    if actor.has_role(Role.COMMANDER, Role.HEAD, Role.COUNCIL):
        found["digest"] = True
    return found or None


def _address(actor: Actor, subject_id: int) -> str:
    """Where a promise of a plan leads: the folder of one's own team, or its public page."""
    folder = folders.by_id(subject_id)
    if folder is None:
        return ""
    if actor.has_role(Role.SECRETARY, Role.MEMBER) and actor.office == folder.team_id:
        return reverse("problems_desk:folder", args=[folder.uid])
    return reverse("problems:folder", args=[folder.uid]) if folder.shown else ""


def _in_team(actor: Actor) -> bool:
    return actor.has_role(Role.SECRETARY, Role.MEMBER) and actor.organisation_kind == "team"


def _reads_folders(actor: Actor) -> bool:
    return _in_team(actor) or (actor.has_role(Role.COUNCIL) and not actor.organisation_is_police)


def _budget(actor: Actor) -> bool:
    return actor.has_role(Role.HEAD) and actor.organisation_kind in ("jamoat", "district_government")


def _card_address(actor: Actor, number: int) -> str:
    card = scorecards.by_id(number)
    if card is None:
        return ""
    if in_team(actor, card.team_id):
        return reverse("problems_desk:scorecard", args=[card.uid])
    shown = card.met_on is not None and not card.place.is_careful
    return reverse("problems:scorecard", args=[card.uid]) if shown else ""


def _walk_address(actor: Actor, number: int) -> str:
    walk = walks.by_id(number)
    own = walk is not None and in_team(actor, walk.team_id)
    return reverse("problems_desk:walk", args=[walk.uid]) if walk is not None and own else ""


def register() -> None:
    place_panels.register("problems", Panel("problems/panels/place.html", of_place), order=25)
    team_panels.register("problems", Panel("problems/panels/team.html", of_team), order=20)
    work_panels.register("problems", Panel("problems/panels/work.html", my_work), order=30)
    desk_menu.register(
        "problems.list", MenuItem(_("Problems"), "problems_desk:list", _reads_folders), order=40
    )
    desk_menu.register(
        "problems.voices", MenuItem(_("Priorities"), "problems_desk:voices", _in_team), order=41
    )
    desk_menu.register("problems.plan", MenuItem(_("Plan"), "problems_desk:plan", _in_team), order=42)
    desk_menu.register(
        "problems.budget", MenuItem(_("Budget requests"), "problems_desk:requests", _budget), order=43
    )
    desk_menu.register(
        "problems.asked",
        MenuItem(
            _("Questions of teams"),
            "problems_desk:asked",
            lambda actor: actor.has_role(*OFFICES) and asking.is_asked(actor.office),
        ),
        order=45,
    )
    desk_menu.register(
        "problems.digest",
        MenuItem(
            _("Digest"),
            "problems_desk:digest",
            lambda actor: actor.has_role(Role.COMMANDER, Role.HEAD, Role.COUNCIL),
        ),
        order=44,
    )
    desk_menu.register(
        "problems.advice",
        MenuItem(
            _("Advice"), "problems_desk:advice", lambda actor: asks_advice(actor) or gives_advice(actor)
        ),
        order=46,
    )
    activity_feeds.register("problems", overview.activity)
    subjects.register(SUBJECT, Subject(_("Plan of a problem folder"), _address))
    subjects.register(scoring.SUBJECT, Subject(_("Scorecard"), _card_address))
    subjects.register(walking.SUBJECT, Subject(_("Safety walk"), _walk_address))
