"""Preparing the demo: a faster office, some past days, accounts, and company for the present."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import gevent

from queue_app.clock import Clock
from queue_app.config import Config
from queue_app.demo.company import Company
from queue_app.domain.opening_hours import business_day, local_instant
from queue_app.storage import unit_of_work
from queue_app.storage.accounts import Accounts
from queue_app.storage.database import Database
from queue_app.storage.queue_cache import QueueCache
from queue_app.storage.reading import Reader
from queue_app.use_cases import business_day as timed_work
from queue_app.use_cases.forecasting import Forecasts
from queue_app.use_cases.ports import Deps

MORNING = (8 * 60, 12 * 60)
PAST_COUNTERS = 3
GUESTS = 18
Told = Callable[[str], None]


def faster(config: Config, speed: float) -> Config:
    """The same offices with expected minutes divided by the speed."""

    def quick(service: Any) -> Any:
        return service.model_copy(
            update={
                "expected_minutes": service.expected_minutes / speed,
                "extra_person_minutes": service.extra_person_minutes / speed,
            }
        )

    offices = tuple(
        office.model_copy(update={"services": tuple(quick(one) for one in office.services)})
        for office in config.offices
    )
    return config.model_copy(update={"offices": offices})


class _SetClock:
    """The clock of days that are long past."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def live_through(
    database: Database, *, days: int, speed: float, clock: Clock, tell: Told = lambda _line: None
) -> None:
    """Let mornings of the last days happen, press by press, before the demo begins."""
    cache = QueueCache(always_open=True)
    reader = Reader(database, cache)
    set_clock = _SetClock(clock())
    deps = _deps(database, cache, set_clock)
    for office_id in reader.office_ids():
        office = reader.queue(office_id).office
        today = business_day(clock(), office.zone)
        for back in range(days, 0, -1):
            day = today - timedelta(days=back)
            tell(f"{office.name}: {day.isoformat()}")
            opens, closes = (local_instant(day, minute, office.zone) for minute in MORNING)
            company = Company(deps, reader, office_id, speed=speed, seed=back)
            set_clock.now = opens
            company.begin(opens, list(office.counters)[:PAST_COUNTERS], GUESTS)
            company.at(closes, company.go_home)
            for when, step in company.steps():
                set_clock.now = when
                step()
        set_clock.now = clock()
        timed_work.settle(deps, office_id)


def people(database: Database, clock: Clock) -> list[tuple[str, str, str]]:
    """Accounts to look around with, as (name, role, password)."""
    accounts = Accounts(database, clock)
    reader = Reader(database, QueueCache(always_open=True))
    office = reader.office_ids()[0]
    made = []
    for name, role in (("bruno", "clerk"), ("clara", "manager"), ("admin", "admin")):
        password = f"{name}-{secrets.token_hex(4)}"
        accounts.add_user(name, password, role, None if role == "admin" else office)
        made.append((name, role, password))
    return made


def inhabit(
    deps: Deps, reader: Reader, forecasts: Forecasts, after: Told, clock: Clock, speed: float
) -> None:
    """Let every office be alive from now on, one greenlet an office."""
    for number, office_id in enumerate(reader.office_ids()):
        company = Company(
            deps, reader, office_id, speed=speed, seed=number, forecasts=forecasts, after=after
        )
        office = reader.queue(office_id).office
        company.begin(clock(), list(office.counters), GUESTS)
        gevent.spawn(_live, company, clock)


def _live(company: Company, clock: Clock) -> None:
    for when, step in company.steps():
        gevent.sleep(max(0.0, (when - clock()).total_seconds()))
        step()


def _deps(database: Database, cache: QueueCache, clock: Clock) -> Deps:
    return Deps(
        begin=lambda: unit_of_work.begin(database, cache),
        clock=clock,
        new_id=lambda: secrets.token_hex(8),
        new_token=lambda: secrets.token_urlsafe(16),
    )
