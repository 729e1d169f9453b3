"""Who is on the floor of a simulated office: people, desks, bookings, and who listens."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from queue_app.domain.discipline import Score

if TYPE_CHECKING:
    from benchmarks.estimates.generator import Day

IDLE, BUSY, GAP, PAUSE, BREAK, CLOSED, BEFORE = range(7)


class Person:
    """Somebody with a ticket; times in minutes since midnight, `inf` what has not happened."""

    __slots__ = (
        "arrived", "booked", "called", "credit", "eligible", "id", "queue_time", "score", "service",
    )  # fmt: skip

    def __init__(self, id: int, service: int, arrived: float, credit: float) -> None:
        """A walk-in; an appointment sets `booked`, `queue_time` and `eligible` afterwards."""
        self.id = id
        self.service = service
        self.arrived = arrived
        self.queue_time = arrived
        self.eligible = arrived
        self.credit = credit
        self.booked: float | None = None
        self.called = math.inf
        self.score = Score(self.queue_time, credit, 0.0).total


class Desk:
    """A counter on this day: its phase, since when, and whom it has."""

    __slots__ = ("break_taken", "crowd", "ended", "forgotten", "last", "person", "phase", "since")

    def __init__(self) -> None:
        """Not open yet."""
        self.phase, self.since = BEFORE, 0.0
        self.person: Person | None = None
        self.forgotten: Person | None = None
        self.break_taken = False
        self.crowd = 0  # who waited when the person was called
        self.ended = 0.0
        self.last = 0.0

    def copy(self) -> Desk:
        """The same desk for a branch."""
        other = Desk.__new__(Desk)
        for name in Desk.__slots__:
            setattr(other, name, getattr(self, name))
        return other


class Listener:
    """What a day tells whoever listens; the oracle's branches tell nobody."""

    def issued(self, day: Day, person: Person) -> None:
        """A number was drawn or an appointment checked in."""

    def called(self, day: Day, counter: int, person: Person, idle_from: float) -> None:
        """A number was called; the counter had been free since `idle_from`."""

    def ended(self, day: Day, counter: int, person: Person, absent: bool) -> None:
        """A service ended or nobody came (the clerk may have forgotten to say so)."""

    def paused(self, day: Day, counter: int, since: float) -> None:
        """A pause or break is over."""


@dataclass(frozen=True)
class Booking:
    """An appointment of the day; `check_in` is inf for who never comes."""

    service: int
    booked: float
    check_in: float
