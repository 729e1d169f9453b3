"""What everybody may know of how right the waiting times were: one computation a day and office."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from queue_app import views
from queue_app.clock import Clock
from queue_app.domain.opening_hours import business_day
from queue_app.storage.reading import Reader

DAYS = 30
"""The figure is about so many days before today, which do not change any more."""


class PublicAccuracy:
    """Computes the public figure and remembers it until the day changes."""

    def __init__(self, reader: Reader, clock: Clock) -> None:
        """`reader` must be one that real threads may use."""
        self._reader, self._clock = reader, clock
        self._known: dict[str, tuple[date, str, dict[str, Any]]] = {}

    def known(self, office: str, today: date, epoch: str) -> dict[str, Any] | None:
        """Today's figure, if it was computed already; never waits."""
        known = self._known.get(office)
        return known[2] if known is not None and known[:2] == (today, epoch) else None

    def __call__(self, office_id: str) -> dict[str, Any]:
        """The figure; reads thirty days of facts once a day, so call it beside the hub."""
        queue = self._reader.queue(office_id)
        today = business_day(self._clock(), queue.office.zone)
        known = self.known(office_id, today, queue.epoch)
        if known is not None:
            return known
        first, last = today - timedelta(days=DAYS), today - timedelta(days=1)
        found = views.public_accuracy(
            queue.office,
            self._reader.facts(office_id, first, last),
            self._reader.estimates_of_days(office_id, first, last),
            first=first,
            last=last,
        )
        self._known[office_id] = (today, queue.epoch, found)
        return found
