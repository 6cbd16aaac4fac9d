"""Pages of figures in one process, without a network: what a page costs the processor, whoever else works beside.

    python -m hamkori.config.bench_crime_pages PATH...

Runs in an installation with a published release. Every request has an address of its own, so no cache answers it.
"""

import statistics
import sys
import time
from typing import Any

import django

from hamkori.config.bench_measure import tell

TIMES = 25


def once(client: Any, path: str, number: int) -> tuple[float, float]:
    """Milliseconds of one request: on the clock, and of this processor."""
    began, own = time.perf_counter(), time.process_time()
    answer = client.get(path, {"n": number})
    lasted, own = time.perf_counter() - began, time.process_time() - own
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return 1000 * lasted, 1000 * own


def main() -> int:
    django.setup()
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    found = {}
    for path in sys.argv[1:]:
        for number in range(2):
            once(client, path, -1 - number)
        asked = [once(client, path, number) for number in range(TIMES)]
        found[path] = {
            "p50_ms": statistics.median(clock for clock, _own in asked),
            "p50_processor_ms": statistics.median(own for _clock, own in asked),
        }
    return tell({"pages": found})


if __name__ == "__main__":
    sys.exit(main())
