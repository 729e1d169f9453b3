"""What a clerk does at a counter: open, call, start, finish, send on, close.

Each function is one press: it checks, records facts in the queue, and returns the ticket it was
about. Nothing is recorded when it raises.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from queue_app.domain import discipline
from queue_app.domain import events as e
from queue_app.domain.errors import (
    CounterBusy,
    CounterClosed,
    CounterPaused,
    Invalid,
    NoCurrentTicket,
    NotAllowed,
    NotServedHere,
    TooEarly,
)
from queue_app.domain.office import Office
from queue_app.domain.queue import CounterState, Desk, Queue
from queue_app.domain.ticket import FINAL, Action, State, Ticket, after


def open_counter(queue: Queue, counter_id: str, now: datetime) -> None:
    """Open the counter, or end its break; on an open one without a pending break nothing."""
    queue.counter(counter_id)
    desk = queue.desk(counter_id)
    if desk.state is not CounterState.OPEN or desk.pausing:
        queue.record(e.CounterOpened(counter_id), now)


def pause_counter(queue: Queue, counter_id: str, reason: str | None, now: datetime) -> None:
    """Declare a break; with a current ticket it begins when that one has ended."""
    desk = _working(queue, counter_id)
    if desk.state is CounterState.PAUSED or desk.pausing:
        return
    if queue.current(counter_id):
        queue.record(e.PauseRequested(counter_id), now)
    else:
        queue.record(e.CounterPaused(counter_id), now)
    queue.change_desk(counter_id, reason=reason)


def close_counter(queue: Queue, counter_id: str, now: datetime) -> None:
    """Close the counter and drop what was bound to it; raises CounterBusy with a ticket."""
    queue.counter(counter_id)
    if queue.desk(counter_id).state is CounterState.CLOSED:
        return
    if queue.current(counter_id):
        raise CounterBusy("Finish the current ticket before closing the counter.")
    queue.record(e.CounterClosed(counter_id), now)
    for ticket in queue.in_state(*(state for state in State if state not in FINAL)):
        if ticket.bound_to == counter_id:  # also one called elsewhere: it may be put back
            queue.record(e.TicketUnbound(ticket.id, counter_id), now)


def call_next(
    queue: Queue, counter_id: str, now: datetime, *, current: str | None, override: bool
) -> Ticket | None:
    """Dispose of the current ticket, then call the next one.

    `current` is what became of a called ticket, "served" (also when unsaid) or "absent"; one
    being served is finished whatever it says. Returns the ticket that is now at the counter: the one called, or
    the same one when its further service begins here; None when nobody is eligible or the
    declared break begins.
    """
    desk = _working(queue, counter_id)
    if desk.state is CounterState.PAUSED:
        raise CounterPaused("The counter is on a break: open it again to call.")
    held = queue.current(counter_id)
    if held is not None:
        absent = current == "absent" and held.state is State.CALLED
        held = (
            no_show(queue, counter_id, now, override=override)
            if absent
            else finish(queue, counter_id, now)
        )
        if held.state is State.SERVING:
            return held
        if queue.desk(counter_id).state is CounterState.PAUSED:
            return None
    passed_over = queue.desk(counter_id).passed_over
    chosen = discipline.next_ticket(
        queue.tickets.values(), queue.office, queue.counter(counter_id), now, passed_over
    )
    if chosen is None:
        if passed_over:
            queue.record(e.NobodyCalled(counter_id, passed_over), now)
        return None
    fact = e.TicketCalled(chosen.id, counter_id, passed_over=passed_over)
    queue.record(fact, now, desk=True)
    return queue.tickets[chosen.id]


def call_by_hand(queue: Queue, counter_id: str, ticket_id: str, now: datetime) -> Ticket:
    """Call a given waiting, parked or missed ticket, also one bound to another counter."""
    desk = _working(queue, counter_id)
    ticket = queue.ticket(ticket_id)
    after(ticket.state, Action.CALL)
    if queue.current(counter_id):
        raise CounterBusy("Finish the current ticket before calling another one.")
    if desk.state is CounterState.PAUSED:
        raise CounterPaused("The counter is on a break: open it again to call.")
    if not queue.counter(counter_id).serves(ticket.service):
        raise NotServedHere("This counter does not serve the service of that ticket.")
    queue.record(e.TicketCalled(ticket_id, counter_id, by_hand=True), now, desk=True)
    return queue.tickets[ticket_id]


def recall(queue: Queue, counter_id: str, now: datetime) -> Ticket:
    """Call the current ticket's number again."""
    ticket = _current(queue, counter_id, Action.RECALL)
    queue.record(e.TicketRecalled(ticket.id, counter_id), now, desk=True)
    return queue.tickets[ticket.id]


def start(queue: Queue, counter_id: str, now: datetime) -> Ticket:
    """The citizen is here."""
    ticket = _current(queue, counter_id, Action.START)
    queue.record(e.ServiceStarted(ticket.id, counter_id), now, desk=True)
    return queue.tickets[ticket.id]


def finish(
    queue: Queue,
    counter_id: str,
    now: datetime,
    *,
    outcome: str | None = None,
    services: tuple[str, ...] = (),
) -> Ticket:
    """End the leg; a called ticket counts as started at its last call.

    `services` are those rendered; one of them that was still to come needs no leg of its own.
    A further service begins at once when this counter serves it, otherwise the ticket waits for
    it; a ticket that was sent here to come back waits for the counter that sent it.
    """
    held = _held(queue, counter_id)
    if held.state is State.SERVING:
        after(held.state, Action.FINISH)
    else:
        after(held.state, Action.START)
    if outcome is not None and outcome not in queue.office.outcomes:
        raise Invalid(f"There is no outcome {outcome!r} in this office.")
    for service in services:
        queue.service(service)
    if held.state is State.CALLED:
        last_call = held.called_at or now
        queue.record(e.ServiceStarted(held.id, counter_id), last_call, desk=True)
    fact = e.ServiceFinished(held.id, counter_id, outcome, services)
    queue.record(fact, now, desk=True)
    _begin_what_follows(queue, held, counter_id, services, now)
    take_break(queue, counter_id, now)
    return queue.tickets[held.id]


def _begin_what_follows(
    queue: Queue, held: Ticket, counter_id: str, rendered: tuple[str, ...], now: datetime
) -> None:
    also = tuple(service for service in held.also if service not in rendered)
    if held.return_to is not None:
        origin = held.return_to
        sender = queue.office.counters.get(origin)
        service = held.return_service or held.service
        also = tuple(further for further in also if further != service)
        available = origin in queue.open_counters and sender is not None and sender.serves(service)
        bound = origin if available else None
        fact = e.LegBegan(held.id, service, also, counter_id, serving=False, bound_to=bound)
        queue.record(fact, now, desk=True)
        if bound is None:
            queue.record(e.TicketUnbound(held.id, origin), now)
    elif also:
        counter = queue.counter(counter_id)
        here = next((service for service in also if counter.serves(service)), None)
        service = here or also[0]
        rest = tuple(other for other in also if other != service)
        fact = e.LegBegan(held.id, service, rest, counter_id, serving=here is not None)
        queue.record(fact, now, desk=True)


def no_show(queue: Queue, counter_id: str, now: datetime, *, override: bool = False) -> Ticket:
    """Nobody came; raises TooEarly within the first seconds after the last call."""
    ticket = _current(queue, counter_id, Action.NO_SHOW)
    earliest = (ticket.called_at or now) + timedelta(
        seconds=queue.office.rules.no_show_after_seconds
    )
    if now < earliest and not override:
        raise TooEarly("The last call was only a moment ago.", earliest=earliest)
    queue.record(e.TicketMissed(ticket.id, counter_id), now, desk=True)
    take_break(queue, counter_id, now)
    return queue.tickets[ticket.id]


def put_back(queue: Queue, counter_id: str, now: datetime) -> Ticket:
    """Withdraw the call: the ticket keeps its place and is passed over once here."""
    ticket = _current(queue, counter_id, Action.PUT_BACK)
    queue.record(e.TicketPutBack(ticket.id, counter_id), now, desk=True)
    take_break(queue, counter_id, now)
    return queue.tickets[ticket.id]


def park(queue: Queue, counter_id: str, now: datetime) -> Ticket:
    """Interrupt the service: the citizen fetches something, the counter is free."""
    ticket = _current(queue, counter_id, Action.PARK)
    queue.record(e.TicketParked(ticket.id, counter_id), now, desk=True)
    take_break(queue, counter_id, now)
    return queue.tickets[ticket.id]


def transfer(
    queue: Queue,
    counter_id: str,
    now: datetime,
    *,
    service: str | None,
    to_counter: str | None,
    auto_return: bool = False,
    ticket_id: str | None = None,
) -> Ticket:
    """Send the current (or a given parked) ticket to a service, a counter or both.

    Raises Invalid when neither is named, NotServedHere when that counter does not serve the
    service, CounterClosed when it is closed.
    """
    if service is None and to_counter is None:
        raise Invalid("A transfer names a service, a counter or both.")
    if ticket_id is None:
        ticket = _held(queue, counter_id)
    else:
        _working(queue, counter_id)
        ticket = queue.ticket(ticket_id)
        if ticket.state in (State.CALLED, State.SERVING) and ticket.counter != counter_id:
            raise NotAllowed(ticket.state.value, Action.TRANSFER.value)
    after(ticket.state, Action.TRANSFER)
    target = service or ticket.service
    queue.service(target)
    if to_counter is not None:
        check_binding(queue, to_counter, target)
    queue.record(
        e.TicketTransferred(
            ticket.id,
            counter_id,
            target,
            bound_to=to_counter,
            return_to=counter_id if auto_return else None,
            return_service=ticket.service if auto_return else None,
        ),
        now,
        desk=True,
    )
    take_break(queue, counter_id, now)
    return queue.tickets[ticket.id]


def check_binding(queue: Queue, counter_id: str, service: str) -> None:
    """Raise when a ticket for this service cannot be bound to the counter."""
    if not queue.counter(counter_id).serves(service):
        raise NotServedHere("That counter does not serve this service.", counter=counter_id)
    if counter_id not in queue.open_counters:
        raise CounterClosed("That counter is closed.", counter=counter_id)


def usual_next(queue: Queue, counter_id: str, now: datetime) -> Ticket | None:
    """Whom *next* at this counter would call now, as the desk announces it."""
    if counter_id not in queue.open_counters:
        return None
    return discipline.next_ticket(
        queue.tickets.values(),
        queue.office,
        queue.counter(counter_id),
        now,
        queue.desk(counter_id).passed_over,
    )


def waiting_for(queue: Queue, counter_id: str) -> list[Ticket]:
    """The waiting tickets this counter may call, in its own order."""
    counter = queue.counter(counter_id)
    office: Office = queue.office
    mine = [ticket for ticket in queue.waiting if discipline.may_call(counter, ticket)]
    return discipline.in_order(mine, office, counter)


def take_break(queue: Queue, counter_id: str, now: datetime) -> None:
    """Begin the break that was asked for during a service, now that the counter is free."""
    desk = queue.desk(counter_id)
    if desk.pausing and queue.current(counter_id) is None:
        queue.record(e.CounterPaused(counter_id), now)


def _working(queue: Queue, counter_id: str) -> Desk:
    queue.counter(counter_id)
    desk = queue.desk(counter_id)
    if desk.state is CounterState.CLOSED:
        raise CounterClosed("This counter is closed: open it first.")
    return desk


def _held(queue: Queue, counter_id: str) -> Ticket:
    _working(queue, counter_id)
    ticket = queue.current(counter_id)
    if ticket is None:
        raise NoCurrentTicket("There is no current ticket at this counter.")
    return ticket


def _current(queue: Queue, counter_id: str, action: Action) -> Ticket:
    ticket = _held(queue, counter_id)
    after(ticket.state, action)
    return ticket
