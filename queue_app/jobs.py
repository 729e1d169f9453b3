"""The table of timed jobs. Each is idempotent: run late or twice it comes to the same."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from apscheduler.schedulers.base import BaseScheduler

from queue_app.clock import Clock
from queue_app.domain import timed
from queue_app.realtime.relay import Relay
from queue_app.storage.database import Unavailable
from queue_app.storage.reading import Reader
from queue_app.storage.tidying import Tidying
from queue_app.use_cases import business_day
from queue_app.use_cases.ports import Conflict, Deps

SWEEP_SECONDS = 1
PULSE_SECONDS = 10
FORECAST_SECONDS = 15
"""A forecast is never older, though nothing changed."""
FORECAST_REST_SECONDS = 1.9
"""While presses follow each other, every second sweep makes a forecast."""
CLOCK_JUMP_SECONDS = 1
TIDY_SECONDS = 3600
DAYS_SECONDS = 900
"""Until a day is in the book, reports read it from its facts."""
LEDGER_SECONDS = 5

log = logging.getLogger("queue_app.jobs")


@dataclass(frozen=True)
class _Made:
    """When a forecast was made, and of what; `real` in seconds of a clock that never jumps."""

    revision: int
    at: datetime
    real: float

    def is_stale(self, revision: int, now: datetime, real: float) -> bool:
        """Whether it is too old, overtaken by facts, or the clock was set meanwhile."""
        age = real - self.real
        if age >= FORECAST_SECONDS or (revision != self.revision and age >= FORECAST_REST_SECONDS):
            return True
        moved = (now - self.at).total_seconds()
        return moved != 0 and abs(moved - age) > CLOCK_JUMP_SECONDS


@dataclass
class Jobs:
    """What the clock does for every office, in real seconds.

    `forecast` publishes one for an office; `write` keeps what was noted meanwhile; `close` puts
    days that are over into the book and deletes what is too old.
    `clock_stands` says that the clock is set by hand and stands meanwhile: each setting of it, how
    small it may be, asks for a forecast.
    """

    reader: Reader
    deps: Deps
    clock: Clock
    relay: Relay
    tidying: Tidying
    forecast: Callable[[str], None]
    write: Callable[[], None] = lambda: None
    close: Callable[[], None] = lambda: None
    clock_stands: bool = False
    forecast_of: dict[str, _Made] = field(default_factory=dict)

    def schedule(self, scheduler: BaseScheduler) -> None:
        """Put every job on the scheduler; a run that is missed is run once, not made up for."""
        for job, seconds in (
            (self.sweep, SWEEP_SECONDS),
            (self.pulse, PULSE_SECONDS),
            (self.tidy, TIDY_SECONDS),
            (self.close_days, DAYS_SECONDS),
            (self.write_down, LEDGER_SECONDS),
        ):
            scheduler.add_job(
                job,
                "interval",
                seconds=seconds,
                id=job.__name__,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )

    def sweep(self) -> None:
        """Ask every office what is due, follow what others wrote, and keep forecasts fresh."""
        try:
            for office in self.reader.office_ids():
                self._sweep_office(office)
            self.relay.sweep()
        except (Unavailable, Conflict) as problem:
            log.warning("the sweep could not reach the database: %s", problem)

    def _sweep_office(self, office: str) -> None:
        now = self.clock()
        queue = self.reader.queue(office)
        trial = queue.copy()
        timed.settle(trial, now)
        if trial.recorded:
            business_day.settle(self.deps, office)
            self.relay.announce(office)
        self._forecast_when_stale(office, queue.revision, now)

    def _forecast_when_stale(self, office: str, revision: int, now: datetime) -> None:
        known, real = self.forecast_of.get(office), monotonic()
        was_set = known is not None and self.clock_stands and now != known.at
        if known is None or was_set or known.is_stale(revision, now, real):
            self.forecast_of[office] = _Made(revision, now, real)
            self.forecast(office)

    def pulse(self) -> None:
        """Tell every subscribed channel that it is still current."""
        try:
            self.relay.pulse()
        except Unavailable as problem:
            log.warning("no pulse: %s", problem)

    def tidy(self) -> None:
        """Delete what has outlived its time."""
        try:
            self.tidying.tidy(self.clock())
        except (Unavailable, Conflict) as problem:
            log.warning("not tidied: %s", problem)

    def close_days(self) -> None:
        """Keep the figures of days that are over; delete facts that have outlived their time."""
        try:
            self.close()
        except (Unavailable, Conflict) as problem:
            log.warning("days not closed: %s", problem)

    def write_down(self) -> None:
        """Keep the ranges that were shown, to be scored later."""
        self.write()
