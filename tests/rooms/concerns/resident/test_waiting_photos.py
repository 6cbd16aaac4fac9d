"""K57: photos that wait go with the words, whichever screen finds that these belong on a calm page."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hamkori.ground.files.models import StoredFile
from hamkori.kernel import clock
from hamkori.rooms.concerns import queries
from tests.rooms.concerns.resident.people import hidden

if TYPE_CHECKING:
    from tests.rooms.concerns.resident.people import Resident

pytestmark = pytest.mark.django_db
DANGER = "My husband beats me."


def picture() -> SimpleUploadedFile:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (40, 30), "grey").save(out, "JPEG")
    return SimpleUploadedFile("lamp.jpg", out.getvalue(), content_type="image/jpeg")


def test_k57_a_topic_of_a_calm_page_that_came_by_the_back_button_takes_the_photos_too(
    resident: "Resident",
) -> None:
    hard = next(topic for topic in queries.topics() if topic.screen)
    resident.at_what().say(photos=picture())
    assert StoredFile.objects.filter(pending=True).count() == 1
    state = hidden(resident.page, "state")
    resident.post(
        "raise/", screen="what", state=state, topic=hard.code, kind="concern", text="Lamps.", landmark=""
    )
    resident.send(state=hidden(resident.page, "state"))
    assert resident.answer.status_code == 303
    assert not StoredFile.objects.exists()


def test_k57_a_form_that_became_too_old_takes_its_photos_along(
    resident: "Resident", travel: Callable[..., Any]
) -> None:
    resident.at_what().say(photos=picture())
    state = hidden(resident.page, "state")
    travel(clock.today() + timedelta(days=3))
    resident.say(state=state, text=DANGER)
    assert resident.answer.status_code == 303
    assert not StoredFile.objects.exists()
