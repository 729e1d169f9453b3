"""Looks every second whether a threshold is passed, and keeps the alerts; nothing is sent here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from queue_app.domain import opening_hours as hours
from queue_app.domain.alerts import PRINTER, Equipment, Measure, follow, measures
from queue_app.domain.queue import Queue
from queue_app.storage.printers import ABLE, SILENT, Printer
from queue_app.storage.watch import Watch

Printers = Callable[[str], tuple[Printer, ...]]
More = Callable[[str], Iterable[Measure]]


def _nothing_more(_office: str) -> Iterable[Measure]:
    return ()


class Lookout:
    """One instance beside the jobs: one process looks, all of them tell."""

    def __init__(self, watch: Watch, printers: Printers, more: More = _nothing_more) -> None:
        """`more` measures what is not of the queue."""
        self._watch = watch
        self._printers = printers
        self._more = more

    def look(self, queue: Queue, now: datetime) -> bool:
        """Compare everything with the office's thresholds; answers whether an alert changed."""
        office = queue.office.id
        watched = self._watch.of(office, now)
        found = measures(
            queue,
            watched.thresholds,
            now,
            broken=_broken(self._printers(office), queue, now),
            heard=[
                Equipment(one.role, one.name, one.seen) for one in self._watch.devices(office, now)
            ],
        )
        open_ones = [one for one in watched.alerts if one.is_open]
        after = follow(open_ones, [*found, *self._more(office)], now)
        return self._watch.keep(office, open_ones, after)


def _broken(printers: Iterable[Printer], queue: Queue, now: datetime) -> Iterator[Equipment]:
    """The printers that give no paper; one that is switched off at night is no matter."""
    for one in printers:
        rests = one.state == SILENT and not hours.is_open(queue.office, now)
        if one.state not in ABLE and one.since is not None and not rests:
            yield Equipment(PRINTER, one.id, one.since)
