"""Every part is killed while people press: nothing acknowledged is lost, all are right again soon.

The same city, one fault after the other. `docs/faults.md` is the table of what is seen here.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.push.people import Follower
from tests.support.cluster import Cluster
from tests.support.pressure import Pressure
from tests.support.server import Api, wait_until

pytestmark = [pytest.mark.postgres, pytest.mark.redis]

OFFICE = "lindenhof"
RECOVERY = 5.0
"""Seconds after which everybody is answered and every display is right again."""
SUCCESSION = 2.0
SOME = 20
"""Presses that are answered before something happens, and after it."""


def note(fault: str, observed: str) -> None:
    """A line for docs/faults.md, where somebody asks for it (QUEUE_APP_FAULT_TABLE=file)."""
    table = os.environ.get("QUEUE_APP_FAULT_TABLE")
    if table:
        with Path(table).open("a", encoding="utf-8") as file:
            file.write(f"| {fault} | {observed} |\n")


@dataclass
class Day:
    """The city while people press and displays look."""

    city: Cluster
    pressure: Pressure
    screens: list[Follower] = field(default_factory=list)

    def go_on(self) -> None:
        """Until some more presses were answered."""
        enough = self.pressure.acknowledged() + SOME
        wait_until(lambda: self.pressure.acknowledged() >= enough, 30, "answers")

    def recovers(self, since: float) -> float:
        """Everybody is answered again; seconds since a moment."""
        wait_until(lambda: self.pressure.since(since), 30, "an answer for everybody")
        return time.monotonic() - since

    def is_right(self) -> bool:
        """Whether the last view of every display is the truth."""
        token = self.city.house.token("display")
        board = Api(self.city.through(), token).get(f"/offices/{OFFICE}/board").json()
        shown = [screen.last(f"board:{OFFICE}")["data"]["calls"] for screen in self.screens]
        return all(calls == board["calls"] for calls in shown)

    def settles(self) -> float:
        """All displays are right; seconds it took after the last press."""
        began = time.monotonic()
        wait_until(self.is_right, RECOVERY, "every display's last view")
        return time.monotonic() - began

    def answered(self, fault: str, since: float, most: float = RECOVERY) -> None:
        """Everybody is answered again in time; noted for the table."""
        took = self.recovers(since)
        assert took < most
        note(fault, f"everybody answered after {took:.1f} s")


@pytest.fixture(scope="module")
def day(city: Cluster) -> Iterator[Day]:
    """Displays at both processes and behind nginx; the counters are open."""
    token = city.house.token("display")
    screens = [Follower(city.through(web), token=token) for web in (*city.webs, None)]
    for screen in screens:
        screen.follow(f"board:{OFFICE}")
    yield Day(city, Pressure(city.through(), city.house), screens)
    for screen in screens:
        with suppress(Exception):
            screen.leave()


@contextmanager
def a_fault(day: Day) -> Iterator[None]:
    """People press before, meanwhile and afterwards; then the log and the displays are checked."""
    with day.pressure.pressing():
        day.go_on()
        yield
        day.go_on()
    follow_again(day)
    took = day.settles()
    length = day.pressure.check()
    note("", f"displays right {took:.1f} s after the last press; log of {length} facts in order")


def follow_again(day: Day) -> None:
    """What a page does after a reconnection: it subscribes anew."""
    for screen in day.screens:
        if not screen.client.connected:
            with suppress(Exception):
                screen.client.disconnect()
            wait_until(partial(connects, screen), what="a connection")
        screen.ask("subscribe", {"channel": f"board:{OFFICE}"})


def connects(screen: Follower) -> bool:
    with suppress(Exception):
        screen.connect()
    return bool(screen.client.connected)


def test_a_web_process_is_killed(day: Day) -> None:
    web = day.city.webs[0]
    with a_fault(day):
        killed = time.monotonic()
        web.kill()
        day.answered("web process killed", killed)  # through the other one
        web.start()
    wait_until(day.city.all_well, what="both processes")


def test_the_leading_worker_is_killed(day: Day) -> None:
    first = day.city.leader()
    with a_fault(day):
        killed = time.monotonic()
        first.kill()
        successor = day.city.leader()
        took = time.monotonic() - killed
        assert took < SUCCESSION
        note("leading worker killed", f"the standby leads after {took:.1f} s")
        assert successor is not first
        day.answered("leading worker killed", killed)
        first.start()
    assert not first.leads()


def test_redis_is_killed_and_comes_back(day: Day) -> None:
    with a_fault(day):
        killed = time.monotonic()
        day.city.valkey.kill()
        day.answered("Redis killed", killed)
        wait_until(lambda: states(day.city) == {"degraded"}, what="a word about it")
        assert all(requests.get(f"{web.url}/readyz", timeout=5).ok for web in day.city.webs)
    # Still without it: displays follow, by asking.
    assert states(day.city) == {"degraded"}
    day.city.valkey.start()
    wait_until(day.city.all_well, RECOVERY, "all well again")


def states(city: Cluster) -> set[Any]:
    return {requests.get(f"{web.url}/readyz", timeout=5).json()["status"] for web in city.webs}


def test_redis_hangs(day: Day) -> None:
    with a_fault(day):
        stopped = time.monotonic()
        day.city.valkey.send(signal.SIGSTOP)
        day.answered("Redis hangs", stopped)
        wait_until(lambda: states(day.city) == {"degraded"}, what="a word about it")
        day.city.valkey.send(signal.SIGCONT)
        wait_until(day.city.all_well, RECOVERY, "all well again")


def test_postgresql_is_killed_and_comes_back(day: Day) -> None:
    with a_fault(day):
        day.city.postgres.kill()
        # Plainly told meanwhile: every press is answered with 503, and so is the state.
        before = len(day.pressure.desks[0].told)
        wait_until(lambda: len(day.pressure.desks[0].told) > before, what="a refusal")
        answer = requests.get(f"{day.city.webs[0].url}/readyz", timeout=5)
        assert (answer.status_code, answer.json()["checks"]["database"]) == (
            503,
            "cannot be reached",
        )
        day.city.postgres.start()
        back = time.monotonic()
        day.answered("PostgreSQL killed, after its return", back)
    leaders = [worker.leads for worker in day.city.workers]
    wait_until(lambda: sum(leads() for leads in leaders) == 1, RECOVERY, "one leader")
    assert "503" in day.pressure.told()


def test_a_rolling_restart_loses_nothing(day: Day) -> None:
    with a_fault(day):
        for node in day.city.nodes:
            began = time.monotonic()
            node.stop()
            day.answered(f"{node.command} restarted", began)
            node.start()
    wait_until(day.city.all_well, what="both processes")


def test_clients_that_hang_or_do_not_read_hold_nobody_up(day: Day) -> None:
    with a_fault(day), strange_clients(day):
        began = time.monotonic()
        day.go_on()
        day.answered("clients that hang or do not read", began)


@contextmanager
def strange_clients(day: Day) -> Iterator[None]:
    """One begins a request and falls silent; one follows the queue and reads nothing."""
    import socket

    port = day.city.webs[0].port
    hung = socket.create_connection(("127.0.0.1", port))
    hung.sendall(b"POST /api/v1/offices/lindenhof/tickets HTTP/1.1\r\nContent-Length: 50\r\n\r\n{")
    reader = Follower(day.city.through(day.city.webs[0]), token=day.city.house.token("clerk"))
    reader.follow(f"queue:{OFFICE}")
    deaf = threading.Event()
    reader.client.on("view", lambda _message: deaf.wait(), namespace="/live")
    try:
        yield
    finally:
        deaf.set()
        hung.close()
        with suppress(Exception):
            reader.leave()


def test_a_clock_that_jumps_an_hour(day: Day) -> None:
    clock = day.city.house.clock
    assert clock is not None
    with a_fault(day):
        jumped = time.monotonic()
        clock.advance(minutes=60)
        day.answered("clock jumps an hour", jumped)
        day.go_on()
        clock.advance(minutes=-60)
        day.answered("clock jumps back", time.monotonic())
