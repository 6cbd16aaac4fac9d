"""Frozen evidence of the crime statistics: a verdict on a response, from a signed file into its folder (K58).

The statistics stand in an installation of their own. What a team may use leaves it as a file; here the file is
checked against the public key of the statistics and becomes an answered question of the folder: words, no figures.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import crypto
from hamkori.kernel.actor import SYSTEM, Actor
from hamkori.kernel.errors import BadInput
from hamkori.rooms.problems.actions import working
from hamkori.rooms.problems.actions.common import locked
from hamkori.rooms.problems.models import Folder, Question

FORMAT = "hamkori response evidence 1"
SIGNS = "crime.assessment"
"""The purpose of the key of the statistics that signs verdicts."""
LARGEST = 200_000
"""Bytes of a file that is looked at."""
WHO = "jamoat"


def statistics_key() -> bytes:
    """The public key that checks such files: a setting; where both stand in one house (the demo), the house's own."""
    if settings.HAMKORI_STATISTICS_KEY:
        return bytes.fromhex(settings.HAMKORI_STATISTICS_KEY)
    return crypto.public_key(SIGNS) if settings.HAMKORI_PROFILE == "all" else b""


def read(content: bytes, key: bytes) -> tuple[dict[str, str], str]:
    """({language: verdict in words}, digest) of a file that is signed by `key`. Raises `BadInput` with what to do."""
    if len(content) > LARGEST:
        raise BadInput(_("This file is too large. Take the file with the ending .json."), field="file")
    try:
        body = json.loads(content)
        evidence, digest, signature = body["evidence"], body["sha256"], bytes.fromhex(body["ed25519"])
        words = {str(language): str(text) for language, text in evidence["in_words"].items()}
        known = evidence["format"] == FORMAT
        canonical = json.dumps(evidence, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadInput(
            _("This is not a file of evidence. Ask the statistics for the file with the ending .json."),
            field="file",
        ) from error
    if not known or set(words) != {language for language, _name in settings.LANGUAGES}:
        raise BadInput(_("This file is of another version. Ask the statistics for a new one."), field="file")
    if not key:
        raise BadInput(
            _(
                "Nobody has entered the key of the statistics yet. Ask the administrator: HAMKORI_STATISTICS_KEY."
            ),
            field="file",
        )
    if hashlib.sha256(canonical).hexdigest() != digest or not crypto.is_signed(
        digest.encode(), signature, by=key
    ):
        raise BadInput(
            _(
                "The signature does not fit: the file was changed, or it is not from the statistics. Ask for it again."
            ),
            field="file",
        )
    return words, digest


@action("problem.evidence_taken", verb="problem.work", on="folder")
def take_evidence(*, actor: Actor, folder: Folder, content: bytes) -> Question:
    """Put the verdict of a signed file into the folder. The same file twice is one answer.

    Raises `BadInput` for a file that is none, is changed, or is not signed by the statistics.
    """
    words, digest = read(content, statistics_key())
    folder = locked(folder)  # two sendings of one file do not pass each other
    trail.note(subject=folder, changed=["questions"], facts={"sha256": digest})
    return put_verdict(folder=folder, words=words)


def put_verdict(*, folder: Folder, words: Mapping[str, str]) -> Question:
    """The verdict as an answered question of the folder, in every language; what stands there already stays once."""
    told: dict[str, Any] = dict(words)
    same = next((one for one in Question.objects.filter(folder=folder) if one.answered == told), None)
    if same is not None:
        return same
    with translation.override("tg"):
        asked = _("What do the counts of recorded events say about our response?")
    question = working.ask(
        actor=SYSTEM, folder=folder, text=asked, who=WHO, language="tg", names_are_places=True
    )
    for language, text in words.items():
        question = working.answer_question(
            actor=SYSTEM,
            folder=folder,
            question=question,
            text=text,
            language=language,
            names_are_places=True,
        )
    return question
