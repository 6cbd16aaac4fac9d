"""Searching everything that an installation leaves on a disk, in every dress that a text may wear."""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote


def dresses(needle: str) -> dict[str, bytes]:
    """The needle as it may stand in a file: plain, in small letters, UTF-16, base64 at every offset, hexadecimal, …"""
    plain = needle.encode()
    found = {
        "plain": plain,
        "small letters": needle.lower().encode(),
        "UTF-16 LE": needle.encode("utf-16-le"),
        "UTF-16 BE": needle.encode("utf-16-be"),
        "hexadecimal": plain.hex().encode(),
        "hexadecimal in capitals": plain.hex().upper().encode(),
        "backwards": needle[::-1].encode(),
        "JSON": needle.encode("unicode_escape"),
        "percent": quote(needle).encode(),
    }
    for offset in range(
        3
    ):  # three bytes make four letters: only whole groups are the same whatever stands around
        start = -offset % 3
        whole = plain[start : start + (len(plain) - start) // 3 * 3]
        for alphabet in (base64.b64encode, base64.urlsafe_b64encode):
            found[f"{alphabet.__name__} from {start}"] = alphabet(whole)
    return {dress: worn for dress, worn in found.items() if len(worn) >= 6}


def files_under(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        if folder.is_file():
            yield folder
        elif folder.exists():
            yield from (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


NOTHING = re.compile(rb"\x00{64,}")
"""Empty room in files of databases: no needle has so many zeros, and searching them takes most of the time."""


def findings(needles: Iterable[str], folders: Iterable[Path]) -> list[str]:
    """Where a needle stands, in which dress; file names are searched too. Equal files are searched once."""
    worn = [(needle, dress, text) for needle in needles for dress, text in dresses(needle).items()]
    inside: dict[bytes, set[tuple[str, str]]] = {}
    found = []
    for path in files_under(folders):
        content = path.read_bytes()
        mark = hashlib.blake2b(content).digest()
        if mark not in inside:
            content = NOTHING.sub(b"\x00" * 16, content)
            small = content.lower()
            inside[mark] = {
                (needle, dress)
                for needle, dress, text in worn
                if text in (small if dress == "small letters" else content)
            }
        name = str(path).encode()
        found += [
            f"{needle!r} ({dress}) in {path}"
            for needle, dress, text in worn
            if (needle, dress) in inside[mark] or text in name
        ]
    return found
