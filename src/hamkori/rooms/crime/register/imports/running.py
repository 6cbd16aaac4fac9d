"""An import from its first byte to its last: for the command line and the worker, never for web workers."""

import time
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from io import BytesIO
from typing import BinaryIO

from django.db import IntegrityError, connection

from hamkori.ground.files import store
from hamkori.kernel.actor import SYSTEM, Actor
from hamkori.kernel.errors import BadState
from hamkori.rooms.crime.models import Import, SenderMapping
from hamkori.rooms.crime.register.imports import actions, tables
from hamkori.rooms.crime.register.imports.bulk import for_many_rows
from hamkori.rooms.crime.register.imports.chunks import take_rows
from hamkori.rooms.crime.register.imports.columns import Places
from hamkori.rooms.crime.register.imports.context import load
from hamkori.rooms.crime.register.imports.faults import FileFault, RowFault
from hamkori.rooms.crime.register.imports.layouts import read_layout
from hamkori.rooms.crime.register.imports.packing import Packed, beside, unpack
from hamkori.rooms.crime.register.imports.preparing import Prepared, prepared, without_collector
from hamkori.rooms.crime.register.imports.reading import survey
from hamkori.rooms.crime.register.imports.surveys import Survey, digest_of

Progress = Callable[[Import], None]


class MustResume(BadState):
    """The file was begun before and not ended."""


def open_file(
    file: BinaryIO, *, file_name: str, mapping: SenderMapping, actor: Actor, resume: bool = False
) -> tuple[Import, Survey | None]:
    """Look through a file and find or make its import. Without a survey the file was refused, or is known already."""
    layout = read_layout(mapping.kind, mapping.body)
    try:
        found = survey(file, layout)
    except FileFault as error:
        digest, size = error.whole or digest_of(file)
        source = actions.begin(actor=actor, mapping=mapping, digest=digest, file_name=file_name, size=size)
        if source.state == "running" and not source.chunks:
            source = actions.end(actor=actor, source=source, refused=error.fault)
        return source, None
    source = actions.begin(
        actor=actor, mapping=mapping, digest=found.digest, file_name=file_name, size=found.size
    )
    if source.state == "done":
        return source, None
    if source.reading:
        if not resume:
            raise MustResume()
        return actions.resume(actor=actor, source=source), found
    return actions.looked_through(
        actor=actor, source=source, reading=found.plain, size=found.size, rows=found.rows
    ), found


def run(
    source: Import,
    file: BinaryIO,
    found: Survey,
    *,
    actor: Actor,
    progress: Progress = lambda source: None,
    stopping: Callable[[], bool] = lambda: False,
    waits: bool = False,
) -> Import:
    """Take chunk after chunk until the end, or until `stopping` says so at a border. Progress after each chunk.

    The next chunks are read and judged while the database takes this one (`preparing`).
    """
    layout = read_layout(source.mapping.kind, source.mapping.body)
    held = load(source)
    first_row = layout.header_row + 1 + source.rows_read
    position, new = source.position, True
    stream = prepared(file, found, layout, held, position=position, row=first_row)
    try:
        with for_many_rows(), closing(stream):
            for ready in stream:
                before = source
                with without_collector():
                    source = _take(source, ready, actor, position, new=new, places=held.places)
                new = source.rows_new > before.rows_new
                position = source.position
                progress(source)
                if (stopping() or source.stop_wanted) and position < source.size:
                    return actions.pause(actor=actor, source=source, waits=waits)
    except FileFault as error:
        fault = error.fault
        return actions.end(actor=actor, source=source, refused=fault)
    return actions.end(actor=actor, source=source)


def _take(
    source: Import, ready: Prepared, actor: Actor, position: int, *, new: bool, places: Places
) -> Import:
    """Take a chunk. Most are all new or known in every row: `new` tells which one is tried first."""
    if ready.rows is None:
        return tables.take_cells(
            actor=actor, source=source, cells=ready.cells, faults=ready.faults, read=ready.read, position=position,
            end=ready.end, places=places,
        )  # fmt: skip
    taking = partial(
        take_rows,
        actor=actor,
        source=source,
        faults=ready.faults,
        read=ready.read,
        position=position,
        end=ready.end,
    )
    packed = isinstance(ready.rows, Packed)
    if isinstance(ready.rows, Packed) and new and not connection.in_atomic_block:
        with suppress(IntegrityError), beside(ready.rows):
            return taking(rows=ready.rows)
    rows = unpack(ready.rows) if isinstance(ready.rows, Packed) else ready.rows
    if not packed:
        with suppress(IntegrityError):  # rare, so that nobody looks for it in every chunk
            return taking(rows=rows, look=False)
    return taking(rows=rows)


# --- the worker

AT_ONCE = 60.0
"""Seconds that one turn of the worker spends on imports; then other jobs have theirs."""


def take_waiting() -> int:
    """The job: take in what was handed in at the desk, also what a killed worker left behind. Returns rows read."""
    begin, rows = time.monotonic(), 0
    while time.monotonic() - begin < AT_ONCE:
        source = (
            Import.objects.filter(state__in=["waiting", "running"], upload__isnull=False)
            .order_by("began_at")
            .first()
        )
        if source is None:
            break
        before = source.rows_read
        after = _work_on(source, lambda: time.monotonic() - begin > AT_ONCE)
        rows += after.rows_read - before
        if after.state == "waiting":
            break
    return rows


def _work_on(source: Import, stopping: Callable[[], bool]) -> Import:
    assert source.upload is not None
    layout = read_layout(source.mapping.kind, source.mapping.body)
    if layout.digest != source.layout_digest:
        return actions.end(actor=SYSTEM, source=source, refused=RowFault(0, "", "structure.changed"))
    file = BytesIO(store.read_blob(source.upload.blob))
    try:
        found = survey(file, layout)
    except FileFault as error:
        return actions.end(actor=SYSTEM, source=source, refused=error.fault)
    if not source.reading:
        source = actions.looked_through(
            actor=SYSTEM, source=source, reading=found.plain, size=found.size, rows=found.rows
        )
    elif source.state == "waiting":
        source = actions.take_up(actor=SYSTEM, source=source)
    return run(source, file, found, actor=SYSTEM, stopping=stopping, waits=True)
