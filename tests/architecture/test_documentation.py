"""The documentation is true: what can be set, said and run is written down."""

import ast
import re

import pytest

from tests.architecture.source import dotted, place, python_files, tree
from tests.support import REPOSITORY, SOURCE, not_run

pytestmark = pytest.mark.pure


def documentation() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((REPOSITORY / "docs").rglob("*.md")))


def settings_read() -> set[str]:
    """Every environment variable that the package reads: `env.get("NAME", ...)`, `os.environ["NAME"]`."""
    found = set()
    for path in python_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and dotted(node.func).endswith(
                ("env.get", "environ.get", "getenv")
            ):
                found |= {argument.value for argument in node.args[:1] if isinstance(argument, ast.Constant)}
            elif isinstance(node, ast.Subscript) and dotted(node.value).endswith("environ"):
                found |= {node.slice.value} if isinstance(node.slice, ast.Constant) else set()
    return {str(name) for name in found if str(name).startswith("HAMKORI_") or name == "PORT"}


def test_every_setting_is_documented() -> None:
    text = (REPOSITORY / "docs" / "settings.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`(HAMKORI_[A-Z_]+|PORT)", text))
    assert settings_read() - documented == set(), "write these into docs/settings.md"


def test_no_setting_is_documented_that_does_not_exist() -> None:
    text = (REPOSITORY / "docs" / "settings.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`(HAMKORI_[A-Z_]+)", text)) - settings_read() == set()


def test_every_management_command_is_documented() -> None:
    text = documentation()
    commands = {
        path.stem
        for path in SOURCE.rglob("management/commands/*.py")
        if not path.stem.startswith("_")
    }  # fmt: skip
    assert [
        name for name in sorted(commands) if f"{name}" not in text and name.replace("_", " ") not in text
    ] == []


def test_every_verb_of_the_command_line_is_documented() -> None:
    """`hamkori VERB`, as the argument parser of config/command.py knows them."""
    path = SOURCE / "config" / "command.py"
    if not path.exists():
        not_run("the command line is not written yet")
    verbs = {
        str(node.args[0].value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "add_parser"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    text = documentation()
    missing = [
        verb for verb in sorted(verbs) if not re.search(rf"hamkori [a-z ]*\b{re.escape(verb)}\b", text)
    ]
    assert missing == []


def test_every_make_target_is_explained() -> None:
    """`make help` prints what stands behind `##`; a target without it would be hidden."""
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z][a-z-]*):(.*)$", makefile, re.MULTILINE)
    assert [name for name, rest in targets if "##" not in rest] == []


def test_links_between_documents_lead_somewhere() -> None:
    wrong = []
    pages = [REPOSITORY / "README.md", REPOSITORY / "CHANGELOG.md", *(REPOSITORY / "docs").rglob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if not re.match(r"[a-z]+:", target) and not (page.parent / target).exists():
                wrong.append(f"{place(page)} -> {target}")
    assert wrong == []


def test_every_decision_says_what_it_must() -> None:
    """Five lines: need, choice, what was passed over, cost, way out."""
    for page in (REPOSITORY / "docs" / "decisions").glob("[0-9]*.md"):
        text = page.read_text(encoding="utf-8")
        for heading in ("Need", "Choice", "Passed over", "Cost", "Way out"):
            assert f"**{heading}" in text, f"{place(page)} has no {heading!r}"


def test_every_dependency_has_a_decision() -> None:
    """A package that we ask for by name is named in docs/decisions."""
    text = "\n".join(
        page.read_text(encoding="utf-8").lower() for page in (REPOSITORY / "docs" / "decisions").glob("*.md")
    )
    asked = set()
    for name in ("base.in", "statistics.in", "dev.in", "spark.in"):
        for line in (REPOSITORY / "requirements" / name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith(("-", "#")):
                asked.add(re.split(r"[\[<>=!~ ]", line)[0].lower())
    assert [name for name in sorted(asked) if name not in text] == []
