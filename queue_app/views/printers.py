"""The kiosks' printers: how they are and since when; not what they print."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from queue_app.domain.queue import Queue
from queue_app.storage.printers import Job, Printer
from queue_app.views.parts import Json, head, instant


def printers(found: Iterable[Printer]) -> list[Json]:
    """Printers, as staff see them."""
    return [{"id": one.id, "state": one.state, "since": instant(one.since)} for one in found]


def printer(queue: Queue, now: datetime, one: Printer) -> Json:
    """One printer, as the kiosk beside it sees it."""
    return {**head(queue, now), "office": queue.office.id, "printer": printers([one])[0]}


def print_job(job: Job) -> Json:
    """What has become of a slip."""
    return {
        "ticket": job.ticket,
        "printer": job.printer,
        "state": job.state,
        "reason": job.reason,
    }
