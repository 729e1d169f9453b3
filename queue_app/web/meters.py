"""What one process counts while it runs: requests, tickets, calls, waits; shown by `metrics`.

Labels are the server's own words (rules of addresses, ids of offices, codes), so that nobody
outside can make up a new one, and no token, person or clerk is among them. None is called `job` or
`instance`: those are Prometheus' own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import prometheus_client as prometheus

from queue_app.clock import Clock, system_clock
from queue_app.domain import events as e
from queue_app.domain.events import Recorded

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
OTHER = "other"
MINUTES = tuple(60.0 * m for m in (1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180))
FEW_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)
KEPT_CALLS = 1000
"""Calls whose waits nobody has asked for yet; beyond, the oldest are let go."""

# A second series for each counter, which says when it began, is of no use to us.
prometheus.disable_created_metrics()  # type: ignore[no-untyped-call]  # has no types


class Call(NamedTuple):
    """A call that this process committed."""

    office: str
    ticket: str
    at: datetime


class Meters:
    """The counters of one process; they begin with it.

    `fresh_calls` are those whose waits are worked out when somebody asks (`measuring`).
    """

    def __init__(self, clock: Clock = system_clock) -> None:
        self._clock = clock
        self.registry = prometheus.CollectorRegistry()
        prometheus.ProcessCollector(registry=self.registry)
        self.fresh_calls: deque[Call] = deque(maxlen=KEPT_CALLS)
        self._count_http()
        self._count_offices()
        self._count_the_house()

    def _count_http(self) -> None:
        self.requests = self._counter(
            "queue_http_requests", "HTTP requests answered.", "method", "route", "status"
        )
        self.seconds = self._histogram(
            "queue_http_request_seconds",
            "Seconds until the answer to an HTTP request was ready.",
            prometheus.Histogram.DEFAULT_BUCKETS,
            "method",
            "route",
        )

    def _count_offices(self) -> None:
        self.issued = self._counter("queue_tickets_issued", "Tickets issued.", "office")
        self.called = self._counter("queue_calls", "Calls, without recalls.", "office")
        self.refused = self._counter("queue_turned_away", "Tickets refused.", "office", "code")
        self.waits = self._histogram(
            "queue_wait_seconds",
            "Wait of a leg until its first call, without what was postponed.",
            MINUTES,
            "office",
        )
        self.errors = self._histogram(
            "queue_forecast_absolute_error_seconds",
            "How far the likely wait published at issue was from the wait that came.",
            MINUTES,
            "office",
        )
        self.ranges = self._counter(
            "queue_forecast_ranges",
            "Ranges shown at issue, by whether the wait that came lay inside.",
            "office",
            "held",
        )

    def _count_the_house(self) -> None:
        self.connections = prometheus.Gauge(
            "queue_push_connections", "Open connections of push.", registry=self.registry
        )
        self.leader = prometheus.Gauge(
            "queue_leader", "1 in the process that does the timed work.", registry=self.registry
        )
        self.push_lag = self._histogram(
            "queue_push_lag_seconds",
            "Seconds from a commit, or from word of another process, until the first view was sent.",
            FEW_SECONDS,
        )
        self.transactions = self._histogram(
            "queue_database_transaction_seconds",
            "Seconds of a transaction, with waiting for connection and lock.",
            QUICK,
            "kind",
        )
        self.job_runs = self._counter(
            "queue_job_runs", "Runs of timed jobs by outcome, ok or failed.", "task", "outcome"
        )
        self.job_seconds = self._gauge(
            "queue_job_last_duration_seconds", "Seconds that the last run of a job took."
        )
        self.job_success = self._gauge(
            "queue_job_last_success_timestamp_seconds",
            "When a job last ended well, in seconds since 1970.",
        )

    def _counter(self, name: str, meaning: str, *labels: str) -> prometheus.Counter:
        return prometheus.Counter(name, meaning, labels, registry=self.registry)

    def _gauge(self, name: str, meaning: str) -> prometheus.Gauge:
        return prometheus.Gauge(name, meaning, ["task"], registry=self.registry)

    def _histogram(
        self, name: str, meaning: str, buckets: Sequence[float | str], *labels: str
    ) -> prometheus.Histogram:
        return prometheus.Histogram(name, meaning, labels, registry=self.registry, buckets=buckets)

    def facts(self, office: str, recorded: Sequence[Recorded]) -> None:
        """Count what was committed in an office by this process."""
        for one in recorded:
            match one.fact:
                case e.TicketIssued():
                    self.issued.labels(office).inc()
                case e.TicketCalled(ticket=ticket):
                    self.called.labels(office).inc()
                    self.fresh_calls.append(Call(office, ticket, one.at))
                case e.TicketRefused(code=code):
                    self.refused.labels(office, code).inc()

    def answered(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """Count a request; `route` is the address's rule, None where there is nothing."""
        named = method if method in METHODS else OTHER
        place = route or OTHER
        self.requests.labels(named, place, str(status)).inc()
        self.seconds.labels(named, place).observe(seconds)

    def transaction(self, kind: str, seconds: float) -> None:
        """Count a transaction: `read` or `write`."""
        self.transactions.labels(kind).observe(seconds)

    def job(self, name: str, seconds: float, *, well: bool) -> None:
        """Count the run of a timed job."""
        self.job_runs.labels(name, "ok" if well else "failed").inc()
        self.job_seconds.labels(name).set(seconds)
        if well:
            self.job_success.labels(name).set(self._clock().timestamp())
