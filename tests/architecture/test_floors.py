"""The house stands as designed: what import-linter cannot see."""

import ast
import re

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.source import (
    FLOOR,
    calls,
    dotted,
    may_use,
    package_of,
    place,
    python_files,
    templates,
    tree,
)
from tests.support import REPOSITORY, SOURCE

pytestmark = pytest.mark.pure


def test_every_folder_with_code_is_a_package() -> None:
    """import-linter passes over a folder without `__init__.py` unseen."""
    folders = {path.parent for path in SOURCE.rglob("*.py")}
    assert [place(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_every_app_has_a_floor_and_the_linter_knows_it() -> None:
    known = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    for path in SOURCE.rglob("apps.py"):
        package = package_of(path)
        assert package, f"{place(path)} stands on no floor"
        assert re.search(rf'"[^"]*\b{package.rsplit(".")[-1]}\b', known), (
            f"{package} is missing in pyproject.toml"
        )


def test_every_app_is_installed() -> None:
    installed = {config.name for config in apps.get_app_configs()}
    ours = {"hamkori." + package_of(path) for path in SOURCE.rglob("apps.py")}
    assert ours - installed == set()


def test_relations_point_down() -> None:
    """A foreign key, or any other relation, leads to the same app or to a lower floor."""
    wrong = []
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith("hamkori."):
            continue
        user = _package(model)
        for field in model._meta.get_fields():
            target = field.related_model
            if field.auto_created or not field.is_relation or not isinstance(target, type):
                continue
            if target.__module__.startswith("hamkori.") and not may_use(user, _package(target)):
                wrong.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    assert wrong == []


def _package(model: type[models.Model]) -> str:
    return package_of(SOURCE / model._meta.app_config.path / "models.py")


def test_templates_point_down() -> None:
    """What a template includes or extends belongs to its own app or to a lower floor."""
    owner = {_inside(path): package_of(path) for path in templates()}
    wrong = []
    for path in templates():
        user = package_of(path)
        for name in re.findall(
            r"""{%\s*(?:include|extends)\s+["']([^"']+)["']""", path.read_text(encoding="utf-8")
        ):
            if name in owner and not may_use(user, owner[name]):
                wrong.append(f"{place(path)} -> {name}")
            elif name not in owner and not name.startswith(("django/", "registration/")):
                wrong.append(f"{place(path)} -> {name}, which does not exist")
    assert wrong == []


def test_templates_stand_in_a_folder_of_their_app() -> None:
    """templates/<app>/..., so that no app hides another's template; error pages of Django's own names aside."""
    wrong = [
        place(path)
        for path in templates()
        if "/" not in _inside(path)
        and not re.fullmatch(r"\d{3}\.html", _inside(path))
        or "/" in _inside(path)
        and _inside(path).split("/")[0] not in (package_of(path).split(".")[-1], "django")
    ]
    assert wrong == []


def _inside(path: "object") -> str:
    return str(path).split("/templates/", 1)[1]


def test_the_kernel_has_no_models() -> None:
    """Encrypted columns and the like are column types, not tables."""
    assert [model for model in apps.get_models() if model.__module__.startswith("hamkori.kernel")] == []


def test_views_hold_no_queries() -> None:
    """A read travels view -> query: views, forms and template tags never touch a manager."""
    wrong = []
    for path in python_files():
        inside = path.relative_to(SOURCE).parts
        if not (path.stem in ("views", "forms") or "views" in inside or "templatetags" in inside):
            continue
        # An empty `objects.none()` asks nothing: a choice field wants one before it knows its choices.
        asks = {id(call.func) for call in calls(path) if dotted(call.func).endswith(".objects.none")}
        spared = {
            id(func.value)
            for func in ast.walk(tree(path))
            if isinstance(func, ast.Attribute) and id(func) in asks
        }
        wrong += [
            place(path, node)
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Attribute)
            and node.attr in ("objects", "_default_manager")
            and id(node) not in spared
        ]
    assert wrong == []


def test_only_the_kernel_reads_the_clock() -> None:
    """`kernel.clock` is the only source of now; measuring a duration (monotonic) is something else."""
    reads = {
        "datetime.now", "datetime.today", "datetime.utcnow", "date.today",
        "time.time", "time.time_ns", "time.localtime", "time.gmtime", "timezone.now",
    }  # fmt: skip
    reads_without_argument = {"timezone.localtime", "timezone.localdate", "localtime", "localdate"}
    wrong = []
    for path in python_files():
        if path == SOURCE / "kernel" / "clock.py":
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                name = ".".join(dotted(node.func).split(".")[-2:])
                if name in reads or (name in reads_without_argument and not node.args):
                    wrong.append(f"{place(path, node)} {name}")
            elif isinstance(node, ast.ImportFrom) and node.module in ("time", "django.utils.timezone"):
                names = {alias.name for alias in node.names} & {"time", "time_ns", "now"}
                wrong += [f"{place(path, node)} from {node.module} import {name}" for name in sorted(names)]
    assert wrong == []


def test_no_automatic_times_in_models() -> None:
    """`auto_now` would read the computer's clock behind our back, and to the second."""
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("hamkori.")
        for field in model._meta.get_fields()
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    ]
    assert wrong == []


def test_rows_and_linter_agree() -> None:
    """The order in these tests is the order in pyproject.toml."""
    import tomllib

    linter = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]
    for contract in linter["contracts"]:
        floor = contract["containers"][0].removeprefix("hamkori").removeprefix(".")
        if floor in ("", "faces"):
            continue
        names = [re.findall(r"\w+", row) for row in contract["layers"]]
        for above, below in zip(names, names[1:], strict=False):
            for upper in above:
                for lower in below:
                    assert FLOOR[f"{floor}.{upper}"] > FLOOR[f"{floor}.{lower}"], (
                        f"{floor}: {upper} over {lower}"
                    )
