"""The real tables once more, as the ministry's statistician takes them in: every step on a page of the desk."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from hamkori.kernel.actor import SYSTEM, Role
from hamkori.rooms.crime.jobs import carry_out_orders, take_imports
from hamkori.rooms.crime.models import Import, Release
from hamkori.rooms.crime.register.actions_classification import load_classification
from tests.rooms.concerns.builders import staff
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.crime.builders import make_area
from tests.rooms.crime.statistics.test_real_tables import (
    KINDS,
    MAPPING,
    YEAR,
    a_table_of_the_ministry,
    hamkori,
    regions,
)
from tests.support import axe_findings

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> Iterator[None]:
    settings.HAMKORI_DATA = tmp_path / "data"
    with translation.override("ru"):
        yield


def desk(name: str, *arguments: str) -> str:
    return reverse(f"crime_desk:{name}", args=arguments)


def test_the_real_tables_are_taken_in_audited_and_published_on_pages_of_the_desk(
    tmp_path: Path, live_server: Any, open_browser: Callable[..., Any]
) -> None:
    """Issue 4, 4.1: the file handed in, the release ordered, its audit and tables read, published, read by everybody."""
    load_classification(actor=SYSTEM)
    for name, path in regions().items():
        place = make_area(path, population=1_000_000)
        place.names = {"en": name, "ru": name, "tg": name}
        place.save()
    mapping, file = tmp_path / "mapping.toml", tmp_path / "ministry.csv"
    codes = ", ".join(f'"{kind}" = "{code}"' for kind, code in KINDS.items())
    mapping.write_text(MAPPING + f"codes = {{ {codes} }}\n", encoding="utf-8")
    assert hamkori("mapping", "load", str(mapping)) == 0
    totals = a_table_of_the_ministry(file)

    page = open_browser(language="ru", base_url=live_server.url)
    cookie = browser_of(staff(Role.STATISTICIAN)).cookies["hamkori"].value
    page.context.add_cookies([{"name": "hamkori", "value": cookie, "url": live_server.url}])
    page.goto(desk("import_new"))
    page.set_input_files("input[type=file]", file)
    page.select_option("select[name=mapping]", "ministry-kinds")
    send(page)
    take_imports()
    page.reload()
    taken = Import.objects.get()
    assert taken.state == "done" and desk("import", taken.uid) in page.url
    assert digits(taken.rows_read) in digits(page.inner_text("main")) and axe_findings(page) == []

    page.goto(desk("release_new"))
    page.select_option("select[name=period]", YEAR)
    send(page)
    assert carry_out_orders() == 1
    release = Release.objects.get(name=YEAR, state="audited")
    page.goto(desk("releases"))
    page.click(f'main a[href="{desk("release", release.uid)}"]')
    assert release.manifest["protection"]["bulletin"]["clean"] is True and axe_findings(page) == []
    page.click(f'main a[href="{desk("release_table", release.uid, "offences-class")}"]')
    assert "774159" in digits(page.inner_text("main"))
    page.go_back()
    send(page)
    assert carry_out_orders() == 1

    visitor = open_browser(language="tg", base_url=live_server.url)
    visitor.goto("/tg/crime/")
    assert digits(sum(totals.values())) in digits(visitor.inner_text("main")) and axe_findings(visitor) == []
    visitor.goto(f"/tg/crime/release/{release.uid}/offences-class/")
    shown = digits(visitor.inner_text("main"))
    for number in (7_879, 3_177, 774_159):
        assert str(number) in shown


def send(page: Any) -> None:
    page.click('main form[method="post"] button:not([name])')


def digits(words: object) -> str:
    return re.sub(r"(?<=\d)[\s\u00a0\u202f](?=\d)", "", str(words))
