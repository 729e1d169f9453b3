"""Today's figures for the live picture: the day's facts are read once and then only added to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from queue_app import views
from queue_app.domain.events import Recorded
from queue_app.domain.opening_hours import business_day
from queue_app.realtime.messages import Moment
from queue_app.storage.reading import Reader


@dataclass
class _Day:
    day: date
    epoch: str
    facts: list[Recorded] = field(default_factory=list)


class TodaysFigures:
    """Computes the statistics of the present day; called beside the hub, one at a time."""

    def __init__(self, reader: Reader) -> None:
        """`reader` must be one that real threads may use."""
        self._reader = reader
        self._days: dict[str, _Day] = {}

    def __call__(self, moment: Moment) -> dict[str, Any]:
        """Total, estimate quality and how many waited when, at a moment."""
        office = moment.queue.office
        day = business_day(moment.now, office.zone)
        known = self._days.get(office.id)
        if known is None or known.day != day or known.epoch != moment.queue.epoch:
            known = _Day(day, moment.queue.epoch)
        last = known.facts[-1].revision if known.facts else 0
        if last < moment.queue.revision:
            fresh = self._reader.facts(office.id, day, day, after=last)
            known = _Day(day, known.epoch, known.facts + fresh)
        self._days[office.id] = known
        estimates = self._reader.estimates_of_days(office.id, day, day)
        return views.today(office, known.facts, estimates, moment.now)
