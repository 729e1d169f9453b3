"""The measures: errors of points, CRPS from quantiles, coverage and width of intervals."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

GRID: Array = np.arange(1, 20) / 20
"""The 19 levels of the CRPS; the 90 % interval is its ends, the 80 % one the second ones."""

SECOND = 1.0
"""Ends of intervals are true to a second: who is never called "waits" until closing exactly."""


@dataclass
class Scores:
    """Collects forecasts of waits (seconds): mean, median and the 19 quantiles, and what came."""

    means: list[float] = field(default_factory=list)
    medians: list[float] = field(default_factory=list)
    quantiles: list[Array] = field(default_factory=list)
    actual: list[float] = field(default_factory=list)
    groups: list[tuple[str, ...]] = field(default_factory=list)

    def add(
        self, actual: float, mean: float, quantiles: Array, groups: tuple[str, ...] = ()
    ) -> None:
        """One ticket; point forecasts pass their value 19 times."""
        self.means.append(mean)
        self.medians.append(float(quantiles[9]))
        self.quantiles.append(quantiles)
        self.actual.append(actual)
        self.groups.append(groups)

    def extend(self, other: Scores) -> None:
        """All of another collection."""
        for name in ("means", "medians", "quantiles", "actual", "groups"):
            getattr(self, name).extend(getattr(other, name))

    def chosen(self, group: str) -> Scores:
        """Those of one group."""
        picked = Scores()
        for at, groups in enumerate(self.groups):
            if group in groups:
                picked.add(self.actual[at], self.means[at], self.quantiles[at], groups)
        return picked

    def summary(self) -> dict[str, float]:
        """MAE of the median, RMSE of the mean, CRPS, coverage and width at 80 and 90 %."""
        if not self.actual:
            return {}
        actual, mean = np.array(self.actual), np.array(self.means)
        q = np.stack(self.quantiles)
        error = actual[:, None] - q
        pinball = np.maximum(GRID * error, (GRID - 1) * error)
        result = {
            "n": float(actual.size),
            "mae": float(np.abs(actual - np.array(self.medians)).mean()),
            "rmse": float(np.sqrt(((actual - mean) ** 2).mean())),
            "bias": float((mean - actual).mean()),
            "crps": float(2 * pinball.mean()),
        }
        for name, low, high in (("80", 1, 17), ("90", 0, 18)):
            inside = (actual >= q[:, low] - SECOND) & (actual <= q[:, high] + SECOND)
            result[f"cover{name}"] = float(inside.mean())
            result[f"width{name}"] = float((q[:, high] - q[:, low]).mean())
        return result


def geometric_mean(values: list[float]) -> float:
    """The geometric mean of positive values."""
    return float(np.exp(np.mean(np.log(values))))
