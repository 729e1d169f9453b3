"""Keeps every office's forecast fresh: learns from its facts, estimates, publishes.

Reading the database happens where it is called; the arithmetic runs through `aside`, so that no
press waits for it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from queue_app import estimation as est
from queue_app.clock import Clock
from queue_app.domain.opening_hours import business_day
from queue_app.domain.queue import Queue
from queue_app.domain.statistics import Observation, legs, observations
from queue_app.domain.statistics.learning import EndedBy
from queue_app.estimation.shown import rounded_outwards
from queue_app.storage.reading import Reader
from queue_app.use_cases.forecasting import Forecast, Forecasts
from queue_app.use_cases.ports import PublishedEstimate

LEARN_EVERY = timedelta(seconds=60)
LEARN_DAYS = 90
USUAL = 0.6745
"""Standard normal quartile: between a quarter and three quarters of services take so long."""
IMPLAUSIBLE = 2.5758
"""Standard normal 99.5th percentile: a service that sits longer was probably forgotten."""

Aside = Callable[[Callable[[], est.Forecast]], est.Forecast]


@dataclass
class _Office:
    """What is known of one office from one forecast to the next."""

    day: date
    services: tuple[est.ServiceInfo, ...]
    learner: est.Learner
    profile: est.Profile
    learned_at: datetime
    folded: int = 0
    shown: dict[str, est.Shown] = field(default_factory=dict)


class Forecaster:
    """Computes and publishes; one instance in whichever process runs the jobs."""

    def __init__(
        self,
        reader: Reader,
        clock: Clock,
        forecasts: Forecasts,
        *,
        rollouts: int,
        aside: Aside = lambda work: work(),
    ) -> None:
        self._reader, self._clock, self._forecasts = reader, clock, forecasts
        self._rollouts, self._aside = rollouts, aside
        self._known: dict[str, _Office] = {}

    def refresh(self, office: str) -> None:
        """Publish a forecast of the office's queue as it is now."""
        queue = self._reader.queue(office)
        now = self._clock()
        known = self._learned(queue, now)
        snapshot = est.snapshot_of(queue, now)
        seed = known.day.toordinal()
        result = self._aside(
            lambda: est.estimate(snapshot, known.profile, rollouts=self._rollouts, seed=seed)
        )
        self._forecasts.publish(_published(queue, now, result, known))

    def _learned(self, queue: Queue, now: datetime) -> _Office:
        office = queue.office
        today = business_day(now, office.zone)
        services = est.service_infos(office)
        known = self._known.get(office.id)
        if known is None or known.day != today or known.services != services:
            known = self._begin_day(queue, today, services, now)
            self._known[office.id] = known
        elif abs(now - known.learned_at) >= LEARN_EVERY:
            self._fold_in_today(queue, known)
            known.learned_at = now
        return known

    def _begin_day(
        self, queue: Queue, today: date, services: tuple[est.ServiceInfo, ...], now: datetime
    ) -> _Office:
        office = queue.office
        learner = est.Learner(services)
        past = self._reader.facts(
            office.id, today - timedelta(days=LEARN_DAYS), today - timedelta(days=1)
        )
        for served in _served(queue, observations(legs(past))):
            learner.add(served)
        known = _Office(today, services, learner, learner.profile(today.toordinal()), now)
        self._fold_in_today(queue, known)
        return known

    def _fold_in_today(self, queue: Queue, known: _Office) -> None:
        facts = self._reader.facts(queue.office.id, known.day, known.day)
        seen = observations(legs(facts))
        for served in _served(queue, seen[known.folded :]):
            known.learner.add(served)
        known.folded = len(seen)
        known.profile = known.learner.profile(known.day.toordinal())


def _served(queue: Queue, seen: Iterable[Observation]) -> Iterable[est.Served]:
    zone = queue.office.zone
    for one in seen:
        ended = one.ended_at.astimezone(zone)
        clock = (ended.hour * 60 + ended.minute) * 60 + ended.second
        yield est.Served(
            day=ended.date().toordinal(),
            clock=max(0.0, clock - one.seconds),
            service=one.service,
            counter=one.counter,
            seconds=one.seconds,
            persons=one.persons,
            closed_by_next_call=one.ended_by is EndedBy.NEXT,
        )


def _published(queue: Queue, now: datetime, result: est.Forecast, known: _Office) -> Forecast:
    tickets = {key: _ticket(known, key, one, now) for key, one in result.tickets.items()}
    known.shown = {key: shown for key, shown in known.shown.items() if key in result.tickets}
    laws = known.profile.services
    return Forecast(
        office=queue.office.id,
        revision=queue.revision,
        as_of=now,
        tickets=tickets,
        services={key: _plain(one, now) for key, one in result.services.items()},
        usual={
            key: (
                math.exp(law.mean - USUAL * law.log_sd),
                math.exp(law.mean + USUAL * law.log_sd),
            )
            for key, law in laws.items()
        },
        implausible={
            key: math.exp(law.mean + IMPLAUSIBLE * law.log_sd) for key, law in laws.items()
        },
    )


def _ticket(known: _Office, key: str, one: est.Estimate, now: datetime) -> PublishedEstimate:
    """The ticket's estimate; the range that was shown stays while it is still true."""
    shown = est.keep_shown(known.shown.get(key), one)
    if shown is None:
        known.shown.pop(key, None)
        return _plain(one, now)
    known.shown[key] = shown
    low, high = rounded_outwards(*shown.seconds(one.as_of))
    return _plain(one, now, low, high)


def _plain(
    one: est.Estimate, now: datetime, low: float | None = None, high: float | None = None
) -> PublishedEstimate:
    return PublishedEstimate(
        as_of=now,
        low=one.low,
        likely=one.likely,
        high=one.high,
        shown_low=one.shown_low if low is None else low,
        shown_high=one.shown_high if high is None else high,
        basis=one.basis,
    )
