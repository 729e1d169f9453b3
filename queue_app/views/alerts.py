"""Alerts and thresholds as managers read them: codes and figures, worded by the page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from queue_app.domain.alerts import IDLE, PRINTER, QUEUE, REPORT, SILENT, WAIT, Alert
from queue_app.domain.discipline import may_call
from queue_app.domain.queue import Queue
from queue_app.views.parts import Json, counter_ref, instant

NAMED = 4
"""How many numbers an alert names."""


def alerts(found: Iterable[Alert], queue: Queue, now: datetime) -> list[Json]:
    """The open alerts, the latest first, then those that ended lately.

    `threshold` in minutes, people or attempts; `since` when it was passed; `cleared_at` when it
    was over.
    """
    ordered = sorted(found, key=lambda one: (one.is_open, one.raised_at), reverse=True)
    return [_alert(one, queue, now) for one in ordered]


def _alert(alert: Alert, queue: Queue, now: datetime) -> Json:
    return {
        "code": alert.kind,
        "subject": alert.subject,
        "threshold": alert.level,
        "since": instant(alert.raised_at),
        "cleared_at": instant(alert.cleared_at),
        **_figures(alert, queue, now),
    }


def _figures(alert: Alert, queue: Queue, now: datetime) -> Json:
    match alert.kind:
        case "wait":
            over = sorted(
                (one for one in queue.waiting if one.waited_at(now) / 60 >= alert.level),
                key=lambda one: one.waited_at(now),
                reverse=True,
            )
            return {"count": len(over), "numbers": [one.number for one in over[:NAMED]]}
        case "queue":
            return {"count": len(queue.waiting)}
        case "idle_counter":
            counter = queue.office.counters.get(alert.subject)
            able = [one for one in queue.waiting if counter and may_call(counter, one)]
            return {"count": len(able), "counter": counter_ref(queue.office, alert.subject)}
        case "printer" | "silent":
            kind, _, name = alert.subject.partition(":")
            return {"device": {"kind": kind, "name": name}}
        case _:
            return {}


KINDS = (WAIT, QUEUE, IDLE, PRINTER, SILENT, REPORT)
"""Every code there is, for the document."""
