"""Which rows of a chunk are good, and everything that is wrong with the others."""

import numpy as np

from hamkori.rooms.crime.register.batches import Numeric, Text, Truths, check_batch
from hamkori.rooms.crime.register.edits import rule
from hamkori.rooms.crime.register.imports.columns import Reading
from hamkori.rooms.crime.register.imports.context import Held, below
from hamkori.rooms.crime.register.imports.faults import RowFault, shown_value

LONGEST_KEY = 80


def judge(reading: Reading, held: Held) -> tuple[Truths, list[RowFault]]:
    """Which rows are good, and everything that was found, by row."""
    faults = list(reading.faults)
    found = check_batch(reading.batch, held.context, set())
    refused = found.refused() | reading.refused
    for row, one in found:
        if one.code.startswith("mandatory.") and row in reading.silent.get(one.column, ()):
            continue
        column, value = _place(reading, row, one.code, one.column, one.position)
        faults.append(RowFault(int(reading.numbers[row]), column, one.code, value, one.severity))
    for rows, column, code in _own_rules(reading, held):
        for row in np.flatnonzero(rows & ~refused).tolist():
            shown, value = _place(reading, row, code, column, 0)
            faults.append(RowFault(int(reading.numbers[row]), shown, code, value))
        refused |= rows
    return ~refused, faults


def _place(reading: Reading, row: int, code: str, column: str, position: int) -> tuple[str, str]:
    """The sender's column, and what the sender wrote there."""
    if position:
        level = rule(code).level
        table = reading.batch.level(level)
        at = int(np.searchsorted(table.rows, row)) + position - 1
        came_from, shown = reading.slots[level]
        text = table.columns.get(column)
        value = ""
        if isinstance(text, Text) and text.codes[at] >= 0:
            value = text.words[text.codes[at]]
        elif isinstance(text, Numeric) and text.given[at]:
            value = f"{text.values[at]:g}"
        return shown[came_from[at]].get(column) or column, shown_value(value)
    raw = reading.raw.get(column)
    value = "" if raw is None or raw.codes[row] < 0 else raw.words[raw.codes[row]]
    return reading.shown.get(column) or column, shown_value(value)


def _own_rules(reading: Reading, held: Held) -> list[tuple[Truths, str, str]]:
    """Rules about the register as it stands: they need its places."""
    columns = reading.batch.record.columns
    office, area, state = columns["office"], columns["area"], columns["state"]
    assert isinstance(office, Text) and isinstance(area, Text) and isinstance(state, Text)
    width = len(area.words) + 1
    pairs = office.codes.astype(np.int64) * width + area.codes
    both = (office.codes >= 0) & (area.codes >= 0)
    outside = []
    for pair in np.unique(pairs[both]).tolist():
        uid, code = office.words[pair // width], area.words[pair % width]
        path, root = held.places.paths.get(code), held.places.office_paths.get(uid)
        if path is not None and root is not None and not below(path, root):
            outside.append(pair)
    long_keys = np.zeros(len(pairs), dtype=np.bool_)
    if reading.keys is not None:
        long_keys = reading.keys.table([len(word) > LONGEST_KEY - 10 for word in reading.keys.words])
        long_keys |= reading.keys.codes < 0
    return [
        (np.isin(pairs, outside) & both, "area", "import.office_place"),
        (state.table([word == "transferred" for word in state.words]), "state", "import.transferred"),
        (long_keys, "record_number", "structure.too_long"),
    ]
