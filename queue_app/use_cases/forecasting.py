"""The last published forecast of each office, as everybody reads it.

What is published here is what kiosk, display, phone and slip show, what is stored with a ticket at
issue, and what the capacity guard asks; nothing of it is computed inside a transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from queue_app.use_cases.ports import PublishedEstimate

GUARD_MAX_AGE = timedelta(seconds=30)
"""An older forecast does not guard: none means that a new ticket is taken."""


@dataclass(frozen=True)
class Forecast:
    """One office's forecast: for every waiting ticket by id, and for a number drawn now by service.

    `usual` is the usual service time of a service (low, high) and `implausible` the duration
    beyond which it is hardly true for so many persons, in seconds. `full` are the services for which a number drawn
    now would not be called in time at the office's certainty (`guarded`: somebody asked).
    """

    office: str
    revision: int
    as_of: datetime
    tickets: Mapping[str, PublishedEstimate] = field(default_factory=dict)
    services: Mapping[str, PublishedEstimate] = field(default_factory=dict)
    usual: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    implausible: Mapping[tuple[str, int], float] = field(default_factory=dict)
    full: frozenset[str] = frozenset()
    guarded: bool = True

    def full_at(self, now: datetime) -> frozenset[str]:
        """The full services, as far as this forecast is fresh enough to guard."""
        return self.full if self.guards_at(now) else frozenset()

    def guards_at(self, now: datetime) -> bool:
        """Whether this forecast may say what is full."""
        return self.guarded and abs(now - self.as_of) <= GUARD_MAX_AGE


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
