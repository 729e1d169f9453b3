"""For operations: is the process alive, and is everything it needs in order."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response

from queue_app.storage.database import Unavailable
from queue_app.use_cases.ports import Conflict
from queue_app.web.endpoint import as_json
from queue_app.web.services import Services, services

blueprint = Blueprint("health", __name__)

EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
"""A clock before this stands where the battery left it."""


@blueprint.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return as_json({"status": "ok"})


@blueprint.get("/readyz")
def ready() -> Response:
    """Database, push and clock, each with `ok` or what is wrong."""
    checks = {
        "database": _database(services()),
        "push": "ok" if services().relay.is_plugged else "not connected",
        "clock": _clock(services()),
    }
    fine = all(state == "ok" for state in checks.values())
    return as_json(
        {"status": "ok" if fine else "not ready", "checks": checks}, 200 if fine else 503
    )


def _database(it: Services) -> str:
    try:
        it.database.check()
    except (Unavailable, Conflict):
        return "cannot be reached"
    return "ok"


def _clock(it: Services) -> str:
    if it.test_clock:
        return "ok"
    return "ok" if it.clock() >= EARLIEST else "stands in the past"
