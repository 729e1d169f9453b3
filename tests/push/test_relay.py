"""The relay by itself, on a real queue: when it speaks, and when it holds its tongue."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from queue_app.realtime import messages
from queue_app.realtime.messages import Sources
from queue_app.realtime.relay import COALESCED_SECONDS, HEAVY_SECONDS, Relay
from queue_app.use_cases.forecasting import Forecast
from queue_app.use_cases.ports import PublishedEstimate
from tests.api.people import COUNTER, House, furnish, open_house

Message = dict[str, Any]


@dataclass
class Wires:
    """Holds what would be sent, and lets time pass when it is told to."""

    sent: list[tuple[str, str, Message]] = field(default_factory=list)
    now: float = 0.0
    agenda: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    rechecked: int = 0

    def emit(self, event: str, message: Message, to: str) -> None:
        self.sent.append((event, to, message))

    def later(self, seconds: float, deed: Callable[[], None]) -> None:
        heapq.heappush(self.agenda, (self.now + seconds, len(self.agenda), deed))

    def aside(self, work: Callable[[], Message]) -> Message:
        return work()

    def recheck(self) -> None:
        self.rechecked += 1

    def wait(self, seconds: float) -> None:
        until = self.now + seconds
        while self.agenda and self.agenda[0][0] <= until:
            self.now, _, deed = heapq.heappop(self.agenda)
            deed()
        self.now = until

    def take(self, event: str = "view") -> list[tuple[str, Message]]:
        taken = [(to, message) for kind, to, message in self.sent if kind == event]
        self.sent.clear()
        return taken


@dataclass
class Hall:
    """An office, its relay, and the wires."""

    house: House
    relay: Relay
    wires: Wires
    lags: list[float]

    def follow(self, name: str, connection: str = "someone", viewer: str | None = None) -> str:
        channel = messages.parse(name, self.house.services.reader)
        room = self.relay.follow(connection, channel, viewer)
        self.relay.greet(connection, room)
        return room

    def draw(self) -> Message:
        ticket: Message = self.house.program("kiosk").draws("residence")
        self.relay.announce("lindenhof")
        return ticket


@pytest.fixture
def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    with _hall(tmp_path) as found:
        monkeypatch.setattr("queue_app.realtime.relay.monotonic", lambda: found.wires.now)
        yield found


@contextmanager
def _hall(tmp_path: Path) -> Iterator[Hall]:
    url = f"sqlite:///{tmp_path / 'queue.sqlite3'}"
    furnish(url)
    with open_house(url) as house:
        wires = Wires(now=100.0)
        it = house.services
        figures = it.relay.sources.figures
        lags: list[float] = []
        sources = Sources(it.reader, it.clock, it.forecasts, figures, it.printers.of)
        relay = Relay(sources, lag=lags.append)
        relay.plug(wires)
        yield Hall(house, relay, wires, lags)


def test_the_first_change_goes_at_once_and_those_that_follow_together(hall: Hall) -> None:
    hall.follow("queue:lindenhof")
    hall.wires.take()
    hall.draw()
    hall.wires.wait(0)
    assert len(hall.wires.take()) == 1
    for _ in range(5):
        hall.draw()
        hall.wires.wait(0.02)
    assert hall.wires.take() == []
    hall.wires.wait(COALESCED_SECONDS)
    views = hall.wires.take()
    assert [len(message["data"]["waiting"]) for _, message in views] == [6]


def test_how_long_it_took_from_the_press_to_the_wires(hall: Hall) -> None:
    hall.draw()
    hall.wires.wait(1)
    assert hall.lags == []  # nobody looked
    hall.follow("board:lindenhof")
    hall.draw()
    hall.wires.wait(0.01)
    hall.draw()
    hall.wires.wait(1)
    assert hall.lags == [0, pytest.approx(COALESCED_SECONDS - 0.01)]
    hall.house.program("kiosk").draws("residence")
    hall.relay.sweep()  # somebody else's press: nobody knows since when
    assert len(hall.lags) == 2


def test_a_new_follower_is_greeted_alone_and_news_go_to_everybody(hall: Hall) -> None:
    room = hall.follow("queue:lindenhof", "first")
    assert [to for to, _ in hall.wires.take()] == [room]
    hall.follow("queue:lindenhof", "second")
    assert [to for to, _ in hall.wires.take()] == ["second"]
    hall.house.program("kiosk").draws("residence")
    hall.follow("queue:lindenhof", "third")
    assert [to for to, _ in hall.wires.take()] == [room]


def test_what_did_not_change_is_not_sent_again(hall: Hall) -> None:
    anna = hall.draw()
    phone = hall.follow(f"ticket:{anna['token']}")
    board = hall.follow("board:lindenhof")
    hall.wires.take()
    hall.draw()
    hall.wires.wait(1)
    assert [to for to, _ in hall.wires.take()] == [board]
    hall.house.clock.advance(seconds=20)
    hall.relay.sweep()
    hall.wires.wait(1)
    assert hall.wires.take() == []
    assert phone == f"ticket:{anna['token']}"


def estimate(hall: Hall, *, high: float) -> None:
    now = hall.house.clock()
    expected = PublishedEstimate(now, 60.1, 120.7, 200.0 + high / 100, 60, high, "prior")
    hall.house.services.forecasts.publish(
        Forecast("lindenhof", 0, now, services={"residence": expected})
    )


def test_a_forecast_is_sent_when_what_is_shown_changes(hall: Hall) -> None:
    hall.house.program("clerk").at(COUNTER, "open")
    estimate(hall, high=300)
    hall.follow("waits:lindenhof")
    hall.wires.take()
    estimate(hall, high=300)
    hall.relay.sweep()
    hall.wires.wait(1)
    assert hall.wires.take() == []
    estimate(hall, high=600)
    hall.relay.sweep()
    hall.wires.wait(1)
    assert len(hall.wires.take()) == 1
    hall.house.clock.advance(seconds=60)
    estimate(hall, high=600)
    hall.relay.sweep()
    hall.wires.wait(1)
    assert len(hall.wires.take()) == 1


def test_the_clock_alone_is_enough(hall: Hall) -> None:
    """Half past five, and the last number was a moment ago: nobody pressed anything."""
    hall.follow("waits:lindenhof")
    hall.wires.take()
    hall.house.clock.advance(hours=8, minutes=30)
    hall.relay.sweep()
    hall.wires.wait(1)
    (_, message), *_rest = hall.wires.take()
    assert message["data"]["state"] == "closed"


def test_a_printer_that_another_process_heard_of_is_told(hall: Hall) -> None:
    printers = hall.house.services.printers
    room = hall.follow("printer:lindenhof:kiosk")
    ((_, message),) = hall.wires.take()
    assert message["data"]["printer"]["state"] == "silent"
    printers.report("lindenhof", "kiosk", "paper_out")
    hall.relay.sweep()
    hall.wires.wait(1)
    ((to, message),) = hall.wires.take()
    assert (to, message["data"]["printer"]["state"]) == (room, "paper_out")

    hall.house.clock.advance(seconds=20)
    printers.report("lindenhof", "kiosk", "paper_out")
    hall.relay.sweep()
    hall.wires.wait(1)
    assert hall.wires.take() == []

    hall.house.clock.advance(seconds=31)
    hall.relay.sweep()
    hall.wires.wait(1)
    ((_, message),) = hall.wires.take()
    assert message["data"]["printer"]["state"] == "silent"


def test_a_visit_that_is_over_is_not_looked_up_again(hall: Hall) -> None:
    anna = hall.draw()
    hall.follow(f"ticket:{anna['token']}")
    hall.house.public().post(f"/tickets/{anna['token']}/cancel")
    hall.relay.announce("lindenhof")
    hall.wires.wait(1)
    assert hall.wires.take()[-1][1]["data"]["state"] == "cancelled"
    hall.draw()
    hall.wires.wait(1)
    assert hall.wires.take() == []


def test_one_broken_view_does_not_silence_the_others(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = hall.follow("board:lindenhof")
    queue = hall.follow("queue:lindenhof")
    hall.wires.take()

    def broken(*_: object) -> Message:
        raise ZeroDivisionError

    monkeypatch.setattr("queue_app.views.board", broken)
    hall.draw()
    hall.wires.wait(1)
    assert [to for to, _ in hall.wires.take()] == [queue]
    hall.relay.pulse()
    beats = dict(hall.wires.take("pulse"))
    # The display holds revision 0 and is told that there is more: it will ask.
    assert beats[board]["revision"] == beats[queue]["revision"] == 1


def test_a_pulse_catches_up_with_what_nobody_announced(hall: Hall) -> None:
    queue = hall.follow("queue:lindenhof")
    hall.wires.take()
    hall.house.program("kiosk").draws("residence")
    hall.relay.pulse()
    assert [(event, to) for event, to, _ in hall.wires.sent] == [("view", queue), ("pulse", queue)]
    assert {message["revision"] for _, _, message in hall.wires.sent} == {1}


def test_the_live_picture_rests_between_two_looks(hall: Hall) -> None:
    hall.follow("office:lindenhof")
    hall.wires.take()
    for _ in range(3):
        hall.draw()
        hall.wires.wait(COALESCED_SECONDS)
    assert len(hall.wires.take()) == 1
    hall.wires.wait(HEAVY_SECONDS)
    assert [message["data"]["waiting"] for _, message in hall.wires.take()] == [3]


def test_who_looks_at_a_desk_sees_whether_it_is_theirs(hall: Hall) -> None:
    bruno = hall.house.person("Bruno")
    bruno.at(COUNTER, "open")
    clerk = hall.house.services.reader.queue("lindenhof").clerks[COUNTER]
    mine = hall.follow(f"desk:{COUNTER}", "bruno", viewer=clerk.id)
    other = hall.follow(f"desk:{COUNTER}", "emil", viewer="emil")
    seen = {to: message["data"]["counter"]["mine"] for to, message in hall.wires.take()}
    assert seen == {mine: True, other: False}


def test_rooms_are_shut_when_the_last_one_leaves(hall: Hall) -> None:
    room = hall.follow("queue:lindenhof", "one")
    hall.follow("queue:lindenhof", "other")
    hall.relay.leave("one", room)
    hall.draw()
    hall.wires.wait(1)
    hall.relay.leave("other", room)
    hall.wires.take()
    hall.draw()
    hall.wires.wait(1)
    hall.relay.pulse()
    assert hall.wires.sent == []
