"""What one process counts while it runs: requests, tickets, calls; shown by `metrics`.

Labels are the server's own words (rules of addresses, ids of offices, codes), so that nobody
outside can make up a new one, and no token, person or clerk is among them.
"""

from __future__ import annotations

from collections.abc import Sequence

import prometheus_client as prometheus

from queue_app.domain import events as e
from queue_app.domain.events import Recorded

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
OTHER = "other"

# A second series for each counter, which says when it began, is of no use to us.
prometheus.disable_created_metrics()  # type: ignore[no-untyped-call]  # has no types


class Meters:
    """The counters of one process; they begin with it."""

    def __init__(self) -> None:
        self.registry = prometheus.CollectorRegistry()
        prometheus.ProcessCollector(registry=self.registry)
        self.requests = self._counter(
            "queue_http_requests", "Requests answered.", "method", "route", "status"
        )
        self.seconds = prometheus.Histogram(
            "queue_http_request_seconds",
            "Seconds until the answer was ready.",
            ["method", "route"],
            registry=self.registry,
        )
        self.issued = self._counter("queue_tickets_issued", "Tickets issued.", "office")
        self.called = self._counter("queue_calls", "Calls, without recalls.", "office")
        self.refused = self._counter("queue_turned_away", "Tickets refused.", "office", "code")
        self.connections = prometheus.Gauge(
            "queue_push_connections", "Open connections of push.", registry=self.registry
        )

    def _counter(self, name: str, meaning: str, *labels: str) -> prometheus.Counter:
        return prometheus.Counter(name, meaning, labels, registry=self.registry)

    def facts(self, office: str, recorded: Sequence[Recorded]) -> None:
        """Count what was committed in an office by this process."""
        for one in recorded:
            match one.fact:
                case e.TicketIssued():
                    self.issued.labels(office).inc()
                case e.TicketCalled():
                    self.called.labels(office).inc()
                case e.TicketRefused(code=code):
                    self.refused.labels(office, code).inc()

    def answered(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """Count a request; `route` is the address's rule, None where there is nothing."""
        named = method if method in METHODS else OTHER
        place = route or OTHER
        self.requests.labels(named, place, str(status)).inc()
        self.seconds.labels(named, place).observe(seconds)
