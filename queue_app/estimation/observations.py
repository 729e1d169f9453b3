"""What may be learned from: small facts about the past, one kind a dataclass, no person in them.

`day` is any integer that grows with the business day (`date.toordinal()`), `clock` float seconds
since local midnight, `seconds` a duration. Order within a day is that of happening.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Served:
    """A leg that was served; `clock` is its beginning, `seconds` from its last call (or its start, if it began there) to
    its end, without parking. `closed_by_next_call`: ended by the next call within 3 s, so that
    *finish* may have been forgotten. `waiting`: how many people waited in the office when it was
    called (0 if unknown). Outcomes that nobody confirmed are left out by the caller.
    """

    day: int
    clock: float
    service: str
    counter: str
    seconds: float
    persons: int = 1
    closed_by_next_call: bool = False
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Missed:
    """A call that nobody answered, and how long it held the counter."""

    day: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Gap:
    """The time from a counter's end to its next call, where somebody waited for it all the time.

    Declared pauses are no gaps, nor is the time for which nobody came. A counter that never came back that day has a gap, too, as long
    as it was seen to last.
    """

    day: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Pause:
    """A declared pause of a counter; `clock` is its start."""

    day: int
    clock: float
    counter: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Shift:
    """A counter's day: first opening and last call, as clocks."""

    day: int
    counter: str
    opened: float
    last: float


@dataclass(frozen=True, slots=True)
class Arrival:
    """A walk-in drew a number; `credit` in seconds as the discipline counts it."""

    day: int
    clock: float
    service: str
    credit: float = 0.0


@dataclass(frozen=True, slots=True)
class Booking:
    """An appointment whose fate is known; `offset` is check-in minus booked time."""

    day: int
    shown: bool
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class Waited:
    """A wait that ended: by a call, or because the citizen left."""

    day: int
    seconds: float
    left: bool = False


Observation = Served | Missed | Gap | Pause | Shift | Arrival | Booking | Waited
"""Anything that can be learned from."""
