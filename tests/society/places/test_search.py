"""Finding a place: by any spelling, by a former name, near a point; always with the same number of queries."""

import tomllib
from pathlib import Path

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

import hamkori
from hamkori.kernel.actor import SYSTEM
from hamkori.society.places import queries
from hamkori.society.places.actions import NewPlace, add_places, retire_place
from hamkori.society.places.models import Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territory")]

ROWS = tomllib.loads((Path(hamkori.__path__[0]) / "countries/tj/territory.toml").read_text("utf-8"))["place"]


def codes(text: str, **options: object) -> list[str]:
    return [found.place.code for found in queries.search(text, **options)]  # type: ignore[arg-type]


def test_every_name_in_every_language_finds_its_place_first() -> None:
    for row in ROWS:
        if row["kind"] not in ("district", "city", "city_district", "region"):
            continue
        for language, name in row["names"].items():
            assert row["code"] in codes(name)[:2], (language, name)
            plain = name.translate(str.maketrans("ӯҳҷқғӣӮҲҶҚҒӢ", "ухчкгиУХЧКГИ"))
            assert row["code"] in codes(plain)[:2], (language, plain)


def test_every_former_name_and_alias_finds_its_place() -> None:
    for row in ROWS:
        texts = [
            text
            for former in row.get("former", [])
            for key, text in former.items()
            if key not in ("until", "since")
        ]
        texts += [text for several in row.get("aliases", {}).values() for text in several]
        for text in texts:
            assert row["code"] in codes(text), text


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("kulyab", "TJ-KT-kulob"),
        ("кулоб", "TJ-KT-kulob"),
        ("хучанд", "TJ-SU-khujand"),
        ("xujand", "TJ-SU-khujand"),
        ("курган-тюбе", "TJ-KT-bokhtar"),
        ("Ғончї", "TJ-SU-devashtich"),
        ("гафуров", "TJ-SU-bobojon-ghafurov"),
        ("расулов чаббор", "TJ-SU-jabbor-rasulov"),
        ("жиргатал", "TJ-RA-lakhsh"),
        ("шохмансур", "TJ-DU-shohmansur"),
    ],
)
def test_what_people_type_finds_the_place(typed: str, code: str) -> None:
    assert code in codes(typed)


def test_the_beginning_of_a_word_is_enough_and_the_middle_is_not() -> None:
    assert "TJ-SU-istaravshan" in codes("истар")
    assert codes("равшан") == []


def test_a_former_name_says_that_it_is_former() -> None:
    (found,) = queries.search("Ҷиргатол")
    assert (found.place.code, found.former, found.says_other_name) == ("TJ-RA-lakhsh", True, True)


def test_a_present_name_comes_before_a_former_one() -> None:
    assert codes("Бохтар")[0] == "TJ-KT-bokhtar"


def test_the_capital_is_found_once() -> None:
    assert codes("Душанбе") == ["TJ-DU-dushanbe"]


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "' OR 1=1", "ъъъ", "\x00", "bzbz"])
def test_nothing_sensible_finds_nothing(text: str) -> None:
    assert codes(text) == []


def test_a_very_long_text_is_cut_and_answered() -> None:
    assert codes("а" * 1_000_000) is not None


def test_search_stays_within_a_place_and_leaves_out_what_is_gone() -> None:
    assert codes("панҷ", within=queries.get("TJ-SU")) == ["TJ-SU-panjakent"]
    retire_place(actor=SYSTEM, place=queries.get("TJ-SU-panjakent"))
    assert codes("панҷакент") == []


def test_search_takes_two_queries_whatever_the_size(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    add_places(
        actor=SYSTEM,
        rows=[
            NewPlace("TJ-SU-asht", f"TJ-SU-asht-guliston{number}", "jamoat", {"tg": f"Гулистони {number}"})
            for number in range(120)
        ],
    )
    for text in ("гулистон", "asht", "а"):
        with django_assert_num_queries(2):
            queries.search(text)
    assert len(queries.search("гулистон", limit=20)) == 20


def test_children_stand_in_the_order_of_the_alphabet(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        names = [place.names["tg"] for place in queries.children(None, language="tg")]
    assert names[0] == "Душанбе (шаҳр)"
    sughd = queries.get("TJ-SU")
    with django_assert_num_queries(1):
        names = [place.names["tg"] for place in queries.children(sughd, language="tg")]
    assert len(names) == 18
    assert names.index("Ғафуров" if "Ғафуров" in names else "Гулистон") < names.index("Деваштич")
    assert names[-2:] == ["Ҷаббор Расулов", "Шаҳристон"]


def test_a_place_knows_what_it_lies_in(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    place = queries.get("TJ-DU-firdavsi")
    assert place.path == "tj.du.dushanbe.firdavsi"
    with django_assert_num_queries(1):
        assert [above.code for above in queries.ancestors(place)] == ["TJ", "TJ-DU", "TJ-DU-dushanbe"]
    assert queries.full_name(place, "tg") == "Фирдавсӣ, Душанбе"
    everything = list(Place.objects.all())
    with django_assert_num_queries(1):
        names = queries.full_names(everything, "ru")
    assert names[queries.get("TJ-SU-asht").pk] == "Ашт, Согдийская область"


def test_below_holds_the_place_and_what_is_under_it_and_no_namesake() -> None:
    add_places(actor=SYSTEM, rows=[NewPlace("TJ-SU", "TJ-SU-asht2", "district", {"tg": "Ашт-2"})])
    paths = set(Place.objects.filter(queries.below("tj.su.asht")).values_list("path", flat=True))
    assert paths == {"tj.su.asht"}
    assert Place.objects.filter(queries.below("tj.su")).count() == 20
    assert Place.objects.filter(queries.below("")).count() == Place.objects.count()


@pytest.mark.parametrize(
    ("longitude", "latitude", "code"),
    [
        (68.78, 38.56, "TJ-DU-dushanbe"),
        (69.62, 40.28, "TJ-SU-khujand"),
        (71.55, 37.49, "TJ-GB-khorugh"),
        (73.96, 38.17, "TJ-GB-murghob"),
    ],
)
def test_near_me_finds_the_district(longitude: float, latitude: float, code: str) -> None:
    found = queries.nearest(longitude, latitude)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(("longitude", "latitude"), [(10.0, 10.0), (400.0, 1.0), (float("nan"), 38.0)])
def test_near_me_says_nothing_far_away(longitude: float, latitude: float) -> None:
    assert queries.nearest(longitude, latitude) is None


def test_the_public_sees_the_jamoat_of_a_mahalla() -> None:
    """K34."""
    jamoat, mahalla = add_places(
        actor=SYSTEM,
        rows=[
            NewPlace("TJ-SU-asht", "TJ-SU-asht-chinorsoya", "jamoat", {"tg": "Чинорсоя"}),
            NewPlace(
                "TJ-SU-asht-chinorsoya", "TJ-SU-asht-chinorsoya-guliston", "mahalla", {"tg": "Гулистон"}
            ),
        ],
    )
    assert mahalla.path == "tj.su.asht.chinorsoya.guliston"
    assert queries.public_level(mahalla) == jamoat
    assert queries.public_level(jamoat) == jamoat
    assert queries.public_level(queries.get("TJ-SU-asht")).code == "TJ-SU-asht"
