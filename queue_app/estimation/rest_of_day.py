"""How many will wait over the rest of the day, if the counters stay as they are now.

A coarser play than the forecast of single tickets: minute by minute, many futures at once. A free
counter takes, among the services it serves, the one whose first in line has waited longest;
credits, reluctance and appointments are left out, as they decide who waits and hardly how many.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from queue_app.estimation.draws import Array
from queue_app.estimation.service_times import HALF_HOUR, HALF_HOURS, Profile
from queue_app.estimation.snapshot import CLOSED, PAUSED, CounterInfo, Snapshot

STEP = 60.0
"""Seconds between two looks at the counters."""
EVERY = 15
"""Steps between two points of the answer."""
LONGEST = 4 * 3600.0
"""How far it looks where the office never closes."""
MOST = 3000
"""People in one future whose place is followed."""


@dataclass(frozen=True, slots=True)
class Expected:
    """How many wait at an instant (seconds since the epoch): P10, median and P90."""

    at: float
    low: float
    likely: float
    high: float


def rest_of_day(
    snapshot: Snapshot, profile: Profile, *, rollouts: int = 100, seed: int = 0
) -> list[Expected]:
    """From now to closing, a quarter of an hour apart; empty when the day is over, or nothing is
    known of when people come.

    Pure: the same arguments give the same answer. Counters that are open or paused now stay so
    until closing; paused ones begin again after the usual length of a pause.
    """
    end = snapshot.closes or snapshot.closing or snapshot.as_of + LONGEST
    steps = int((end - snapshot.as_of) // STEP)
    if steps < EVERY or not profile.streams:
        return []
    day = _Day(snapshot, profile, rollouts, np.random.default_rng(seed), steps)
    waiting = day.play()
    points = [0, *range(EVERY, steps, EVERY), steps]
    cuts = np.percentile(waiting[points], [10, 50, 90], axis=1)
    return [
        Expected(snapshot.as_of + at * STEP, *(float(cut[index]) for cut in cuts))
        for index, at in enumerate(points)
    ]


class _Day:
    """The futures of one day, side by side."""

    def __init__(
        self,
        snapshot: Snapshot,
        profile: Profile,
        rollouts: int,
        random: np.random.Generator,
        steps: int,
    ) -> None:
        self.snapshot, self.profile, self.random = snapshot, profile, random
        self.steps, self.rollouts = steps, rollouts
        self.services = [one.id for one in snapshot.services]
        self.joined = self._joined()
        self.heads = np.zeros((rollouts, len(self.services)), dtype=int)
        """The step at which the first in line of each service joined."""

    def _joined(self) -> Array:
        """Who has joined by each step, cumulated: (steps + 1, rollouts, services); the first step
        holds those who wait now."""
        found = np.zeros((self.steps + 1, self.rollouts, len(self.services)))
        now = np.array([
            sum(one.service == service for one in self.snapshot.waiting) for service in self.services
        ])  # fmt: skip
        found[0] = now
        rates = self._rates()
        found[1:] = self.random.poisson(rates[:, None, :], found[1:].shape)
        return np.asarray(np.minimum(found.cumsum(axis=0), MOST))

    def _rates(self) -> Array:
        """Expected arrivals in each step and service, while numbers are issued."""
        clock = self.snapshot.as_of - self.snapshot.midnight + np.arange(self.steps) * STEP
        half = np.clip(clock // HALF_HOUR, 0, HALF_HOURS - 1).astype(int)
        table = np.zeros((len(self.services), HALF_HOURS))
        for stream in self.profile.streams:
            if stream.service in self.services:
                table[self.services.index(stream.service)] += stream.rates
        rates = table.T[half] * STEP / HALF_HOUR
        until = self.snapshot.tickets_until
        if until is not None:
            rates[self.snapshot.as_of + np.arange(self.steps) * STEP >= until] = 0
        return np.asarray(rates)

    def play(self) -> Array:
        """How many wait after each step, (steps + 1, rollouts)."""
        taken = np.zeros((self.rollouts, len(self.services)))
        counters = [one for one in self.snapshot.counters if one.state != CLOSED]
        able = [
            np.array([service in counter.services for service in self.services])
            for counter in counters
        ]
        free = [self._free_from(counter) for counter in counters]
        waiting = np.zeros((self.steps + 1, self.rollouts))
        for step in range(self.steps + 1):
            for at in self.random.permutation(len(counters)):
                self._call(step, taken, able[at], free[at])
            waiting[step] = (self.joined[step] - taken).sum(axis=1)
        return waiting

    def _free_from(self, counter: CounterInfo) -> Array:
        """The step from which a counter is free, in each future."""
        if counter.current is not None and counter.current.service in self.services:
            left = self._lasts(self.services.index(counter.current.service)) / 2
            return np.asarray(np.ceil(left / STEP))
        if counter.state == PAUSED:
            pauses = self.random.choice(self.profile.pauses, self.rollouts)
            return np.asarray(np.ceil(pauses / STEP))
        return np.zeros(self.rollouts)

    def _call(self, step: int, taken: Array, able: Array, free: Array) -> None:
        """One counter looks for somebody: the service whose first in line came first."""
        there = (self.joined[step] - taken > 0) & able
        idle = (free <= step) & there.any(axis=1)
        if not idle.any():
            return
        rows = np.flatnonzero(idle)
        self._advance(there, taken)
        chosen = np.where(there[rows], self.heads[rows], self.steps + 1).argmin(axis=1)
        taken[rows, chosen] += 1
        for service in np.unique(chosen):
            mine = rows[chosen == service]
            seconds = self._lasts(int(service))[: len(mine)] + self._gap(len(mine))
            # A remainder of a step is kept on average.
            free[mine] = step + np.maximum(
                1, np.floor(seconds / STEP + self.random.random(len(mine)))
            )

    def _advance(self, there: Array, taken: Array) -> None:
        """Find the first in line where somebody waits; time only goes on, and so do the heads."""
        future, service = np.nonzero(there)
        heads = self.heads[future, service]
        while True:
            behind = self.joined[heads, future, service] <= taken[future, service]
            if not behind.any():
                break
            heads += behind
        self.heads[future, service] = heads

    def _lasts(self, service: int) -> Array:
        """Seconds that a counter is taken by one case, those who do not come included."""
        law = self.profile.law(self.services[service])
        if law is None:
            return np.full(self.rollouts, self.snapshot.services[service].expected_seconds)
        normal = self.random.standard_normal(self.rollouts)
        seconds = np.exp(law.mean + math.hypot(law.mean_sd, law.log_sd) * normal)
        absent = self.random.random(self.rollouts) < self.profile.no_show
        return np.asarray(
            np.where(absent, self.random.choice(self.profile.absences, self.rollouts), seconds)
        )

    def _gap(self, count: int) -> Array:
        """Seconds from one case's end to the next one's begin."""
        return np.asarray(self.random.choice(self.profile.gaps, count))
