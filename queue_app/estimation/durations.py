"""How long legs take in each of the R futures: one uncertain level a service, one spread a leg."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from queue_app.estimation.draws import LEVELS, Array, Draws, beyond
from queue_app.estimation.mixed import load
from queue_app.estimation.service_times import Profile, ServiceLaw
from queue_app.estimation.snapshot import CALLED, CurrentTicket, Snapshot


@dataclass(frozen=True)
class _Level:
    median: Array  # (R,): the uncertain median for one person
    spread: Array  # (R,): quantiles of duration / median, ascending


class Durations:
    """Draws of service durations; today's level of each service is drawn once a future."""

    def __init__(self, snapshot: Snapshot, profile: Profile, draws: Draws) -> None:
        """Running services inform the levels before anything is drawn."""
        self._profile = profile
        self._draws = draws
        self._snapshot = snapshot
        # Who will be called finds the room about as full as it is now: others come meanwhile.
        self._load = profile.load_slope * float(load(len(snapshot.waiting)))
        laws = informed(snapshot, profile, self._load)
        spreads = _common(profile, laws, draws)
        self._levels: dict[str, _Level] = {}
        for key, law in laws.items():
            median = np.exp(law.mean + spreads[key] + self._load)
            self._levels[key] = _Level(median, draws.spread(law.spread()))

    def knows(self, service: str) -> bool:
        """Whether anything is known of the service."""
        return service in self._levels

    def level(self, service: str) -> Array:
        """The median for one person in each future, shape (R,)."""
        return self._levels[service].median

    def spread(self, service: str) -> Array:
        """Quantiles of duration / median at the strata, shape (R,)."""
        return self._levels[service].spread

    def of(self, service: str, persons: int, name: str) -> Array:
        """Durations of a leg to come, shape (R,); `name` keeps the draws with the ticket."""
        if service not in self._levels:
            return np.full(self._draws.rollouts, 600.0)
        level = self._levels[service]
        factor = self._profile.persons_factor(service, persons)
        return np.asarray(level.median * level.spread[self._draws.strata(f"lasts:{name}")] * factor)

    def remaining(
        self, current: CurrentTicket, counter: str, elapsed: float, uniform: Array
    ) -> Array:
        """The rest of a leg that has lasted `elapsed`, given that it has, shape (R,)."""
        level = self._levels.get(current.service)
        if level is None:
            return np.full(self._draws.rollouts, 600.0)
        scale = level.median * self._scale(current, counter)
        whole = beyond(level.spread, elapsed / scale, uniform, self._draws.rollouts)
        return np.maximum(whole * scale - elapsed, 1.0)

    def absent_after(self, current: CurrentTicket, counter: str, elapsed: float) -> float:
        """P(nobody comes), given that the ticket has been called for `elapsed` seconds."""
        prior = self._profile.no_show
        level = self._levels.get(current.service)
        if level is None or current.state != CALLED:
            return prior
        scale = float(level.median.mean()) * self._scale(current, counter)
        served = 1 - _share_below(level.spread, elapsed / scale)
        silent = 1 - _share_below(self._draws.spread(self._profile.absences), elapsed)
        weight = prior * silent + (1 - prior) * served
        return prior * silent / weight if weight > 0 else 0.0

    def _scale(self, current: CurrentTicket, counter: str) -> float:
        return math.exp(offset(self._profile, current, counter, self._snapshot.midnight))


def offset(profile: Profile, current: CurrentTicket, counter: str, midnight: float) -> float:
    """What makes a running leg longer than its service's level, in logs."""
    hour = int(min(max((current.since - midnight) // 3600, 0), 23))
    persons = math.log(profile.persons_factor(current.service, current.persons))
    own = profile.counters.get((counter, current.service), 0.0)
    return persons + own + float(profile.hours[hour])


def _common(profile: Profile, laws: dict[str, ServiceLaw], draws: Draws) -> dict[str, Array]:
    """Draws of the levels' errors, (R,) each, with the correlation that shared days give."""
    normal = {key: draws.normal(f"level:{key}") for key in laws}
    size = len(profile.order)
    if not size or profile.covariance.shape != (size, size) or set(profile.order) != set(laws):
        return {key: law.mean_sd * normal[key] for key, law in laws.items()}
    sds = np.sqrt(np.maximum(np.diag(profile.covariance), 1e-8))
    correlation = profile.covariance / np.outer(sds, sds) + 1e-6 * np.eye(size)
    try:
        root = np.linalg.cholesky(correlation)
    except np.linalg.LinAlgError:
        root = np.eye(size)
    mixed_draws = root @ np.stack([normal[key] for key in profile.order])
    return {key: laws[key].mean_sd * mixed_draws[at] for at, key in enumerate(profile.order)}


def _share_below(ascending: Array, value: float) -> float:
    return float(np.searchsorted(ascending, value)) / ascending.size


def informed(snapshot: Snapshot, profile: Profile, shift: float) -> dict[str, ServiceLaw]:
    """The laws after what running services say: each has lasted longer than `elapsed`.

    A censored observation "y > a" moves a normal mean by moment matching, as in expectation
    propagation: with V = mean_sd^2 + log_sd^2, z = (a - mean)/sqrt(V), h = phi(z)/(1 - Phi(z)),
    mean += mean_sd^2/sqrt(V) * h and mean_sd^2 *= 1 - mean_sd^2/V * h (h - z).
    """
    laws = dict(profile.services)
    for counter in snapshot.counters:
        current = counter.current
        if current is None or current.service not in laws:
            continue
        elapsed = min(snapshot.as_of - current.since, 3 * 3600.0)
        silent = float(np.interp(elapsed, profile.absences, LEVELS, left=0.0, right=1.0))
        if elapsed <= 1 or (current.state == CALLED and silent < 0.9):
            continue  # nobody may have come
        here = shift + offset(profile, current, counter.id, snapshot.midnight)
        laws[current.service] = _censored(laws[current.service], math.log(elapsed) - here)
    return laws


def _censored(law: ServiceLaw, bound: float) -> ServiceLaw:
    variance = law.mean_sd**2 + law.log_sd**2
    root = math.sqrt(max(variance, 1e-9))
    z = min((bound - law.mean) / root, 3.0)  # somebody forgotten at a counter is no evidence
    density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    hazard = density / max(0.5 * math.erfc(z / math.sqrt(2)), 1e-9)
    ratio = law.mean_sd**2 / max(variance, 1e-9)
    return ServiceLaw(
        mean=law.mean + law.mean_sd**2 / root * hazard,
        mean_sd=law.mean_sd * math.sqrt(max(0.05, 1 - ratio * hazard * (hazard - z))),
        log_sd=law.log_sd,
        count=law.count,
        shape=law.shape,
    )
