"""Who counted the people of a place."""

import pytest
from django.utils import translation

from hamkori.society.places.models import Place

pytestmark = pytest.mark.pure


def test_who_counted_is_said_in_the_language_of_the_reader() -> None:
    with translation.override("tg"):
        assert (
            Place(population_source="Census of 2020").population_told_by == "Барӯйхатгирии аҳолии соли 2020"
        )
        assert Place(population_source="Дафтари ҷамоат").population_told_by == "Дафтари ҷамоат"
        assert Place().population_told_by == ""
