"""Correction of the forecast's levels by where actual waits fell in earlier forecasts.

The PIT (probability integral transform) of a wait is the share of its own samples below it. If
forecasts were right, PITs would be uniform; where they are not, level p is published as the
sample quantile at the PITs' p-quantile (Gibbs & Candes 2021 recalibrate online likewise).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

LEVELS: NDArray[np.float64] = (np.arange(40) + 0.5) / 40
"""The levels at which the quantiles of a published estimate are kept."""
KEPT = 800
PRIOR = 100
"""The last PITs that count, and how many uniform ones stand beside them."""
LEAST = 60.0
"""Seconds: the unit of what lies outside the samples is at least this."""
FARTHEST = 5.0
SAME = 0.5
"""Seconds: waits and samples so close are the same; many samples end at the hour of closing."""


@dataclass(frozen=True)
class Calibration:
    """The PITs of the past, oldest first, per load class (0 calm, 1 busy).

    A wait beyond its samples has a PIT above 1 (or below 0), by how far it lies beyond them in
    units of their own half width: so a forecast that is too narrow can be widened. Immutable and
    small: `with_pits` returns the next one; `as_lists` and `from_lists` store it.
    """

    pits: tuple[tuple[float, ...], ...] = field(default=((), ()))

    def with_pits(self, found: Iterable[tuple[int, float]]) -> Calibration:
        """This calibration and more (load class, PIT); the oldest beyond KEPT are dropped."""
        kept = [list(each) for each in self.pits]
        for load, pit in found:
            if -FARTHEST <= pit <= 1 + FARTHEST:
                kept[min(max(load, 0), len(kept) - 1)].append(float(pit))
        return Calibration(tuple(tuple(each[-KEPT:]) for each in kept))

    def levels(self, wanted: NDArray[np.float64], load: int = 0) -> NDArray[np.float64]:
        """The sample levels at which to read so that `wanted` holds."""
        own = self.pits[min(max(load, 0), len(self.pits) - 1)]
        if not own:
            return wanted
        uniform = (np.arange(PRIOR) + 0.5) / PRIOR
        pool = np.sort(np.concatenate([np.asarray(own), uniform]))
        at = (np.arange(pool.size) + 0.5) / pool.size
        return np.asarray(np.interp(wanted, at, pool))

    def share(self, level: float, load: int = 0) -> float:
        """The probability that stands behind a sample level: the reverse of `levels`, in 0 … 1."""
        own = self.pits[min(max(load, 0), len(self.pits) - 1)]
        if not own:
            return min(max(level, 0.0), 1.0)
        uniform = (np.arange(PRIOR) + 0.5) / PRIOR
        pool = np.concatenate([np.asarray(own), uniform])
        return float((pool <= level).mean())

    def as_lists(self) -> list[list[float]]:
        """The PITs per load class, for storage as JSON."""
        return [[round(pit, 4) for pit in each] for each in self.pits]

    @staticmethod
    def from_lists(stored: list[list[float]]) -> Calibration:
        """What `as_lists` gave; what makes no sense is left out."""
        pairs = [(load, pit) for load, each in enumerate(stored) for pit in each]
        return Calibration().with_pits(pairs)


def read(quantiles: NDArray[np.float64], levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values (seconds) at levels, from quantiles at LEVELS; levels may lie outside 0 … 1."""
    below, above = _units(quantiles)
    inner = np.interp(levels, LEVELS, quantiles)
    outer = np.maximum(levels - 1, 0) * above + np.minimum(levels, 0) * below
    return np.asarray(np.maximum(inner + outer, 0.0))


def place(quantiles: NDArray[np.float64], waited: float) -> float:
    """The PIT of a wait: its level among quantiles at LEVELS, extended beyond them."""
    below, above = _units(quantiles)
    first = np.searchsorted(quantiles, waited - SAME, side="left")
    last = np.searchsorted(quantiles, waited + SAME, side="right")
    if last == first and waited > quantiles[-1]:
        return float(1 + (waited - quantiles[-1]) / above)
    if last == first and waited < quantiles[0]:
        return float((waited - quantiles[0]) / below)
    if last > first:  # ties: the middle of the step
        return float((LEVELS[first] + LEVELS[last - 1]) / 2)
    return float(np.interp(waited, quantiles, LEVELS))


def _units(quantiles: NDArray[np.float64]) -> tuple[float, float]:
    middle = float(quantiles[quantiles.size // 2])
    return (
        max(middle - float(quantiles[0]), LEAST),
        max(float(quantiles[-1]) - middle, LEAST),
    )
