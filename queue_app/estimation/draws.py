"""Common random numbers by name: stratified draws that stay with a ticket as the queue moves.

Latin hypercube sampling (McKay, Beckman & Conover 1979): every row is a permutation of the same
R strata, so that sums of many durations have far less sampling noise than with plain draws. A
row is found by the hash of a name (a ticket's id), so a ticket keeps its futures from one
forecast to the next and the display does not flicker.
"""

from __future__ import annotations

from functools import lru_cache
from statistics import NormalDist
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]

ROWS = 4096
"""Rows of the table; two names share one with probability 1/4096, which only correlates them."""

LEVELS: Array = (np.arange(400) + 0.5) / 400
"""The levels at which quantile functions are tabulated."""

NORMAL: Array = np.array([NormalDist().inv_cdf(float(p)) for p in LEVELS])
"""The standard normal quantile function at LEVELS."""


@lru_cache(maxsize=8)
def _table(rollouts: int) -> Indices:
    generator = np.random.default_rng(20_260_101)
    strata = np.tile(np.arange(rollouts, dtype=np.int64), (ROWS, 1))
    return generator.permuted(strata, axis=1)


@lru_cache(maxsize=8)
def _normal_grid(rollouts: int) -> Array:
    normal = NormalDist()
    return np.array([normal.inv_cdf((k + 0.5) / rollouts) for k in range(rollouts)])


class Draws:
    """R stratified draws for any name; the same seed and name always give the same draws."""

    def __init__(self, seed: int, rollouts: int) -> None:
        """`rollouts` is R, the length of every row."""
        self.rollouts = rollouts
        self._seed = seed & 0xFFFFFFFF
        self._rows = _table(rollouts)
        self._normal = _normal_grid(rollouts)

    @property
    def standard(self) -> Array:
        """The standard normal quantiles at the strata, shape (R,), ascending."""
        return self._normal

    def strata(self, name: str) -> Indices:
        """A permutation of 0 … R-1, shape (R,)."""
        return np.asarray(self._rows[crc32(name.encode(), self._seed) % ROWS])

    def uniform(self, name: str) -> Array:
        """Stratified uniform draws in (0, 1), shape (R,)."""
        return (self.strata(name) + 0.5) / self.rollouts

    def normal(self, name: str) -> Array:
        """Stratified standard normal draws, shape (R,)."""
        return self._normal[self.strata(name)]

    def of(self, quantiles: Array, name: str) -> Array:
        """Draws from the law with these quantiles at LEVELS, shape (R,)."""
        return self.spread(quantiles)[self.strata(name)]

    def spread(self, quantiles: Array) -> Array:
        """The law's quantiles at the middles of the R strata, shape (R,), ascending."""
        return np.interp((np.arange(self.rollouts) + 0.5) / self.rollouts, LEVELS, quantiles)


def beyond(ascending: Array, elapsed: Array | float, uniform: Array, rollouts: int) -> Array:
    """Draws (R,) of a positive law, given that it exceeds `elapsed`.

    `ascending` (R,) holds the law's quantiles at the middles of R strata. Beyond the last one a
    Pareto tail with exponent 3 takes over: who has sat there far longer than anybody before may
    well stay as long again.
    """
    levels = (np.arange(rollouts) + 0.5) / rollouts
    passed = np.interp(elapsed, ascending, levels, left=0.0, right=1.0)
    value = np.interp(passed + (1 - passed) * uniform, levels, ascending)
    tail = np.asarray(elapsed) * (1 - uniform) ** (-1 / 3)
    return np.maximum(np.where(passed >= levels[-2], tail, value), elapsed)


def lognormal(median: float, log_sd: float) -> Array:
    """The quantiles of a lognormal law at LEVELS."""
    return np.asarray(median * np.exp(log_sd * NORMAL))
