"""Two released years of the demo: the one before, a December that was revised, an article counted elsewhere.

So that everything that happens to statistics can be seen: a change from year to year, a vintage that was replaced and
why, and a broken series with its flag.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM
from hamkori.rooms.crime.demo_country.filling import fill_register
from hamkori.rooms.crime.demo_country.living import Case, Country, generate
from hamkori.rooms.crime.models import Release
from hamkori.rooms.crime.register.actions_classification import adopt_mapping, load_classification
from hamkori.rooms.crime.register.classification import Correspondence, Line

Tell = Callable[[int, int, str], None]

EARLIER = 0.92
"""Crimes of the year before, for each of the last year."""
LATE = "TJ-SU-istaravshan"
"""Its cards of December came after the first release of that month."""
SILENT = "TJ-GB"
"""The region whose districts leave out months."""
MOVED, FROM, TO = "245/1", "07032", "05023"
"""Article, and the kind of crime under which it was and is counted, from July on."""
WHY_REVISED = {
    "tg": "Истаравшан кортҳои декабрро дертар супорид; нашри аввал онҳоро надошт.",
    "ru": "Истаравшан сдал карточки за декабрь позже; в первом выпуске их не было.",
    "en": "Istaravshan handed in its cards of December later; the first release did not have them.",
}
WHY_MOVED = {
    "tg": "Барои намоиш бофта шудааст: аз июл азхуд кардани моли боваршуда дуздӣ ҳисоб мешавад",
    "ru": "Придумано для показа: с июля присвоение вверенного считается кражей",
    "en": "Invented for the demo: from July the taking of entrusted property is counted as theft",
}


def fill_years(*, today: date, seed: int, records: int, history: bool, tell: Tell) -> None:
    """The last whole year, released; with `history` the year before it, too, and a December that was revised."""
    year = today.year - 1
    last = _mostly_reported(generate(seed, year=year, records=records))
    first, rest = without_late(last) if history else (last, None)
    if history:
        before = _mostly_reported(generate(seed + 1, year=year - 1, records=int(records * EARLIER)))
        with clock.travel(date(year, 1, 20)):
            load_classification(actor=SYSTEM)
            fill_register(before, on_progress=lambda done, total, words: tell(done, 4 * total, words))
        with clock.travel(date(year, 3, 10)):
            _released(str(year - 1))
        tell(2, 4, "the year before")
        with clock.travel(date(year, 6, 15)):
            _move_an_article(date(year, 7, 1))
    with clock.travel(_day(today, 20)):
        fill_register(first, on_progress=lambda done, total, words: tell(2 * total + done, 4 * total, words))
    if rest is not None:
        with clock.travel(_day(today, 36)):
            _released(f"{year}-12")
        with clock.travel(_day(today, 51)):
            fill_register(rest)
        with clock.travel(_day(today, 70)):
            _released(f"{year}-12", note=WHY_REVISED)
    with clock.travel(max(_day(today, 75), today - timedelta(days=200))):
        _released(str(year))
    tell(1, 1, "statistics")


def _day(today: date, days: int) -> date:
    """So many days into the year, or today."""
    return min(date(today.year, 1, 1) + timedelta(days=days - 1), today)


def _released(name: str, note: dict[str, str] | None = None) -> Release:
    from hamkori.rooms.crime.statistics.actions import audit_release, build_release, publish_release

    built = build_release(actor=SYSTEM, name=name, note=note)
    return publish_release(actor=SYSTEM, release=audit_release(actor=SYSTEM, release=built))


def _mostly_reported(country: Country) -> Country:
    """In one region months are left out without a word, so that this is seen; elsewhere zero reports came."""
    silent = [one for one in country.silent_months if one[0].startswith(SILENT)]
    said = [one for one in country.silent_months if not one[0].startswith(SILENT)]
    return replace(country, zero_months=country.zero_months + said, silent_months=silent)


def without_late(country: Country) -> tuple[Country, Country]:
    """The year as it was known in January, and the cards of one city that came later."""
    december = date(country.year, 12, 1)

    def is_late(code: str, recorded: date) -> bool:
        return code == LATE and recorded >= december

    def of(case: Case) -> bool:
        return is_late(case.land.code, case.record["recorded_on"])

    late = [case for case in country.cases if of(case)]
    known = replace(
        country,
        cases=[case for case in country.cases if not of(case)],
        refusals=[one for one in country.refusals if not is_late(one.land.code, one.decided_on)],
    )
    return known, replace(country, cases=late, refusals=[], zero_months=[], table_areas=frozenset())


def _move_an_article(day: date) -> None:
    """A new version of the correspondence: one article is counted under another kind of crime from a day on."""
    now = Correspondence.load()
    lines: list[Line] = []
    for line in now.lines:
        if line.article == MOVED and line.code == FROM and line.until is None:
            lines += [
                replace(line, until=day),
                replace(line, code=TO, since=day, why=WHY_MOVED["en"]),
            ]
        else:
            lines.append(line)
    adopt_mapping(actor=SYSTEM, lines=lines, note=WHY_MOVED)
