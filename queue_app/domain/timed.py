"""Timed work, decided by the clock and not by the timer: what is due at `now`, and since when.

`settle` is idempotent; run late, twice or after a restart it records the same facts with the
same instants. Every use case runs it first, so that no timer has to be on time.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from queue_app.domain import events as e
from queue_app.domain import opening_hours as hours
from queue_app.domain.calling import close_counter, take_break
from queue_app.domain.queue import ALARM_SECONDS, CounterState, Queue
from queue_app.domain.ticket import State, Ticket

UNCONFIRMED = "unconfirmed"
"""The outcome of a service that nobody finished before the day changed."""


def settle(queue: Queue, now: datetime) -> None:
    """Record everything that is due: gongs, ends of alarm, help, messages, calling and day."""
    _second_gongs(queue, now)
    _alarm(queue, now)
    _help(queue, now)
    _messages(queue, now)
    _end_of_day(queue, now)
    _close_counters(queue, now)
    _breaks(queue, now)


def next_due(queue: Queue, now: datetime) -> datetime | None:
    """The next instant at which the clock alone changes something that people see."""
    office = queue.office
    rules = office.rules
    today = hours.business_day(now, office.zone)
    moments: list[datetime | None] = [
        hours.day_end(today, office.zone),
        hours.calls_end(office, today),
        queue.alarm.since + timedelta(seconds=ALARM_SECONDS) if queue.alarm else None,
        *(message.until for message in queue.messages.values()),
    ]
    moments += [call.ends for call in queue.help.values()]
    for spans in (hours.opening_intervals(office, today), hours.ticket_intervals(office, today)):
        moments += [edge for span in spans for edge in span]
    for ticket in queue.tickets.values():
        moments += [ticket.not_before, ticket.postponed_until]
        moments.append(ticket.hold_until(rules.no_show_hold_minutes))
        moments.append(_second_gong_at(queue, ticket))
    return min((moment for moment in moments if moment is not None and moment > now), default=None)


def _second_gong_at(queue: Queue, ticket: Ticket) -> datetime | None:
    seconds = queue.office.rules.auto_recall_seconds
    if seconds <= 0 or ticket.state is not State.CALLED or ticket.auto_recalled:
        return None
    due = ticket.called_at + timedelta(seconds=seconds) if ticket.called_at else None
    # Nobody is gonged for when the call has ended with the day: late must come to the same.
    return due if due is not None and due < _calls_end(queue, ticket) else None


def _second_gongs(queue: Queue, now: datetime) -> None:
    for ticket in queue.in_state(State.CALLED):
        due = _second_gong_at(queue, ticket)
        if due is not None and due <= now and ticket.counter:
            queue.press()
            queue.record(e.TicketRecalled(ticket.id, ticket.counter, automatic=True), due)


def _alarm(queue: Queue, now: datetime) -> None:
    if queue.alarm is None:
        return
    ends = queue.alarm.since + timedelta(seconds=ALARM_SECONDS)
    if ends <= now:
        queue.press()
        queue.record(e.AlarmEnded(), ends)


def _help(queue: Queue, now: datetime) -> None:
    for call in list(queue.help.values()):
        if call.ends <= now:
            queue.press()
            queue.record(e.HelpEnded(call.kiosk), call.ends)


def _messages(queue: Queue, now: datetime) -> None:
    for area, message in list(queue.messages.items()):
        if message.until <= now:
            queue.press()
            queue.record(e.MessageChanged(shown=False, area=area), message.until)


def _end_of_day(queue: Queue, now: datetime) -> None:
    for ticket in queue.in_state(State.CALLED, State.WAITING, State.PARKED, State.NO_SHOW):
        due = max(_calls_end(queue, ticket), _latest_moment(ticket))
        if due <= now:
            queue.press()
            if ticket.state is State.CALLED:
                queue.record(e.TicketMissed(ticket.id, ticket.counter or ""), due)
            queue.record(e.TicketExpired(ticket.id), due)
    for ticket in queue.in_state(State.SERVING):
        due = hours.day_end(date.fromisoformat(ticket.business_day), queue.office.zone)
        if due <= now:
            queue.press()
            queue.record(e.ServiceFinished(ticket.id, ticket.counter or "", UNCONFIRMED), due)


def _calls_end(queue: Queue, ticket: Ticket) -> datetime:
    """When a ticket of its business day expires: closing plus grace, or the day's end."""
    day = date.fromisoformat(ticket.business_day)
    return hours.calls_end(queue.office, day) or hours.day_end(day, queue.office.zone)


def _latest_moment(ticket: Ticket) -> datetime:
    """The last thing that happened to the ticket: nothing is recorded as before it."""
    moments = (
        ticket.leg_began, ticket.called_at, ticket.missed_at, ticket.parked_at, ticket.returned_at
    )  # fmt: skip
    return max(moment for moment in moments if moment is not None)


def _close_counters(queue: Queue, now: datetime) -> None:
    office = queue.office
    if office.always_open:
        return
    for desk in list(queue.desks.values()):
        if desk.state is CounterState.CLOSED or desk.counter not in office.counters:
            continue
        if desk.since is None or queue.current(desk.counter):
            continue
        day = hours.business_day(desk.since, office.zone)
        due = hours.calls_end(office, day) or hours.day_end(day, office.zone)
        # Opened after hours, for paper work: it closes with the day. A break that only then
        # began is no such opening.
        if desk.state is CounterState.OPEN and desk.since >= due:
            due = hours.day_end(day, office.zone)
        due = max(due, desk.free_since or desk.since)
        if due <= now:
            queue.press()
            close_counter(queue, desk.counter, due)


def _breaks(queue: Queue, now: datetime) -> None:
    """Breaks that were asked for begin when the day took the ticket, unless the counter closed."""
    for desk in list(queue.desks.values()):
        if desk.pausing and queue.current(desk.counter) is None:
            queue.press()
            take_break(queue, desk.counter, desk.free_since or now)
