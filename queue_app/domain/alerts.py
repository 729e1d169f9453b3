"""What a manager is told of without looking: measures against thresholds, with hysteresis.

Pure: the same measures give the same alerts. Nothing is looked up here, and no text is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from queue_app.domain import opening_hours as hours
from queue_app.domain.discipline import is_eligible, may_call
from queue_app.domain.queue import CounterState, Queue

RELEASE = 0.8
"""An alert stays while its measure is at least this share of the threshold."""
CALM = timedelta(seconds=60)
"""For how long the measure must be below that before the alert is over."""

WAIT, QUEUE, IDLE, PRINTER, SILENT, REPORT = (
    "wait", "queue", "idle_counter", "printer", "silent", "report",
)  # fmt: skip


@dataclass(frozen=True)
class Thresholds:
    """From when a manager wants to know; None: never. Minutes, and people for `queue_length`.

    `wait_minutes` the longest wait; `queue_length` how many wait; `idle_minutes` a counter is free
    although somebody waits whom it may call; `printer_minutes` a printer gives no paper;
    `silent_minutes` a display or kiosk is not heard of while the office is open.
    """

    wait_minutes: float | None = 30
    queue_length: float | None = 25
    idle_minutes: float | None = 5
    printer_minutes: float | None = 1
    silent_minutes: float | None = 3

    def to_json(self) -> dict[str, float | None]:
        """As plain values."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


@dataclass(frozen=True)
class Equipment:
    """A printer, display or kiosk, and since when it does not work or was last heard of."""

    kind: str
    id: str
    since: datetime


@dataclass(frozen=True)
class Measure:
    """How far one thing is: `value` against `level` (its threshold), in the same unit."""

    kind: str
    subject: str
    value: float
    level: float


@dataclass(frozen=True)
class Alert:
    """Something that has passed its threshold at `raised_at`.

    `calm_since`: it is below by now, but not for long enough; `cleared_at`: it is over.
    """

    kind: str
    subject: str
    raised_at: datetime
    level: float
    calm_since: datetime | None = None
    cleared_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still matters."""
        return self.cleared_at is None


def measures(
    queue: Queue,
    thresholds: Thresholds,
    now: datetime,
    *,
    broken: Iterable[Equipment] = (),
    heard: Iterable[Equipment] = (),
) -> list[Measure]:
    """What is to be compared at this moment.

    `broken` are the printers that give no paper, since when; `heard` the displays and kiosks and
    when each was last heard of.
    """
    return [
        *_waiting(queue, thresholds, now),
        *_idle(queue, thresholds, now),
        *_since(PRINTER, broken, thresholds.printer_minutes, now),
        *(
            _since(SILENT, heard, thresholds.silent_minutes, now)
            if hours.is_open(queue.office, now)
            else ()
        ),
    ]


def _waiting(queue: Queue, thresholds: Thresholds, now: datetime) -> Iterator[Measure]:
    waiting = queue.waiting
    if thresholds.wait_minutes is not None:
        longest = max((one.waited_at(now) for one in waiting), default=0.0)
        yield Measure(WAIT, "", longest / 60, thresholds.wait_minutes)
    if thresholds.queue_length is not None:
        yield Measure(QUEUE, "", len(waiting), thresholds.queue_length)


def _idle(queue: Queue, thresholds: Thresholds, now: datetime) -> Iterator[Measure]:
    """Since when both a counter is free and somebody waits whom it may call."""
    if thresholds.idle_minutes is None:
        return
    for counter in queue.office.counters.values():
        desk = queue.desk(counter.id)
        free = desk.free_since or desk.since
        if desk.state is not CounterState.OPEN or queue.current(counter.id) or free is None:
            continue
        waits = [
            one.waiting_since
            for one in queue.waiting
            if may_call(counter, one) and is_eligible(one, now) and one.waiting_since
        ]
        if waits:
            minutes = (now - max(free, min(waits))).total_seconds() / 60
            yield Measure(IDLE, counter.id, minutes, thresholds.idle_minutes)


def _since(
    kind: str, equipment: Iterable[Equipment], level: float | None, now: datetime
) -> Iterator[Measure]:
    if level is None:
        return
    for one in equipment:
        minutes = (now - one.since).total_seconds() / 60
        yield Measure(kind, f"{one.kind}:{one.id}", minutes, level)


def follow(known: Sequence[Alert], found: Iterable[Measure], now: datetime) -> list[Alert]:
    """The alerts after one more look: new ones raised, calm ones cleared; those over are left out
    unless they have just ended.

    A measure at its threshold raises an alert. It stays until the measure was below four fifths
    of the threshold (or has gone) for a minute without a break.
    """
    by_subject = {(one.kind, one.subject): one for one in found}
    open_ones = {(one.kind, one.subject): one for one in known if one.is_open}
    return [
        *(_followed(alert, by_subject.get(key), now) for key, alert in open_ones.items()),
        *(
            Alert(one.kind, one.subject, now, one.level)
            for key, one in by_subject.items()
            if key not in open_ones and one.value >= one.level
        ),
    ]


def _followed(alert: Alert, measure: Measure | None, now: datetime) -> Alert:
    if measure is not None and measure.value >= measure.level * RELEASE:
        return replace(alert, level=measure.level, calm_since=None)
    if alert.calm_since is None or alert.calm_since > now:
        return replace(alert, calm_since=now)
    if now - alert.calm_since >= CALM:
        return replace(alert, cleared_at=now)
    return alert


def thresholds_from(values: dict[str, Any]) -> Thresholds:
    """Thresholds as they were kept; what is not among them has its default."""
    names = {one.name for one in fields(Thresholds)}
    return Thresholds(**{name: value for name, value in values.items() if name in names})
