"""`hamkori bench`: a big installation in a temporary folder, really served, measured against the budgets.

Every rate stands beside the bare `/ping` of the same run, on the same cores: machines differ, ratios less so.
"""

import http.client
import json
import os
import platform
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from hamkori.config.bench_probe import MOST_MS, TEXT

CONNECTIONS = 16
SENDERS = 12
"""Connections that send concerns at the same time."""
STATE = re.compile(r'name="state" value="([^"]+)"><input type="hidden" name="screen"')


@dataclass(frozen=True)
class Size:
    concerns: int
    commitments: int
    folders: int
    places: int
    forms: int
    seconds: float


FULL = Size(100_000, 20_000, 2_000, 2_000, 4_000, 6.0)
QUICK = Size(2_000, 2_000, 400, 400, 300, 1.5)


@dataclass
class Row:
    """One measured value. `within` is None where there is no budget."""

    name: str
    value: str
    budget: str = ""
    within: bool | None = None


@dataclass
class Report:
    rows: list[Row] = field(default_factory=list)
    raw: dict[str, Any] = field(default_factory=dict)

    def add(self, name: str, value: str, budget: str = "", within: bool | None = None) -> None:
        self.rows.append(Row(name, value, budget, within))
        print(f"  {name:<44} {value:>34}  {budget:<22} {_mark(within)}", flush=True)


def _mark(within: bool | None) -> str:
    return "" if within is None else "ok" if within else "MISSED"


class Installation:
    """The house under test: its environment, its processes, its words."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HAMKORI_")}
        if "HAMKORI_DATABASE" in os.environ:
            kept["HAMKORI_DATABASE"] = os.environ["HAMKORI_DATABASE"]
        self.environment = {
            **kept,
            "HAMKORI_ENV": "test",
            "HAMKORI_DATA": str(folder / "data"),
            "HAMKORI_KEY_FILE": str(folder / "key" / "hamkori.key"),
            "DJANGO_SETTINGS_MODULE": "hamkori.config.settings",
            "PORT": str(self.port),
        }

    def ask(self, module: str, *words: str, given: Any = None) -> Any:
        """Run one of our modules in the installation; what it printed last, read as JSON."""
        done = subprocess.run(
            [sys.executable, "-m", f"hamkori.config.{module}", *words],
            env=self.environment,
            input=json.dumps(given) if given is not None else "",
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{module} {' '.join(words)}:\n{done.stderr[-3000:]}")
        return json.loads(done.stdout.strip().splitlines()[-1])

    def migrate(self) -> None:
        subprocess.run(
            [sys.executable, "-m", "hamkori.manage", "migrate", "--verbosity", "0"],
            env=self.environment,
            check=True,
        )

    @contextmanager
    def served(self) -> Iterator["subprocess.Popen[bytes]"]:
        log = (self.folder / "serve.log").open("wb")
        process = subprocess.Popen(
            [sys.executable, "-m", "hamkori.config.command", "serve"],
            env=self.environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            self._wait(process)
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
            log.close()

    def _wait(self, process: "subprocess.Popen[bytes]") -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until and process.poll() is None:
            try:
                if self.get("/healthz")[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise RuntimeError((self.folder / "serve.log").read_text(errors="replace")[-3000:])

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body as they came over the wire."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers={"Host": f"localhost:{self.port}", **headers})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body

    def load(self, wanted: list[list[str]], *, connections: int, seconds: float) -> dict[str, Any]:
        found: dict[str, Any] = self.ask(
            "bench_load", str(self.port), str(connections), str(seconds), given=wanted
        )
        return found


# --- parts of the measurement ----------------------------------------------------------------------------------


def _rates(house: Installation, report: Report, known: dict[str, Any], size: Size) -> None:
    """The bare ping, and pages from the cache beside it."""
    get = ["GET", "/ping", "", ""]
    house.load([get], connections=CONNECTIONS, seconds=1)
    ping = house.load([get], connections=CONNECTIONS, seconds=size.seconds)
    report.raw["ping"] = ping
    report.add("ping", f"{ping['per_second']:,.0f}/s, client {ping['client_cpu']:.0%} of a core")
    for name, path in (("home", "/tg/"), ("place, big", f"/tg/place/{known['big_place']}/")):
        house.load([["GET", path, "", ""]], connections=CONNECTIONS, seconds=1)
        cached = house.load([["GET", path, "", ""]], connections=CONNECTIONS, seconds=size.seconds)
        ratio = cached["per_second"] / ping["per_second"]
        report.raw[f"cached {name}"] = {**cached, "ratio": ratio}
        report.add(
            f"{name}, from the cache",
            f"{cached['per_second']:,.0f}/s = {ratio:.2f} of ping",
            ">= 0.60 of ping",
            ratio >= 0.6,
        )


def _uncached(house: Installation, report: Report, known: dict[str, Any]) -> None:
    """Lists and place pages that no cache answers: over HTTP one after the other, and their queries inside."""
    inside = house.ask("bench_probe", "queries", given=known)
    report.raw["pages"] = inside
    for name, page in inside.items():
        if page["status"] != 200:
            report.add(name, f"answered {page['status']}", "200", False)
            continue
        cookie = known["cookie"] if name.startswith("desk") else ""
        asked = [["GET", f"{page['path']}?n={number}", "", cookie] for number in range(10_000)]
        found = house.load(asked, connections=1, seconds=1.5)
        page["http_p50_ms"] = found["p50_ms"]
        limit = MOST_MS.get(name, 15)
        report.add(
            f"{name}, uncached",
            f"p50 {found['p50_ms']:.1f} ms, {page['queries']} queries", f"p50 < {limit} ms", found["p50_ms"] < limit,
        )  # fmt: skip
    big, small = inside["place, big"]["queries"], inside["place, small"]["queries"]
    report.add("queries of a big and of a small place", f"{big} and {small}", "the same", big == small)


def _intake(house: Installation, report: Report, known: dict[str, Any], size: Size) -> None:
    """Third screens sent by many at once, while worker and sealer run."""
    warm = house.ask("bench_probe", "forms", str(size.forms // 10), given=known)
    house.load(warm, connections=SENDERS, seconds=60)
    wanted = house.ask("bench_probe", "forms", str(size.forms), given=known)
    found = house.load(wanted, connections=SENDERS, seconds=120)
    report.raw["intake"] = found
    report.add(
        "concerns sent over HTTP", f"{found['per_second']:.0f}/s", ">= 200/s", found["per_second"] >= 200
    )
    report.add(
        "  of them: time of an answer",
        f"p50 {found['p50_ms']:.0f}, p99 {found['p99_ms']:.0f}, max {found['max_ms']:.0f} ms",
        "p99 < 250 ms",
        found["p99_ms"] < 250,
    )
    report.add("  the client beside it", f"{found['client_cpu']:.0%} of a core")
    lost = {status: count for status, count in found["statuses"].items() if status != "200"}
    report.add("  answers other than 200", str(lost or 0), "0", not lost)


class Walker:
    """Residents who go through all three screens, one after the other."""

    def __init__(self, house: Installation, codes: list[str], until: float) -> None:
        self.house, self.codes, self.until = house, codes, until
        self.times: list[float] = []

    def walk(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=60)
        number = 0
        while time.monotonic() < self.until:
            began = time.monotonic()
            state = self._page(connection, "GET", "/tg/raise/", {})
            code = self.codes[number % len(self.codes)]
            state = self._page(
                connection, "POST", "/tg/raise/what/", {"state": state, "screen": "where", "place": code}
            )
            said = {"kind": "concern", "topic": "street_lighting", "text": TEXT, "landmark": ""}
            state = self._page(
                connection, "POST", "/tg/raise/who/", {"state": state, "screen": "what", **said}
            )
            last = {"state": state, "screen": "who", "track": "note", "named": "anonymous", "publish": "no"}
            self._page(connection, "POST", "/tg/raise/who/", last, last=True)
            self.times.append(time.monotonic() - began)
            number += 1
        connection.close()

    def _page(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        path: str,
        fields: dict[str, str],
        *,
        last: bool = False,
    ) -> str:
        headers = {
            "Host": f"localhost:{self.house.port}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request(method, path, urlencode(fields) if fields else None, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        found = STATE.search(text)
        if answer.status != 200 or (found is None and not last):
            raise RuntimeError(f"{method} {path} answered {answer.status}")
        return found.group(1) if found else ""


def _walks(house: Installation, report: Report, known: dict[str, Any], size: Size) -> None:
    walker = Walker(house, known["raise_at"], time.monotonic() + size.seconds)
    threads = [threading.Thread(target=walker.walk) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = len(walker.times) / size.seconds
    report.raw["walks_per_second"] = rate
    report.add("residents through all three screens", f"{rate:.0f}/s = {4 * rate:.0f} pages/s")


def _weight(house: Installation, report: Report, known: dict[str, Any]) -> None:
    """Bytes of a first load over the wire: page, style sheet and script, compressed; pictures aside."""
    for name, path in (
        ("home", "/tg/"),
        ("place, big", f"/tg/place/{known['big_place']}/"),
        ("raise, first screen", "/tg/raise/"),
    ):
        wish = {"Accept-Encoding": "br"}
        _status, headers, body = house.get(path, **wish)
        page = len(body)
        text = house.get(path)[2].decode()
        linked = set(re.findall(r'(?:<link[^>]+rel="stylesheet"[^>]+href|<script[^>]+src)="([^"]+)"', text))
        linked |= set(re.findall(r'<link[^>]+href="([^"]+\.css)"', text))
        rest = sum(len(house.get(address, **wish)[2]) for address in linked)
        total = page + rest
        report.raw[f"weight {name}"] = {"page": page, "linked": rest, "plain": len(text.encode())}
        how = headers.get("content-encoding", "plain")
        report.add(
            f"{name}, over the wire",
            f"{total / 1024:.1f} KB (page {page / 1024:.1f}, {how})",
            "<= 30 KB",
            total <= 30 * 1024,
        )


def _descendants(pid: int) -> list[int]:
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def _memory(process: "subprocess.Popen[bytes]", report: Report) -> None:
    """Proportional (PSS) and resident (RSS) memory of web and worker processes together, in MB."""
    if not Path("/proc").is_dir():
        return
    pss = rss = 0
    each = {}
    for pid in _descendants(process.pid):
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            words = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
        share = int(re.search(r"^Pss:\s+(\d+)", rollup, re.M).group(1))  # type: ignore[union-attr]
        pss += share
        rss += int(re.search(r"^Rss:\s+(\d+)", rollup, re.M).group(1))  # type: ignore[union-attr]
        each[f"{pid} {words[-60:]}"] = share // 1024
    report.raw["memory"] = {"pss_mb": pss / 1024, "rss_mb": rss / 1024, "each_mb": each}
    report.add(
        "memory of web and worker",
        f"{pss / 1024:.0f} MB (RSS {rss / 1024:.0f})",
        "< 350 MB",
        pss / 1024 < 350,
    )


def _record(house: Installation, report: Report, known: dict[str, Any]) -> None:
    found = house.ask("bench_probe", "record", given=known)
    report.raw["record"] = found
    report.add(
        "entries verified",
        f"{found['verified_per_second']:,}/s of {found['entries']:,}",
        "0 faults",
        found["faults"] == 0,
    )
    if found["sealed_per_second"]:
        report.add("entries sealed", f"{found['sealed_per_second']:,}/s of {found['sealed']:,}")


def run(*, quick: bool) -> int:
    """Measure, print the table, write `var/bench/latest.json`. A missed budget is printed, not an error."""
    size = QUICK if quick else FULL
    report = Report()
    with tempfile.TemporaryDirectory(prefix="hamkori-bench-") as folder:
        house = Installation(Path(folder))
        print(
            f"Building an installation with {size.concerns:,} concerns and {size.places:,} places …",
            flush=True,
        )
        began = time.monotonic()
        house.migrate()
        known = house.ask("bench_data", str(size.concerns), str(size.places))
        house.ask("bench_commitments", str(size.commitments))
        house.ask("bench_problems", str(size.folders))
        report.add("building it", f"{time.monotonic() - began:.0f} s")
        _record(house, report, known)
        with house.served() as process:
            _rates(house, report, known, size)
            _uncached(house, report, known)
            _weight(house, report, known)
            _walks(house, report, known, size)
            _intake(house, report, known, size)
            _memory(process, report)
        _record(house, report, known)
    kept = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "database": os.environ.get("HAMKORI_DATABASE", "sqlite").split(":", 1)[0],
        "quick": quick,
        "rows": [row.__dict__ for row in report.rows],
        **report.raw,
    }
    target = Path("var/bench/latest.json")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(kept, indent=1, ensure_ascii=False), encoding="utf-8")
    missed = [row.name for row in report.rows if row.within is False]
    print(f"Written: {target}. {len(missed)} budget(s) missed{': ' + ', '.join(missed) if missed else '.'}")
    return 0
