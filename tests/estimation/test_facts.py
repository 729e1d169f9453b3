"""From facts to observations: what the log of a morning teaches."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

import pytest

from queue_app.domain import calling, issuing, visiting
from queue_app.domain.queue import Queue
from queue_app.estimation import (
    Arrival,
    Gap,
    Missed,
    Observation,
    Pause,
    Served,
    Shift,
    Waited,
    observations_of,
)
from tests.estimation.people import NOON, OFFICE


class Morning:
    """An empty office in which people press; minutes count from noon."""

    def __init__(self) -> None:
        self.queue = Queue(OFFICE, "epoch")
        self.numbers = count(1)

    def at(self, minute: float) -> datetime:
        """The instant of a press: what is recorded from here on is an action of its own."""
        self.queue.press()
        return NOON + timedelta(minutes=minute)

    def draw(self, minute: float, service: str = "card", persons: int = 1) -> str:
        name = f"t{next(self.numbers)}"
        request = issuing.Request(service, persons=persons)
        issuing.issue(self.queue, request, name, lambda *_: 1, self.at(minute))
        return name

    def learned(self, kind: type) -> list[Observation]:
        return [o for o in observations_of(self.queue.recorded, OFFICE) if isinstance(o, kind)]


def test_a_morning_teaches_durations_gaps_waits_and_shifts() -> None:
    morning = Morning()
    queue, at = morning.queue, morning.at
    calling.open_counter(queue, "one", at(0))
    morning.draw(1)
    morning.draw(2, persons=3)
    calling.call_next(queue, "one", at(3), current=None, override=False)
    calling.start(queue, "one", at(4))
    calling.finish(queue, "one", at(13))
    calling.call_next(queue, "one", at(15), current=None, override=False)
    calling.no_show(queue, "one", at(17))
    calling.pause_counter(queue, "one", None, at(18))
    calling.open_counter(queue, "one", at(25))
    calling.close_counter(queue, "one", at(30))
    (served,) = morning.learned(Served)
    assert isinstance(served, Served)
    assert (served.seconds, served.persons, served.waiting) == (600, 1, 1)
    assert served.clock == 12 * 3600 + 180
    assert not served.closed_by_next_call
    assert [w.seconds for w in morning.learned(Waited) if isinstance(w, Waited)] == [120, 780]
    assert [g.seconds for g in morning.learned(Gap) if isinstance(g, Gap)] == [120]
    assert [m.seconds for m in morning.learned(Missed) if isinstance(m, Missed)] == [120]
    assert [p.seconds for p in morning.learned(Pause) if isinstance(p, Pause)] == [420]
    assert len(morning.learned(Shift)) == 1
    assert len(morning.learned(Arrival)) == 2


def test_next_that_ends_a_service_says_so() -> None:
    morning = Morning()
    calling.open_counter(morning.queue, "one", morning.at(0))
    for minute in (1, 2):
        morning.draw(minute)
    for minute in (3, 10):
        calling.call_next(morning.queue, "one", morning.at(minute), current=None, override=False)
    (served,) = morning.learned(Served)
    assert isinstance(served, Served)
    assert served.closed_by_next_call
    assert served.seconds == 420


def test_who_gives_the_number_back_has_left() -> None:
    morning = Morning()
    name = morning.draw(1)
    visiting.cancel(morning.queue, name, morning.at(11), by="citizen")
    (waited,) = morning.learned(Waited)
    assert isinstance(waited, Waited)
    assert waited.left
    assert waited.seconds == pytest.approx(600)


def test_who_finds_a_counter_idle_shows_no_gap() -> None:
    morning = Morning()
    calling.open_counter(morning.queue, "one", morning.at(0))
    morning.draw(1)
    calling.call_next(morning.queue, "one", morning.at(2), current=None, override=False)
    calling.start(morning.queue, "one", morning.at(3))
    calling.finish(morning.queue, "one", morning.at(10))
    morning.draw(20)
    calling.call_next(morning.queue, "one", morning.at(20.5), current=None, override=False)
    assert morning.learned(Gap) == []
    calling.start(morning.queue, "one", morning.at(21))
    morning.draw(25)
    calling.finish(morning.queue, "one", morning.at(30))
    calling.call_next(morning.queue, "one", morning.at(31), current=None, override=False)
    assert [g.seconds for g in morning.learned(Gap) if isinstance(g, Gap)] == [60]
    calling.start(morning.queue, "one", morning.at(32))
    calling.finish(morning.queue, "one", morning.at(58))
    calling.close_counter(morning.queue, "one", morning.at(60))
    (shift,) = morning.learned(Shift)
    assert isinstance(shift, Shift)
    assert shift.last == 12 * 3600 + 31 * 60
