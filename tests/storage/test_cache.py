"""The queue in memory is the queue on disk: after any presses, in any process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queue_app.domain.errors import UndoRefused, UnknownOffice
from queue_app.domain.queue import KEPT_CALLS, CounterState
from queue_app.domain.ticket import State
from queue_app.storage.accounts import Accounts
from queue_app.use_cases import calling
from queue_app.use_cases.calling import NotAtCounter
from queue_app.use_cases.ports import Actor
from tests.storage.conftest import Enter
from tests.storage.morning import STEPS, Morning, Step
from tests.storage.people import OFFICE, PROGRAM, TUESDAY, Process

COUNTER = "counter-1"


def person(process: Process, name: str) -> Actor:
    """A clerk with an account."""
    accounts = Accounts(process.database, process.clock)
    user = accounts.add_user(name, "correct horse", "clerk", OFFICE)
    return Actor(user.name, user.role, f"user:{user.id}", user.id)


@pytest.fixture
def other(process: Process, another_process: Enter) -> Process:
    """A second process on the same database, with the same clock."""
    return another_process()


@pytest.fixture
def clerks(process: Process) -> tuple[Actor, Actor]:
    """Two people who sit down here and there."""
    return person(process, "Bruno"), person(process, "Dora")


@settings(
    max_examples=10,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=20, max_size=50))
def test_after_any_presses_every_memory_is_the_truth(
    process: Process,
    other: Process,
    clerks: tuple[Actor, Actor],
    new_office: Callable[[], str],
    steps: list[Step],
) -> None:
    process.clock.now = TUESDAY
    office = new_office()
    morning = Morning(office, (process, other), clerks)
    morning.begin()
    for step in steps:
        morning.press(step)
        pressed = morning.process.queue(office)
        # The other process has to read anew, from the log.
        assert morning.processes[1 - morning.turn].queue(office) == pressed, step
        assert not pressed.recorded
        assert all(not ticket.is_final for ticket in pressed.tickets.values())
    assert process.cold_queue(office) == process.queue(office)
    log = process.log(office)
    assert [fact.revision for fact in log] == list(range(1, len(log) + 1))


def test_what_is_read_is_never_changed_in_place(process: Process) -> None:
    process.open()
    process.draw()
    before = process.queue()
    snapshot = replace(before, tickets=dict(before.tickets), desks=dict(before.desks))
    process.next()
    assert before == snapshot
    assert process.queue().revision == before.revision + 1


def test_nothing_is_read_again_while_nobody_else_writes(process: Process) -> None:
    process.open()
    process.draw()
    assert process.queue() is process.queue()


def test_undo_in_a_process_that_saw_nothing(process: Process, another_process: Enter) -> None:
    process.open()
    anna, ben = process.draw()["id"], process.draw()["id"]
    process.next()
    process.next()  # Anna is served, Ben is called
    cold = another_process()
    cold.at(COUNTER, calling.undo)
    for queue in (cold.queue(), process.queue(), process.cold_queue()):
        assert queue.tickets[anna].state is State.CALLED
        assert queue.tickets[ben].state is State.WAITING
        assert queue.tickets[ben].withdrawn
        assert [call.withdrawn for call in queue.calls] == [True, False]
    with pytest.raises(UndoRefused):
        process.at(COUNTER, calling.undo)


def test_an_undone_ending_opens_the_ticket_again(process: Process, another_process: Enter) -> None:
    process.open()
    anna = process.draw()["id"]
    process.next()
    process.at(COUNTER, calling.finish)
    assert anna not in process.queue().tickets
    assert process.reader.ticket(OFFICE, anna).state is State.FINISHED
    process.at(COUNTER, calling.undo)
    assert process.queue().tickets[anna].state is State.CALLED
    process.at(COUNTER, calling.no_show, override=True)
    assert another_process().queue().tickets[anna].state is State.NO_SHOW


def test_the_latest_calls_are_known_however_often_they_were_repeated(process: Process) -> None:
    process.open()
    for _ in range(KEPT_CALLS + 2):
        process.draw()
        process.next()
        for _ in range(5):
            process.at(COUNTER, calling.recall)
    assert len(process.queue().calls) == KEPT_CALLS
    assert process.cold_queue() == process.queue()


def test_who_sits_where_is_known_to_every_process(
    process: Process, other: Process, clerks: tuple[Actor, Actor]
) -> None:
    bruno, dora = clerks
    process.open(COUNTER, actor=bruno)
    assert other.queue().clerks[COUNTER].name == "Bruno"
    other.open(COUNTER, actor=dora)  # she takes over
    with pytest.raises(NotAtCounter):
        process.next(COUNTER, actor=bruno)
    process.open("counter-2", actor=dora)  # and moves on
    assert other.queue().desk(COUNTER).state is CounterState.CLOSED
    assert set(other.queue().clerks) == {"counter-2"}
    other.at("counter-2", calling.close_counter, actor=dora)
    assert not process.queue().clerks
    assert process.cold_queue() == process.queue() == other.queue()


def test_a_program_that_takes_over_a_counter_is_known_to_every_process(
    process: Process, other: Process, clerks: tuple[Actor, Actor]
) -> None:
    bruno, _ = clerks
    process.open(COUNTER, actor=bruno)
    assert COUNTER in other.queue().clerks
    process.open(COUNTER, actor=PROGRAM)
    assert not process.queue().clerks
    assert not other.queue().clerks
    with pytest.raises(NotAtCounter):
        other.next(COUNTER, actor=bruno)


def test_an_office_that_does_not_exist(process: Process) -> None:
    for ask in (process.queue, process.reader.queue, process.settle):
        with pytest.raises(UnknownOffice):
            ask("nowhere")
