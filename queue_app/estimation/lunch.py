"""The break of a counter that nobody planned and of which no day has been seen yet.

Whoever works more than six hours must rest for thirty minutes (ArbZG section 4), mostly around
noon; without a plan it is the one long absence that can be foreseen on the first day.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from queue_app.estimation.draws import LEVELS, Array, Draws
from queue_app.estimation.overtakers import normal_quantile
from queue_app.estimation.service_times import weighted_quantiles

LIKELY = 0.75
"""P(a counter that is there all day closes for a break)."""
MIDDLE, SD = 12.5 * 3600.0, 2700.0
"""When it begins, as a clock."""
LASTS, LASTS_SD = 1800.0, 300.0
STAYS = 7200.0
"""Only who calls for so long after the middle of the day is there all day."""
OTHER = 0.35
"""P(a pause at that time of the day is one of the usual short ones)."""


def still_to_come(clock: float, likely: float) -> float:
    """P(the break comes), given that it has not been taken by now."""
    later = 1 - NormalDist(MIDDLE, SD).cdf(clock)
    return likely * later / max(likely * later + 1 - likely, 1e-9)


def break_to_come(
    clock: float, closes: float, likely: float, draws: Draws, name: str
) -> tuple[Array, Array] | None:
    """(from, until) in seconds from now, (R,) each, `inf` where none comes; None: none at all.

    `clock` is now and `closes` the end of calling, both since midnight.
    """
    if likely <= 0 or closes < MIDDLE + STAYS:
        return None
    passed = NormalDist(MIDDLE, SD).cdf(clock)
    comes = draws.uniform(f"lunch@{name}") < still_to_come(clock, likely)
    level = passed + (1 - passed) * draws.uniform(f"lunch-from@{name}")
    begins = np.maximum(MIDDLE + SD * normal_quantile(level) - clock, 0.0)
    begins = np.where(comes, begins, np.inf)
    lasts = np.maximum(LASTS + LASTS_SD * draws.normal(f"lunch-lasts@{name}"), 600.0)
    return begins, begins + lasts


def pause_law(pauses: Array, began: float, likely: float) -> Array:
    """Quantiles at LEVELS of a pause that began at a clock: a usual one, or the break."""
    if likely <= 0 or abs(began - MIDDLE) > 2 * SD:
        return pauses
    breaks = np.maximum(LASTS + LASTS_SD * normal_quantile(LEVELS), 600.0)
    weights = np.repeat([OTHER, 1 - OTHER], LEVELS.size)
    return weighted_quantiles(np.concatenate([pauses, breaks]), weights)
