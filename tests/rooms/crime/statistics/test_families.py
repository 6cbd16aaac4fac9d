"""Two lanes over disjoint, fixed families."""

from dataclasses import replace

import pytest

from hamkori.rooms.crime.statistics.families import (
    BULLETIN,
    QUERY,
    Family,
    LanesOverlap,
    NoSuchFamily,
    check,
    fixed,
)
from hamkori.rooms.crime.statistics.levels import Period


def family(lane: str, *levels: str, counted: str = "offence", name: str = "") -> Family:
    return Family(name or f"{lane} {' '.join(levels)}", lane, counted, levels, {"en": "x"})


def test_the_families_of_the_house_are_disjoint() -> None:
    families = fixed()
    check(families.families, families.may_be_divided)
    shown = {
        lane: {(f.counted, c) for f in families.of(lane) for c in f.combinations()}
        for lane in (BULLETIN, QUERY)
    }
    assert shown[BULLETIN] and shown[QUERY] and not shown[BULLETIN] & shown[QUERY]
    assert all(set(f.titles) == {"tg", "ru", "en"} for f in families.families)
    assert (families.threshold, families.width) == (5, 5)


@pytest.mark.parametrize(
    ("bulletin", "query"),
    [
        (("district", "section"), ("district", "section")),
        (("jamoat", "section"), ("district", "section")),  # a total of the bulletin
        (("region", "class", "month"), ("region", "group")),
        (("district", "section"), ("district",)),
        (("region", "section"), ("district", "section")),  # parts of what the bulletin hides
        (("section",), ("district", "section", "month")),  # the bulletin of a month
        (("class",), ("district", "class")),
    ],
)
def test_a_cell_of_the_bulletin_is_no_query(bulletin: tuple[str, ...], query: tuple[str, ...]) -> None:
    with pytest.raises(LanesOverlap):
        check([family(BULLETIN, *bulletin), family(QUERY, *query)])


def test_large_cells_may_be_divided_and_other_counts_are_free() -> None:
    large = frozenset({frozenset({"region"}), frozenset({"section"})})
    check(
        [
            family(BULLETIN, "region"),
            family(BULLETIN, "section", "month"),
            family(QUERY, "district", "section"),
        ],
        large,
    )
    with pytest.raises(LanesOverlap):
        check([family(BULLETIN, "region"), family(QUERY, "district", "section")])
    check([family(BULLETIN, "district"), family(QUERY, "district", counted="victim")])


def test_impossible_families_are_refused() -> None:
    with pytest.raises(ValueError, match="one dimension"):
        check([family(QUERY, "district", "region")])
    with pytest.raises(ValueError, match="sex or age"):
        check([family(QUERY, "district", "sex")])
    with pytest.raises(ValueError, match="one name"):
        check([family(QUERY, "district"), replace(family(QUERY, "jamoat"), name="query district")])


def test_a_table_of_the_other_lane_is_refused() -> None:
    with pytest.raises(NoSuchFamily):
        fixed().find(QUERY, "offence", ["region", "section"])
    assert not fixed().may_ask("offence", ["district", "section", "month"])
    assert fixed().may_ask("offence", ["district", "month"])
    with pytest.raises(NoSuchFamily):
        fixed().find(BULLETIN, "offence", ["region", "section"])
    with pytest.raises(NoSuchFamily):
        fixed().find(BULLETIN, "offence", ["district", "section"])
    assert fixed().find(BULLETIN, "offence", ["section"]).lane == BULLETIN
    assert fixed().find(QUERY, "offence", ["section", "district"]).name == "offences-district-section"


@pytest.mark.parametrize("text", ["25", "2025-13", "2025-1", "2025-00", "year", "2025-03-01"])
def test_a_period_is_a_year_or_a_month(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        Period(text)
