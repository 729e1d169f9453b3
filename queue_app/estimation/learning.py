"""Learning: from observations to a profile, robust, shrunk, and cheap to repeat after every fact.

A `Learner` keeps observations as rows of numbers; `profile` refits everything from them in a few
milliseconds. Older days weigh 0.5^(age / 30 days).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from queue_app.estimation import arrivals, fitting, habits
from queue_app.estimation.calibration import Calibration
from queue_app.estimation.draws import Array, Flags
from queue_app.estimation.observations import (
    Arrival,
    Booking,
    Gap,
    Missed,
    Observation,
    Pause,
    Served,
    Shift,
    Waited,
)
from queue_app.estimation.service_times import Profile, persons_factor
from queue_app.estimation.snapshot import ServiceInfo

HALF_LIFE = 30.0
DAY = 86400.0


class Table:
    """Rows of floats that grow in place; the first column is the day."""

    def __init__(self, width: int) -> None:
        """`width` is the number of columns."""
        self._rows = np.empty((64, width))
        self._used = 0

    def append(self, *row: float) -> None:
        """Add one row; amortised constant time."""
        if self._used == len(self._rows):
            self._rows = np.concatenate([self._rows, np.empty_like(self._rows)])
        self._rows[self._used] = row
        self._used += 1

    def columns(self) -> list[Array]:
        """Views of the columns."""
        return list(self._rows[: self._used].T)

    def keep(self, which: Callable[[Array], Flags]) -> None:
        """Keep the rows whose days are wanted."""
        kept = self._rows[: self._used]
        kept = kept[which(kept[:, 0])]
        self._rows[: len(kept)] = kept
        self._used = len(kept)


class Learner:
    """Keeps what was observed and fits profiles to it."""

    def __init__(
        self, services: Iterable[ServiceInfo], credit_values: Iterable[float] = ()
    ) -> None:
        """`services` as configured: the prior, and the weight of each person.

        `credit_values` (seconds) of the priorities that may be given: whoever comes with one is
        expected before the first has been seen.
        """
        self.expected = {service.id: service for service in services}
        self._services = list(self.expected)
        self._counters: dict[str, int] = {}
        self._credits = {credit: at for at, credit in enumerate(dict.fromkeys(credit_values))}
        # Prior sds of the mixed model are learned once a day; a refit within the day is cheaper.
        self._sds: dict[str, float] | None = None
        self._sds_day: int | None = None
        self._tables = {
            Served: Table(7), Missed: Table(2), Gap: Table(2), Pause: Table(4),
            Shift: Table(4), Arrival: Table(4), Booking: Table(3), Waited: Table(3),
        }  # fmt: skip

    def add(self, observation: Observation) -> None:
        """Fold in one observation; what makes no sense is left out."""
        row = self._row(observation)
        if row is not None and all(np.isfinite(row)):
            # Nothing within a day is longer than the day; what claims to be is a broken clock.
            sound = (min(max(value, -DAY), DAY) for value in row[1:])
            self._tables[type(observation)].append(row[0], *sound)

    def keep_from(self, day: int) -> None:
        """Forget everything before a day."""
        for table in self._tables.values():
            table.keep(lambda days: days >= day)

    def drop_from(self, day: int) -> None:
        """Forget a day and all after it: today is read anew after an undo."""
        for table in self._tables.values():
            table.keep(lambda days: days < day)

    def profile(self, today: int, calibration: Calibration | None = None) -> Profile:
        """What is known at present: earlier days weighted by age, today in full."""
        rows = {kind: table.columns() for kind, table in self._tables.items()}
        past = _days_before(rows, today)
        profile = replace(
            Profile.prior(self.expected.values()),
            days=past,
            calibration=calibration or Calibration(),
        )
        counters = list(self._counters)
        changes: dict[str, Any] = {}
        weights = self._weights(rows[Served][0], today)
        known = self._sds if self._sds_day == today else None
        found, self._sds = fitting.durations(
            profile, self._services, counters, rows[Served], weights, today, known
        )
        self._sds_day = today
        changes |= found
        changes |= fitting.no_shows(
            rows[Missed],
            self._weights(rows[Missed][0], today),
            self._weights(rows[Served][0], today),
        )
        changes |= fitting.gaps(rows[Gap], self._weights(rows[Gap][0], today))
        served = self._weights(rows[Served][0], today)
        changes |= habits.pauses(rows[Pause], rows[Shift], served, counters, today, self._weights)
        changes |= fitting.bookings(rows[Booking], self._weights(rows[Booking][0], today), today)
        changes |= arrivals.arrivals(
            rows[Arrival], self._services, list(self._credits), past, today, self._weights
        )
        changes |= fitting.waits(rows[Waited])
        return replace(profile, **changes)

    @staticmethod
    def _weights(days: Array, today: int) -> Array:
        return np.asarray(0.5 ** (np.maximum(today - days, 0.0) / HALF_LIFE))

    def _counter(self, counter: str) -> int:
        return self._counters.setdefault(counter, len(self._counters))

    def _row(self, seen: Observation) -> tuple[float, ...] | None:
        match seen:
            case Served():
                row = self._served(seen)
            case Arrival():
                row = self._arrival(seen)
            case Pause():
                row = (seen.day, seen.clock, self._counter(seen.counter), max(0.0, seen.seconds))
            case Shift():
                row = (seen.day, self._counter(seen.counter), seen.opened, seen.last)
            case Booking():
                row = (seen.day, float(seen.shown), seen.offset)
            case Waited():
                row = (seen.day, max(0.0, seen.seconds), float(seen.left))
            case _:
                row = (seen.day, max(0.0, seen.seconds))
        return row

    def _arrival(self, seen: Arrival) -> tuple[float, ...] | None:
        if seen.service not in self.expected:
            return None
        credit = self._credits.setdefault(seen.credit, len(self._credits))
        return seen.day, seen.clock, self._services.index(seen.service), credit

    def _served(self, seen: Served) -> tuple[float, ...] | None:
        if seen.service not in self.expected or not seen.seconds > 0:
            return None
        factor = persons_factor(self.expected[seen.service], seen.persons)
        log = float(np.log(np.clip(seen.seconds / factor, 1.0, 12 * 3600.0)))
        service, counter = self._services.index(seen.service), self._counter(seen.counter)
        return (
            seen.day,
            seen.clock,
            service,
            counter,
            log,
            float(seen.closed_by_next_call),
            float(seen.waiting),
        )


def _days_before(rows: dict[Any, list[Array]], today: int) -> int:
    days = [np.unique(columns[0]) for kind, columns in rows.items() if kind in (Served, Shift)]
    found = np.unique(np.concatenate(days)) if days else np.empty(0)
    return int((found < today).sum())


def learn(
    observations: Iterable[Observation],
    services: Iterable[ServiceInfo],
    today: int,
    calibration: Calibration | None = None,
) -> Profile:
    """The profile that these observations support on the day `today`."""
    learner = Learner(services)
    for observation in observations:
        learner.add(observation)
    return learner.profile(today, calibration)
