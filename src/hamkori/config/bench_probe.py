"""What the bench asks from inside the installation: forms to send, numbers of queries, the speed of the record.

    python -m hamkori.config.bench_probe forms COUNT | queries | record

Reads what `bench_data` printed from standard input; prints JSON.
"""

import json
import statistics
import sys
import time
from typing import Any
from urllib.parse import urlencode

import django

TEXT = "Дар кӯчаи поён ду ҳафта боз чароғҳо намесӯзанд, бегоҳӣ кӯдакон аз дарс дар торикӣ меоянд."
TIMES = 15
MOST_MS = {"what came of it, country": 150}
"""Uncached pages with a budget of their own: this one counts a year of every team and all concerns of the country, and
then stands in the page cache for a minute."""


def forms(known: dict[str, Any], count: int) -> list[list[str]]:
    """Third screens of `count` residents, filled in: each makes one concern."""
    from hamkori.rooms.concerns.views.resident.draft import Draft

    codes = known["raise_at"]
    wanted = []
    for number in range(count):
        draft = Draft(place=codes[number % len(codes)])
        draft.what = {"kind": "concern", "topic": "street_lighting", "text": TEXT, "landmark": ""}
        fields = {
            "state": draft.sealed(),
            "screen": "who",
            "track": "note",
            "named": "anonymous",
            "publish": "no",
        }
        wanted.append(["POST", "/tg/raise/who/", urlencode(fields), ""])
    return wanted


def pages(known: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """{name: (path, cookie)} of the pages whose time and queries are measured."""
    return {
        "place, big": (f"/tg/place/{known['big_place']}/", ""),
        "place, small": (f"/tg/place/{known['small_place']}/", ""),
        "home": ("/tg/", ""),
        "list of places": ("/tg/place/", ""),
        "desk, today": ("/tg/desk/", known["cookie"]),
        "desk, list": ("/tg/desk/concerns/", known["cookie"]),
        "raise, first screen": ("/tg/raise/", ""),
        "promises, country": ("/tg/promises/", ""),
        "promises, big place": (f"/tg/promises/place/{known['big_place']}/", ""),
        "desk, promises": ("/tg/desk/promises/", known["cookie"]),
        "what came of it, country": ("/tg/results/", ""),
        "what came of it, district": (f"/tg/results/place/{known['big_place']}/", ""),
    }


def queries(known: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Per page: status, bytes, number of queries and median milliseconds inside the process, never from the cache."""
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    measured: dict[str, dict[str, Any]] = {}
    for name, (path, cookie) in pages(known).items():
        client = Client(headers={"host": "localhost"}, raise_request_exception=False)
        if cookie:
            client.cookies[cookie.split("=", 1)[0]] = cookie.split("=", 1)[1]
        client.get(path)
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as captured:
            answer = client.get(path)
            asked = list(captured.captured_queries)
        times = []
        for _time in range(TIMES):
            cache.clear()
            began = time.perf_counter()
            client.get(path)
            times.append(time.perf_counter() - began)
        slowest = max(
            asked,
            key=lambda query: float(query["time"]),
            default={"time": "0", "sql": ""},
        )
        measured[name] = {
            "path": path,
            "status": answer.status_code,
            "queries": len(asked),
            "p50_ms": round(1000 * statistics.median(times), 2),
            "slowest_query_ms": round(1000 * float(slowest["time"]), 1),
            "slowest_query": slowest["sql"][:400],
        }
    return measured


def record() -> dict[str, Any]:
    """Entries a second, sealed and verified."""
    from hamkori.ground.audit.models import Entry
    from hamkori.ground.audit.seal import seal_committed
    from hamkori.ground.audit.verify import verify

    waiting = Entry.objects.filter(sequence__isnull=True).count()
    began = time.perf_counter()
    while seal_committed():
        pass
    sealing = time.perf_counter() - began
    began = time.perf_counter()
    verdict = verify()
    verifying = time.perf_counter() - began
    return {
        "entries": verdict.entries,
        "faults": len(verdict.faults),
        "sealed": waiting,
        "sealed_per_second": round(waiting / sealing) if waiting else None,
        "verified_per_second": round(verdict.entries / verifying),
    }


def main() -> int:
    django.setup()
    known = json.load(sys.stdin)
    what = sys.argv[1]
    found: Any
    if what == "forms":
        found = forms(known, int(sys.argv[2]))
    elif what == "queries":
        found = queries(known)
    else:
        found = record()
    print(json.dumps(found, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
