"""How long legs take in each of the R futures: one uncertain level a service, one spread a leg."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from queue_app.estimation.draws import LEVELS, Array, Draws, beyond
from queue_app.estimation.mixed import HOURS, START, load
from queue_app.estimation.service_times import Profile
from queue_app.estimation.snapshot import CALLED, CurrentTicket, Snapshot

_HOURS = [f"{hour} h" for hour in range(HOURS)]


@dataclass(frozen=True)
class _Level:
    median: Array  # (R,): the uncertain median for one person
    spread: Array  # (R,): quantiles of duration / median, ascending


class Durations:
    """Draws of service durations; what is uncertain for everybody is drawn once a future.

    `hours` (R, 24) and `pace` (R,) of a counter are log effects in each future.
    """

    def __init__(self, snapshot: Snapshot, profile: Profile, draws: Draws) -> None:
        """Running services inform the levels before anything is drawn."""
        self._profile = profile
        self._draws = draws
        self._snapshot = snapshot
        # Who will be called finds the room about as full as it is now: others come meanwhile.
        crowd = float(load(len(snapshot.waiting)))
        errors = profile.errors
        mean, covariance = informed(snapshot, profile, crowd)
        names = [*errors.services, *_HOURS, "load", *errors.counters]
        drawn = mean[:, None] + _correlated(covariance, [f"level:{n}" for n in names], draws)
        size = len(errors.services)
        self._wrong = drawn[:size] - mean[:size, None]
        self._covariance = covariance[:size, :size]
        self.hours: Array = profile.hours + drawn[size : size + HOURS].T
        shift = (profile.load_slope + drawn[size + HOURS]) * crowd
        at = {service: place for place, service in enumerate(errors.services)}
        self._paces: dict[str, Array] = dict(
            zip(errors.counters, drawn[size + HOURS + 1 :], strict=True)
        )
        self._levels: dict[str, _Level] = {}
        for key, law in profile.services.items():
            error = drawn[at[key]] if key in at else law.mean_sd * draws.normal(f"level:{key}")
            median = np.exp(law.mean + error + shift)
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

    def fairness(self, work: Mapping[str, float]) -> Array:
        """What each future weighs in the mean, shape (R,), given the seconds of `work` by service.

        How long services take here is a scale that the configuration and the legs so far give up
        to a factor. An estimate of a scale that errs by a lognormal factor has the least squared
        error, whatever the true scale is, if futures weigh by scale^-2 (Pitman 1939, Biometrika
        30: the least risk among estimators that follow the unit); their plain mean is too long.
        What only today shares is no such error: it is as often fast as slow.
        """
        errors = self._profile.errors
        shares = np.array([work.get(service, 0.0) for service in errors.services])
        if not shares.sum() > 0:
            return np.ones(self._draws.rollouts)
        shares = shares / shares.sum()
        variance = float(shares @ self._covariance @ shares)
        lasting = float(shares @ errors.lasting @ shares)
        part = min(max(lasting / max(variance, 1e-12), 0.0), 1.0)
        return np.asarray(np.exp(-2.0 * part * (shares @ self._wrong)))

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
        scale = float((level.median * self._scale(current, counter)).mean())
        served = 1 - _share_below(level.spread, elapsed / scale)
        silent = 1 - _share_below(self._draws.spread(self._profile.absences), elapsed)
        weight = prior * silent + (1 - prior) * served
        return prior * silent / weight if weight > 0 else 0.0

    def pace(self, counter: str) -> Array:
        """How much slower a counter is than was learned of it, in logs, shape (R,)."""
        known = self._paces.get(counter)
        if known is None:
            known = START["counter"] * self._draws.normal(f"level:{counter}")
            self._paces[counter] = known
        return known

    def _scale(self, current: CurrentTicket, counter: str) -> Array:
        fixed = offset(self._profile, current, counter)
        hour = hour_of(current.since - self._snapshot.midnight)
        return np.asarray(np.exp(fixed + self.hours[:, hour] + self.pace(counter)))


def hour_of(clock: float) -> int:
    """The hour of the day of a clock, within the day."""
    return int(min(max(clock // 3600, 0), HOURS - 1))


def offset(profile: Profile, current: CurrentTicket, counter: str) -> float:
    """What makes a running leg longer than its service's level at that hour, in logs."""
    persons = math.log(profile.persons_factor(current.service, current.persons))
    return persons + profile.counters.get((counter, current.service), 0.0)


def _correlated(covariance: Array, names: list[str], draws: Draws) -> Array:
    """Draws (K, R) of errors with this covariance; each named row keeps its random numbers."""
    sds = np.sqrt(np.maximum(np.diag(covariance), 1e-12))
    correlation = covariance / np.outer(sds, sds) + 1e-6 * np.eye(len(sds))
    try:
        root = np.linalg.cholesky(correlation)
    except np.linalg.LinAlgError:
        root = np.eye(len(sds))
    normal = np.stack([draws.normal(name) for name in names])
    return np.asarray(sds[:, None] * (root @ normal))


def _share_below(ascending: Array, value: float) -> float:
    return float(np.searchsorted(ascending, value)) / ascending.size


def informed(snapshot: Snapshot, profile: Profile, crowd: float) -> tuple[Array, Array]:
    """Mean (K,) and covariance (K, K) of the errors after what running services say.

    Each has lasted longer than `elapsed`. Such a censored observation "y > a" moves a normal law
    by moment matching, as in expectation propagation: with x the errors that this leg is made
    of, V = x'Sx + log_sd^2, z = (a - mean)/sqrt(V), h = phi(z)/(1 - Phi(z)): mean += Sx h/sqrt(V)
    and S -= Sx x'S h (h - z)/V. So one counter's long morning also tells something of the others.
    """
    errors = profile.errors
    covariance = errors.covariance.copy()
    mean = np.zeros(len(covariance))
    for counter in snapshot.counters:
        current = counter.current
        if current is None or current.service not in errors.services:
            continue
        elapsed = min(snapshot.as_of - current.since, 3 * 3600.0)
        silent = float(np.interp(elapsed, profile.absences, LEVELS, left=0.0, right=1.0))
        if elapsed <= 1 or (current.state == CALLED and silent < 0.9):
            continue  # nobody may have come
        law, hour = profile.services[current.service], hour_of(current.since - snapshot.midnight)
        row = errors.row(current.service, hour, crowd, counter.id)
        expected = law.mean + offset(profile, current, counter.id) + float(row @ mean)
        expected += float(profile.hours[hour]) + profile.load_slope * crowd
        shared = covariance @ row
        variance = float(row @ shared) + law.log_sd**2
        root = math.sqrt(max(variance, 1e-9))
        # Somebody forgotten at a counter is no evidence.
        z = min((math.log(elapsed) - expected) / root, 3.0)
        density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
        hazard = density / max(0.5 * math.erfc(z / math.sqrt(2)), 1e-9)
        mean += shared * hazard / root
        covariance -= np.outer(shared, shared) * (hazard * (hazard - z) / max(variance, 1e-9))
    return mean, covariance
