"""One small demo country per run, served by the real server: its cookies, its compression, its strict policy."""

import fcntl
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.person import Person
from tests.support import House

if TYPE_CHECKING:
    from playwright.sync_api import Page

SCALE = 0.03
FILL = f"""
from hamkori.config import demo
demo.fill(progress=lambda *words: None, scale={SCALE})
"""
FACTS = """
import json
from hamkori.rooms.bodies.personas import SHOWCASE_JAMOAT
from hamkori.rooms.concerns import queries
from hamkori.rooms.concerns.models import AnswerTemplate
from hamkori.society.places.models import Place
print(json.dumps({
    "topics": {one.code: {"name": one.names, "group": one.group_names} for one in queries.topics()},
    "ready": {one.code: one.names for one in AnswerTemplate.objects.all()},
    "jamoat": SHOWCASE_JAMOAT,
    "village": Place.objects.filter(path__startswith=Place.objects.get(code=SHOWCASE_JAMOAT).path).last().names,
}))
"""


@dataclass
class Country:
    """The house, and the words of its pack: {code: {"name": {language: words}, "group": …}}."""

    house: House
    topics: dict[str, dict[str, dict[str, str]]]
    ready: dict[str, dict[str, str]]
    village: dict[str, str]
    jamoat: str

    def ask(self, code: str) -> Any:
        """What this Python finds in the house: it prints one line of JSON."""
        return ask(self.house, code)


def ask(house: House, code: str) -> Any:
    said = house.manage("shell", "--no-imports", "-c", code).stdout.strip().splitlines()
    return json.loads(said[-1])


def _fill_or_copy(house: House, shared: Path) -> None:
    """The first of the testing processes fills its country; the others wait, and begin with a copy of it."""
    kept = shared / "demo"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            house.manage("shell", "--no-imports", "-c", FILL)
            shutil.copytree(house.folder, shared / "demo.new")
            (shared / "demo.new").rename(kept)
            return
    shutil.rmtree(house.data)
    shutil.copytree(kept, house.folder, dirs_exist_ok=True)


@pytest.fixture(scope="session")
def country(
    make_house: Callable[..., House], tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Country:
    house = make_house(kind="demo")
    if house.environment.get("HAMKORI_DATABASE"):
        house.manage("shell", "--no-imports", "-c", FILL)
    else:
        base = tmp_path_factory.getbasetemp()
        _fill_or_copy(house, base if worker_id == "master" else base.parent)
    house.start()
    facts = ask(house, FACTS)
    return Country(house, facts["topics"], facts["ready"], facts["village"], facts["jamoat"])


@pytest.fixture
def somebody(country: Country, open_browser: Callable[..., "Page"]) -> Iterator[Callable[..., Person]]:
    """`somebody("ru")`: a person with a phone of their own. `somebody("ru", "inspector")`: signed in at /demo/.

    Whatever the journey is, no page may complain, call another host, or give a visitor a cookie.
    """
    people: list[Person] = []

    def meet(language: str, part: str = "", **options: Any) -> Person:
        page = open_browser(language=language, base_url=country.house.url, **options)
        person = Person(page, language, country.house.url)
        people.append(person)
        if part:
            person.play(part)
        return person

    yield meet
    wrong = [problem for person in people for problem in person.problems]
    assert not wrong, "\n".join(wrong)
    assert [person.page.context.cookies() for person in people if not person.part] == [
        [] for person in people if not person.part
    ]
