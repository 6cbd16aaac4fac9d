"""A small country with two years of crimes, made once for the tests of a module; and its release."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from django.db import transaction
from django.test import override_settings

from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM
from hamkori.rooms.crime.models import Article, Release
from hamkori.rooms.crime.statistics import actions
from hamkori.society.places.models import Place
from tests.rooms.crime.builders import make_area, make_article, make_category, make_crime, make_zero_report

DISTRICTS = {"su": ("asht", "ayni", "isfara"), "kh": ("vose", "norak"), "gb": ("rushon",)}
TODAY = date(2026, 2, 10)


def make_country() -> dict[str, Place]:
    """Six districts in three regions, articles of four sections, some 300 crimes in two years; a seventh is silent."""
    places = {
        name: make_area(f"tj.{region}.{name}", population=40_000 if name != "rushon" else 3_000)
        for region, names in DISTRICTS.items()
        for name in names
    }
    make_area("tj.gb.murghob", population=14_000)
    for code in ("0101", "0201", "0401", "050211", "0502", "0601", "0903"):
        make_category(code)
    kinds: list[tuple[Article, int]] = [
        (make_article("104", "0101", gravity="grave"), 1),
        (make_article("110", "0201"), 4),
        (make_article("244", [("0502", 0.8), ("0401", 0.2)], gravity="minor"), 12),
        (make_article("200", "0601"), 3),
    ]
    draw = Random(4)
    articles, weights = zip(*kinds, strict=True)
    for name, many in (
        ("asht", 70),
        ("ayni", 50),
        ("isfara", 60),
        ("vose", 60),
        ("norak", 40),
        ("rushon", 12),
    ):
        for _each in range(many):
            day = date.fromordinal(date(2024, 1, 1).toordinal() + draw.randrange(731))
            make_crime(
                places[name], draw.choices(articles, weights)[0], day,
                victims=[(draw.choice("fm"), draw.choice(["15-29", "30-44"]))] if draw.random() < 0.5 else (),
                cleared_on=day if draw.random() < 0.7 else None,
                place_type=draw.choice(["home", "street"]),
            )  # fmt: skip
        for month in range(24):
            make_zero_report(places[name], date(2024 + month // 12, month % 12 + 1, 1))
    return places


def released(name: str = "2025", **more: Any) -> Release:
    release = actions.build_release(actor=SYSTEM, name=name, **more)
    return actions.publish_release(actor=SYSTEM, release=actions.audit_release(actor=SYSTEM, release=release))


@contextmanager
def kept_for_the_module(blocker: Any, folder: Path, make: Callable[[], Any]) -> Iterator[Any]:
    """What `make` writes, for every test of a module; each test's own changes are taken back as usual.

    `folder` holds the stores: a test takes a copy of it, because files are not taken back.
    """
    with blocker.unblock(), transaction.atomic():
        with override_settings(HAMKORI_DATA=folder), clock.travel(TODAY):
            made = make()
        yield made
        transaction.set_rollback(True)
