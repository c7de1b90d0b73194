"""Readers of the public statement at a steady pace: ``python -m bench.readers PORT A_SECOND SECONDS``; prints JSON."""

from __future__ import annotations

import asyncio
import json
import sys
import time

CONNECTIONS = 8
REQUEST = b"GET /privacy HTTP/1.1\r\nHost: localhost:%d\r\nAccept-Encoding: gzip\r\n\r\n"


async def read(port: int, a_second: float, seconds: float) -> dict[str, float]:
    """Each connection has its own beat; who waits for an answer does not slow the others down."""
    taken: list[float] = []
    begun = time.perf_counter()
    step = CONNECTIONS / a_second
    beats = [begun + step * number / CONNECTIONS for number in range(CONNECTIONS)]
    await asyncio.gather(*(_one(port, first, step, begun + seconds, taken) for first in beats))
    lasted = time.perf_counter() - begun
    taken.sort()
    return {
        "answered_a_second": len(taken) / max(lasted, seconds),
        "p50_ms": taken[len(taken) // 2] * 1000,
        "p95_ms": taken[int(len(taken) * 0.95)] * 1000,
    }


async def _one(port: int, due: float, step: float, until: float, taken: list[float]) -> None:
    reader, writer = await asyncio.open_connection("localhost", port)
    while due < until:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        writer.write(REQUEST % port)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(head.splitlines()[0].decode())
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(int(length.split(b":")[1]))
        taken.append(time.perf_counter() - due)  # from when it was due: a queue that builds up counts
        due += step
    writer.close()


if __name__ == "__main__":
    print(json.dumps(asyncio.run(read(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])))))
