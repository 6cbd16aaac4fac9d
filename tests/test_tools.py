"""The tools of the tests themselves work: a check that finds nothing is worth nothing until it has found something."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.support import REPOSITORY, Wire, axe_findings, wash


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_words: Any) -> None:
        pass


@pytest.fixture
def folder_on_the_web(tmp_path: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


PAGE = """<!doctype html><html lang="en"><head><title>A page</title>
<meta http-equiv="Content-Security-Policy" content="script-src 'none'"><link rel="stylesheet" href="a.css"></head>
<body><main><h1>A page</h1>%s</main></body></html>"""


@pytest.mark.browser
def test_axe_finds_what_is_wrong_and_only_that(
    tmp_path: Path, folder_on_the_web: str, open_browser: Callable[..., Any]
) -> None:
    """It works on pages whose policy forbids every script."""
    (tmp_path / "a.css").write_text("main { color: black }")
    (tmp_path / "bad.html").write_text(PAGE % "<img src='x.png'><form><input name='a'></form>")
    (tmp_path / "good.html").write_text(PAGE % "<p>Everything is fine here.</p>")
    page = open_browser(language="ru")
    page.goto(f"{folder_on_the_web}/bad.html")
    found = "\n".join(axe_findings(page))
    assert "image-alt" in found and "label" in found
    page.goto(f"{folder_on_the_web}/good.html")
    assert axe_findings(page) == []


@pytest.mark.browser
def test_axe_measures_the_contrast_of_every_new_ink(
    tmp_path: Path, folder_on_the_web: str, open_browser: Callable[..., Any]
) -> None:
    """An ink that was legible once is not measured again; one that was not is found each time."""
    (tmp_path / "a.css").write_text("main { color: #777 } .pale { background: #999 } .faint { opacity: .9 }")
    page = open_browser()
    for classes in ("", "pale", "faint", ""):
        (tmp_path / "page.html").write_text(PAGE % f"<p class='{classes}'>Can this be read?</p>")
        page.goto(f"{folder_on_the_web}/page.html")
        assert any("color-contrast" in one for one in axe_findings(page)), classes
    (tmp_path / "a.css").write_text("main { color: #222 }")
    page.goto(f"{folder_on_the_web}/page.html")
    assert [axe_findings(page), axe_findings(page)] == [[], []]


@pytest.mark.browser
def test_the_wire_counts_pages_and_sheets_but_no_pictures(
    tmp_path: Path, folder_on_the_web: str, open_browser: Callable[..., Any]
) -> None:
    (tmp_path / "a.css").write_text("/* " + "x" * 5000 + " */")
    (tmp_path / "x.png").write_bytes(b"\x89PNG" + b"x" * 50_000)
    (tmp_path / "page.html").write_text(PAGE % "<img src='x.png' alt='A picture'>")
    page = open_browser()
    wire = Wire(page)
    page.goto(f"{folder_on_the_web}/page.html", wait_until="networkidle")
    assert 5_300 < wire.total < 8_000, wire.parts
    assert any(kind == "Image" for kind, _url, _size in wire.parts)


@pytest.mark.browser
def test_browsers_of_two_people_share_nothing(
    tmp_path: Path, folder_on_the_web: str, open_browser: Callable[..., Any]
) -> None:
    (tmp_path / "page.html").write_text("<!doctype html><title>A</title><p>A</p>")
    one, other = open_browser(), open_browser(width=1280, javascript=False)
    one.goto(f"{folder_on_the_web}/page.html")
    one.evaluate("document.cookie = 'a=1'")
    other.goto(f"{folder_on_the_web}/page.html")
    assert one.context.cookies() and not other.context.cookies()
    assert one.viewport_size["width"] == 360 and other.viewport_size["width"] == 1280


@pytest.mark.browser
def test_a_washed_browser_is_as_a_new_one(
    tmp_path: Path, folder_on_the_web: str, open_browser: Callable[..., Any]
) -> None:
    (tmp_path / "page.html").write_text("<!doctype html><title>A</title><p>A</p>")
    page = open_browser(base_url=folder_on_the_web)
    context = page.context
    page.goto("page.html")
    page.evaluate("document.cookie = 'a=1; max-age=1000'; localStorage.a = 1; sessionStorage.a = 1")
    context.new_page().goto("about:blank")
    wash(context)
    assert context.pages == [] and context.cookies() == []
    again = context.new_page()
    again.goto("page.html")
    assert again.evaluate("[document.cookie, localStorage.length, sessionStorage.length]") == ["", 0, 0]


def test_travelling_in_time(travel: Callable[..., None]) -> None:
    from hamkori.kernel import clock

    travel(date(2026, 3, 15))
    assert clock.today() == date(2026, 3, 15)
    travel(date(2027, 1, 1))
    assert clock.today() == date(2027, 1, 1) and clock.now().year == 2027


def test_the_house_has_its_own_folder_and_key(make_house: Callable[..., Any]) -> None:
    """K64: in tests as in life, the key never lies in the data folder."""
    house = make_house(HAMKORI_SITE_NAME="Elsewhere")
    key, data = Path(house.environment["HAMKORI_KEY_FILE"]), Path(house.environment["HAMKORI_DATA"])
    assert not key.is_relative_to(data)
    assert house.environment["HAMKORI_SITE_NAME"] == "Elsewhere"
    assert house.status("/healthz") == 0, "nobody answers before it is started"


def test_the_throwaway_postgres_ends_with_its_command() -> None:
    """It passes on the exit code, answers while the command runs, and leaves nothing behind."""
    from tests.support import missing_tool

    program = "import os, psycopg, sys; " \
        "c = psycopg.connect(os.environ['HAMKORI_DATABASE']); " \
        "print(c.execute('select 40 + 2').fetchone()[0], c.info.host); sys.exit(3)"  # fmt: skip
    done = subprocess.run(
        [REPOSITORY / "scripts" / "with-postgres", REPOSITORY / ".venv" / "bin" / "python", "-c", program],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode == 77:
        missing_tool("PostgreSQL")
    assert done.returncode == 3, done.stderr
    answer, folder = done.stdout.split()
    assert answer == "42" and not Path(folder).exists()
