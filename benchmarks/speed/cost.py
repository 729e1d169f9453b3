"""Server CPU per issued ticket and per call, with ten displays, a desk and ten phones watching."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import requests

from benchmarks.speed.rig import (
    Watcher,
    board_of,
    cpu_seconds,
    floor_server,
    median,
    our_server,
    staffed,
    table,
    watch,
)
from tests.support.server import Api

ROUNDS = 3
PRESSES = 80
PACE = 0.05
"""Seconds between presses: twenty a second, as when doors open."""
DISPLAYS, PHONES = 10, 10


def measure(folder: Path) -> str:
    """Rounds of the floor and of ours in turn; the medians as a table."""
    floors: list[float] = []
    issues: list[float] = []
    calls: list[float] = []
    office = "lindenhof"
    with our_server(folder / "ours") as server, ExitStack() as stack:
        assert server.process is not None
        kiosk, clerk, display = staffed(server)
        floor = stack.enter_context(floor_server(folder / "floor", board_of(server, display)))
        first = [kiosk.draw("residence") for _ in range(PHONES)]
        wanted: list[tuple[str | None, str | None]] = [(display, f"board:{office}")] * DISPLAYS
        wanted += [(server.token("clerk"), "desk:counter-1")]
        wanted += [(None, f"ticket:{ticket['token']}") for ticket in first]
        ours = watch(server.url, wanted)
        bare = watch(floor[0], [(None, None)] * DISPLAYS)
        http = requests.Session()
        pid = server.process.pid
        for _ in range(ROUNDS):
            floors.append(_cost(floor[1], lambda: http.post(f"{floor[0]}/press", timeout=30)))
            issues.append(_cost(pid, lambda: kiosk.draw("residence")))
            calls.append(_cost(pid, lambda: _next(clerk)))
        _close([*ours, *bare])
    base = median(floors)
    rows = [
        ("floor: insert and one emit to ten", f"{base:.2f}", "1.0"),
        ("ticket issued", f"{median(issues):.2f}", f"{median(issues) / base:.1f}"),
        ("call, with what it finishes", f"{median(calls):.2f}", f"{median(calls) / base:.1f}"),
    ]
    return table(("server CPU, pushes included", "ms (median)", "x floor"), rows)


def _next(clerk: Api) -> None:
    clerk.at("counter-1", "call-next")


def _cost(pid: int, press: Callable[[], object]) -> float:
    """Milliseconds of CPU a press, at an even pace, with everything that happens meanwhile."""
    before = cpu_seconds(pid)
    due = time.perf_counter()
    for _ in range(PRESSES):
        press()
        due += PACE
        time.sleep(max(0.0, due - time.perf_counter()))
    return (cpu_seconds(pid) - before) / PRESSES * 1000


def _close(watchers: list[Watcher]) -> None:
    for watcher in watchers:
        watcher.close()
