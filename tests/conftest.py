"""Fixtures for every test.

Tests run on SQLite in memory, or on the PostgreSQL that HAMKORI_DATABASE names (scripts/with-postgres). Everything
else of the environment is replaced by a folder of its own, before Django reads it.
"""

import atexit
import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

import pytest

from tests import empty_house
from tests.support import NOT_RUN, House, missing_tool, need_program, wash

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

_folder = Path(tempfile.mkdtemp(prefix="hamkori-test-"))
(_folder / "static").mkdir()
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
for _name in [name for name in os.environ if name.startswith("HAMKORI_")]:
    if _name not in ("HAMKORI_CI", "HAMKORI_DATABASE", "HAMKORI_SOURCE_DOCUMENTS"):
        del os.environ[_name]
os.environ |= {
    "HAMKORI_ENV": "test",
    "HAMKORI_DATA": str(_folder / "data"),
    "HAMKORI_KEY_FILE": str(_folder / "key" / "hamkori.key"),
    "DJANGO_SETTINGS_MODULE": "hamkori.config.settings",
}


def pytest_configure() -> None:
    """Load the settings now that the environment is right; pytest-django then sets up the apps."""
    from django.conf import settings

    assert settings.DATABASES


RARE = ("browser", "slow", "spark")


def _speaks_of(path: Path, marker: str) -> bool:
    return f"mark.{marker}" in path.read_text(encoding="utf-8")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """`-m slow` reads only the files that speak of it: to import all the others takes ten seconds of every process."""
    wanted = str(config.getoption("markexpr"))
    rare = wanted.split(" ")[0]
    if rare not in RARE or " or " in wanted or not collection_path.match("test_*.py"):
        return None
    return None if _speaks_of(collection_path, rare) else True


LONGEST_FIRST = (
    "tests/journeys/test_sweep_tg.py",
    "tests/rooms/problems/test_in_a_browser.py",
    "tests/journeys/test_sweep_ru.py",
)
"""With several processes, what takes longest must not begin last; and while one fills the country of the sweeps, the
other does what needs no country."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is marked `pure` is left out on PostgreSQL: it must not ask for a database. Rare marks stand in the file."""
    rank = {path: place for place, path in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: rank.get(item.nodeid.split("::")[0], len(rank)))
    for item in items:
        if item.get_closest_marker("pure") and (
            item.get_closest_marker("django_db")
            or {"db", "transactional_db", "client", "make_house", "django_db_setup"}
            & set(getattr(item, "fixturenames", ()))
        ):
            raise pytest.UsageError(f"{item.nodeid} is marked pure and asks for a database")
        for marker in RARE:
            if item.get_closest_marker(marker) and not _speaks_of(item.path, marker):
                raise pytest.UsageError(
                    f"{item.nodeid} is marked {marker} by another file: name it in its own"
                )


def pytest_collection_finish() -> None:
    """Modules and collected tests stay to the end: Python need not look through them for cycles again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say at the end, in a block of its own, what this machine could not run."""
    reasons: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if NOT_RUN in reason:
            reason = reason.split(NOT_RUN, 1)[1]
            reasons[reason] = reasons.get(reason, 0) + 1
    if reasons:
        terminalreporter.section("NOT RUN ON THIS MACHINE", sep="!", red=True)
        for reason, count in sorted(reasons.items()):
            terminalreporter.line(f"{count:4} test(s): {reason}")


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Argon2 is slow on purpose; tests of behaviour need not wait for it."""
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix(worker_id: str) -> None:
    """Two testing processes have two databases: by name on PostgreSQL; SQLite's, in memory, are apart anyway.

    In place of pytest-django's own fixture, which takes our SQLite engine for a server's.
    """
    from django.conf import settings

    database = settings.DATABASES["default"]
    if "sqlite" not in database["ENGINE"] and worker_id != "master":
        database.setdefault("TEST", {})["NAME"] = f"test_{database['NAME']}_{worker_id}"


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """The database of the tests is a copy of one that was migrated once, not migrated by each process again."""
    from django.db import connection

    with django_db_blocker.unblock(), empty_house.for_tests(connection):
        yield


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """No test sees a page or a counter that another left in the cache."""
    from django.core.cache import cache

    from hamkori.kernel.memo import forget_all

    cache.clear()
    forget_all()
    yield


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """Every test begins in English, whatever language a page of the test before was in."""
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture
def travel() -> Iterator[Callable[[datetime | date], None]]:
    """`travel(date(2026, 3, 15))` moves the house's clock until the test ends; may be called again.

    Holds in the test's own thread; a date means its noon, local time.
    """
    from hamkori.kernel import clock

    with ExitStack() as stack:
        yield lambda to: stack.enter_context(clock.travel(to))


@pytest.fixture(scope="session", autouse=True)
def one_request_after_another() -> Iterator[None]:
    """The server inside a test shares one SQLite connection among its threads: two at once would end in one transaction."""
    from django.core.handlers.wsgi import WSGIHandler

    answer, turn = WSGIHandler.__call__, RLock()

    def in_turn(self: WSGIHandler, environ: Any, start_response: Any) -> Any:
        with turn:
            return answer(self, environ, start_response)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIHandler, "__call__", in_turn)
        yield


# --- a house that really runs ----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def make_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., House]]:
    """`make_house()` gives an installation of its own: migrated, not filled, not started; stopped at the end.

    It has its own database on whichever engine this run uses. With `migrated=False` there is none yet (SQLite), or
    one without tables (PostgreSQL). Keywords are further environment variables.
    """
    server = os.environ.get("HAMKORI_DATABASE", "")
    server = server if server.startswith("postgres") else ""
    houses: list[House] = []
    databases: list[str] = []

    def make(*, kind: str = "test", migrated: bool = True, **environment: str) -> House:
        folder = tmp_path_factory.mktemp("house")
        address = ""
        if server:
            databases.append(f"house_{os.getpid()}_{len(databases)}")
            empty_house.in_postgres(server, databases[-1], migrated=migrated)
            address = empty_house.address(server, databases[-1])
        house = House(folder, database=address, kind=kind, **environment)
        if migrated and not server:
            empty_house.copy_to_file(house.data / empty_house.SQLITE)
        houses.append(house)
        return house

    yield make
    for house in houses:
        house.stop()
    for name in databases:
        empty_house.drop_from_postgres(server, name)


# --- the browser -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """One Chromium for the whole run: the machine's own, never a downloaded one."""
    path = need_program("chromium", "chromium-browser", "google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing_tool("playwright")
    # Playwright keeps an event loop in this thread; Django would take our plain calls for asynchronous ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=quiet)
        yield browser
        browser.close()


@dataclass
class Wardrobe:
    """Browsers of people of former tests, empty again: a new one takes half a second."""

    washed: "dict[tuple[Any, ...], list[BrowserContext]]" = field(default_factory=dict)
    closed: "set[BrowserContext]" = field(default_factory=set)
    """Those that a test has closed itself."""


@pytest.fixture(scope="session")
def wardrobe() -> Wardrobe:
    return Wardrobe()


@pytest.fixture
def open_browser(
    chromium: "Browser", wardrobe: Wardrobe, request: pytest.FixtureRequest
) -> Iterator[Callable[..., "Page"]]:
    """`open_browser(language="tg", width=360, javascript=True, dark=False, base_url=...)`: a new person's browser.

    Each call shares nothing with the one before. When the test fails, pictures of every open page are left in
    `test-results/`.
    """
    contexts: list[tuple[tuple[Any, ...], BrowserContext]] = []

    def open_page(
        *,
        language: str = "tg",
        width: int = 360,
        height: int = 740,
        javascript: bool = True,
        dark: bool = False,
        base_url: str | None = None,
    ) -> "Page":
        kind = (language, javascript, dark, base_url)
        if kept := wardrobe.washed.get(kind):
            context = kept.pop()
        else:
            context = chromium.new_context(
                locale={"tg": "tg-TJ", "ru": "ru-RU", "en": "en-GB"}.get(language, language),
                timezone_id="Asia/Dushanbe",
                java_script_enabled=javascript,
                color_scheme="dark" if dark else "light",
                base_url=base_url,
            )
            context.set_default_timeout(30_000)
            context.on("close", lambda one: wardrobe.closed.add(one))
        contexts.append((kind, context))
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        return page

    yield open_page
    failed = getattr(request.node, "failed_in_call", False)
    for number, (kind, context) in enumerate(contexts):
        if context in wardrobe.closed:
            continue
        if failed:
            _keep_pictures(context, request.node.name, number)
            context.close()
        else:
            wash(context)
            wardrobe.washed.setdefault(kind, []).append(context)


def _keep_pictures(context: "BrowserContext", test: str, number: int) -> None:
    folder = Path("test-results")
    folder.mkdir(exist_ok=True)
    for index, page in enumerate(context.pages):
        name = "".join(letter if letter.isalnum() else "_" for letter in f"{test}-{number}-{index}")
        page.screenshot(path=folder / f"{name}.png", full_page=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report = yield
    if report.when == "call":
        item.failed_in_call = report.failed  # type: ignore[attr-defined]
    return report
