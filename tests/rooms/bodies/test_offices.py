"""An administrator sets up offices, areas, contacts and seats without a programmer."""

from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string

from hamkori.ground.audit.models import Entry
from hamkori.kernel import clock
from hamkori.kernel.actor import ANYONE, Role
from hamkori.rooms.bodies import office_queries, panels, queries
from hamkori.rooms.bodies.models import Contact, Jurisdiction, Seat
from hamkori.society.accounts.models import Organisation, Posting

DESK = "/en/desk/offices/"


def at(office: Organisation, rest: str = "") -> str:
    return f"{DESK}at/{office.uid}/{rest}"


def _new(client, land, **changes):
    form = {"kind": "jamoat", "name_tg": "Ҷамоати Сангоб", "name_ru": "", "name_en": "Jamoat Sangob", "parent": "usual",
            "from_on": "", "source_note": "", **changes}  # fmt: skip
    return client.post(f"{DESK}new/?place={land.other_jamoat.code}", form)


def test_a_new_office_is_responsible_for_its_place_and_stands_under_the_usual_one(land, administrator):
    answer = _new(administrator, land)
    assert answer.status_code == 302, answer.content.decode()
    office = Organisation.objects.get(place=land.other_jamoat)
    assert (office.kind, office.names) == ("jamoat", {"tg": "Ҷамоати Сангоб", "en": "Jamoat Sangob"})
    assert office.parent == land.office("district_government")
    assert queries.office_for(land.other_jamoat.path, ["jamoat"]) == office
    assert "The office is saved" in administrator.get(answer["Location"]).content.decode()


def test_the_same_form_sent_twice_makes_one_office(land, administrator):
    first, second = _new(administrator, land), _new(administrator, land)
    assert first["Location"] == second["Location"]
    assert Organisation.objects.filter(place=land.other_jamoat).count() == 1
    assert Jurisdiction.objects.filter(place=land.other_jamoat).count() == 1


def test_an_office_needs_a_name_and_a_known_kind(land, administrator):
    answer = _new(administrator, land, name_tg="", name_en="")
    assert answer.status_code == 422 and "at least one language" in answer.content.decode()
    assert _new(administrator, land, kind="bakery").status_code == 422
    assert not Organisation.objects.filter(place=land.other_jamoat).exists()


def test_the_place_is_found_by_a_name_in_any_spelling(land, administrator):
    answer = administrator.get(f"{DESK}new/", {"place": "сангоб", "ask": "1"})
    assert answer.status_code == 302 and land.other_jamoat.code in answer["Location"]
    answer = administrator.get(f"{DESK}new/", {"place": "Nowhere", "ask": "1"})
    assert answer.status_code == 422 and "no such place" in answer.content.decode()


def test_h1_the_area_of_a_council_is_any_set_of_places(land, administrator):
    council = land.office("public_council")
    form = {"place": land.other_jamoat.code, "from_on": ""}
    for _press in range(2):
        assert administrator.post(at(council, "area/"), form).status_code == 302
    assert {row.place for row in office_queries.areas_of(council)} == {land.district, land.other_jamoat}
    assert administrator.post(at(council, "area/end/"), {"place": land.district.code}).status_code == 302
    assert queries.council_for(land.jamoat.path) is None
    assert queries.council_for(land.other_jamoat.path) == council
    wrong = administrator.post(at(council, "area/"), {"place": land.careful_jamoat.code})
    assert wrong.status_code == 422, "a place outside the administrator's area"


def test_an_office_is_never_above_itself(land, administrator):
    above, under = land.office("district_police"), land.office("precinct")
    form = {"name_en": "Precinct", "parent": above.uid}
    assert administrator.post(at(under, "edit/"), form).status_code == 302
    circle = administrator.post(at(above, "edit/"), {"name_en": "District", "parent": above.uid})
    assert circle.status_code == 422
    above.refresh_from_db()
    assert above.parent_id != above.pk


def test_an_office_ends_only_when_nobody_is_posted_there(land, administrator, staff):
    office = land.office("water")
    staff(Role.HANDLER, office)
    refused = administrator.post(at(office, "end/"))
    assert refused.status_code == 409 and "still posted here" in refused.content.decode()
    Posting.objects.filter(organisation=office).update(until_on=clock.today())
    assert administrator.post(at(office, "end/")).status_code == 302
    office.refresh_from_db()
    assert not office.holds_on(clock.today())
    assert queries.office_for(land.jamoat.path, ["water"]) is None


# --- contacts

CONTACT = {"post_en": "Reception", "phone": "+992 00 000 00 02", "hours_en": "8 to 17", "languages": ["tg", "ru"], "person": "", "agreed_on": ""}  # fmt: skip


def test_a_contact_is_entered_once_however_often_the_form_is_sent(land, administrator):
    office = land.office("water")
    for _press in range(2):
        assert administrator.post(at(office, "contact/"), CONTACT).status_code == 302
    contact = Contact.objects.get(organisation=office)
    assert (contact.phone, contact.languages, contact.verified_on) == ("+992000000002", ["tg", "ru"], None)


@pytest.mark.parametrize("agreed", [{}, {"agreed": "on", "agreed_on": ""}])
def test_k48_a_persons_name_needs_a_tick_and_a_day(land, administrator, agreed):
    office = land.office("water")
    answer = administrator.post(at(office, "contact/"), {**CONTACT, "person": "Lola Demo", **agreed})
    assert answer.status_code == 422
    assert not Contact.objects.filter(organisation=office).exists()
    form = {**CONTACT, "person": "Lola Demo", "agreed": "on", "agreed_on": "01.02.2025"}
    assert administrator.post(at(office, "contact/"), form).status_code == 302
    assert Contact.objects.get(organisation=office).person_agreed_on == date(2025, 2, 1)


def test_k52_a_number_is_checked_by_a_button_and_unchecked_by_a_change_and_by_ninety_days(
    land, administrator, travel
):
    office = land.office("jamoat")
    contact = Contact.objects.get(organisation=office)
    Contact.objects.update(verified_on=None)
    mark = office_queries.mark_of(contact)
    assert administrator.post(at(office, f"contact/{mark}/checked/")).status_code == 302
    contact.refresh_from_db()
    assert contact.verified_on == clock.today() and contact.verified_by_posting
    assert "Numbers of offices to call" not in administrator.get("/en/desk/").content.decode()
    assert office_queries.is_checked(contact, clock.today() + timedelta(days=89))
    assert not office_queries.is_checked(contact, clock.today() + timedelta(days=90))
    changed = {"post_en": "Reception", "phone": "+992000000003"}
    assert administrator.post(at(office, f"contact/{mark}/"), changed).status_code == 302
    contact.refresh_from_db()
    assert contact.verified_on is None
    assert "Numbers of offices to call" in administrator.get("/en/desk/").content.decode()


def test_a_head_keeps_the_contacts_of_the_own_office_and_of_no_other(land, staff):
    office = land.office("jamoat")
    head = staff(Role.HEAD, office)
    own = head.get(f"{DESK}own/", follow=True)
    assert own.status_code == 200
    page = own.content.decode()
    assert "Add a contact" in page and "This office no longer exists" not in page
    mark = office_queries.mark_of(Contact.objects.get(organisation=office))
    changed = {"post_en": "Hall", "phone": "+992000000005"}
    assert head.post(at(office, f"contact/{mark}/"), changed).status_code == 302
    assert head.post(at(office, f"contact/{mark}/checked/")).status_code == 302
    assert Contact.objects.get(organisation=office).phone == "+992000000005"
    for rest in ("", "contact/", f"contact/{mark}/"):
        assert head.get(at(land.office("water"), rest)).status_code == 404
    assert head.post(at(office, "edit/"), {"name_en": "Other"}).status_code == 404
    assert head.post(at(office, "area/"), {"place": land.district.code}).status_code == 404


def test_a_contact_that_is_removed_is_not_shown_and_its_name_is_forgotten(land, administrator):
    office = land.office("jamoat")
    contact = Contact.objects.get(organisation=office)
    Contact.objects.filter(pk=contact.pk).update(person="Lola Demo", person_agreed_on=clock.today())
    mark = office_queries.mark_of(contact)
    assert administrator.post(at(office, f"contact/{mark}/remove/")).status_code == 302
    contact.refresh_from_db()
    assert contact.until_on == clock.today() and contact.person == ""
    assert administrator.get(at(office, f"contact/{mark}/")).status_code == 404


def test_no_page_shows_a_number_of_a_table(land, administrator):
    office = land.office("jamoat")
    contact = Contact.objects.get(organisation=office)
    Contact.objects.filter(pk=contact.pk).delete()
    contact.pk = 987654321
    contact.save(force_insert=True)
    assert "987654321" not in administrator.get(at(office)).content.decode()


# --- seats


def _seat(client, team, number, **changes):
    form = {"number": number, "category": "women", "term_from": "01.03.2090", "term_until": "", **changes}
    return client.post(at(team, "seat/"), form)


def test_n01_a_team_under_seven_is_not_constituted(land, administrator, travel):
    travel(date(2090, 6, 1))
    team = land.office("team")
    for number in range(1, 7):
        assert _seat(administrator, team, number).status_code == 302
    page = administrator.get(at(team)).content.decode()
    assert "1 member is missing: the charter asks for at least 7" in page and "not constituted" in page
    _seat(administrator, team, 7)
    assert "missing: the charter" not in administrator.get(at(team)).content.decode()


def test_n02_a_term_lasts_three_years_and_not_a_day_longer(land, administrator, travel):
    travel(date(2090, 6, 1))
    team = land.office("team")
    refused = _seat(administrator, team, 1, term_until="02.03.2093")
    assert refused.status_code == 422 and "until 01.03.2093" in refused.content.decode()
    assert _seat(administrator, team, 1).status_code == 302
    assert Seat.objects.get(organisation=team).term_until == date(2093, 3, 1)
    travel(date(2093, 3, 1))
    assert "ends soon" in administrator.get(at(team)).content.decode()
    travel(date(2093, 3, 2))
    page = administrator.get(at(team)).content.decode()
    assert "expired" in page and "7 members are missing" in page


def test_a_seat_sent_twice_is_one_and_a_taken_seat_is_not_given_again(land, administrator, travel):
    travel(date(2090, 6, 1))
    team = land.office("team")
    assert [_seat(administrator, team, 1).status_code for _press in range(2)] == [302, 302]
    assert Seat.objects.filter(organisation=team).count() == 1
    assert Entry.objects.filter(action="seat.given").count() == 1
    assert _seat(administrator, team, 1, category="elders").status_code == 409
    assert (
        administrator.post(at(team, "seat/1/"), {"category": "elders", "term_from": "01.03.2090"}).status_code
        == 302
    )
    assert Seat.objects.get(organisation=team).category == "elders"


def test_k01_a_member_is_named_only_by_consent_and_forgotten_on_leaving(land, administrator, travel):
    travel(date(2090, 6, 1))
    team = land.office("team")
    assert _seat(administrator, team, 1, shown_name="Lola Demo").status_code == 422
    agreed = {"shown_name": "Lola Demo", "agreed": "on", "agreed_on": "01.03.2090"}
    assert _seat(administrator, team, 1, **agreed).status_code == 302
    assert "Lola Demo" in administrator.get(at(team)).content.decode()
    assert administrator.post(at(team, "seat/1/empty/")).status_code == 302
    seat = Seat.objects.get(organisation=team)
    assert seat.left_on == date(2090, 6, 1) and seat.shown_name == ""
    assert _seat(administrator, team, 1).status_code == 302


# --- gaps and first steps


def test_r003_gaps_name_what_is_missing_and_who_stands_in(land, administrator):
    page = administrator.get(f"/en/desk/responsible/{land.district.code}/").content.decode()
    assert "Sangob" in page and "nobody stands in for the team" in page
    _new(administrator, land)
    page = administrator.get(f"/en/desk/responsible/{land.district.code}/").content.decode()
    assert "this office takes concerns" in page and "Jamoat Sangob" in page
    assert "Chinorsoya" not in page.split("What is missing inside")[1].split("Inside</h2>")[0]


def test_before_you_start_shows_what_is_missing_and_goes_away_for_others(land, administrator, staff):
    page = administrator.get("/en/desk/").content.decode()
    assert "Before you start" in page and "1 place lacks an office." in page
    assert "Invite a reviewer outside the police" in page
    reviewer = staff(Role.REVIEWER, land.office("women_committee"))
    assert "Before you start" not in reviewer.get("/en/desk/").content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [("ru", "сколько человек должно присутствовать"), ("tg", "чанд нафар бояд ҳозир бошад")],
)
def test_h16_what_a_charter_leaves_open_is_said_in_the_language_of_the_page(
    land, administrator, language, words
):
    url = at(land.office("team")).replace("/en/", f"/{language}/")
    page = administrator.get(url).content.decode()
    assert words in page
    assert (
        "quorum" not in page and "Not from our documents" not in page and "Order of the Ministry" not in page
    )


@pytest.mark.parametrize("country", ["tj", "kg", "uz"])
def test_every_open_point_of_every_charter_has_words(country):
    from hamkori.rooms.bodies.seats import UNDECIDED
    from hamkori.society.countries.packs import read_pack

    charters = [one for row in read_pack(country).rows("bodies", "body_type") for one in row["charter"]]
    assert {name for one in charters for name in one.get("unset", [])} <= set(UNDECIDED)


def test_every_number_on_a_place_page_stands_with_its_post_and_says_whether_it_was_called(land):
    """One day above all numbers only where every one was called; else each number tells its own."""

    def who() -> str:
        panel = panels.who_is_there(land.jamoat, ANYONE, "en")
        return render_to_string("bodies/place_who.html", {"panel": panel})

    Contact.objects.create(
        organisation=land.office("jamoat"), post={"en": "Registry"}, phone="+992000000008", position=9
    )
    seen = Contact.objects.filter(pk__in=[c.pk for _office, found in _contacts(land) for c in found])
    seen.update(verified_on=date(2026, 3, 15))
    assert "Phone numbers checked on 15 March 2026" in who() and "nobody has checked" not in who()
    first = seen.order_by("pk").first()
    Contact.objects.filter(pk=first.pk).update(verified_on=None)
    mixed = who()
    assert "Phone numbers checked on" not in mixed
    assert mixed.count("nobody has checked this number yet") == 1 and "checked on 15 March 2026" in mixed
    seen.update(verified_on=None)
    assert "Nobody has checked these numbers yet." in who()
    seen.update(phone="")
    assert "No telephone number is known yet." in who() and "tel:" not in who()


def _contacts(land):
    return queries.contacts_at(land.jamoat.path, panels.SHOWN_KINDS)


def test_languages_of_a_contact_stand_by_their_own_names(land, administrator):
    office = land.office("water")
    administrator.post(at(office, "contact/"), CONTACT)
    page = administrator.get(at(office)).content.decode()
    assert "Тоҷикӣ, Русский" in page and "tg, ru" not in page
