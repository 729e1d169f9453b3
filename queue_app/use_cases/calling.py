"""The clerk's buttons: everything that is pressed at a counter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from queue_app.domain import calling, timed, undoing
from queue_app.domain import events as e
from queue_app.domain.errors import CounterBusy, Refused
from queue_app.domain.queue import Clerk, CounterState, Queue, tickets_of
from queue_app.domain.ticket import Ticket
from queue_app.use_cases.ports import Actor, Answer, Deps, Once
from queue_app.use_cases.pressing import Press, Render, press

T = TypeVar("T")


class NotAtCounter(Refused):
    """The person is not (any more) signed in at this counter."""

    code = "not_at_counter"


def open_counter(
    deps: Deps,
    office: str,
    counter: str,
    actor: Actor,
    render: Render[None],
    *,
    once: Once | None = None,
) -> Answer:
    """Open the counter and sit down there; raises CounterBusy with a current ticket elsewhere.

    A person leaves the counter of before, which closes, and takes over one that was left open.
    """

    def deed(current: Press) -> None:
        queue, now = current.queue, current.now
        queue.counter(counter)
        sitting = queue.clerks.get(counter)
        moved = (sitting.id if sitting else None) != actor.user
        if actor.user is not None:
            _leave_others(current, actor.user, counter)
        if moved and queue.desk(counter).state is CounterState.OPEN:
            queue.record(e.CounterOpened(counter), now)  # taken over: everybody sees by whom
        calling.open_counter(queue, counter, now)
        if actor.user is not None:
            current.unit.sit(counter, Clerk(actor.user, actor.name))
        elif sitting is not None:
            current.unit.sit(counter, None)

    return press(deps, office, actor, "open", deed, render, once=once)


def _leave_others(current: Press, user: str, counter: str) -> None:
    """Close the counter where the person was signed in before, in this office or another one."""
    seat = current.unit.seat(user)
    if seat is None or seat[1] == counter:
        return
    office, other = seat
    if office == current.queue.office.id:
        _leave(current.queue, other, current.now)
        return
    queue = current.unit.queue(office)
    timed.settle(queue, current.now)
    settled = queue.revision
    queue.press()
    _leave(queue, other, current.now)
    current.unit.save(queue, current.actor, "open", current.now, settled=settled)


def _leave(queue: Queue, counter: str, now: datetime) -> None:
    if queue.current(counter):
        raise CounterBusy("You still have a ticket at another counter.", counter=counter)
    calling.close_counter(queue, counter, now)


def pause_counter(
    deps: Deps,
    office: str,
    counter: str,
    actor: Actor,
    render: Render[None],
    *,
    reason: str | None = None,
    once: Once | None = None,
) -> Answer:
    """Declare a break; with a current ticket it begins afterwards."""
    return _at_desk(
        deps, office, counter, actor, "pause", render, once,
        lambda queue, p: calling.pause_counter(queue, counter, reason, p.now),
    )  # fmt: skip


def close_counter(
    deps: Deps,
    office: str,
    counter: str,
    actor: Actor,
    render: Render[None],
    *,
    once: Once | None = None,
) -> Answer:
    """Close the counter; raises CounterBusy with a current ticket."""

    def deed(queue: Queue, current: Press) -> None:
        calling.close_counter(queue, counter, current.now)
        current.unit.sit(counter, None)

    return _at_desk(deps, office, counter, actor, "close", render, once, deed)


def call_next(
    deps: Deps,
    office: str,
    counter: str,
    actor: Actor,
    render: Render[Ticket | None],
    *,
    current: str | None = None,
    override: bool = False,
    once: Once | None = None,
) -> Answer:
    """Dispose of the current ticket and call the next one (None: nobody is eligible)."""
    return _at_desk(
        deps, office, counter, actor, "call_next", render, once,
        lambda queue, p: calling.call_next(
            queue, counter, p.now, current=current, override=override
        ),
    )  # fmt: skip


def call_by_hand(
    deps: Deps,
    office: str,
    counter: str,
    actor: Actor,
    render: Render[Ticket],
    *,
    ticket: str,
    once: Once | None = None,
) -> Answer:
    """Call a given waiting, parked or missed ticket."""
    return _at_desk(
        deps, office, counter, actor, "call", render, once,
        lambda queue, p: calling.call_by_hand(queue, counter, ticket, p.now),
    )  # fmt: skip


def recall(
    deps: Deps,
    office: str,
    counter: str,
    actor: Actor,
    render: Render[Ticket],
    *,
    once: Once | None = None,
) -> Answer:
    """Call the current number again."""
    return _at_desk(
        deps, office, counter, actor, "recall", render, once,
        lambda queue, p: calling.recall(queue, counter, p.now),
    )  # fmt: skip


def start(
    deps: Deps,
    office: str,
    counter: str,
    actor: Actor,
    render: Render[Ticket],
    *,
    once: Once | None = None,
) -> Answer:
    """The citizen is here."""
    return _at_desk(
        deps, office, counter, actor, "start", render, once,
        lambda queue, p: calling.start(queue, counter, p.now),
    )  # fmt: skip


def finish(
    deps: Deps,
    office: str,
    counter: str,
    actor: Actor,
    render: Render[Ticket],
    *,
    outcome: str | None = None,
    services: tuple[str, ...] = (),
    once: Once | None = None,
) -> Answer:
    """End the leg with an outcome and the services rendered."""
    return _at_desk(
        deps, office, counter, actor, "finish", render, once,
        lambda queue, p: calling.finish(
            queue, counter, p.now, outcome=outcome, services=services
        ),
    )  # fmt: skip


def no_show(
    deps: Deps,
    office: str,
    counter: str,
    actor: Actor,
    render: Render[Ticket],
    *,
    override: bool = False,
    once: Once | None = None,
) -> Answer:
    """Nobody came."""
    return _at_desk(
        deps, office, counter, actor, "no_show", render, once,
        lambda queue, p: calling.no_show(queue, counter, p.now, override=override),
    )  # fmt: skip


def put_back(
    deps: Deps,
    office: str,
    counter: str,
    actor: Actor,
    render: Render[Ticket],
    *,
    once: Once | None = None,
) -> Answer:
    """Withdraw the call; the ticket keeps its place."""
    return _at_desk(
        deps, office, counter, actor, "put_back", render, once,
        lambda queue, p: calling.put_back(queue, counter, p.now),
    )  # fmt: skip


def park(
    deps: Deps,
    office: str,
    counter: str,
    actor: Actor,
    render: Render[Ticket],
    *,
    note: str | None = None,
    once: Once | None = None,
) -> Answer:
    """Interrupt the service; a note may say what the citizen fetches."""

    def deed(queue: Queue, current: Press) -> Ticket:
        ticket = calling.park(queue, counter, current.now)
        current.unit.set_note(ticket.id, note)
        return queue.tickets[ticket.id]

    return _at_desk(deps, office, counter, actor, "park", render, once, deed)


def transfer(
    deps: Deps,
    office: str,
    counter: str,
    actor: Actor,
    render: Render[Ticket],
    *,
    service: str | None = None,
    to_counter: str | None = None,
    auto_return: bool = False,
    note: str | None = None,
    ticket: str | None = None,
    once: Once | None = None,
) -> Answer:
    """Send the current (or a given parked) ticket on."""

    def deed(queue: Queue, current: Press) -> Ticket:
        sent = calling.transfer(
            queue,
            counter,
            current.now,
            service=service,
            to_counter=to_counter,
            auto_return=auto_return,
            ticket_id=ticket,
        )
        current.unit.set_note(sent.id, note)
        return sent

    return _at_desk(deps, office, counter, actor, "transfer", render, once, deed)


def undo(
    deps: Deps,
    office: str,
    counter: str,
    actor: Actor,
    render: Render[None],
    *,
    once: Once | None = None,
) -> Answer:
    """Take back the counter's last action as a whole."""

    def deed(queue: Queue, current: Press) -> None:
        last = queue.desk(counter).last_action
        action = current.unit.facts_of_action(office, last) if last is not None else []
        histories = current.unit.histories(office, sorted(tickets_of(action)))
        undoing.undo(queue, counter, histories, action, current.now)

    return _at_desk(deps, office, counter, actor, "undo", render, once, deed)


def _at_desk(
    deps: Deps,
    office: str,
    counter: str,
    actor: Actor,
    action: str,
    render: Render[T],
    once: Once | None,
    deed: Callable[[Queue, Press], T],
) -> Answer:
    def checked(current: Press) -> T:
        current.queue.counter(counter)
        sitting = current.queue.clerks.get(counter)
        if actor.user is not None and (sitting is None or sitting.id != actor.user):
            raise NotAtCounter("You are not signed in at this counter: open it first.")
        return deed(current.queue, current)

    return press(deps, office, actor, action, checked, render, once=once)
