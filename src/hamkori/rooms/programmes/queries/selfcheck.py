"""Reads of self-assessments: two sides beside each other, year by year. No sum, no mean, no order of departments."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from hamkori.kernel import access
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import NotFound
from hamkori.kernel.words import pick
from hamkori.rooms.programmes.elements import ELEMENTS
from hamkori.rooms.programmes.models import SelfCheck, SelfScore
from hamkori.rooms.programmes.rules import assesses_itself, in_ministry, of_council, reads_self_checks
from hamkori.rooms.programmes.states import Checked
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.queries import below

MOST = 500
MOST_YEARS = 6


def visible_to(actor: Actor) -> QuerySet[SelfCheck]:
    """One's own department with drafts; for the council what was sent from its area, for the Ministry all of it."""
    if not reads_self_checks(actor):
        raise NotFound()
    rows = SelfCheck.objects.select_related("office__place", "council")
    if assesses_itself(actor):
        return rows.filter(office_id=actor.organisation_id)
    rows = rows.exclude(state=Checked.DRAFT)
    return rows.filter(below(actor.place_path)) if of_council(actor) else rows


def listed(actor: Actor) -> list[SelfCheck]:
    """By the name of the department, then by year: the alphabet is no ranking (K21)."""
    rows = list(visible_to(actor)[:MOST])
    return sorted(rows, key=lambda one: (pick(one.office.names), -one.year))


def for_actor(actor: Actor, uid: str, verb: str = "selfcheck.read") -> SelfCheck:
    found = SelfCheck.objects.filter(uid=uid).select_related("office__place", "council").first()
    if found is None or not access.may(actor, verb, found):
        raise NotFound()
    return found


def own_department(actor: Actor) -> Organisation:
    """Raises `NotFound` for whoever does not lead one."""
    found = Organisation.objects.filter(pk=actor.office).select_related("place").first()
    if found is None or not assesses_itself(actor):
        raise NotFound()
    return found


@dataclass(frozen=True, slots=True)
class Both:
    """One element in one year: what each side says; None where it says nothing."""

    office: SelfScore | None
    council: SelfScore | None
    agreed: bool = False
    """The council countersigned, or left this score as it is when it answered."""

    @property
    def differ(self) -> bool:
        return (
            self.office is not None and self.council is not None and self.office.score != self.council.score
        )


def both_sides(check: SelfCheck) -> dict[str, Both]:
    """{element: both sides}."""
    return _sides(check, list(SelfScore.objects.filter(of=check)))


def _sides(check: SelfCheck, scores: list[SelfScore]) -> dict[str, Both]:
    found: dict[tuple[str, str], SelfScore] = {(one.element, one.side): one for one in scores}
    ended = check.state in (Checked.COUNTERSIGNED, Checked.ANSWERED)
    return {
        code: Both(
            found.get((code, "office")), found.get((code, "council")), ended and (code, "council") not in found
        )
        for code in ELEMENTS
    }  # fmt: skip


def years_of(office_id: int, until: int) -> list[tuple[int, dict[str, Both]]]:
    """The ended self-assessments of a department up to a year, the oldest first. Two queries."""
    rows = SelfCheck.objects.filter(
        office_id=office_id, year__lte=until, state__in=["countersigned", "answered"]
    )
    checks = list(rows.order_by("-year")[:MOST_YEARS])
    scores: dict[int, list[SelfScore]] = {}
    for one in SelfScore.objects.filter(of__in=checks):
        scores.setdefault(one.of_id, []).append(one)
    return [(one.year, _sides(one, scores.get(one.pk, []))) for one in reversed(checks)]


def waiting(actor: Actor) -> int:
    """How many self-assessments wait for this council."""
    if not of_council(actor):
        return 0
    return SelfCheck.objects.filter(below(actor.place_path), state=Checked.SENT).count()


def of_this_year(actor: Actor, year: int) -> SelfCheck | None:
    rows: Any = SelfCheck.objects.filter(office_id=actor.organisation_id, year=year)
    return rows.first() if assesses_itself(actor) and not in_ministry(actor) else None
