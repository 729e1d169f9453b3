"""From the live queue to a snapshot; the only module here that knows the domain's aggregate."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from queue_app.domain import discipline
from queue_app.domain import opening_hours as hours
from queue_app.domain.office import Counter, Office
from queue_app.domain.queue import Queue
from queue_app.domain.ticket import State, Ticket
from queue_app.estimation.snapshot import (
    CALLED,
    SERVING,
    Appointment,
    AppointmentRules,
    CounterInfo,
    CurrentTicket,
    ServiceInfo,
    Snapshot,
    WaitingTicket,
)


def snapshot_of(queue: Queue, now: datetime, appointments: Iterable[Appointment] = ()) -> Snapshot:
    """What the forecast may know of a queue at `now`; `appointments` are those still to come."""
    office = queue.office
    today = hours.business_day(now, office.zone)
    closing = hours.calls_end(office, today)
    rules = office.rules
    return Snapshot(
        as_of=now.timestamp(),
        midnight=hours.local_instant(today, 0, office.zone).timestamp(),
        services=service_infos(office),
        counters=tuple(_counter(queue, counter, closing) for counter in office.counters.values()),
        waiting=tuple(_waiting(ticket, office) for ticket in queue.waiting),
        appointments=tuple(appointments),
        closing=_seconds(closing),
        closes=_seconds(hours.closing(office, today)),
        tickets_until=_seconds(hours.tickets_until(office, now)),
        default_credit=office.default_priority.credit_minutes * 60,
        appointment_rules=AppointmentRules(
            early=rules.appointment_early_minutes * 60,
            late=rules.appointment_late_minutes * 60,
            credit=rules.appointment_credit_minutes * 60,
        ),
    )


def service_infos(office: Office) -> tuple[ServiceInfo, ...]:
    """The office's services as the forecast needs them."""
    return tuple(
        ServiceInfo(s.id, s.expected_minutes * 60, s.extra_person_minutes * 60)
        for s in office.services.values()
    )


def _seconds(at: datetime | None) -> float | None:
    return at.astimezone(UTC).timestamp() if at else None


def _waiting(ticket: Ticket, office: Office) -> WaitingTicket:
    parts = discipline.score(ticket, office)
    _, returner, order = discipline.order_key(ticket, office)
    return WaitingTicket(
        id=ticket.id,
        service=ticket.service,
        queue_time=parts.queue_time,
        arrived=max(ticket.leg_began, ticket.returned_at or ticket.leg_began).timestamp(),
        credit=parts.credit,
        tie=(returner, order),
        persons=ticket.persons,
        also=ticket.also,
        eligible_from=_seconds(discipline.eligible_from(ticket)),
        bound_to=ticket.bound_to,
        booked=ticket.appointment,
        returns_to=ticket.return_to,
        returns_service=ticket.return_service,
    )


def _counter(queue: Queue, counter: Counter, closing: datetime | None) -> CounterInfo:
    desk = queue.desk(counter.id)
    current = queue.current(counter.id)
    closes = closing
    # A counter opened after hours, for paper work, goes on until somebody closes it.
    if closing and desk.since and desk.since >= closing:
        closes = None
    return CounterInfo(
        id=counter.id,
        services={service: minutes * 60 for service, minutes in counter.services.items()},
        state=desk.state.value,
        since=_seconds(desk.since),
        free_since=_seconds(desk.free_since),
        current=_current(current, queue.office) if current else None,
        pausing=desk.pausing,
        passed_over=desk.passed_over,
        closes=_seconds(closes),
    )


def _current(ticket: Ticket, office: Office) -> CurrentTicket:
    parts = discipline.score(ticket, office)
    _, returner, order = discipline.order_key(ticket, office)
    began_here = ticket.state is State.SERVING and ticket.started_at == ticket.leg_began
    since = ticket.started_at if began_here else ticket.called_at
    return CurrentTicket(
        id=ticket.id,
        service=ticket.service,
        state=SERVING if ticket.state is State.SERVING else CALLED,
        since=(since or ticket.leg_began).timestamp(),
        persons=ticket.persons,
        also=ticket.also,
        queue_time=parts.queue_time,
        credit=parts.credit,
        tie=(returner, order),
        returns_to=ticket.return_to,
        returns_service=ticket.return_service,
    )
