"""What the generated districts send is read back as what they recorded, from either layout."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hamkori.rooms.crime.demo_country import Country, generate
from hamkori.rooms.crime.demo_country.files import MAPPINGS, layout_of, write_files
from hamkori.rooms.crime.register.batches import Batch, Text, batch_of
from hamkori.rooms.crime.register.imports.columns import Places, Reader
from hamkori.rooms.crime.register.imports.layouts import read_layout
from hamkori.rooms.crime.register.imports.reading import chunks, survey

pytestmark = pytest.mark.pure


@pytest.fixture(scope="module")
def year() -> Country:
    return generate(5, records=1500)


def plain(batch: Batch) -> dict[str, list[Any]]:
    """{level.field: values} of a batch; None is missing."""
    found: dict[str, list[Any]] = {}
    for level in ("record", "offence", "person"):
        table = batch.level(level)
        found[f"{level}.rows"] = table.rows.tolist()
        for name, column in table.columns.items():
            if isinstance(column, Text):
                values = [column.words[code] if code >= 0 else None for code in column.codes]
            elif isinstance(column, np.ndarray):
                values = column.tolist()
            else:
                values = [
                    value if ok else None for value, ok in zip(column.values, column.given, strict=True)
                ]
            found[f"{level}.{name}"] = values
    return found


@pytest.mark.parametrize("name", ["generated_codes", "generated_words"])
def test_files_are_read_back_as_they_were_recorded(year: Country, tmp_path: Path, name: str) -> None:
    write_files(year, tmp_path)
    codes = [land.code for land in year.lands]
    paths = {code: f"tj.{code}" for code in codes}
    places = Places(
        areas={code: at for at, code in enumerate(codes)}, paths=paths, area_names={},
        offices={code: at for at, code in enumerate(codes)}, office_paths={code: paths[code] for code in codes},
        office_names={}, office_of={path: code for code, path in paths.items()},
    )  # fmt: skip
    layout = read_layout(*MAPPINGS[name])
    seen = 0
    for land in year.lands:
        own = [case.record for case in year.cases if case.land.code == land.code]
        if layout_of(land, year) != name or not own:
            continue
        with (tmp_path / f"{land.code}.csv").open("rb") as file:
            found = survey(file, layout)
            for chunk in chunks(file, found, layout, position=found.start, row=layout.header_row + 1):
                reading = Reader(layout, places).read(chunk)
                assert reading.faults == []
                sent, read = plain(batch_of(own)), plain(reading.batch)
                for column, values in sent.items():
                    assert read[column] == values, f"{land.code} {column}"
                seen += len(own)
    assert seen > 100
