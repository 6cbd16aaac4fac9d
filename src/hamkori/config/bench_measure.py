"""What the parts of the bench share: the shortest time of several tries, the peak of memory, libraries of a developer.

Each part runs in a process of its own, so that its peak of memory is its own; it prints one line of JSON at the end.
"""

import importlib
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

SLOW, TWICE = 2.0, 2


class Took:
    """Seconds of each part of the bench itself."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - began


def shortest(works: Mapping[str, Callable[[], Any]], times: int) -> dict[str, float]:
    """The shortest seconds of each work. They take turns, so that a busy moment of the machine hits all of them.

    What takes longer than `SLOW` seconds is done `TWICE` at most: a busy moment is short beside it.
    """
    found = dict.fromkeys(works, float("inf"))
    for turn in range(times):
        for name, work in works.items():
            if turn >= TWICE and found[name] > SLOW:
                continue
            began = time.perf_counter()
            work()
            found[name] = min(found[name], time.perf_counter() - began)
    return found


def peak_mb() -> float:
    """The most memory this process ever had, in MB.

    Linux tells it for this program alone; `getrusage` would also count the process that started it.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024) if sys.platform == "darwin" else most / 1024


def library(name: str) -> Any:
    """A module that only developers have, or None."""
    return importlib.import_module(name) if find_spec(name) is not None else None


def tell(found: Mapping[str, Any]) -> int:
    """Print what a part has measured, with its peak of memory. Returns 0: the part has ended well."""
    print(json.dumps({**found, "peak_mb": round(peak_mb(), 1)}, ensure_ascii=False))
    return 0
