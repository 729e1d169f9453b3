"""Remembers which ranges were shown to whom, and writes them down when nobody is waiting for it.

A new range of a waiting ticket is noted with the forecast that brings it and written some seconds
later, many in one transaction; a crash loses the last seconds of them and nothing else.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from queue_app.storage.database import Unavailable
from queue_app.storage.estimates import PublishedRanges
from queue_app.use_cases.forecasting import Forecast
from queue_app.use_cases.ports import Conflict, PublishedEstimate

MOST = 5000
"""Ranges that are kept for a database that does not answer; beyond, the oldest are let go."""

INSTANT = timedelta(milliseconds=1)
"""Instants that went through seconds since the epoch are equal but for rounding."""

log = logging.getLogger("queue_app.ledger")


class Ledger:
    """What was shown and is not yet written; one instance beside the forecaster."""

    def __init__(self, ranges: PublishedRanges) -> None:
        self._ranges = ranges
        self._shown: dict[str, dict[str, datetime]] = {}
        self._pending: dict[tuple[str, datetime], PublishedEstimate] = {}

    def note(self, forecast: Forecast) -> None:
        """Take from a published forecast the ranges that it shows for the first time.

        One that began earlier is known already: it stood on the kiosk, or was noted before.
        """
        before = self._shown.get(forecast.office, {})
        now = {
            key: one.shown_at for key, one in forecast.tickets.items() if one.shown_at is not None
        }
        for key, since in now.items():
            one = forecast.tickets[key]
            if before.get(key) != since and abs(one.as_of - since) < INSTANT:
                self._pending[key, one.as_of] = one
        self._shown[forecast.office] = now

    def write(self) -> None:
        """Write down what was noted; what cannot be written is tried again the next time."""
        found, self._pending = self._pending, {}
        try:
            self._ranges.write(found)
        except (Conflict, Unavailable) as problem:
            log.warning("%d ranges are not written yet: %s", len(found), problem)
            kept = list((found | self._pending).items())[-MOST:]
            self._pending = dict(kept)
