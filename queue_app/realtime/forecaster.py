"""Keeps every office's forecast fresh: learns from its facts, estimates, publishes.

Learning and arithmetic run through `aside`, so that no press waits for them.
"""

from __future__ import annotations

import copy
import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from queue_app import estimation as est
from queue_app.clock import Clock
from queue_app.domain import opening_hours as hours
from queue_app.domain.opening_hours import business_day
from queue_app.domain.queue import Queue
from queue_app.domain.statistics import legs, score
from queue_app.estimation.fitting import IMPLAUSIBLE
from queue_app.realtime.showing import Showing
from queue_app.storage.days import Days
from queue_app.storage.reading import Reader
from queue_app.use_cases.forecasting import Forecast, Forecasts

LEARN_EVERY = timedelta(seconds=60)
LEARN_DAYS = 90
TRIED_DAYS = 7
"""Of so many days the ranges shown while waiting are read: a stack is tried on the last tickets."""
GOES_ON = timedelta(minutes=5)
"""How old a forecast may be whose ranges are still held by a successor."""
USUAL = 0.6745
"""Standard normal quartile: between a quarter and three quarters of services take so long."""

REST_EVERY = timedelta(seconds=60)
"""How often the rest of the day is played through."""

Rest = tuple[tuple[datetime, float, float, float], ...]
Aside = Callable[[Callable[[], Forecast]], Forecast]


@dataclass(frozen=True)
class _Past:
    """What the days before today say, and how right the estimates were that were published."""

    learner: est.Learner
    calibration: est.Calibration
    stack: est.Stack | None


@dataclass
class _Office:
    """What is known of one office from one forecast to the next."""

    day: date
    services: tuple[est.ServiceInfo, ...]
    past: _Past
    learned_at: datetime
    profile: est.Profile = field(init=False)
    showing: Showing = field(default_factory=Showing)
    full: frozenset[str] = frozenset()
    rest: Rest = ()
    rest_at: datetime | None = None


class Forecaster:
    """Computes and publishes; one instance in whichever process runs the jobs."""

    def __init__(
        self,
        reader: Reader,
        reports: Reader,
        clock: Clock,
        forecasts: Forecasts,
        *,
        past: Days,
        rollouts: int,
        aside: Aside = lambda work: work(),
        note: Callable[[Forecast], None] = lambda _forecast: None,
    ) -> None:
        """`reports` and `past` read, where `aside` runs the work (a real thread).

        `note` is told every forecast that was published; it must be quick.
        """
        self._reader, self._reports, self._past_days = reader, reports, past
        self._clock, self._forecasts = clock, forecasts
        self._rollouts, self._aside, self._note = rollouts, aside, note
        self._known: dict[str, _Office] = {}
        self._one_at_a_time = threading.Lock()

    def refresh(self, office: str) -> None:
        """Publish a forecast of the office's queue as it is now."""
        with self._one_at_a_time:
            queue = self._reader.queue(office)
            now = self._clock()
            forecast = self._aside(lambda: self._compute(queue, now))
            self._forecasts.publish(forecast)
            self._note(forecast)

    def _compute(self, queue: Queue, now: datetime) -> Forecast:
        known = self._learned(queue, now)
        snapshot = est.snapshot_of(queue, now)
        seed = known.day.toordinal()
        result = est.estimate(snapshot, known.profile, rollouts=self._rollouts, seed=seed)
        if known.rest_at is None or abs(now - known.rest_at) >= REST_EVERY:
            known.rest, known.rest_at = _rest(queue, snapshot, known.profile, seed, now), now
        return _published(queue, now, result, known)

    def _learned(self, queue: Queue, now: datetime) -> _Office:
        office = queue.office
        today = business_day(now, office.zone)
        services = est.service_infos(office)
        known = self._known.get(office.id)
        if known is None or known.day != today or known.services != services:
            known = _Office(today, services, self._past(queue, today, services), now)
            if office.id not in self._known:
                self._go_on(known, office.id, now)
            self._known[office.id] = known
            self._learn_today(queue, known)
        elif abs(now - known.learned_at) >= LEARN_EVERY:
            known.learned_at = now
            self._learn_today(queue, known)
        return known

    def _go_on(self, known: _Office, office: str, now: datetime) -> None:
        """After a start: the ranges that another process published a moment ago stay as they are."""
        before = self._forecasts.latest(office)
        if before is not None and abs(now - before.as_of) <= GOES_ON:
            known.showing, known.full = Showing.resumed(before.held), before.full

    def _past(self, queue: Queue, today: date, services: tuple[est.ServiceInfo, ...]) -> _Past:
        """Read once a day, and after a restart: of days whose facts are gone from the book."""
        office = queue.office
        credit_values = [each.credit_minutes * 60 for each in office.priorities.values()]
        learner = est.Learner(services, credit_values)
        days = (today - timedelta(days=LEARN_DAYS), today - timedelta(days=1))
        facts = self._reports.facts(office.id, *days)
        learned = self._past_days.learned(office.id, *days)
        for seen in (*learned, *est.observations_of(facts, office)):
            learner.add(seen)
        at_issue = self._reports.estimates_of_days(office.id, *days, samples=True)
        tried = (max(days[0], today - timedelta(days=TRIED_DAYS)), days[1])
        later = self._reports.ranges_of_days(office.id, *tried, samples=True)
        scored = score(legs(facts), at_issue, later)
        return _Past(learner, est.calibration_of(scored), est.stack_of(scored))

    def _learn_today(self, queue: Queue, known: _Office) -> None:
        """Today's facts on top of the past: read anew, because an undo may have changed them."""
        learner = copy.deepcopy(known.past.learner)
        facts = self._reports.facts(queue.office.id, known.day, known.day)
        for seen in est.observations_of(facts, queue.office):
            learner.add(seen)
        profile = learner.profile(known.day.toordinal(), known.past.calibration)
        known.profile = replace(profile, stack=known.past.stack)


def _published(queue: Queue, now: datetime, result: est.Forecast, known: _Office) -> Forecast:
    laws = known.profile.services
    usual = {
        key: (math.exp(law.mean - USUAL * law.log_sd), math.exp(law.mean + USUAL * law.log_sd))
        for key, law in laws.items()
    }
    tickets, services = known.showing.take(queue, result, now, usual)
    office = queue.office
    guarded = office.rules.capacity_guard != "off" and not office.always_open
    certainty = office.rules.capacity_certainty
    known.full = (
        est.full_services(result.services, certainty, known.full) if guarded else frozenset()
    )
    return Forecast(
        office=office.id,
        revision=queue.revision,
        as_of=now,
        tickets=tickets,
        services=services,
        usual=usual,
        implausible={
            key: math.exp(law.mean + IMPLAUSIBLE * law.log_sd) for key, law in laws.items()
        },
        full=known.full,
        guarded=guarded,
        held=known.showing.held(),
        rest=known.rest,
    )


def _rest(
    queue: Queue, snapshot: est.Snapshot, profile: est.Profile, seed: int, now: datetime
) -> Rest:
    """How many will wait until closing, while the office is open; nothing where it fails."""
    if not hours.is_open(queue.office, now):
        return ()
    points = est.rest_of_day(snapshot, profile, seed=seed)
    return tuple(
        (datetime.fromtimestamp(one.at, UTC), one.low, one.likely, one.high) for one in points
    )
