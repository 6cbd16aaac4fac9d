"""What a district still needs before its first day, step by step. Reads only; a fixed number of queries."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import NotFound
from hamkori.rooms.bodies import office_queries, queries
from hamkori.rooms.bodies.models import Jurisdiction
from hamkori.society.accounts.models import Passkey, Posting, Totp, holds_on
from hamkori.society.accounts.policy import second_factor_is_required
from hamkori.society.countries import queries as countries
from hamkori.society.countries.desk_queries import directory
from hamkori.society.places import admin_queries
from hamkori.society.places.models import Place
from hamkori.society.places.queries import below
from hamkori.society.places.words import UNDER_A_DISTRICT


@dataclass(frozen=True)
class Step:
    title: str
    done: bool
    url: str = ""
    note: str = ""


def steps(actor: Actor) -> list[Step]:
    """The steps for this administrator's area, in the order in which they are taken."""
    try:
        area = admin_queries.area_of(actor)
    except NotFound:
        return [Step(_("Load the country pack"), False, note=_("On the server: hamkori country load CODE"))]
    return [
        Step(_("Load the country pack"), True),
        _own_second_step(actor),
        *_places(area),
        *_offices(area),
        *_numbers(actor),
        *_people(area),
        _settings(),
    ]


def _own_second_step(actor: Actor) -> Step:
    has = (
        Totp.objects.filter(user=actor.user_id, confirmed_on__isnull=False).exists()
        or Passkey.objects.filter(user=actor.user_id).exists()
    )
    note = "" if second_factor_is_required() else _("This installation does not ask for it yet.")
    return Step(_("Set up your own second step of signing in"), has, reverse("accounts:second_steps"), note)


def _places(area: Place) -> list[Step]:
    here = below(area.path) & Q(retired_on__isnull=True, kind__in=UNDER_A_DISTRICT)
    count = Place.objects.filter(here).count()
    note = ngettext("%(number)s place is entered.", "%(number)s places are entered.", count) % {
        "number": count
    }
    return [Step(_("Enter the jamoats, mahallas and villages"), count > 0, reverse("places:territory"), note)]


def _offices(area: Place) -> list[Step]:
    """Every jamoat with its office and inspector; a council; teams come when they come (R003)."""
    day = clock.today()
    held = Jurisdiction.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=day), _of_living_offices(), from_on__lte=day
    ).filter(Q(path__in=queries.prefixes(area.path)) | below(area.path))
    covering: dict[str, set[str]] = {}
    for path, kind in held.values_list("path", "kind"):
        covering.setdefault(path, set()).add(kind)
    needed = office_queries.expected_kinds(queries.kinds().values())
    places = Place.objects.filter(below(area.path), retired_on__isnull=True, kind__in=list(needed))
    total = without = teamless = 0
    for path, kind in places.values_list("path", "kind"):
        there = {one for above in queries.prefixes(path) for one in covering.get(above, ())}
        total += 1
        without += any(one not in there for one in needed[kind] if one not in office_queries.TEAMS)
        teamless += any(one not in there for one in needed[kind] if one in office_queries.TEAMS)
    lacking = ngettext("%(number)s place lacks an office.", "%(number)s places lack an office.", without)
    no_team = ngettext(
        "%(number)s place has no team yet: its mahalla committee or jamoat stands in.",
        "%(number)s places have no team yet: their mahalla committees or jamoats stand in.",
        teamless,
    )
    council = any("public_council" in kinds for kinds in covering.values())
    where = reverse("bodies:responsible_at", args=[area.code])
    return [
        Step(
            _("Enter the offices, and where each is responsible"),
            total > 0 and without == 0,
            where,
            lacking % {"number": without} if without else "",
        ),
        Step(
            _("Enter the partnership teams"),
            total > 0 and teamless < total,
            where,
            no_team % {"number": teamless} if teamless else "",
        ),
        Step(_("Enter the public council"), council, reverse("bodies:offices") + "?kind=public_council"),
    ]


def _of_living_offices() -> Q:
    return office_queries.holding_organisation(clock.today())


def _numbers(actor: Actor) -> list[Step]:
    lines = directory(actor)
    open_lines = sum(row.state == "late" for row in lines)
    unknown = sum(row.state == "unknown" for row in lines)
    _rows, late = office_queries.numbers_to_check(actor, most=1)
    line_note = ngettext(
        "%(number)s number is not checked.", "%(number)s numbers are not checked.", open_lines
    )
    unknown_note = ngettext("%(number)s number is not known.", "%(number)s numbers are not known.", unknown)
    late_note = ngettext("%(number)s number is not checked.", "%(number)s numbers are not checked.", late)
    return [
        Step(
            _("Call every help number, or say that it is not known"),
            bool(lines) and open_lines == 0,
            reverse("countries:directory"),
            " ".join(
                sentence % {"number": number}
                for sentence, number in ((line_note, open_lines), (unknown_note, unknown))
                if number
            ),
        ),
        Step(
            _("Call the numbers of the offices"),
            late == 0,
            reverse("bodies:offices"),
            late_note % {"number": late} if late else "",
        ),
    ]


def _people(area: Place) -> list[Step]:
    """A reviewer outside the police, a secretary or clerk who types what comes on paper, a second administrator."""
    upward = queries.prefixes(area.path)
    scope = (
        Q(place__path__in=upward)
        | below(area.path, "place__path")
        | Q(place__isnull=True, organisation__isnull=True)
        | (
            Q(place__isnull=True)
            & (below(area.path, "organisation__place__path") | Q(organisation__place__path__in=upward))
        )
    )
    safe = Exists(Totp.objects.filter(user=OuterRef("user"), confirmed_on__isnull=False)) | Exists(
        Passkey.objects.filter(user=OuterRef("user"))
    )
    rows = list(
        Posting.objects.filter(holds_on(clock.today()), scope, user__is_active=True)
        .annotate(has_second_step=safe)
        .values_list("role", "user_id", "has_second_step")
    )
    roles = {role for role, _user, _safe in rows}
    people = reverse("accounts:people")
    administrators = {user for role, user, _safe in rows if role == Role.ADMINISTRATOR.value}
    return [
        Step(_("Invite a reviewer outside the police"), Role.REVIEWER.value in roles, people),
        Step(
            _("Invite somebody who types in what comes on paper and by telephone"),
            bool(roles & {Role.SECRETARY.value, Role.CLERK.value, Role.OPERATOR.value}),
            people,
            _("The secretary of a team, a clerk or a telephone operator."),
        ),
        Step(
            _("Have a second administrator"),
            len(administrators) > 1,
            people,
            _("Nobody can change their own rights: the other one does it."),
        ),
    ]


def _settings() -> Step:
    unset = [name for name in countries.unset_settings() if not name.endswith("_note")]
    note = ngettext("%(number)s setting is not decided.", "%(number)s settings are not decided.", len(unset))
    return Step(
        _("Decide what the documents leave open"),
        not unset,
        reverse("countries:settings"),
        note % {"number": len(unset)} if unset else "",
    )
