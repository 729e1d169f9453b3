"""The manager's live picture."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from queue_app.domain import opening_hours as hours
from queue_app.domain.queue import Queue
from queue_app.domain.statistics import longest_wait
from queue_app.use_cases.forecasting import Forecast
from queue_app.views.board import wait_times
from queue_app.views.helping import help_calls
from queue_app.views.parts import (
    Json,
    alarm,
    counter_status,
    display_messages,
    head,
    instant,
    issuing,
)


def now(queue: Queue, now: datetime, forecast: Forecast | None, today: dict[str, Any]) -> Json:
    """Who waits, what the counters do, and today's figures so far.

    `today` holds the day's statistics as another floor computed them from the facts: `total`,
    `estimate_quality` and `series` (how many waited, every five minutes).
    """
    office = queue.office
    waiting = queue.waiting
    longest = longest_wait(waiting, now)
    public = wait_times(queue, now, forecast)
    return {
        **head(queue, now),
        "office": office.id,
        "state": public["state"],
        "open_now": hours.is_open(office, now),
        "opens_at": _opening(queue, now),
        "closes_at": instant(hours.closing(office, hours.business_day(now, office.zone))),
        "waiting": len(waiting),
        "longest": longest
        and {
            "seconds": longest.seconds,
            "number": longest.number,
            "since": instant(longest.since),
        },
        "services": [_service(queue, row, now) for row in public["services"]],
        "counters": [counter_status(queue, counter) for counter in office.counters.values()],
        "today": today.get("total"),
        "estimate_quality": today.get("estimate_quality"),
        "turned_away": (today.get("total") or {}).get("turned_away", 0),
        "series": today.get("series", []),
        "rest": [
            {"at": instant(at), "low": low, "likely": likely, "high": high}
            for at, low, likely, high in (forecast.rest if forecast else ())
            if at > now
        ],
        "alarm": alarm(queue),
        "help": help_calls(queue),
        "issuing": issuing(queue),
        "messages": display_messages(queue),
    }


def _opening(queue: Queue, now: datetime) -> str | None:
    day = hours.business_day(now, queue.office.zone)
    spans = hours.opening_intervals(queue.office, day)
    return instant(spans[0][0]) if spans else None


def _service(queue: Queue, row: Json, now: datetime) -> Json:
    service = row["service"]["id"]
    longest = longest_wait((t for t in queue.waiting if t.service == service), now)
    return {
        **row,
        "longest": longest.seconds if longest else None,
        "nobody_serving": not queue.is_served(service),
    }
