"""The last published forecast of each office, as everybody reads it.

What is published here is what kiosk, display, phone and slip show, what is stored with a ticket at
issue, and what the capacity guard asks; nothing of it is computed inside a transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from queue_app.domain.office import Office
from queue_app.domain.ticket import Ticket
from queue_app.use_cases.ports import PublishedEstimate

GUARD_MAX_AGE = timedelta(seconds=30)
"""An older forecast does not guard: none means that a new ticket is taken."""


Held = tuple[float, float, float, str | None]
"""A range that is held: its ends, since when it is shown, and why it rose."""


@dataclass(frozen=True)
class Forecast:
    """One office's forecast: for every waiting ticket by id, and for a number drawn now by service.

    `usual` is the usual service time of a service (low, high) and `implausible` the duration
    beyond which it is hardly true, in seconds and for one person. `full` are the services for which a number drawn
    now would not be called in time at the office's certainty (`guarded`: somebody asked). `held`
    are the ranges as they stand on the pages, from which whoever takes the forecast over goes on.
    `rest` is how many will wait until closing (instant, P10, median, P90) with the counters as
    they are, made anew every minute.
    """

    office: str
    revision: int
    as_of: datetime
    tickets: Mapping[str, PublishedEstimate] = field(default_factory=dict)
    services: Mapping[str, PublishedEstimate] = field(default_factory=dict)
    usual: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    implausible: Mapping[str, float] = field(default_factory=dict)
    full: frozenset[str] = frozenset()
    guarded: bool = True
    held: Mapping[str, Held] = field(default_factory=dict)
    rest: tuple[tuple[datetime, float, float, float], ...] = ()

    def usual_for(self, ticket: Ticket, office: Office) -> tuple[float, float] | None:
        """The usual service time of a ticket with all its persons (low, high), in seconds."""
        if ticket.service not in self.usual:
            return None
        low, high = self.usual[ticket.service]
        factor = persons_factor(ticket, office)
        return low * factor, high * factor

    def is_implausible(self, ticket: Ticket, office: Office, now: datetime) -> bool:
        """Whether a ticket with all its persons sits at the counter for longer than is true."""
        limit = self.implausible.get(ticket.service)
        if limit is None or ticket.started_at is None:
            return False
        served = (now - ticket.started_at).total_seconds()
        return served > limit * persons_factor(ticket, office)

    def full_at(self, now: datetime) -> frozenset[str]:
        """The full services, as far as this forecast is fresh enough to guard."""
        return self.full if self.guards_at(now) else frozenset()

    def guards_at(self, now: datetime) -> bool:
        """Whether this forecast may say what is full."""
        return self.guarded and abs(now - self.as_of) <= GUARD_MAX_AGE


def persons_factor(ticket: Ticket, office: Office) -> float:
    """How many times as long its persons take; 1 for a service that is no longer configured."""
    service = office.services.get(ticket.service)
    return 1.0 if service is None else service.persons_factor(ticket.persons)


class Forecasts:
    """Where forecasts are published and read."""

    def __init__(self) -> None:
        self._latest: dict[str, Forecast] = {}

    def publish(self, forecast: Forecast) -> None:
        """Make a forecast the one that everybody reads."""
        self._latest[forecast.office] = forecast

    def latest(self, office: str) -> Forecast | None:
        """The last published forecast of an office; None before the first."""
        return self._latest.get(office)

    def published(
        self,
        office: str,
        service: str,
        persons: int = 1,  # noqa: ARG002 - so far only those behind a group wait longer
    ) -> PublishedEstimate | None:
        """What the kiosk shows for a number drawn now."""
        forecast = self._latest.get(office)
        return None if forecast is None else forecast.services.get(service)

    def is_full(self, office: str, service: str, now: datetime) -> bool:
        """Whether a number drawn now would, by the last fresh forecast, not be called in time."""
        forecast = self._latest.get(office)
        return forecast is not None and service in forecast.full_at(now)
