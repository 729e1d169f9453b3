"""The table of timed jobs. Each is idempotent: run late or twice it comes to the same.

Of several processes on one database one leads: it alone settles and estimates. Every process
keeps its own followers at the truth.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from time import monotonic, perf_counter
from typing import Protocol

from apscheduler.schedulers.base import BaseScheduler

from queue_app.clock import Clock
from queue_app.domain import timed
from queue_app.domain.office import Office
from queue_app.domain.queue import Queue
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
REHEARSAL_SECONDS = 1
REPORT_SECONDS = 300
LEAD_SECONDS = 0.5
"""How often a process asks whether it leads: a successor begins so much later, and a sweep."""

log = logging.getLogger("queue_app.jobs")


class Tell(Protocol):
    """Hears of each run of a job, how many seconds it took and whether it ended well."""

    def __call__(self, name: str, seconds: float, *, well: bool) -> None: ...


def _to_nobody(name: str, seconds: float, *, well: bool) -> None:
    del name, seconds, well


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

    `forecast` publishes one for an office; `write` keeps what was noted meanwhile; `look` raises
    and clears alerts and says whether there was news.
    `close` puts days that are over into the book and deletes what is too old. `deliver` sends an
    office's monthly report when it is due.
    `lead` asks whether this process does the timed work, and `leads` is what it answered last;
    `follow` takes over what the leader published for everybody.
    `say` makes speech beforehand, and `sweep_speech` lets go of what nobody hears.
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
    say: Callable[[Queue], None] = lambda _queue: None
    sweep_speech: Callable[[datetime], object] = lambda _now: None
    close: Callable[[], None] = lambda: None
    look: Callable[[Queue, datetime], bool] = lambda _queue, _now: False
    lead: Callable[[], object] = lambda: True
    leads: Callable[[], bool] = lambda: True
    deliver: Callable[[Office, datetime], None] = lambda _office, _now: None
    follow: Callable[[], None] = lambda: None
    clock_stands: bool = False
    tell: Tell = _to_nobody
    forecast_of: dict[str, _Made] = field(default_factory=dict)
    rests_until: float = 0.0
    led: bool = False

    def schedule(self, scheduler: BaseScheduler) -> None:
        """Put every job on the scheduler; a run that is missed is run once, not made up for."""
        everywhere = (
            (self.take_lead, LEAD_SECONDS),
            (self.refresh, SWEEP_SECONDS),
            (self.pulse, PULSE_SECONDS),
            (self.write_down, LEDGER_SECONDS),
        )
        leaders = (
            (self.sweep, SWEEP_SECONDS),
            (self.estimate, SWEEP_SECONDS),
            (self.tidy, TIDY_SECONDS),
            (self.rehearse, REHEARSAL_SECONDS),
            (self.close_days, DAYS_SECONDS),
            (self.report, REPORT_SECONDS),
        )
        for job, seconds in (*everywhere, *leaders):
            scheduler.add_job(
                partial(self._watched, job, of_leader=(job, seconds) in leaders),
                "interval",
                seconds=seconds,
                id=job.__name__,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )

    def _watched(self, job: Callable[[], None], *, of_leader: bool) -> None:
        if of_leader and not self.leads():
            return
        began, well = perf_counter(), False
        try:
            job()
            well = True
        except (Unavailable, Conflict) as problem:
            log.warning("%s could not reach the database: %s", job.__name__, problem)
        finally:
            self.tell(job.__name__, perf_counter() - began, well=well)

    def take_lead(self) -> None:
        """Begin with the timed work when nobody else does it any more, or leave it to others."""
        self.lead()
        before, self.led = self.led, self.leads()
        if self.led == before:
            return
        log.info("leads now" if self.led else "leads no more")
        self.forecast_of.clear()
        self.follow()

    def refresh(self) -> None:
        """Follow what others wrote and published, and show it."""
        if not self.leads():
            self.follow()
        self.relay.sweep()

    def sweep(self) -> None:
        """Ask every office what is due, and show what came of it."""
        self.reader.look()
        for office in self.reader.office_ids():
            self._sweep_office(office)
        for office in self.reader.office_ids():
            if self.look(self.reader.queue(office, trust=SWEEP_SECONDS), self.clock()):
                self.relay.announce(office)

    def _sweep_office(self, office: str) -> None:
        trial = self.reader.queue(office, trust=SWEEP_SECONDS).copy()
        timed.settle(trial, self.clock())
        if trial.recorded:
            business_day.settle(self.deps, office)
            self.relay.announce(office)

    def estimate(self) -> None:
        """Keep every office's forecast fresh, with half of a processor's time at most."""
        began = monotonic()
        if began < self.rests_until:
            return
        try:
            self.reader.look()
            for office in self.reader.office_ids():
                queue = self.reader.queue(office, trust=SWEEP_SECONDS)
                self._forecast_when_stale(office, queue.revision, self.clock())
        finally:
            ended = monotonic()
            self.rests_until = ended + (ended - began)

    def _forecast_when_stale(self, office: str, revision: int, now: datetime) -> None:
        known, real = self.forecast_of.get(office), monotonic()
        was_set = known is not None and self.clock_stands and now != known.at
        if known is None or was_set or known.is_stale(revision, now, real):
            self.forecast_of[office] = _Made(revision, now, real)
            self.forecast(office)

    def pulse(self) -> None:
        """Tell every subscribed channel that it is still current."""
        self.relay.pulse()

    def tidy(self) -> None:
        """Delete what has outlived its time."""
        self.tidying.tidy(self.clock())
        self.sweep_speech(self.clock())

    def rehearse(self) -> None:
        """Have speech ready before it is called for."""
        self.reader.look()
        for office in self.reader.office_ids():
            self.say(self.reader.queue(office, trust=SWEEP_SECONDS))

    def close_days(self) -> None:
        """Keep the figures of days that are over; delete facts that have outlived their time."""
        self.close()

    def report(self) -> None:
        """Deliver the monthly reports that are due."""
        for office in self.reader.office_ids():
            self.deliver(self.reader.queue(office).office, self.clock())

    def write_down(self) -> None:
        """Keep the ranges that were shown, to be scored later."""
        self.write()
