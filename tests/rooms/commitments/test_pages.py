"""The pages of promises: the desk's board, writing ten down, a meeting's word on ten, the public board."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from hamkori.kernel import clock
from hamkori.kernel.actor import Role
from hamkori.rooms.commitments.actions import closing, doing
from hamkori.rooms.commitments.actions.promising import NewResource, Proof, promise_many
from hamkori.rooms.commitments.models import Commitment, PromiseLetter
from hamkori.rooms.commitments.states import Means, Origin, Publicity, State
from tests.rooms.commitments.builders import Land, fresh, in_days, made, minutes, new_promise, staff, team
from tests.rooms.concerns.desk.people import browser_of

pytestmark = pytest.mark.django_db
TINY = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)


def at(name: str, *args: object) -> str:
    """An address of the desk, in English."""
    with translation.override("en"):
        return reverse(f"commitments_desk:{name}", args=args)


def public(name: str, *args: object) -> str:
    with translation.override("en"):
        return reverse(f"commitments:{name}", args=args)


def every_state(land: Land) -> dict[str, Commitment]:
    """One public promise in each state."""
    owner = staff(Role.HANDLER, land.office("electricity"))
    found = {
        name: made(land, text=f"The {name} lamp", publicity=Publicity.PUBLIC, due_on=in_days(10))
        for name in ("open", "done", "kept", "reopened", "withdrawn")
    }
    for name in ("done", "kept", "reopened"):
        doing.say_done(actor=owner, commitment=found[name], text="Seen at dusk.")
    for name in ("kept", "reopened"):
        closing.confirm(actor=team(land), commitment=found[name])
    closing.reopen(actor=team(land), commitment=found["reopened"], words="It is dark again.")
    closing.withdraw(actor=owner, commitment=found["withdrawn"], words="Another line comes.")
    closing.withdraw(actor=team(land), commitment=found["withdrawn"], words="")
    return {name: fresh(one) for name, one in found.items()}


def test_the_board_of_the_desk_counts_and_groups(land: Land) -> None:
    every_state(land)
    page = browser_of(team(land)).get(at("board")).content.decode()
    for words in (
        "Wait for the other side: 1",
        "Opened again: 1",
        "Kept and confirmed: 1",
        "Taken back by both sides: 1",
    ):
        assert words in page, words
    assert "The open lamp" in page


def test_a_late_promise_stands_first_with_its_days(land: Land, travel: Callable[[Any], None]) -> None:
    made(land, due_on=in_days(2))
    travel(clock.today() + timedelta(days=5))
    page = browser_of(staff(Role.HANDLER, land.office("electricity"))).get(at("board")).content.decode()
    assert "Late: 1" in page and "3 days ago" in page
    assert at("done", Commitment.objects.get().shown_reference) in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?origin=screen", 1),
        ("?origin=paper", 0),
        ("?due=14", 1),
        ("?due=7", 0),
        ("?owner=XXXXXXXX", 0),
        ("?place=nowhere", 0),
        ("?band=soon", 1),
        ("?band=nothing", 0),
    ],
)
def test_filters_of_the_desk(land: Land, query: str, shown: int) -> None:
    made(land, due_on=in_days(10))
    page = browser_of(team(land)).get(at("board") + query).content.decode()
    assert page.count("Six lamps on the lower street") == shown


def test_a_long_band_is_read_page_by_page_without_gaps(land: Land) -> None:
    secretary = team(land)
    for start in range(0, 60, 30):
        promise_many(
            actor=secretary,
            promises=[new_promise(land, text=f"Lamp {number:03d}") for number in range(start, start + 30)],
            proof=minutes(str(start)),
        )
    browser = browser_of(secretary)
    seen: set[str] = set()
    url = at("board") + "?band=later"
    for _page in range(4):
        answer = browser.get(url)
        seen |= {row["title"] for _band, rows in answer.context["bands"] for row in rows}
        after = answer.context["board"].after
        if not after:
            break
        url = at("board") + f"?band=later&after={after}"
    assert len(seen) == 60


def ten_rows(land: Land, form: Any, **changes: str) -> dict[str, str]:
    values = {
        "once": form["once"].value(),
        "origin": "meeting",
        "number": "2026/7",
        "dated_on": "",
        "place": land.jamoat.code,
        "publicity": "public",
    }
    for number in range(10):
        values |= {
            f"text_{number}": f"Lamp {number + 1} in the upper street",
            f"owner_{number}": land.office("jamoat").uid,
            f"due_on_{number}": in_days(20 + number).strftime("%d.%m.%Y"),
            f"seen_by_{number}": "It burns at dusk",
        }
    return {**values, **changes}


def test_ten_promises_of_a_meeting_in_one_form_sent_twice(land: Land) -> None:
    browser = browser_of(team(land))
    form = browser.get(at("many")).context["form"]
    sent = ten_rows(land, form)
    for _press in range(2):
        assert browser.post(at("many"), sent).status_code == 302
    assert Commitment.objects.count() == 10
    assert Commitment.objects.filter(origin=Origin.MEETING, basis__number="2026/7", shown=True).count() == 10


def test_a_row_with_a_mistake_keeps_everything_that_was_typed(land: Land) -> None:
    browser = browser_of(team(land))
    form = browser.get(at("many")).context["form"]
    answer = browser.post(
        at("many"), ten_rows(land, form, due_on_3="31.02.2030", text_5="Call +992 00 000 00 01")
    )
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["due_on_3"]
    answer = browser.post(at("many"), ten_rows(land, form, text_5="Call +992 00 000 00 01"))
    assert list(answer.context["form"].errors) == ["text_5"]
    assert "Lamp 9 in the upper street" in answer.content.decode()
    assert not Commitment.objects.exists()


@pytest.mark.parametrize("name", ["many", "full"])
def test_an_empty_form_says_what_is_missing(land: Land, name: str) -> None:
    answer = browser_of(team(land)).post(at(name), {})
    assert answer.status_code == 422 and answer.context["form"].errors


def test_a_promise_in_full_with_its_budget_line(land: Land) -> None:
    """P8: the plan's row in the local budget, with the legal basis."""
    browser = browser_of(staff(Role.HEAD, land.office("jamoat")))
    form = browser.get(at("full")).context["form"]
    answer = browser.post(
        at("full"),
        {
            "once": form["once"].value(),
            "text": "A pipe under the road at the canal",
            "owner": land.office("jamoat").uid,
            "place": land.jamoat.code,
            "to": "",
            "due_on": in_days(40).strftime("%d.%m.%Y"),
            "publicity": "public",
            "origin": "screen",
            "labour": "6",
            "budget": "12000",
            "budget_line": "Roads, line 4",
            "legal_basis": "Law on local self-government, article 12",
            "needs": "two volunteers on the day of work",
            "hindrance": "high water in spring",
        },
    )
    assert answer.status_code == 302
    promise = Commitment.objects.get()
    assert {row.means for row in promise.resources.all()} == {"labour", "budget"}
    page = Client().get(public("one", promise.shown_reference)).content.decode()
    assert "Roads, line 4" in page and "article 12" in page
    assert "two volunteers" in page and "high water" in page, (
        "residents read what is asked of them (document 10)"
    )


def test_a_spoken_promise_with_a_photo_of_the_paper(land: Land) -> None:
    browser = browser_of(team(land))
    form = browser.get(at("full")).context["form"]
    values = {
        "once": form["once"].value(),
        "text": "Reception in the village every second Friday",
        "owner": land.office("precinct").uid,
        "place": land.jamoat.code,
        "to": "",
        "due_on": in_days(14).strftime("%d.%m.%Y"),
        "publicity": "sides",
        "origin": "paper",
        "number": "",
        "photos": SimpleUploadedFile("paper.png", TINY, "image/png"),
    }
    answer = browser.post(at("full"), values)
    assert answer.status_code == 422
    kept = answer.context["form"]["kept"].value()
    again = {**values, "number": "114/2", "kept": kept}
    del again["photos"]
    assert browser.post(at("full"), again).status_code == 302, "the photo survived the missing number"
    promise = Commitment.objects.get()
    url = at("photo", promise.shown_reference, promise.basis.file)
    assert browser.get(url)["Content-Type"] == "image/jpeg"
    stranger = browser_of(staff(Role.HANDLER, land.office("water")))
    assert stranger.get(url).status_code == 404
    assert browser.get(at("photo", promise.shown_reference, "0" * 32)).status_code == 404


def test_a_meeting_decides_about_ten_in_one_press(land: Land) -> None:
    secretary = team(land)
    rows = promise_many(
        actor=secretary,
        promises=[new_promise(land, text=f"Lamp {number}", item=number) for number in range(1, 11)],
        proof=minutes("2026/7"),
    )
    owner = staff(Role.HANDLER, land.office("electricity"))
    for row in rows:
        doing.say_done(actor=owner, commitment=row, text="It burns.")
    browser = browser_of(secretary)
    answer = browser.get(at("meeting") + "?minutes=2026/7")
    form = answer.context["form"]
    assert len(answer.context["rows"]) == 10
    sent = {"once": form["once"].value(), "number": "2026/9", "dated_on": ""}
    sent |= {f"outcome_{row.reference}": "kept" for row in rows[:9]}
    sent |= {f"outcome_{rows[9].reference}": "again"}
    assert browser.post(at("meeting"), sent).status_code == 422, "opening again needs words"
    sent |= {f"words_{rows[9].reference}": "It is dark at the gate."}
    for _press in range(2):
        assert browser.post(at("meeting"), sent).status_code == 302
    states = list(Commitment.objects.order_by("pk").values_list("state", flat=True))
    assert states == [State.KEPT] * 9 + [State.REOPENED]
    assert Commitment.objects.filter(marks__basis__number="2026/9").distinct().count() == 10


STEPS_OF_OWNER = {
    "done": {"text": "The lamps burn."},
    "move": {"due_on": "31.12.2099", "reason": "x"},
    "evidence": {"text": "Two of six burn."},
}


def test_the_way_of_one_promise_through_its_pages(land: Land) -> None:
    commitment = made(land)
    reference = commitment.shown_reference
    owner = browser_of(staff(Role.HANDLER, land.office("electricity")))
    other = browser_of(team(land))
    assert owner.post(at("evidence", reference), {"once": "a", "text": "Two of six burn."}).status_code == 302
    moved = {"once": "b", "due_on": in_days(60).strftime("%d.%m.%Y"), "reason": "The cable comes later."}
    assert owner.post(at("move", reference), moved).status_code == 302
    assert owner.post(at("done", reference), {"once": "c", "text": "All six burn."}).status_code == 302
    assert owner.post(at("confirm", reference), {"once": "d"}).status_code == 404
    assert other.post(at("reopen", reference), {"once": "e", "words": "One is dark."}).status_code == 302
    assert owner.post(at("done", reference), {"once": "f", "text": "Now all six."}).status_code == 302
    assert other.post(at("confirm", reference), {"once": "g"}).status_code == 302
    assert fresh(commitment).state == State.KEPT
    page = other.get(at("one", reference)).content.decode()
    for words in ("The cable comes later.", "One is dark.", "Now all six.", "Confirmed: it is kept"):
        assert words in page


def test_a_form_that_was_sent_twice_is_one_step(land: Land) -> None:
    commitment = made(land)
    owner = browser_of(staff(Role.HANDLER, land.office("electricity")))
    for _press in range(2):
        owner.post(at("evidence", commitment.shown_reference), {"once": "a", "text": "Two of six burn."})
    assert commitment.evidence.count() == 1


def test_the_letter_is_numbered_once_and_made_in_both_languages(land: Land) -> None:
    secretary = team(land)
    rows = promise_many(
        actor=secretary,
        promises=[
            new_promise(
                land, text="Лампаҳои кӯчаи поён", item=number, post="Сардори хадамот",
                resources=(NewResource(Means.LABOUR, words="Two days"),),
            )
            for number in (1, 2)
        ],
        proof=Proof(Origin.SPOKEN, heard_at="Reception", witnesses=("Lola", "Parvina"), read_back=True),
    )  # fmt: skip
    browser = browser_of(secretary)
    reference = rows[0].shown_reference
    for _press in range(2):
        assert browser.post(at("letter", reference)).status_code == 302
    letter = PromiseLetter.objects.get()
    assert (letter.number, letter.commitments.count()) == (1, 2)
    for language in ("tg", "ru"):
        pdf = browser.get(at("letter_pdf", reference, letter.year, letter.number, language))
        assert pdf.content.startswith(b"%PDF-") and b"Lola" not in pdf.content
    received = {"once": "a", "incoming_number": "55-2", "incoming_on": clock.today().strftime("%d.%m.%Y")}
    assert browser.post(at("incoming", reference, letter.year, 1), received).status_code == 302
    letter.refresh_from_db()
    assert letter.incoming_number == "55-2"
    other = browser_of(staff(Role.HANDLER, land.office("electricity")))
    assert other.get(at("letter_pdf", reference, letter.year, letter.number, "tg")).status_code == 404


def test_witnesses_are_read_only_by_the_body_that_heard_them(land: Land) -> None:
    secretary = team(land)
    proof = Proof(Origin.SPOKEN, heard_at="Reception", witnesses=("Lola", "Parvina"), read_back=True)
    commitment = made(land, actor=secretary, proof=proof, publicity=Publicity.PUBLIC)
    url = at("one", commitment.shown_reference)
    assert "Parvina" in browser_of(secretary).get(url).content.decode()
    for actor in (
        staff(Role.HANDLER, land.office("electricity")),
        staff(Role.COUNCIL, land.office("public_council")),
    ):
        answer = browser_of(actor).get(url)
        assert answer.status_code == 200 and "Parvina" not in answer.content.decode()
    assert "Parvina" not in Client().get(public("one", commitment.shown_reference)).content.decode()


# --- the public board


@pytest.mark.parametrize("which", ["board", "place", "office"])
def test_the_public_board_shows_every_state(land: Land, which: str) -> None:
    every_state(land)
    args = {"board": (), "place": (land.jamoat.code,), "office": (land.office("electricity").uid,)}[which]
    answer = Client().get(public(which, *args))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer.context["figures"].counts == {
        "kept": 1, "done": 1, "due": 1, "late": 0, "again": 1, "not_kept": 0, "withdrawn": 1,
    }  # fmt: skip
    for words in ("The done lamp", "The kept lamp", "The reopened lamp"):
        assert words in page
    assert not answer.cookies


def test_the_public_board_of_a_mahalla_is_that_of_its_jamoat(land: Land) -> None:
    made(land, place=land.mahalla, publicity=Publicity.PUBLIC)
    answer = Client().get(public("place", land.mahalla.code))
    assert answer.context["whose"].place == land.jamoat
    assert land.mahalla.name not in answer.content.decode()


def test_what_is_between_the_sides_is_nowhere_public(land: Land) -> None:
    commitment = made(land, text="A quiet matter of the gate")
    for url in (
        public("board"),
        public("place", land.jamoat.code),
        public("office", land.office("electricity").uid),
        public("place_sheet", land.jamoat.code),
        public("place_csv", land.jamoat.code),
    ):
        answer = Client().get(url)
        assert answer.status_code == 200, url
        assert (
            "quiet matter" not in answer.content.decode()
            and commitment.shown_reference not in answer.content.decode()
        )
    assert Client().get(public("one", commitment.shown_reference)).status_code == 404


@pytest.mark.parametrize(
    "query", ["?state=kept", "?state=due", "?state=again", "?state=done", "?state=withdrawn"]
)
def test_one_group_of_the_public_board(land: Land, query: str) -> None:
    every_state(land)
    answer = Client().get(public("board") + query)
    assert answer.status_code == 200 and len(answer.context["rows"]) == 1


@pytest.mark.parametrize(
    "query", ["?state=wrong", "?state=kept&after=x.y", "?state=due&after=2026-01-01.%27"]
)
def test_a_broken_address_is_no_page(land: Land, query: str) -> None:
    assert Client().get(public("board") + query).status_code == 404


def test_the_data_have_no_free_text_and_hide_small_places(land: Land) -> None:
    for number in range(5):
        made(land, text=f"Secret words {number}", publicity=Publicity.PUBLIC)
    made(land, place=land.other_jamoat, owner=land.office("water"), publicity=Publicity.PUBLIC)
    text = Client().get(public("place_csv", land.district.code)).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 6
    assert "Secret words" not in text
    named = {row["place"] for row in rows}
    assert land.jamoat.names["en"] in named and land.other_jamoat.names["en"] not in named, "K34: under five"
    assert all(len(row["due_month"]) == 7 for row in rows)


def test_the_sheet_for_the_notice_board_holds_what_is_not_ended(land: Land) -> None:
    every_state(land)
    page = Client().get(public("place_sheet", land.jamoat.code)).content.decode()
    assert "The open lamp" in page and "The done lamp" in page and "The kept lamp" not in page


def test_a_month_with_many_promises_is_told_in_numbers(land: Land) -> None:
    secretary = team(land)
    for start in range(0, 60, 30):
        promise_many(
            actor=secretary,
            promises=[
                new_promise(land, text=f"Lamp {number:03d}", publicity=Publicity.PUBLIC)
                for number in range(start, start + 30)
            ],
            proof=minutes(str(start)),
        )
    answer = Client().get(public("board"))
    assert not answer.context["figures"].draws_cloth
    assert "60 promises" in answer.content.decode()


def test_the_page_of_a_place_and_my_work_show_promises(land: Land, travel: Callable[[Any], None]) -> None:
    every_state(land)
    with translation.override("en"):
        place = Client().get(reverse("portal:place", args=[land.jamoat.code])).content.decode()
        assert "What was promised" in place and "The done lamp" in place
        work = browser_of(team(land)).get(reverse("desk:today")).content.decode()
    assert "wait for our word" in work and "The done lamp" in work


def test_the_pages_ask_the_same_number_of_questions_whatever_there_is(land: Land) -> None:
    """Empty, with a promise in every state, and with sixty more: the boards, a list, the panels and my work."""
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from hamkori.kernel.actor import ANYONE
    from hamkori.rooms.commitments import desk_board, panels

    secretary = team(land)
    browser, anybody = browser_of(secretary), Client()
    office = land.office("electricity")
    head = staff(Role.HEAD, office)

    def opened(client: Client, url: str) -> Callable[[], Any]:
        def visit() -> None:
            cache.clear()
            assert client.get(url).status_code == 200

        return visit

    reads: dict[str, Callable[[], Any]] = {
        "desk": opened(browser, at("board")),
        "band": opened(browser, at("board") + "?band=kept"),
        "country": opened(anybody, public("board")),
        "place": opened(anybody, public("place", land.jamoat.code)),
        "office": opened(anybody, public("office", office.uid)),
        "list": opened(anybody, public("board") + "?state=kept"),
        "filtered": opened(anybody, public("board") + "?origin=meeting"),
        "sheet": opened(anybody, public("place_sheet", land.jamoat.code)),
        "place panel": lambda: panels.of_place(land.jamoat, ANYONE, "en"),
        "work of a secretary": lambda: desk_board.work_of(secretary),
        "work of a head": lambda: desk_board.work_of(head),
    }

    def counted() -> dict[str, int]:
        found = {}
        for name, read in reads.items():
            read()
            with CaptureQueriesContext(connection) as questions:
                read()
            found[name] = len(questions)
        return found

    empty = counted()
    every_state(land)
    some = counted()
    for start in range(0, 60, 30):
        promise_many(
            actor=secretary,
            promises=[
                new_promise(land, text=f"Lamp {number:03d}", publicity=Publicity.PUBLIC)
                for number in range(start, start + 30)
            ],
            proof=minutes(str(start)),
        )
    many = counted()
    assert some == many
    assert empty.pop("place panel") == 1 and some["place panel"] == 2, "without a promise there is no panel"
    assert all(number == some[name] for name, number in empty.items()), (empty, some)
    assert some["country"] <= 6 and some["desk"] <= 12, some
