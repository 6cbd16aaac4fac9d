"""Signals of record keeping: planted ones are found in a year of national size; only the integrity role sees them."""

import io
from collections import Counter
from contextlib import redirect_stdout
from datetime import date, timedelta
from random import Random

import pytest

from hamkori.config.command import main
from hamkori.kernel.actor import SYSTEM, Role
from hamkori.kernel.errors import BadInput, BadState, NotAllowed
from hamkori.rooms.crime.analysis import bookkeeping, queries, signals
from hamkori.rooms.crime.analysis.actions import integrity
from hamkori.rooms.crime.analysis.bookkeeping import Kept, is_lighter
from hamkori.rooms.crime.models import AuditSample, Crime, Signal, SignalRun, Step
from hamkori.society.places.models import Place
from tests.rooms.crime.analysis.counted import AS_PLANTED, books_of
from tests.rooms.crime.analysis.land import make_places, make_year, many
from tests.rooms.crime.builders import make_area, make_article, make_crime, make_report, moment, staff

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)


def looked() -> SignalRun:
    run = integrity.ask_signals(actor=SYSTEM, begins=FIRST, ends=LAST)
    return integrity.look_at_signals(actor=SYSTEM, run=run)


def numbers(book: Kept) -> dict[str, object]:
    """Everything that the signals read of a book."""
    return {
        **{kind: (book.part(kind), book.whole[kind]) for kind in bookkeeping.KINDS},
        "keyed": +book.keyed,
        "cleared": (book.cleared_last, book.reopened_last, book.cleared_other, book.reopened_other),
    }


def test_a_generated_year_in_the_register_gives_the_same_books_and_a_sample() -> None:
    country = make_year(seed=7, records=2500)
    paths = dict(Place.objects.values_list("code", "path"))
    read = bookkeeping.read(FIRST, LAST)
    counted = {paths[book.path]: book for book in books_of(country)}
    assert read.keys() == counted.keys()
    for path, book in read.items():
        assert numbers(book) == numbers(counted[path]), path

    looked()
    assert Signal.objects.exists()
    for one in Signal.objects.select_related("area"):
        assert one.kind in AS_PLANTED[country.planted[one.area.code]]
    one = Signal.objects.get(kind="late_recording")
    sample = integrity.draw_sample(actor=SYSTEM, signal=one, margin=10)
    late = Crime.objects.filter(uid__in=sample.crimes)
    assert late.count() == sample.size <= sample.population == one.count
    assert {crime.area.code for crime in late.select_related("area")} == {one.area.code}


def test_looking_twice_keeps_one_row_a_signal_and_its_sample() -> None:
    bent_country()
    looked()
    first = Signal.objects.get()
    sample = integrity.draw_sample(actor=SYSTEM, signal=first)
    looked()
    assert Signal.objects.get().pk == first.pk and AuditSample.objects.get() == sample
    assert SignalRun.objects.count() == 1


def bent_country() -> str:
    """Twelve districts with eighty records each; one of them removes a third of them. Its path."""
    article = make_article("244", "0502", part="1")
    random = Random(5)
    steps = []
    for number in range(12):
        area = make_area(f"tj.su.d{number:02}")
        days = [FIRST + timedelta(random.randrange(340)) for _at in range(80)]
        gone = [at % 3 == 0 if number == 4 else at == 0 for at in range(80)]
        more = [
            {"state": "removed", "removed_on": day + timedelta(5)} if removed else {}
            for day, removed in zip(days, gone, strict=True)
        ]
        for crime in many(area, article, days, after=0, each=more):
            if crime.removed_on:
                steps.append(
                    Step(crime=crime, verb="removed", on=crime.removed_on, at=moment(crime.removed_on),
                         before={"state": "open"}, after={"state": "removed"})
                )  # fmt: skip
    Step.objects.bulk_create(steps)
    return "tj.su.d04"


def test_removals_of_one_district_stand_out_alone() -> None:
    path = bent_country()
    looked()
    only = Signal.objects.get()
    assert (only.path, only.kind, only.count, only.out_of) == (path, "removals", 27, 80)
    assert only.expected == pytest.approx(1.0)


def test_honest_books_say_nothing() -> None:
    """In this year: about one honest year in four names an area (the bound: 0.3 areas a year)."""
    article = make_article("244", "0502", part="1")
    random = Random(4)
    for number in range(12):
        area = make_area(f"tj.su.d{number:02}")
        days = [FIRST + timedelta(random.randrange(360)) for _at in range(random.randrange(20, 90))]
        many(area, article, days, after=0)
    run = looked()
    assert not Signal.objects.exists() and run.state == "done"


def test_an_empty_register_is_looked_at_without_failing() -> None:
    make_places()
    run = looked()
    assert run.result["areas"] == [] and not Signal.objects.exists()


@pytest.mark.parametrize(
    ("before", "after", "lighter"),
    [
        ([["244/2", False]], [["244/1", False]], True),
        ([["244/1", False]], [["244/2", False]], False),
        ([["249/2", False]], [["249/1", False]], True),  # as grave by law, a lower part
        ([["110/1", False]], [["111/1", False]], True),
        ([["249/1", False]], [["248/2", False]], False),  # another article, as grave
        ([["244/4", False], ["116/1", False]], [["244/4", False]], False),
        (None, [["244/1", False]], False),
    ],
)
def test_what_is_lighter(before: object, after: object, lighter: bool) -> None:
    gravity = {
        "244/1": 0,
        "244/2": 1,
        "244/4": 3,
        "249/1": 2,
        "249/2": 2,
        "110/1": 2,
        "111/1": 1,
        "248/2": 2,
        "116/1": 0,
    }
    assert is_lighter(before, after, gravity) is lighter


def test_files_of_senders_are_no_batches() -> None:
    """A file is typed in one minute; that says nothing about the office."""
    from hamkori.kernel import clock
    from hamkori.rooms.crime.models import Import, SenderMapping

    area, article = make_area("tj.su.asht"), make_article("244", "0502", part="1")
    file = Import.objects.create(
        digest="0" * 64, file_name="x.csv", mapping=SenderMapping.objects.create(name="x", kind="records"),
        state="done", began_at=clock.now(), ended_at=clock.now() + timedelta(minutes=1),
    )  # fmt: skip
    for _at in range(5):
        make_crime(area, article, keyed_at=clock.now(), source_import=file.pk)
    make_crime(area, article)
    book = bookkeeping.read(FIRST, LAST)[area.path]
    assert book.whole["batches"] == 1 and sum(book.keyed.values()) == 1


def test_refused_reports_count_against_the_decided_ones() -> None:
    area = make_area("tj.su.asht")
    for state, more in (("refused", {"reason": "no_signs"}), ("initiated", {}), ("registered", {})):
        decided = {} if state == "registered" else {"decided_on": date(2025, 3, 12)}
        make_report(area, state=state, **decided, **more)
    book = bookkeeping.read(FIRST, LAST)[area.path]
    assert (book.part("few_records"), book.whole["few_records"]) == (1, 2)


# --- samples


@pytest.mark.parametrize(("population", "margin", "size"), [(1_000_000, 5, 384), (352, 5, 184), (352, 10, 76), (3, 5, 3), (0, 5, 0)])  # fmt: skip
def test_the_size_of_a_sample_is_the_published_one(population: int, margin: int, size: int) -> None:
    assert integrity.size_of_sample(population, margin) in (size, size + 1 if population > 10_000 else size)
    assert integrity.size_of_sample(population, margin) == signals.size_of_sample(population, margin)


def test_a_sample_is_drawn_again_from_its_seed_and_closed_once() -> None:
    bent_country()
    looked()
    found = Signal.objects.get()
    sample = integrity.draw_sample(actor=SYSTEM, signal=found, margin=10)
    population = sorted(bookkeeping.read(FIRST, LAST, found.path)[found.path].members["removals"])
    assert sorted(Random(sample.seed).sample(population, sample.size)) == sample.crimes
    assert integrity.draw_sample(actor=SYSTEM, signal=found).pk == sample.pk, "one open sample a signal"
    with pytest.raises(BadInput, match=f"all {sample.size}"):
        integrity.close_sample(actor=SYSTEM, sample=sample, findings={"right": 1})
    with pytest.raises(BadInput):
        integrity.close_sample(actor=SYSTEM, sample=sample, findings={"somebody": sample.size})
    closed = integrity.close_sample(
        actor=SYSTEM, sample=sample, findings={"right": sample.size - 6, "wrong_removal": 5, "not_told": 1}
    )
    assert (closed.found_wrong, closed.findings["not_told"]) == (5, 1)
    with pytest.raises(BadState):
        integrity.close_sample(actor=SYSTEM, sample=sample, findings={"right": sample.size})


def test_k21_nobody_else_looks_draws_or_closes() -> None:
    area = make_area("tj.su.asht")
    run = SignalRun.objects.create(begins_on=FIRST, ends_on=LAST, asked_on=LAST)
    signal = Signal.objects.create(
        run=run, area=area, path=area.path, begins_on=FIRST, ends_on=LAST, kind="removals", count=1, out_of=10,
        expected=1, p_value=0.001, q_value=0.01, found_on=LAST,
    )  # fmt: skip
    sample = AuditSample.objects.create(
        signal=signal, of="crime", margin=5, size=1, population=1, seed="1", crimes=["a"], drawn_on=LAST
    )
    for role in [role for role in Role if role is not Role.INTEGRITY]:
        actor = staff(role)
        with pytest.raises(NotAllowed):
            integrity.ask_signals(actor=actor, begins=FIRST, ends=LAST)
        with pytest.raises(NotAllowed):
            integrity.look_at_signals(actor=actor, run=run)
        with pytest.raises(NotAllowed):
            integrity.draw_sample(actor=actor, signal=signal)
        with pytest.raises(NotAllowed):
            integrity.close_sample(actor=actor, sample=sample, findings={"right": 1})
    assert AuditSample.objects.get().closed_on is None


def test_k21_signals_stand_in_the_order_of_the_alphabet() -> None:
    run = SignalRun.objects.create(begins_on=FIRST, ends_on=LAST, asked_on=LAST)
    for name, count in (("zafarobod", 9), ("asht", 1), ("isfara", 5)):
        Signal.objects.create(
            run=run, area=make_area(f"tj.su.{name}"), path=f"tj.su.{name}", begins_on=FIRST, ends_on=LAST,
            kind="removals", count=count, out_of=10, expected=1, p_value=0.001, q_value=0.01, found_on=LAST,
        )  # fmt: skip
    order = [one.path for one in queries.signals_of(staff(Role.INTEGRITY), run)]
    assert order == ["tj.su.asht", "tj.su.isfara", "tj.su.zafarobod"]
    assert [one.path for one in queries.signals_of(staff(Role.INTEGRITY, path="tj.su.isfara"), run)] == [
        "tj.su.isfara"
    ]


def test_k21_nothing_about_an_officer_is_kept() -> None:
    """No field of a signal, a run or a sample says who typed, decided or cleared."""
    for model in (Signal, SignalRun, AuditSample):
        names = {field.name for field in model._meta.concrete_fields}
        assert not names & {"officer", "user", "actor", "person", "posting_of"}
    counted = Counter(bookkeeping.KINDS)
    assert set(counted) == set(bookkeeping.KINDS)


def test_the_command_prints_no_ranking() -> None:
    bent_country()
    said = io.StringIO()
    with redirect_stdout(said):
        assert main(["crime", "signals", "--from", "2025-01-01", "--until", "2025-12-31"]) == 0
    assert "12 areas, 1 signals" in said.getvalue() and "27 of 80" in said.getvalue()
