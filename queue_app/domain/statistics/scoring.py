"""Every published range against what then happened; those never called count as far as is known.

A wait that nobody knows to its end is censored: it lasted at least so long. Pure: the same facts
and the same stored ranges give the same scores, at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

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


P = TypeVar("P", bound=Published)
P_co = TypeVar("P_co", bound=Published, covariant=True)


@dataclass(frozen=True, slots=True)
class Scored(Generic[P_co]):
    """A range and what came of it; all durations are seconds from its `as_of`.

    `wait` ended with the next call; it is None where there was none, and then `passed` is how
    long there surely was none: until the ticket ended, or until its citizen asked to be called
    later. `at_issue` tells the range of the kiosk from those shown later.
    """

    leg: Leg
    range: P_co
    wait: float | None
    passed: float
    at_issue: bool

    @property
    def error(self) -> float | None:
        """The likely wait less the one that came: above zero we promised too much waiting."""
        likely = self.range.likely
        return None if self.wait is None or likely is None else likely - self.wait

    def inside(self, low: float | None, high: float | None) -> bool | None:
        """Whether the wait lay between two ends; None where nobody can know."""
        if low is None or high is None:
            return None
        if self.wait is not None:
            return low <= self.wait <= high
        return False if self.passed > high else None

    @property
    def held(self) -> bool | None:
        """Whether the range that was shown held."""
        return self.inside(self.range.shown_low, self.range.shown_high)


def score(
    legs: Iterable[Leg],
    at_issue: Mapping[str, P],
    later: Mapping[str, Sequence[P]] | None = None,
) -> list[Scored[P]]:
    """Score the ranges of all tickets in `legs` whose fate is known by now.

    `at_issue` and `later` are the stored ranges by ticket. Left out are ranges without figures
    and those of tickets that still wait.
    """
    visits: dict[str, list[Leg]] = {}
    for leg in legs:
        visits.setdefault(leg.ticket, []).append(leg)
    found: list[Scored[P]] = []
    for ticket, parts in visits.items():
        first = at_issue.get(ticket)
        if first is not None:
            found += _score(parts[0], first, at_issue=True)
        for one in (later or {}).get(ticket, ()):
            found += _score(_leg_at(parts, one.as_of), one, at_issue=False)
    return found


def _leg_at(parts: Sequence[Leg], at: datetime) -> Leg:
    begun = [leg for leg in parts if leg.t0 <= at]
    return begun[-1] if begun else parts[0]


def _score(leg: Leg, one: P, *, at_issue: bool) -> Iterator[Scored[P]]:
    if one.likely is None or one.low is None or one.high is None:
        return
    call = min((busy.since for busy in leg.busy if busy.since >= one.as_of), default=None)
    end = call if call is not None else leg.t3
    if end is None:
        return
    asked = [p.request for p in leg.postponements if one.as_of <= p.request < end]
    known = min(asked, default=end)
    wait = (end - one.as_of).total_seconds() if call is not None and not asked else None
    passed = (known - one.as_of).total_seconds()
    yield Scored(leg, one, wait, max(passed, 0.0), at_issue)
