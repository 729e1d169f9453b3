"""When walk-ins come, for each service and credit: the half-hourly rates of a profile."""

from __future__ import annotations

from typing import Any

import numpy as np

from queue_app.estimation.draws import Array
from queue_app.estimation.fitting import Weigh
from queue_app.estimation.service_times import HALF_HOUR, HALF_HOURS, Stream

VOLUME_WEIGHT = 44.0
"""1 / 0.15^2: how many arrivals the usual volume of a day is worth."""


def arrivals(
    rows: list[Array],
    services: list[str],
    credit_values: list[float],
    past: int,
    today: int,
    weigh: Weigh,
) -> dict[str, Any]:
    """Walk-ins per half-hour for each service and credit.

    Past days are smoothed over neighbouring half-hours and scaled to how busy today is; with few
    of them today's last hour, at today's mix, is worth half a day.
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
    table = np.asarray(counts, dtype=float).reshape(size, HALF_HOURS)
    days = float(np.sum(0.5 ** (np.arange(1, past + 1) / 30.0))) if past else 0.0
    times = clock[~before]
    if days:
        table *= _busy(table.sum(axis=0) / days, times)
    mix = np.bincount(kinds[~before], minlength=size) / max(1, times.size)
    rates = (_smoothed(table) + 0.5 * (_recent(times) * mix)[:, None]) / (days + 0.5)
    return {
        "streams": tuple(
            Stream(name, value, rates[at * len(credit_values) + column])
            for at, name in enumerate(services)
            for column, value in enumerate(credit_values)
            if rates[at * len(credit_values) + column].any()
        )
    }


def _recent(times: Array) -> float:
    """Arrivals per half-hour within the last hour of today's arrivals."""
    if not times.size:
        return 0.0
    last = float(times.max())
    span = min(3600.0, max(900.0, last - float(times.min())))
    return float((times > last - span).sum()) / span * HALF_HOUR


def _busy(usual: Array, times: Array) -> float:
    """How many come today for each one that usually comes, shrunk as volumes vary (cv 0.15)."""
    if not times.size:
        return 1.0
    edges = np.arange(HALF_HOURS + 1) * HALF_HOUR
    cumulated = np.concatenate([[0.0], np.cumsum(usual)])
    expected = float(np.interp(times.max(), edges, cumulated))
    return (times.size + VOLUME_WEIGHT) / (expected + VOLUME_WEIGHT)


def _smoothed(table: Array) -> Array:
    padded = np.pad(table, ((0, 0), (1, 1)))
    return np.asarray(0.25 * padded[:, :-2] + 0.5 * padded[:, 1:-1] + 0.25 * padded[:, 2:])
