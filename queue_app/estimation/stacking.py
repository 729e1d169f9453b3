"""A regression on the twin's own quantiles and the queue's features, for offices with a long past.

After some thousands of scored tickets it may see what the simulation cannot (counters that are
there in name only, people who give up). The wait is modelled on the square-root scale, where its
spread is nearly even: sqrt(wait) = a(x) + b(x) * residual, with linear a and b and the residuals'
empirical quantiles (as Q-Lasso of Ang et al. 2016, M&SOM 18, learns on queueing features).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from queue_app.estimation.draws import Array

ENOUGH = 1000
"""Scored tickets before a stack is fitted; it publishes only once it has won."""
TRIED = 300
"""Scored tickets on which it has to win that it had not seen."""
FADES = 1 - 1 / 3000
"""How fast earlier losses are forgotten, a ticket."""
RIDGE = 3.0
RESIDUALS = 200


@dataclass(frozen=True)
class Stack:
    """A fitted regression; apply it to features with `quantiles`."""

    centre: Array
    scale: Array
    level: Array
    spread: Array
    residuals: Array

    def quantiles(self, features: Array, levels: Array) -> Array:
        """Quantiles of the wait in seconds, (len(levels),), ascending and not negative."""
        x = np.append((features - self.centre) / self.scale, 1.0)
        at = (np.arange(RESIDUALS) + 0.5) / RESIDUALS
        root = x @ self.level + max(float(x @ self.spread), 0.2) * np.interp(
            levels, at, self.residuals
        )
        return np.asarray(np.maximum(root, 0.0) ** 2)


def fit_stack(features: Array, waits: Array) -> Stack | None:
    """Fit on features (n, k) of published estimates and what then was waited (n,), in seconds."""
    sound = np.isfinite(features).all(axis=1) & np.isfinite(waits)
    x, y = features[sound], np.sqrt(np.maximum(waits[sound], 0.0))
    if len(y) < ENOUGH:
        return None
    centre, scale = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-6)
    design = np.column_stack([(x - centre) / scale, np.ones(len(y))])
    level = _ridge(design, y)
    residual = y - design @ level
    # The mean of |residual| is 0.8 sd for a normal one; only proportions matter here.
    spread = _ridge(design, np.abs(residual))
    standard = residual / np.maximum(design @ spread, 0.2)
    at = (np.arange(RESIDUALS) + 0.5) / RESIDUALS
    return Stack(centre, scale, level, spread, np.quantile(standard, at))


def _ridge(design: Array, response: Array) -> Array:
    penalty = RIDGE * np.eye(design.shape[1])
    penalty[-1, -1] = 0.0
    return np.asarray(np.linalg.solve(design.T @ design + penalty, design.T @ response))


class Stacker:
    """Fits a stack every day and says when it takes over: where it has won, walk-forward."""

    def __init__(self) -> None:
        """Nothing has been scored."""
        self._features: list[Sequence[float]] = []
        self._waits: list[float] = []
        self._losses = np.zeros(2)  # of the forecast without it, and its own
        self._tried = 0
        self.latest: Stack | None = None

    def note(self, features: Sequence[float], plain: Array, waited: float, levels: Array) -> None:
        """How a published estimate went; `plain` are its quantiles at `levels` without a stack."""
        if self.latest is not None:
            own = self.latest.quantiles(np.asarray(features), levels)
            self._losses = FADES * self._losses + [
                _pinball(q, waited, levels) for q in (plain, own)
            ]
            self._tried += 1
        self._features.append(features)
        self._waits.append(waited)

    def next_day(self) -> None:
        """Fit to all that has been scored so far."""
        if len(self._waits) >= ENOUGH:
            self.latest = fit_stack(np.array(self._features), np.array(self._waits))

    def winning(self) -> Stack | None:
        """The stack to publish, or None while the forecast without it is better."""
        won = self._tried >= TRIED and self._losses[1] < self._losses[0]
        return self.latest if won else None


def _pinball(quantiles: Array, waited: float, levels: Array) -> float:
    error = waited - quantiles
    return float(np.maximum(levels * error, (levels - 1) * error).mean())
