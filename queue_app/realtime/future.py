"""What managers ask of other days: replays and staffing, read from the database and computed.

Called in a process of its own (see `future_child`), so that no press waits for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from queue_app import views
from queue_app.domain import opening_hours as hours
from queue_app.domain.office import Office
from queue_app.estimation import observations_of
from queue_app.estimation.staffing import Need, kinds_of, plan
from queue_app.estimation.staffing_arrivals import Expected, Forecast, backtest, counts_of
from queue_app.estimation.staffing_crowd import Hours, Target
from queue_app.estimation.what_if import Progress, replay
from queue_app.estimation.what_if_happened import lived
from queue_app.estimation.what_if_learning import evening_profile
from queue_app.estimation.what_if_reading import wall_midnight
from queue_app.estimation.what_if_scenario import Scenario
from queue_app.storage.database import Database
from queue_app.storage.queue_cache import QueueCache
from queue_app.storage.reading import Reader
from queue_app.views.parts import Json

LEARN_DAYS = 28
"""From so many days before a replayed day is learned how long services take."""
HISTORY_DAYS = 400
"""Of so many days arrivals are counted for the staffing, as far as they are retained."""
STAFFING_REPLICATIONS = 40


@dataclass(frozen=True)
class Replay:
    """Past days to be played, and what is changed in them; `weekday`: the days are its like."""

    days: tuple[date, ...]
    scenario: Scenario
    replications: int
    seed: int
    weekday: int | None = None
    added: tuple[str, ...] = ()


@dataclass(frozen=True)
class Staffing:
    """Coming days to be planned; `share` of the people within so many `minutes`."""

    first: date
    days: int
    minutes: float
    share: float
    today: date


@dataclass(frozen=True)
class Job:
    """One question to one office's past, and where that is."""

    database: str
    always_open: bool
    office: str
    counter_statistics: bool
    work: Replay | Staffing


def compute(job: Job, progress: Progress) -> Json:
    """The answer; `progress` is told how far it is."""
    database = Database(job.database, always_open=job.always_open, pooled=False)
    try:
        reader = Reader(database, QueueCache(always_open=job.always_open))
        office = reader.queue(job.office).office
        if isinstance(job.work, Replay):
            return _replayed(reader, office, job.work, job.counter_statistics, progress)
        return _staffed(reader, office, job.work, progress)
    finally:
        database.close()


def _replayed(
    reader: Reader, office: Office, work: Replay, counter_statistics: bool, progress: Progress
) -> Json:
    progress(0, work.replications)
    first, last = min(work.days) - timedelta(days=LEARN_DAYS), max(work.days)
    observed = observations_of(reader.facts(office.id, first, last), office)
    days = [
        lived(
            reader.facts(office.id, day, day),
            office,
            day,
            evening_profile(observed, office, day),
            counter_statistics=counter_statistics,
        )
        for day in work.days
    ]
    answer = replay(
        days,
        work.scenario,
        replications=work.replications,
        seed=work.seed,
        levels=[minutes * 60 for minutes in office.rules.service_level_minutes],
        per_counter=counter_statistics,
        progress=progress,
    )
    return views.what_if(office, answer, days=work.days, weekday=work.weekday, added=work.added)


def _staffed(reader: Reader, office: Office, work: Staffing, progress: Progress) -> Json:
    wanted = [work.first + timedelta(days=each) for each in range(work.days)]
    progress(0, len(wanted))
    since = work.today - timedelta(days=HISTORY_DAYS)
    yesterday = work.today - timedelta(days=1)
    closed = _closed(office, since, wanted[-1])
    counts = counts_of(
        [
            (day, service, int((at.timestamp() - wall_midnight(day, office)) // 1800))
            for day, at, service in reader.arrivals(office.id, since, yesterday)
        ]
    )
    forecast = Forecast(counts, work.today, closed)
    tried = backtest(counts, closed)
    target, kinds = Target(work.minutes * 60, work.share), kinds_of(_served(office))
    planned: list[tuple[date, Expected | None, Sequence[Need]]] = []
    if forecast.is_enough:
        learned = reader.facts(office.id, work.today - timedelta(days=LEARN_DAYS), yesterday)
        profile = evening_profile(observations_of(learned, office), office, yesterday)
        play = partial(
            plan,
            kinds=kinds,
            profile=profile,
            target=target,
            replications=STAFFING_REPLICATIONS,
        )
        for number, day in enumerate(wanted):
            span = _hours(office, day)
            expected = forecast.of(day) if span else None
            needs = play(expected, span, seed=day.toordinal()) if expected and span else []
            planned.append((day, expected, needs))
            progress(number + 1, len(wanted))
    return views.staffing(
        office,
        planned,
        kinds=kinds,
        forecast=forecast,
        tried=tried,
        target=target,
        days=(wanted[0], wanted[-1]),
    )


def _served(office: Office) -> dict[str, dict[str, float]]:
    return {
        key: {service: minutes * 60 for service, minutes in counter.services.items()}
        for key, counter in office.counters.items()
    }


def _hours(office: Office, day: date) -> Hours | None:
    spans = hours.opening_intervals(office, day)
    if not spans:
        return None
    midnight = wall_midnight(day, office)
    calls_end = hours.calls_end(office, day) or spans[-1][1]
    return Hours(
        spans[0][0].timestamp() - midnight,
        spans[-1][1].timestamp() - midnight,
        calls_end.timestamp() - midnight,
    )


def _closed(office: Office, first: date, last: date) -> set[date]:
    """Days shut by a holiday or a closure though the office opens on that weekday."""
    days = (first + timedelta(days=each) for each in range((last - first).days + 1))
    return {day for day in days if day.weekday() < 5 and hours.is_closed_all_day(office, day)}
