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
    """Database, push, message queue and clock, each with `ok` or what is wrong.

    Without the message queue of several processes it goes on, by asking the database: that is
    said, and no reason to send citizens elsewhere.
    """
    it = services()
    checks = {
        "database": _database(it),
        "push": "ok" if it.relay.is_plugged else "not connected",
        "clock": _clock(it),
    }
    if it.closing.is_set():
        checks["process"] = "is closing"
    fine = all(state == "ok" for state in checks.values())
    status = "ok" if fine else "not ready"
    if it.is_one_of_several:
        checks["queue"] = _queue(it)
        if fine and checks["queue"] != "ok":
            status = "degraded"
    return as_json({"status": status, "checks": checks}, 200 if fine else 503)


def _queue(it: Services) -> str:
    if it.post is not None and it.post.is_connected:
        return "ok"
    what = "is not configured" if it.post is None else "cannot be reached"
    return f"{what}: the database is asked each second"


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
