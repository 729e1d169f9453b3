"""Undo: a counter's last action is taken back as a whole, by compensating facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from queue_app.domain import events as e
from queue_app.domain.calling import take_break
from queue_app.domain.errors import UndoRefused
from queue_app.domain.folding import fold
from queue_app.domain.queue import CounterState, Queue, tickets_of

UNDO_SECONDS = 60
"""How long a press can be taken back."""


def undo(
    queue: Queue,
    counter_id: str,
    histories: Mapping[str, Sequence[e.Recorded]],
    action: Sequence[e.Recorded],
    now: datetime,
) -> None:
    """Take back the counter's last action.

    `action` are the facts of that action and `histories` all facts of every ticket in it, in
    order. Raises UndoRefused when there is nothing to take back, the minute is over, or a
    ticket has a later fact (an automatic recall is none).
    """
    queue.counter(counter_id)
    desk = queue.desk(counter_id)
    if desk.state is CounterState.CLOSED or desk.last_action is None or not action:
        raise UndoRefused("There is no action to take back at this counter.")
    if desk.last_action_at is None or now > desk.last_action_at + timedelta(seconds=UNDO_SECONDS):
        raise UndoRefused(f"An action can be taken back for {UNDO_SECONDS} seconds.")
    last = {e.ticket_of(f.fact): f.revision for f in action}
    for ticket_id in tickets_of(action):
        if fold(histories[ticket_id]).last_deed > last[ticket_id]:
            raise UndoRefused("Something has happened to the ticket since.")
    passed_over = _passed_over_before(desk.passed_over, action)
    # The break that began with this action is taken back first, then ticket by ticket.
    pauses = [f for f in action if isinstance(f.fact, e.CounterPaused)]
    if pauses and desk.state is CounterState.PAUSED and desk.since == pauses[-1].at:
        undoes = tuple(f.revision for f in pauses)
        queue.record(e.ActionUndone(counter_id, None, undoes, passed_over), now)
    for ticket_id in dict.fromkeys(t for f in action if (t := e.ticket_of(f.fact))):
        history = histories[ticket_id]
        first = min(f.revision for f in action if e.ticket_of(f.fact) == ticket_id)
        undoes = tuple(f.revision for f in history if f.revision >= first)
        recorded = queue.record(e.ActionUndone(counter_id, ticket_id, undoes, passed_over), now)
        queue.replace_ticket(fold([*history, recorded]))
        _fit_in(queue, counter_id, ticket_id, now)
    take_break(queue, counter_id, now)  # asked for during a call that is withdrawn now


def _passed_over_before(present: tuple[str, ...], action: Sequence[e.Recorded]) -> tuple[str, ...]:
    """The put-back tickets of the counter as they were before the action."""
    tickets = list(present)
    for recorded in reversed(action):
        match recorded.fact:
            case e.TicketPutBack(ticket=ticket) if ticket in tickets:
                tickets.reverse()  # the latest of them: it may have been put back twice
                tickets.remove(ticket)
                tickets.reverse()
            case e.TicketCalled(by_hand=False, passed_over=used) | e.NobodyCalled(passed_over=used):
                tickets = list(used)
    return tuple(tickets)


def _fit_in(queue: Queue, counter_id: str, ticket_id: str, now: datetime) -> None:
    """What counters did since holds: a closed one binds nobody, a break waits for its ticket."""
    ticket = queue.tickets[ticket_id]
    if ticket.bound_to is not None and ticket.bound_to not in queue.open_counters:
        queue.record(e.TicketUnbound(ticket_id, ticket.bound_to), now)
    desk = queue.desk(counter_id)
    if desk.state is CounterState.PAUSED and queue.current(counter_id) is not None:
        queue.record(e.CounterOpened(counter_id), now)
        queue.record(e.PauseRequested(counter_id), now)
        queue.change_desk(counter_id, reason=desk.reason)
