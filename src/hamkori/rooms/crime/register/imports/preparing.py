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
    from hamkori.rooms.crime.register.imports.packing import Packed
    from hamkori.rooms.crime.register.imports.rows import Rows
    from hamkori.rooms.crime.register.imports.surveys import Chunk, Survey
    from hamkori.rooms.crime.register.imports.tables import Cell

LONG = 8 * 1024 * 1024
"""Bytes that are left of a file for which a process is worth its start."""
MOST_HELPERS = 3
WIDE = 1024 * 1024
"""Bytes that a pipe to a helper holds."""


@dataclass(slots=True)
class Prepared:
    """A chunk that was read and judged, without the database."""

    read: int
    """Rows that were read, those with faults too."""
    end: int
    """Where the next chunk begins."""
    faults: "list[RowFault]"
    rows: "Rows | Packed | None"
    cells: "list[Cell]"

    def moved(self, by: int) -> "Prepared":
        """The same with numbers of rows that begin later in the file."""
        if by:
            self.faults = [replace(one, row=one.row + by) for one in self.faults]
            if self.rows is not None:
                self.rows.move(by)
        return self


def chunk_maker(layout: "Layout", held: "Held") -> "Callable[[Chunk], Prepared]":
    """What prepares chunks of this layout; it remembers words from chunk to chunk."""
    from hamkori.rooms.crime.register.imports.columns import Reader
    from hamkori.rooms.crime.register.imports.judging import judge
    from hamkori.rooms.crime.register.imports.packing import can_pack, pack
    from hamkori.rooms.crime.register.imports.rows import rows_of

    if layout.kind == "table":
        from hamkori.rooms.crime.register.imports import tables

        cell_reader = tables.CellReader(layout, held.places)

        def of_table(chunk: "Chunk") -> Prepared:
            cells, faults = cell_reader.read(chunk)
            return Prepared(chunk.read, chunk.end, faults, None, cells)

        return of_table
    reader, packing = Reader(layout, held.places), can_pack()

    def of_records(chunk: "Chunk") -> Prepared:
        reading = reader.read(chunk)
        good, faults = judge(reading, held)
        rows = rows_of(reading, good, held)
        return Prepared(chunk.read, chunk.end, [*chunk.faults, *faults], pack(rows) if packing else rows, [])

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
    """Helpers prepare chunks; whenever the next one is not ready, this process prepares one too. The order stays.

    So nobody waits: neither while helpers start, nor when the database is quicker than they are.
    """
    from hamkori.rooms.crime.register.imports.faults import FileFault
    from hamkori.rooms.crime.register.imports.texts import parse, text_blocks

    prepare = chunk_maker(layout, held)

    def made_here(block: Any) -> Prepared:
        with without_collector():
            return prepare(parse(block, found, layout, 0))

    def following() -> Any:
        """The next block; a fault of the file waits until what stands before it was taken."""
        try:
            return next(blocks, None)
        except FileFault as error:
            coming.append(_done(error))
            return None

    blocks = text_blocks(file, found, position)
    coming: deque[Future[Prepared]] = deque()
    helpers = [_Helper((layout, held, found)) for _one in range(number)]
    own: Future[Prepared] | None = None
    try:
        while True:
            for helper in helpers:
                while helper.is_free and (block := following()) is not None:
                    coming.append(helper.hand(block))
            waits = not coming or (not coming[0].done() and own not in coming)
            if waits and (block := following()) is not None:
                own = _done(made_here, block)
                coming.append(own)
            elif coming:
                try:
                    ready = coming.popleft().result().moved(row)
                except FileFault as error:
                    fault = error.fault
                    raise FileFault(
                        fault.rule, row=fault.row + row, column=fault.column, value=fault.value
                    ) from error
                row += ready.read
                yield ready
            else:
                return
    finally:
        for helper in helpers:
            helper.end()


def _done(make: Callable[[Any], Prepared] | Exception, given: Any = None) -> "Future[Prepared]":
    """What was made at once, or why it could not be."""
    done: Future[Prepared] = Future()
    try:
        if isinstance(make, Exception):
            raise make
        done.set_result(make(given))
    except Exception as error:  # noqa: BLE001 - raised in its turn
        done.set_exception(error)
    return done


def _widen(pipe: Any) -> None:
    """A chunk goes through in a few strokes. With the usual 64 KB a helper would wait for this process at each."""
    with suppress(ImportError, AttributeError, OSError):  # where pipes cannot be widened
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, WIDE)


class _Helper:
    """This side of a process that prepares chunks. It ends when this side is closed, also by a kill."""

    def __init__(self, start: Any) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for pipe in (self._process.stdin, self._process.stdout):
            _widen(pipe)
        self._speaking = ThreadPoolExecutor(max_workers=1)
        self._started = self._speaking.submit(self._ask, start)
        self._given: list[Future[Prepared]] = []

    @property
    def is_free(self) -> bool:
        """Whether it is awake and has less than two chunks before it: one in hand, one to go on with."""
        if self._started.done():
            self._started.result()
            self._given = [one for one in self._given if not one.done()]
            return len(self._given) < 2
        return False

    def hand(self, block: Any) -> "Future[Prepared]":
        """The chunk of the block, its rows counted from 0."""
        given: Future[Prepared] = self._speaking.submit(self._ask, block)
        self._given.append(given)
        return given

    def _ask(self, content: Any) -> Any:
        self.tell(content)
        return self.answer()

    def tell(self, content: Any) -> None:
        assert self._process.stdin is not None
        try:
            pickle.dump(content, self._process.stdin, pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
        except OSError as error:
            raise HelperEnded() from error

    def answer(self) -> Any:
        from hamkori.rooms.crime.register.imports.faults import FileFault

        assert self._process.stdout is not None
        try:
            with without_collector():
                what, content = pickle.load(self._process.stdout)  # noqa: S301 - from a process of ours
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise HelperEnded() from error
        if what == "refused":
            raise FileFault(content.rule, row=content.row, column=content.column, value=content.value)
        if what == "failed":
            raise HelperEnded(content)
        return content

    def end(self) -> None:
        """Whatever it is doing: it holds nothing that others need."""
        self._process.kill()
        self._speaking.shutdown(cancel_futures=True)
        for pipe in (self._process.stdout, self._process.stdin):
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
        self._process.wait()


def help_out(asked: BinaryIO, answers: BinaryIO) -> None:
    """In the process: prepare each block of the file that comes in, until nobody sends any more."""
    from hamkori.rooms.crime.register.imports.faults import FileFault
    from hamkori.rooms.crime.register.imports.texts import parse

    layout, held, found = pickle.load(asked)  # noqa: S301 - from a process of ours
    prepare = chunk_maker(layout, held)
    answer: tuple[str, Any] = ("ready", None)
    while True:
        pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()
        block = pickle.load(asked)  # noqa: S301
        try:
            with without_collector():
                answer = ("ready", prepare(parse(block, found, layout, 0)))
        except FileFault as error:
            answer = ("refused", error.fault)
        except Exception:  # noqa: BLE001 - told to the process that asked, which raises
            answer = ("failed", traceback.format_exc())


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C stops the import at a border, not this
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not come between
    # without django.setup(): nothing here needs a model, and setting up costs as much as preparing 50,000 rows
    from hamkori.rooms.crime.register.imports import preparing

    with suppress(EOFError, OSError):
        preparing.help_out(sys.stdin.buffer, answers)
    os._exit(0)  # what was written is flushed; nothing is left to do


if __name__ == "__main__":
    main()
