"""Chunks are read and judged ahead of the database: in a thread, or for a long file in a process beside this one.

A chunk needs nothing of the database once the import is loaded, so that another process can prepare it whole while
this one writes. What it hands back is the same either way, in the order of the file.
"""

import gc
import os
import pickle
import signal
import subprocess
import sys
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from hamkori.rooms.crime.register.imports.context import Held
    from hamkori.rooms.crime.register.imports.faults import RowFault
    from hamkori.rooms.crime.register.imports.layouts import Layout
    from hamkori.rooms.crime.register.imports.rows import Rows
    from hamkori.rooms.crime.register.imports.surveys import Chunk, Survey
    from hamkori.rooms.crime.register.imports.tables import Cell

LONG = 8 * 1024 * 1024
"""Bytes that are left of a file for which a process is worth its start."""
MOST_HELPERS = 3
PATIENCE = 10.0
"""Seconds in which a helper that is no longer needed has to end."""


@dataclass(slots=True)
class Prepared:
    """A chunk that was read and judged, without the database."""

    read: int
    """Rows that were read, those with faults too."""
    end: int
    """Where the next chunk begins."""
    faults: "list[RowFault]"
    rows: "Rows | None"
    cells: "list[Cell]"

    def moved(self, by: int) -> "Prepared":
        """The same with numbers of rows that begin later in the file."""
        if by:
            self.faults = [replace(one, row=one.row + by) for one in self.faults]
            if self.rows is not None:
                self.rows.numbers = [number + by for number in self.rows.numbers]
        return self


def chunk_maker(layout: "Layout", held: "Held") -> "Callable[[Chunk], Prepared]":
    """What prepares chunks of this layout; it remembers words from chunk to chunk."""
    from hamkori.rooms.crime.register.imports import tables
    from hamkori.rooms.crime.register.imports.columns import Reader
    from hamkori.rooms.crime.register.imports.judging import judge
    from hamkori.rooms.crime.register.imports.rows import rows_of

    if layout.kind == "table":
        cell_reader = tables.CellReader(layout, held.places)

        def of_table(chunk: "Chunk") -> Prepared:
            cells, faults = cell_reader.read(chunk)
            return Prepared(chunk.read, chunk.end, faults, None, cells)

        return of_table
    reader = Reader(layout, held.places)

    def of_records(chunk: "Chunk") -> Prepared:
        reading = reader.read(chunk)
        good, faults = judge(reading, held)
        return Prepared(chunk.read, chunk.end, [*chunk.faults, *faults], rows_of(reading, good, held), [])

    return of_records


def prepared(
    file: BinaryIO, found: "Survey", layout: "Layout", held: "Held", *, position: int, row: int
) -> Generator[Prepared, None, None]:
    """Every chunk from `position` on. Close it when you stop before the end."""
    helpers = min(_cores() - 1, MOST_HELPERS)
    if found.kind == "csv" and layout.kind == "records" and found.size - position > LONG and helpers > 0:
        return _together(file, found, layout, held, position, row, helpers)
    return _alone(file, found, layout, held, position, row)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def without_collector() -> Iterator[None]:
    """Python's search for cycles costs a tenth where nothing but rows is made, and finds none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


# --- in a thread


def _alone(
    file: BinaryIO, found: "Survey", layout: "Layout", held: "Held", position: int, row: int
) -> Generator[Prepared, None, None]:
    from hamkori.rooms.crime.register.imports.reading import chunks

    stream, prepare = chunks(file, found, layout, position=position, row=row), chunk_maker(layout, held)

    def following() -> Prepared | None:
        chunk = next(stream, None)
        return None if chunk is None else prepare(chunk)

    with ThreadPoolExecutor(max_workers=1) as pool:
        waiting: Future[Prepared | None] = pool.submit(following)
        while (ready := waiting.result()) is not None:
            waiting = pool.submit(following)
            yield ready


# --- in processes


class HelperEnded(RuntimeError):
    """A process that prepared chunks failed or was killed. What was taken stays; the import can be resumed."""


def _together(
    file: BinaryIO, found: "Survey", layout: "Layout", held: "Held", position: int, row: int, number: int
) -> Generator[Prepared, None, None]:
    """Helpers take turns, each with one chunk, so that the order stays. The first chunk is prepared here meanwhile."""
    from hamkori.rooms.crime.register.imports.texts import parse, text_blocks

    blocks = text_blocks(file, found, position)
    helpers = [_Helper() for _one in range(number)]
    busy: deque[_Helper] = deque()

    def hand_out(helper: _Helper) -> None:
        if (block := next(blocks, None)) is not None:
            helper.tell(block)
            busy.append(helper)

    try:
        if (block := next(blocks, None)) is None:
            return
        ready = chunk_maker(layout, held)(parse(block, found, layout, row))
        row += ready.read
        yield ready
        for helper in helpers:
            helper.tell((layout, held, found))
            hand_out(helper)
        while busy:
            helper = busy.popleft()
            ready = helper.answer(row)
            hand_out(helper)
            row += ready.read
            yield ready
    finally:
        for helper in helpers:
            helper.end()


class _Helper:
    """This side of a process that prepares chunks. It ends when this side is closed, also by a kill."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def tell(self, content: Any) -> None:
        assert self._process.stdin is not None
        try:
            pickle.dump(content, self._process.stdin, pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
        except OSError as error:
            raise HelperEnded() from error

    def answer(self, row: int) -> Prepared:
        """The chunk that was asked for, as it stands below `row` rows."""
        from hamkori.rooms.crime.register.imports.faults import FileFault

        assert self._process.stdout is not None
        try:
            with without_collector():
                what, content = pickle.load(self._process.stdout)  # noqa: S301 - from a process of ours
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise HelperEnded() from error
        if what == "refused":
            raise FileFault(content.rule, row=content.row + row, column=content.column, value=content.value)
        if what == "failed":
            raise HelperEnded(content)
        ready: Prepared = content
        return ready.moved(row)

    def end(self) -> None:
        for pipe in (self._process.stdout, self._process.stdin):
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def help_out(asked: BinaryIO, answers: BinaryIO) -> None:
    """In the process: prepare each block of the file that comes in, until nobody sends any more."""
    from hamkori.rooms.crime.register.imports.faults import FileFault
    from hamkori.rooms.crime.register.imports.texts import parse

    layout, held, found = pickle.load(asked)  # noqa: S301 - from a process of ours
    prepare = chunk_maker(layout, held)
    while True:
        block = pickle.load(asked)  # noqa: S301
        try:
            with without_collector():
                answer: tuple[str, Any] = ("ready", prepare(parse(block, found, layout, 0)))
        except FileFault as error:
            answer = ("refused", error.fault)
        except Exception:  # noqa: BLE001 - told to the process that asked, which raises
            answer = ("failed", traceback.format_exc())
        pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C stops the import at a border, not this
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not come between
    import django

    django.setup()
    from hamkori.rooms.crime.register.imports import preparing

    with suppress(EOFError, OSError):
        preparing.help_out(sys.stdin.buffer, answers)
    os._exit(0)  # what was written is flushed; nothing is left to do


if __name__ == "__main__":
    main()
