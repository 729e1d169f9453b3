"""Times one pass and one refit: `python -m benchmarks.estimates.timing` (CPU milliseconds)."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from queue_app.estimation import (
    Appointment,
    CounterInfo,
    CurrentTicket,
    Learner,
    Profile,
    Served,
    ServiceInfo,
    Snapshot,
    WaitingTicket,
    estimate,
)
from queue_app.estimation.service_times import Stream

NOW = 1_763_460_000.0
SERVICES = tuple(
    ServiceInfo(f"s{k}", minutes * 60) for k, minutes in enumerate((11, 13, 4, 6, 10, 8, 5))
)


def full_room() -> Snapshot:
    """30 waiting, 8 counters of different skills, 6 appointments to come."""
    counters = tuple(
        CounterInfo(
            f"c{i}",
            {f"s{j}": 0.0 for j in range(7) if (i + j) % 3 or i < 2},
            current=CurrentTicket(f"x{i}", f"s{i % 7}", "serving", NOW - 200),
        )
        for i in range(8)
    )
    waiting = tuple(
        WaitingTicket(f"t{i}", f"s{i % 7}", NOW - 2000 + i * 60, NOW - 2000 + i * 60, tie=(0, i))
        for i in range(30)
    )
    coming = tuple(Appointment("s0", NOW + 600 * k) for k in range(6))
    return Snapshot(NOW, NOW - 36_000, SERVICES, counters, waiting, coming, closing=NOW + 5 * 3600)


def timed(what: Callable[[], object], times: int = 40) -> str:
    """Median and least CPU time of a call."""
    found = []
    for _ in range(times):
        began = time.process_time()
        what()
        found.append((time.process_time() - began) * 1000)
    return f"median {statistics.median(found):6.2f}  least {min(found):6.2f}"


def main() -> None:
    """Print the four figures of the table."""
    room = full_room()
    rates = np.full(48, 0.25)
    streams = tuple(Stream(s.id, 86400.0, rates) for s in SERVICES)
    profile = replace(Profile.prior(SERVICES), streams=streams)
    plain = replace(room, appointments=())
    prior = Profile.prior(SERVICES)
    estimate(room, profile)
    print("one pass, R = 200, nobody can overtake       ", timed(lambda: estimate(plain, prior)))
    print("one pass, R = 200, overtakers, every service ", timed(lambda: estimate(room, profile)))
    learner = Learner(SERVICES)
    rng = np.random.default_rng(1)
    for number in range(6000):
        day = number // 300
        service, counter = f"s{rng.integers(7)}", f"c{rng.integers(8)}"
        clock = 30_000 + 100.0 * (number % 300)
        learner.add(Served(day, clock, service, counter, float(rng.lognormal(6, 0.5))))
    learner.profile(20)
    print("refit, 20 days of 300 legs                   ", timed(lambda: learner.profile(20)))
    print("first refit of a day (prior variances, EM)   ", timed(lambda: learner.profile(21), 1))


if __name__ == "__main__":
    main()
