"""What pages print: ranges rounded outwards, held still while they are true, and why they rose."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from queue_app.estimation.forecast import Estimate

MINUTE = 60.0
CLOSE_BY = 180.0
"""Below this many seconds pages say "stay close" instead of a range."""
STEADY = 0.70
"""A shown range stays while the new median lies in this middle part of it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A range as printed: instants (seconds since the epoch) from which the minutes count down.

    `published` is when the range was first shown; `reason` is None, `rose` (the same wait became
    longer) or the code that the caller gave.
    """

    low_at: float
    high_at: float
    published: float
    reason: str | None = None

    def seconds(self, as_of: float) -> tuple[float, float]:
        """The range in seconds from `as_of`, never negative."""
        return max(0.0, self.low_at - as_of), max(0.0, self.high_at - as_of)

    def printed(self, as_of: float) -> tuple[float, float]:
        """What pages print now: the range on the grid, in seconds from `as_of`.

        The ends are on the grid of the instant they were shown first, rounded outwards; as they
        count down the low end may lag by less than a minute, or it would fall by a step of the
        grid a moment after it was printed.
        """
        low, high = self.seconds(as_of)
        return rounded_outwards(min(low + MINUTE - 1, high), high)


def step(seconds: float) -> float:
    """The grid of a value: 1, 2 or 5 minutes below 10, 30 minutes and above."""
    if seconds < 10 * MINUTE:
        return MINUTE
    return 2 * MINUTE if seconds < 30 * MINUTE else 5 * MINUTE


def rounded_outwards(low: float, high: float) -> tuple[float, float]:
    """The range on the grid, low end down and high end up; at least a minute wide."""
    low, high = max(0.0, low), max(0.0, high)
    down = math.floor(low / step(low)) * step(low)
    up = math.ceil(high / step(high) - 1e-9) * step(high)
    return down, max(up, down + MINUTE)


def keep_shown(previous: Shown | None, new: Estimate, reason: str | None = None) -> Shown | None:
    """The range to show now: the one shown, as long as it still tells the truth.

    It stays while the new median lies in its middle 70 %, P85 does not pass its end and its end
    has not passed. When the end moves later by more than rounding, `reason` (or "rose") is kept
    beside it. None where the estimate has no figures.
    """
    if new.shown_low is None or new.shown_high is None:
        return None
    fresh = Shown(new.as_of + new.shown_low, new.as_of + new.shown_high, new.as_of)
    if previous is None:
        return fresh
    if _still_true(previous, new):
        return previous
    rose = fresh.high_at > previous.high_at + step(new.shown_high) / 2
    if rose:
        return Shown(fresh.low_at, fresh.high_at, fresh.published, reason or "rose")
    return fresh


def _still_true(previous: Shown, new: Estimate) -> bool:
    if new.likely is None or new.upper is None or previous.high_at <= new.as_of:
        return False
    margin = (1 - STEADY) / 2 * (previous.high_at - previous.low_at)
    median = new.as_of + new.likely
    if not previous.low_at + margin <= median <= previous.high_at - margin:
        return False
    return new.as_of + new.upper <= previous.high_at
