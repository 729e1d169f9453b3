"""A leg: the part of a visit that concerns one service, with all its figures. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from queue_app.domain.waiting import Postponement


class End(StrEnum):
    """How a leg ended."""

    FINISHED = "finished"
    TRANSFERRED = "transferred"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Stay(NamedTuple):
    """A stretch of time; `until` is None while it lasts."""

    since: datetime
    until: datetime | None


class Busy(NamedTuple):
    """A stretch during which a ticket was called to or served at a counter."""

    counter: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg as its facts have made it.

    `t0` issue or the moment it began, `t1` first call, `t2` first start, `t3` end. `at_once`: a
    further service that began at the counter (t0 = t1 = t2), which is nobody's call. `counter` is
    where it was first started, before that the last one that called it; nobody's before a call.

    Figures are None where they do not exist: `wait` needs a call; `waited` is the same of a leg
    that ended before a call; `delay` needs a call and `booked_at`, and a first leg; `walking` a
    start after a call; `service_time` and `handling` a start and an end. `absences` are the
    times from a last call to "nobody came". `missed`: its last call ended so. `waiting_since` is
    None unless it waits: t0, or the return from a missed call. `outcome` and `rendered` are what
    the clerk said at its end, `language` the visit's. `paper`: written down by hand and entered
    afterwards; nothing is known of its language, and `busy` is empty, because paper does not say
    when counters were open.
    """

    ticket: str
    number: str
    index: int
    service: str
    persons: int
    priority: str
    counter: str | None
    t0: datetime
    t1: datetime | None
    t2: datetime | None
    t3: datetime | None
    at_once: bool
    end: End | None
    booked_at: datetime | None
    appointment: bool
    wait: float | None
    waited: float | None
    delay: float | None
    walking: float | None
    service_time: float | None
    absences: tuple[float, ...]
    missed: bool
    unconfirmed: bool
    postponements: tuple[Postponement, ...]
    waiting: tuple[Stay, ...]
    waiting_since: datetime | None
    busy: tuple[Busy, ...]
    language: str = ""
    outcome: str | None = None
    rendered: tuple[str, ...] = ()
    paper: bool = False

    @property
    def called(self) -> bool:
        """Whether the leg was called (one that began at once was not)."""
        return self.t1 is not None and not self.at_once

    @property
    def served(self) -> bool:
        """Whether the leg was ever started, whatever became of it."""
        return self.t2 is not None

    @property
    def unserved(self) -> bool:
        """Whether the leg ended before any call."""
        return self.t3 is not None and self.t1 is None

    @property
    def is_no_show(self) -> bool:
        """Whether the leg was never started and its last call ended with nobody there."""
        return self.missed and not self.served

    @property
    def finished(self) -> bool:
        """Whether the leg was finished (not sent on, not given up)."""
        return self.end is End.FINISHED

    @property
    def handling(self) -> float | None:
        """Walking and service time: how long the counter was taken by somebody who came."""
        if self.service_time is None:
            return None
        return self.service_time + (self.walking or 0.0)
