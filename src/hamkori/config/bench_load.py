"""A small load generator: one process, connections that stay open, plain Python. Prints one line of JSON.

    python -m hamkori.config.bench_load PORT CONNECTIONS SECONDS < requests.json

Reads a list of [method, path, body, cookie] from standard input. A list of GETs is asked round and round for
SECONDS; as soon as one of them is a POST, each request is sent exactly once. Its own share of the processor is
measured and printed, because it sits on the same cores as the server.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from typing import Any


def _bytes_of(method: str, path: str, body: str, cookie: str, port: int) -> bytes:
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: localhost:{port}",
        "Accept-Encoding: br",
        "Connection: keep-alive",
    ]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    data = body.encode()
    if method == "POST":
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(data)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bool]:
    """Status, and whether the connection stays open."""
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    lower = head.lower()
    start = lower.find(b"content-length:")
    if start >= 0:
        await reader.readexactly(int(lower[start + 15 : lower.index(b"\r\n", start)]))
    elif b"transfer-encoding: chunked" in lower:
        while size := int(await reader.readuntil(b"\r\n"), 16):
            await reader.readexactly(size + 2)
        await reader.readexactly(2)
    return status, b"connection: close" not in lower


class Load:
    """What one run has measured."""

    def __init__(self, port: int, requests: Iterator[bytes], until: float) -> None:
        self.port = port
        self.requests = requests
        self.until = until
        self.times: list[float] = []
        self.statuses: Counter[int] = Counter()

    async def one_connection(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        for request in self.requests:
            if time.perf_counter() > self.until:
                break
            began = time.perf_counter()
            writer.write(request)
            try:
                status, open_still = await _answer(reader)
            except (asyncio.IncompleteReadError, ConnectionError):
                status, open_still = 0, False
            self.times.append(time.perf_counter() - began)
            self.statuses[status] += 1
            if not open_still:
                writer.close()
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.close()


def _share(times: list[float], share: float) -> float:
    """The value under which `share` of the sorted times lie, in milliseconds."""
    return round(1000 * times[min(int(len(times) * share), len(times) - 1)], 2) if times else 0.0


async def run(port: int, connections: int, seconds: float, wanted: list[list[str]]) -> dict[str, Any]:
    raw = [_bytes_of(method, path, body, cookie, port) for method, path, body, cookie in wanted]
    once = any(method == "POST" for method, *_rest in wanted)
    requests: Iterator[bytes] = iter(raw) if once else cycle(raw)
    began, own = time.perf_counter(), time.process_time()
    load = Load(port, requests, began + seconds)
    await asyncio.gather(*(load.one_connection() for _ in range(connections)))
    lasted, own = time.perf_counter() - began, time.process_time() - own
    times = sorted(load.times)
    return {
        "requests": len(times),
        "seconds": round(lasted, 3),
        "per_second": round(len(times) / lasted, 1),
        "p50_ms": _share(times, 0.5),
        "p99_ms": _share(times, 0.99),
        "max_ms": _share(times, 1.0),
        "statuses": dict(load.statuses),
        "client_cpu": round(own / lasted, 3),
    }


def main() -> int:
    port, connections, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    print(json.dumps(asyncio.run(run(port, connections, seconds, json.load(sys.stdin)))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
