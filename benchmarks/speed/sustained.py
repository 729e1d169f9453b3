"""Fifty tickets a second from eight kiosks, for half a minute; and how long a start takes."""

from __future__ import annotations

import threading
import time
from collections import Counter
from pathlib import Path

from benchmarks.speed.rig import cpu_seconds, median, our_server, percentile, table
from tests.support.server import Api, Server

KIOSKS = 8
SECONDS = 30
RATE = 50
STARTS = 5


def measure(folder: Path) -> str:
    """The rate that was kept, the answers' times, and numbers that came twice (none)."""
    numbers: list[str] = []
    times: list[float] = []
    guard = threading.Lock()
    with our_server(folder / "ours") as server:
        assert server.process is not None
        tokens = [server.token("kiosk") for _ in range(KIOSKS)]

        def kiosk(index: int) -> None:
            api = Api(server, tokens[index])
            begin = time.perf_counter() + index / RATE
            for press in range(SECONDS * RATE // KIOSKS):
                time.sleep(max(0.0, begin + press * KIOSKS / RATE - time.perf_counter()))
                asked = time.perf_counter()
                number = api.draw("residence")["number"]
                with guard:
                    numbers.append(number)
                    times.append((time.perf_counter() - asked) * 1000)

        before, began = cpu_seconds(server.process.pid), time.perf_counter()
        threads = [threading.Thread(target=kiosk, args=(index,)) for index in range(KIOSKS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.perf_counter() - began
        spent = cpu_seconds(server.process.pid) - before
    twice = sum(count - 1 for count in Counter(numbers).values())
    rows = [
        ("tickets", len(numbers)),
        ("tickets a second", f"{len(numbers) / took:.1f}"),
        ("numbers given twice", twice),
        ("answer p50 / p99, ms", f"{median(times):.0f} / {percentile(times, 0.99):.0f}"),
        ("server CPU a ticket, ms", f"{spent / len(numbers) * 1000:.2f}"),
    ]
    return table((f"{KIOSKS} kiosks at {RATE}/s for {SECONDS} s", ""), rows)


def measure_start(folder: Path) -> str:
    """Seconds from the start of the process to its first answer, database already there."""
    found: list[float] = []
    with our_server(folder / "ours") as server:
        for _ in range(STARTS):
            server.stop()
            found.append(_start(server))
    return table(("start to first answer", "s"), [(f"median of {STARTS}", f"{median(found):.1f}")])


def _start(server: Server) -> float:
    began = time.perf_counter()
    server.start()
    return time.perf_counter() - began
