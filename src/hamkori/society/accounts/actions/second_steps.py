"""The second step of signing in: an authenticator app (TOTP, RFC 6238), passkeys (WebAuthn), recovery codes."""

import base64
import secrets

import pyotp
from django.db.models import Q
from django.utils.translation import gettext as _

from hamkori.ground.audit.trail import action, note
from hamkori.kernel import clock, crypto
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.society.accounts import queries
from hamkori.society.accounts.actions.signing_in import count_try, second_step_subject, tries_are_forgiven
from hamkori.society.accounts.models import Passkey, RecoveryCode, Totp, User

STEP_SECONDS = 30
RECOVERY_CODES = 10
ISSUER = "Hamkori"


# --- authenticator app


@action("account.authenticator_begun", verb="account.own", on="user")
def begin_totp(*, actor: Actor, user: User) -> Totp:
    """A secret to be confirmed with one code. The same again until it is confirmed."""
    totp, _made = Totp.objects.select_for_update().get_or_create(user=user)
    if totp.confirmed_on is not None:
        raise BadState(_("An authenticator app is already set up. Remove it first."))
    if not totp.secret:
        totp.secret = pyotp.random_base32()
        totp.save(update_fields=["secret"])
    return totp


def totp_address(user: User, totp: Totp, site: str = "") -> str:
    """The address that authenticator apps read from the QR code."""
    return pyotp.TOTP(totp.secret).provisioning_uri(name=user.username, issuer_name=site or ISSUER)


@action("account.authenticator_confirmed", verb="account.own", on="user")
def confirm_totp(*, actor: Actor, user: User, code: str) -> list[str]:
    """Finish with one right code. Returns recovery codes if the person had none."""
    _check_totp(user, code, confirmed=False)
    Totp.objects.filter(user=user).update(confirmed_on=clock.today())
    note(changed=["totp"])
    return [] if queries.factors_of(user).recovery_codes else _new_recovery_codes(user)


@action("account.authenticator_removed", verb="account.own", on="user")
def remove_totp(*, actor: Actor, user: User) -> None:
    """Take the authenticator app away."""
    note(subject=user, changed=["totp"])
    Totp.objects.filter(user=user).delete()


def _wrong_code() -> BadInput:
    return BadInput(_("This code is not right. Wait for the next one and try again."), field="code")


def _check_totp(user: User, code: str, *, confirmed: bool = True) -> None:
    """Accept the present step or one beside it, each step once. Raises `BadInput`."""
    totp = Totp.objects.select_for_update().filter(user=user, confirmed_on__isnull=not confirmed).first()
    digits = "".join(letter for letter in code if letter.isdecimal())
    if totp is None or not totp.secret:
        raise _wrong_code()
    now = int(clock.now().timestamp()) // STEP_SECONDS
    codes = pyotp.TOTP(totp.secret)
    for step in (now - 1, now, now + 1):
        if secrets.compare_digest(codes.generate_otp(step).encode(), digits.encode()):
            used = Totp.objects.filter(pk=totp.pk, last_step__lt=step).update(last_step=step)
            if used == 1:
                return
    raise _wrong_code()


# --- recovery codes


@action("account.recovery_codes_made", verb="account.own", on="user")
def make_recovery_codes(*, actor: Actor, user: User) -> list[str]:
    """Ten new codes; the old ones stop working. Shown once, kept as hashes."""
    note(subject=user, changed=["recovery_codes"])
    return _new_recovery_codes(user)


def _new_recovery_codes(user: User) -> list[str]:
    RecoveryCode.objects.filter(user=user).delete()
    codes = [f"{secrets.randbelow(10**12):012d}" for _number in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, code_hash=_recovery_hash(user, code)) for code in codes
    )
    return codes


def _recovery_hash(user: User, code: str) -> str:
    return crypto.keyed_hash(f"{user.pk}:{code}", purpose="accounts.recovery")


# --- taking the step


@action("account.second_step_code")
def use_code(*, actor: Actor, user: User, code: str) -> User:
    """Check a code from the app (6 digits) or a recovery code (12 digits). Each works once. Raises `BadInput`."""
    digits = "".join(letter for letter in code if letter.isdecimal())
    if len(digits) == 12:
        used = RecoveryCode.objects.filter(
            Q(used_on__isnull=True), user=user, code_hash=_recovery_hash(user, digits)
        ).update(used_on=clock.today())
        if used != 1:
            raise _wrong_code()
        note(reason="recovery_code")
    else:
        _check_totp(user, digits)
        note(reason="authenticator")
    return user


def check_code(*, actor: Actor, user: User, code: str) -> None:
    """`use_code`, slowed down after wrong tries. The try is counted even when the check fails."""
    subject = second_step_subject(user)
    count_try(subject_hash=subject)
    use_code(actor=actor, user=user, code=code)
    tries_are_forgiven(subject_hash=subject)


# --- passkeys


@action("account.passkey_added", verb="account.own", on="user")
def add_passkey(
    *, actor: Actor, user: User, credential_id: bytes, public_key: bytes, sign_count: int, label: str = ""
) -> Passkey:
    """Keep the public half of a passkey that the browser has just made (checked in `passkeys.registered`)."""
    name = base64.urlsafe_b64encode(credential_id).decode().rstrip("=")
    if Passkey.objects.filter(credential_id=name).exists():
        raise BadState(_("This passkey is already in use."))
    note(changed=["passkeys"])
    return Passkey.objects.create(
        user=user,
        credential_id=name,
        public_key=public_key,
        sign_count=sign_count,
        label=label[:60],
        added_on=clock.today(),
    )


@action("account.passkey_removed", verb="account.own", on="user")
def remove_passkey(*, actor: Actor, user: User, passkey: Passkey) -> None:
    """A passkey of one's own stops working."""
    note(subject=user, changed=["passkeys"])
    Passkey.objects.filter(pk=passkey.pk, user=user).delete()


def passkey_was_used(*, passkey: Passkey, sign_count: int) -> None:
    """Remember the counter: a copy of the key would show an older one."""
    Passkey.objects.filter(pk=passkey.pk).update(sign_count=sign_count, last_used_on=clock.today())
