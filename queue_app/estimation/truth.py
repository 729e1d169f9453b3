"""What the office's own published estimates teach: the calibration, and a stack where it wins.

Pure functions of scored estimates, in the order of time; what was published by another model of
the forecast is left out, because its samples meant something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np

from queue_app.domain.statistics.scoring import Published, Scored
from queue_app.estimation import stacking
from queue_app.estimation.calibration import Calibration, place, read
from queue_app.estimation.draws import Array
from queue_app.estimation.stacking import TRIED, Stack, fit_stack

MODEL = "twin-1"
"""Stored with every estimate; a change of what quantiles, features or load mean raises it."""
JUDGED: Array = np.array([0.10, 0.15, 0.50, 0.85, 0.90])


class Kept(Published, Protocol):
    """A published estimate with what scoring keeps of it (see `forecast.Estimate`)."""

    @property
    def model(self) -> str | None: ...
    @property
    def load(self) -> int | None: ...
    @property
    def quantiles(self) -> Sequence[float]: ...
    @property
    def features(self) -> Sequence[float]: ...


def calibration_of(scored: Iterable[Scored[Kept]]) -> Calibration:
    """The PITs of the estimates at issue, per load class.

    Ranges shown later are scored but not learned from: one is kept whenever the wait takes a
    turn, so that they are no fair sample of all moments.
    """
    return Calibration().with_pits(_pits(one for one in _known(scored) if one.at_issue))


def stack_of(scored: Iterable[Scored[Kept]]) -> Stack | None:
    """A regression on the published estimates, if it would have done better than they did.

    It is fitted on all but the last tickets, and has to lose less (pinball loss at the published
    levels) on those last ones than the twin, calibrated by what was known before them; and so on
    the ranges shown later, where there are enough. None otherwise, and below some 1 300 tickets.
    """
    known = [one for one in _known(scored) if one.range.features]
    issued = [one for one in known if one.at_issue]
    tried = max(TRIED, len(issued) // 10)
    if len(issued) < stacking.ENOUGH + tried:
        return None
    before, after = issued[:-tried], issued[-tried:]
    width = len(after[-1].range.features)
    if any(len(one.range.features) != width for one in known):
        return None
    stack = _fitted(before)
    calibration = Calibration().with_pits(_pits(before))
    since = after[0].range.as_of
    later = [one for one in known if not one.at_issue and one.range.as_of >= since]
    trials = [after, later] if len(later) >= TRIED else [after]
    if stack is None or not all(_wins(stack, calibration, trial) for trial in trials):
        return None
    return _fitted(issued)


def _known(scored: Iterable[Scored[Kept]]) -> list[Scored[Kept]]:
    """Those that were called and whose samples were kept, oldest first."""
    usable = [
        one
        for one in scored
        if one.wait is not None and one.range.model == MODEL and one.range.quantiles
    ]
    return sorted(usable, key=lambda one: one.range.as_of)


def _pits(known: Iterable[Scored[Kept]]) -> list[tuple[int, float]]:
    return [
        (one.range.load or 0, place(np.asarray(one.range.quantiles), one.wait))
        for one in known
        if one.wait is not None
    ]


def _waits(known: Sequence[Scored[Kept]]) -> Array:
    return np.array([one.wait for one in known], dtype=float)


def _fitted(known: Sequence[Scored[Kept]]) -> Stack | None:
    return fit_stack(np.array([one.range.features for one in known]), _waits(known))


def _wins(stack: Stack, calibration: Calibration, trial: Sequence[Scored[Kept]]) -> bool:
    twin, other = [], []
    for one in trial:
        levels = calibration.levels(JUDGED, one.range.load or 0)
        twin.append(read(np.asarray(one.range.quantiles), levels))
        other.append(stack.quantiles(np.asarray(one.range.features), JUDGED))
    waits = _waits(trial)
    return _loss(waits, np.array(other)) < _loss(waits, np.array(twin))


def _loss(waits: Array, quantiles: Array) -> float:
    """The mean pinball loss of (n, levels) quantiles."""
    error = waits[:, None] - quantiles
    return float(np.maximum(JUDGED * error, (JUDGED - 1) * error).mean())
