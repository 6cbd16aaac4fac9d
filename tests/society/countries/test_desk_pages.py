"""Help numbers, days off and settings: entered by hand, checked every 90 days, decided by somebody."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from hamkori.kernel.actor import SYSTEM, Role

DESK = "/en/desk/"


@pytest.fixture
def country(db: None) -> Any:
    from hamkori.society.countries.actions import load_pack
    from hamkori.society.countries.queries import country
    from hamkori.society.places.models import Place

    load_pack("tj", actor=SYSTEM)
    country().refresh_from_db()
    return Place.objects.get(code="TJ-SU-asht")


@pytest.fixture
def staff(country: Any) -> Any:
    from hamkori.kernel import clock
    from hamkori.society.accounts.models import Posting, User
    from tests.society.accounts.people import PASSWORD, sign_in

    def make(role: Role, place: Any = None) -> Client:
        user = User(username=f"person{User.objects.count() + 1}", language="en")
        user.set_password(PASSWORD)
        user.save()
        Posting.objects.create(user=user, role=role.value, place=place, from_on=clock.today())
        return sign_in(user)

    return make


def _line(code: str) -> Any:
    from hamkori.society.countries.models import HelpLine

    return HelpLine.objects.get(code=code)


LINE = {"number": "1333", "hours_en": "day and night", "hours_tg": "шабу рӯз", "hours_ru": "", "free": "yes"}


def test_h17_a_number_is_entered_and_counts_only_once_somebody_called_it(staff):
    client = staff(Role.ADMINISTRATOR)
    for _press in range(2):
        assert client.post(f"{DESK}directory/women_line/", LINE).status_code == 302
    line = _line("women_line")
    assert (line.number, line.hours["en"], line.free, line.verified_on) == (
        "1333",
        "day and night",
        True,
        None,
    )
    assert client.post(f"{DESK}directory/women_line/checked/").status_code == 302
    assert _line("women_line").verified_on is not None
    assert client.post(f"{DESK}directory/women_line/", {**LINE, "number": "1444"}).status_code == 302
    assert _line("women_line").verified_on is None, "a new number has not been called yet"


def test_a_number_that_is_not_known_is_shown_nowhere(staff):
    client = staff(Role.ADMINISTRATOR)
    client.post(f"{DESK}directory/women_line/", LINE)
    client.post(f"{DESK}directory/women_line/checked/")
    answer = client.post(f"{DESK}directory/women_line/unknown/", follow=True)
    assert answer.status_code == 200 and "is not known" in answer.content.decode()
    line = _line("women_line")
    assert (line.number, line.verified_on) == ("", None)
    assert client.post(f"{DESK}directory/women_line/checked/").status_code == 422, "nothing to call"


@pytest.mark.parametrize("number", ["call me", "+", "12a", "<b>1</b>"])
def test_only_digits_are_a_number(staff, number):
    answer = staff(Role.ADMINISTRATOR).post(f"{DESK}directory/women_line/", {**LINE, "number": number})
    assert answer.status_code == 422 and "digits only" in answer.content.decode()
    assert _line("women_line").number == ""


def test_k52_a_number_asks_to_be_called_again_after_ninety_days(staff):
    from hamkori.kernel import clock
    from hamkori.society.countries.desk_queries import state_of
    from hamkori.society.countries.models import HelpLine

    client = staff(Role.ADMINISTRATOR)
    HelpLine.objects.update(number="112", verified_on=clock.today())
    line = _line("emergency_112")
    today = clock.today()
    assert state_of(line, today + timedelta(days=89)) == "checked"
    assert state_of(line, today + timedelta(days=90)) == "late"
    assert "Numbers to call" not in client.get(DESK).content.decode()
    HelpLine.objects.filter(code="emergency_112").update(verified_on=today - timedelta(days=90))
    page = client.get(DESK).content.decode()
    assert "Numbers to call" in page and f'{DESK}directory/emergency_112/checked/"' in page


def test_k52_an_operator_may_note_a_call_but_enter_nothing(staff):
    client = staff(Role.OPERATOR)
    page = client.get(f"{DESK}directory/").content.decode()
    assert "Checked today" in page and "Enter the number" not in page
    assert client.post(f"{DESK}directory/emergency_112/checked/").status_code == 302
    assert client.get(f"{DESK}directory/women_line/").status_code == 404
    assert client.post(f"{DESK}directory/women_line/unknown/").status_code == 404


def test_an_administrator_of_a_district_changes_nothing_of_the_whole_country(staff, country):
    from hamkori.society.countries.models import Country, HelpLine, Holiday

    client = staff(Role.ADMINISTRATOR, country)
    before = Country.objects.values_list("local_settings", flat=True).get(), Holiday.objects.count()
    holiday = Holiday.objects.filter(retired_on__isnull=True)[0]
    assert client.post(f"{DESK}directory/women_line/", LINE).status_code == 404
    assert client.post(f"{DESK}settings/minor_age/", {"value": "16"}).status_code == 404
    assert client.post(f"{DESK}holidays/", {"day": "02.01.2090", "name_en": "Day"}).status_code == 404
    assert client.post(f"{DESK}holidays/{holiday.code}/withdraw/").status_code == 404
    assert (Country.objects.values_list("local_settings", flat=True).get(), Holiday.objects.count()) == before
    HelpLine.objects.create(code="local", names={"en": "District line"}, place_path=country.path)
    assert client.post(f"{DESK}directory/local/", LINE).status_code == 302, "its own line"
    assert client.get(f"{DESK}settings/").status_code == 200


NEW = {"name_tg": "Маркази маслиҳат", "name_ru": "", "name_en": "Advice centre", "what_for_en": "Papers and rights.",
       "what_for_tg": "", "what_for_ru": "", "number": "1777", "hours_en": "9 to 17", "free": "yes"}  # fmt: skip


def _added() -> Any:
    from hamkori.society.countries.models import HelpLine

    return list(HelpLine.objects.filter(code__startswith="local-", retired_on__isnull=True))


def test_h17_a_help_line_is_added_once_called_and_shown_with_the_day(staff):
    from hamkori.society.countries.queries import help_lines

    client = staff(Role.ADMINISTRATOR)
    assert "Add a help line" in client.get(f"{DESK}directory/").content.decode()
    for _press in range(2):
        assert client.post(f"{DESK}directory/new/", {**NEW, "always": "on"}).status_code == 302
    (line,) = _added()
    assert (line.number, line.free, line.always, line.place_path, line.verified_on) == (
        "1777", True, True, "", None,
    )  # fmt: skip
    public = Client().get("/en/info/").content.decode()
    assert "Advice centre" in public and "Nobody has tried this number for us yet." in public
    assert line in help_lines("suicide") and line in help_lines()
    client.post(f"{DESK}directory/{line.code}/checked/")
    assert (
        Client().get("/en/info/").content.decode().count("Nobody has tried")
        == public.count("Nobody has tried") - 1
    )


def test_a_help_line_of_a_district_stands_at_its_place_and_in_no_other(staff, country):
    from hamkori.kernel.memo import forget_all
    from hamkori.society.places.models import Place

    client = staff(Role.ADMINISTRATOR, country)
    page = client.get(f"{DESK}directory/new/").content.decode()
    assert "Show it on every page of help" not in page
    assert client.post(f"{DESK}directory/new/", {**NEW, "always": "on"}).status_code == 302
    (line,) = _added()
    assert (line.place_path, line.always) == (country.path, False)
    forget_all()
    other = Place.objects.filter(kind="district").exclude(pk=country.pk)[0]
    assert "Advice centre" in Client().get(f"/en/place/{country.code}/").content.decode()
    assert "Advice centre" not in Client().get(f"/en/place/{other.code}/").content.decode()
    directory = Client().get("/en/info/").content.decode()
    assert directory.index(f">{country.name}</h2>") < directory.index("Advice centre")
    assert client.get(f"{DESK}territory/at/{other.code}/help/").status_code == 404, "not its place"
    national = staff(Role.ADMINISTRATOR)
    assert national.post(f"{DESK}territory/at/{other.code}/help/", NEW).status_code == 302
    assert {one.place_path for one in _added()} == {country.path, other.path}
    assert client.post(f"{DESK}directory/{line.code}/withdraw/").status_code == 302
    assert [one.place_path for one in _added()] == [other.path]
    assert client.post(f"{DESK}directory/women_line/withdraw/").status_code == 404, "the pack's"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name_tg": "", "name_en": ""}, "Give a name"),
        ({"what_for_en": " "}, "Say what it is for"),
        ({"number": "call me"}, "digits only"),
    ],
)
def test_a_help_line_needs_a_name_a_purpose_and_digits(staff, wrong, words):
    answer = staff(Role.ADMINISTRATOR).post(f"{DESK}directory/new/", {**NEW, **wrong})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert _added() == []


@pytest.mark.parametrize("role", [Role.MEMBER, Role.COUNCIL, Role.COMMANDER, Role.REVIEWER])
def test_roles_that_call_no_numbers_have_no_such_page(staff, role):
    client = staff(role)
    for page in ("directory/", "holidays/", "settings/"):
        assert client.get(f"{DESK}{page}").status_code == 404
    assert client.post(f"{DESK}directory/emergency_112/checked/").status_code == 404


def test_a_day_off_is_added_once_and_withdrawn(staff):
    from hamkori.society.countries import queries
    from hamkori.society.countries.models import Holiday

    client, day = staff(Role.ADMINISTRATOR), date(2090, 2, 2)
    form = {"day": day.strftime("%d.%m.%Y"), "name_en": "Moved feast", "verified": "Decision"}
    for _press in range(2):
        assert client.post(f"{DESK}holidays/", form).status_code == 302
    assert day in queries.calendar().holidays
    assert client.post(f"{DESK}holidays/local-{day.isoformat()}/withdraw/").status_code == 302
    assert day not in queries.calendar().holidays
    assert Holiday.objects.filter(day=day).count() == 1
    assert client.post(f"{DESK}holidays/", {**form, "name_en": ""}).status_code == 422


def test_h16_settings_that_nobody_decided_are_marked_and_can_be_decided(staff):
    from hamkori.society.countries import queries

    client = staff(Role.ADMINISTRATOR)
    page = client.get(f"{DESK}settings/").content.decode()
    assert "nobody decided yet" in page and "check local law" in page
    wrong = client.post(f"{DESK}settings/quick_exit_address/", {"value": "javascript:alert(1)"})
    assert wrong.status_code == 422
    assert client.post(f"{DESK}settings/minor_age/", {"value": "16"}).status_code == 302
    assert queries.setting("minor_age") == 16
    assert client.post(f"{DESK}settings/minor_age/", {"value": ""}).status_code == 302
    assert queries.setting("minor_age") == 18, "the pack's value is back"
    assert client.get(f"{DESK}settings/no_such_thing/").status_code == 404


def test_k34_no_installation_shows_smaller_counts_than_five(staff):
    answer = staff(Role.ADMINISTRATOR).post(f"{DESK}settings/small_count_threshold/", {"value": "4"})
    assert answer.status_code == 422
