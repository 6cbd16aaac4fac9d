"""All cryptography of the house.

One master key (32 bytes) lives outside the data folder (`settings.HAMKORI_KEY`); every purpose has its own
key, derived with HKDF-SHA256. Texts are sealed with AES-256-GCM under a random 96-bit nonce and bound to
their purpose. Hashes of codes and names are HMAC-SHA256: without the key they cannot be tried out. What
strangers shall be able to check without us is signed with Ed25519; the public half of that key is published.
"""

import base64
import hashlib
import hmac
import json
import os
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_VERSION = b"\x01"
_NONCE = 12


class Unreadable(Exception):
    """Sealed bytes that this key does not open: cut, changed, or of another purpose."""


@lru_cache(maxsize=64)
def _derived(master: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"hamkori:" + purpose.encode()).derive(
        master
    )


def key_for(purpose: str) -> bytes:
    """The 32-byte key of one purpose."""
    return _derived(settings.HAMKORI_KEY, purpose)


def seal(plain: bytes, *, purpose: str) -> bytes:
    """Encrypt and authenticate `plain` for `purpose`."""
    nonce = os.urandom(_NONCE)
    return _VERSION + nonce + AESGCM(key_for(purpose)).encrypt(nonce, plain, purpose.encode())


def unseal(sealed: bytes, *, purpose: str) -> bytes:
    """The plain bytes. Raises `Unreadable`."""
    sealed = bytes(sealed)
    if sealed[:1] != _VERSION or len(sealed) < 1 + _NONCE + 16:
        raise Unreadable
    try:
        return AESGCM(key_for(purpose)).decrypt(
            sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], purpose.encode()
        )
    except InvalidTag as error:
        raise Unreadable from error


def keyed_hash(value: str, *, purpose: str) -> str:
    """A hash that cannot be tried out without the key; 64 hexadecimal characters."""
    return hmac.new(key_for(purpose), value.encode(), hashlib.sha256).hexdigest()


def keyed_number(value: str, *, purpose: str, below: int) -> int:
    """A number under `below` derived from `value` and the key (256 bits reduced: no measurable bias)."""
    return int.from_bytes(hmac.new(key_for(purpose), value.encode(), hashlib.sha256).digest()) % below


def _signing_key(purpose: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(key_for("sign:" + purpose))


def sign(message: bytes, *, purpose: str) -> bytes:
    """The Ed25519 signature (64 bytes) of `message` under the key of one purpose."""
    return _signing_key(purpose).sign(message)


def public_key(purpose: str) -> bytes:
    """The published half (32 bytes) of the key that signs for `purpose`."""
    return _signing_key(purpose).public_key().public_bytes_raw()


def is_signed(message: bytes, signature: bytes, *, by: bytes) -> bool:
    """Whether the holder of the public key `by` signed exactly this message. Needs no key or database of ours."""
    try:
        Ed25519PublicKey.from_public_bytes(by).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def seal_state(state: dict[str, Any], *, purpose: str) -> str:
    """Pack what a form must remember between its screens into text for a hidden field."""
    plain = json.dumps(state, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(seal(plain, purpose="state:" + purpose)).decode().rstrip("=")


def unseal_state(text: str, *, purpose: str) -> dict[str, Any]:
    """What `seal_state` packed. Raises `Unreadable` for anything else."""
    try:
        sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, TypeError) as error:
        raise Unreadable from error
    state = json.loads(unseal(sealed, purpose="state:" + purpose))
    if not isinstance(state, dict):
        raise Unreadable
    return state
