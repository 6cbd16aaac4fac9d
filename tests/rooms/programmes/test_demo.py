"""The demo's programme and self-assessments: every state is there, quickly, in three languages."""

import time
from datetime import date

import pytest
from django.utils import translation

from hamkori.rooms.programmes import demo, shown
from hamkori.rooms.programmes.models import Actual, Framework, Indicator, SelfCheck, SelfScore
from hamkori.rooms.programmes.queries.framework import tree
from hamkori.society.accounts.models import Posting
from tests.rooms.concerns.builders import Land
from tests.rooms.programmes import builders

pytestmark = pytest.mark.django_db


def test_the_demo_has_every_state_and_three_languages(land: Land) -> None:
    ministry = builders.ministry(land)
    Posting.objects.filter(pk=ministry.officer.posting_id).delete()
    before = time.monotonic()
    demo.fill(today=date(2026, 3, 21), seed=1)
    assert time.monotonic() - before < 15, "a slow machine needs a fifth of that"
    framework = Framework.objects.get()
    assert framework.shown and set(framework.titles) == {"tg", "ru", "en"}
    assert all(set(one.titles) == {"tg", "ru", "en"} for one in Indicator.objects.all())
    assert {"approved", "returned"} <= set(Actual.objects.values_list("state", flat=True))
    assert (
        Actual.objects.filter(parts__isnull=True).exists()
        and Actual.objects.filter(parts__isnull=False).exists()
    )
    for language in ("tg", "ru", "en"):
        with translation.override(language):
            twigs = shown.twigs(tree(framework, approved_only=True), public=True)
            assert len(twigs) == 2 and twigs[0].below and list(shown.file_rows(twigs, public=True))
    assert {"sent", "countersigned"} & set(SelfCheck.objects.values_list("state", flat=True))
    assert SelfScore.objects.filter(side="office").count() == 12 * SelfCheck.objects.count()
