"""What is held about people who sign in, why, for how long; how it is exported and erased."""

from typing import Any

from hamkori.ground.audit.trail import action, note
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadState, NotAllowed
from hamkori.kernel.registries import PersonalData, personal_data
from hamkori.society.accounts.models import (
    Invitation,
    Passkey,
    Persona,
    Posting,
    RecoveryCode,
    SignInPause,
    StaffSession,
    Totp,
    User,
)


def export(user: User) -> dict[str, Any]:
    """Everything held about a person in this room, without secrets."""
    return {
        "username": user.username,
        "phone": user.phone,
        "display_name": user.display_name,
        "show_name": user.show_name,
        "language": user.language,
        "joined_on": user.joined_on.isoformat(),
        "postings": [
            {
                "role": posting.role,
                "titles": posting.titles,
                "organisation": posting.organisation.names if posting.organisation is not None else None,
                "from_on": posting.from_on.isoformat(),
                "until_on": posting.until_on.isoformat() if posting.until_on is not None else None,
            }
            for posting in Posting.objects.filter(user=user)
            .select_related("organisation")
            .order_by("from_on", "pk")
        ],
        "sessions": [
            {"started_on": row.started_on.isoformat(), "last_seen_on": row.last_seen_on.isoformat()}
            for row in StaffSession.objects.filter(user=user).order_by("pk")
        ],
        "passkeys": [row.label for row in Passkey.objects.filter(user=user).order_by("pk")],
    }


@action("account.erased")
def erase(*, actor: Actor, user: User) -> User:
    """Take name, number and secrets of somebody who has left; postings stay, as offices answer for what was done."""
    if not actor.is_system:
        raise NotAllowed()
    if user.is_active:
        raise BadState()
    for model in (StaffSession, Totp, Passkey, RecoveryCode, Persona):
        model.objects.filter(user=user).delete()
    Invitation.objects.filter(accepted_by=user).update(for_whom="")
    user.username = f"-{user.pk}"
    user.phone, user.phone_hash, user.display_name, user.show_name = "", None, "", False
    user.set_unusable_password()
    user.save()
    note(changed=["username", "phone", "display_name"])
    return user


def register() -> None:
    """Tell the register of personal data what this room holds."""
    personal_data.register(
        "accounts.user",
        PersonalData(
            model=User._meta.label_lower,
            fields={
                "username": "to sign in; until the account is erased",
                "password": "to sign in, as a slow hash (Argon2); until the account is closed",
                "phone": "to sign in, if the person wishes; until removed or erased",
                "phone_hash": "to find the number at sign-in; goes with the number",
                "display_name": "for administrators, and shown to others only with consent; until erased",
                "language": "to speak the person's language; until erased",
            },
            export=export,
            erase=erase,
        ),
    )
    personal_data.register(
        "accounts.invitation",
        PersonalData(
            model=Invitation._meta.label_lower,
            fields={"for_whom": "so that administrators know whom they invited; until 30 days after its end"},
            keep_days=37,
        ),
    )
    personal_data.register(
        "accounts.totp",
        PersonalData(
            model=Totp._meta.label_lower,
            fields={"secret": "to check codes of the person's app; until removed or the account is closed"},
        ),
    )
    personal_data.register(
        "accounts.passkeys",
        PersonalData(
            model=Passkey._meta.label_lower,
            fields={
                "public_key": "to check the person's passkey; until removed or the account is closed",
                "label": "so that the person tells passkeys apart; goes with the passkey",
            },
        ),
    )
    personal_data.register(
        "accounts.sessions",
        PersonalData(
            model=StaffSession._meta.label_lower,
            fields={"second_factor_at": "when the second step was taken; until the session ends"},
            keep_days=3,
        ),
    )
    personal_data.register(
        "accounts.pauses",
        PersonalData(
            model=SignInPause._meta.label_lower,
            fields={
                "subject_hash": "keyed hash of what was typed, to slow down guessing; until the next day"
            },
            keep_days=1,
        ),
    )
