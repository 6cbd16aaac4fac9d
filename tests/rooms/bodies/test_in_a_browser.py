"""The administrator's pages on a phone and on a desk, without scripts: nothing runs out of the screen, axe finds nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support import axe_findings


@pytest.fixture
def cookie(land: Any, administrator: Any, settings: Any) -> dict[str, str]:
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": administrator.cookies[settings.SESSION_COOKIE_NAME].value,
    }


def _pages(land: Any) -> list[str]:
    team, office = land.office("team").uid, land.office("jamoat").uid
    return ["", "offices/", f"offices/at/{team}/", f"offices/at/{office}/", f"offices/at/{office}/contact/",
            f"offices/at/{team}/seat/", f"offices/new/?place={land.jamoat.code}", "offices/file/",
            f"responsible/{land.district.code}/", f"territory/at/{land.district.code}/",
            f"territory/at/{land.jamoat.code}/add/", "directory/", "holidays/", "settings/"]  # fmt: skip


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.django_db(transaction=True)
def test_every_page_fits_and_axe_finds_nothing(
    live_server: Any,
    land: Any,
    cookie: dict[str, str],
    open_browser: Callable[..., Any],
    width: int,
    tmp_path: Path,
) -> None:
    reader, checker = (
        open_browser(language="en", width=width, javascript=script) for script in (False, True)
    )
    for page in (reader, checker):
        page.context.add_cookies([{**cookie, "url": live_server.url}])
    wrong = []
    for number, path in enumerate(_pages(land)):
        answer = reader.goto(f"{live_server.url}/en/desk/{path}")
        assert answer.status == 200, path
        reader.screenshot(path=tmp_path / f"{width}-{number:02d}.png", full_page=True)
        checker.goto(f"{live_server.url}/en/desk/{path}")
        if checker.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append(f"{path}: wider than the screen")
        wrong += [f"{path}: {finding}" for finding in axe_findings(checker)]
    assert wrong == []
