"""Places with many concerns show the same as places with few: what a job keeps for them is checked again on reading."""

import pytest

from hamkori.rooms.concerns import figures, public_queries
from hamkori.rooms.concerns.actions import summaries
from hamkori.rooms.concerns.models import Concern
from tests.rooms.concerns import builders


@pytest.mark.django_db
def test_k33_kept_keys_show_what_the_rows_show_and_forget_what_was_hidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    land = builders.build()
    raised = [builders.raised(land).concern for _ in range(8)]
    Concern.objects.filter(pk__in=[one.pk for one in raised[:4]]).update(
        state="closed", outcome="solved", public_state="shown", public_text="The lamps are dark.",
        closed_on=raised[0].raised_on, done_on=raised[0].raised_on,
    )  # fmt: skip
    Concern.objects.filter(pk=raised[5].pk).update(late_step=5, due_on=raised[0].raised_on)
    monkeypatch.setattr(figures, "MANY", 3)
    kept = summaries.refresh(land.jamoat.path).figures
    path = land.jamoat.path
    assert len(kept["said"]) == 4 and len(kept["latest"]) == 8 and kept["publicly_late"] == [raised[5].pk]
    assert public_queries.said_and_done(path, kept=kept["said"]) == public_queries.said_and_done(path)
    assert public_queries.latest_public(path, kept=kept["latest"]) == public_queries.latest_public(path)
    assert public_queries.publicly_late(path, kept=kept["publicly_late"]) == public_queries.publicly_late(
        path
    )
    Concern.objects.filter(pk=raised[0].pk).update(public_state="hidden", public_text="")
    Concern.objects.filter(pk=raised[5].pk).update(state="sealed")
    assert raised[0].pk not in [
        one.pk for one, _words in public_queries.said_and_done(path, kept=kept["said"])
    ]
    assert raised[5].pk not in [one.pk for one in public_queries.latest_public(path, kept=kept["latest"])]
    assert public_queries.publicly_late(path, kept=kept["publicly_late"]) == []
