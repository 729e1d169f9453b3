"""What a day was, ready to be played again: its errands, its roster and its hours. Values only.

Instants are seconds on the office's wall clock since midnight, durations seconds; `inf` is never.
Nothing of a person and nothing of a clerk is in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

INF = float("inf")


@dataclass(frozen=True, slots=True)
class Errand:
    """One leg, or the part of its wait between two changes, as somebody who may be called.

    `since` its wait began (nan: when the errand before it ends), `eligible` from when it may be
    called and `until` when no longer: because the citizen `left`, or because `twin`, another
    errand, stands for it from then on. `postponed` seconds count in no wait. `tie` orders equal
    scores. `came`: False, nobody came when it was called (or the call came to nothing); None, it
    was never called, so that nobody knows. `next` is the errand that follows, `delay` seconds
    later; one that is `also` wanted begins at once where the counter serves it. `returner`: back
    from a missed call, which is no wait of its own.
    """

    name: str
    service: str
    persons: int
    priority: str
    queue_time: float
    since: float
    eligible: float
    tie: int
    appointment: bool = False
    until: float = INF
    left: bool = False
    twin: int = -1
    postponed: float = 0.0
    came: bool | None = None
    next: int = -1
    delay: float = 0.0
    also: bool = False
    bound_to: str | None = None
    returner: bool = False


@dataclass(frozen=True, slots=True)
class Break:
    """A counter is away from the first end of a service after an instant between `low` and `high`.

    For `seconds`, or until `ends` where that is given.
    """

    low: float
    high: float
    seconds: float = 0.0
    ends: float | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """A counter is open from `opens`, and calls nobody after an instant between `low` and `high`."""

    opens: float
    low: float
    high: float
    breaks: tuple[Break, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A counter on a day: what it serves (reluctance in minutes) and when."""

    services: Mapping[str, float]
    shifts: tuple[Shift, ...] = ()


@dataclass(frozen=True)
class PastDay:
    """A whole day. `closes` ends the opening hours, `calls_end` the calling (with grace).

    `tickets` are the ticket hours, `refused` who was turned away: (instant, service).
    """

    day: date
    errands: tuple[Errand, ...]
    places: Mapping[str, Place]
    opens: float
    closes: float
    calls_end: float
    tickets: tuple[tuple[float, float], ...] = ()
    refused: tuple[tuple[float, str], ...] = ()
    credits: Mapping[str, float] = field(default_factory=dict)
    appointment_credit: float = 0.0
