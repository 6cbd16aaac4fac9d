"""Loading a pack: once is enough, local entries stay, holes are refused before anything is written."""

import shutil
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from hamkori.ground.audit.models import Entry
from hamkori.kernel.actor import ANYONE, SYSTEM, Actor, Kind, Role
from hamkori.kernel.errors import BadInput, NotAllowed, NotFound
from hamkori.society.countries import actions, queries
from hamkori.society.countries.models import Country, HelpLine, Holiday, Law
from hamkori.society.countries.packs import ROOT
from hamkori.society.countries.upsert import upsert_rows
from hamkori.society.places.models import Place, PlaceName

pytestmark = pytest.mark.django_db

ADMINISTRATOR = Actor(Kind.STAFF, user_id=1, posting_id=7, role=Role.ADMINISTRATOR)
SECRETARY = Actor(Kind.STAFF, user_id=2, posting_id=8, role=Role.SECRETARY, place_path="tj.su.asht")


@pytest.fixture
def loaded() -> None:
    actions.load_pack("tj", actor=SYSTEM)


def edited(tmp_path: Path, file: str, before: str, after: str) -> Path:
    """A copy of the packs with one change."""
    root = tmp_path / "countries"
    shutil.copytree(ROOT, root)
    path = root / "tj" / file
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    return root


def test_a_second_load_changes_nothing(loaded: None) -> None:
    entries = Entry.objects.filter(action="country.loaded").count()
    report = actions.load_pack("tj", actor=SYSTEM)
    assert report.nothing_changed
    assert Entry.objects.filter(action="country.loaded").count() == entries == 1


def test_everything_arrives(loaded: None) -> None:
    assert Place.objects.filter(kind__in=["district", "city"]).count() == 65
    assert Law.objects.count() == 14
    assert queries.country().code == "tj"
    assert Holiday.objects.filter(day=date(2026, 3, 21)).exists()


def test_a_changed_row_changes_and_an_absent_one_retires(loaded: None, tmp_path: Path) -> None:
    root = edited(tmp_path, "laws.toml", 'code = "tj_draft_on_police"', 'code = "tj_draft_other"')
    report = actions.load_pack("tj", actor=SYSTEM, root=root)
    assert (report.created, report.retired, report.changed) == (1, 1, 0)
    assert Law.objects.get(code="tj_draft_on_police").retired_on is not None
    assert "tj_draft_on_police" not in [law.code for law in queries.laws()]
    actions.load_pack("tj", actor=SYSTEM)
    assert Law.objects.get(code="tj_draft_on_police").retired_on is None


def test_what_was_entered_here_stays(loaded: None) -> None:
    line = HelpLine.objects.get(code="women_line")
    actions.enter_help_line(actor=ADMINISTRATOR, line=line, number="+992 00 000 00 09")
    report = actions.load_pack("tj", actor=SYSTEM)
    line.refresh_from_db()
    assert line.number == "+992 00 000 00 09"
    assert report.kept_local == 1
    assert report.nothing_changed


def test_a_hole_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    root = edited(tmp_path, "territory.toml", 'parent = "TJ-SU"', 'parent = "TJ-XX"')
    with pytest.raises(actions.PackHasHoles) as refused:
        actions.load_pack("tj", actor=SYSTEM, root=root)
    assert "TJ-XX" in str(refused.value.faults[0])
    assert not Country.objects.exists()
    assert not Place.objects.exists()


def test_a_broken_file_says_which(tmp_path: Path) -> None:
    root = edited(tmp_path, "help.toml", "[[line]]", "[[line")
    with pytest.raises(BadInput, match="tj/help.toml"):
        actions.load_pack("tj", actor=SYSTEM, root=root)


def test_an_unknown_country_is_not_found() -> None:
    with pytest.raises(NotFound, match="xx"):
        actions.check_pack("xx")


@pytest.mark.parametrize("actor", [ANYONE, SECRETARY])
def test_only_an_administrator_loads(actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        actions.load_pack("tj", actor=actor)
    assert not Country.objects.exists()


@pytest.mark.parametrize("code", ["kg", "uz"])
def test_another_country_needs_no_other_code(code: str) -> None:
    actions.load_pack(code, actor=SYSTEM)
    assert queries.country().code == code
    assert Place.objects.filter(parent__isnull=True).get().path == code
    assert PlaceName.objects.filter(language={"kg": "ky", "uz": "uz"}[code]).exists()


def test_an_installation_serves_one_country(loaded: None) -> None:
    actions.load_pack("kg", actor=SYSTEM)
    assert queries.country().code == "kg"
    assert set(Place.objects.filter(retired_on=None).values_list("path", flat=True).filter(depth=0)) == {"kg"}


def test_the_working_calendar_knows_weekend_and_holidays(loaded: None) -> None:
    calendar = queries.calendar()
    assert not calendar.is_working(date(2026, 3, 23))  # Navruz, a Monday
    assert not calendar.is_working(date(2026, 3, 28))  # a Saturday
    assert calendar.is_working(date(2026, 3, 25))
    assert calendar.add_working_days(date(2026, 3, 20), 1) == date(2026, 3, 25)


def test_an_announced_day_off_counts_and_survives_the_pack(loaded: None) -> None:
    actions.enter_holiday(actor=ADMINISTRATOR, day=date(2026, 3, 25), names={"en": "Day off in exchange"})
    calculated = Holiday.objects.get(day=date(2026, 5, 27))
    actions.withdraw_holiday(actor=ADMINISTRATOR, holiday=calculated)
    actions.load_pack("tj", actor=SYSTEM)
    calendar = queries.calendar()
    assert not calendar.is_working(date(2026, 3, 25))
    assert calendar.is_working(date(2026, 5, 27))


def test_seasons_cross_the_new_year(loaded: None) -> None:
    kinds = {season.kind for season in queries.seasons(date(2027, 1, 20))}
    assert {"winter_power", "school_spring"} <= kinds
    assert "harvest" not in kinds


def test_an_unset_number_is_never_a_number(loaded: None) -> None:
    """H16."""
    lines = queries.help_lines("violence_at_home")
    unknown = [line for line in lines if not line.is_known]
    assert unknown
    assert all(line.number == "" and line.note for line in unknown)
    assert all(line.is_known for line in queries.help_lines("violence_at_home", only_known=True))
    assert all(line.is_known for line in queries.help_lines(only_known=True)), (
        "no empty number in the foot of a page"
    )
    with pytest.raises(BadInput):
        actions.verify_help_line(actor=ADMINISTRATOR, line=unknown[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpLine.objects.filter(pk=unknown[0].pk).update(verified_on=date(2026, 1, 1))


def test_a_number_is_verified_by_somebody_here_and_a_new_number_is_not(loaded: None) -> None:
    line = HelpLine.objects.get(code="police_102")
    assert line.verified_on is None
    actions.verify_help_line(actor=SECRETARY, line=line)
    line.refresh_from_db()
    assert (line.verified_on is not None, line.verified_by_posting) == (True, 8)
    actions.enter_help_line(actor=ADMINISTRATOR, line=line, number="+992 00 000 00 02")
    line.refresh_from_db()
    assert (line.verified_on, line.verified_by_posting) == (None, None)


def test_a_line_of_one_place_is_shown_there_only(loaded: None) -> None:
    line = actions.add_help_line(
        actor=ADMINISTRATOR, names={"en": "Office"}, what_for={"en": "Advice"},
        number="+992 00 000 00 03", place_path="tj.su.asht", shown_on=["quarrel"],
    )  # fmt: skip
    for path, shown in (("tj.su.asht.chinorsoya", True), ("tj.su.ayni", False), ("tj.su.ashtarak", False)):
        assert (line in queries.help_lines("quarrel", place_path=path)) is shown, path


def test_settings_are_unset_until_somebody_sets_them(loaded: None) -> None:
    assert "quick_exit_address" in queries.unset_settings()
    assert queries.setting("quick_exit_address", "neutral") == "neutral"
    country = queries.country()
    actions.enter_setting(actor=ADMINISTRATOR, country=country, name="quick_exit_address", value="/weather/")
    actions.load_pack("tj", actor=SYSTEM)
    assert queries.setting("quick_exit_address") == "/weather/"
    with pytest.raises(BadInput):
        actions.enter_setting(actor=ADMINISTRATOR, country=country, name="unknown", value=1)


def test_the_public_name_is_a_setting(loaded: None, settings: object) -> None:
    settings.HAMKORI_SITE_NAME = ""  # type: ignore[attr-defined]
    assert queries.public_name("ru") == "Хамкори"
    settings.HAMKORI_SITE_NAME = "Our district"  # type: ignore[attr-defined]
    assert queries.public_name("ru") == "Our district"


def test_a_row_that_was_entered_whole_is_not_retired(loaded: None) -> None:
    Law.objects.create(code="ours", names={"en": "Our own"}, kind="order", local_fields=["*"])
    report = actions.load_pack("tj", actor=SYSTEM)
    assert report.retired == 0
    assert Law.objects.get(code="ours").retired_on is None


def test_upsert_keeps_to_its_scope() -> None:
    upsert_rows(Law, [{"code": "a", "names": {}}], scope={"kind": "law"})
    report = upsert_rows(Law, [{"code": "b", "names": {}}], scope={"kind": "order"})
    assert (report.created, report.retired) == (1, 0)
    assert Law.objects.get(code="a").retired_on is None


def test_the_commands_say_what_happened() -> None:
    out = StringIO()
    call_command("country_load", "tj", stdout=out)
    assert "0 retired" in out.getvalue()
    out = StringIO()
    call_command("country_check", stdout=out)
    assert out.getvalue().split() == ["kg:", "whole", "tj:", "whole", "uz:", "whole"]
