"""Raising a concern by HTTP: three screens, one receipt, no session, nothing lost and nothing doubled."""

import gzip
import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

import hamkori.kernel
from hamkori.ground.files import store
from hamkori.ground.files.models import StoredFile
from hamkori.kernel import clock, crypto
from hamkori.kernel.templatetags.look import day
from hamkori.rooms.concerns.models import Concern, Consent, Identity, Topic
from hamkori.rooms.concerns.views.resident.draft import Draft
from hamkori.society.places.models import Place
from tests.rooms.concerns import builders
from tests.rooms.concerns.resident.people import Resident, hidden

pytestmark = pytest.mark.django_db
WITH_NAME = {"named": "confidential", "name": "Zarnigor Lolazoda", "phone": "+992 00 000 00 01"}


def picture(form: str = "JPEG", **extra: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(out, form, **extra)
    return out.getvalue()


# --- the way through ---------------------------------------------------------------------------------------------


def test_three_screens_lead_to_a_receipt_at_once(resident: Resident) -> None:
    """K22: the receipt is made by the system at once, with number, code and real days."""
    resident.at_what().say().send()
    concern = Concern.objects.get()
    assert concern.shown_reference in resident.words and day(concern.due_on, "day") in resident.words
    assert re.search(r"\d{4} \d{4} \d{4} \d{4}", resident.words)
    assert concern.text.startswith("The lamps") and concern.landmark == "from the shop to the bridge"
    assert "If nobody answers" in resident.words and "Office electricity" in resident.words
    assert not Identity.objects.exists() and not Consent.objects.exists()


@pytest.mark.parametrize("already", [0, 12])
def test_the_last_press_costs_the_same_few_queries_however_many_concerns_there_are(
    resident: Resident, land: builders.Land, already: int
) -> None:
    """Place, an earlier press; begin, concern, clock, office, receipt, figures, record, its salt, commit."""
    for _number in range(already):
        builders.raised(land)
    resident.at_what().say().send()
    resident.at_what().say()
    with CaptureQueriesContext(connection) as asked:
        resident.send()
    statements = [query["sql"].split()[0] for query in asked.captured_queries]
    assert statements.count("INSERT") == 6 and statements.count("SELECT") == 3
    assert not {"UPDATE", "DELETE"} & set(statements)
    assert Concern.objects.count() == already + 2


def test_privacy_notice_stands_before_the_first_question(resident: Resident) -> None:
    """K09."""
    resident.get("raise/")
    assert (
        "You do not have to give your name" in resident.words and "How we protect your data" in resident.words
    )


def test_danger_now_is_on_top_of_both_screens(resident: Resident) -> None:
    assert 'href="tel:112"' in resident.get("raise/").page.split("<form")[0]
    assert 'href="tel:112"' in resident.at_what().page.split("<form")[0]


def test_place_is_found_by_name_in_another_spelling(resident: Resident) -> None:
    resident.get("raise/")
    resident.post("raise/", state=hidden(resident.page, "state"), screen="where", q="чинорсоя")
    assert "Continue with this place" in resident.words and "Chinorsoya" in resident.words


def test_several_places_with_one_name_are_a_choice(resident: Resident) -> None:
    resident.get("raise/")
    resident.post("raise/", state=hidden(resident.page, "state"), screen="where", q="san")
    assert resident.page.count('type="radio" name="place"') > 1


def test_unknown_place_is_a_clear_sentence(resident: Resident) -> None:
    resident.get("raise/")
    resident.post("raise/", state=hidden(resident.page, "state"), screen="where", q="Xqwzt<b>")
    assert "We do not know a place called “Xqwzt<b>”" in resident.words and "<b>”" not in resident.page
    assert resident.answer.status_code == 422


def test_list_leads_down_to_the_mahalla(resident: Resident) -> None:
    """Never a map as the only way, and no script."""
    resident.get("raise/")
    codes = [resident.land.district.path.split(".")[1], resident.land.district, resident.land.jamoat]
    region = Place.objects.get(path=f"tj.{codes[0]}")
    for place in (region, resident.land.district, resident.land.jamoat):
        assert f'name="at" value="{place.code}"' in resident.page
        resident.post("raise/", state=hidden(resident.page, "state"), screen="where", at=place.code)
    assert "Gulzor" in resident.words


def test_a_region_is_too_wide_to_answer(resident: Resident) -> None:
    resident.get("raise/")
    region = Place.objects.get(path=resident.land.district.path.rsplit(".", 1)[0])
    resident.post("raise/what/", state=hidden(resident.page, "state"), screen="where", place=region.code)
    assert "Please choose the district or city" in resident.words


def test_near_me_stores_no_coordinates(resident: Resident) -> None:
    """K08: coordinates find a place; neither the sealed field nor a table holds them."""
    resident.get("raise/")
    before = builders.row_counts()
    resident.post("raise/", state=hidden(resident.page, "state"), screen="where", lon="70.18", lat="40.83")
    assert "The nearest place that we know" in resident.words
    assert builders.row_counts() == before
    sealed = str(crypto.unseal_state(hidden(resident.page, "state"), purpose="raise"))
    assert "70.18" not in sealed and "40.83" not in sealed and "70.18" not in resident.page


def test_nonsense_coordinates_find_no_place(resident: Resident) -> None:
    resident.get("raise/")
    for longitude in ("nan", "1e999", "x", "-20"):
        resident.post("raise/", state=hidden(resident.page, "state"), screen="where", lon=longitude, lat="40")
        assert "We found no place near you" in resident.words


def test_steps_cannot_be_opened_in_the_middle(resident: Resident) -> None:
    for path in ("raise/what/", "raise/who/"):
        assert resident.get(path).answer["Location"].endswith("/raise/")


def test_going_back_keeps_everything(resident: Resident) -> None:
    resident.at_what().say()
    resident.post("raise/what/", screen="who", state=hidden(resident.page, "state"), **WITH_NAME)
    assert "dark for two weeks" in resident.page and "from the shop to the bridge" in resident.page
    resident.post(
        "raise/",
        screen="what",
        state=hidden(resident.page, "state"),
        kind="idea",
        topic="street_lighting",
        text="A new text",
        landmark="the well",
    )
    assert "Gulzor" in resident.words
    place = resident.land.mahalla.code
    resident.post("raise/what/", screen="where", state=hidden(resident.page, "state"), place=place)
    assert "A new text" in resident.page and "the well" in resident.page
    assert re.search(r'value="idea"[^>]* checked', resident.page)
    resident.say(text="A new text", kind="idea")
    assert "Zarnigor Lolazoda" in resident.page and re.search(
        r'value="confidential"[^>]* checked', resident.page
    )


def test_what_is_missing_is_named_with_a_link_to_it(resident: Resident) -> None:
    resident.at_what().say(topic="", text="")
    assert resident.answer.status_code == 422 and not Concern.objects.exists()
    assert 'href="#id_text"' in resident.page and "this decides who answers" in resident.words


def test_preview_shows_exactly_what_everyone_will_see(resident: Resident) -> None:
    """K34, K42: topic, jamoat, month; what the guard finds is covered, and the field says so."""
    resident.at_what().say(text="The lamp is dark. Call me: +992 00 000 00 07")
    preview = resident.page.split("What everyone will see")[1]
    assert "Chinorsoya" in preview and "Gulzor" not in preview
    assert "00 000 00 07" not in preview and "▒▒▒" in preview
    assert "There is a telephone number in the text" in resident.words


def test_careful_place_begins_without_a_name(resident: Resident) -> None:
    """K32."""
    code = resident.land.careful_jamoat.code
    resident.get("raise/")
    resident.post("raise/what/", state=hidden(resident.page, "state"), screen="where", place=code)
    resident.say()
    assert re.search(r'value="anonymous"[^>]* checked', resident.page)
    assert "the public council agrees first" in resident.words


def test_nobody_is_pushed_to_a_choice_of_name(resident: Resident) -> None:
    resident.at_what().say()
    named = re.findall(r'<input type="radio" name="named"[^>]*>', resident.page)
    assert len(named) == 3 and not any("checked" in one for one in named)


def test_each_choice_lists_who_sees_the_name_and_police_are_off(resident: Resident) -> None:
    """K07: an everyday topic offers the police nothing at all."""
    resident.at_what().say()
    assert "Your name is seen by" in resident.words and "The police do not see it" in resident.words
    assert 'name="show_police"' not in resident.page


def police_topic() -> str:
    """An everyday topic that the inspector answers here."""
    topics = Topic.objects.filter(police=True, handling="open", public=True).order_by("position")
    return str(next(topic.code for topic in topics if topic.route[0] == "precinct"))


def test_police_who_answer_see_no_name_without_the_tick(resident: Resident) -> None:
    """K07: their own tick, off; without it the name is stored for nobody."""
    resident.at_what().say(topic=police_topic())
    tick = re.search(r'<input type="checkbox" name="show_police"[^>]*>', resident.page)
    assert tick is not None and "checked" not in tick[0]
    resident.send(**WITH_NAME)
    concern = Concern.objects.get()
    assert concern.organisation is not None and concern.organisation.is_police
    assert Identity.objects.count() == 1 and not Consent.objects.exists()
    assert "do not see your name" in resident.words


def test_police_see_the_name_with_the_tick(resident: Resident) -> None:
    resident.at_what().say(topic=police_topic()).send(**WITH_NAME, show_police="on")
    assert Consent.objects.get().organisation.is_police
    assert "because you allowed it" in resident.words


def test_a_formal_appeal_needs_a_name(resident: Resident) -> None:
    resident.at_what().say().send(track="appeal")
    assert resident.answer.status_code == 422 and "A formal appeal needs your name" in resident.words
    resident.send(track="appeal", **WITH_NAME)
    assert Concern.objects.get().track == "appeal"


def test_an_anonymous_sender_leaves_no_contact_even_when_one_was_typed(resident: Resident) -> None:
    """K08: what stands in a field that does not count is not kept."""
    resident.at_what().say().send(**{**WITH_NAME, "named": "anonymous"})
    assert not Identity.objects.exists()


def test_thanks_have_no_track_and_no_ladder(resident: Resident) -> None:
    resident.at_what().say(kind="thanks")
    assert 'name="track"' not in resident.page
    resident.send(track="")
    assert "If nobody answers" not in resident.words and "We pass your thanks on" in resident.words


def test_a_wrong_phone_is_explained(resident: Resident) -> None:
    resident.at_what().say().send(**{**WITH_NAME, "phone": "12"})
    assert "Check the phone number" in resident.words and not Concern.objects.exists()


# --- once, and never lost ----------------------------------------------------------------------------------------


def test_a_second_press_gives_the_same_receipt(resident: Resident) -> None:
    """K22: nothing doubled; the same number and the same code."""
    resident.at_what().say()
    state = hidden(resident.page, "state")
    resident.send(state=state)
    first = re.findall(r'<p class="(?:ref|code)">.*?</p>', resident.page)
    resident.send(state=state)
    assert re.findall(r'<p class="(?:ref|code)">.*?</p>', resident.page) == first and len(first) == 2
    assert Concern.objects.count() == 1 and "it was counted once" in resident.words


@pytest.mark.parametrize("how", ["button", "opened"])
def test_k57_on_a_shared_phone_the_code_is_not_shown_again(resident: Resident, how: str) -> None:
    """Once it is written down, or was used, going back and sending again tells the number only."""
    resident.at_what().say()
    state = hidden(resident.page, "state")
    resident.send(state=state)
    code = re.search(r"\d{4} \d{4} \d{4} \d{4}", resident.words)
    reference = Concern.objects.get().shown_reference
    assert code is not None
    if how == "button":
        resident.post("raise/noted/", state=hidden(resident.page, "state"))
        assert resident.answer.status_code == 302
    else:
        resident.post("mine/", reference=reference, code=code[0])
        assert resident.answer.status_code == 200
    resident.send(state=state)
    assert resident.answer.status_code == 409 and reference in resident.words
    assert code[0] not in resident.words and Concern.objects.count() == 1
    resident.post("mine/", reference=reference, code=code[0])
    assert resident.answer.status_code == 200, "the code goes on working"


def test_a_foreign_field_notes_nothing(resident: Resident) -> None:
    resident.at_what().say()
    resident.send(state=(state := hidden(resident.page, "state")))
    resident.post("raise/noted/", state=state)
    resident.send(state=state)
    assert "it was counted once" in resident.words


@pytest.mark.parametrize("damage", ["", "cut", "other", "text", "missing"])
def test_a_damaged_field_keeps_what_was_typed(resident: Resident, damage: str) -> None:
    resident.at_what()
    state = hidden(resident.page, "state")
    other = crypto.seal_state({"case": 1}, purpose="holder")
    broken = {"": "", "cut": state[:-9], "other": other, "text": "Ҷавоб ✓", "missing": None}[damage]
    values = {"screen": "what", "text": "My typed words", "topic": "street_lighting", "kind": "concern"}
    resident.post("raise/who/", **values, **({} if broken is None else {"state": broken}))
    assert resident.answer.status_code == 409 and "My typed words" in resident.page
    assert "Please begin once more" in resident.words and not Concern.objects.exists()
    resident.post("raise/", state=hidden(resident.page, "state"), screen="what", text="My typed words")
    place = resident.land.jamoat.code
    resident.post("raise/what/", state=hidden(resident.page, "state"), screen="where", place=place)
    assert "My typed words" in resident.page


def test_a_field_of_the_day_before_yesterday_still_counts_once(
    resident: Resident, travel: Callable[[object], None]
) -> None:
    """An old page that was sent already says the number, never the code; one that was not begins anew."""
    resident.at_what().say()
    state = hidden(resident.page, "state")
    resident.send(state=state)
    reference = Concern.objects.get().shown_reference
    travel(clock.now() + timedelta(days=4))
    resident.send(state=state)
    assert resident.answer.status_code == 409 and reference in resident.words
    assert not re.search(r"\d{4} \d{4} \d{4} \d{4}", resident.words)
    assert Concern.objects.count() == 1


def test_an_expired_field_that_was_never_sent_keeps_the_words(
    resident: Resident, travel: Callable[[object], None]
) -> None:
    resident.at_what().say()
    state = hidden(resident.page, "state")
    travel(clock.now() + timedelta(days=4))
    resident.send(state=state)
    assert resident.answer.status_code == 409 and "dark for two weeks" in resident.page


def test_a_field_cannot_be_forged_or_moved_between_forms(resident: Resident) -> None:
    resident.at_what()
    for purpose in ("holder", "me-too", "photo"):
        with pytest.raises(crypto.Unreadable):
            crypto.unseal_state(hidden(resident.page, "state"), purpose=purpose)
    assert Draft().key != Draft().key


# --- bad input ---------------------------------------------------------------------------------------------------


def test_a_megabyte_of_text_is_a_clear_sentence(resident: Resident) -> None:
    resident.at_what().say(text="л" * 500_000)
    assert resident.answer.status_code == 422 and "The text is too long" in resident.words
    resident.get("raise/")
    resident.answer = resident.client.post("/en/raise/who/", {"screen": "what", "text": "л" * 2_000_000})
    assert resident.answer.status_code == 413 and "The text is too long" in resident.words
    assert not Concern.objects.exists()


def test_markup_is_shown_as_it_was_typed(resident: Resident) -> None:
    resident.at_what().say(text="<script>alert(1)</script> & <b>dark</b>", landmark='"><img src=x>')
    assert "<script>alert" not in resident.page and "<img" not in resident.page
    assert "&lt;script&gt;" in resident.page
    resident.post("raise/what/", screen="who", state=hidden(resident.page, "state"))
    assert "<img" not in resident.page


def test_letters_that_cannot_be_read_are_named(resident: Resident) -> None:
    resident.at_what()
    body = (
        b"screen=what&kind=concern&topic=street_lighting&text=%ff%fe%d0&state="
        + hidden(resident.page, "state").encode()
    )
    resident.answer = resident.client.post(
        "/en/raise/who/", body, content_type="application/x-www-form-urlencoded"
    )
    assert resident.answer.status_code == 422 and "Some letters could not be read" in resident.words


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("photo.jpg", b"not a photo", "We cannot open this kind of file"),
        ("photo.php.jpg", None, "We cannot open this kind of file"),
        ("photo.jpg.exe", None, "We cannot open this kind of file"),
        ("photo.jpg", b"\xff\xd8\xff broken", "This photo cannot be opened"),
        ("photo.jpg", b"\xff\xd8\xff" + b"0" * 40_000_000, "The file is too big"),
    ],
)
def test_a_file_that_is_no_photo_is_a_clear_sentence(
    resident: Resident, name: str, content: bytes | None, sentence: str, files_folder: Path
) -> None:
    upload = SimpleUploadedFile(name, content if content is not None else picture(), "image/jpeg")
    resident.at_what().say(photos=upload)
    assert resident.answer.status_code == 422 and sentence in resident.words
    assert "dark for two weeks" in resident.page
    assert not StoredFile.objects.exists() and not [one for one in files_folder.rglob("*") if one.is_file()]


def test_photos_lose_where_they_were_made(resident: Resident) -> None:
    """K47: no metadata, nothing in plain on the disk, bound to the concern."""
    exif = Image.Exif()
    exif[0x010F] = "CAMERA-MAKER"
    upload = SimpleUploadedFile("my holiday.jpg", picture(exif=exif.tobytes()), "image/jpeg")
    resident.at_what().say(photos=[upload])
    assert StoredFile.objects.get().pending
    resident.send()
    kept = StoredFile.objects.get()
    assert not kept.pending and kept.subject_id == str(Concern.objects.get().pk)
    data = store.read_blob(kept.blob)
    assert b"CAMERA-MAKER" not in data and not Image.open(io.BytesIO(data)).getexif()
    assert data not in store.path_of(kept.blob).read_bytes()


def test_no_more_than_three_photos_and_one_can_be_taken_out(resident: Resident) -> None:
    def photos(count: int) -> list[SimpleUploadedFile]:
        return [SimpleUploadedFile(f"{number}.jpg", picture()) for number in range(count)]

    resident.at_what().say(photos=photos(4))
    assert "Too many photos" in resident.words and not StoredFile.objects.exists()
    resident.say(photos=photos(2))
    resident.post("raise/what/", screen="who", state=hidden(resident.page, "state"))
    resident.say(drop1="1").send()
    assert StoredFile.objects.filter(pending=False).count() == 1


# --- weight ------------------------------------------------------------------------------------------------------


def test_first_load_of_each_screen_is_light(resident: Resident) -> None:
    """At most 30 KB over the wire: page, style and script together."""
    static = Path(hamkori.kernel.__file__).parent / "static" / "hamkori"
    shared = sum(len(gzip.compress((static / name).read_bytes())) for name in ("hamkori.css", "small.js"))
    pages = [resident.get("raise/").answer.content, resident.at_what().answer.content]
    pages.append(resident.say().answer.content)
    pages.append(resident.send().answer.content)
    for page in pages:
        assert shared + len(gzip.compress(page)) < 30_000
        assert b" style=" not in page and b"<style" not in page and b" onclick" not in page
