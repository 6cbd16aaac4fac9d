"""The worksheet on paper: printed blank and filled, a photo of it in the folder for the team only (R234)."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from hamkori.ground.files import queries as files
from hamkori.ground.files.models import FileView, StoredFile
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import BadInput, NotAllowed
from hamkori.rooms.problems import jobs, worksheets
from hamkori.rooms.problems.actions import paper_sheets
from hamkori.rooms.problems.catalogue import CHEERS, DISPLACED, HARM
from hamkori.rooms.problems.models import Folder, PaperSheet
from hamkori.rooms.problems.states import WAYS, Method
from tests.rooms.concerns.desk.test_steps import browser_of, photo
from tests.rooms.problems import builders
from tests.rooms.problems.builders import Land

pytestmark = pytest.mark.django_db


def blocks(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for stage in content["stages"]:
        yield from stage["blocks"]


def pages(data: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", data))


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
@pytest.mark.parametrize("method", list(Method))
def test_r234_the_blank_sheet_asks_every_step_of_its_method(
    land: Land, method: Method, language: str
) -> None:
    team = land.office("team")
    content = worksheets.content(method, language, team=team, folder=None, filled=False)
    assert [stage["title"] for stage in content["stages"]] and len(content["stages"]) == len(WAYS[method])
    tables = [block for block in blocks(content) if block["kind"] == "choices"]
    assert sorted(len(block["rows"]) for block in tables) == sorted((len(CHEERS), len(HARM), len(DISPLACED)))
    assert not any(ticked for block in tables for row in block["rows"] for ticked in row[2])
    assert not any(
        on for block in blocks(content) if block["kind"] == "ticks" for _word, on in block["options"]
    )
    assert not any(block["rows"] for block in blocks(content) if block["kind"] == "table")
    assert (content["reference"], content["title"]) == ("", ""), "room for a short reference by hand"
    assert content["warning"]
    assert 2 <= pages(worksheets.sheet_pdf(method, language, team=team)) <= 4


def test_r234_the_team_goes_on_by_pen_from_what_the_folder_holds(land: Land) -> None:
    folder, _measure, actor = builders.assessing(land)
    builders.judged(folder, actor)
    content = worksheets.content(Method.SARA, "en", team=folder.team, folder=folder, filled=True)
    words = str(content)
    for known in (
        "the crossing beside the school gate", "Six lamps on the way to school", "minibuses hurry", "fathers stand at the",
        "Dangerous moments in ten school days", "ask the drivers earlier", "2026/3",
    ):  # fmt: skip
        assert known in words, known
    six = next(block for block in blocks(content) if len(block.get("rows", [])) == len(CHEERS))
    assert all(row[2] == [True, False] for row in six["rows"])
    assert [stage["now"] for stage in content["stages"]] == [False, False, False, True]
    assert content["reference"] == folder.uid
    assert pages(worksheets.sheet_pdf(Method.SARA, "ru", team=folder.team, folder=folder, filled=True)) <= 4
    blank = worksheets.content(Method.SARA, "en", team=folder.team, folder=folder, filled=False)
    assert "minibuses" not in str(blank) and blank["reference"] == folder.uid


def test_k18_no_line_of_the_sheet_asks_for_a_person(land: Land) -> None:
    """Sides, keepers and groups are boxes to tick; the only lines are about place, time, causes and deeds."""
    content = worksheets.content(Method.SARA, "en", team=land.office("team"), folder=None, filled=False)
    written = [block["label"] for block in blocks(content) if block["kind"] == "lines"]
    assert not any(re.search(r"\bwho\b|name|person", label, re.I) for label in written), written
    assert "No names" in content["warning"]


# --- the photo of the sheet


def added(land: Land, actor: Actor, folder: Folder, once: str = "a" * 32, **changes: Any) -> Any:
    data = {"stage": "finding", "photo": photo("sheet.jpg"), "no_names": "on", "once": once, **changes}
    return browser_of(actor).post(reverse("problems_desk:paper_add", args=[folder.uid]), data)


def test_r234_a_photo_of_the_sheet_is_for_the_team_only_and_without_metadata(land: Land) -> None:
    folder, member = builders.opened(land), builders.member(land)
    assert added(land, member, folder).status_code == 302
    (sheet,) = PaperSheet.objects.all()
    assert (sheet.stage, sheet.by_posting, sheet.on) == ("finding", member.posting_id, clock.today())
    address = reverse("problems_desk:paper_photo", args=[folder.uid, sheet.pk])
    secretary = browser_of(builders.secretary(land))
    seen = secretary.get(address)
    assert seen["Content-Type"] == "image/jpeg" and b"Exif" not in seen.content
    assert FileView.objects.count() == 1, "who looked is recorded (K47)"
    listed = secretary.get(reverse("problems_desk:papers", args=[folder.uid])).content.decode()
    assert "added by: Member of the partnership team" in listed, "what they are in the team, not who"
    others = (
        builders.staff(Role.COUNCIL, land.office("public_council")), builders.staff(Role.HEAD, land.office("jamoat")),
        builders.staff(Role.SECRETARY, land.office("mahalla_committee")),
    )  # fmt: skip
    for other in others:
        assert browser_of(other).get(address).status_code == 404
        assert browser_of(other).get(reverse("problems_desk:papers", args=[folder.uid])).status_code == 404


def test_a_second_press_makes_one_photo(land: Land) -> None:
    folder, actor = builders.opened(land), builders.member(land)
    added(land, actor, folder)
    added(land, actor, folder)
    assert PaperSheet.objects.count() == 1
    assert StoredFile.objects.filter(pending=False).count() == 1


@pytest.mark.parametrize("changes", [{"no_names": ""}, {"stage": "planning"}, {"photo": ""}])
def test_r234_no_photo_without_the_word_that_no_name_is_on_it(land: Land, changes: dict[str, str]) -> None:
    folder = builders.opened(land)
    assert added(land, builders.member(land), folder, **changes).status_code in (400, 422)
    assert PaperSheet.objects.count() == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperSheet.objects.create(folder=folder, stage="finding", photo="x", on=clock.today())


def test_r234_the_photo_stands_beside_the_form_from_which_it_is_typed(land: Land) -> None:
    folder, actor = builders.opened(land), builders.secretary(land)
    added(land, actor, folder)
    added(land, actor, folder, once="b" * 32, stage="analysis")
    first = PaperSheet.objects.get(stage="finding")
    second = PaperSheet.objects.get(stage="analysis")
    form = reverse("problems_desk:sheet", args=[folder.uid, "cheers"])
    page = browser_of(actor).get(form).content.decode()
    assert reverse("problems_desk:paper_photo", args=[folder.uid, first.pk]) in page, (
        "the one of the folder's step"
    )
    other = browser_of(actor).get(f"{form}?paper={second.pk}").content.decode()
    assert f'<img src="{reverse("problems_desk:paper_photo", args=[folder.uid, second.pk])}"' in other


def test_a_photo_is_taken_out_with_a_reason_and_erased(land: Land) -> None:
    folder, actor = builders.opened(land), builders.member(land)
    added(land, actor, folder)
    sheet = PaperSheet.objects.get()
    browser = browser_of(actor)
    address = reverse("problems_desk:paper_out", args=[folder.uid, sheet.pk])
    assert browser.post(address, {"once": "c" * 32}).status_code == 422, "not without a reason"
    assert browser.post(address, {"why": "names", "once": "d" * 32}).status_code == 302
    sheet.refresh_from_db()
    assert (sheet.taken_out_for, sheet.taken_out_on) == ("names", clock.today())
    assert files.stored(sheet.photo) is None
    assert browser.get(reverse("problems_desk:paper_photo", args=[folder.uid, sheet.pk])).status_code == 404
    page = browser.get(reverse("problems_desk:papers", args=[folder.uid])).content.decode()
    assert "A person or a name is on it" in page
    with pytest.raises(BadInput):
        paper_sheets.add_paper(actor=actor, folder=folder, stage="finding", photo="", no_names=True)


def test_somebody_who_is_not_of_the_team_adds_no_photo(land: Land) -> None:
    council = builders.staff(Role.COUNCIL, land.office("public_council"))
    with pytest.raises(NotAllowed):
        paper_sheets.add_paper(
            actor=council, folder=builders.opened(land), stage="finding", photo="x", no_names=True
        )


def test_three_months_after_the_folder_ended_its_photos_are_erased(land: Land) -> None:
    folder, actor = builders.opened(land), builders.member(land)
    added(land, actor, folder)
    Folder.objects.filter(pk=folder.pk).update(
        state="closed", closed_on=clock.today(), watch_on=clock.today(), stage_on=clock.today()
    )
    assert jobs.forget_papers() == 0
    with clock.travel(clock.today() + timedelta(days=jobs.KEEP_DAYS + 1)):
        assert jobs.forget_papers() == 1
    sheet = PaperSheet.objects.get()
    assert sheet.taken_out_for == "ended" and files.stored(sheet.photo) is None
