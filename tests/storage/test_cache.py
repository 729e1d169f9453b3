"""The queue in memory is the queue on disk: after any presses, in any process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from queue_app.domain.errors import Refused, UndoRefused, UnknownOffice
from queue_app.domain.queue import KEPT_CALLS, CounterState, Queue
from queue_app.domain.ticket import State
from queue_app.storage.accounts import Accounts
from queue_app.use_cases import business_day, calling, issuing, visiting
from queue_app.use_cases.calling import NotAtCounter
from queue_app.use_cases.ports import Actor
from tests.storage.conftest import Enter
from tests.storage.people import OFFICE, PROGRAM, Process

COUNTER = "counter-1"


def person(process: Process, name: str, office: str = OFFICE) -> Actor:
    """A clerk with an account."""
    accounts = Accounts(process.database, process.clock)
    user = accounts.add_user(name, "correct horse", "clerk", office)
    return Actor(user.name, user.role, f"user:{user.id}", user.id)


@dataclass
class Morning:
    """A random morning in a small office, in which two processes are pressed by turns."""

    office: str
    processes: tuple[Process, Process]
    clerks: tuple[Actor, ...]
    turn: int = 0

    @property
    def process(self) -> Process:
        return self.processes[self.turn]

    @property
    def queue(self) -> Queue:
        return self.process.queue(self.office)

    def press(self, step: tuple[str, int, int, int]) -> None:
        """One press; what the rules refuse is part of the morning."""
        name, number, choice, self.turn = step
        try:
            getattr(self, name)(f"{self.office}-{number % 3 + 1}", choice)
        except Refused as refusal:
            event(f"{name}: {refusal.code}")
        else:
            event(f"{name}: done")

    def ticket(self, choice: int) -> str:
        found = list(self.queue.tickets)
        return found[choice % len(found)] if found else "nobody's"

    def at(self, counter: str, button: Callable[..., object], **options: object) -> None:
        clerk = self.queue.clerks.get(counter)
        actor = next((c for c in self.clerks if clerk and c.user == clerk.id), PROGRAM)
        self.process.at(counter, button, office=self.office, actor=actor, **options)  # type: ignore[arg-type]  # every button answers

    def visit(self, button: Callable[..., object], choice: int, **options: object) -> None:
        self.process.visit(button, self.ticket(choice), office=self.office, **options)  # type: ignore[arg-type]  # likewise

    # The steps

    def draw(self, _counter: str, choice: int) -> None:
        services = [f"{self.office}-{key}" for key in ("card", "move", "info")]
        also = (services[(choice + 1) % 3],) if choice % 4 == 0 else ()
        booked = timedelta(minutes=choice * 3 - 15)
        self.process.draw(
            services[choice % 3],
            office=self.office,
            also=also,
            persons=1 + choice % 6,
            by_staff=True,
            priority=("normal", "priority", None)[choice % 3],
            booked_at=self.process.clock() + booked if choice % 5 == 0 else None,
        )

    def open(self, counter: str, choice: int) -> None:
        actor = (*self.clerks, PROGRAM)[choice % 3]
        self.process.at(counter, calling.open_counter, office=self.office, actor=actor)

    def next(self, counter: str, choice: int) -> None:
        options = {"current": ("served", "absent", None)[choice % 3], "override": True}
        self.at(counter, calling.call_next, **options)

    def call(self, counter: str, choice: int) -> None:
        self.at(counter, calling.call_by_hand, ticket=self.ticket(choice))

    def recall(self, counter: str, _choice: int) -> None:
        self.at(counter, calling.recall)

    def start(self, counter: str, _choice: int) -> None:
        self.at(counter, calling.start)

    def finish(self, counter: str, _choice: int) -> None:
        self.at(counter, calling.finish)

    def no_show(self, counter: str, _choice: int) -> None:
        self.at(counter, calling.no_show, override=True)

    def put_back(self, counter: str, _choice: int) -> None:
        self.at(counter, calling.put_back)

    def park(self, counter: str, choice: int) -> None:
        self.at(counter, calling.park, note="fetches a form" if choice % 2 else None)

    def transfer(self, counter: str, choice: int) -> None:
        service = f"{self.office}-{('card', 'move', 'info')[choice % 3]}"
        to = f"{self.office}-{choice % 3 + 1}"
        options = ({"service": service}, {"to_counter": to}, {"service": service, "to_counter": to})
        self.at(counter, calling.transfer, **options[choice % 3], auto_return=choice % 2 == 0)

    def undo(self, counter: str, _choice: int) -> None:
        self.at(counter, calling.undo)

    def pause(self, counter: str, choice: int) -> None:
        self.at(counter, calling.pause_counter, reason="tea" if choice % 2 else None)

    def close(self, counter: str, _choice: int) -> None:
        self.at(counter, calling.close_counter)

    def cancel(self, _counter: str, choice: int) -> None:
        self.visit(visiting.cancel, choice, by_staff=False)

    def come_back(self, _counter: str, choice: int) -> None:
        missed = [t.id for t in self.queue.in_state(State.NO_SHOW)]
        ticket = missed[choice % len(missed)] if missed else self.ticket(choice)
        self.process.visit(visiting.come_back, ticket, office=self.office, by_staff=True)

    def postpone(self, _counter: str, choice: int) -> None:
        self.visit(visiting.postpone, choice, minutes=1 + choice % 10)

    def change(self, _counter: str, choice: int) -> None:
        service = f"{self.office}-{('card', 'move', 'info')[choice % 3]}"
        self.visit(visiting.change, choice, service=service, persons=2)

    def expire(self, _counter: str, choice: int) -> None:
        self.visit(visiting.expire, choice)

    def alarm(self, counter: str, choice: int) -> None:
        at = counter if choice % 2 else None
        business_day.raise_alarm(self.process.deps, self.office, PROGRAM, rendered, counter=at)

    def end_alarm(self, _counter: str, _choice: int) -> None:
        business_day.end_alarm(self.process.deps, self.office, PROGRAM, rendered)

    def issuing(self, _counter: str, choice: int) -> None:
        issuing.set_issuing(
            self.process.deps,
            self.office,
            PROGRAM,
            rendered,
            is_open=choice % 3 != 0,
            service=f"{self.office}-info" if choice % 2 else None,
            reason="too full" if choice % 4 else None,
        )

    def wait(self, _counter: str, choice: int) -> None:
        self.process.clock.advance(seconds=(1, 20, 50, 400)[choice % 4])

    def go_home(self, _counter: str, choice: int) -> None:
        if choice % 7 == 0:  # now and then the day ends
            self.process.clock.advance(minutes=(120, 600)[choice % 2])

    def settle(self, _counter: str, _choice: int) -> None:
        self.process.settle(self.office)


def rendered(_press: object, _result: object) -> tuple[int, None]:
    """The answer matters to nobody here."""
    return 204, None


ONCE = (
    "open", "call", "recall", "start", "finish", "no_show", "put_back", "park", "transfer", "undo",
    "pause", "close", "cancel", "come_back", "postpone", "change", "expire", "alarm", "end_alarm",
    "issuing", "wait", "go_home", "settle",
)  # fmt: skip
STEPS = st.tuples(
    st.sampled_from((*ONCE, *["open"] * 2, *["draw"] * 6, *["next"] * 6, *["undo"] * 3)),
    st.integers(0, 2),
    st.integers(0, 59),
    st.integers(0, 1),
)


@settings(
    max_examples=10,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=15, max_size=40))
def test_after_any_presses_every_memory_is_the_truth(
    process: Process,
    new_office: Callable[[], str],
    another_process: Enter,
    steps: list[tuple[str, int, int, int]],
) -> None:
    office = new_office()
    process.clock.now = process.clock.now.replace(hour=8, minute=0, second=0, microsecond=0)
    process.clock.now = process.clock.now.replace(day=24)
    other = another_process()
    clerks = tuple(person(process, f"{name} of {office}", office) for name in ("Bruno", "Dora"))
    morning = Morning(office, (process, other), clerks)
    for step in (("open", 0, 2, 0), ("open", 1, 0, 1), ("draw", 0, 1, 0), *steps):
        morning.press(step)
        pressed = morning.process.queue(office)
        # The other process has to read anew, from the log.
        assert morning.processes[1 - morning.turn].queue(office) == pressed, step
        assert not pressed.recorded
        assert all(not ticket.is_final for ticket in pressed.tickets.values())
    assert process.cold_queue(office) == process.queue(office)
    log = process.log(office)
    assert [fact.revision for fact in log] == list(range(1, len(log) + 1))
    other.database.close()


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


def test_who_sits_where_is_known_to_every_process(process: Process, another_process: Enter) -> None:
    bruno, dora = person(process, "Bruno"), person(process, "Dora")
    other = another_process()
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
    process: Process, another_process: Enter
) -> None:
    bruno = person(process, "Bruno")
    other = another_process()
    process.open(COUNTER, actor=bruno)
    assert COUNTER in other.queue().clerks
    process.open(COUNTER, actor=PROGRAM)
    assert not process.queue().clerks
    assert not other.queue().clerks
    with pytest.raises(NotAtCounter):
        other.next(COUNTER, actor=bruno)


def test_an_office_that_does_not_exist(process: Process) -> None:
    for ask in (process.queue, process.reader.revision, process.settle):
        with pytest.raises(UnknownOffice):
            ask("nowhere")
