"""What a citizen, or the reception for them, does to a ticket: postpone, come back, change, leave."""

from __future__ import annotations

from datetime import datetime

from queue_app.domain import discipline
from queue_app.domain import events as e
from queue_app.domain.calling import take_break
from queue_app.domain.errors import HoldOver, Invalid, PostponeLimit
from queue_app.domain.issuing import check_also, check_persons, check_priority
from queue_app.domain.queue import Queue
from queue_app.domain.ticket import Action, State, Ticket, after


def postpone(queue: Queue, ticket_id: str, minutes: int, now: datetime) -> Ticket:
    """Ask to be called later; raises PostponeLimit when that was done too often."""
    ticket = queue.ticket(ticket_id)
    after(ticket.state, Action.POSTPONE)
    rules = queue.office.rules
    if len(ticket.postponed) >= rules.postpone_times:
        raise PostponeLimit("This ticket cannot be postponed again.", times=rules.postpone_times)
    if not 1 <= minutes <= rules.postpone_minutes:
        raise Invalid(f"A ticket is postponed by 1 to {rules.postpone_minutes} minutes.")
    queue.record(e.TicketPostponed(ticket_id, minutes), now)
    return queue.tickets[ticket_id]


def come_back(queue: Queue, ticket_id: str, now: datetime, *, by_staff: bool) -> Ticket:
    """Somebody who missed the call is here; a citizen only within the hold (HoldOver)."""
    ticket = queue.ticket(ticket_id)
    after(ticket.state, Action.RETURN)
    hold = ticket.hold_until(queue.office.rules.no_show_hold_minutes)
    if not by_staff and hold is not None and now > hold:
        raise HoldOver("The number was held until then; please ask the staff.", held_until=hold)
    queue_time = discipline.returned_queue_time(
        ticket, queue.tickets.values(), queue.office, queue.open_counters, now
    )
    queue.record(e.TicketReturned(ticket_id, queue_time), now)
    return queue.tickets[ticket_id]


def cancel(queue: Queue, ticket_id: str, now: datetime, *, by: str) -> Ticket:
    """Give the ticket back; `by` is "citizen" or "staff"."""
    ticket = queue.ticket(ticket_id)
    after(ticket.state, Action.CANCEL)
    counter = ticket.counter if ticket.state is State.CALLED else None
    queue.record(e.TicketCancelled(ticket_id, by), now)
    if counter:
        queue.change_desk(counter, free_since=now)  # no fact of a counter says so
        take_break(queue, counter, now)
    return queue.tickets[ticket_id]


def expire(queue: Queue, ticket_id: str, now: datetime) -> Ticket:
    """Staff end a visit that nobody will continue."""
    ticket = queue.ticket(ticket_id)
    after(ticket.state, Action.EXPIRE)
    queue.record(e.TicketExpired(ticket_id), now)
    return queue.tickets[ticket_id]


def change(
    queue: Queue,
    ticket_id: str,
    now: datetime,
    *,
    service: str | None = None,
    also: tuple[str, ...] | None = None,
    persons: int | None = None,
    priority: str | None = None,
) -> Ticket:
    """Correct a waiting ticket; what is not named stays. A binding that no longer fits drops.

    A correction that changes nothing is no fact: it would only forbid *undo*.
    """
    ticket = queue.ticket(ticket_id)
    after(ticket.state, Action.CHANGE)
    new_service = service or ticket.service
    queue.service(new_service)
    new_also = tuple(s for s in ticket.also if s != new_service) if also is None else also
    for further in new_also:
        queue.service(further)
    check_also(new_service, new_also, ticket.return_service)
    new_persons = ticket.persons if persons is None else persons
    check_persons(new_persons)
    check_priority(queue.office, priority, by_staff=True)
    bound_to = ticket.bound_to
    if bound_to is not None and not queue.counter(bound_to).serves(new_service):
        bound_to = None
    new = (new_service, new_also, new_persons, priority or ticket.priority, bound_to)
    old = (ticket.service, ticket.also, ticket.persons, ticket.priority, ticket.bound_to)
    if new != old:
        queue.record(e.TicketChanged(ticket_id, *new), now)
    return queue.tickets[ticket_id]
