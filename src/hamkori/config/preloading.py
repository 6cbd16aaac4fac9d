"""What every process of an installation needs, loaded once: processes forked afterwards have it in memory together.

Nothing here asks the database or opens a file to keep: a connection must not be shared by two processes.
"""

import gc
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any


def preload() -> None:
    """Load the application with its addresses, words and templates, and lay all of it aside from the collector.

    The collector marks what it looks at, and a page of memory that somebody marks is no longer shared.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamkori.config.settings")
    from hamkori.config import wsgi

    assert wsgi.application is not None
    _addresses()
    _words()
    _templates()
    from django.db import connections

    connections.close_all()
    gc.collect()
    gc.freeze()


def _addresses() -> None:
    from django.urls import get_resolver

    for _pattern in _every(get_resolver().url_patterns):
        pass


def _every(patterns: Iterable[Any]) -> Iterator[Any]:
    for pattern in patterns:
        yield pattern
        yield from _every(getattr(pattern, "url_patterns", ()))


def _words() -> None:
    from django.conf import settings
    from django.utils.translation.trans_real import translation

    for code, _name in settings.LANGUAGES:
        translation(code)


def _templates() -> None:
    """Compile our own templates. One that cannot be read says so on its page, not here."""
    from django.apps import apps
    from django.template import TemplateDoesNotExist, TemplateSyntaxError
    from django.template.loader import get_template

    for app in apps.get_app_configs():
        folder = Path(app.path) / "templates"
        if app.name.startswith("hamkori."):
            for path in sorted(folder.glob("**/*.html")):
                with suppress(TemplateDoesNotExist, TemplateSyntaxError):
                    get_template(path.relative_to(folder).as_posix())
