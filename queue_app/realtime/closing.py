"""Closing days: those that are over go into the book, those that are too old lose their facts."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Protocol, TypeVar

from queue_app.clock import Clock
from queue_app.domain.office import Office
from queue_app.domain.opening_hours import business_day
from queue_app.storage.daybook import Daybook
from queue_app.storage.months import Months
from queue_app.storage.reading import Reader
from queue_app.storage.retention import Retention

T = TypeVar("T")

log = logging.getLogger("queue_app.days")


class Aside(Protocol):
    """Runs work that only reads where nobody else has to wait for it."""

    def __call__(self, work: Callable[[], T]) -> T: ...


class Closing:
    """Run late, twice or after an interruption it comes to the same."""

    def __init__(
        self,
        reader: Reader,
        clock: Clock,
        daybook: Daybook,
        months: Months,
        retention: Retention,
        *,
        aside: Aside,
        rest: Callable[[], None] = lambda: None,
    ) -> None:
        """`rest` lets others go first between two short transactions."""
        self._reader, self._clock = reader, clock
        self._daybook, self._months, self._retention = daybook, months, retention
        self._aside, self._rest = aside, rest

    def __call__(self) -> None:
        """Close what is over, of every office; raises Conflict or Unavailable."""
        for office in self._reader.office_ids():
            self._close(self._reader.queue(office).office)

    def _close(self, office: Office) -> None:
        now = self._clock()
        while due := self._aside(partial(self._daybook.due, office, now)):
            for day in due:
                self._daybook.keep(self._aside(partial(self._daybook.work_out, office, day, now)))
                self._rest()
        today = business_day(now, office.zone)
        gone = self._retention.delete(office.id, today, self._rest)
        first_kept = self._retention.first_kept(today)
        for month in self._aside(partial(self._months.due, office.id, first_kept)):
            found = self._aside(partial(self._months.work_out, office.id, month))
            self._months.keep(office.id, month, *found)
            self._rest()
        if gone:
            log.info("%s: the facts and tickets of %d days are deleted", office.id, gone)
