"""Who may still come and go first: appointments not checked in, and walk-ins by rule.

Only those are played that can overtake somebody; everybody else's arrival changes nothing for
those who are here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from queue_app.estimation.draws import Array, Draws, Indices
from queue_app.estimation.service_times import HALF_HOUR, HALF_HOURS, Profile, Stream
from queue_app.estimation.snapshot import CLOSED, Appointment, Snapshot

INF = float("inf")
MOST = 60
"""Columns of later walk-ins at most: a bound on the work, far above what matters."""


@dataclass(frozen=True)
class Kind:
    """In the futures `rows`: somebody for this service, with these queue times from now."""

    rows: Indices
    service: str
    credit: float
    queue_time: Array
    persons: int = 1


@dataclass(frozen=True)
class Overtaker:
    """One column: `eligible` (R,) seconds from now, `inf` where nobody comes."""

    name: str
    eligible: Array
    kinds: tuple[Kind, ...]


def appointments_to_come(
    snapshot: Snapshot, profile: Profile, draws: Draws, horizon: float
) -> Iterator[Overtaker]:
    """Bookings not checked in that may become eligible within the horizon."""
    rules = snapshot.appointment_rules
    for number, booking in enumerate(snapshot.appointments):
        ahead = booking.booked - snapshot.as_of
        if -4 * 3600.0 < ahead <= horizon + rules.early:
            yield _appointment(snapshot, profile, draws, booking, number)


def _appointment(
    snapshot: Snapshot, profile: Profile, draws: Draws, booking: Appointment, number: int
) -> Overtaker:
    rules, ahead = snapshot.appointment_rules, booking.booked - snapshot.as_of
    mean, sd = profile.check_in
    name = f"appointment:{number}:{booking.service}:{booking.booked}"
    # Only check-ins after this instant are possible: it has not happened yet.
    passed = NormalDist(mean, max(sd, 1.0)).cdf(-ahead)
    uniform = draws.uniform(f"check-in:{name}")
    check_in = ahead + mean + sd * normal_quantile(passed + (1 - passed) * uniform)
    check_in = np.maximum(check_in, 0.0)
    still = profile.shows_up * (1 - passed)
    still /= max(still + 1 - profile.shows_up, 1e-9)
    comes = draws.uniform(f"shows:{name}") < still
    in_time = check_in <= ahead + rules.late
    eligible = np.where(in_time, np.maximum(check_in, ahead - rules.early), check_in)
    early, late = np.flatnonzero(comes & in_time), np.flatnonzero(comes & ~in_time)
    credit = max(rules.credit, snapshot.default_credit)
    return Overtaker(
        name,
        np.where(comes, eligible, INF),
        (
            Kind(early, booking.service, credit, np.full(early.size, ahead), booking.persons),
            Kind(late, booking.service, snapshot.default_credit, check_in[late], booking.persons),
        ),
    )


@lru_cache(maxsize=1)
def _normal_table() -> tuple[Array, Array]:
    normal = NormalDist()
    values = np.linspace(-5, 5, 1001)
    return np.array([normal.cdf(float(v)) for v in values]), values


def normal_quantile(levels: Array) -> Array:
    """The standard normal quantile function, from a table."""
    at, values = _normal_table()
    return np.interp(levels, at, values)


def walk_ins_to_come(
    snapshot: Snapshot, profile: Profile, draws: Draws, horizon: float, slack: float
) -> Iterator[Overtaker]:
    """Walk-ins that may go before somebody who is here, as one merged Poisson process.

    `slack`: by how many seconds the last of those here stands behind a ticket without credit
    drawn now.
    """
    if snapshot.tickets_until is not None:
        horizon = min(horizon, snapshot.tickets_until - snapshot.as_of)
    streams = [(s, min(horizon, _head_start(snapshot, s) + slack)) for s in profile.streams]
    streams = [(stream, limit) for stream, limit in streams if limit > 0]
    until = max((limit for _, limit in streams), default=0.0)
    if until <= 0:
        return
    clock = snapshot.as_of - snapshot.midnight
    edges = np.arange(HALF_HOURS + 1) * HALF_HOUR - clock
    rates = np.sum([stream.rates for stream, _ in streams], axis=0)
    cumulated = np.concatenate([[0.0], np.cumsum(np.maximum(rates, 0.0))])
    now, end = np.interp([0.0, until], edges, cumulated)
    weights = np.array([max(float(stream.rates.sum()), 1e-12) for stream, _ in streams])
    bounds = np.cumsum(weights) / weights.sum()
    reached = np.full(draws.rollouts, now)
    for number in range(MOST):
        reached = reached - np.log(draws.uniform(f"arrival:{number}"))
        if not (reached < end).any():
            return
        times = np.interp(reached, cumulated, edges, right=INF)
        which = np.searchsorted(bounds, draws.uniform(f"arrival-for:{number}"))
        yield _walk_in(number, times, which, streams, reached < end)


def _walk_in(
    number: int,
    times: Array,
    which: Indices,
    streams: list[tuple[Stream, float]],
    comes: Array,
) -> Overtaker:
    eligible = np.full(times.size, INF)
    kinds = []
    for at, (stream, limit) in enumerate(streams):
        rows = np.flatnonzero(comes & (which == at) & (times < limit))
        if rows.size:
            eligible[rows] = times[rows]
            kinds.append(Kind(rows, stream.service, stream.credit, times[rows]))
    return Overtaker(f"walk-in:{number}", eligible, tuple(kinds))


def _head_start(snapshot: Snapshot, stream: Stream) -> float:
    """How much later somebody may come and still go first somewhere: credit and reluctance."""
    gains = [
        max(counter.services.values()) - counter.services[stream.service]
        for counter in snapshot.counters
        if stream.service in counter.services and counter.state != CLOSED
    ]
    return max(gains, default=-INF) + stream.credit
