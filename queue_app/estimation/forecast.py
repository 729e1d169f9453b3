"""Snapshot in, estimates out: one pass for every waiting ticket and a ticket drawn now."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from queue_app.estimation.calibration import LEVELS, Calibration, place, read
from queue_app.estimation.draws import Array, Draws
from queue_app.estimation.formulas import queue_length_waits
from queue_app.estimation.service_times import Profile
from queue_app.estimation.shown import rounded_outwards
from queue_app.estimation.simulator import play
from queue_app.estimation.snapshot import CLOSED, Snapshot, WaitingTicket
from queue_app.estimation.stacking import Stack
from queue_app.estimation.tidy import tidied
from queue_app.estimation.world import Builder

PUBLISHED: Array = np.array([0.10, 0.15, 0.50, 0.85, 0.90])
PRIOR, HISTORY, INSUFFICIENT, NOBODY_SERVING = "prior", "history", "insufficient", "nobody_serving"
ENOUGH = 10.0
"""Legs of a service from which an estimate rests on history."""
BUSY = 1800.0
"""A raw median above this many seconds is the busy load class of the calibration."""
CLAMP, SHORT = 3.0, 60.0
"""No wait beyond three times the queue's length or the longest waits of the past (or a minute)."""
DAY = 86400.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """Seconds from `as_of` to the next call: P10, P50, P90, and the range that pages print.

    `lower` and `upper` are P15 and P85 unrounded (what `shown_*` is made of and hysteresis
    needs). `by_closing` is the probability of being called before the office closes, calibrated.
    `mean` weighs futures as `Durations.fairness` says. `quantiles` are those of the raw samples at
    LEVELS, `load` their class: what calibration keeps of a published estimate. No figure exceeds `most`: closing, or the clamp. All None (or empty)
    where `basis` is insufficient or nobody_serving.
    """

    as_of: float
    basis: str
    low: float | None = None
    likely: float | None = None
    high: float | None = None
    shown_low: float | None = None
    shown_high: float | None = None
    lower: float | None = None
    upper: float | None = None
    by_closing: float | None = None
    mean: float | None = None
    quantiles: tuple[float, ...] = ()
    features: tuple[float, ...] = ()
    load: int = 0
    most: float | None = None

    def will_be_called(self, certainty: float) -> bool | None:
        """Whether the call comes before closing with this certainty; None: cannot be said."""
        return None if self.by_closing is None else self.by_closing >= certainty


@dataclass(frozen=True)
class Forecast:
    """Estimates by ticket id and, for a ticket drawn now, by service id."""

    as_of: float
    tickets: Mapping[str, Estimate] = field(default_factory=dict)
    services: Mapping[str, Estimate] = field(default_factory=dict)


def estimate(
    snapshot: Snapshot, profile: Profile, *, rollouts: int = 200, seed: int = 0
) -> Forecast:
    """Play the queue's near future `rollouts` times and read every wait from it.

    Pure: the same arguments give the same answer. Use one `seed` for a whole day, so that
    consecutive forecasts share their random numbers. It never raises for bad data: what cannot
    be understood has the basis `insufficient`.
    """
    try:
        with np.errstate(all="ignore"):
            return _estimate(snapshot, profile, min(max(int(rollouts), 20), 5000), seed)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return _nothing(snapshot)


def _nothing(snapshot: Snapshot) -> Forecast:
    as_of = snapshot.as_of if math.isfinite(snapshot.as_of) else 0.0
    none = Estimate(as_of, INSUFFICIENT)
    return Forecast(
        as_of,
        {ticket.id: none for ticket in snapshot.waiting},
        {service.id: none for service in snapshot.services},
    )


def _estimate(given: Snapshot, profile: Profile, rollouts: int, seed: int) -> Forecast:
    snapshot = tidied(given)
    nothing = _nothing(given)
    if snapshot is None:
        return nothing
    served = [c for c in snapshot.counters if c.state != CLOSED]
    unserved = Estimate(snapshot.as_of, NOBODY_SERVING)
    tickets = sorted(snapshot.waiting, key=lambda ticket: ticket.tie)
    builder = Builder(snapshot, profile, Draws(seed, rollouts), tickets)
    world = builder.world()
    calls, ghosts = play(world)
    ends = world.closes[np.isfinite(world.closes)]
    end = float(ends.max()) if ends.size else None
    simple = queue_length_waits(snapshot, profile, tickets)
    reader = _Reader(snapshot, profile, end, builder.fairness())
    by_ticket = dict(nothing.tickets)
    for column, ticket in enumerate(tickets):
        able = any(_may_take(c.id, c.services, ticket) for c in served)
        wait = simple.tickets[column]
        by_ticket[ticket.id] = (
            reader.read(calls[:, column], ticket.service, wait) if able else unserved
        )
    by_service = dict(nothing.services)
    for column, service in enumerate(snapshot.services):
        able = any(service.id in c.services for c in served)
        wait = simple.services[column]
        by_service[service.id] = (
            reader.read(ghosts[:, column], service.id, wait) if able else unserved
        )
    return Forecast(snapshot.as_of, by_ticket, by_service)


def _may_take(counter: str, services: Mapping[str, float], ticket: WaitingTicket) -> bool:
    return ticket.service in services and ticket.bound_to in (None, counter)


class _Reader:
    """Reads estimates from samples: censoring at closing, clamp, calibration, rounding."""

    def __init__(
        self, snapshot: Snapshot, profile: Profile, end: float | None, fairness: Array
    ) -> None:
        self._fairness = fairness / fairness.sum()
        self._snapshot, self._profile, self._end = snapshot, profile, end
        self._calibration = profile.calibration
        closes = snapshot.closes if snapshot.closes is not None else snapshot.closing
        self._closes = math.inf if closes is None else closes - snapshot.as_of
        as_of, waiting = snapshot.as_of, snapshot.waiting
        self._first = max((as_of - t.queue_time for t in waiting), default=0.0)
        there = [c for c in snapshot.counters if c.state != CLOSED]
        busy = [c for c in there if c.current is not None]
        clock = (as_of - snapshot.midnight) / 3600.0
        self._room = (math.log1p(len(waiting)), len(there), len(busy), clock, (clock - 13.0) ** 2)

    def read(self, samples: Array, service: str, simple: float) -> Estimate:
        """The estimate of one ticket from its R samples."""
        none = Estimate(self._snapshot.as_of, INSUFFICIENT)
        law = self._profile.law(service)
        called = np.isfinite(samples)
        if law is None or not (called.any() or self._end is not None):
            return none
        limit = self._end if self._end is not None else float(samples[called].max())
        most = min(self._cap(simple), DAY)
        waits = np.clip(np.where(called, samples, max(limit, 0.0)), 0.0, most)
        values = np.sort(waits)
        if not np.isfinite(values).all() or values[values.size // 2] >= DAY:
            return none  # a wait of a day is no wait: an instant in the snapshot is wrong
        if self._end is not None:
            most = min(most, max(self._end, 0.0))
        at = (np.arange(values.size) + 0.5) / values.size
        raw = np.interp(LEVELS, at, values)
        load = int(raw[LEVELS.size // 2] > BUSY)
        mean = float(self._fairness @ waits)
        features = self._features(raw, float(values.mean()), simple, law.seconds)
        levels = self._calibration.levels(PUBLISHED, load)
        figures = read(raw, levels)
        stack = self._profile.stack
        if stack is not None:
            figures = stack.quantiles(np.array(features), PUBLISHED)
            mean = min(float(stack.quantiles(np.array(features), LEVELS).mean()), most)
        figures = np.minimum(figures, most)
        low, lower, likely, upper, high = (float(v) for v in figures)
        shown = rounded_outwards(lower, upper)
        return replace(
            none,
            basis=HISTORY if law.count >= ENOUGH else PRIOR,
            low=low,
            lower=lower,
            likely=likely,
            upper=upper,
            high=high,
            shown_low=shown[0],
            shown_high=shown[1],
            by_closing=self._by_closing(samples, raw, load),
            mean=mean,
            features=features,
            quantiles=tuple(float(v) for v in raw),
            load=load,
            most=most,
        )

    def _by_closing(self, samples: Array, raw: Array, load: int) -> float:
        """P(called before the office closes): the share of samples, corrected like the levels."""
        share = float((samples < self._closes).mean())
        if share == 1.0 and math.isfinite(self._closes):
            share = max(share, place(raw, self._closes))  # how far beyond the last sample
        return self._calibration.share(share, load)

    def _features(self, raw: Array, mean: float, simple: float, own: float) -> tuple[float, ...]:
        """What a stack may learn from, on the square-root scale of waits where it is one."""
        waits = (float(raw[4]), float(raw[20]), float(raw[36]), mean, min(simple, DAY), self._first)
        return (*(math.sqrt(max(each, 0.0)) for each in waits), *self._room, own)

    def _cap(self, simple: float) -> float:
        longest = self._profile.longest_wait
        if longest is None or not math.isfinite(simple):
            return math.inf
        return CLAMP * max(simple, longest, SHORT)


def quantiles_of(
    estimate: Estimate, calibration: Calibration, levels: Array, stack: Stack | None = None
) -> Array:
    """Quantiles of a published estimate at other levels than the published ones.

    Calibrated, or those of the `stack` that had taken over.
    """
    if stack is not None and estimate.features:
        found = stack.quantiles(np.asarray(estimate.features), levels)
    else:
        wanted = calibration.levels(levels, estimate.load)
        found = read(np.asarray(estimate.quantiles), wanted)
    return found if estimate.most is None else np.minimum(found, estimate.most)


def pit(estimate: Estimate, waited: float) -> float | None:
    """Where an actual wait fell in the estimate's own samples (see `Calibration`), or None."""
    if not estimate.quantiles or not math.isfinite(waited):
        return None
    return place(np.asarray(estimate.quantiles), waited)
