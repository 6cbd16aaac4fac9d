"""Public pages of statistics by HTTP: what everybody sees of a frozen release, and what nobody does."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from hamkori.kernel.memo import forget_all
from hamkori.rooms.crime.models import ReleaseTable
from hamkori.rooms.crime.statistics.figures import ClearUp
from hamkori.rooms.crime.statistics.outputs import published, story
from hamkori.rooms.crime.statistics.outputs.published import Book
from tests.rooms.crime.public.making import PLANTED, SECTIONS, Made, make_land, make_release

pytestmark = pytest.mark.django_db
PAGES = (
    "", "releases/", "release/{uid}/", "release/{uid}/offences-section-month/", "table/offences-section-month/",
    "table/offences-class/", "table/offences-section-outcome/", "table/offences-district-section/",
    "table/victims-section-sex-age/", "area/TJ/", "area/TJ-SU/", "area/TJ-SU-ASHT/", "area/TJ-KH-YOVON/",
)  # fmt: skip


def get(path: str, *, language: str = "en", status: int = 200) -> str:
    answer = Client().get(f"/{language}/crime/{path}")
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def text(page: str) -> str:
    """The words of a page, without its marks, with plain spaces."""
    main = re.sub(r"(?s).*<main[^>]*>(.*)</main>.*", r"\1", page)
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("\xa0", " ").replace("\u202f", " ").split())


def grouped(number: int) -> str:
    return f"{number:,}"


@pytest.fixture
def made(db: None) -> Made:
    make_land()
    return make_release()


def test_before_the_first_release_the_page_says_what_will_stand_there(db: None) -> None:
    make_land()
    assert "Nothing has been published yet" in get("")
    assert "Nothing has been published yet" in get("releases/")
    assert "Nothing has been published yet" in get("area/TJ-SU/")
    get("table/offences-class/", status=404)
    get("release/7KM4T9XA/", status=404)


def test_a_release_that_is_not_published_is_nowhere(db: None) -> None:
    """Built and audited releases belong to the desk."""
    make_land()
    for state, name in (("built", "2024"), ("audited", "2025")):
        hidden = make_release(name, state=state)
        get(f"release/{hidden.release.uid}/", status=404)
        get(f"release/{hidden.release.uid}/offences-class.csv", status=404)
        get(f"release/{hidden.release.uid}/all/tables.json", status=404)
    assert "Nothing has been published yet" in get("")


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_every_page_opens_in_every_language(made: Made, language: str) -> None:
    for path in PAGES:
        page = get(path.format(uid=made.release.uid), language=language)
        assert page.count("<h1") == 1 and f'<html lang="{language}"' in page
        assert "<script>" not in page and 'style="' not in page.replace("<style", "")


def test_the_overview_says_the_number_the_change_with_its_interval_and_who_reported(made: Made) -> None:
    words = text(get(""))
    book = Book.of(made.release, "en")
    change = story.moved(story.change_of(book))
    assert change is not None and change.direction == "more" and change.high is not None
    assert f"crimes recorded {grouped(made.total)}" in words
    assert f"{change.percent:.1f} % more than in 2024" in words
    assert f"interval +{change.low:.1f} to +{change.high:.1f} %" in words
    assert change.low < 100 * (1 / 0.95 - 1) < change.high
    assert "All 5 districts and cities reported for every month." in words
    assert "Recorded crime is not all crime" in words


def test_a_change_within_chance_is_called_that(db: None) -> None:
    make_land()
    make_release(factor=1.001)
    assert "About as many as in 2024" in text(get(""))


def test_a_change_is_made_only_of_regions_that_reported_both_years(db: None) -> None:
    make_land()
    made = make_release(missing=[("tj.kh.vose", "2025-03")])
    book = Book.of(made.release, "en")
    change = story.change_of(book)
    assert change is not None
    assert change.now == book.find(area="tj.su")[0] != made.total
    assert (change.compared, change.left_out) == (36, 24)
    words = text(get(""))
    assert "In the regions that reported every month of both years" in words
    assert (
        "4 of 5 districts and cities reported for every month. 1 month of a district is without report"
        in words
    )
    assert "At least one month is missing from: Vose" in words


def test_without_a_year_before_no_change_is_claimed(db: None) -> None:
    make_land()
    make_release(with_before=False)
    assert "No comparison with 2024: that period was not released here." in text(get(""))


def test_no_hidden_number_is_on_any_page(made: Made) -> None:
    """K34: even where a careless row carries the number beside the reason."""
    assert any(
        number in PLANTED and why
        for table in ReleaseTable.objects.filter(name="offences-section-month")
        for _codes, number, why in table.cells
    )
    for path in (
        *PAGES,
        "table/offences-section-month/?part=2025-01",
        "table/offences-section-month/?part=2025-02",
    ):
        page = get(path.format(uid=made.release.uid))
        bare = re.sub(r"[,\s\xa0\u202f]", "", page)
        assert not [number for number in PLANTED if str(number) in bare], path


def test_hidden_cells_are_marked_and_explained(made: Made) -> None:
    page = get("table/offences-section-month/")
    assert page.count('class="n hid"') == 4
    words = text(page)
    assert "a small one could be worked out with it" in words and "one could tell who it was" in words
    assert "fewer than 5" not in words  # which of them are small is not said
    district = text(get("table/offences-district-section/"))
    assert "Changed a little on purpose" in district and "at most 0.208" in district
    assert "few people" in district and "Fewer than 5000 people live there" in district.replace(",", "")


def test_no_report_is_not_nought(db: None) -> None:
    make_land()
    months = [f"2025-{number:02}" for number in range(1, 13)]
    make_release(missing=[("tj.su.ayni", month) for month in months])
    assert "no report" in text(get("table/offences-district/"))
    assert "Without report, which does not mean zero" in text(get("area/TJ-SU-AYNI/"))
    assert '<g class="no">' in get("")


@pytest.mark.parametrize("path", ["table/offences-district/", "table/offences-district-section/", ""])
def test_areas_stand_in_the_order_of_the_alphabet_and_the_page_says_why(made: Made, path: str) -> None:
    """K21: no ranking of areas, whatever their figures."""
    page = get(path)
    names = ["Asht", "Ayni", "Mastchoh", "Vose", "Yovon"]
    table = page[page.index("District or city") :]
    places = [table.index(f">{name}") for name in names]
    assert places == sorted(places)
    assert "read as a contest" in text(page)


def test_a_share_of_cleared_up_crimes_has_both_numbers_cohort_scope_and_day(made: Made) -> None:
    """K20, K21: and it stands nowhere else, least of all beside an area."""
    words = text(get(""))
    sums = [sum(n for (_a, b, _c), n in made.truth.items() if b == section) * 3 // 5 for section in SECTIONS]
    share = f"{100 * sum(sums) / made.total:.1f} %"
    said = f"{grouped(sum(sums))} of {grouped(made.total)} crimes, {share}"
    assert said in words, words[words.index("Never for an office") :][:300]
    for part in ("crimes recorded in 2025", "the whole country, each offence counted"):
        assert part.lower() in words.lower()
    assert words.count(share) == 1
    assert "opened again after they had been cleared up 12 " in words
    for path in PAGES[3:]:
        if path != "area/TJ/":
            assert "%" not in text(get(path.format(uid=made.release.uid))).replace("(95 %)", "").replace(
                change_line(get(path.format(uid=made.release.uid))), ""
            ), path


def change_line(page: str) -> str:
    """The sentence of the change below the heading."""
    found = re.search(r'</h1>\s*<p(?: class="lead")?>(.*?)</p>', page)
    return text(f"<main>{found.group(1)}</main>") if found else "-"


def test_a_clear_up_figure_cannot_be_made_without_what_belongs_to_it() -> None:
    whole: dict[str, Any] = {
        "cleared": 3, "of": 5, "cohort": "recorded 2025", "scope": "all", "as_of": date(2026, 1, 1),
    }  # fmt: skip
    assert ClearUp(**whole).share == 60
    for name, wrong in (("cohort", " "), ("scope", ""), ("of", 0), ("cleared", 6)):
        with pytest.raises(ValueError, match="clear-up|part is not larger"):
            ClearUp(**(whole | {name: wrong}))


def test_survey_and_service_figures_stand_beside_the_recorded_ones(db: None) -> None:
    """K23: the place is kept for them, and filled from the release."""
    make_land()
    assert make_release("2024").release
    assert "No survey was handed in for this period" in text(get(""))
    cache.clear()
    forget_all()
    survey = {
        "kind": "survey", "what": {"en": "households with a theft"}, "number": 11.4, "low": 9.1, "high": 13.7,
        "unit": {"en": "of 1000"}, "period": "2025", "reference": {"en": "Survey of 3600 people"},
    }  # fmt: skip
    make_release("2025", beside=[survey, survey | {"reference": {}}])
    words = text(get(""))
    assert "households with a theft, 2025 Survey of 3600 people 11.4 of 1000 9.1–13.7" in words
    assert words.count("households with a theft") == 1, "a figure without reference is not shown"
    assert "The police recorded" in words


def test_the_chart_has_its_table_and_a_month_without_number_is_a_gap(made: Made) -> None:
    page = get("area/TJ-SU/")
    assert (
        page.count('<circle class="isn"') == 12
        and page.count('<table><caption class="vh">Recorded crimes by month') == 1
    )
    table = ReleaseTable.objects.get(name="offences-region-month")
    for cell in table.cells:
        if cell[0] == ["tj.su", "2025-05"]:
            cell[1], cell[2] = None, "no_report"
    table.save()
    cache.clear()
    page = get("area/TJ-SU/")
    assert page.count('<circle class="isn"') == 11 and page.count('<path class="no"') == 1
    assert page.count('<path class="l1"') == 2, "the line does not run over the gap"


def test_a_revision_is_a_new_vintage_with_a_note_and_the_old_one_stays(db: None) -> None:
    make_land()
    old = make_release(vintage=1, state="withdrawn")
    new = make_release(
        vintage=2, seed=9, note={"en": "Two districts sent a correction.", "ru": "Исправление."}
    )
    assert grouped(new.total) in text(get(""))
    page = get(f"release/{old.release.uid}/")
    assert "These figures were replaced by a newer vintage" in page and f"/release/{new.release.uid}/" in page
    listed = text(get("releases/"))
    assert "Two districts sent a correction." in listed and "Replaced by a newer vintage" in listed
    for one in (old, new):
        assert one.release.digest[:8] in listed and one.release.signature in listed
    assert published.public_key() in listed


def test_the_newest_period_is_shown_and_of_two_that_end_together_the_longer(db: None) -> None:
    make_land()
    make_release("2024")
    make_release("2025-12", with_before=False)
    assert "December 2025" in text(get(""))
    cache.clear()
    make_release("2025")
    assert "Recorded crime, 2025" in text(get(""))
    assert "Recorded crime, December 2025" in text(get("releases/"))


def test_a_part_of_a_table_is_chosen_by_address_and_an_unknown_one_is_not_found(made: Made) -> None:
    victims = get("table/victims-section-sex-age/?part=15-29")
    assert "Female" in victims and "<b>15 to 29</b>" in victims
    get("table/victims-section-sex-age/?part=x", status=404)
    get("table/no-such-table/", status=404)
    get("area/TJ-XX/", status=404)
    get(f"release/{made.release.uid}/offences-class.exe", status=404)
    get(f"release/{made.release.uid}/all/all.exe", status=404)


@pytest.mark.parametrize(
    ("path", "most"), [("", 9), ("table/offences-section-month/", 7), ("area/TJ-SU/", 12), ("releases/", 3)]
)
def test_the_number_of_queries_does_not_grow_with_the_release(
    path: str, most: int, db: None, django_assert_max_num_queries: Any
) -> None:
    make_land()
    make_release()
    for name in ("2021", "2022", "2023"):
        make_release(name, with_before=False)
    get("")  # words of the house are kept
    cache.clear()
    with django_assert_max_num_queries(most + 4):
        get(path)


def test_pages_send_no_cookie_and_may_be_kept(made: Made) -> None:
    answer = Client().get("/tg/crime/")
    assert not answer.cookies and answer["ETag"]
