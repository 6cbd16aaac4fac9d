"""`hamkori bench --crime`: the crime room measured, each figure beside a named baseline of the same run.

Machines differ, and others work on them: read the ratios, not the seconds. Every part runs in a process of its own,
whose peak of memory is printed. What a machine has not (PostgreSQL, libraries of developers) is "not run".
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from hamkori.config.bench import CONNECTIONS, Installation, Report
from hamkori.config.bench_measure import Took
from hamkori.config.environment import REPOSITORY

ENGINES = "bench_crime_engines"
NOT_RUN = "not run"
WITH_POSTGRES = REPOSITORY / "scripts" / "with-postgres"
NO_POSTGRES = 77
"""The exit code by which the script says that there is none."""
AIM_OF_EXPRESSIONS = 1.3
AIM_OF_IMPORT = 50_000
TURNS = 3
CLOSE_Z, CLOSE_DENSITY = 1e-9, 0.007


@dataclass(frozen=True)
class Size:
    rows: int
    """Of the store that the engines are asked about."""
    times: int
    records: int
    """Of the year that is published."""
    file: int
    """Rows of the imported file."""
    side: int
    """Cells on a side of the grid."""
    draws: int
    draws_of_esda: int
    events: int
    sample: int
    """Small counts that are attacked plainly."""
    seconds: float
    """Of each load on a page."""
    districts: int = 68


FULL = Size(20_000_000, 5, 23_500, 500_000, 200, 99_999, 999, 98_000, 40, 6.0)
QUICK = Size(1_000_000, 3, 4_000, 50_000, 100, 9_999, 99, 20_000, 20, 1.5)


def _part(module: str, *words: object, before: Sequence[str] = (), **environment: str) -> Any:
    """Run a part in a process of its own; what it has told, or None when there is no PostgreSQL for it."""
    done = subprocess.run(
        [*before, sys.executable, "-W", "ignore", "-m", f"hamkori.config.{module}", *map(str, words)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if before and done.returncode == NO_POSTGRES:
        return None
    if done.returncode:
        raise RuntimeError(f"{module} {' '.join(map(str, words))}:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def _ms(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{1000 * seconds:.1f} ms"


# --- cube and dashboard question -------------------------------------------------------------------------------


def _engines(report: Report, size: Size, folder: Path) -> None:
    """Our expressions, PostgreSQL and pandas beside SQL written by hand for DuckDB on the same Parquet."""
    made = _part("bench_crime_data", "rows", folder, size.rows)
    report.add(
        f"{size.rows:,} rows written as Parquet",
        f"{made['bytes'] / 2**20:.0f} MB, {_ms(made['seconds'])}, peak of a process {made['beside_mb']:.0f} MB",
    )
    found = _part(ENGINES, "both", folder, size.times)
    both = {way: found[way] for way in ("ours", "raw")}
    alone = {way: _part(ENGINES, way, folder, 1) for way in ("ours", "raw")}
    pandas = _part(ENGINES, "pandas", folder, size.times)
    postgres = _on_postgres(folder, size)
    report.raw["engines"] = {**found, "alone": alone, "pandas": pandas, "postgresql": postgres, "made": made}
    base = both["raw"]["seconds"]
    for name, words in (("cube", "cube"), ("filtered", "dashboard question")):
        report.add(f"{words}, baseline: DuckDB by hand", _ms(base[name]))
        ratio = both["ours"]["seconds"][name] / base[name]
        report.add(
            f"{words}, our expression",
            f"{_ms(both['ours']['seconds'][name])} = {ratio:.2f} of baseline",
            f"aim <= {AIM_OF_EXPRESSIONS} of baseline",
            ratio <= AIM_OF_EXPRESSIONS,
        )
        for way, one in (("PostgreSQL, the same expression", postgres), ("pandas, loaded before", pandas)):
            if one is None or "missing" in one:
                report.add(f"{words}, {way}", NOT_RUN)
            else:
                seconds = one["seconds"][name]
                report.add(f"{words}, {way}", f"{_ms(seconds)} = {seconds / base[name]:.2f} of baseline")
    told = [one["hashes"] for one in (*both.values(), pandas, postgres) if one and "hashes" in one]
    equal = all(one == told[0] for one in told)
    report.add("  answers", f"{'equal' if equal else 'DIFFERENT'} on {len(told)} ways", "equal", equal)
    peaks = {"ours": alone["ours"], "baseline": alone["raw"], "pandas": pandas}
    report.add(
        "  writing the SQL of ours, once a shape",
        f"cube {_ms(found['building']['cube'])}, question {_ms(found['building']['filtered'])}",
    )
    report.add(
        "  peak memory",
        ", ".join(f"{name} {one['peak_mb']:.0f}" for name, one in peaks.items() if "missing" not in one)
        + " MB",
    )
    for name, one in (("pandas", pandas), ("PostgreSQL", postgres)):
        if one and "loading" in one:
            report.add(f"  loading into {name}", _ms(one["loading"]))


def _on_postgres(folder: Path, size: Size) -> Any:
    """On the database that is given, else on one of its own that is thrown away; None without PostgreSQL."""
    if os.environ.get("HAMKORI_DATABASE", "").startswith("postgres"):
        return _part(ENGINES, "postgres", folder, size.times)
    if not WITH_POSTGRES.exists():
        return None
    return _part(ENGINES, "postgres", folder, size.times, before=[str(WITH_POSTGRES)])


# --- pages and import ------------------------------------------------------------------------------------------


def _country(report: Report, size: Size, house: Installation) -> dict[str, Any]:
    house.migrate()
    known: dict[str, Any] = house.ask("bench_crime_data", "country", str(size.records))
    report.raw["country"] = known
    seconds = known["seconds"]
    report.add(
        f"release of a year with {size.records:,} records",
        f"built {seconds['build']:.1f} s, audited {seconds['audit']:.1f} s, peak {known['peak_mb']:.0f} MB",
    )
    return known


def _turns(
    house: Installation,
    wanted: dict[str, Callable[[int], list[list[str]]]],
    *,
    connections: int,
    seconds: float,
) -> dict[str, dict[str, Any]]:
    """The best of three loads of each; they take turns, so that a busy moment hits all of them.

    What is asked is told by the turn: addresses that no cache should know must not come again.
    """
    best: dict[str, dict[str, Any]] = {}
    for turn in range(TURNS):
        for name, asked in wanted.items():
            found = house.load(asked(turn), connections=connections, seconds=seconds / TURNS)
            if name not in best or found["per_second"] > best[name]["per_second"]:
                best[name] = found
    return best


def _pages(report: Report, size: Size, house: Installation, known: dict[str, Any]) -> None:
    """Pages of figures as the store has them, and as the cache has them, beside the bare ping."""
    named = {
        "statistics, newest release": "/tg/crime/",
        "statistics, a table": "/tg/crime/table/offences-section-month/",
        "statistics, the longest table": "/tg/crime/table/offences-class/",
        "statistics, an area": f"/tg/crime/area/{known['area']}/",
    }
    alone = house.ask("bench_crime_pages", *named.values())["pages"]
    report.raw["pages"] = {"in process": alone}
    for name, path in named.items():
        own, clock = alone[path]["p50_processor_ms"], alone[path]["p50_ms"]
        report.add(
            f"{name}, uncached, in one process",
            f"p50 {own:.1f} ms of processor, {clock:.1f} ms on the clock",
            "p50 < 15 ms of processor",
            own < 15,
        )
    ping = [["GET", "/ping", "", ""]]
    house.load(ping, connections=CONNECTIONS, seconds=min(size.seconds, 1))
    for name, path in named.items():
        status, _headers, _body = house.get(path)
        if status != 200:
            report.add(name, f"answered {status}", "200", False)
            continue
        house.load([["GET", f"{path}?warm=1", "", ""]], connections=4, seconds=0.3)
        store = _turns(
            house,
            {"ping": partial(_same, ping), "page": partial(_anew, path)},
            connections=1,
            seconds=size.seconds,
        )
        cache = _turns(
            house,
            {"ping": partial(_same, ping), "page": partial(_same, [["GET", path, "", ""]])},
            connections=CONNECTIONS,
            seconds=size.seconds,
        )
        report.raw["pages"][name] = {"path": path, "store": store, "cache": cache}
        _page(report, name, store, cache)


def _same(asked: list[list[str]], _turn: int) -> list[list[str]]:
    return asked


def _anew(path: str, turn: int) -> list[list[str]]:
    """The page at addresses that were never asked."""
    return [["GET", f"{path}?n={turn}-{number}", "", ""] for number in range(10_000)]


def _page(
    report: Report, name: str, store: dict[str, dict[str, Any]], cache: dict[str, dict[str, Any]]
) -> None:
    ping, page = store["ping"]["p50_ms"], store["page"]["p50_ms"]
    report.add(
        f"{name}, from the store",
        f"p50 {page:.1f} ms = {page / ping:.0f} pings of {ping:.2f} ms",
        "p50 < 15 ms",
        page < 15,
    )
    rate = cache["page"]["per_second"]
    ratio = rate / cache["ping"]["per_second"]
    report.add(
        f"{name}, from the cache", f"{rate:,.0f}/s = {ratio:.2f} of ping", ">= 0.60 of ping", ratio >= 0.6
    )


def _import(report: Report, size: Size, house: Installation, path: Path) -> None:
    """A sender's file with mistakes in it: read and judged by all edit rules, then with the writes of the database."""
    made = house.ask("bench_crime_data", "file", str(path), str(size.file))
    parsed = house.ask("bench_crime_import", "parse", str(path))
    taken = house.ask("bench_crime_import", "take", str(path))
    report.raw["import"] = {"file": made, "parse": parsed, "take": taken}
    seconds, rows = parsed["seconds"], parsed["rows"]
    plain = rows / seconds["csv"]
    report.add(
        f"import of {rows:,} rows, baseline: csv.reader",
        f"{plain:,.0f} rows/s of {made['bytes'] / 2**20:.0f} MB",
    )
    for name, parts in (
        ("looked through, read, judged by all rules", ("looking", "judging")),
        ("the same, with rows for the register", ("looking", "judging", "making")),
    ):
        rate = rows / sum(seconds[part] for part in parts)
        report.add(
            f"  {name}",
            f"{rate:,.0f} rows/s = {rate / plain:.3f} of baseline",
            f"aim >= {AIM_OF_IMPORT:,} rows/s" if len(parts) == 2 else "",
            rate >= AIM_OF_IMPORT if len(parts) == 2 else None,
        )
    rate, plain = taken["read"] / taken["seconds"], taken["read"] / taken["csv"]
    report.add(
        "  whole import with the database",
        f"{rate:,.0f} rows/s = {rate / plain:.3f} of baseline",
        f"aim >= {AIM_OF_IMPORT:,} rows/s",
        rate >= AIM_OF_IMPORT,
    )
    own, beside = taken["cpu_seconds"], taken["beside_cpu_seconds"]
    report.add(
        "  processor time of it (waiting for others left out)",
        f"writing {1e6 * own / rows:.0f}, beside it {1e6 * beside / rows:.0f} us a row; "
        f"csv.reader {1e6 * taken['csv_cpu_seconds'] / rows:.1f}",
    )
    whole = taken["state"] == "done" and taken["new"] == parsed["good"] == rows - taken["faulty"]
    report.add(
        "  rows taken, rows with mistakes", f"{taken['new']:,}, {taken['faulty']:,}", "all told", whole
    )
    report.add(
        "  peak memory",
        f"reading {parsed['peak_mb']:.0f}, whole {taken['peak_mb']:.0f}, beside it {taken['beside_mb']:.0f} MB",
    )


# --- places and the audit --------------------------------------------------------------------------------------


def _beside(
    report: Report, what: str, mine: dict[str, Any], other: dict[str, Any], part: str, library: str
) -> None:
    """One row: our seconds and how often they go into the library's, by turns in one process."""
    if "missing" in other:
        report.add(what, f"{_ms(mine['seconds'][part])}; {library} {NOT_RUN}")
        return
    seconds, theirs = other["seconds"][f"our {part}"], other["seconds"][part]
    report.add(what, f"{_ms(seconds)}; {library} {_ms(theirs)} = {theirs / seconds:,.0f} times ours")


def _places(report: Report, size: Size) -> None:
    """Gi* and density on a grid, beside esda and scikit-learn (the baselines, where they are installed)."""
    module, side = "bench_crime_places", size.side
    spots = _part(module, "spots", side, size.draws)
    esda = _part(module, "esda", side, size.draws_of_esda, size.draws)
    ours = _part(module, "density", side, size.events)
    tree = _part(module, "sklearn", side, size.events)
    report.raw["places"] = {"spots": spots, "esda": esda, "density": ours, "scikit-learn": tree}
    cells = f"{side * side:,} cells"
    _beside(report, f"Gi*, z of {cells}", spots, esda, "z", "esda")
    named = f"Gi*, {size.draws:,} draws on {cells}"
    _beside(report, named, spots, esda, "draws", f"esda with {size.draws_of_esda:,}")
    _beside(report, f"density of {size.events:,} events, {cells}", ours, tree, "density", "scikit-learn")
    if "missing" not in esda:
        far = max(abs(a - b) / max(abs(b), 1) for a, b in zip(spots["z"], esda["z"], strict=True))
        report.add("  sums of z beside esda", f"{far:.1e} apart", f"<= {CLOSE_Z:g}", far <= CLOSE_Z)
    if "missing" not in tree:
        pairs = list(zip(ours["values"], tree["values"], strict=True))
        far = max(abs(a - b) for a, b in pairs) / tree["values"][0]
        report.add(
            "  density beside the sum over events", f"{far:.2%} of the peak apart", "<= 0.7 % of the peak",
            far <= CLOSE_DENSITY,
        )  # fmt: skip
    peaks = {"Gi*": spots, "esda": esda, "density": ours, "scikit-learn": tree}
    report.add(
        "  peak memory", ", ".join(f"{name} {found['peak_mb']:.0f}" for name, found in peaks.items()) + " MB"
    )


def _audit(report: Report, size: Size) -> None:
    found = _part("bench_crime_places", "audit", size.districts, size.sample)
    report.raw["audit"] = found
    seconds = found["seconds"]
    report.add(
        f"audit of {found['cells']} cells, baseline: plain attack",
        f"{_ms(seconds['plain'])} for {found['primary']} (from {found['sample']})",
    )
    report.add(
        "  one attack on the protected release",
        f"{_ms(seconds['attack'])} = {seconds['attack'] / seconds['plain']:.2f} of baseline",
        "clean",
        found["clean"],
    )
    report.add(
        "  hiding until the attack is clean",
        f"{_ms(seconds['hiding'])}, {found['rounds']} round(s), {found['secondary']} more hidden",
    )
    report.add("  too narrow by the plain attack", str(found["narrow"]), "0", not found["narrow"])
    report.add("  peak memory", f"{found['peak_mb']:.0f} MB")


def run(*, quick: bool, size: Size | None = None, target: Path = Path("var/bench/crime.json")) -> int:
    """Measure, print the table, write `target`. A missed aim is printed, not an error."""
    size = size or (QUICK if quick else FULL)
    report, load = Report(), os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="hamkori-bench-") as name:
        folder = Path(name)
        print(
            f"The crime room{', quick' if quick else ''}: {size.rows:,} rows; others load the machine by {load:.1f} …",
            flush=True,
        )
        took = Took()
        with took("engines"):
            _engines(report, size, folder / "rows")
        for path in (folder / "rows").iterdir():
            path.unlink()
        with took("places"):
            _places(report, size)
        with took("audit"):
            _audit(report, size)
        house = Installation(folder)
        with took("country"):
            known = _country(report, size, house)
        with took("pages"), house.served():
            _pages(report, size, house, known)
        with took("import"):
            _import(report, size, house, folder / "file.csv")
        report.raw["took"] = took.seconds
        parts = ", ".join(f"{name} {seconds:.0f}" for name, seconds in took.seconds.items())
        report.add("this bench took", f"{sum(took.seconds.values()):.0f} s: {parts}")
    kept = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "load_before": load,
        "database": os.environ.get("HAMKORI_DATABASE", "sqlite").split(":", 1)[0],
        "quick": quick,
        "size": size.__dict__,
        "rows": [row.__dict__ for row in report.rows],
        **report.raw,
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(kept, indent=1, ensure_ascii=False), encoding="utf-8")
    missed = [row.name.strip() for row in report.rows if row.within is False]
    print(f"Written: {target}. {len(missed)} aim(s) missed{': ' + ', '.join(missed) if missed else '.'}")
    return 0
