"""How right the published estimates were, against the waits that came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from queue_app.domain.statistics.leg import Leg


class Published(Protocol):
    """An estimate as it was published: seconds from `as_of` to the next call."""

    @property
    def as_of(self) -> datetime: ...
    @property
    def low(self) -> float | None: ...
    @property
    def likely(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...
    @property
    def shown_low(self) -> float | None: ...
    @property
    def shown_high(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Quality:
    """MAE and bias of `likely` in seconds (positive: too long), and the shares inside the ranges."""

    count: int
    mae: float | None = None
    bias: float | None = None
    inside_shown: float | None = None
    inside_p10_p90: float | None = None

    def to_json(self) -> dict[str, Any]:
        """The `estimate_quality` of the interface."""
        return {name: getattr(self, name) for name in self.__slots__}


def estimate_quality(legs: Iterable[Leg], published: Mapping[str, Published]) -> Quality:
    """Score the estimates published at issue against the first legs that were called.

    The real wait runs from the estimate's `as_of` to the first call. Those never called are not
    scored: nobody knows how long they would have waited. Neither are those who asked to be called
    later, whose wait the estimate could not know.
    """
    errors: list[float] = []
    shown = inside = 0
    for leg in legs:
        estimate = published.get(leg.ticket) if leg.index == FIRST else None
        if estimate is None or leg.t1 is None or leg.at_once or leg.postponements:
            continue
        if estimate.likely is None or estimate.low is None or estimate.high is None:
            continue
        real = (leg.t1 - estimate.as_of).total_seconds()
        errors.append(estimate.likely - real)
        inside += estimate.low <= real <= estimate.high
        if estimate.shown_low is not None and estimate.shown_high is not None:
            shown += estimate.shown_low <= real <= estimate.shown_high
    count = len(errors)
    if not count:
        return Quality(0)
    return Quality(
        count,
        mae=sum(abs(error) for error in errors) / count,
        bias=sum(errors) / count,
        inside_shown=shown / count,
        inside_p10_p90=inside / count,
    )


FIRST = 1
"""The index of a visit's first leg."""
