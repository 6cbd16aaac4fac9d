"""The WebAuthn ceremony (W3C Web Authentication, level 2): challenges, and what the browser answers.

The challenge stands in the session for five minutes and works once. The site is the host of `HAMKORI_ORIGIN`;
browsers allow passkeys on https and on `localhost`, not on an address in numbers.
"""

import base64
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlparse

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.utils.translation import gettext as _
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from hamkori.kernel import clock, crypto
from hamkori.kernel.errors import BadInput
from hamkori.society.accounts import queries
from hamkori.society.accounts.actions.second_steps import passkey_was_used
from hamkori.society.accounts.models import Passkey, User

CHALLENGE_MINUTES = 5
_KEPT = "passkey_challenge"


@dataclass(frozen=True)
class NewPasskey:
    credential_id: bytes
    public_key: bytes
    sign_count: int


def site() -> str:
    """The host that passkeys are bound to."""
    return urlparse(settings.HAMKORI_ORIGIN).hostname or "localhost"


def options_for_new(session: SessionBase, user: User, title: str) -> str:
    """What the browser needs to make a passkey, as JSON."""
    options = generate_registration_options(
        rp_id=site(),
        rp_name=title,
        user_id=bytes.fromhex(crypto.keyed_hash(str(user.pk), purpose="accounts.passkey")),
        user_name=user.username,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[_descriptor(one) for one in queries.passkeys_of(user)],
    )
    _keep(session, "new", options.challenge)
    return options_to_json(options)


def options_to_sign_in(session: SessionBase) -> str:
    """What the browser needs to answer with a passkey, as JSON. Says nothing about who has one."""
    options = generate_authentication_options(
        rp_id=site(), user_verification=UserVerificationRequirement.REQUIRED
    )
    _keep(session, "sign_in", options.challenge)
    return options_to_json(options)


def registered(session: SessionBase, answer: str) -> NewPasskey:
    """The passkey that the browser made. Raises `BadInput`."""
    challenge = _taken(session, "new")
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site(),
            expected_origin=settings.HAMKORI_ORIGIN,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise _refused() from error
    return NewPasskey(made.credential_id, made.credential_public_key, made.sign_count)


def recognised(session: SessionBase, answer: str) -> User:
    """Who answered the challenge with a passkey. Raises `BadInput`."""
    challenge = _taken(session, "sign_in")
    try:
        name = str(json.loads(answer)["id"])
    except (ValueError, KeyError, TypeError) as error:
        raise _refused() from error
    passkey = queries.passkey_by_credential(name.rstrip("="))
    if passkey is None or not passkey.user.is_active:
        raise _refused()
    try:
        seen = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site(),
            expected_origin=settings.HAMKORI_ORIGIN,
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise _refused() from error
    passkey_was_used(passkey=passkey, sign_count=seen.new_sign_count)
    return passkey.user


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=base64url_to_bytes(passkey.credential_id))


def _keep(session: SessionBase, purpose: str, challenge: bytes) -> None:
    until = clock.now() + timedelta(minutes=CHALLENGE_MINUTES)
    session[_KEPT] = [purpose, base64.b64encode(challenge).decode(), until.isoformat()]


def _taken(session: SessionBase, purpose: str) -> bytes:
    kept = session.pop(_KEPT, None)
    if kept is None or kept[0] != purpose or datetime.fromisoformat(kept[2]) < clock.now():
        raise _refused()
    return base64.b64decode(kept[1])


def _refused() -> BadInput:
    return BadInput(_("The passkey was not accepted. Try again, or sign in with your password."))
