"""Country packs as they lie on the disk: TOML files, read and never written."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

import hamkori
from hamkori.kernel.errors import BadInput, NotFound

Row = dict[str, Any]

FILES = ("pack", "territory", "calendar", "bodies", "concerns", "screens", "help", "laws")
MAY_BE_LEFT_OUT = ("checklists",)
ROOT = Path(hamkori.__path__[0]) / "countries"


@dataclass(frozen=True, slots=True)
class Fault:
    """A hole in a pack: the file, the row ("topic roads"), and what is wrong with it."""

    file: str
    row: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.row}: {self.message}"


@dataclass(frozen=True, slots=True)
class Pack:
    """The files of one country."""

    code: str
    files: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def table(self, file: str, name: str) -> Row:
        """One table ([country] of pack.toml); empty if it is missing."""
        value = self.files.get(file, {}).get(name, {})
        return dict(value) if isinstance(value, dict) else {}

    def rows(self, file: str, name: str) -> list[Row]:
        """The rows of a list of tables ([[topic]] of concerns.toml), in the order of the file."""
        value = self.files.get(file, {}).get(name, [])
        return [dict(row) for row in value if isinstance(row, dict)] if isinstance(value, list) else []

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.table("pack", "country").get("languages", ()))


def available(root: Path | None = None) -> tuple[str, ...]:
    """Codes of the packs that are there, sorted."""
    return tuple(sorted(path.parent.name for path in (root or ROOT).glob("*/pack.toml")))


def read_pack(code: str, root: Path | None = None) -> Pack:
    """Read a pack. Raises `NotFound` for an unknown code and `BadInput` for a file that is no TOML."""
    if code not in available(root):
        raise NotFound(_("There is no country pack “%(code)s”."), code=code)
    files: dict[str, Mapping[str, Any]] = {}
    for name in (*FILES, *MAY_BE_LEFT_OUT):
        path = (root or ROOT) / code / f"{name}.toml"
        if not path.exists():
            continue
        try:
            files[name] = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadInput(
                _("The file %(file)s cannot be read: %(why)s"), file=f"{code}/{path.name}", why=str(error)
            ) from error
    return Pack(code, files)


def plain(value: Any) -> Any:
    """`value` fit for a JSON column: dates as YYYY-MM-DD, all the way down."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
