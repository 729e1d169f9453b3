"""The queue in memory is the queue on disk: after any presses, in any process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from queue_app.domain.calls import KEPT_CALLS
from queue_app.domain.errors import CounterBusy, UndoRefused, UnknownOffice
from queue_app.domain.queue import CounterState
from queue_app.domain.ticket import State
from queue_app.storage.accounts import Accounts
from queue_app.storage.tables import desk_sessions
from queue_app.use_cases import calling
from queue_app.use_cases.calling import NotAtCounter
from queue_app.use_cases.ports import Actor
from tests.storage.conftest import Enter
from tests.storage.morning import STEPS, Morning, Step
from tests.storage.people import OFFICE, PROGRAM, TUESDAY, Process
from tests.support.passwords import LIGHT

COUNTER = "counter-1"


def person(process: Process, name: str, role: str = "clerk", office: str | None = OFFICE) -> Actor:
    """Somebody with an account."""
    accounts = Accounts(process.database, process.clock, LIGHT)
    user = accounts.add_user(name, "correct horse", role, office)
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
    with process.database.writing() as connection:  # nobody sits in the office before
        connection.execute(delete(desk_sessions))
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


def test_after_a_restart_the_board_says_how_visits_ended(process: Process) -> None:
    for counter in (COUNTER, "counter-2"):
        process.open(counter)
    left, served, undone = (process.draw()["id"] for _ in range(3))
    process.next()
    process.next("counter-2")
    process.cancel(left)
    process.at("counter-2", calling.finish)
    process.next()
    process.at(COUNTER, calling.finish)
    process.at(COUNTER, calling.undo)
    cold = process.cold_queue()
    assert cold == process.queue()
    assert [(call.ticket, call.ended) for call in cold.calls] == [
        (undone, None),
        (served, State.FINISHED),
        (left, State.CANCELLED),
    ]
    process.clock.advance(days=1)
    process.settle()
    assert process.cold_queue() == process.queue()
    process.open()
    process.draw()
    process.next()
    assert len(process.queue().calls) == 1
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


def test_who_moves_to_another_office_leaves_the_counter_there(
    process: Process, other: Process, new_office: Callable[[], str]
) -> None:
    dora = person(process, "Dora", "admin", None)
    rosenweg = new_office()
    process.open(COUNTER, actor=dora)
    assert other.queue().clerks[COUNTER].name == "Dora"
    ticket = process.draw()["id"]
    process.next(COUNTER, actor=dora)
    with pytest.raises(CounterBusy):
        process.open(f"{rosenweg}-1", office=rosenweg, actor=dora)
    assert process.queue(rosenweg).revision == 0
    process.cancel(ticket)
    process.open(f"{rosenweg}-1", office=rosenweg, actor=dora)
    for one in (process, other):
        assert one.queue().desk(COUNTER).state is CounterState.CLOSED
        assert not one.queue().clerks
        assert set(one.queue(rosenweg).clerks) == {f"{rosenweg}-1"}
    with pytest.raises(NotAtCounter):
        process.next(COUNTER, actor=dora)
    assert process.audit()[-1][1:] == ("Dora", "open")
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
