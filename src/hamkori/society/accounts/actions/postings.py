"""Postings: who may act where, from which day, and what happens to the work when it ends."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from hamkori.ground.audit.trail import action, note, nothing_happened
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import BadInput, BadState, NotFound
from hamkori.kernel.registries import handover_parts
from hamkori.society.accounts import queries
from hamkori.society.accounts.models import HandOver, Posting, StaffSession, User
from hamkori.society.accounts.policy import SECOND_FACTOR_ROLES
from hamkori.society.accounts.rules import Wish

OUTSIDE_THE_POLICE = (Role.REVIEWER.value, Role.COUNCIL.value)


@action("posting.started", verb="posting.start", on="wish")
def start_posting(
    *, actor: Actor, wish: Wish, titles: dict[str, str] | None = None, from_on: date | None = None
) -> Posting:
    """Give `wish.user` a role. Asked twice, it finds the posting that is open already."""
    if wish.user is None or not wish.user.is_active:
        raise BadInput(_("Choose a person whose account is open."))
    same = Posting.objects.filter(
        user=wish.user,
        organisation=wish.organisation,
        role=wish.role.value,
        place=wish.place,
        until_on__isnull=True,
    ).first()
    if same is not None:
        nothing_happened()
        return same
    _not_both_sides(wish.user, wish)
    if (
        wish.role in SECOND_FACTOR_ROLES
        and queries.let_in_alone(actor, wish.user)
        and queries.another_administrator(actor.user_id, wish.scope_path)
    ):
        raise BadState(
            _("You let this person in yourself. Another administrator gives the posts that can see names.")
        )
    posting = Posting.objects.create(
        user=wish.user,
        organisation=wish.organisation,
        role=wish.role.value,
        place=wish.place,
        titles=titles or {},
        from_on=from_on or clock.today(),
    )
    note(facts={"role": wish.role.value, "user": wish.user.pk, "from": posting.from_on.isoformat()})
    return posting


def _not_both_sides(user: User, wish: Wish) -> None:
    """Who reviews or checks is not from the police, also not through a second posting (K07, K18)."""
    open_ones = Posting.objects.filter(Q(until_on__isnull=True) | Q(until_on__gt=clock.today()), user=user)
    police = wish.organisation is not None and wish.organisation.is_police
    outside = wish.role.value in OUTSIDE_THE_POLICE and not police
    if (outside and open_ones.filter(organisation__is_police=True).exists()) or (
        police
        and open_ones.filter(role__in=OUTSIDE_THE_POLICE).exclude(organisation__is_police=True).exists()
    ):
        raise BadInput(
            _("Nobody works for the police and reviews or checks as well. End the other posting first."),
            field="role",
        )


@action("posting.ended", verb="posting.end", on="posting")
def end_posting(*, actor: Actor, posting: Posting, successor: Posting | None = None) -> HandOver:
    """End a posting today: its rights end at once, its open work goes to `successor` or to the office.

    Every room moves its own work (`kernel.registries.handover_parts`). Asked twice, it answers the first hand-over.
    """
    locked = Posting.objects.select_for_update(of=("self",)).get(pk=posting.pk)
    done = HandOver.objects.filter(posting=locked).first()
    if done is not None:
        nothing_happened()
        return done
    if successor is not None:
        _can_succeed(successor, locked)
    today = clock.today()
    if locked.until_on is None or locked.until_on > today:
        locked.until_on = max(today, locked.from_on)
        locked.save(update_fields=["until_on"])
        posting.until_on = locked.until_on
    pieces = {
        name: moved
        for name, move in handover_parts
        if (moved := move(actor, locked.pk, successor.pk if successor is not None else None))
    }
    StaffSession.objects.filter(posting=locked).update(posting=None)
    note(
        subject=locked,
        changed=["until_on"],
        facts={"successor": successor.pk if successor is not None else None, "pieces": pieces},
    )
    return HandOver.objects.create(posting=locked, successor=successor, on=today, pieces=pieces)


def _can_succeed(successor: Posting, posting: Posting) -> None:
    fits = (
        successor.pk != posting.pk
        and successor.organisation_id == posting.organisation_id
        and posting.organisation_id is not None
        and successor.user_id != posting.user_id
        and successor.role in queries.carries_on(posting.role)
        and successor.holds_on(clock.today())
    )
    if not fits:
        raise BadInput(_("Choose somebody who does the same work in the same office now."), field="successor")


@action("posting.switched")
def switch_posting(*, actor: Actor, session: StaffSession, posting: Posting) -> StaffSession:
    """Act through another of one's own postings from now on."""
    if actor.user_id != session.user_id or posting.user_id != session.user_id:
        raise NotFound()
    if not posting.holds_on(clock.today()):
        raise BadState(_("This posting has ended."))
    if session.posting_id == posting.pk:
        nothing_happened()
        return session
    session.posting = posting
    session.save(update_fields=["posting"])
    note(subject=posting)
    return session
