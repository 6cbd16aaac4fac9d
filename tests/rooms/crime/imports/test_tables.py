"""What an import writes row by row stays lean: each index costs every row of every file."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["Crime", "Offence", "Persons", "Step", "ImportedRow"])
def test_no_index_stands_twice(name: str) -> None:
    """None begins with all columns of another (partial ones apart: they hold few rows)."""
    from hamkori.rooms.crime import models

    model = getattr(models, name)
    partial = {
        one.name
        for one in (*model._meta.indexes, *model._meta.constraints)
        if getattr(one, "condition", None)
    }
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    indexes = {
        kept: tuple(one["columns"])
        for kept, one in found.items()
        if (one["index"] or one["unique"]) and kept not in partial and not kept.endswith("_like")
    }
    assert indexes, "the test sees indexes"
    twice = [
        (one, other)
        for one, columns in indexes.items()
        for other, longer in indexes.items()
        if one != other and longer[: len(columns)] == columns
    ]
    assert twice == []
