"""The fits behind a profile: each function reads columns of observations and answers fields of it.

Columns are float arrays of equal length, the first one the day; `weights` weigh them by age.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from queue_app.estimation.draws import NORMAL, Array, Flags, Indices, lognormal
from queue_app.estimation.durations import BIN_SECONDS
from queue_app.estimation.service_times import (
    HALF_HOUR,
    HALF_HOURS,
    PRIOR_LOG_SD,
    PRIOR_MEAN_SD,
    PRIOR_WEIGHT,
    Habit,
    Profile,
    ServiceLaw,
    Stream,
    weighted_quantiles,
)

Weigh = Callable[[Array, int], Array]

ROBUST = 1.4826
"""Median absolute deviation to standard deviation of a normal law."""
TODAY_SD = 0.08
COUNTER_SD = 0.08
CELL_SD = 0.05
HOUR_SD = 0.05
RICH_DAYS = 10
SHAPE_LEGS = 300
GAP_CAP = 1800.0
LONG_PAUSE = 900.0
"""From this many seconds a pause may be the day's break rather than an interruption."""


def durations(
    profile: Profile,
    services: list[str],
    counters: list[str],
    rows: list[Array],
    weights: Array,
    today: int,
) -> dict[str, Any]:
    """Laws per service, today's common effect, time of day, and counters' differences."""
    day, clock, service, counter, logs, by_next = rows
    laws = dict(profile.services)
    residual = np.zeros(logs.size)
    kept = np.zeros(logs.size, dtype=bool)
    past_days = profile.days
    for at, name in enumerate(services):
        mine = np.flatnonzero(service == at)
        if not mine.size:
            continue
        values, sound = _cleaned(logs[mine], by_next[mine] > 0, laws[name])
        law = _posterior(laws[name], values[sound], weights[mine][sound], past_days)
        laws[name] = law
        residual[mine] = values - law.mean
        kept[mine] = sound
    sds = np.array([laws[name].log_sd for name in services])
    result: dict[str, Any] = {"services": laws}
    now = kept & (day == today)
    if past_days >= 1:
        precision = 1 / TODAY_SD**2 + float(np.sum(1 / sds[service[now].astype(int)] ** 2))
        pull = float(np.sum(residual[now] / sds[service[now].astype(int)] ** 2))
        result |= {"day_effect": pull / precision, "day_effect_sd": precision**-0.5}
    if past_days >= RICH_DAYS:
        result["hours"] = _hours(clock[kept], residual[kept], weights[kept])
        result["services"] = _shapes(laws, services, service[kept], residual[kept], weights[kept])
    if past_days >= 3:
        result["counters"] = _counters(
            services, counters, service[kept], counter[kept], residual[kept], weights[kept]
        )
    return result


def _cleaned(logs: Array, by_next: Flags, law: ServiceLaw) -> tuple[Array, Flags]:
    """Log durations winsorised, and which of them count (no forgotten *finish*)."""
    if logs.size >= 8:
        centre = float(np.median(logs))
        spread = max(ROBUST * float(np.median(np.abs(logs - centre))), 0.15)
    else:
        centre, spread = law.mean, np.hypot(law.mean_sd, law.log_sd)
    sound = ~(by_next & (logs > centre + spread))
    return np.clip(logs, centre - 4 * spread, centre + 3.2 * spread), sound


def _posterior(prior: ServiceLaw, values: Array, weights: Array, past_days: int) -> ServiceLaw:
    """Normal posterior of the mean; the log-sd shrunk towards the prior's."""
    total = float(weights.sum())
    if total <= 0:
        return prior
    mean = float(np.sum(weights * values)) / total
    squares = float(np.sum(weights * (values - mean) ** 2))
    variance = (PRIOR_WEIGHT * PRIOR_LOG_SD**2 + squares) / (PRIOR_WEIGHT + total)
    precision = 1 / PRIOR_MEAN_SD**2 + total / variance
    centre = (prior.mean / PRIOR_MEAN_SD**2 + mean * total / variance) / precision
    shared = TODAY_SD**2 / past_days if past_days else 0.0
    return ServiceLaw(centre, (1 / precision + shared) ** 0.5, variance**0.5, total)


def _hours(clock: Array, residual: Array, weights: Array) -> Array:
    """Time-of-day effect in 90-minute bins, shrunk towards none."""
    bins = np.clip(clock // BIN_SECONDS, 0, 15).astype(int)
    count = np.bincount(bins, weights, 16)
    total = np.bincount(bins, weights * residual, 16)
    return np.asarray(total / (count + PRIOR_LOG_SD**2 / HOUR_SD**2))


def _shapes(
    laws: dict[str, ServiceLaw],
    services: list[str],
    service: Array,
    residual: Array,
    weights: Array,
) -> dict[str, ServiceLaw]:
    """The empirical shape of standardised residuals, mixed with the normal one."""
    shaped = dict(laws)
    for at, name in enumerate(services):
        mine = service == at
        total = float(weights[mine].sum())
        if total < SHAPE_LEGS:
            continue
        law = laws[name]
        pool = np.concatenate([residual[mine] / law.log_sd, NORMAL[::8]])
        share = np.concatenate([weights[mine], np.ones(NORMAL[::8].size)])
        shape = weighted_quantiles(pool, share)
        shaped[name] = ServiceLaw(law.mean, law.mean_sd, law.log_sd, law.count, shape)
    return shaped


def _counters(
    services: list[str],
    counters: list[str],
    service: Array,
    counter: Array,
    residual: Array,
    weights: Array,
) -> dict[tuple[str, str], float]:
    """Log speed per counter and service beyond the service's own, shrunk hard."""
    if not counters or not residual.size:
        return {}
    side, kind = counter.astype(int), service.astype(int)
    size = len(counters)
    common = np.bincount(side, weights * residual, size) / (
        np.bincount(side, weights, size) + PRIOR_LOG_SD**2 / COUNTER_SD**2
    )
    rest = residual - common[side]
    cell = side * len(services) + kind
    cells = size * len(services)
    own = np.bincount(cell, weights * rest, cells) / (
        np.bincount(cell, weights, cells) + PRIOR_LOG_SD**2 / CELL_SD**2
    )
    return {
        (name, what): float(common[at] + own[at * len(services) + column])
        for at, name in enumerate(counters)
        for column, what in enumerate(services)
    }


def no_shows(rows: list[Array], weights: Array, served: Array) -> dict[str, Any]:
    """P(no-show): Beta(1, 24); their absences: pool with ten pseudo-ones around 1.8 minutes."""
    _, seconds = rows
    missed = float(weights.sum())
    share = (1 + missed) / (25 + missed + float(served.sum()))
    return {"no_show": share, "absences": _pool(seconds, weights, lognormal(108.0, 0.4), 900.0)}


def gaps(rows: list[Array], weights: Array) -> dict[str, Any]:
    """The gap pool with ten pseudo-gaps (median 0.6 minutes, log-sd 0.8), capped."""
    return {"gaps": _pool(rows[1], weights, lognormal(36.0, 0.8), GAP_CAP)}


def _pool(seconds: Array, weights: Array, prior: Array, cap: float) -> Array:
    pseudo = prior[20::40]
    values = np.concatenate([np.minimum(seconds, cap), pseudo])
    return weighted_quantiles(values, np.concatenate([weights, np.ones(pseudo.size)]))


def pauses(
    rows: list[Array],
    shifts: list[Array],
    served: Array,
    counters: list[str],
    today: int,
    weigh: Weigh,
) -> dict[str, Any]:
    """Breaks that a counter takes every day, its hours, and pauses that nobody plans."""
    day, _clock, _counter, seconds = rows
    planned = np.zeros(day.size, dtype=bool)
    habits = {}
    for at, name in enumerate(counters):
        habit, taken = _habit(at, rows, shifts, today)
        planned[taken] = True
        if habit is not None:
            habits[name] = habit
    other = ~planned & (seconds < 2 * 3600.0)
    weights = weigh(day[other], today)
    count = float(weights.sum())
    return {
        "habits": habits,
        "pause_after": (1 + count) / (40 + count + float(served.sum())),
        "pauses": _pool(seconds[other], weights, lognormal(480.0, 0.8), 3600.0),
    }


def _habit(
    counter: int, rows: list[Array], shifts: list[Array], today: int
) -> tuple[Habit | None, Indices]:
    """A counter's usual day, and which pauses (indices) were its long break of a day."""
    day, clock, who, seconds = rows
    mine = np.flatnonzero((who == counter) & (seconds >= LONG_PAUSE) & (seconds < 2 * 3600.0))
    present = (shifts[1] == counter) & (shifts[0] < today)
    days = int(present.sum())
    # The longest pause of each day is its break.
    longest: dict[float, int] = {}
    for index in mine:
        best = longest.get(float(day[index]))
        if best is None or seconds[index] > seconds[best]:
            longest[float(day[index])] = int(index)
    breaks = np.array([at for on, at in longest.items() if on < today], dtype=np.int64)
    if not days:
        return None, np.empty(0, dtype=np.int64)
    usual = breaks.size >= max(1, 0.5 * days)
    taken_today = today in longest
    habit = Habit(
        break_start=float(np.median(clock[breaks])) if usual and not taken_today else None,
        break_length=float(np.median(seconds[breaks])) if usual else 0.0,
        opens=float(np.median(shifts[2][present])),
        last=float(np.median(shifts[3][present])),
    )
    return habit, np.array(list(longest.values()), dtype=np.int64) if usual else breaks[:0]


def bookings(rows: list[Array], weights: Array) -> dict[str, Any]:
    """P(shows up): Beta(9, 1); check-in offsets: normal around five minutes early."""
    _, shown, offset = rows
    came = shown > 0
    shows = (9 + float(weights[came].sum())) / (10 + float(weights.sum()))
    pseudo = 5.0
    total = float(weights[came].sum()) + pseudo
    mean = (float(np.sum(weights[came] * offset[came])) - 300.0 * pseudo) / total
    squares = float(np.sum(weights[came] * (offset[came] - mean) ** 2)) + pseudo * 300.0**2
    return {"shows_up": shows, "check_in": (mean, (squares / total) ** 0.5)}


def arrivals(
    rows: list[Array],
    services: list[str],
    credit_values: list[float],
    past: int,
    today: int,
    weigh: Weigh,
) -> dict[str, Any]:
    """Walk-ins per half-hour for each service and credit; today's own rate stands in at first.

    Half a pseudo-day spreads today's arrivals so far evenly; past days are smoothed over
    neighbouring half-hours.
    """
    day, clock, service, credit = rows
    if not day.size:
        return {}
    half = np.clip(clock // HALF_HOUR, 0, HALF_HOURS - 1).astype(int)
    kinds = service.astype(int) * len(credit_values) + credit.astype(int)
    size = len(services) * len(credit_values)
    before = day < today
    weights = weigh(day[before], today)
    counts = np.bincount(kinds[before] * HALF_HOURS + half[before], weights, size * HALF_HOURS)
    table = _smoothed(np.asarray(counts, dtype=float).reshape(size, HALF_HOURS))
    days = float(np.sum(0.5 ** (np.arange(1, past + 1) / 30.0))) if past else 0.0
    now = ~before
    so_far = np.bincount(kinds[now], minlength=size).astype(float)
    span = max(1.0, (clock[now].max() - clock[now].min()) / HALF_HOUR) if now.any() else 16.0
    rates = (table + 0.5 * (so_far / span)[:, None]) / (days + 0.5)
    return {
        "streams": tuple(
            Stream(name, value, rates[at * len(credit_values) + column])
            for at, name in enumerate(services)
            for column, value in enumerate(credit_values)
            if rates[at * len(credit_values) + column].any()
        )
    }


def _smoothed(table: Array) -> Array:
    padded = np.pad(table, ((0, 0), (1, 1)))
    return np.asarray(0.25 * padded[:, :-2] + 0.5 * padded[:, 1:-1] + 0.25 * padded[:, 2:])


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
