"""Bring database and static files up to date: `python -m hamkori.config.preparing migrate collectstatic`.

One process for both, which ends and gives its memory back. A database that stands at the newest migration is left
alone, so that a later start waits for nothing.
"""

import os
import sys
from collections.abc import Sequence

from hamkori.config.failures import in_words


def is_behind() -> bool:
    """Whether a migration waits for the database."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def main(words: Sequence[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamkori.config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    try:
        if "migrate" in words and is_behind():
            call_command("migrate", interactive=False, verbosity=0)
    except Exception as error:
        if not (told := in_words(error)):
            raise
        print(told, file=sys.stderr)
        return 1
    if "collectstatic" in words:
        call_command(
            "collectstatic", interactive=False, verbosity=0, ignore_patterns=["css"], skip_checks=True
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
