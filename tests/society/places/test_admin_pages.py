"""An administrator keeps the territory: one place at a time."""

from typing import Any

import pytest

from hamkori.kernel.actor import Role

AT = "/en/desk/territory/at/"


@pytest.fixture
def administrator(territory: None) -> Any:
    from hamkori.kernel import clock
    from hamkori.society.accounts.models import Posting, User
    from hamkori.society.places.models import Place
    from tests.society.accounts.people import PASSWORD, sign_in

    user = User(username="keeper", language="en")
    user.set_password(PASSWORD)
    user.save()
    place = Place.objects.get(code="TJ-SU-asht")
    Posting.objects.create(user=user, role=Role.ADMINISTRATOR.value, place=place, from_on=clock.today())
    return sign_in(user)


def _add(client: Any, **changes: str) -> Any:
    form = {"kind": "jamoat", "name_tg": "Чашмаи Нав", "name_en": "Chashmai Nav", "name_ru": "",
            "population": "", "population_on": "", "population_source": "", **changes}  # fmt: skip
    return client.post(f"{AT}TJ-SU-asht/add/", form)


def _place(**wanted: Any) -> Any:
    from hamkori.society.places.models import Place

    return Place.objects.get(**wanted)


def test_r002_a_jamoat_is_entered_once_and_found_by_search(administrator):
    assert [_add(administrator).status_code for _press in range(2)] == [302, 302]
    place = _place(names__en="Chashmai Nav")
    assert (place.code, place.kind, place.parent.code) == ("TJ-SU-asht-chashmai-nav", "jamoat", "TJ-SU-asht")
    page = administrator.get("/en/desk/territory/?q=чашмаи").content.decode()
    assert place.code in page
    assert "Chashmai Nav" in administrator.get(f"{AT}TJ-SU-asht/").content.decode()


def test_a_population_comes_with_its_day_and_who_counted(administrator):
    answer = _add(administrator, population="4200")
    page = answer.content.decode()
    assert answer.status_code == 422 and "who counted" in page
    assert _add(administrator, name_tg="", name_en="").status_code == 422
    whole = {"population": "4 200", "population_on": "01.01.2025", "population_source": "jamoat register"}
    assert _add(administrator, **whole).status_code == 302
    assert _place(names__en="Chashmai Nav").population == 4200


def test_renaming_keeps_the_former_name(administrator):
    from hamkori.kernel import clock

    _add(administrator)
    code = _place(names__en="Chashmai Nav").code
    today = clock.today().strftime("%d.%m.%Y")
    form = {"name_tg": "Дӯстӣ", "name_ru": "", "name_en": "Dusti", "on": today}
    assert administrator.post(f"{AT}{code}/rename/", form).status_code == 302
    page = administrator.get(f"{AT}{code}/").content.decode()
    assert "Dusti" in page and "Former name" in page and "Chashmai Nav" in page
    assert code in administrator.get("/en/desk/territory/?q=chashmai nav").content.decode()


def test_k32_how_careful_to_be_is_set_for_a_place(administrator):
    assert administrator.post(f"{AT}TJ-SU-asht/careful/", {"risk_level": "careful"}).status_code == 302
    assert _place(code="TJ-SU-asht").is_careful
    assert administrator.post(f"{AT}TJ-SU-asht/careful/", {"risk_level": "wild"}).status_code == 422
    assert _place(code="TJ-SU-asht").is_careful


def test_a_place_is_retired_only_when_it_is_empty(administrator):
    _add(administrator)
    assert administrator.post(f"{AT}TJ-SU-asht/retire/").status_code == 409
    code = _place(names__en="Chashmai Nav").code
    for _press in range(2):
        assert administrator.post(f"{AT}{code}/retire/").status_code == 302
    assert _place(code=code).retired_on is not None
    assert "Chashmai Nav" not in administrator.get(f"{AT}TJ-SU-asht/").content.decode()


def test_nothing_outside_the_own_district_can_be_changed(administrator):
    for code in ("TJ", "TJ-SU", "TJ-KT", "TJ-no-such"):
        for rest in ("", "add/", "rename/", "retire/"):
            assert administrator.get(f"{AT}{code}/{rest}").status_code == 404
        assert administrator.post(f"{AT}{code}/careful/", {"risk_level": "careful"}).status_code == 404
