"""Days as senders write them: plain forms are read without `strptime`, and say the same."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hamkori.rooms.crime.register.imports.cells import day_of

FORMS = [
    ("%Y-%m-%d", "%d.%m.%Y"), ("%d.%m.%Y %H:%M", "%d.%m.%Y"), (), ("%d.%m.%Y",), ("%Y-%d-%m",), ("%d/%m/%Y %H:%M",),
    ("%Y.%m.%d", "%d.%m.%Y"),
]  # fmt: skip


def by_strptime(word: str, forms: tuple[str, ...]) -> tuple[float, float] | None:
    """The plain way, form after form."""
    for form in (*forms, "%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"):
        try:
            found = datetime.strptime(word, form)  # noqa: DTZ007
        except ValueError:
            continue
        if not date(1900, 1, 1) <= found.date() <= date(2199, 12, 31):
            return None
        return float(found.toordinal()), float(found.hour * 60 + found.minute) if "%H" in form else -1
    return None


two = some.integers(0, 99).map(lambda number: f"{number:02d}") | some.sampled_from(
    ["1", "07", "12", "23", "29", "60", "٠٣"]
)
year = some.sampled_from(["2025", "2024", "1900", "1899", "2199", "2200", "0000", "25", "٢٠٢٥"])
hour = some.builds(
    "{}{}{}{}".format, some.sampled_from([" ", "T", "  "]), two, some.sampled_from([":", "."]), two
)
day = some.builds("{0}{3}{1}{3}{2}".format, year, two, two, some.sampled_from("-./"))
turned = some.builds("{2}{3}{1}{3}{0}".format, year, two, two, some.sampled_from("-./"))
word = some.builds("{}{}".format, day | turned, some.just("") | hour)


@pytest.mark.parametrize("forms", FORMS, ids=lambda forms: " or ".join(forms) or "ISO")
@given(word=word)
def test_a_day_is_read_as_strptime_reads_it(forms: tuple[str, ...], word: str) -> None:
    read = day_of(word, forms)
    if read is not None:
        read = (read[0], -1 if read[1] != read[1] else read[1])
    assert read == by_strptime(word, forms)


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("2025-07-18", (739450, None)), ("18.07.2025 23:59", (739450, 1439)), ("2025-07-18T00:05", (739450, 5)),
        ("31.02.2025", None), ("18.07.2025 24:00", None), ("18.07.2025 07:60", None), ("1899-12-31", None), ("8.7.2025", (739440, None)),
    ],
)  # fmt: skip
def test_days(word: str, read: tuple[float, float | None] | None) -> None:
    found = day_of(word, ("%d.%m.%Y", "%d.%m.%Y %H:%M"))
    if read is None:
        assert found is None
    else:
        assert found is not None and found[0] == read[0]
        assert found[1] == read[1] if read[1] is not None else found[1] != found[1]
