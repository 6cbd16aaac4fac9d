"""A new table is made with its rules and indexes at once: the same tables, in half the time."""

from typing import Any

import pytest
from django.apps import apps
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

from hamkori.config.management.commands.makemigrations import in_one_piece

TABLE: dict[str, Any] = {
    "name": "Tree",
    "fields": [("id", models.BigAutoField(primary_key=True)), ("height", models.IntegerField())],
}


def test_rules_about_own_columns_move_in_and_others_stay_behind() -> None:
    tall = models.CheckConstraint(condition=models.Q(height__gt=0), name="tall")
    ranked = models.Index(fields=["-height"], name="ranked")
    late = models.CheckConstraint(condition=models.Q(height__lt=models.F("limit")), name="late")
    folded = models.UniqueConstraint(models.functions.Abs("height"), name="folded")
    operations = in_one_piece(
        [
            migrations.CreateModel(**TABLE, options={}),
            migrations.AddConstraint("tree", tall),
            migrations.AddIndex("Tree", ranked),
            migrations.AddConstraint("tree", late),
            migrations.AddConstraint("tree", folded),
            migrations.AddIndex("other", ranked),
        ]
    )
    table, *rest = operations
    assert isinstance(table, migrations.CreateModel)
    assert table.options == {"constraints": [tall], "indexes": [ranked]}
    assert [operation.__class__.__name__ for operation in rest] == [
        "AddConstraint",
        "AddConstraint",
        "AddIndex",
    ]


@pytest.mark.pure
def test_our_migrations_are_written_like_that() -> None:
    """Whoever wrote one with another Django command: delete the app's 0001_initial.py and run `makemigrations` again."""
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("hamkori.")}
    for (app, _name), migration in MigrationLoader(None).disk_migrations.items():
        if app in ours:
            assert len(in_one_piece(migration.operations)) == len(migration.operations), app
