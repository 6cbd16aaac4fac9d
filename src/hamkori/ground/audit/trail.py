"""`@action`: a write and its audit entry in one transaction.

    @action("concern.closed", verb="concern.close", on="concern")
    def close(*, actor: Actor, concern: Concern, ...) -> Concern:
        trail.note(reason="solved", changed=["state"], personal={"text": text})

The decorator checks the verb on the argument named by `on`, opens the transaction, runs the function and
leaves one entry about what it returned (or about `on`). An action called inside another leaves its own entry.
"""

import hashlib
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction

from hamkori.ground.audit.models import Entry, Salt
from hamkori.kernel import access, clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.inserts import insert

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

actions: dict[str, Callable[..., Any]] = {}
"""Every registered action: {name: function}."""


class Trail:
    """What the running action tells about itself."""

    def __init__(self) -> None:
        self.subject: models.Model | None = None
        self.reason = ""
        self.changed: list[str] = []
        self.facts: dict[str, Any] = {}
        self.personal: dict[str, str] = {}
        self.silent = False


_current: ContextVar[Trail | None] = ContextVar("trail", default=None)


def note(
    *,
    subject: models.Model | None = None,
    reason: str = "",
    changed: list[str] | tuple[str, ...] = (),
    facts: dict[str, Any] | None = None,
    personal: dict[str, str] | None = None,
) -> None:
    """Add to the entry of the running action.

    `reason` is a code, never free text. `facts` are plain values without persons (ids, codes, dates, counts).
    `personal` values are kept only as salted digests.
    """
    trail = _current.get()
    if trail is None:
        raise RuntimeError("audit.note() outside an action")
    trail.subject = subject or trail.subject
    trail.reason = reason or trail.reason
    trail.changed.extend(changed)
    trail.facts.update(facts or {})
    trail.personal.update(personal or {})


def nothing_happened() -> None:
    """Say that the action found everything done already (a repeated request): no entry is left."""
    trail = _current.get()
    if trail is None:
        raise RuntimeError("audit.nothing_happened() outside an action")
    trail.silent = True


def digest(salt: bytes, value: str) -> str:
    """The salted digest of a personal value (SHA-256, hexadecimal)."""
    return hashlib.sha256(salt + value.encode()).hexdigest()


def _leave_entry(name: str, actor: Actor, trail: Trail, subject: models.Model | None) -> None:
    uid = secrets.token_hex(16)
    salts = {key: secrets.token_bytes(16) for key in trail.personal}
    insert(
        Entry(
            uid=uid,
            on=clock.today(),
            action=name,
            actor_kind=actor.kind.value,
            actor_user=actor.user_id,
            actor_posting=actor.posting_id,
            actor_role=actor.role.value if actor.role else "",
            actor_organisation=actor.organisation_id,
            object_type=subject._meta.label_lower if subject is not None else "",
            object_id=str(subject.pk) if subject is not None else "",
            reason=trail.reason,
            changed=sorted(set(trail.changed)),
            facts=trail.facts,
            digests={key: digest(salts[key], value) for key, value in trail.personal.items()},
        )
    )
    for key, salt in salts.items():
        insert(Salt(entry_uid=uid, field=key, salt=salt))


def action(
    name: str, *, verb: str | None = None, on: str | None = None
) -> Callable[[Callable[Parameters, Result]], Callable[Parameters, Result]]:
    """Declare a write. `verb` defaults to no check: then the function itself must be open to `actor` or check."""

    def declare(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
        @wraps(function)
        def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
            actor = kwargs.get("actor")
            if not isinstance(actor, Actor):
                raise TypeError(f"{name}: an action needs actor=")
            target = kwargs.get(on) if on else None
            if verb is not None:
                access.require(actor, verb, target)
            trail = Trail()
            token = _current.set(trail)
            try:
                with transaction.atomic():
                    result = function(*args, **kwargs)
                    subject = trail.subject or (result if isinstance(result, models.Model) else None)
                    if subject is None and isinstance(target, models.Model):
                        subject = target
                    if not trail.silent:
                        _leave_entry(name, actor, trail, subject)
            finally:
                _current.reset(token)
            return result

        if name in actions:
            raise RuntimeError(f"action {name!r} is declared twice")
        actions[name] = run
        run.action_name = name  # type: ignore[attr-defined]
        return run

    return declare
