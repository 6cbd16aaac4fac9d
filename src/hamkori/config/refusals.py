"""What production refuses after a look into the database (K63): run by `hamkori serve` in a process of its own."""

import os
import sys

DEMO_DATA = "The database holds demo data. Start production with an empty database (K63)."


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamkori.config.settings")
    import django

    django.setup()
    from hamkori.config.demo import is_filled_demo

    if is_filled_demo():
        print(f"Hamkori does not start:\n  - {DEMO_DATA}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
