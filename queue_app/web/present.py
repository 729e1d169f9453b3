"""How it stands at the moment somebody asks for the figures: offices, devices, disk, database."""

from __future__ import annotations

import logging
import os
from collections import Counter as Tally
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from queue_app import views
from queue_app.domain import opening_hours as hours
from queue_app.domain.queue import Queue
from queue_app.storage import backups
from queue_app.storage.database import Unavailable
from queue_app.storage.printers import SILENT, STATES
from queue_app.use_cases.ports import Conflict
from queue_app.web.services import Services

LIGHTS = ("green", "amber", "red", "closed")
COUNTERS = ("open", "paused", "closed")

log = logging.getLogger("queue_app.web.metrics")


class Present(Collector):
    """What is true now: some questions to the database an office, whatever its history."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def describe(self) -> Iterable[Metric]:
        """Nothing is asked of the database before somebody asks us."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """The process first; without a database there is no more than that it does not answer."""
        it = self._services
        build = _gauge("queue_build_info", "The release that runs.", "version")
        build.add_metric([it.version], 1)
        yield build
        followers = _gauge("queue_push_followers", "Followers of channels.", "kind")
        for kind, count in it.relay.followers().items():
            followers.add_metric([kind], count)
        yield followers
        alone = not it.is_one_of_several
        heard = alone or (it.post is not None and it.post.is_connected)
        yield _one("queue_push_queue_up", "0 where word of other processes is not heard.", heard)
        yield from self._disk()
        found: list[Metric] = []
        try:
            found = [*self._offices(), self._devices(), *self._backup()]
        except (Unavailable, Conflict) as problem:
            log.warning("no figures of the offices: %s", problem)
        yield _one("queue_database_up", "Whether the database answers.", bool(found))
        yield from found

    def _offices(self) -> Iterable[Metric]:
        it = self._services
        families = [
            (_gauge(name, meaning, "office", *labels), rows)
            for name, meaning, labels, rows in OF_OFFICES
        ]
        for office in it.reader.office_ids():
            queue = it.reader.queue(office)
            for family, rows in families:
                for labels, value in rows(it, queue):
                    family.add_metric([office, *labels], value)
        return [family for family, _ in families]

    def _devices(self) -> Metric:
        it = self._services
        seen = _gauge(
            "queue_device_last_seen_timestamp_seconds",
            "When a kiosk or display was last heard of, by whichever process.",
            *("office", "role", "device"),
        )
        for office, one in it.watch.devices_by_office(it.clock()):
            seen.add_metric([office, one.role, one.name], one.seen.timestamp())
        return seen

    def _backup(self) -> Iterator[Metric]:
        made = backups.last(self._services.database)
        if made is not None:
            name, meaning = "queue_backup_last_success_timestamp_seconds", "The last backup's time."
            yield _one(name, meaning, made.timestamp())

    def _disk(self) -> Iterator[Metric]:
        file = self._services.database.file
        if file is None:
            return
        with suppress(OSError):
            room = os.statvfs(file.parent)
            free = room.f_bavail * room.f_frsize
            yield _one("queue_disk_free_bytes", "Room where the embedded database lies.", free)
            yield _one("queue_database_size_bytes", "The embedded database.", file.stat().st_size)


def _gauge(name: str, meaning: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, meaning, labels=labels)


def _one(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, meaning, float(value))


Rows = Iterator[tuple[tuple[str, ...], float]]
"""Further labels and the value."""


def _waiting(_it: Services, queue: Queue) -> Rows:
    counts = Tally(ticket.service for ticket in queue.waiting)
    for service in {**queue.office.services, **counts}:
        yield (service,), counts[service]


def _longest(it: Services, queue: Queue) -> Rows:
    now = it.clock()
    yield (), max((ticket.waited_at(now) for ticket in queue.waiting), default=0.0)


def _counters(_it: Services, queue: Queue) -> Rows:
    states = Tally(queue.desk(one).state.value for one in queue.office.counters)
    for state in COUNTERS:
        yield (state,), states[state]


def _open(it: Services, queue: Queue) -> Rows:
    yield (), float(hours.is_open(queue.office, it.clock()))


def _light(it: Services, queue: Queue) -> Rows:
    shown = views.office_state(queue, it.clock(), it.forecasts.latest(queue.office.id))
    for state in LIGHTS:
        yield (state,), float(state == shown)


def _full(it: Services, queue: Queue) -> Rows:
    forecast = it.forecasts.latest(queue.office.id)
    if forecast is not None and forecast.guarded:
        yield (), len(forecast.full_at(it.clock()))


def _printers(it: Services, queue: Queue) -> Rows:
    states = Tally(printer.state for printer in it.printers.of(queue.office.id))
    for state in (*STATES, SILENT) if states else ():
        yield (state,), states[state]


def _forecast_age(it: Services, queue: Queue) -> Rows:
    forecast = it.forecasts.latest(queue.office.id)
    if forecast is not None:
        yield (), (it.clock() - forecast.as_of).total_seconds()


OF_OFFICES: tuple[tuple[str, str, tuple[str, ...], Callable[[Services, Queue], Rows]], ...] = (
    ("queue_waiting_tickets", "Tickets that wait.", ("service",), _waiting),
    ("queue_longest_wait_seconds", "The longest wait so far of those who wait.", (), _longest),
    ("queue_counters", "Counters by state.", ("state",), _counters),
    ("queue_office_open", "1 within the opening hours.", (), _open),
    ("queue_office_light", "The public light: 1 for the state it shows.", ("state",), _light),
    ("queue_guarded_services_full", "Services the capacity guard speaks against.", (), _full),
    ("queue_printers", "Printers of kiosks by state.", ("state",), _printers),
    ("queue_forecast_age_seconds", "Age of the published forecast.", (), _forecast_age),
)
"""What is said of each office: name, meaning, labels beside the office, and where it comes from."""
