"""What people change about their own account."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hamkori.ground.audit.trail import action, note
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput
from hamkori.society.accounts.actions.people import checked_password
from hamkori.society.accounts.models import StaffSession, User
from hamkori.society.accounts.naming import checked_phone, phone_hash


@action("account.password_changed", verb="account.own", on="user")
def change_password(
    *, actor: Actor, user: User, old: str, new: str, keep: StaffSession | None = None
) -> User:
    """A new password. Every session but `keep` ends."""
    if not user.check_password(old):
        raise BadInput(_("This is not your present password."), field="old_password")
    if old == new:
        raise BadInput(_("The new password is the same as the old one."), field="new_password")
    user.set_password(checked_password(new, user, field="new_password"))
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    others = StaffSession.objects.filter(user=user)
    (others.exclude(pk=keep.pk) if keep is not None else others).delete()
    note(changed=["password"])
    return user


@action("account.changed", verb="account.own", on="user")
def change_details(
    *, actor: Actor, user: User, language: str, phone: str, display_name: str, show_name: bool
) -> User:
    """Language, telephone and name. The name is shown to others only if `show_name`."""
    number = checked_phone(phone)
    changed = [
        field
        for field, before, after in (
            ("language", user.language, language),
            ("phone", user.phone, number),
            ("display_name", user.display_name, display_name),
            ("show_name", user.show_name, show_name),
        )
        if before != after
    ]
    user.language, user.phone, user.phone_hash = language, number, phone_hash(number)
    user.display_name, user.show_name = display_name, show_name
    try:
        with transaction.atomic():
            user.save(update_fields=["language", "phone", "phone_hash", "display_name", "show_name"])
    except IntegrityError as error:
        raise BadInput(
            _("This phone number cannot be used here. Leave the field empty or use another one."),
            field="phone",
        ) from error
    note(changed=changed)
    return user
