"""Cell keys: the same cell, the same answer; no 1 and no 2; right on average; and what subtraction still gives."""

import sqlite3
from collections import Counter
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkori.ground.measures.cell_key import (
    CHOSEN,
    KEYS,
    LIGHTER,
    Parameters,
    averaging_attack,
    cell_key,
    differencing_attack,
    make_table,
    perturb,
    record_key,
    sql_expression,
)
from hamkori.ground.measures.cell_key_trials import COMPARED, attack

pytestmark = pytest.mark.pure

SECRET = b"a secret of thirty-two bytes ..."
PARAMETERS = [CHOSEN, LIGHTER, Parameters(36, 0.14, 1), Parameters(36, 1.0, 4), Parameters(128, 1.0, 2)]


@pytest.mark.parametrize("parameters", PARAMETERS)
def test_every_row_is_right_on_average_and_never_shows_one_or_two_k34(parameters: Parameters) -> None:
    table = make_table(parameters)
    for count in range(30):
        shown = [perturb(count, key, table) for key in range(KEYS)]
        assert sum(shown) == count * KEYS  # unbiased, exactly
        assert min(shown) >= 0 and not {1, 2} & set(shown)
        if count == 0:
            assert set(shown) == {0}
        elif count < 3:
            assert set(shown) == {0, 3, 4} and shown.count(4) <= 2
        else:
            assert KEYS - shown.count(count) == parameters.changed
            assert max(shown) <= count + parameters.largest
            assert min(shown) >= count - parameters.largest or count == 3


def test_the_chosen_table_changes_two_of_three_larger_cells() -> None:
    table = make_table()
    assert CHOSEN.changed / KEYS == pytest.approx(0.64, abs=0.002)
    assert table.rows[-1] == ((-3, 3), (-2, 20), (-1, 59), (0, 92), (1, 59), (2, 20), (3, 3))
    assert not {1, 2} & {3 + change for change, _keys in table.rows[3]}


def test_the_lighter_table_changes_one_larger_cell_in_seven() -> None:
    table = make_table(LIGHTER)
    changes = [change for change, keys in table.rows[-1] for _key in range(keys)]
    assert LIGHTER.changed / KEYS == pytest.approx(0.14, abs=0.002)
    assert sum(change**2 for change in changes) / KEYS == pytest.approx(LIGHTER.variance, abs=0.01)
    assert table.rows[-1] == ((-3, 1), (-2, 4), (-1, 13), (0, 220), (1, 13), (2, 4), (3, 1))
    assert table.rows[1] == ((-1, 171), (2, 84), (3, 1))
    assert table.rows[2] == ((-2, 86), (1, 168), (2, 2))
    assert table.rows[3] == ((-3, 9), (0, 220), (1, 27))


@given(st.lists(st.integers(0, 10**9), unique=True, max_size=60), st.randoms())
def test_the_same_cell_in_two_tables_gives_the_same_answer(records: list[int], random: object) -> None:
    """Counted in another order, by another table or as the total of one that is split: the records decide."""
    keys = {number: record_key(SECRET, str(number)) for number in records}
    table = make_table()
    once = perturb(len(records), cell_key(keys.values()), table)
    shuffled = sorted(records, key=lambda number: number % 7)
    split = [cell_key(keys[n] for n in shuffled if n % 3 == rest) for rest in range(3)]
    assert perturb(len(shuffled), sum(split) % KEYS, table) == once
    assert perturb(len(records), cell_key(keys[n] for n in shuffled), make_table(Parameters())) == once


def test_record_keys_are_even_and_hang_on_the_secret() -> None:
    keys = Counter(record_key(SECRET, f"case-{number}") for number in range(25_600))
    assert set(keys) == set(range(KEYS))
    assert (
        sum((number - 100) ** 2 / 100 for number in keys.values()) < 351
    )  # chi-square, 255 degrees, 1 in 25,000
    other = [record_key(b"another secret, long enough", f"case-{number}") for number in range(1000)]
    same = sum(key == record_key(SECRET, f"case-{number}") for number, key in enumerate(other))
    assert same < 20
    with pytest.raises(ValueError, match="16 bytes"):
        record_key(b"short", "case-1")


def test_the_lookup_gives_the_same_in_sql() -> None:
    table, words = make_table(), sql_expression(make_table())
    records = [(f"a{n % 9}" if n % 5 else "rare", record_key(SECRET, str(n))) for n in range(1, 400)]
    records += [("one", 77), *(("two", key) for key in (3, 250))]
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE record (area text, record_key integer)")
    base.execute("CREATE TABLE lookup (row integer, cell_key integer, change integer)")
    base.executemany("INSERT INTO record VALUES (?, ?)", records)
    base.executemany("INSERT INTO lookup VALUES (?, ?, ?)", table.lookup())
    found = dict(
        base.execute(
            f"""SELECT area, n + change FROM
            (SELECT area, count(*) AS n, {words["cell_key"]} AS cell_key, {words["row"]} AS row
             FROM record GROUP BY area) JOIN lookup USING (row, cell_key)"""
        ).fetchall()
    )
    base.close()
    for area in {area for area, _key in records}:
        keys = [key for where, key in records if where == area]
        assert found[area] == perturb(len(keys), cell_key(keys), table)
    assert len(table.lookup()) == KEYS * len(table.rows)


@pytest.mark.parametrize("parameters", [CHOSEN, Parameters(36, 0.14, 1)])
def test_the_chance_of_differencing_is_that_of_trying_every_pair_of_keys(parameters: Parameters) -> None:
    table = make_table(parameters)
    for left in (1, 2):
        tried = []
        for size in range(3, table.last + 1):
            larger = [perturb(size + left, key, table) for key in range(KEYS)]
            smaller = [perturb(size, key, table) for key in range(KEYS)]
            tried.append(sum(a - b == left for a, b in product(larger, smaller)))
        assert differencing_attack(parameters).recovered[left] == Fraction(max(tried), KEYS**2)


def test_what_an_attacker_gets_by_subtraction() -> None:
    """The figures of docs/statistics-disclosure.md."""
    risk = differencing_attack(LIGHTER)
    assert float(risk.recovered[1]) == pytest.approx(0.744, abs=0.001)
    assert float(risk.guessed) == pytest.approx(0.832, abs=0.001)
    assert float(risk.guessed_beside) == pytest.approx(0.858, abs=0.001)
    assert float(risk.bound) == pytest.approx(0.751, abs=0.001)
    assert float(risk.floor) == pytest.approx(0.719, abs=0.001)
    assert float(differencing_attack(LIGHTER, others=5).recovered[1]) == pytest.approx(0.454, abs=0.001)
    assert float(differencing_attack(LIGHTER, others=10).recovered[1]) == pytest.approx(0.291, abs=0.001)
    strong = differencing_attack(CHOSEN)
    assert float(strong.recovered[2]) == pytest.approx(0.254, abs=0.001)
    assert float(strong.guessed) == pytest.approx(0.436, abs=0.001)
    for parameters, others in product(PARAMETERS, (1, 3)):
        found = differencing_attack(parameters, others=others)
        assert found.floor <= min(found.recovered.values()) <= max(found.recovered.values()) <= found.bound
        assert max(found.recovered.values()) <= found.guessed <= found.guessed_beside <= 1


def test_a_new_secret_for_old_records_lets_the_changes_be_averaged_away() -> None:
    chances = [float(averaging_attack(LIGHTER, secrets=secrets)) for secrets in (1, 3, 5, 12)]
    assert chances == sorted(chances)
    assert chances[0] == pytest.approx(220 / 256)
    assert chances[1] > 0.94 and chances[3] > 0.999


def test_the_attack_that_is_made_agrees_with_the_chances_that_are_counted_out() -> None:
    """K34: tries with real record keys; the chance over the sizes lies within the interval of the tries."""
    for parameters in (LIGHTER, CHOSEN):
        trial = attack(parameters, 6000)
        risk = differencing_attack(parameters)
        assert trial.read_off.low <= max(float(risk.recovered[1]), float(risk.recovered[2]))
        assert trial.best_guess.low <= float(risk.guessed) and trial.read_off.low <= trial.beyond
        row = make_table(parameters).rows[-1]
        assert trial.moved == pytest.approx(sum(keys * abs(change) for change, keys in row) / KEYS, abs=0.05)
    chosen, lighter = attack(CHOSEN, 6000), attack(LIGHTER, 6000)
    assert chosen.read_off.high < 0.30 < 0.70 < lighter.read_off.low
    assert chosen.best_guess.high < 0.47 < 0.78 < lighter.best_guess.low
    assert attack.__wrapped__(CHOSEN, 6000) == chosen


def test_the_figures_in_the_document_are_those_of_the_code() -> None:
    text = (Path(__file__).parents[3] / "docs" / "statistics-disclosure.md").read_text(encoding="utf-8")
    for parameters in (
        Parameters(36, 0.14, 1),
        *COMPARED,
    ):
        one, ten = differencing_attack(parameters), differencing_attack(parameters, others=10)
        row = make_table(parameters).rows[-1]
        noise = sum(keys * change**2 for change, keys in row) / KEYS
        moved = sum(keys * abs(change) for change, keys in row) / KEYS
        cells = [
            f"{parameters.changed / KEYS:.0%}".replace("%", " %"),
            f"{parameters.largest}",
            f"{noise:.2f}",
            f"{moved:.2f}",
            *(f"{float(x):.1%}".replace("%", " %") for x in (max(one.recovered.values()), one.guessed)),
            f"{float(one.guessed_beside):.1%}".replace("%", " %"),
            f"{float(max(ten.recovered.values())):.1%}".replace("%", " %"),
            f"{float(one.bound):.1%}".replace("%", " %"),
        ]
        assert "| " + " | ".join(cells) + " |" in text, cells


@pytest.mark.parametrize(
    "values", [(0, 0.3, 3), (256, 0.3, 3), (35, 0.3, 3), (36, 0.0, 3), (36, 0.3, 0), (36, 0.3, 5)]
)
def test_parameters_that_no_table_can_have_are_refused(values: tuple[int, float, int]) -> None:
    with pytest.raises(ValueError, match=r"keys|changes"):
        Parameters(*values)


def test_counts_and_keys_out_of_range_are_refused() -> None:
    for count, key in ((-1, 0), (3, 256), (3, -1)):
        with pytest.raises(ValueError, match="0 to 255"):
            perturb(count, key, make_table())
    for wrong in ({"others": 0}, {"smallest": 2}, {"considered": 1}):
        with pytest.raises(ValueError, match="subtract"):
            differencing_attack(**wrong)
