"""Today's figures for the live picture, and those of past days: heavy, made beside the hub.

They have a reader of their own, whose database keeps no pool: its connections are used in real
threads.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from queue_app import views
from queue_app.domain.office import Office
from queue_app.domain.opening_hours import business_day
from queue_app.storage.reading import Reader


class Figures:
    """Reads facts, computes figures."""

    def __init__(self, reader: Reader, *, counter_statistics: bool = True) -> None:
        self._reader = reader
        self._counter_statistics = counter_statistics

    def today(self, office: Office, now: datetime) -> dict[str, Any]:
        """What the live picture says of the present day."""
        day = business_day(now, office.zone)
        facts = self._reader.facts(office.id, day, day)
        estimates = self._reader.estimates_of_days(office.id, day, day)
        return views.today(office, facts, estimates, now)

    def statistics(
        self, office: Office, first: date, last: date, by: str, now: datetime
    ) -> dict[str, Any]:
        """The figures of local days, both included."""
        return views.statistics(
            office,
            self._reader.facts(office.id, first, last),
            self._reader.estimates_of_days(office.id, first, last),
            first=first,
            last=last,
            by=by,
            now=now,
            counter_statistics=self._counter_statistics,
        )
