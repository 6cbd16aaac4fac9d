"""A stopped attack goes on at the cell where it was, and finds what an unbroken one finds."""

import json
from pathlib import Path
from random import Random

import pytest

from hamkori.ground.measures.attack import Bounds, Solver, audit
from hamkori.ground.measures.releases import Release, Table, Tree
from hamkori.ground.measures.suppression import Suppressed, suppress
from hamkori.rooms.crime.statistics.resuming import NAME, AttackLog, question_of


class Broken(Exception):
    pass


def linked(seed: int = 3) -> Release:
    """Eight districts by six sections with totals: one large component."""
    draw = Random(seed)
    areas = Tree("area", {"all": None} | {f"d{n}": "all" for n in range(8)})
    kinds = Tree("offence", {"all": None} | {f"0{n}": "all" for n in range(6)})
    table = Table("both", (areas, kinds), {"period": "2025"}, "offence", True)
    leaves = {(f"d{a}", f"0{k}"): int(draw.expovariate(0.2)) for a in range(8) for k in range(6)}
    return Release.of([table], {"both": leaves})


def run(
    folder: Path, release: Release, monkeypatch: pytest.MonkeyPatch, stop_after: int = -1
) -> tuple[Suppressed, int]:
    """The whole protection with a log; it breaks before the cell after `stop_after`. Returns the cells it attacked."""
    log = AttackLog(folder, question_of(release), every=0.0)
    attacked = 0
    attack = Solver.bounds

    def counted(self: Solver, cell: int, enough: float) -> Bounds:
        nonlocal attacked
        if attacked == stop_after:
            raise Broken
        attacked += 1
        return attack(self, cell, enough)

    more = {"finished": log.finished, "keep": log.keep, "halfway": log}
    with monkeypatch.context() as patched:
        patched.setattr(Solver, "bounds", counted)
        done = suppress(release, begun=log.rounds, round_ended=log.round_ended, **more)  # type: ignore[arg-type]
        audit(release, done.hidden, done.primary, **more)  # type: ignore[arg-type]
    log.end()
    return done, attacked


def test_an_attack_that_is_stopped_goes_on_and_finds_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = linked()
    (tmp_path / "whole").mkdir()
    whole, every_cell = run(tmp_path / "whole", release, monkeypatch)
    assert whole.secondary and every_cell > 30
    assert not (tmp_path / "whole" / NAME).exists(), "what is done leaves nothing behind"
    attacked, step = 0, every_cell // 4
    for _start in range(6):
        try:
            again, last = run(tmp_path, release, monkeypatch, stop_after=step)
        except Broken:
            attacked += step
            continue
        break
    else:
        pytest.fail("it never came to its end: every start began anew")
    assert (again.hidden, again.primary, again.audit.bounds) == (
        whole.hidden,
        whole.primary,
        whole.audit.bounds,
    )
    assert attacked + last == every_cell, "no cell was attacked twice"


def test_a_torn_line_is_passed_over_and_another_question_begins_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = linked()
    with pytest.raises(Broken):
        run(tmp_path, release, monkeypatch, stop_after=20)
    path = tmp_path / NAME
    path.write_text(path.read_text(encoding="utf-8") + '{"key": "abc", "bou', encoding="utf-8")
    log = AttackLog(tmp_path, question_of(release))
    assert log.resumed and all(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    assert not AttackLog(tmp_path, question_of(linked(4))).resumed
    assert question_of(release, width=5) != question_of(release, width=6)
