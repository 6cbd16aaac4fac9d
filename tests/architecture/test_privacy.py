"""What must not exist anywhere: columns that betray a person, real people's contacts (K08, K18, K58)."""

import os
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from hamkori.kernel import registries
from hamkori.kernel.fields import EncryptedTextField
from tests.architecture.source import place, python_files, tracked_files
from tests.support import SOURCE, not_run

pytestmark = pytest.mark.pure

OF_A_MACHINE = re.compile(
    r"(^|_)(ip|ips|ip_address|addr|remote_addr|user_agent|useragent|agent|browser|device|device_id|imei|imsi|mac|"
    r"fingerprint|referer|referrer|cookie|host_name|forwarded_for)($|_)"
)
"""K08: no address, device or program of whoever wrote is ever stored."""

OF_BELIEF_OR_LOOKS = re.compile(
    r"(^|_)(religion|religious|belief|faith|confession|sect|denomination|prayer|prays|mosque|hijab|beard|dress|"
    r"clothing|appearance|ethnicity|ethnic|nationality|race|skin|tribe|orientation|sexuality|political|party|"
    r"suspect|perpetrator|accused|radical|extremis\w*)($|_)"
)
"""K18, K14, K01: no field for belief, dress, descent, party, or for a person who did something."""

OF_A_PLACE_OF_A_PERSON = re.compile(r"(^|_)(lat|lon|lng|latitude|longitude|gps|coordinates)($|_)")
PLACES_ARE_NOT_PERSONS = {"places.Place", "places.Boundary", "crime.Crime"}
"""A recorded crime has a snapped point where the law's rules permit one; it names nobody and holds no resident."""


ASKS_WHETHER_IT_IS_THIS_COMPUTER = {"src/hamkori/society/accounts/views/demo.py"}
"""K63: the demo answers only on the loopback address; it compares and keeps nothing."""


def our_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("hamkori.") and not model._meta.proxy
    ]


def our_fields() -> list[tuple[type[models.Model], models.Field]]:  # type: ignore[type-arg]
    return [(model, field) for model in our_models() for field in model._meta.concrete_fields]


def test_k08_no_column_holds_an_address_or_a_device() -> None:
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model, field in our_fields()
        if OF_A_MACHINE.search(field.name) or isinstance(field, models.GenericIPAddressField)
    ]
    assert wrong == []


def test_k08_no_code_reads_the_address_of_a_visitor() -> None:
    """Nor the program: what is not read cannot be kept."""
    banned = re.compile(
        r"REMOTE_ADDR|REMOTE_HOST|HTTP_USER_AGENT|HTTP_X_FORWARDED_FOR|HTTP_X_REAL_IP|User-Agent", re.I
    )
    wrong = [
        place(path)
        for path in python_files()
        if place(path) not in ASKS_WHETHER_IT_IS_THIS_COMPUTER
        and banned.search(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def test_k18_no_column_for_belief_dress_descent_or_a_culprit() -> None:
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model, field in our_fields()
        if OF_BELIEF_OR_LOOKS.search(field.name)
    ]
    assert wrong == []


def test_no_column_holds_where_a_resident_stood() -> None:
    """Near me finds a jamoat and forgets the point; only places themselves have one."""
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model, field in our_fields()
        if OF_A_PLACE_OF_A_PERSON.search(field.name) and model._meta.label not in PLACES_ARE_NOT_PERSONS
    ]
    assert wrong == []


# --- every column is classed --------------------------------------------------------------------------------


MAY_BE_PERSONAL = (models.CharField, models.TextField, models.JSONField, models.EmailField, models.FileField,
                   models.BinaryField)  # fmt: skip
SPEAKS_OF_PERSONS = re.compile(
    r"(^|_)(name|phone|mail|email|contact|text|body|note|notes|story|message|caption|author|username|password|secret|"
    r"subject|reply|answer|explanation|description|comment|words|first|last|patronymic|birth|born|sex|gender|age)($|_)"
)
ABOUT_THINGS = {
    # Tables that describe the country or the machinery; none of their rows is about a person.
    "countries", "places", "schedule",
}  # fmt: skip


def test_every_personal_column_is_classed() -> None:
    """Whatever may hold something about a person stands in the app's personal_data.py: why, and how long."""
    classed = {entry.model.lower(): entry.fields for _name, entry in registries.personal_data}
    wrong = []
    for model, field in our_fields():
        encrypted = isinstance(field, EncryptedTextField)
        if model._meta.app_label in ABOUT_THINGS and not encrypted:
            continue
        if getattr(field, "choices", None):
            continue
        doubtful = (
            isinstance(field, MAY_BE_PERSONAL)
            and SPEAKS_OF_PERSONS.search(field.name)
            and not re.search(r"_type$|_id$|^source_", field.name)
        )
        if (encrypted or doubtful) and field.name not in classed.get(model._meta.label_lower, {}):
            wrong.append(f"{model._meta.label}.{field.name}")
    assert wrong == [], (
        "register these in personal_data.py: PersonalData(model=..., fields={name: why and how long})"
    )


def test_what_is_classed_exists_and_gives_a_reason() -> None:
    known = {
        model._meta.label_lower: {field.name for field in model._meta.get_fields()} for model in our_models()
    }
    for _name, entry in registries.personal_data:
        model = entry.model.lower()
        assert model in known, entry.model
        assert set(entry.fields) <= known[model], f"{entry.model}: {set(entry.fields) - known[model]}"
        assert all(len(str(reason)) > 5 for reason in entry.fields.values()), f"{entry.model}: give a reason"


# --- nobody real stands in the tree -------------------------------------------------------------------------

CHECKED = {
    ".py",
    ".html",
    ".txt",
    ".md",
    ".toml",
    ".po",
    ".csv",
    ".json",
    ".js",
    ".css",
    ".yml",
    ".svg",
    ".in",
}
NOT_OURS = ("requirements/base.txt", "requirements/dev.txt", "LICENSE")

PHONE = re.compile(r"(?<![\w.,:/#%+-])(?:\+|\(|\+\()?(?:99[0-9]|7)(?:[ ()-]{0,2}\d){8,10}(?!\w)")
UNDIALABLE = re.compile(r"^\D*(?:992\D*0\D*0|996\D*0\D*0|998\D*0\D*0|7\D*0\D*0\D*0)")
"""No subscriber number begins with two zeros after the country code."""
MAIL = re.compile(r"[\w.+-]+@([\w-]+\.)+[a-z]{2,}", re.IGNORECASE)
HARMLESS_MAIL = re.compile(
    r"@(?:[\w-]+\.)*(?:example\.(?:org|com|net)|example|localhost|invalid|test)$", re.IGNORECASE
)


def tree_texts() -> list[tuple[Path, str]]:
    return [
        (path, path.read_text(encoding="utf-8", errors="replace"))
        for path in tracked_files()
        if path.suffix in CHECKED and not path.as_posix().endswith(NOT_OURS)
    ]


def test_phone_numbers_in_the_tree_reach_nobody() -> None:
    """Demo numbers are like +992 00 000 00 01; short emergency numbers are not caught by the pattern."""
    wrong = [
        f"{place(path)}: {number[0]}"
        for path, text in tree_texts()
        for number in PHONE.finditer(text)
        if not UNDIALABLE.match(number[0])
    ]
    assert wrong == []


def test_mail_addresses_in_the_tree_reach_nobody() -> None:
    wrong = [
        f"{place(path)}: {address[0]}"
        for path, text in tree_texts()
        for address in MAIL.finditer(text)
        if not HARMLESS_MAIL.search(address[0])
    ]
    assert wrong == []


def test_the_patterns_see_real_numbers_and_addresses() -> None:
    for number in (
        "+992 93 " + "123 45 67",
        "+99637" + "2212345",
        "(992 37) 2" + "27 12 34",
    ):
        found = PHONE.search(number)
        assert found and not UNDIALABLE.match(found[0]), number
    for number in ("+992 00 000 00 01", "+992000000001", "112", "2026-03-15", "1146"):
        found = PHONE.search(number)
        assert not found or UNDIALABLE.match(found[0]), number
    assert not HARMLESS_MAIL.search("person@ministry" + ".tj") and HARMLESS_MAIL.search("a@mail.example.org")


def test_nobody_from_the_source_documents_stands_in_the_tree() -> None:
    """Numbers, addresses and bylined names of the documents that the project grew from appear nowhere.

    The list is made from the documents each time and kept nowhere; HAMKORI_SOURCE_DOCUMENTS names their folder.
    """
    folder = os.environ.get("HAMKORI_SOURCE_DOCUMENTS", "")
    if not folder or not Path(folder).is_dir():
        not_run("the source documents are not here (HAMKORI_SOURCE_DOCUMENTS)")
    denied: set[str] = set()
    for document in Path(folder).rglob("*"):
        if document.suffix in (".txt", ".md"):
            text = document.read_text(encoding="utf-8", errors="replace")
            numbers = re.findall(
                r"(?:\+|tel|phone|fax|тел)[^\d\n]{0,12}([\d ()-]{7,18})", text, re.IGNORECASE
            )
            denied |= {digits for number in numbers if len(digits := re.sub(r"\D", "", number)) >= 7}
            denied |= {address[0].lower() for address in MAIL.finditer(text)}
            denied |= {
                name.lower()
                for name in re.findall(r"(?:Mr|Mrs|Ms|Dr|Col|Gen)\.? ([A-Z][a-z]+ [A-Z][a-z]+)", text)
            }
    assert denied, "the source documents hold no contact at all: is the folder right?"
    wrong = []
    for path, text in tree_texts():
        plain, digits = text.lower(), re.sub(r"[ ()+-]", "", text)
        wrong += [place(path) for word in denied if (word in digits if word.isdigit() else word in plain)]
    assert wrong == []


@pytest.mark.parametrize("folder", ["src", "tests", "docs", "scripts"])
def test_no_key_and_no_database_in_the_tree(folder: str) -> None:
    """K64: what opens the data never travels with the code."""
    wrong = [
        place(path)
        for path in tracked_files()
        if folder in path.parts and path.suffix in (".key", ".pem", ".sqlite3", ".db", ".sql", ".env")
    ]
    assert wrong == []


def test_nothing_in_the_tree_names_a_workplace() -> None:
    """A clone works anywhere: no path of the machine it was written on, no address of a package registry."""
    banned = re.compile(
        r"(?<![\w>}\]])/(?:work/(?:main|shared|steering)|root/|tmp/(?:bash|h/))|pythonhosted\.org|pypi\.org/simple|"
        r"registry\.npmjs|--(?:extra-)?index-url"
    )
    wrong = [
        f"{place(path)}: {match[0]}"
        for path, text in tree_texts()
        if path != Path(__file__).resolve()
        for match in banned.finditer(text)
    ]
    assert wrong == []


def test_the_package_ships_no_photographs_of_people() -> None:
    """K48: pictures in the package are drawings of ours."""
    assert [
        place(path) for path in SOURCE.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg", ".heic")
    ] == []
