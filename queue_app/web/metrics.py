"""Figures for operations in Prometheus' text format: what was counted, and how it stands now."""

from __future__ import annotations

import logging
from time import perf_counter

import prometheus_client as prometheus
from flask import Blueprint, Flask, Response, g, request
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from queue_app.storage.database import Unavailable
from queue_app.use_cases.ports import Conflict
from queue_app.web.measuring import measure_calls
from queue_app.web.present import Present
from queue_app.web.services import Services, services

log = logging.getLogger("queue_app.web.metrics")
blueprint = Blueprint("metrics", __name__)


def register(app: Flask, services: Services) -> None:
    """Count every request of the application, and show the figures at /metrics."""
    meters = services.meters
    meters.registry.register(Present(services))

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
    try:
        measure_calls(services())
    except (Unavailable, Conflict) as problem:
        log.warning("the waits of the last calls are not measured yet: %s", problem)
    text = prometheus.generate_latest(services().meters.registry)
    return Response(text, content_type=CONTENT_TYPE_PLAIN_0_0_4)
