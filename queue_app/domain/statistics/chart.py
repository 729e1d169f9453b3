"""How many wait: over a day, for the manager's chart, and who has waited longest now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from queue_app.domain import events as e
from queue_app.domain.statistics.legs import legs as legs_of
from queue_app.domain.ticket import Ticket


def waiting_over_day(
    facts: Iterable[e.Recorded],
    step_seconds: int = 300,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[tuple[datetime, int]]:
    """How many tickets waited at each instant: full steps of UTC from `since` to `until`.

    Without `since` the steps begin just before the first arrival; without `until` they end with
    the last change. Somebody who begins to wait at an instant counts there, somebody who is
    called at it does not.
    """
    changes: list[tuple[float, int]] = []
    for leg in legs_of(facts):
        for stay in leg.waiting:
            changes.append((stay.since.timestamp(), 1))
            if stay.until is not None:
                changes.append((stay.until.timestamp(), -1))
    changes.sort()
    if not changes:
        return []
    begin = since.timestamp() if since else changes[0][0] // step_seconds * step_seconds
    end = until.timestamp() if until else changes[-1][0]
    points: list[tuple[datetime, int]] = []
    waiting = 0
    index = 0
    step = int(-(-begin // step_seconds))
    while step * step_seconds <= end:
        moment = step * step_seconds
        while index < len(changes) and changes[index][0] <= moment:
            waiting += changes[index][1]
            index += 1
        points.append((datetime.fromtimestamp(moment, UTC), waiting))
        step += 1
    return points


class LongestWait(NamedTuple):
    """Who has waited longest among those who wait, and for how many seconds."""

    ticket: str
    number: str
    since: datetime
    seconds: float


def longest_wait(tickets: Iterable[Ticket], now: datetime) -> LongestWait | None:
    """The longest wait at `now`; None when nobody waits.

    It runs from t0 of the leg, after a return from a missed call from that return; time that was
    asked for by postponing does not count, as in the wait itself.
    """
    waits = [
        LongestWait(ticket.id, ticket.number, since, ticket.waited_at(now))
        for ticket in tickets
        if (since := ticket.waiting_since) is not None
    ]
    return max(waits, key=lambda wait: (wait.seconds, wait.number), default=None)
