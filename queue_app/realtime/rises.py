"""Why a wait became longer: what has changed in the room since a range was last shown."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from queue_app.domain.discipline import ahead, eligible_from, may_call
from queue_app.domain.office import Counter
from queue_app.domain.queue import CounterState, Queue
from queue_app.domain.ticket import Ticket
from queue_app.use_cases.forecasting import persons_factor

COUNTER_CLOSED, COUNTER_PAUSED = "counter_closed", "counter_paused"
PRIORITY_AHEAD, MORE_WAITING = "priority_ahead", "more_waiting"
SLOW_SERVICE, LONGER = "slow_service", "longer"

Usual = Mapping[str, tuple[float, float]]
"""The usual duration of each service in seconds for one person: its lower and upper quartile."""


@dataclass(frozen=True)
class Cause:
    """A code, and how many counters or people it is about (None where that says nothing)."""

    code: str
    count: int | None = None


def why_later(queue: Queue, ticket: Ticket, since: datetime, now: datetime, usual: Usual) -> Cause:
    """What has made this ticket's wait longer since an instant, the plainest reason first.

    A counter that may call it has closed, or paused (or is about to); somebody who came later
    stands before it; somebody at such a counter takes longer than is usual. `longer` where none
    of this can be seen. Nothing is told about any person.
    """
    since = max(since, ticket.issued_at)
    able = [c for c in queue.office.counters.values() if may_call(c, ticket)]
    return (
        _counters(COUNTER_CLOSED, (_has_closed(queue, c, since) for c in able))
        or _counters(COUNTER_PAUSED, (_has_paused(queue, c, since) for c in able))
        or _overtaken(queue, ticket, since, now)
        or _slow(queue, able, now, usual)
        or Cause(LONGER)
    )


def why_fuller(queue: Queue, drawn: Ticket, since: datetime, now: datetime, usual: Usual) -> Cause:
    """Likewise for a number drawn now, `drawn`: for it everybody who has come since is ahead."""
    able = [c for c in queue.office.counters.values() if may_call(c, drawn)]
    return (
        _counters(COUNTER_CLOSED, (_has_closed(queue, c, since) for c in able))
        or _counters(COUNTER_PAUSED, (_has_paused(queue, c, since) for c in able))
        or _more(queue, drawn, since, now)
        or _slow(queue, able, now, usual)
        or Cause(LONGER)
    )


def _counters(code: str, found: Iterable[bool]) -> Cause | None:
    count = sum(found)
    return Cause(code, count) if count else None


def _has_closed(queue: Queue, counter: Counter, since: datetime) -> bool:
    desk = queue.desk(counter.id)
    return desk.state is CounterState.CLOSED and desk.since is not None and desk.since > since


def _has_paused(queue: Queue, counter: Counter, since: datetime) -> bool:
    desk = queue.desk(counter.id)
    if desk.state is CounterState.PAUSED:
        return desk.since is not None and desk.since > since
    asked = desk.pausing and desk.last_kind == "PauseRequested"
    return asked and desk.last_action_at is not None and desk.last_action_at > since


def _overtaken(queue: Queue, ticket: Ticket, since: datetime, now: datetime) -> Cause | None:
    count = _newly_ahead(queue, ticket, since, now)
    return Cause(PRIORITY_AHEAD, count) if count else None


def _more(queue: Queue, drawn: Ticket, since: datetime, now: datetime) -> Cause | None:
    count = _newly_ahead(queue, drawn, since, now)
    return Cause(MORE_WAITING, count) if count else None


def _newly_ahead(queue: Queue, ticket: Ticket, since: datetime, now: datetime) -> int:
    before = ahead(ticket, queue.tickets.values(), queue.office, queue.open_counters, now)
    return sum(_waits_since(other) > since for other in before)


def _waits_since(ticket: Ticket) -> datetime:
    """Since when it can stand before others: arrival, return, a new leg, or its due time."""
    moments = (ticket.issued_at, ticket.leg_began, ticket.returned_at, eligible_from(ticket))
    return max(at for at in moments if at is not None)


def _slow(queue: Queue, able: Iterable[Counter], now: datetime, usual: Usual) -> Cause | None:
    for counter in able:
        current = queue.current(counter.id)
        if current is None or current.called_at is None:
            continue
        sat = (now - (current.started_at or current.called_at)).total_seconds()
        longest = usual.get(current.service, (0.0, math.inf))[1]
        if sat > longest * persons_factor(current, queue.office):
            return Cause(SLOW_SERVICE)
    return None
