"""What of a snapshot can be understood: contradictions are taken out before anything is played."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from queue_app.estimation.snapshot import (
    CALLED,
    CLOSED,
    OPEN,
    PAUSED,
    SERVING,
    CounterInfo,
    CurrentTicket,
    ServiceInfo,
    Snapshot,
    WaitingTicket,
)

DAY = 86400.0


def tidied(snapshot: Snapshot) -> Snapshot | None:
    """The snapshot without what contradicts itself; None when nothing can be said at all."""
    if not _finite(snapshot.as_of, snapshot.midnight):
        return None
    if not -3600.0 <= snapshot.as_of - snapshot.midnight <= 2 * DAY:
        return None
    services = tuple({s.id: _service(s) for s in snapshot.services}.values())
    known = {service.id for service in services}
    counters = tuple({c.id: _counter(c, known, snapshot.as_of) for c in snapshot.counters}.values())
    seated = {c.current.id for c in counters if c.current is not None}
    waiting = {t.id: t for t in snapshot.waiting if _sound(t, known) and t.id not in seated}
    rules = snapshot.appointment_rules
    if not _finite(rules.early, rules.late, rules.credit):
        return None
    return replace(
        snapshot,
        services=services,
        counters=counters,
        waiting=tuple(_persons(ticket) for ticket in waiting.values()),
        appointments=tuple(
            a for a in snapshot.appointments if a.service in known and _finite(a.booked)
        ),
        closing=snapshot.closing if _finite(snapshot.closing) else None,
        closes=snapshot.closes if _finite(snapshot.closes) else None,
        tickets_until=snapshot.tickets_until if _finite(snapshot.tickets_until) else None,
        default_credit=snapshot.default_credit if _finite(snapshot.default_credit) else 0.0,
    )


def _finite(*values: float | None) -> bool:
    return all(value is not None and math.isfinite(value) for value in values)


def _service(service: ServiceInfo) -> ServiceInfo:
    expected, extra = service.expected_seconds, service.extra_person_seconds
    return ServiceInfo(
        service.id,
        expected if _finite(expected) and expected > 0 else 600.0,
        extra if _finite(extra) and extra > 0 else 0.0,
    )


def _sound(ticket: WaitingTicket, known: set[str]) -> bool:
    if ticket.service not in known:
        return False
    due = ticket.eligible_from
    return _finite(ticket.queue_time, ticket.arrived, ticket.credit) and (
        due is None or _finite(due)
    )


def _persons(ticket: WaitingTicket) -> WaitingTicket:
    return replace(ticket, persons=min(max(int(ticket.persons), 1), 50))


def _counter(counter: CounterInfo, known: set[str], as_of: float) -> CounterInfo:
    closes = counter.closes if _finite(counter.closes) else None
    return replace(
        counter,
        services=_reluctances(counter.services, known),
        state=counter.state if counter.state in (OPEN, PAUSED, CLOSED) else CLOSED,
        since=_past(counter.since, as_of),
        free_since=_past(counter.free_since, as_of),
        current=_current(counter.current, known, as_of),
        breaks=tuple(b for b in counter.breaks if _finite(*b) and b[0] < b[1]),
        closes=closes,
        opens=counter.opens if _finite(counter.opens) else None,
    )


def _reluctances(services: Mapping[str, float], known: set[str]) -> dict[str, float]:
    return {
        service: reluctance if _finite(reluctance) else 0.0
        for service, reluctance in services.items()
        if service in known
    }


def _past(at: float | None, as_of: float) -> float | None:
    if at is None or not math.isfinite(at):
        return None
    return min(max(at, as_of - DAY), as_of)


def _current(current: CurrentTicket | None, known: set[str], as_of: float) -> CurrentTicket | None:
    """Who sits there; one for an unknown service, or since an unknown time, still occupies."""
    if current is None:
        return None
    queue_time, credit = current.queue_time, current.credit
    if not _finite(queue_time, credit):
        queue_time, credit = as_of, 0.0
    return replace(
        current,
        state=current.state if current.state in (CALLED, SERVING) else SERVING,
        since=_past(current.since, as_of) or as_of,
        persons=min(max(int(current.persons), 1), 50),
        also=tuple(service for service in current.also if service in known),
        queue_time=queue_time,
        credit=credit,
    )
