"""Dates, numbers and the framework's own words in three languages."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import polib
import pytest
from django.contrib.auth.password_validation import CommonPasswordValidator, MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils import dateformat, formats, translation
from django.utils.dates import MONTHS, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.timesince import timesince
from django.utils.translation import gettext, ngettext

import hamkori.kernel
from hamkori.kernel import catalogues
from hamkori.kernel.templatetags import look

KERNEL = Path(hamkori.kernel.__file__).parent
DAY = date(2026, 3, 15)


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    catalogues.compile_all(KERNEL)


@pytest.mark.parametrize(
    ("language", "kind", "expected"),
    [
        ("tg", "full", "15 марти соли 2026"),
        ("tg", "month", "марти соли 2026"),
        ("tg", "day", "15 март"),
        ("tg", "weekday", "якшанбе, 15 март"),
        ("tg", "short", "15.03.2026"),
        ("ru", "full", "15 марта 2026"),
        ("ru", "month", "март 2026"),
        ("ru", "day", "15 марта"),
        ("ru", "weekday", "воскресенье, 15 марта"),
        ("en", "full", "15 March 2026"),
        ("en", "month", "March 2026"),
    ],
)
def test_dates_read_as_in_the_language(language: str, kind: str, expected: str) -> None:
    with translation.override(language):
        assert look.day(DAY, kind) == expected


@pytest.mark.parametrize(
    ("language", "number", "share"),
    [("tg", "1\xa0234,5", "12,5\xa0фоиз"), ("ru", "1\xa0234,5", "12,5\xa0%"), ("en", "1,234.5", "12.5%")],
)
def test_numbers_read_as_in_the_language(language: str, number: str, share: str) -> None:
    with translation.override(language):
        assert look.figure(1234.5, 1) == number
        assert look.percent(12.5, 1) == share
        assert look.figure(None) == "–"


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (195.61, 0, "196"),
        (77.99, 0, "78"),
        (2.5, 0, "3"),
        (3.5, 0, "4"),
        (-2.5, 0, "-3"),
        (-0.4, 0, "0"),
        (1.005, 2, "1.01"),
        (Decimal("0.49999"), 0, "0"),
        (99.96, 1, "100.0"),
        (0, 0, "0"),
        (1234567, 0, "1,234,567"),
    ],
)
def test_figures_are_rounded_not_cut(value: float | Decimal, places: int, expected: str) -> None:
    assert look.figure(value, places) == expected


def test_every_tajik_month_joins_the_year_by_izofat() -> None:
    with translation.override("tg"):
        joined = [
            dateformat.format(date(2026, month, 1), formats.get_format("YEAR_MONTH_FORMAT"))
            for month in MONTHS
        ]
    assert joined[4] == "майи соли 2026"
    assert all(re.fullmatch(r"[а-яӣқғӯҳҷ]+и соли 2026", text) for text in joined)


def test_tajik_days_of_the_week_are_seven_different_small_words() -> None:
    with translation.override("tg"):
        for names in (WEEKDAYS, WEEKDAYS_ABBR):
            assert len({str(name) for name in names.values()}) == 7
            assert all(str(name).islower() for name in names.values())


def test_tajik_noun_stays_singular_after_a_number() -> None:
    with translation.override("tg"):
        then = datetime(2026, 1, 1, tzinfo=UTC)
        assert timesince(then, then + timedelta(days=1)) == "1\xa0рӯз"
        assert timesince(then, then + timedelta(days=5)) == "5\xa0рӯз"
        assert ngettext("%(size)d byte", "%(size)d bytes", 3) % {"size": 3} == "3 байт"


def test_passwords_are_refused_in_tajik() -> None:
    with translation.override("tg"):
        for validator in (MinimumLengthValidator(10), CommonPasswordValidator()):
            with pytest.raises(ValidationError) as refused:
                validator.validate("password")
            assert "арол" in refused.value.messages[0] and not re.search(
                "[A-Za-z]{3,}", refused.value.messages[0]
            )


def test_nothing_that_a_form_can_say_shows_through_in_english() -> None:
    """Every message of the framework's forms and validators has Tajik words of ours."""
    import django

    framework = polib.pofile(str(Path(django.__file__).parent / "conf/locale/en/LC_MESSAGES/django.po"))
    ours = {
        entry.msgid
        for entry in polib.pofile(str(KERNEL / "locale/tg/LC_MESSAGES/django.po"))
        if not entry.msgctxt
    }
    spoken = (
        "core/validators.py",
        "forms/fields.py",
        "forms/forms.py",
        "forms/models.py",
        "forms/formsets.py",
    )
    developers = {
        "Please correct the duplicate data for %(field_name)s which must be unique for the %(lookup)s in %(date_field)s."
    }
    missing = [
        entry.msgid
        for entry in framework
        if any(place in spoken for place, _line in entry.occurrences)
        and entry.msgid not in ours | developers
        and not entry.msgctxt
    ]
    assert missing == []


@pytest.mark.parametrize("language", ["tg", "ru"])
def test_catalogue_is_complete_and_keeps_its_placeholders(language: str) -> None:
    def holes(text: str) -> list[str]:
        return sorted(re.findall(r"%\(\w+\)[sdr]|%[sd]|\{\w+\}", text))

    for entry in polib.pofile(str(KERNEL / f"locale/{language}/LC_MESSAGES/django.po")):
        for said in [entry.msgstr] if not entry.msgid_plural else entry.msgstr_plural.values():
            assert said and holes(said) == holes(entry.msgid), entry.msgid


def test_only_stale_catalogues_are_compiled(tmp_path: Path) -> None:
    folder = tmp_path / "room/locale/tg/LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Yes"\nmsgstr "Ҳа"\n'
    )
    assert catalogues.compile_all(tmp_path) == [folder / "django.mo"]
    assert catalogues.compile_all(tmp_path) == []
    assert polib.mofile(str(folder / "django.mo")).find("Yes").msgstr == "Ҳа"
    source.write_text(source.read_text().replace("Ҳа", "Бале"))
    assert catalogues.compile_all(tmp_path) == [folder / "django.mo"]
    assert [path.name for path in folder.iterdir() if path.suffix not in (".po", ".mo")] == []


def test_switching_the_language_switches_the_words() -> None:
    said = set()
    for language in ("tg", "ru", "en"):
        with translation.override(language):
            said.add(gettext("Leave quickly"))
    assert said == {"Зуд баромадан", "Быстро уйти", "Leave quickly"}
