"""The profile: what an office's past says about durations, gaps, pauses, arrivals and habits.

Values only; `learning` makes them from observations, the simulator draws from them. Durations
follow a lognormal law (Brown et al. 2005, JASA 100) with an uncertain mean, so that a cold start
is honest about what it does not know.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from queue_app.estimation.calibration import Calibration
from queue_app.estimation.draws import LEVELS, NORMAL, Array, lognormal
from queue_app.estimation.mixed import HOURS, LOAD_SLOPE, START
from queue_app.estimation.snapshot import ServiceInfo
from queue_app.estimation.stacking import Stack

PRIOR_LOG_BIAS = -0.17
"""A lognormal with log-sd 0.58 has a median exp(-0.17) times its mean."""
PRIOR_MEAN_SD = 0.27
PRIOR_LOG_SD = 0.58
PRIOR_WEIGHT = 10.0
"""How many legs the prior log-sd is worth."""
SHORTEST, LONGEST = 1.0, 6 * 3600.0
"""Durations outside are taken as these, in seconds."""
HALF_HOUR = 1800.0
HALF_HOURS = 48


@dataclass(frozen=True)
class ServiceLaw:
    """ln(seconds) of a service for one person: N(mean, mean_sd^2) known, log_sd around it.

    `count` is the effective number of legs behind it; `shape` are the standardised quantiles at
    LEVELS (the normal ones until there are enough legs).
    """

    mean: float
    mean_sd: float
    log_sd: float
    count: float = 0.0
    shape: Array = field(default_factory=lambda: NORMAL, compare=False)

    @property
    def seconds(self) -> float:
        """The mean duration for one person."""
        return math.exp(self.mean + self.log_sd**2 / 2)

    def spread(self) -> Array:
        """Quantiles at LEVELS of duration divided by its median."""
        return np.asarray(np.exp(self.log_sd * self.shape))


@dataclass(frozen=True)
class Stream:
    """Walk-ins of one service and credit (seconds): expected arrivals per half-hour, (48,)."""

    service: str
    credit: float
    rates: Array = field(compare=False)


@dataclass(frozen=True)
class Habit:
    """What a counter usually does when nobody has planned it, as clocks and seconds.

    The break begins with the first end of a service after `break_start`. It lasts to about
    `break_end` where the ends of past breaks agree, else about `break_length`. `lunch`: how
    likely a break is that is neither planned nor known (see `lunch`).
    """

    break_start: float | None = None
    break_length: float = 0.0
    break_end: float | None = None
    break_sd: float = 300.0
    opens: float | None = None
    last: float | None = None
    lunch: float = 0.0


@dataclass(frozen=True)
class Errors:
    """How wrong the levels, hours, load effect and counters may be, and what they share.

    `covariance` (K, K) in logs: the `services`' levels today, 24 hours, the slope of the load, the
    `counters`' differences; K = S + 24 + 1 + C. `lasting` (S, S) is that part of the levels' errors
    which is not today's own: how wrong one still is about the office itself.
    """

    services: tuple[str, ...]
    counters: tuple[str, ...]
    covariance: Array = field(compare=False)
    lasting: Array = field(compare=False)

    @staticmethod
    def prior(services: Iterable[str]) -> Errors:
        """What the configuration leaves open: each service's own error, and one of the office."""
        names = tuple(services)
        common = START["office"] ** 2 + START["day"] ** 2
        size = len(names)
        covariance = np.zeros((size + HOURS + 1,) * 2)
        own = PRIOR_MEAN_SD**2 * np.eye(size)
        covariance[:size, :size] = own + common
        hours = np.arange(size, size + HOURS)
        covariance[hours, hours] = START["hour"] ** 2
        covariance[-1, -1] = START["load"] ** 2
        return Errors(names, (), covariance, own + START["office"] ** 2)

    def row(self, service: str, hour: int, load: float, counter: str) -> Array:
        """What the error of such a leg is made of, (K,)."""
        size = len(self.services)
        row = np.zeros(len(self.covariance))
        row[self.services.index(service)] = row[size + hour] = 1.0
        row[size + HOURS] = load
        if counter in self.counters:
            row[size + HOURS + 1 + self.counters.index(counter)] = 1.0
        return row


@dataclass(frozen=True)
class Profile:
    """Everything learned. `expected` keeps the configuration for persons and unknown services.

    `counters` are log differences, `hours` (24,) log effects of the hour of day, `load_slope`
    the log effect of a full waiting room (see `mixed.load`); `errors` says how sure they are.
    """

    expected: Mapping[str, ServiceInfo]
    services: Mapping[str, ServiceLaw]
    counters: Mapping[tuple[str, str], float] = field(default_factory=dict)
    errors: Errors = field(default_factory=lambda: Errors.prior(()))
    hours: Array = field(default_factory=lambda: np.zeros(24), compare=False)
    load_slope: float = LOAD_SLOPE
    gaps: Array = field(default_factory=lambda: lognormal(36.0, 0.8), compare=False)
    no_show: float = 0.04
    absences: Array = field(default_factory=lambda: lognormal(108.0, 0.4), compare=False)
    pause_after: float = 0.025
    pauses: Array = field(default_factory=lambda: lognormal(480.0, 0.8), compare=False)
    shows_up: float = 0.9
    check_in: tuple[float, float] = (-300.0, 300.0)
    streams: tuple[Stream, ...] = ()
    habits: Mapping[str, Habit] = field(default_factory=dict)
    leaving_rate: float = 0.0
    longest_wait: float | None = None
    days: int = 0
    calibration: Calibration = field(default_factory=Calibration)
    stack: Stack | None = field(default=None, compare=False)

    @staticmethod
    def prior(services: Iterable[ServiceInfo]) -> Profile:
        """What is known on the first morning: the configuration alone."""
        expected = {service.id: service for service in services}
        laws = {key: prior_law(info) for key, info in expected.items()}
        return Profile(expected, laws, errors=Errors.prior(expected))

    def law(self, service: str) -> ServiceLaw | None:
        """The law of a service; None for one that nobody knows."""
        return self.services.get(service)

    def persons_factor(self, service: str, persons: int) -> float:
        """By how much a leg takes longer for so many persons, as configured."""
        return persons_factor(self.expected.get(service), persons)


def prior_law(info: ServiceInfo) -> ServiceLaw:
    """The law that the configured minutes suggest."""
    mean_sd = math.hypot(PRIOR_MEAN_SD, START["office"], START["day"])
    return ServiceLaw(
        math.log(_sane(info.expected_seconds)) + PRIOR_LOG_BIAS, mean_sd, PRIOR_LOG_SD
    )


def persons_factor(info: ServiceInfo | None, persons: int) -> float:
    """(expected + extra x further persons) / expected, between 1 and 20."""
    if info is None or not math.isfinite(info.extra_person_seconds):
        return 1.0
    more = max(0, min(persons, 50) - 1) * max(0.0, info.extra_person_seconds)
    return min(20.0, 1 + more / _sane(info.expected_seconds))


def _sane(seconds: float) -> float:
    if not math.isfinite(seconds) or seconds <= 0:
        return 600.0
    return min(max(seconds, SHORTEST), LONGEST)


def weighted_quantiles(values: Array, weights: Array) -> Array:
    """Quantiles at LEVELS of weighted values (midpoint rule)."""
    order = np.argsort(values, kind="stable")
    cumulated = np.cumsum(weights[order])
    levels = (cumulated - weights[order] / 2) / cumulated[-1]
    return np.interp(LEVELS, levels, values[order])
