"""Figures for operations in Prometheus' text format: what was counted, and how it stands now."""

from __future__ import annotations

import logging
from collections import Counter as Tally
from collections.abc import Iterable, Iterator
from time import perf_counter

import prometheus_client as prometheus
from flask import Blueprint, Flask, Response, g, request
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from queue_app.storage.database import Unavailable
from queue_app.use_cases.ports import Conflict
from queue_app.web.services import Services, services

log = logging.getLogger("queue_app.web.metrics")
blueprint = Blueprint("metrics", __name__)


class _Present(Collector):
    """What is true at this moment; an office that cannot be read has no figures."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def describe(self) -> Iterable[Metric]:
        """Nothing is asked of the database before somebody asks us."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Followers by kind of channel; waiting tickets and the forecast's age by office."""
        it = self._services
        followers = GaugeMetricFamily(
            "queue_push_followers", "Followers of channels.", labels=["kind"]
        )
        for kind, count in it.relay.followers().items():
            followers.add_metric([kind], count)
        yield followers
        yield from self._offices()

    def _offices(self) -> Iterator[Metric]:
        it = self._services
        waiting = GaugeMetricFamily("queue_waiting", "Tickets that wait.", labels=["office"])
        counters = GaugeMetricFamily(
            "queue_counters", "Counters by state.", labels=["office", "state"]
        )
        age = GaugeMetricFamily(
            "queue_forecast_age_seconds",
            "Age of the published forecast; none before the first.",
            labels=["office"],
        )
        reachable = True
        try:
            for office in it.reader.office_ids():
                queue = it.reader.queue(office)
                waiting.add_metric([office], len(queue.waiting))
                states = Tally(queue.desk(one).state.value for one in queue.office.counters)
                for state in ("open", "paused", "closed"):
                    counters.add_metric([office, state], states[state])
                forecast = it.forecasts.latest(office)
                if forecast is not None:
                    age.add_metric([office], (it.clock() - forecast.as_of).total_seconds())
        except (Unavailable, Conflict) as problem:
            log.warning("no figures of the offices: %s", problem)
            reachable = False
        yield GaugeMetricFamily(
            "queue_database_up", "Whether the database answers.", float(reachable)
        )
        yield from (waiting, counters, age)


def register(app: Flask, services: Services) -> None:
    """Count every request of the application, and show the figures at /metrics."""
    meters = services.meters
    meters.registry.register(_Present(services))

    def count(response: Response) -> Response:
        rule = request.url_rule.rule if request.url_rule else None
        seconds = perf_counter() - g.began
        meters.answered(request.method, rule, response.status_code, seconds)
        return response

    app.after_request(count)
    app.register_blueprint(blueprint)


@blueprint.get("/metrics")
def show() -> Response:
    """The figures."""
    text = prometheus.generate_latest(services().meters.registry)
    return Response(text, content_type=CONTENT_TYPE_PLAIN_0_0_4)
