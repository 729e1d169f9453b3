"""Everybody who may come on a day to be planned, many times at once, and how they would fare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from queue_app.domain.discipline import Score
from queue_app.estimation.draws import Array, Draws, Flags, Indices
from queue_app.estimation.durations import Durations
from queue_app.estimation.service_times import Profile
from queue_app.estimation.snapshot import Snapshot
from queue_app.estimation.staffing_arrivals import HALF_HOURS, Expected
from queue_app.estimation.what_if_play import Floor, Played, play

HALF_HOUR = 1800.0
INF = float("inf")


@dataclass(frozen=True)
class Kind:
    """Counters that serve the same services (reluctance in seconds), and how many there are."""

    counters: tuple[str, ...]
    services: Mapping[str, float]


@dataclass(frozen=True)
class Target:
    """The share of people to be called within so many seconds."""

    within: float
    share: float


@dataclass(frozen=True)
class Hours:
    """A day's hours in seconds since midnight: tickets, opening, and until when is called."""

    opens: float
    closes: float
    calls_end: float


class Crowd:
    """Everybody who may come on the day, R times, and how long they take."""

    def __init__(
        self,
        expected: Expected,
        hours: Hours,
        kinds: Sequence[Kind],
        profile: Profile,
        replications: int,
        seed: int,
    ) -> None:
        self.kinds, self.hours, self.size = kinds, hours, replications
        self.names = sorted({service for kind in kinds for service in kind.services})
        draws = Draws(seed, replications)
        durations = Durations(
            Snapshot(0.0, 0.0, tuple(profile.expected.values()), ()), profile, draws
        )
        self.speed: Array = np.exp(durations.hours)
        self.slope = profile.load_slope
        generator = np.random.default_rng(seed)
        arrivals, lasts, service = [], [], []
        for at, name in enumerate(self.names):
            rates = expected.services.get(name, np.zeros(HALF_HOURS))
            when = _poisson(rates, replications, generator)
            for column in range(when.shape[1]):
                arrivals.append(when[:, column])
                lasts.append(durations.of(name, 1, f"{name}:{column}"))
                service.append(at)
        shape = (replications, len(arrivals))
        self.arrivals = np.column_stack(arrivals) if arrivals else np.zeros(shape)
        served = np.column_stack(lasts) if lasts else np.zeros(shape)
        self.service = np.array(service, dtype=np.int64)
        self.brief: Flags = generator.random(shape) < profile.no_show
        silent = _drawn(profile.absences, generator, shape)
        self.lasts = np.where(self.brief, silent, served)
        self.gaps = _drawn(profile.gaps, generator, shape)
        self.handling = float((self.lasts + self.gaps).mean()) if arrivals else 0.0
        means = {
            name: float((self.lasts + self.gaps)[:, self.service == at].mean())
            for at, name in enumerate(self.names)
            if (self.service == at).any()
        }
        self.work = {
            name: expected.services.get(name, np.zeros(HALF_HOURS))
            * means.get(name, 0.0)
            / HALF_HOUR
            for name in self.names
        }

    def judge(self, open_: Indices, slots: range, target: Target) -> tuple[Array, Array]:
        """Who was late (S, 48) by service and half-hour of arrival, and the level in each (48,)."""
        played = self._play(open_, slots)
        there = np.isfinite(self.arrivals)
        wait = np.where(np.isfinite(played.called), played.called, self.hours.calls_end)
        late = there & (wait - self.arrivals > target.within)
        counts = there & (np.isfinite(played.called) | late)
        slot = np.where(there, self.arrivals // HALF_HOUR, 0).astype(np.int64)
        by = np.zeros((len(self.names), HALF_HOURS))
        np.add.at(by, (np.broadcast_to(self.service, slot.shape)[late], slot[late]), 1.0)
        of = np.bincount(slot[counts], minlength=HALF_HOURS)[:HALF_HOURS]
        level = np.where(of > 0, 1 - by.sum(axis=0) / np.maximum(of, 1), np.nan)
        return by, level

    def _play(self, open_: Indices, slots: range) -> Played:
        desks = [
            (kind, np.flatnonzero(open_[k] > number))
            for k, kind in enumerate(self.kinds)
            for number in range(int(open_[k].max(initial=0)))
        ]
        stretches = [_stretches(slots_open, slots, self.hours) for _, slots_open in desks]
        most = max((len(each) for each in stretches), default=1)
        size, errands = self.arrivals.shape
        counters = len(desks)
        due = np.full((size, counters, most + 1), INF)
        back = np.full((counters, most + 1), np.nan)
        for at, each in enumerate(stretches):
            for number, (before, after) in enumerate(pairwise(each)):
                due[:, at, number], back[at, number] = before[1], after[0]
        reluctance = np.array(
            [[kind.services.get(self.names[s], INF) for s in self.service] for kind, _ in desks]
        ).reshape(counters, errands)
        plain = np.full(errands, -1, dtype=np.int64)
        nobody = np.zeros(errands, dtype=bool)
        return play(
            Floor(
                scores=np.where(
                    np.isfinite(self.arrivals), Score(0.0, 0.0, 0.0).total + self.arrivals, INF
                ),
                reluctance=reluctance,
                eligible=np.where(np.isfinite(self.arrivals), self.arrivals, INF),
                until=np.full(errands, INF),
                lasts=self.lasts,
                gaps=self.gaps,
                brief=self.brief,
                paces=np.ones((size, counters, len(self.names))),
                service=self.service,
                hours=self.speed,
                slope=self.slope,
                next=plain,
                twin=plain,
                delay=np.zeros(errands),
                also=nobody,
                returner=nobody,
                opens=np.tile([each[0][0] for each in stretches], (size, 1)),
                closes=np.tile([each[-1][1] for each in stretches], (size, 1)),
                due=due,
                away=np.zeros((size, counters, most + 1)),
                back=back,
            )
        )


def _drawn(quantiles: Array, generator: np.random.Generator, shape: tuple[int, int]) -> Array:
    levels = (np.arange(quantiles.size) + 0.5) / quantiles.size
    return np.asarray(np.interp(generator.random(shape), levels, quantiles))


def _poisson(rates: Array, replications: int, generator: np.random.Generator) -> Array:
    """Arrival times (R, most), nan where nobody comes; Poisson with a rate for each half-hour."""
    numbers = generator.poisson(np.maximum(rates, 0.0), (replications, HALF_HOURS))
    most = int(numbers.sum(axis=1).max(initial=0))
    found = np.full((replications, most), np.nan)
    for row, each in enumerate(numbers):
        slots = np.repeat(np.arange(HALF_HOURS), each)
        found[row, : slots.size] = np.sort((slots + generator.random(slots.size)) * HALF_HOUR)
    return found


def _stretches(open_: Indices, slots: range, hours: Hours) -> list[tuple[float, float]]:
    """When a counter is there, from the half-hours in which it is; the last one calls to the end."""
    found: list[tuple[float, float]] = []
    for slot in open_:
        begins, ends = slot * HALF_HOUR, (slot + 1) * HALF_HOUR
        if slot == slots[-1]:
            ends = hours.calls_end
        if found and found[-1][1] == begins:
            found[-1] = (found[-1][0], ends)
        else:
            found.append((max(begins, hours.opens), ends))
    return found
