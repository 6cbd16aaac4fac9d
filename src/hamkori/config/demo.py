"""Filling the demo country: every part in its order, in one transaction, into an empty database only (K63)."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import transaction

from hamkori.config import environment
from hamkori.ground.audit.seal import seal_committed
from hamkori.kernel import clock, memo
from hamkori.kernel.registries import demo_parts

Progress = Callable[[int, int, str], None]
SEED = 20260321
PARTS = 95
"""The share of the progress that the rooms have, in percent: each as much as any other. The seal has the rest."""
LONG_AGO = timedelta(days=3 * 365)
"""The offices of the demo are three years old, its concerns two."""
OURS = (
    "accounts",
    "bodies",
    "concerns",
    "commitments",
    "places",
    "countries",
    "audit",
    "receipts",
    "files",
    "threads",
    "deadlines",
)


def mark_file() -> Path:
    """The file that marks the data folder of this installation as demo."""
    return environment.demo_mark(replace(settings.ENVIRONMENT, data=Path(settings.HAMKORI_DATA)))


def _has_data() -> bool:
    return any(
        model._default_manager.exists()
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        if model._meta.managed
    )


def is_filled_demo() -> bool:
    """Whether the database holds a whole demo: roles to play stand in no other, and a fill is all or nothing."""
    return bool(apps.get_model("accounts", "Persona")._default_manager.exists())


def fill(*, progress: Progress, scale: float = 1.0, today: date | None = None) -> bool:
    """Fill the demo country once; returns whether anything was filled.

    One transaction: a fill that is killed leaves an empty database, and the next one begins anew. The mark is
    written after it. `scale` 1.0 is about 2,000 concerns; `progress` gets (done, total, words).
    Raises `environment.Unsafe` in production, and where the database holds data without the mark (K63).
    """
    if settings.ENVIRONMENT.is_production:
        raise environment.Unsafe(["Demo data never goes into a production installation (K63)."])
    if mark_file().exists():
        progress(1, 1, "the demo is there already")
        return False
    if _has_data():
        if not is_filled_demo():
            raise environment.Unsafe(
                [
                    "The database already holds data that is not a demo. Use an empty HAMKORI_DATA for the demo (K63)."
                ]
            )
        _mark()
        return False
    today = today or clock.today()
    memo.forget_all()
    with transaction.atomic(), _seldom_tidied_memory():
        parts = list(demo_parts)
        for number, (name, part) in enumerate(parts):

            def tell(done: int, total: int, words: str, begun: int = number) -> None:
                progress(int(PARTS * (begun + min(done / max(total, 1), 1)) / len(parts)), 100, words)

            tell(0, 1, name)
            part.fill(today=today, first_day=today - LONG_AGO, seed=SEED, scale=scale, progress=tell)
        progress(96, 100, "sealing the record")
        with clock.travel(today):
            while seal_committed():
                pass
    memo.forget_all()
    _mark()
    progress(100, 100, "filled")
    return True


@contextmanager
def _seldom_tidied_memory() -> Iterator[None]:
    """Millions of short-lived objects: looking for cycles among them every moment costs a tenth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _mark() -> None:
    mark_file().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    mark_file().write_text("This folder holds demo data. Everything in it is invented.\n", encoding="utf-8")
