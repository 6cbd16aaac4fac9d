"""People: letting them in, and letting them go."""

from datetime import timedelta
from secrets import randbelow, token_hex

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hamkori.ground.audit.models import Entry
from hamkori.ground.audit.trail import action, note, nothing_happened
from hamkori.kernel import access, clock, crypto
from hamkori.kernel.actor import Actor, Kind, Role
from hamkori.kernel.errors import BadInput, BadState, NotAllowed
from hamkori.kernel.references import CODE_LENGTH, CODE_SPACE
from hamkori.society.accounts import queries
from hamkori.society.accounts.actions import postings
from hamkori.society.accounts.models import (
    Invitation,
    Passkey,
    Persona,
    Posting,
    RecoveryCode,
    StaffSession,
    Totp,
    User,
)
from hamkori.society.accounts.naming import checked_phone, checked_username, fold_username, phone_hash
from hamkori.society.accounts.policy import SECOND_FACTOR_ROLES
from hamkori.society.accounts.rules import Wish
from hamkori.society.accounts.words import PASSWORD_SENTENCES, WEAK_PASSWORD

NOT_CONFIRMED = gettext_lazy(
    "Another administrator has to confirm this invitation first. Keep the code and try again later."
)
INVITATION_DAYS = 7
FOUR_EYES_DAYS = 30


def checked_password(password: str, user: User | None = None, *, field: str = "password") -> str:
    """The password. Raises `BadInput` with our sentence if it is too weak."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        codes = [one.code or "" for one in error.error_list]
        sentences = [str(PASSWORD_SENTENCES.get(code, WEAK_PASSWORD)) for code in codes]
        raise BadInput(" ".join(dict.fromkeys(sentences)), field=field) from error
    return password


@action("account.invited", verb="account.invite", on="wish")
def invite(
    *, actor: Actor, wish: Wish, for_whom: str = "", titles: dict[str, str] | None = None, key: str = ""
) -> tuple[Invitation, str]:
    """Make an invitation. Returns it with the code of 16 digits, which is shown once and kept only as a hash.

    `key` is a random text of the form that was sent: the same form sent twice gives the same invitation and code.
    """
    number = crypto.keyed_number(
        f"{actor.user_id}:{key or token_hex(16)}", purpose="accounts.invitation-code", below=CODE_SPACE
    )
    code = f"{number:0{CODE_LENGTH}d}"
    invitation, made = Invitation.objects.get_or_create(
        code_hash=queries.invitation_hash(code),
        defaults={
            "for_whom": for_whom,
            "organisation": wish.organisation,
            "role": wish.role.value,
            "place": wish.place,
            "titles": titles or {},
            "waits": not actor.is_system
            and wish.role in SECOND_FACTOR_ROLES
            and queries.another_administrator(actor.user_id, wish.scope_path),
            "invited_by_id": actor.user_id,
            "invited_on": clock.today(),
            "expires_on": clock.today() + timedelta(days=INVITATION_DAYS),
        },
    )
    if not made:
        nothing_happened()
    else:
        note(subject=invitation, facts={"role": wish.role.value})
    return invitation, code


@action("account.invitation_confirmed", verb="account.confirm_invitation", on="invitation")
def confirm_invitation(*, actor: Actor, invitation: Invitation) -> Invitation:
    """The second pair of eyes: another administrator knows this person, too, and the code works from now on."""
    confirmed = Invitation.objects.filter(pk=invitation.pk, waits=True, accepted_on__isnull=True).update(
        waits=False, confirmed_by=actor.user_id
    )
    if not confirmed:
        nothing_happened()
        return invitation
    note(subject=invitation, facts={"role": invitation.role})
    invitation.refresh_from_db()
    return invitation


@action("account.invitation_withdrawn", verb="account.withdraw_invitation", on="invitation")
def withdraw_invitation(*, actor: Actor, invitation: Invitation) -> None:
    """The code stops working."""
    note(subject=invitation)
    Invitation.objects.filter(pk=invitation.pk, accepted_on__isnull=True).delete()


@action("account.invitation_accepted")
def accept_invitation(
    *,
    actor: Actor,
    code: str,
    username: str,
    password: str,
    phone: str = "",
    display_name: str = "",
    show_name: bool = False,
    language: str = "",
) -> User:
    """Make the account that an invitation allows, and its posting. The code works once.

    Raises `BadState` for a code that does not work (any more), `BadInput` for what was typed.
    """
    invitation = queries.open_invitation(code)
    if invitation is not None and invitation.waits:
        raise BadState(NOT_CONFIRMED)
    used = Invitation.objects.filter(
        code_hash=queries.invitation_hash(code), accepted_on__isnull=True, expires_on__gt=clock.today()
    ).update(accepted_on=clock.today())
    if invitation is None or used != 1:
        if (user := _sent_twice(code, username, password)) is not None:
            nothing_happened()
            return user
        raise BadState(_("This code does not work any more. Ask for a new invitation."))
    user = _new_user(
        username=username,
        password=checked_password(password),
        phone=phone,
        display_name=display_name,
        show_name=show_name,
        language=language,
    )
    Invitation.objects.filter(pk=invitation.pk).update(accepted_by=user)
    posting = Posting.objects.create(
        user=user,
        organisation=invitation.organisation,
        role=invitation.role,
        place=invitation.place,
        from_on=clock.today(),
        titles=invitation.titles,
    )
    note(subject=user, facts={"invitation": invitation.pk, "posting": posting.pk, "role": invitation.role})
    return user


def _sent_twice(code: str, username: str, password: str) -> User | None:
    """The account that the same form made a moment ago, when somebody pressed twice."""
    invitation = queries.accepted_invitation(code)
    user = invitation.accepted_by if invitation is not None else None
    same = user is not None and user.username == fold_username(username) and user.check_password(password)
    return user if same and user is not None and user.is_active else None


def _new_user(
    *,
    username: str,
    password: str,
    phone: str = "",
    display_name: str = "",
    show_name: bool = False,
    language: str = "",
    must_change_password: bool = False,
) -> User:
    name, number = checked_username(username), checked_phone(phone)
    if User.objects.filter(username=name).exists():
        raise BadInput(_("This user name is taken. Choose another one."), field="username")
    if number and User.objects.filter(phone_hash=phone_hash(number)).exists():
        raise BadInput(
            _("This phone number cannot be used here. Leave the field empty or use another one."),
            field="phone",
        )
    user = User(
        username=name,
        phone=number,
        phone_hash=phone_hash(number),
        display_name=display_name,
        show_name=show_name,
        language=language,
        must_change_password=must_change_password,
    )
    if password:
        user.set_password(checked_password(password, user))
    else:
        user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise BadInput(_("This user name is taken. Choose another one."), field="username") from error
    return user


@action("account.first_administrator_created")
def create_first_administrator(
    *,
    actor: Actor,
    username: str,
    password: str,
    phone: str = "",
    language: str = "",
    must_change_password: bool = True,
) -> User:
    """The administrator of an installation that has none yet; for the command line.

    Raises `BadState` if there is one already, `BadInput` for what was typed.
    """
    if not actor.is_system:
        raise NotAllowed()
    if Posting.objects.filter(
        role=Role.ADMINISTRATOR.value, until_on__isnull=True, user__is_active=True
    ).exists():
        raise BadState(_("There is an administrator already. They can invite others."))
    user = _new_user(username=username, password=checked_password(password), phone=phone, language=language)
    Posting.objects.create(user=user, role=Role.ADMINISTRATOR.value, from_on=clock.today())
    note(subject=user)
    return user


@action("account.created")
def create_account(
    *,
    actor: Actor,
    username: str,
    password: str = "",
    phone: str = "",
    display_name: str = "",
    show_name: bool = False,
    language: str = "",
    must_change_password: bool = True,
) -> User:
    """An account without posting, for the command line and the demo. Only the system may.

    Without a password nobody signs in with one: in the demo, people are played by pressing a button.
    """
    if not actor.is_system:
        raise NotAllowed()
    return _new_user(
        username=username,
        password=password,
        phone=phone,
        display_name=display_name,
        show_name=show_name,
        language=language,
        must_change_password=must_change_password,
    )


@action("account.password_reset", verb="account.manage", on="user")
def reset_password(*, actor: Actor, user: User) -> str:
    """Give a new password for one sign-in, to be told in person; every session of the user ends.

    Nobody resets their own: that is `change_password`.
    """
    _not_oneself(actor, user)
    _four_eyes(actor, user, "account.second_steps_removed")
    password = "-".join(f"{randbelow(10**4):04d}" for _part in range(4))
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    StaffSession.objects.filter(user=user).delete()
    note(subject=user, changed=["password"])
    return password


@action("account.second_steps_removed", verb="account.manage", on="user")
def remove_second_steps(*, actor: Actor, user: User) -> User:
    """For somebody who lost phone and recovery codes: they set up a new second step when they next sign in.

    Every session of the user ends. Whoever resets the password cannot do this as well, so that no administrator
    alone can come in as somebody who sees residents' names.
    """
    _not_oneself(actor, user)
    _four_eyes(actor, user, "account.password_reset")
    _forget_second_steps(user)
    StaffSession.objects.filter(user=user).delete()
    note(changed=["totp", "passkeys", "recovery_codes"])
    return user


def _forget_second_steps(user: User) -> None:
    for model in (Totp, Passkey, RecoveryCode):
        model.objects.filter(user=user).delete()


def _four_eyes(actor: Actor, user: User, other_half: str) -> None:
    """Refuse the second half of taking an account over to whoever did the first within the last 30 days."""
    did_it = Entry.objects.filter(
        action=other_half,
        actor_user=actor.user_id,
        object_type=User._meta.label_lower,
        object_id=str(user.pk),
        on__gt=clock.today() - timedelta(days=FOUR_EYES_DAYS),
    )
    if not actor.is_system and did_it.exists():
        raise BadState(
            _(
                "You have already changed how this person signs in. Another administrator must do the second half."
            )
        )


@action("account.deactivated", verb="account.manage", on="user")
def deactivate(*, actor: Actor, user: User, successor: Posting | None = None) -> User:
    """The person does not come in any more: postings end with a hand-over, sessions and second steps go."""
    _not_oneself(actor, user)
    for posting in Posting.objects.filter(user=user, until_on__isnull=True).select_related(
        "organisation__place"
    ):
        fits = successor is not None and successor.organisation_id == posting.organisation_id
        postings.end_posting(actor=actor, posting=posting, successor=successor if fits else None)
    StaffSession.objects.filter(user=user).delete()
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    _forget_second_steps(user)
    note(subject=user, changed=["is_active"])
    return user


def _not_oneself(actor: Actor, user: User) -> None:
    access.require(actor, "account.manage", user)
    if actor.kind is Kind.STAFF and actor.user_id == user.pk:
        raise BadState(_("Another administrator must do this: nobody does it to themselves."))


@action("account.persona_added")
def add_persona(
    *,
    actor: Actor,
    code: str,
    user: User,
    names: dict[str, str],
    what_to_try: dict[str, str],
    order: int = 100,
) -> Persona:
    """Let visitors of the demo play this person. Only the demo's filling does this."""
    if not actor.is_system:
        raise NotAllowed()
    return Persona.objects.create(code=code, user=user, names=names, what_to_try=what_to_try, order=order)
