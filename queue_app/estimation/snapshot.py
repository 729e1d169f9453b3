"""A frozen picture of one queue at an instant: all that the forecast may know, and nothing that acts.

Instants are float seconds since the epoch, durations float seconds, ids strings. A snapshot can
be built from the live queue (`reading.snapshot_of`), from a log or by hand; it need not be
consistent: the forecast answers `insufficient` rather than trusting it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

OPEN, PAUSED, CLOSED = "open", "paused", "closed"
CALLED, SERVING = "called", "serving"


@dataclass(frozen=True, slots=True)
class ServiceInfo:
    """A service as configured; used until there is history, and for the share of each person."""

    id: str
    expected_seconds: float
    extra_person_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class WaitingTicket:
    """A ticket that waits, eligible or not.

    `queue_time` and `credit` are those of the discipline; `tie` orders equal scores (returner
    flag, then revision). `arrived` is when it began to wait: it dates the silence of an idle
    counter. `returns_to` names the counter that wants it back after this leg.
    """

    id: str
    service: str
    queue_time: float
    arrived: float
    credit: float = 0.0
    tie: tuple[int, int] = (0, 0)
    persons: int = 1
    also: tuple[str, ...] = ()
    eligible_from: float | None = None
    bound_to: str | None = None
    booked: bool = False
    returns_to: str | None = None
    returns_service: str | None = None


@dataclass(frozen=True, slots=True)
class CurrentTicket:
    """The ticket at a counter. `since` is the last call, or the start of a leg that began here."""

    id: str
    service: str
    state: str
    since: float
    persons: int = 1
    also: tuple[str, ...] = ()
    queue_time: float = 0.0
    credit: float = 0.0
    tie: tuple[int, int] = (0, 0)
    returns_to: str | None = None
    returns_service: str | None = None


@dataclass(frozen=True, slots=True)
class CounterInfo:
    """A counter: what it serves (reluctance in seconds), what it does, what is planned.

    `breaks` are planned (from, until) instants still to come or going on; `closes` is when it
    stops calling (closing and grace); `opens` when a closed one is planned to open. None:
    unknown, and then its habits count. `rostered` says that the plan is complete: no learned
    habit is to be added.
    """

    id: str
    services: Mapping[str, float]
    state: str = OPEN
    since: float | None = None
    free_since: float | None = None
    current: CurrentTicket | None = None
    pausing: bool = False
    passed_over: tuple[str, ...] = ()
    breaks: tuple[tuple[float, float], ...] = ()
    closes: float | None = None
    opens: float | None = None
    rostered: bool = False


@dataclass(frozen=True, slots=True)
class Appointment:
    """A booking of today that has not checked in yet."""

    service: str
    booked: float
    persons: int = 1


@dataclass(frozen=True, slots=True)
class AppointmentRules:
    """When a booking counts (seconds around the booked time) and its credit in seconds."""

    early: float = 300.0
    late: float = 600.0
    credit: float = 1800.0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The queue at `as_of`. `midnight` is the local midnight before it; `closing` ends calling.

    `closes` is when the office closes, before the grace: what the capacity guard asks about
    (None: never, or as `closing`). `tickets_until` is when no more numbers are issued (None:
    unknown, or already over).
    `default_credit` is the credit, in seconds, of a ticket that anybody draws now.
    """

    as_of: float
    midnight: float
    services: tuple[ServiceInfo, ...]
    counters: tuple[CounterInfo, ...]
    waiting: tuple[WaitingTicket, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    closing: float | None = None
    closes: float | None = None
    tickets_until: float | None = None
    default_credit: float = 0.0
    appointment_rules: AppointmentRules = field(default_factory=AppointmentRules)
