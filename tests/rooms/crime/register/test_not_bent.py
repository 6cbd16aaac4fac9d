"""History cannot be bent quietly: who may write, what a change behind the actions leaves, what no model can hold."""

import ast
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from hamkori.ground.audit.seal import seal_committed
from hamkori.ground.audit.verify import verify
from hamkori.kernel import clock
from hamkori.kernel.fields import EncryptedTextField
from hamkori.rooms.crime.models import Crime, Offence, Persons, Report, ReportStep, Step
from hamkori.rooms.crime.register import checks
from hamkori.rooms.crime.register.actions import crimes, reports
from tests.architecture.source import calls, dotted, python_files
from tests.rooms.crime.register import cast
from tests.rooms.crime.register.cast import Town
from tests.support import SOURCE

ROOM = SOURCE / "rooms" / "crime"
GUARDED = {"Crime", "Step", "Report", "ReportStep", "Offence", "Persons"}
CHANGES = {"update", "delete", "bulk_update", "update_or_create", "_raw_delete"}


# --- only the register's actions and imports change a crime

IMPORTS = ROOM / "register" / "imports"
"""A row of a sender that says something else now: the import adds steps for it (the next test but one)."""


def _touches(call: ast.Call) -> str:
    """What a call changes, if it changes rows of the register: "Crime.update"."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in CHANGES:
        return ""
    receiver = dotted(call.func.value)
    model = next((name for name in GUARDED if re.search(rf"\b{name}\.objects", receiver)), "")
    relation = re.search(r"\.(steps|offences|persons|crimes)\.", receiver + ".")
    return f"{model or relation.group(1)}.{call.func.attr}" if model or relation else ""  # type: ignore[union-attr]


def test_nothing_but_the_actions_of_the_register_changes_a_crime() -> None:
    """A crime or a report is changed in `register/actions`, and by imports; elsewhere rows may only be added."""
    wrong = [
        f"{path.relative_to(ROOM)}: {what}"
        for path in python_files()
        if path.is_relative_to(ROOM)
        and not path.is_relative_to(ROOM / "register" / "actions")
        and not path.is_relative_to(IMPORTS)
        for call in calls(path)
        if (what := _touches(call))
    ]
    assert wrong == []


def test_steps_are_never_changed_not_even_by_actions() -> None:
    wrong = [
        f"{path.relative_to(ROOM)}: {what}"
        for path in python_files()
        if path.is_relative_to(ROOM)
        for call in calls(path)
        if (what := _touches(call)).split(".")[0] in ("Step", "ReportStep", "steps")
    ]
    assert wrong == []
    saves = [
        dotted(call.func.value)
        for path in python_files()
        if path.is_relative_to(ROOM)
        for call in calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr in ("save", "delete")
    ]
    assert not [name for name in saves if "step" in name.lower()]


def test_an_import_that_changes_a_record_adds_steps() -> None:
    changing = {
        path
        for path in python_files()
        if path.is_relative_to(IMPORTS) and any(_touches(call) for call in calls(path))
    }
    assert all("insert_steps" in path.read_text(encoding="utf-8") for path in changing)


def test_the_test_sees_a_change() -> None:
    for code in (
        "Crime.objects.filter(pk=1).update(state='x')",
        "crime.steps.all().delete()",
        "Step.objects.all().delete()",
    ):
        assert _touches(ast.parse(code).body[0].value), code  # type: ignore[attr-defined]
    for code in ("Crime.objects.bulk_create(rows)", "values.update(a=1)"):
        assert not _touches(ast.parse(code).body[0].value), code  # type: ignore[attr-defined]


# --- a change behind the actions is found


def _story(town: Town) -> tuple[Crime, Report]:
    report = cast.report(town)
    crime = reports.initiate(actor=town.registrar, report=report, event=cast.event(town, "110/1"))
    crimes.suspend(actor=town.registrar, crime=crime, reason="not_found", on=clock.today())
    cast.crime(town)
    return crime, report


Bend = Callable[[Crime, Report], Any]
BENDS: list[tuple[str, Bend, str]] = [
    ("a state", lambda crime, _r: Crime.objects.filter(pk=crime.pk).update(state="open"), "record_changed"),
    ("a day", lambda crime, _r: Crime.objects.filter(pk=crime.pk).update(recorded_on=cast.days_ago(1)), "record_changed"),
    ("an article", lambda crime, _r: Offence.objects.filter(crime=crime).update(article=cast.article("244/1")), "record_changed"),
    ("a count", lambda crime, _r: Persons.objects.filter(crime=crime).update(number=9), "record_changed"),
    ("a step", lambda crime, _r: Step.objects.filter(crime=crime, verb="suspended").update(reason="illness"), "step_changed"),
    ("a step gone", lambda crime, _r: Step.objects.filter(crime=crime, verb="suspended").delete(), "step_missing"),
    ("a step more", lambda crime, _r: Step.objects.create(crime=crime, verb="cleared", on=clock.today(), at=clock.now()), "step_added"),
    ("a refusal", lambda _c, report: Report.objects.filter(pk=report.pk).update(reason="no_event"), "record_changed"),
    ("a clock", lambda _c, report: ReportStep.objects.filter(report=report).update(decide_by=cast.days_ago(-30)), "step_changed"),
    ("told", lambda _c, report: Report.objects.filter(pk=report.pk).update(told_on=clock.today()), "record_changed"),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("bend", "what"), [row[1:] for row in BENDS], ids=[row[0] for row in BENDS])
def test_a_change_behind_the_actions_is_found(town: Town, bend: Bend, what: str) -> None:
    crime, report = _story(town)
    assert list(checks.faults()) == []
    bend(crime, report)
    found = {(fault.number, fault.what) for fault in checks.faults()}
    assert {number for number, _what in found} <= {crime.uid, report.number} and what in {
        one for _n, one in found
    }


@pytest.mark.django_db
def test_a_whole_life_leaves_no_fault_and_a_whole_chain(town: Town) -> None:
    crime, report = _story(town)
    reports.tell(actor=town.duty, report=report, on=clock.today())
    crimes.reopen(actor=town.registrar, crime=crime, reason="new_facts", on=clock.today())
    crimes.transfer(
        actor=town.registrar,
        crime=crime,
        to=town.other,
        reason="other_body",
        holder_told=False,
        on=clock.today(),
    )
    crime.refresh_from_db()
    crimes.take_over(actor=town.other_registrar, crime=crime, office=town.other)
    assert list(checks.faults()) == []
    while seal_committed():
        pass
    assert not verify().faults


# --- what no model of this room can hold

OF_A_PERSON = re.compile(
    r"(^|_)(first_?name|last_?name|surname|patronymic|full_?name|person_?name|phone|telephone|mail|email|contact|"
    r"passport|document|birth|born|photo|face|plate|address|street|house|religion|belief|ethnic\w*|nationality|dress|"
    r"party|health|statement|story|narrative|description|comment|remark)($|_)"
)
THINGS_WITH_A_NAME = {"Release.name", "ReleaseTable.name", "SenderMapping.name", "Import.file_name"}
"""Releases, tables, the layout of a sender, a file: no person has a name here."""
TEXTS_ABOUT_RULES = {"MappingRow.evidence"}


BESIDE_THE_REGISTER = {"Filing", "FilingIdentity"}
"""What residents filed on the portal: no part of the register, encrypted, and erased when its time is over."""


def room_fields(*, beside: bool = False) -> list[tuple[str, Any]]:
    return [
        (f"{model.__name__}.{field.name}", field)
        for model in apps.get_app_config("crime").get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if (model.__name__ in BESIDE_THE_REGISTER) == beside
    ]


def test_k46_what_residents_file_stands_beside_the_register_encrypted_and_without_an_hour() -> None:
    """K08, K46: the register does not point to it; words, names and telephones are encrypted; days only."""
    for label, field in room_fields():
        assert field.related_model is None or field.related_model.__name__ not in BESIDE_THE_REGISTER, label
    for label, field in room_fields(beside=True):
        own = label.split(".")[1]
        if own in ("text", "landmark", "name", "phone", "contact_note"):
            assert isinstance(field, EncryptedTextField), label
        else:
            assert not isinstance(field, EncryptedTextField | models.TextField | models.DateTimeField), label
            is_text = isinstance(field, models.CharField) and not field.choices
            assert not is_text or (field.max_length or 0) <= 40 or own == "path", label


def test_k46_no_model_has_a_name_a_telephone_or_a_free_text() -> None:
    """K46, K47, K18: records without names; no camera, face, movement or telephone data; no file at all."""
    wrong = []
    for label, field in room_fields():
        own = label.split(".")[1]
        if OF_A_PERSON.search(own):
            wrong.append(f"{label}: speaks of a person")
        if re.search(r"(^|_)name$", own) and label not in THINGS_WITH_A_NAME:
            wrong.append(f"{label}: a name")
        is_digest = label == "ImportedRow.digest" and field.max_length in (16, 20, 32)
        kept = EncryptedTextField | models.FileField | models.ImageField | models.BinaryField
        if isinstance(field, kept) and not is_digest:
            wrong.append(f"{label}: a text or a file that is kept for somebody")
        if isinstance(field, models.TextField) and label not in TEXTS_ABOUT_RULES:
            wrong.append(f"{label}: free text")
        is_long = isinstance(field, models.CharField) and (field.max_length or 0) > 40 and not field.choices
        if is_long and label.split(".")[0] in GUARDED and own not in ("path", "submission", "source_key"):
            wrong.append(f"{label}: long enough for a free text")
    assert wrong == []


def test_the_classes_of_the_test_exist() -> None:
    labels = {label for label, _field in room_fields()}
    assert labels >= TEXTS_ABOUT_RULES
    assert {name.split(".")[0] for name in labels} >= GUARDED
    assert (
        OF_A_PERSON.search("home_address")
        and OF_A_PERSON.search("phone")
        and not OF_A_PERSON.search("place_type")
    )


def test_k21_no_column_ties_a_crime_to_an_officer() -> None:
    """K21: a step knows the posting that typed it, for the sealed record; a crime has no officer to be counted by."""
    wrong = [
        label
        for label, field in room_fields()
        if label.startswith(("Crime.", "Report.", "Offence.", "Persons."))
        and re.search(r"(^|_)(officer|investigator|inspector|user|posting|author)($|_)", label.split(".")[1])
    ]
    assert wrong == []
