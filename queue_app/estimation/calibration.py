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

KEPT = 800
PRIOR = 100
"""The last PITs that count, and how many uniform ones stand beside them."""


@dataclass(frozen=True)
class Calibration:
    """The PITs of the past, oldest first, each in 0 … 1, per load class (0 calm, 1 busy).

    Immutable and small: `with_pit` returns the next one; `as_lists` and `from_lists` store it.
    """

    pits: tuple[tuple[float, ...], ...] = field(default=((), ()))

    def with_pits(self, found: Iterable[tuple[int, float]]) -> Calibration:
        """This calibration and more (load class, PIT); the oldest beyond KEPT are dropped."""
        kept = [list(each) for each in self.pits]
        for load, pit in found:
            if 0 <= pit <= 1:
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

    def as_lists(self) -> list[list[float]]:
        """The PITs per load class, for storage as JSON."""
        return [[round(pit, 4) for pit in each] for each in self.pits]

    @staticmethod
    def from_lists(stored: list[list[float]]) -> Calibration:
        """What `as_lists` gave; anything outside 0 … 1 is left out."""
        pairs = [(load, pit) for load, each in enumerate(stored) for pit in each]
        return Calibration().with_pits(pairs)
