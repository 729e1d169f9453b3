"""A clerk's keypress with the forecast running and without it: p95 of call-next over HTTP.

Two servers with the same past stand beside each other; pairs of rounds, first the one, then the
other, so that a busy machine disturbs both alike.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.speed.rig import median, our_server, percentile, table
from queue_app.clock import system_clock
from queue_app.demo.office import live_through
from queue_app.storage.database import Database
from tests.support.server import Api, Server

PAIRS = 10
PRESSES = 60
PACE = 0.2
"""Seconds from one press to the next: five a second, ten times a lively office."""
WAITING = 30
PAST_DAYS = 5
RATIO, MILLISECONDS = 1.25, 5.0
"""The target: within this ratio, or slower by no more than this."""


def measure(folder: Path) -> str:
    """Ten interleaved pairs; p95 of each, their medians, and the median ratio."""
    found: list[tuple[float, float]] = []
    with (
        _office(folder / "with", "queue_app") as with_it,
        _office(folder / "without", "benchmarks.speed.silent", like=with_it) as without,
    ):
        rooms = [_Room(with_it), _Room(without)]
        for number in range(PAIRS):
            order = (0, 1) if number % 2 == 0 else (1, 0)
            times = {index: rooms[index].presses() for index in order}
            found.append((times[0], times[1]))
    return _report(found)


def _report(pairs: list[tuple[float, float]]) -> str:
    having, lacking = (median([pair[side] for pair in pairs]) for side in (0, 1))
    ratio = median([pair[0] / pair[1] for pair in pairs])
    more = median([pair[0] - pair[1] for pair in pairs])
    met = ratio <= RATIO or more <= MILLISECONDS
    rows = [
        ("p95 with the forecast, ms", f"{having:.1f}"),
        ("p95 without it, ms", f"{lacking:.1f}"),
        ("ratio, pair by pair", f"{ratio:.2f}"),
        ("difference, pair by pair, ms", f"{more:.1f}"),
        (f"within {RATIO} x or {MILLISECONDS:g} ms", "yes" if met else "no"),
    ]
    return table((f"call-next, median of {len(pairs)} pairs of {PRESSES} presses", ""), rows)


@contextmanager
def _office(folder: Path, program: str, like: Server | None = None) -> Iterator[Server]:
    """A server with some past days, open at every hour; `like` lends its database's copy."""
    with our_server(folder, program=program, before=lambda one: _past(one, like)) as server:
        yield server


def _past(server: Server, like: Server | None) -> None:
    kept = server.folder.parent / "past.sqlite3"
    if like is None:
        server.start()  # brings the office in
        server.stop()
        database = Database(server.database_url, always_open=True)
        live_through(database, days=PAST_DAYS, speed=1, clock=system_clock)
        database.close()
        shutil.copy(server.folder / "queue.sqlite3", kept)
    else:
        shutil.copy(kept, server.folder / "queue.sqlite3")


class _Room:
    """Thirty who wait, every counter open, clerks who press in turn."""

    def __init__(self, server: Server) -> None:
        self.kiosk = Api(server, server.token("kiosk"))
        self.clerk = Api(server, server.token("clerk"))
        office = self.kiosk.get("/offices/lindenhof").json()
        self.counters = [counter["id"] for counter in office["counters"]]
        self.services = [service["id"] for service in office["services"]]
        self.drawn = 0
        for counter in self.counters:
            self.clerk.at(counter, "open")
        while self._waiting() < WAITING:
            self._draw()

    def _waiting(self) -> int:
        return len(self.clerk.get("/offices/lindenhof/queue").json()["waiting"])

    def _draw(self) -> None:
        self.kiosk.draw(self.services[self.drawn % len(self.services)])
        self.drawn += 1

    def presses(self) -> float:
        """p95 of a round, in milliseconds; for each one called somebody new comes."""
        found: list[float] = []
        due = time.perf_counter()
        for press in range(PRESSES):
            counter = self.counters[press % len(self.counters)]
            began = time.perf_counter()
            called = self.clerk.at(counter, "call-next")
            found.append((time.perf_counter() - began) * 1000)
            if called is not None:
                self._draw()
            due += PACE
            time.sleep(max(0.0, due - time.perf_counter()))
        return percentile(found, 0.95)
