"""From the clerk's key to a hundred displays, beside a bare emit of the same size; and memory."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import requests

from benchmarks.speed.rig import (
    Watcher,
    board_of,
    floor_server,
    median,
    our_server,
    percentile,
    resident_mib,
    staffed,
    table,
    watch,
)

DISPLAYS = 100
WAITING = 20
ROUNDS = 5
CALLS = 20
PAUSE = 0.3
"""Seconds between calls: changes within a quarter of a second go out together."""


def measure(folder: Path) -> str:
    """Latency of calls, floor and ours in turn, as a table; memory with a hundred sockets."""
    with our_server(folder / "ours") as server:
        assert server.process is not None
        kiosk, clerk, display = staffed(server)
        for _ in range(WAITING):
            kiosk.draw("residence")
        ours = watch(server.url, [(display, "board:lindenhof")] * DISPLAYS)
        clerk.at("counter-1", "call-next")
        board = board_of(server, display)
        size = len(json.dumps(board))
        with floor_server(folder / "floor", board) as (floor, _):
            bare = watch(floor, [(None, None)] * DISPLAYS)
            http = requests.Session()

            def press() -> int:
                return int(http.post(f"{floor}/press", timeout=30).json()["revision"])

            def somebody_comes() -> None:
                kiosk.draw("residence")

            def call() -> int:
                return int(clerk.at("counter-1", "call-next")["revision"])

            floors: list[list[float]] = []
            calls: list[list[float]] = []
            for _ in range(ROUNDS):
                floors.append(_latencies(bare, press, press))
                calls.append(_latencies(ours, call, somebody_comes))
        memory = resident_mib(server.process.pid)
        for watcher in (*ours, *bare):
            watcher.close()
    rows = []
    for name, rounds in (("bare emit", floors), ("call", calls)):
        figures = [
            median([percentile(one, share) for one in rounds]) for share in (0.5, 0.95, 0.99)
        ]
        rows.append((f"{name}, {size} bytes", *(f"{figure:.0f}" for figure in figures)))
    ratios = [
        percentile(ours_, 0.99) / percentile(bare_, 0.99)
        for ours_, bare_ in zip(calls, floors, strict=True)
    ]
    head = (f"key to {DISPLAYS} displays, ms", "p50", "p95", "p99")
    return (
        f"{table(head, rows)}\n\np99 of a call ÷ p99 of a bare emit, round by round: median "
        f"{median(ratios):.2f}. Resident with {DISPLAYS} sockets: {memory:.0f} MiB."
    )


def _latencies(
    watchers: list[Watcher], press: Callable[[], int], before: Callable[[], object]
) -> list[float]:
    """Milliseconds from the press to each display, for each of some calls."""
    found: list[float] = []
    for _ in range(CALLS):
        before()
        time.sleep(PAUSE)
        began = time.perf_counter()
        revision = press()
        found += [(watcher.when(revision) - began) * 1000 for watcher in watchers]
        time.sleep(PAUSE)
    return found
