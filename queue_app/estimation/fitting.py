"""The fits behind a profile: each function reads columns of observations and answers fields of it.

Columns are float arrays of equal length, the first one the day; `weights` weigh them by age.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from queue_app.estimation import mixed
from queue_app.estimation.draws import NORMAL, Array, Flags, lognormal
from queue_app.estimation.service_times import (
    PRIOR_LOG_SD,
    PRIOR_MEAN_SD,
    PRIOR_WEIGHT,
    Errors,
    Profile,
    ServiceLaw,
    weighted_quantiles,
)

Weigh = Callable[[Array, int], Array]

ROBUST = 1.4826
"""Median absolute deviation to standard deviation of a normal law."""
IMPLAUSIBLE = 2.5758
"""Standard normal 99.5th percentile: a service that sits longer was probably forgotten."""
RICH_DAYS = 10
SHAPE_LEGS = 300
BY_NEXT = 0.3
GAP_CAP = 1800.0


def durations(
    profile: Profile,
    services: list[str],
    counters: list[str],
    rows: list[Array],
    weights: Array,
    today: int,
    known_sds: dict[str, float] | None = None,
) -> tuple[dict[str, Any], dict[str, float] | None]:
    """Laws, counters, hours and load from the mixed model; the learned prior sds beside them."""
    day, clock, service, counter, logs, by_next, waiting = rows
    if not logs.size:
        return {}, known_sds
    values, kept = logs.copy(), np.zeros(logs.size, dtype=bool)
    laws = dict(profile.services)
    for at, name in enumerate(services):
        mine = np.flatnonzero(service == at)
        if mine.size:
            values[mine], kept[mine] = _cleaned(logs[mine], by_next[mine] > 0, laws[name])
            laws[name] = _spread(laws[name], values[mine], weights[mine], kept[mine])
    found, place = np.unique(np.append(day[kept], today), return_inverse=True)
    legs = mixed.Legs(
        values[kept],
        weights[kept],
        service[kept].astype(np.int64),
        counter[kept].astype(np.int64),
        np.clip(clock[kept] // 3600, 0, mixed.HOURS - 1).astype(np.int64),
        place[:-1],
        mixed.load(waiting[kept]),
    )
    prior = np.array([laws[name].mean for name in services])
    sizes = (len(services), len(counters), found.size)
    equations = mixed.Equations(legs, prior, PRIOR_MEAN_SD, sizes)
    precision = np.array([laws[name].log_sd ** -2 for name in services])
    if known_sds is None and profile.days >= mixed.EM_DAYS:
        known_sds = mixed.learned_sds(equations, precision)
    fitted = mixed.fit(equations, precision, known_sds or mixed.START, int(place[-1]))
    return _described(profile, services, counters, laws, legs, fitted), known_sds


def _described(
    profile: Profile,
    services: list[str],
    counters: list[str],
    laws: dict[str, ServiceLaw],
    legs: mixed.Legs,
    fitted: mixed.Fitted,
) -> dict[str, Any]:
    result = {}
    for at, name in enumerate(services):
        mine = legs.service == at
        residual, weights = fitted.residual[mine], legs.weights[mine]
        total = float(weights.sum())
        variance = float(max(fitted.covariance[at, at], 1e-8))
        # What a fitted level takes out of its own residuals is given back (as in EM).
        squares = float(np.sum(weights * residual**2)) + total * variance
        log_sd = ((PRIOR_WEIGHT * PRIOR_LOG_SD**2 + squares) / (PRIOR_WEIGHT + total)) ** 0.5
        shape = laws[name].shape
        if profile.days >= RICH_DAYS and total >= SHAPE_LEGS:
            shape = _shape(residual / log_sd, weights)
        result[name] = ServiceLaw(float(fitted.means[at]), variance**0.5, log_sd, total, shape)
    return {
        "services": result,
        "errors": Errors(tuple(services), tuple(counters), fitted.covariance, fitted.lasting),
        "hours": fitted.hours,
        "load_slope": fitted.load,
        "counters": {
            (side, name): float(fitted.counters[row, column])
            for row, side in enumerate(counters)
            for column, name in enumerate(services)
        },
    }


def _cleaned(logs: Array, by_next: Flags, law: ServiceLaw) -> tuple[Array, Flags]:
    """Log durations winsorised, and which of them count.

    Not a *finish* that was forgotten, and nothing beyond the 99.5th percentile of its service.
    """
    if logs.size >= 8:
        centre = float(np.median(logs))
        spread = max(ROBUST * float(np.median(np.abs(logs - centre))), 0.15)
    else:
        centre, spread = law.mean, np.hypot(law.mean_sd, law.log_sd)
    # Where *next* is how services are usually ended, it says nothing about having forgotten.
    by_next = by_next & (by_next.mean() < BY_NEXT)
    sound = ~(by_next & (logs > centre + spread)) & ~_implausible(logs, centre, spread)
    return np.clip(logs, centre - 4 * spread, centre + 3.2 * spread), sound


def _implausible(logs: Array, centre: float, spread: float) -> Flags:
    """Which legs lie beyond the 99.5th percentile: no more than one in 200, and the longest.

    The spread of few legs is shrunk towards the prior's. Where more lie there, long legs belong to
    the service.
    """
    size = logs.size
    spread = ((PRIOR_WEIGHT * PRIOR_LOG_SD**2 + size * spread**2) / (PRIOR_WEIGHT + size)) ** 0.5
    most = 1 + size // 200
    longest = np.zeros(size, dtype=bool)
    longest[np.argsort(logs, kind="stable")[-most:]] = True
    return np.asarray(longest & (logs > centre + IMPLAUSIBLE * spread))


def _spread(prior: ServiceLaw, values: Array, weights: Array, sound: Flags) -> ServiceLaw:
    """The log-sd shrunk towards the prior's, for the weights of the equations."""
    kept, share = values[sound], weights[sound]
    total = float(share.sum())
    if total <= 0:
        return prior
    # Around the posterior mean, so that a single odd leg does not look certain.
    mean = (prior.mean * 2 + float(np.sum(share * kept))) / (2 + total)
    squares = float(np.sum(share * (kept - mean) ** 2))
    log_sd = ((PRIOR_WEIGHT * PRIOR_LOG_SD**2 + squares) / (PRIOR_WEIGHT + total)) ** 0.5
    return ServiceLaw(prior.mean, prior.mean_sd, log_sd, total, prior.shape)


def _shape(standardised: Array, weights: Array) -> Array:
    """The empirical shape of residuals, mixed with the normal one."""
    pool = np.concatenate([standardised, NORMAL[::8]])
    return weighted_quantiles(pool, np.concatenate([weights, np.ones(NORMAL[::8].size)]))


def no_shows(rows: list[Array], weights: Array, served: Array) -> dict[str, Any]:
    """P(no-show): Beta(1, 24); their absences: pool with ten pseudo-ones around 1.8 minutes."""
    _, seconds = rows
    missed = float(weights.sum())
    share = (1 + missed) / (25 + missed + float(served.sum()))
    return {"no_show": share, "absences": pool(seconds, weights, lognormal(108.0, 0.4), 900.0)}


def gaps(rows: list[Array], weights: Array) -> dict[str, Any]:
    """The gap pool with ten pseudo-gaps (median 0.6 minutes, log-sd 0.8), capped."""
    return {"gaps": pool(rows[1], weights, lognormal(36.0, 0.8), GAP_CAP)}


def pool(seconds: Array, weights: Array, prior: Array, cap: float) -> Array:
    """Quantiles of observed seconds beside ten pseudo-observations of a prior law."""
    pseudo = prior[20::40]
    values = np.concatenate([np.minimum(seconds, cap), pseudo])
    return weighted_quantiles(values, np.concatenate([weights, np.ones(pseudo.size)]))


def bookings(rows: list[Array], weights: Array, today: int) -> dict[str, Any]:
    """P(shows up): Beta(9, 1); check-in offsets: normal around five minutes early.

    Today only those are known who came, and an office that has never recorded a no-show does not
    record them: then nothing is learned about their share.
    """
    day, shown, offset = rows
    came = shown > 0
    past = day < today
    told = weights * past if bool((past & ~came).any()) else np.zeros(day.size)
    shows = (9 + float(told[came].sum())) / (10 + float(told.sum()))
    pseudo = 5.0
    total = float(weights[came].sum()) + pseudo
    mean = (float(np.sum(weights[came] * offset[came])) - 300.0 * pseudo) / total
    squares = float(np.sum(weights[came] * (offset[came] - mean) ** 2)) + pseudo * 300.0**2
    return {"shows_up": shows, "check_in": (mean, (squares / total) ** 0.5)}


def waits(rows: list[Array]) -> dict[str, Any]:
    """The 99th percentile of past waits, and the rate at which waiting people leave."""
    _, seconds, left = rows
    if seconds.size < 100:
        return {}
    longest = float(np.quantile(seconds[-5000:], 0.99))
    return {
        "longest_wait": longest,
        "leaving_rate": float(left.sum()) / max(float(seconds.sum()), 1.0),
    }
