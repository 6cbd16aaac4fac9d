"""The source as the architecture tests read it: files, syntax trees, floors, and all text that people see."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.support import REPOSITORY, SOURCE

# Lowest first. Packages in one row do not know each other. The same order as import-linter's in pyproject.toml.
ROWS: tuple[tuple[str, ...], ...] = (
    ("demo_data",),
    ("kernel",),
    ("ground.schedule",),
    ("ground.audit",),
    ("ground.files", "ground.vault"),
    ("ground.measures", "ground.outbox", "ground.threads", "ground.deadlines", "ground.receipts"),
    ("society.countries",),
    ("society.places",),
    ("society.accounts",),
    ("rooms.commitments",),
    ("rooms.bodies",),
    ("rooms.concerns",),
    ("rooms.meetings",),
    ("rooms.problems",),
    ("rooms.surveys", "rooms.crime", "rooms.care", "rooms.conduct", "rooms.precincts"),
    ("rooms.programmes", "rooms.dialogue", "rooms.learning"),
    ("rooms.insight",),
    ("faces.portal", "faces.desk", "faces.api", "faces.channels"),
    ("config",),
)
FLOOR = {package: number for number, row in enumerate(ROWS) for package in row}


def package_of(path: Path) -> str:
    """`ground.files` for a file anywhere inside src/hamkori/ground/files; "" for one above all floors."""
    parts = path.relative_to(SOURCE).parts
    for length in (2, 1):
        if ".".join(parts[:length]) in FLOOR and len(parts) > length:
            return ".".join(parts[:length])
    return ""


def may_use(user: str, used: str) -> bool:
    """Whether package `user` may point at package `used`: at itself or at a lower row, never sideways."""
    return user == used or FLOOR[used] < FLOOR[user]


def python_files() -> list[Path]:
    """Every file of ours in the package, migrations aside."""
    return [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def dotted(node: ast.AST) -> str:
    """`a.b.c` for an expression made of names, attributes and calls; calls keep their name: `a.filter().update`."""
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return f"{dotted(node.value)}.{node.attr}"
        case ast.Call():
            return f"{dotted(node.func)}()"
        case ast.Subscript():
            return f"{dotted(node.value)}[]"
    return "?"


def place(path: Path, node: ast.AST | None = None) -> str:
    """Where to look, for a failing test's message."""
    line = f":{node.lineno}" if node is not None and hasattr(node, "lineno") else ""
    return f"{path.relative_to(REPOSITORY)}{line}"


def templates() -> list[Path]:
    return [path for path in sorted(SOURCE.rglob("templates/**/*")) if path.suffix in (".html", ".txt")]


def tracked_files() -> list[Path]:
    """Every file of the repository that git knows or would take up: what a clone will hold."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [path for name in listed.split("\0") if name and (path := REPOSITORY / name).is_file()]


# --- what people read ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """One text that a person may see: where it stands, its language ("" if a mixture), the text."""

    where: str
    language: str
    text: str


def texts() -> Iterator[Text]:
    """Sentences of code and templates, their translations, text between tags, and the country packs."""
    from hamkori.config import messages

    found, _faults = messages.collect()
    for catalogue in found.values():
        for message in catalogue.values():
            where = sorted(message.files)[0]
            yield from (Text(where, "en", text) for text in (message.text, message.plural) if text)
    yield from _translations()
    for path in templates():
        visible = re.sub(
            r"{%.*?%}|{{.*?}}|{#.*?#}|<[^>]*>", " ", path.read_text(encoding="utf-8"), flags=re.S
        )
        yield Text(place(path), "", visible)
    for path in sorted((SOURCE / "countries").rglob("*.toml")):
        if path.name != "territory.toml":  # names of places are what they are
            yield from _values(tomllib.loads(path.read_text(encoding="utf-8")), place(path), "")


def _translations() -> Iterator[Text]:
    import polib

    for path in sorted(SOURCE.rglob("*.po")):
        for entry in polib.pofile(str(path)):
            for text in (entry.msgstr, *entry.msgstr_plural.values()):
                if text:
                    yield Text(f"{place(path)} {entry.msgid[:40]!r}", path.parts[-3], str(text))


WORDS_TO_RECOGNISE = {"stems", "phrases", "not", "words", "patterns", "aliases", "also"}
"""Keys of a pack that hold what residents may type, not what we say."""


def _values(value: Any, where: str, key: str) -> Iterator[Text]:
    if isinstance(value, str):
        yield Text(f"{where} [{key}]", key if key in ("tg", "ru", "en", "ky", "uz") else "", value)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in WORDS_TO_RECOGNISE:
                yield from _values(inner, where, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _values(inner, where, key)
