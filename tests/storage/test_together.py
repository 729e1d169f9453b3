"""Many hands at once: no number twice, no ticket at two counters, nothing lost, no gap."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

import pytest

from queue_app.domain import events as e
from queue_app.domain.queue import Queue
from queue_app.domain.ticket import State
from queue_app.storage.database import Unavailable
from queue_app.use_cases import calling
from queue_app.use_cases.ports import Conflict, Once
from tests.storage.conftest import Enter
from tests.storage.people import OFFICE, Process

COUNTERS = ("counter-1", "counter-2", "counter-3", "counter-5")
KIOSKS = 4
EACH = 30

T = TypeVar("T")


def all_at_once(deeds: Sequence[Callable[[], T]]) -> list[T]:
    """Begin everything in the same instant, in threads of its own."""
    barrier = threading.Barrier(len(deeds))

    def run(deed: Callable[[], T]) -> T:
        barrier.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [future.result() for future in [pool.submit(run, deed) for deed in deeds]]


def patient(deed: Callable[[], T]) -> T:
    """Press again when the house asks for it."""
    while True:
        with suppress(Conflict):
            return deed()


def test_four_kiosks_and_four_counters_on_two_processes(
    process: Process, another_process: Enter
) -> None:
    processes = (process, another_process())
    for counter in COUNTERS:
        process.open(counter)
    done = threading.Event()

    def kiosk(number: int) -> list[Any]:
        mine = processes[number % 2]
        return [patient(lambda: mine.draw("id-card")) for _ in range(EACH)]

    def desk(number: int) -> list[Any]:
        mine, called, idle = processes[number % 2], [], False
        while not (idle and done.is_set()):
            idle = False
            ticket = patient(lambda: mine.next(COUNTERS[number]))
            if ticket is None:
                idle = True
            else:
                called.append(ticket)
        return called

    kiosks_left = threading.Semaphore(0)

    def draw(number: int) -> list[Any]:
        try:
            return kiosk(number)
        finally:
            kiosks_left.release()

    def closing_time() -> list[Any]:
        for _ in range(KIOSKS):
            kiosks_left.acquire()
        done.set()
        return []

    kiosks = [partial(draw, number) for number in range(KIOSKS)]
    desks = [partial(desk, number) for number in range(len(COUNTERS))]
    deeds: list[Callable[[], list[Any]]] = [*kiosks, *desks, closing_time]
    answers = all_at_once(deeds)

    drawn = [ticket for tickets in answers[:KIOSKS] for ticket in tickets]
    called = [ticket for tickets in answers[KIOSKS:] for ticket in tickets]
    total = KIOSKS * EACH
    assert sorted(ticket["number"] for ticket in drawn) == [
        f"C{n:03d}" for n in range(1, total + 1)
    ]
    assert Counter(ticket["id"] for ticket in called) == Counter(ticket["id"] for ticket in drawn)
    assert_the_log_says_so(process, {ticket["id"] for ticket in drawn})
    assert process.queue() == processes[1].queue() == process.cold_queue()


def assert_the_log_says_so(process: Process, drawn: set[str]) -> None:
    """Every acknowledged press is in the log, which has neither gap nor double."""
    log = process.log()
    assert [fact.revision for fact in log] == list(range(1, len(log) + 1))
    issued = [f.fact.ticket for f in log if isinstance(f.fact, e.TicketIssued)]
    assert Counter(issued) == Counter(drawn)
    calls = Counter(f.fact.ticket for f in log if isinstance(f.fact, e.TicketCalled))
    assert set(calls.values()) == {1}
    assert set(calls) == drawn


def test_the_last_ticket_is_called_once(process: Process, another_process: Enter) -> None:
    processes = (process, another_process())
    for counter in COUNTERS:
        process.open(counter)
    for _ in range(5):
        anna = process.draw("residence")["id"]
        presses = [
            partial(mine.next, counter)
            for counter, mine in zip(COUNTERS, processes * 2, strict=True)
        ]
        answers = all_at_once([partial(patient, press) for press in presses])
        assert [ticket["id"] for ticket in answers if ticket] == [anna]


def test_a_double_tap_makes_one_ticket(process: Process, another_process: Enter) -> None:
    processes = (process, another_process())
    once = Once("kiosk POST /tickets", "the same key", "the same body")
    taps = [partial(mine.draw_answer, "residence", once=once) for mine in processes * 4]
    answers = all_at_once([partial(patient, tap) for tap in taps])
    assert len(set(answers)) == 1
    assert len(process.queue().tickets) == 1
    assert [fact.revision for fact in process.log()] == [1]


def test_readers_see_whole_queues_while_others_write(
    process: Process, another_process: Enter
) -> None:
    """A queue is read in one instant: never the tickets of one revision with desks of another."""
    writer, stop = another_process(), threading.Event()
    writer.open()

    def write() -> int:
        for _ in range(40):
            writer.draw()
            writer.next()
            writer.at("counter-1", calling.start)
            writer.at("counter-1", calling.park)
        stop.set()
        return 0

    def read() -> int:
        seen = 0
        while not stop.is_set():
            assert_whole(process.cold_queue())
            seen += 1
        return seen

    _, *seen = all_at_once([write, read, read])
    assert all(seen)


def assert_whole(queue: Queue) -> None:
    """What the steps of the story above leave behind, at any of its revisions."""
    assert max((t.revision for t in queue.tickets.values()), default=1) == queue.revision
    at_desk = queue.current("counter-1")
    desk = queue.desk("counter-1")
    last = max(queue.in_state(State.PARKED), key=lambda t: t.revision, default=None)
    expected = {
        None: "TicketParked" if last else None,
        State.CALLED: "TicketCalled",
        State.SERVING: "ServiceStarted",
    }
    assert desk.last_kind == expected[at_desk.state if at_desk else None]


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_offices_do_not_wait_for_each_other(
    process: Process, new_office: Callable[[], str]
) -> None:
    """On PostgreSQL; an embedded database has one writer."""
    one, other = new_office(), new_office()
    with process.deps.begin() as unit:
        unit.queue(one)
        assert process.draw(f"{other}-card", office=other)["number"] == "A001"


def test_a_press_waits_for_the_one_before(process: Process, another_process: Enter) -> None:
    other = another_process()
    order: list[str] = []
    holding = threading.Event()

    def hold() -> None:
        with process.deps.begin() as unit:
            unit.queue(OFFICE)
            holding.set()
            # Long enough for the other one to arrive at the lock.
            waiting.wait(timeout=0.3)
            order.append("first")

    waiting = threading.Event()

    def press() -> None:
        holding.wait()
        patient(other.draw)
        order.append("second")
        waiting.set()

    all_at_once([hold, press])
    assert order == ["first", "second"]


def test_a_database_that_went_away_says_so_and_comes_back(process: Process) -> None:
    process.draw()
    file = process.database.file
    if file is None:
        process.database.engine.dispose()
        assert process.draw()["number"] == "A002"
        return
    process.database.close()
    away = file.with_suffix(".away")
    file.rename(away)
    file.mkdir()
    with pytest.raises(Unavailable):
        process.draw()
    file.rmdir()
    away.rename(file)
    assert process.draw()["number"] == "A002"
