"""The list of concerns, what is late below, and the sheet "what I cannot see"."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from hamkori.ground.audit.seal import latest_checkpoint, printed
from hamkori.kernel import access, clock
from hamkori.kernel.actor import Role
from hamkori.kernel.errors import NotFound
from hamkori.kernel.references import clean_reference
from hamkori.rooms.concerns import desk_lists, desk_queues, queries
from hamkori.rooms.concerns.views.desk.common import go, page
from hamkori.society.accounts.gate import staff_only, with_role
from hamkori.society.accounts.sessions import actor_of
from hamkori.society.accounts.words import role_in_words

SEES_A_LIST = (Role.HANDLER, Role.HEAD, Role.SECRETARY, Role.MEMBER, Role.REVIEWER, Role.COUNCIL)
GROUP_WORDS = [
    ("", _("All")),
    ("open", _("Still open")),
    ("check", _("Waiting for a check")),
    ("closed", _("Closed")),
]


@require_GET
@with_role(*SEES_A_LIST)
def concerns(request: HttpRequest) -> HttpResponse:
    """What this posting may see, with filters; a number leads straight to its concern."""
    actor = actor_of(request)
    context: dict[str, Any] = {}
    if number := request.GET.get("number", "").strip():
        cleaned = clean_reference(number)
        try:
            if cleaned is None:
                raise NotFound()
            return go("concern", queries.for_actor(actor, cleaned).shown_reference)
        except NotFound:
            context["not_found"] = number
    wanted = desk_lists.Wanted(
        group=request.GET.get("state", ""),
        late=request.GET.get("late") == "1",
        topic=request.GET.get("topic", ""),
        place=request.GET.get("place", ""),
        after=request.GET.get("after", ""),
    )
    topics, places = desk_lists.choices_of(actor)
    context |= {
        "listed": desk_lists.listed(actor, wanted),
        "wanted": wanted,
        "groups": GROUP_WORDS,
        "topics": topics,
        "places": places,
        "team": actor.has_role(Role.SECRETARY, Role.MEMBER),
    }
    return page(request, "list", context)


@require_GET
@with_role(Role.COMMANDER, Role.HEAD, Role.COUNCIL)
def late(request: HttpRequest) -> HttpResponse:
    """What is late below, office by office: days and steps, never a resident's words (K59)."""
    actor = actor_of(request)
    offices = desk_queues.late_by_office(actor)
    total, shown = queries.all_late_below(actor).count(), sum(len(office.lines) for office in offices)
    context = {"offices": offices, "total": total, "shown": shown, "today": clock.today()}
    return page(request, "late", context)


ALWAYS_HIDDEN = [
    _("Who raised what on a team's pages: there is no page, list, file or export that shows it to a team."),
    _("What a resident wrote to another office."),
    _("Anything about people who asked for help on the calm pages: it is not stored anywhere."),
    _("At what time of day somebody wrote, from where, with which telephone: it is not stored."),
    _("A concern that was moved to a protected place, or that its author took back."),
]
NO_CONCERN = _("Any concern of a resident. I work with the register of crimes, which holds no names.")
BY_ROLE = {
    Role.SECRETARY: [
        _("The name, the telephone, the words and the photos of a resident, also of one whom I helped."),
        _("A concern that I typed in: once I have left the receipt, I cannot open it as its author."),
    ],
    Role.MEMBER: [_("The name, the telephone, the words and the photos of a resident.")],
    Role.OPERATOR: [_("Any concern after I have left its receipt, also one that I typed in.")],
    Role.CLERK: [_("Any concern after I have left its receipt, also one that I typed in.")],
    Role.HANDLER: [
        _("A name without the resident's yes for my office. The resident can read when I looked."),
        _("A concern of another office, and one that I have passed on."),
    ],
    Role.HEAD: [
        _("A name without the resident's yes for my office. The resident can read when I looked."),
        _("A concern of an office below mine: I see only what is late, without words and names."),
    ],
    Role.REVIEWER: [_("Names and telephones. I see words only where they wait for me.")],
    Role.COUNCIL: [
        _("Names and telephones. I see words only where a check, an appeal or a review waits for us.")
    ],
    Role.COMMANDER: [_("Words, names, telephones and photos. I see only what is late, by office.")],
    Role.DUTY: [NO_CONCERN],
    Role.REGISTRAR: [NO_CONCERN],
    Role.STATISTICIAN: [NO_CONCERN],
    Role.INTEGRITY: [NO_CONCERN],
    Role.ADMINISTRATOR: [_("Every concern. I see people of the offices and their postings, nothing else.")],
}


@require_GET
@staff_only
def cannot_see(request: HttpRequest) -> HttpResponse:
    """To print and to show: what this posting cannot see (K01, K58)."""
    actor = actor_of(request)
    assert actor.role is not None
    context = {
        "role": role_in_words(actor.role.value),
        "own": BY_ROLE.get(actor.role, []),
        "always": ALWAYS_HIDDEN,
        "today": clock.today(),
        "may_record": access.may(actor, "demand.record"),
    }
    return page(request, "cannot_see", context)


@require_GET
@with_role(Role.COUNCIL)
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The line that proves, on paper, that nothing was changed afterwards in the log."""
    last = latest_checkpoint()
    return page(
        request,
        "checkpoint",
        {"line": printed(last) if last else "", "checkpoint": last, "today": clock.today()},
    )
