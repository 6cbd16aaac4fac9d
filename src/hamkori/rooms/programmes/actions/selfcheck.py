"""A department's self-assessment: begun, scored with words, sent; countersigned or answered by the council."""

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.programmes.elements import ELEMENTS, SCORES
from hamkori.rooms.programmes.models import SelfCheck, SelfScore
from hamkori.rooms.programmes.states import SELF_CHECK, Checked
from hamkori.rooms.programmes.texts import nothing_forbidden, put, worded
from hamkori.society.accounts.models import Organisation

Side = SelfScore.Side


@action("selfcheck.begun", verb="selfcheck.begin", on="office")
def begin(*, actor: Actor, office: Organisation, year: int) -> SelfCheck:
    """The one of a year; begun twice, it is the same."""
    today = clock.today()
    if not today.year - 1 <= year <= today.year:
        raise BadInput(_("Please choose from the list."), field="year")
    Organisation.objects.select_for_update().get(pk=office.pk)
    made, new = SelfCheck.objects.get_or_create(
        office=office, year=year, defaults={"path": office.place.path, "begun_on": today}
    )
    if not new:
        trail.nothing_happened()
    trail.note(subject=made, facts={"year": year})
    return made


def _locked(check: SelfCheck) -> SelfCheck:
    return SelfCheck.objects.select_for_update(of=("self",)).select_related("office__place").get(pk=check.pk)


def _put_score(
    check: SelfCheck, side: str, element: str, score: int, ground: str, language: str, names_are_places: bool
) -> None:
    if element not in ELEMENTS or score not in SCORES:
        raise BadInput(_("Please choose from the list."), field=f"score_{element}")
    field = f"ground_{element}"
    words = worded(ground, field=field, place=check.office.place, names_are_places=names_are_places)
    nothing_forbidden(words, field=field)
    kept = SelfScore.objects.filter(of=check, element=element, side=side).first()
    kept = kept or SelfScore(of=check, element=element, side=side)
    kept.score, kept.grounds = score, put(kept.grounds, language, words)
    kept.save()


Scores = dict[str, tuple[int, str]]
"""{element: (score, what shows it)}."""


@action("selfcheck.scored", verb="selfcheck.write", on="check")
def score(
    *, actor: Actor, check: SelfCheck, scores: Scores, language: str, names_are_places: bool = False
) -> SelfCheck:
    """Scores of the department, as long as it has not sent them."""
    fresh = _locked(check)
    if fresh.state != Checked.DRAFT:
        raise BadState(_("The self-assessment is sent: it can no longer change."))
    for element, (number, ground) in scores.items():
        _put_score(fresh, Side.OFFICE, element, number, ground, language, names_are_places)
    trail.note(changed=["scores"], facts={"elements": sorted(scores)})
    return fresh


@action("selfcheck.sent", verb="selfcheck.write", on="check")
def send(*, actor: Actor, check: SelfCheck) -> SelfCheck:
    """To the council, once every element has a score and words."""
    fresh = _locked(check)
    state = SELF_CHECK.target("send", Checked(fresh.state))
    missing = len(ELEMENTS) - SelfScore.objects.filter(of=fresh, side=Side.OFFICE).count()
    if missing:
        raise BadState(_("Elements without a score: %(number)s."), number=missing)
    fresh.state, fresh.sent_on = state, clock.today()
    fresh.save(update_fields=["state", "sent_on"])
    trail.note(changed=["state"])
    return fresh


def _council(actor: Actor) -> Organisation:
    found = Organisation.objects.filter(pk=actor.office).first()
    if found is None:
        raise BadState()
    return found


@action("selfcheck.countersigned", verb="selfcheck.answer", on="check")
def countersign(*, actor: Actor, check: SelfCheck) -> SelfCheck:
    """The council agrees with every score."""
    fresh = _locked(check)
    state = SELF_CHECK.target("countersign", Checked(fresh.state))
    if SelfScore.objects.filter(of=fresh, side=Side.COUNCIL).exists():
        raise BadState(_("The council has scores of its own: end the answer with them."))
    fresh.state, fresh.ended_on, fresh.council = state, clock.today(), _council(actor)
    fresh.save(update_fields=["state", "ended_on", "council"])
    trail.note(changed=["state"])
    return fresh


@action("selfcheck.council_scored", verb="selfcheck.answer", on="check")
def council_score(
    *, actor: Actor, check: SelfCheck, scores: Scores, language: str, names_are_places: bool = False
) -> SelfCheck:
    """Scores of the council where it sees things in another way. The department's stay as they are."""
    fresh = _locked(check)
    if fresh.state != Checked.SENT:
        raise BadState(_("Nothing waits for the council here."))
    if not scores:
        raise BadInput(_("Choose a score where the council sees it in another way."))
    for element, (number, ground) in scores.items():
        _put_score(fresh, Side.COUNCIL, element, number, ground, language, names_are_places)
    trail.note(changed=["scores"], facts={"elements": sorted(scores)})
    return fresh


@action("selfcheck.answered", verb="selfcheck.answer", on="check")
def answer(*, actor: Actor, check: SelfCheck) -> SelfCheck:
    """The council ends its answer; it has at least one score of its own."""
    fresh = _locked(check)
    state = SELF_CHECK.target("answer", Checked(fresh.state))
    if not SelfScore.objects.filter(of=fresh, side=Side.COUNCIL).exists():
        raise BadState(_("The council has no score of its own: countersign instead."))
    fresh.state, fresh.ended_on, fresh.council = state, clock.today(), _council(actor)
    fresh.save(update_fields=["state", "ended_on", "council"])
    trail.note(changed=["state"])
    return fresh
