"""When walk-ins come, for each service and credit: the half-hourly rates of a profile.

Rates are factorised: how many come in a half-hour x which share of them wants this service with
this credit. Few days say little about the second factor by the hour, so an hour's own mix only
counts as far as people were seen in it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from queue_app.estimation.draws import Array
from queue_app.estimation.fitting import Weigh
from queue_app.estimation.service_times import HALF_HOUR, HALF_HOURS, Stream

VOLUME_WEIGHT = 44.0
"""1 / 0.15^2: how many arrivals the usual volume of a day is worth."""
MIX_WEIGHT = 20.0
"""How many expected people of a kind the day's mix is worth against an hour's own."""
ADVANCED, ADVANCED_WEIGHT = 0.04, 25.0
"""The prior share of people with a credit, and how many arrivals it is worth."""
SERVICE_WEIGHT = 10.0
"""How many people of one kind the services' usual shares are worth against that kind's own."""

LEAST = 0.05
"""Kinds of which fewer are expected a day are left out."""


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
    kinds = credit.astype(int) * len(services) + service.astype(int)
    size = len(services) * len(credit_values)
    weights = weigh(day, today)
    seen = np.asarray(np.bincount(kinds, weights, size), dtype=float)
    mix = _mix(seen.reshape(len(credit_values), -1), credit_values)
    before = day < today
    counts = np.bincount(
        kinds[before] * HALF_HOURS + half[before], weights[before], size * HALF_HOURS
    )
    table = _smoothed(np.asarray(counts, dtype=float).reshape(size, HALF_HOURS))
    days = float(np.sum(0.5 ** (np.arange(1, past + 1) / 30.0))) if past else 0.0
    total = table.sum(axis=0)
    expected = mix[:, None] * total
    rates = expected * (MIX_WEIGHT + table) / (MIX_WEIGHT + expected)
    times = clock[~before]
    if days:
        rates *= _busy(total / days, times)
    rates = (rates + 0.5 * _recent(times) * mix[:, None]) / (days + 0.5)
    return {
        "streams": tuple(
            Stream(name, value, rates[column * len(services) + at])
            for at, name in enumerate(services)
            for column, value in enumerate(credit_values)
            if rates[column * len(services) + at].sum() > LEAST
        )
    }


def _mix(counts: Array, credit_values: list[float]) -> Array:
    """The share of each credit and service, (credits x services,), shrunk."""
    advanced = [value > 0 for value in credit_values]
    ordinary = len(credit_values) - sum(advanced)
    prior = np.array(
        [
            ADVANCED / sum(advanced) if each else (1 - ADVANCED * any(advanced)) / ordinary
            for each in advanced
        ]
    )
    if not ordinary:
        prior /= prior.sum()
    by_credit = counts.sum(axis=1)
    shares = (by_credit + ADVANCED_WEIGHT * prior) / (by_credit.sum() + ADVANCED_WEIGHT)
    usual = (counts.sum(axis=0) + 1 / counts.shape[1]) / (counts.sum() + 1)
    of_service = (counts + SERVICE_WEIGHT * usual) / (by_credit[:, None] + SERVICE_WEIGHT)
    return np.asarray(shares[:, None] * of_service).ravel()


def _recent(times: Array) -> float:
    """Arrivals per half-hour within the last hour of today's arrivals."""
    if times.size < 2:
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
