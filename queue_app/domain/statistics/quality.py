"""How right the published estimates were, against the waits that came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from queue_app.domain.statistics.accuracy import accuracy
from queue_app.domain.statistics.leg import Leg
from queue_app.domain.statistics.scoring import Published, score


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
    scored = [one for one in score(legs, published) if one.wait is not None]
    figures = accuracy(scored)
    return Quality(
        figures.called,
        mae=figures.mae,
        bias=figures.bias,
        inside_shown=figures.held / figures.called if scored else None,
        inside_p10_p90=figures.inside_p10_p90,
    )
