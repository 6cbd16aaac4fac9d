"""Forms: what is typed is cleaned, what is wrong is said in one sentence, and everything can be heard and reached."""

import re
from datetime import date

import pytest
from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from hamkori.kernel import forms
from tests.kernel.look_samples import SampleForm, sample_form

GOOD = {"text": "Шабона торик аст", "place": "c", "day": "15.03.2026", "name": "none"}


class TextForm(forms.Form):
    text = django_forms.CharField(max_length=10, widget=django_forms.Textarea)
    note = django_forms.CharField(required=False)


def test_every_wrong_field_is_linked_from_the_top_and_points_to_its_error() -> None:
    """K35: error summary with working links, aria-invalid and aria-describedby at the field."""
    page = str(sample_form("tg", {"day": "soon", "phone": "1"}))
    links = re.findall(r'<a href="#([^"]+)"', page)
    assert links == ["id_text", "id_place", "id_day", "id_phone", "id_name_0"]
    for target in links:
        assert f'id="{target}"' in page
    assert page.count('aria-invalid="true"') >= 4
    for described in re.findall(r'aria-describedby="([^"]+)"', page):
        for target in described.split():
            assert f'id="{target}"' in page, target


def test_every_control_has_a_name() -> None:
    page = str(sample_form("ru"))
    for control in re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', page):
        inside_a_label = re.search(rf'<label class="pick"><input[^>]* id="{control}"', page)
        assert f'<label for="{control}"' in page or inside_a_label, control


def test_unbound_form_has_no_summary() -> None:
    assert SampleForm().summary == "" and 'class="sum"' not in str(sample_form("tg"))


def test_choice_of_name_lists_who_sees_it_and_nothing_is_chosen_beforehand() -> None:
    """K07, K09: each option says who will see the name; the separate tick for the police is off."""
    page = str(sample_form("tg"))
    assert "<dt>Номро мебинад</dt><dd>ҳеҷ кас</dd>" in page
    assert "checked" not in page


def test_limit_is_said_not_silently_cut() -> None:
    form = TextForm({"text": "я" * 11})
    assert "maxlength" not in str(form) and 'data-limit="10"' in str(form)
    with translation.override("en"):
        assert form.errors["text"] == ["The text is too long. At most: 10 characters."]


def test_field_without_a_limit_still_refuses_a_megabyte() -> None:
    form = TextForm({"text": "a", "note": "a" * 1_000_000})
    assert list(form.errors) == ["note"]


def test_broken_letters_are_asked_for_again() -> None:
    form = TextForm(QueryDict(b"text=%D1%88%FF%FE", encoding="utf-8"))
    with translation.override("en"):
        assert form.errors["text"] == ["Some letters could not be read. Please write this again."]


@given(st.text())
def test_tidy_leaves_no_invisible_characters_and_changes_nothing_twice(text: str) -> None:
    clean = forms.tidy(text)
    assert forms.tidy(clean) == clean
    assert not any(ch in clean for ch in "\x00\x07\r\u202e\u2066\ufeff")


def test_tidy_keeps_tajik_letters_and_lines() -> None:
    assert forms.tidy("Ҳ\r\nғ\u0306 и\u0304\x00") == "Ҳ\nғ\u0306 ӣ"


def test_own_words_of_a_form_stay() -> None:
    class Own(forms.Form):
        place = django_forms.CharField(error_messages={"required": "Where is it?"})

    assert Own({}).errors["place"] == ["Where is it?"]


@pytest.mark.parametrize("language", ["tg", "ru"])
def test_sentences_come_in_the_readers_language(language: str) -> None:
    with translation.override(language):
        errors = str(sample_form(language, {"day": "x", "phone": "x"}).errors)
        for said in re.findall(r'class="err"[^>]*>([^<]+)<', errors):
            assert not re.search("[A-Za-z]{3,}", said), said


@pytest.mark.parametrize(
    "typed",
    ["15.03.2026", "15.3.2026", "2026-03-15", "15/03/2026", "15,3,2026", "15 03 2026", " 15-03-2026 "],
)
def test_dates_as_people_write_them(typed: str) -> None:
    assert forms.DateField().clean(typed) == date(2026, 3, 15)


@pytest.mark.parametrize(
    "typed", ["31.02.2026", "15.03.26", "3", "15.03", "15.03.2026 10:00", "завтра", "2026-15-03"]
)
def test_what_is_no_date_is_shown_an_example(typed: str) -> None:
    with pytest.raises(ValidationError, match=r"15\.03\.2026"):
        forms.DateField().clean(typed)


def test_date_limits() -> None:
    field = forms.DateField(earliest=date(2026, 1, 1), latest=lambda: date(2026, 12, 31))
    assert field.clean("01.01.2026") and field.clean("31.12.2026")
    for outside in ("31.12.2025", "01.01.2027"):
        with pytest.raises(ValidationError):
            field.clean(outside)


@pytest.mark.parametrize(
    ("typed", "region", "expected"),
    [
        ("+992 00 000 00 01", "TJ", "+992000000001"),
        ("00 000 00 01", "TJ", "+992000000001"),
        ("(00) 000-00-01", "TJ", "+992000000001"),
        ("00992 00 000 00 01", "TJ", "+992000000001"),
        ("+996 000 000 001", "TJ", "+996000000001"),
        ("000 000 001", "KG", "+996000000001"),
    ],
)
def test_phone_numbers_as_people_write_them(typed: str, region: str, expected: str) -> None:
    phone = forms.PhoneField(region=region).clean(typed)
    assert phone == expected and phone.typed == typed


@pytest.mark.parametrize("typed", ["12", "abc", "+992 00 000 00 01 доб. 3", "0" * 30, "+"])
def test_wrong_phone_is_shown_an_example_that_rings_at_nobodys(typed: str) -> None:
    with pytest.raises(ValidationError, match=r"\+992 00 000 0001"):
        forms.PhoneField(region="TJ").clean(typed)


def test_empty_optional_phone_is_empty() -> None:
    assert forms.PhoneField(required=False).clean("") == ""


@pytest.mark.parametrize("typed", ["7KM4-T9XA", "7km4 t9xa", "7км4–т9ха", " 7КМ4Т9ХА "])
def test_references_typed_on_any_keyboard(typed: str) -> None:
    assert forms.ReferenceField().clean(typed) == "7KM4T9XA"


def test_codes_lose_their_gaps() -> None:
    assert forms.CodeField().clean("4827 7193-5564 0912") == "4827719355640912"


def test_markup_that_is_typed_stays_text() -> None:
    page = str(sample_form("tg", {**GOOD, "text": '<img src=x onerror="alert(1)">', "day": "<b>"}))
    assert "<img" not in page and "<b>&lt;" not in page and "&lt;img" in page
