"""The one table: every state with every action, in the table itself and through the real functions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from queue_app.domain import calling, visiting
from queue_app.domain.errors import NoCurrentTicket, NotAllowed, Unknown
from queue_app.domain.queue import Queue
from queue_app.domain.ticket import AT_COUNTER, FINAL, Action, State, Ticket, after
from tests.support.builders import one_counter_office
from tests.support.story import Story

# The table of domain.md, written down a second time: "from | action -> to".
DOMAIN_MD: dict[State, dict[Action, State]] = {
    State.WAITING: {
        Action.CALL: State.CALLED,
        Action.POSTPONE: State.WAITING,
        Action.CHANGE: State.WAITING,
        Action.CANCEL: State.CANCELLED,
        Action.EXPIRE: State.EXPIRED,
    },
    State.CALLED: {
        Action.RECALL: State.CALLED,
        Action.START: State.SERVING,
        Action.NO_SHOW: State.NO_SHOW,
        Action.PUT_BACK: State.WAITING,
        Action.TRANSFER: State.WAITING,
        Action.CANCEL: State.CANCELLED,
    },
    State.SERVING: {
        Action.FINISH: State.FINISHED,
        Action.PARK: State.PARKED,
        Action.TRANSFER: State.WAITING,
    },
    State.PARKED: {
        Action.CALL: State.CALLED,
        Action.TRANSFER: State.WAITING,
        Action.CANCEL: State.CANCELLED,
        Action.EXPIRE: State.EXPIRED,
    },
    State.NO_SHOW: {
        Action.RETURN: State.WAITING,
        Action.CALL: State.CALLED,
        Action.CANCEL: State.CANCELLED,
        Action.EXPIRE: State.EXPIRED,
    },
    State.FINISHED: {},
    State.CANCELLED: {},
    State.EXPIRED: {},
}

CELLS = [(state, action) for state in State for action in Action]


def cell_name(cell: tuple[State, Action]) -> str:
    return f"{cell[0]}-{cell[1]}"


@pytest.mark.parametrize("cell", CELLS, ids=cell_name)
def test_the_table_says_what_the_domain_says(cell: tuple[State, Action]) -> None:
    state, action = cell
    expected = DOMAIN_MD[state].get(action)
    if expected is not None:
        assert after(state, action) is expected
        return
    with pytest.raises(NotAllowed) as refusal:
        after(state, action)
    assert refusal.value.extra == {"state": state.value, "action": action.value}
    assert state.value in refusal.value.detail
    assert action.value in refusal.value.detail


def in_state(state: State) -> tuple[Story, Queue]:
    """Anna's ticket led into a state; the queue still holds it, as in the same unit of work."""
    story = Story(one_counter_office()).at("09:00")
    bruno = story.clerk().opens()
    anna = story.citizen().draws()
    match state:
        case State.CANCELLED:
            anna.cancels()
        case State.EXPIRED:
            anna.is_ended()
        case State.WAITING:
            pass
        case _:
            bruno.calls_next()
            story.later(minutes=1)
    match state:
        case State.NO_SHOW:
            bruno.misses()
        case State.SERVING | State.PARKED | State.FINISHED:
            bruno.starts()
    if state is State.PARKED:
        bruno.parks()
    if state is State.FINISHED:
        bruno.finishes()
    assert anna.state is state
    queue = story.queue.copy()
    queue.tickets[anna.id] = anna.ticket
    return story, queue


Deed = Callable[[Queue, str, Story], Ticket]

BY_TICKET: dict[Action, Deed] = {
    Action.CALL: lambda q, id, s: calling.call_by_hand(q, "one", id, s.now),
    Action.POSTPONE: lambda q, id, s: visiting.postpone(q, id, 5, s.now),
    Action.CHANGE: lambda q, id, s: visiting.change(q, id, s.now, persons=2),
    Action.CANCEL: lambda q, id, s: visiting.cancel(q, id, s.now, by="staff"),
    Action.EXPIRE: lambda q, id, s: visiting.expire(q, id, s.now),
    Action.RETURN: lambda q, id, s: visiting.come_back(q, id, s.now, by_staff=True),
    Action.TRANSFER: lambda q, id, s: calling.transfer(
        q, "one", s.now, service=None, to_counter="one", ticket_id=id
    ),
}
"""Actions that name the ticket."""

AT_DESK: dict[Action, Deed] = {
    Action.RECALL: lambda q, _, s: calling.recall(q, "one", s.now),
    Action.START: lambda q, _, s: calling.start(q, "one", s.now),
    Action.NO_SHOW: lambda q, _, s: calling.no_show(q, "one", s.now),
    Action.PUT_BACK: lambda q, _, s: calling.put_back(q, "one", s.now),
    Action.PARK: lambda q, _, s: calling.park(q, "one", s.now),
    Action.FINISH: lambda q, _, s: calling.finish(q, "one", s.now),
}
"""Actions on whatever ticket is at the counter."""


@pytest.mark.parametrize("cell", [c for c in CELLS if c[1] in BY_TICKET], ids=cell_name)
def test_functions_that_name_the_ticket_keep_to_the_table(cell: tuple[State, Action]) -> None:
    state, action = cell
    story, queue = in_state(state)
    expected = DOMAIN_MD[state].get(action)
    if expected is not None:
        assert BY_TICKET[action](queue, "t1-Anna", story).state is expected
        return
    with pytest.raises(NotAllowed) as refusal:
        BY_TICKET[action](queue, "t1-Anna", story)
    assert refusal.value.extra == {"state": state.value, "action": action.value}
    assert queue.recorded == []


@pytest.mark.parametrize("cell", [c for c in CELLS if c[1] in AT_DESK], ids=cell_name)
def test_functions_at_the_counter_keep_to_the_table(cell: tuple[State, Action]) -> None:
    state, action = cell
    story, queue = in_state(state)
    if state not in AT_COUNTER:  # a counter without a current ticket
        with pytest.raises(NoCurrentTicket):
            AT_DESK[action](queue, "", story)
        assert queue.recorded == []
        return
    expected = DOMAIN_MD[state].get(action)
    if (state, action) == (State.CALLED, Action.FINISH):  # finish implies start
        expected = State.FINISHED
    if expected is not None:
        assert AT_DESK[action](queue, "", story).state is expected
        return
    with pytest.raises(NotAllowed) as refusal:
        AT_DESK[action](queue, "", story)
    assert refusal.value.extra == {"state": state.value, "action": action.value}
    assert queue.recorded == []


def test_three_states_are_final_and_nothing_leaves_them() -> None:
    assert {State.FINISHED, State.CANCELLED, State.EXPIRED} == FINAL
    assert all(not DOMAIN_MD[state] for state in FINAL)


@pytest.mark.parametrize("action", [*BY_TICKET], ids=str)
def test_a_ticket_of_another_office_is_unknown_here(action: Action) -> None:
    story, queue = in_state(State.WAITING)
    with pytest.raises(Unknown):
        BY_TICKET[action](queue, "a-ticket-of-doras-office", story)


@pytest.mark.parametrize("action", [*AT_DESK], ids=str)
def test_doras_counter_is_unknown_here(action: Action) -> None:
    story = Story()
    deeds: dict[Action, Callable[[], object]] = {
        Action.RECALL: story.dora().recalls,
        Action.START: story.dora().starts,
        Action.NO_SHOW: story.dora().misses,
        Action.PUT_BACK: story.dora().puts_back,
        Action.PARK: story.dora().parks,
        Action.FINISH: story.dora().finishes,
    }
    with pytest.raises(Unknown):
        deeds[action]()
