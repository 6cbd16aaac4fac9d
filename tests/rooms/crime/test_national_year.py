"""A year of national size, as its 69 areas send it: from their files to the public page, and to the integrity role."""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from hamkori.config.command import main
from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM, Actor, Role
from hamkori.rooms.crime.analysis.events import here
from hamkori.rooms.crime.demo_country import Country, generate
from hamkori.rooms.crime.demo_country.files import MAPPINGS, write_files
from hamkori.rooms.crime.demo_country.living import Case
from hamkori.rooms.crime.models import Aggregate, Crime, Import, Release, Report, Signal, Step
from hamkori.rooms.crime.register.actions_classification import load_classification
from hamkori.rooms.crime.register.imports.actions import keep_mapping
from hamkori.rooms.crime.states import ReportState, Verb
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place
from tests.rooms.concerns.builders import staff
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.crime.analysis.counted import AS_PLANTED
from tests.rooms.crime.analysis.land import make_places
from tests.rooms.crime.builders import make_office
from tests.support import axe_findings

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Any]
YEAR, RECORDS = 2025, 23_500
REVISED = {"reclassified", "removed"}


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> Iterator[None]:
    settings.HAMKORI_DATA = tmp_path / "data"
    with translation.override("en"):
        yield


def hamkori(*words: str) -> None:
    assert main(["crime", *words]) == 0, words


def as_first_sent(case: Case) -> Case:
    """How a record stood before it was classified anew or removed: the second file of the office revises it."""
    if not REVISED & {move.verb for move in case.moves}:
        return case
    record = deepcopy(case.record) | {
        "state": "open",
        "clearance": None,
        "cleared_on": None,
        "removed_on": None,
    }
    for move in case.moves:
        if move.verb == "reclassified":
            record["offences"] = [
                {"article": article, "attempted": attempted} for article, attempted in move.before["offences"]
            ]
    record["persons"] = [one for one in record["persons"] if one["who"] == "victim"]
    return Case(record, case.land, case.keyed_on, case.moves, case.way)


def keep_journal(country: Country, offices: dict[str, Organisation]) -> None:
    """What duty officers typed: reports that became a record, and refused ones."""
    zone, typed = here(), iter(range(10**6))

    def row(code: str, reported: date, decided: date, state: ReportState, reason: str = "") -> Report:
        office, moment = offices[code], datetime.combine(reported, time(9), zone)
        return Report(
            number=f"{next(typed):08}", journal_number=f"{next(typed)}", office=office, area=office.place,
            path=office.place.path, way="call", reported_at=moment, keyed_at=moment, changed_at=moment,
            decide_by=reported + timedelta(10), state=state, decided_on=decided, reason=reason,
        )  # fmt: skip

    kept = [case for case in country.cases if case.land.code not in country.table_areas]
    refused = [one for one in country.refusals if one.land.code not in country.table_areas]
    Report.objects.bulk_create(
        [
            *(row(one.land.code, one.record["reported_on"], one.record["recorded_on"], ReportState.INITIATED)
              for one in kept),
            *(row(one.land.code, one.reported_on, one.decided_on, ReportState.REFUSED, one.reason) for one in refused),
        ],
        batch_size=5000,
    )  # fmt: skip


def test_a_year_of_national_size_from_the_files_of_69_areas_to_the_public_and_to_the_integrity_role(
    tmp_path: Path, live_server: Any, open_browser: Open, capsys: pytest.CaptureFixture[str]
) -> None:
    """Issue 4, 4.1: 23,500 records with delays, revisions and gaming in 7 areas, by command line and in the browser."""
    load_classification(actor=SYSTEM)
    make_places()
    country = generate(7, year=YEAR, records=RECORDS)
    offices = {land.code: make_office(Place.objects.get(code=land.code)) for land in country.lands}
    for name, (kind, body) in MAPPINGS.items():
        keep_mapping(actor=SYSTEM, body={"name": name, "kind": kind, **body})
    assert len(country.cases) == RECORDS and len(country.planted) == 7
    sent(country, tmp_path)
    keep_journal(country, offices)
    with clock.travel(date(2026, 2, 10)):
        for step in ("build", "audit", "publish"):
            hamkori("release", step, str(YEAR))
        hamkori("signals", "--from", f"{YEAR}-01-01", "--until", f"{YEAR}-12-31")
    assert "For the integrity role only; no ranking." in capsys.readouterr().out
    named = {one.area.code for one in Signal.objects.select_related("area")}
    assert named <= country.planted.keys(), "no honest area"
    assert len(named) >= 4, "of the six that bend what a file or the journal shows"
    for one in Signal.objects.select_related("area"):
        assert one.kind in AS_PLANTED[country.planted[one.area.code]]

    everybody_reads_the_release(country, live_server, open_browser)
    only_the_integrity_role_reads_the_signals(named, live_server, open_browser)


def sent(country: Country, folder: Path) -> None:
    """Each office hands in its year when December is over, and on the same day a second file that revises it."""
    final = country.cases
    kept = [case for case in final if case.land.code not in country.table_areas]
    with clock.travel(date(YEAR + 1, 1, 1)):
        country.cases = [as_first_sent(case) for case in final]
        for path, layout in write_files(country, folder / "first"):
            hamkori("import", str(path), "--mapping", layout)
        assert Crime.objects.count() == len(kept) and Aggregate.objects.exists()
        country.cases = final
        for path, layout in write_files(country, folder / "second"):
            if layout != "generated_table":
                hamkori("import", str(path), "--mapping", layout)
    assert Crime.objects.count() == len(kept), "a revision makes no record"
    assert not Import.objects.filter(rows_faulty__gt=0).exists(), (
        "no row of a record and no cell of a table is lost"
    )
    for verb, made in (("removed", Verb.REMOVED), ("reclassified", Verb.RECLASSIFIED)):
        moved = {id(case) for case in kept for move in case.moves if move.verb == verb}
        assert Step.objects.filter(verb=made).values("crime").distinct().count() == len(moved) > 100, verb


def everybody_reads_the_release(country: Country, live_server: Any, open_browser: Open) -> None:
    release = Release.objects.get(name=str(YEAR), state="published")
    table = release.tables.get(name="offences-class")
    total = next(number for codes, number, _why in table.cells if codes == ["all"])
    told = sum(Aggregate.objects.filter(measure="recorded").values_list("number", flat=True))
    standing = [case for case in country.cases if case.record["state"] != "removed"]
    kept = [case for case in standing if case.land.code not in country.table_areas]
    assert total == sum(len(case.record["offences"]) for case in kept) + told
    by_table = [case for case in country.cases if case.land.code in country.table_areas]
    assert told == len(by_table) > 300, (
        "handed in once, before any was removed: every cell of every table counts"
    )
    visitor = open_browser(language="ru", base_url=live_server.url)
    visitor.goto("/ru/crime/")
    assert digits(total) in digits(visitor.inner_text("main"))
    assert axe_findings(visitor) == []
    for name in release.tables.values_list("name", flat=True):
        assert Client().get(f"/ru/crime/release/{release.uid}/{name}/").status_code == 200, name


def digits(words: object) -> str:
    return re.sub(r"(?<=\d)[\s\u00a0\u202f](?=\d)", "", str(words))


def only_the_integrity_role_reads_the_signals(named: set[str], live_server: Any, open_browser: Open) -> None:
    run = Signal.objects.first().run  # type: ignore[union-attr]
    shown = {Place.objects.get(code=code).names["ru"] for code in named}
    page = signed_in(
        open_browser(language="ru", base_url=live_server.url), staff(Role.INTEGRITY), live_server
    )
    page.goto(desk("signals"))
    page.click("main tbody a")
    assert run.uid in page.url
    told = page.inner_text("main")
    assert all(name in told for name in shown)
    assert axe_findings(page) == []
    office = Organisation.objects.filter(place__code=min(named)).get()
    for role, where in ((Role.COMMANDER, office), (Role.REGISTRAR, office), (Role.STATISTICIAN, None)):
        person = signed_in(
            open_browser(language="ru", base_url=live_server.url), staff(role, where), live_server
        )
        for path in (desk("signals"), desk("signals_run", run.uid)):
            assert person.goto(path).status == 404, (role, path)
        person.goto("/ru/desk/")
        assert desk("signals") not in person.content()


def desk(name: str, *arguments: str) -> str:
    with translation.override("ru"):
        return reverse(f"crime_desk:{name}", args=arguments)


def signed_in(page: Any, actor: Actor, live_server: Any) -> Any:
    cookie = browser_of(actor).cookies["hamkori"].value
    page.context.add_cookies([{"name": "hamkori", "value": cookie, "url": live_server.url}])
    return page
