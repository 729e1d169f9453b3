"""The formulas in use elsewhere, for comparison, for the clamp and as features.

Names as in Ibrahim & Whitt (2009, M&SOM 11): QL = queue length, LES = last to enter service,
HOL = head of the line. All answers are seconds from the snapshot's instant.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from queue_app.domain.discipline import Score
from queue_app.estimation.service_times import Profile
from queue_app.estimation.snapshot import CLOSED, Snapshot, WaitingTicket


@dataclass(frozen=True)
class Waits:
    """One wait a ticket (in the order given) and one a service of the snapshot."""

    tickets: list[float]
    services: list[float]


def queue_length_waits(snapshot: Snapshot, profile: Profile, tickets: list[WaitingTicket]) -> Waits:
    """QL with skills and learned means: the work ahead over the counters that can do it.

    Somebody ahead weighs by the share of their counters that are also mine; running services
    count half their mean. `inf` where no open counter serves.
    """
    desks = [c for c in snapshot.counters if c.state != CLOSED]
    able = {
        service.id: frozenset(c.id for c in desks if service.id in c.services)
        for service in snapshot.services
    }
    usual = {key: law.seconds for key, law in profile.services.items()}
    running = {c.id: usual.get(c.current.service, 600.0) / 2 for c in desks if c.current}
    order = sorted(tickets, key=_place)
    queue: list[tuple[frozenset[str], float]] = []
    waits: dict[str, float] = {}

    def wait(mine: frozenset[str]) -> float:
        if not mine:
            return math.inf
        work = sum(cost * len(mine & theirs) / len(theirs) for theirs, cost in queue if theirs)
        rest = sum(running.get(c, 0.0) for c in mine)
        busy = all(c in running for c in mine) or bool(queue)
        return (work + rest) / len(mine) if busy else 0.0

    for ticket in order:
        mine = able.get(ticket.service, frozenset())
        if ticket.bound_to is not None:
            mine = mine & {ticket.bound_to}
        waits[ticket.id] = wait(mine)
        factor = profile.persons_factor(ticket.service, ticket.persons)
        queue.append((mine, usual.get(ticket.service, 600.0) * factor))
    return Waits([waits[t.id] for t in tickets], [wait(able[s.id]) for s in snapshot.services])


def _place(ticket: WaitingTicket) -> tuple[float, tuple[int, int]]:
    return Score(ticket.queue_time, ticket.credit, 0.0).total, ticket.tie


def simple_waits(
    snapshot: Snapshot, profile: Profile, ticket: WaitingTicket, last_wait: float
) -> dict[str, float]:
    """All of them for one waiting ticket, by name; `last_wait` is that of the last one called.

    naive: people ahead x learned mean / open counters. position: place x configured mean / open
    counters (Berlin, Munich). QL, LES, HOL: see above.
    """
    desks = [c for c in snapshot.counters if c.state != CLOSED]
    mine = _place(ticket)
    others = [t for t in snapshot.waiting if t.id != ticket.id]
    before = [t for t in others if _place(t) < mine]
    laws = [law.seconds * max(law.count, 0.01) for law in profile.services.values()]
    weight = sum(max(law.count, 0.01) for law in profile.services.values())
    first = min((t.queue_time for t in others if t.credit <= 0), default=snapshot.as_of)
    configured = sum(s.expected_seconds for s in snapshot.services) / len(snapshot.services)
    at = next(i for i, t in enumerate(snapshot.waiting) if t.id == ticket.id)
    exact = queue_length_waits(snapshot, profile, list(snapshot.waiting)).tickets[at]
    return {
        "naive": len(before) * sum(laws) / weight / max(1, len(desks)),
        "position": (len(before) + 1) * configured / max(1, len(desks)),
        "QL": exact,
        "LES": last_wait,
        "HOL": max(0.0, snapshot.as_of - first),
    }
