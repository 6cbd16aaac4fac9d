"""Frozen evidence of the crime statistics comes into a folder as a signed file (K58)."""

import hashlib
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hamkori.kernel import crypto
from hamkori.kernel.actor import Role
from hamkori.kernel.errors import BadInput, NotAllowed
from hamkori.rooms.problems.actions import evidence_files
from hamkori.rooms.problems.models import Question
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.problems import builders
from tests.rooms.problems.builders import Land, staff

pytestmark = pytest.mark.django_db
WORDS = {"tg": "Дуздӣ кам шуд.", "ru": "Краж стало меньше.", "en": "Thefts fell."}


def signed(**changes: Any) -> bytes:
    evidence = {"format": evidence_files.FORMAT, "in_words": WORDS, "counts": {"treated": {"before": 207}}}
    evidence |= changes
    digest = hashlib.sha256(
        json.dumps(evidence, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()
    signature = crypto.sign(digest.encode(), purpose=evidence_files.SIGNS).hex()
    return json.dumps({"evidence": evidence, "sha256": digest, "ed25519": signature}).encode()


@pytest.fixture(autouse=True)
def key_of_the_statistics(settings: Any) -> None:
    settings.HAMKORI_STATISTICS_KEY = crypto.public_key(evidence_files.SIGNS).hex()


def test_a_verdict_becomes_an_answer_in_every_language_once(land: Land) -> None:
    folder, _measure, actor = builders.acting(land)
    for _time in range(2):
        question = evidence_files.take_evidence(actor=actor, folder=folder, content=signed())
    assert question.answered == WORDS
    assert Question.objects.filter(folder=folder, answered_on__isnull=False).count() == 1
    assert "207" not in json.dumps([question.asked, question.answered])


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\xfe not json", "not a file of evidence"),
        (b"[]", "not a file of evidence"),
        (b'{"evidence": {}}', "not a file of evidence"),
        (b"[" * 90_000, "not a file of evidence"),
        (
            b'{"evidence": {"format": "x", "in_words": {"en": "\\ud800"}}, "sha256": "", "ed25519": ""}',
            "not a file of evidence",
        ),
        (b"x" * (evidence_files.LARGEST + 1), "too large"),
    ],
)
def test_what_is_no_evidence_is_refused_with_what_to_do(land: Land, content: bytes, why: str) -> None:
    folder, _measure, actor = builders.acting(land)
    with pytest.raises(BadInput, match=why):
        evidence_files.take_evidence(actor=actor, folder=folder, content=content)
    assert not Question.objects.filter(folder=folder, answered=WORDS).exists()


def test_a_changed_word_another_key_and_no_key_are_refused(land: Land, settings: Any) -> None:
    folder, _measure, actor = builders.acting(land)
    better = signed().replace(b"Thefts fell.", b"Crime fell.")
    with pytest.raises(BadInput, match="does not fit"):
        evidence_files.take_evidence(actor=actor, folder=folder, content=better)
    with pytest.raises(BadInput, match="another version"):
        evidence_files.take_evidence(actor=actor, folder=folder, content=signed(format="later"))
    settings.HAMKORI_STATISTICS_KEY = crypto.public_key("somebody.else").hex()
    with pytest.raises(BadInput, match="does not fit"):
        evidence_files.take_evidence(actor=actor, folder=folder, content=signed())
    with pytest.raises(BadInput, match="HAMKORI_STATISTICS_KEY"):
        evidence_files.read(signed(), b"")


def test_k43_only_the_team_puts_it_into_its_folder(land: Land) -> None:
    folder, _measure, _actor = builders.acting(land)
    stranger = staff(Role.COMMANDER, land.office("district_police"))
    with pytest.raises(NotAllowed):
        evidence_files.take_evidence(actor=stranger, folder=folder, content=signed())


def test_a_secretary_hands_the_file_in_at_the_desk(land: Land) -> None:
    folder, _measure, actor = builders.acting(land)
    browser, address = browser_of(actor), reverse("problems_desk:sheet", args=[folder.uid, "evidence"])
    page = browser.get(address).content.decode()
    assert 'enctype="multipart/form-data"' in page
    wrong = browser.post(address, {"file": SimpleUploadedFile("a.json", b"{}"), "once": "a" * 32})
    assert wrong.status_code == 422
    assert "not a file of evidence" in wrong.content.decode()
    right = browser.post(address, {"file": SimpleUploadedFile("a.json", signed()), "once": "a" * 32})
    assert right.status_code == 302
    assert "Thefts fell." in browser.get(right["Location"]).content.decode()
