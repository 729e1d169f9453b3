"""When counters were open, from facts, and stretches of time cut to days and half-hours."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from queue_app.domain import events as e
from queue_app.domain.opening_hours import local_instant
from queue_app.domain.statistics.legs import standing


class Span(NamedTuple):
    """A stretch of time with both its ends, `since` included."""

    since: datetime
    until: datetime

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return (self.until - self.since).total_seconds()


_WORK = (e.CounterPaused, e.PauseRequested, e.CounterClosed, e.TicketCalled, e.ServiceFinished)
"""Facts that only an open counter leaves."""


def counter_hours(
    facts: Iterable[e.Recorded],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    before: Iterable[str] = (),
) -> dict[str, list[Span]]:
    """The stretches during which each counter was open, by counter; a pause counts as open.

    Opening an open counter (a take-over) changes nothing. A counter whose first fact shows it at
    work was open before the facts begin: since `since`, or that fact. One that nobody has closed
    is open until `until`, or the last fact. What lies outside `since` and `until` is cut off.
    `before` are counters known to be open when the facts begin; they need `since` and `until`.
    """
    known = standing(facts)
    if not known and until is None:
        return {}
    latest = until or max(recorded.at for recorded in known)
    earliest = since or datetime.min.replace(tzinfo=UTC)
    opened: dict[str, datetime | None] = dict.fromkeys(before, since)
    spans: dict[str, list[Span]] = {}
    for recorded in known:
        counter = e.counter_of(recorded.fact)
        if not counter:
            continue
        _note_opening(opened, counter, recorded, since)
        if isinstance(recorded.fact, e.CounterClosed):
            begin, opened[counter] = opened.get(counter), None
            if begin is not None:
                spans.setdefault(counter, []).append(Span(begin, recorded.at))
    for counter, begin in opened.items():
        if begin is not None:
            spans.setdefault(counter, []).append(Span(begin, latest))
    cut = {counter: within(spans[counter], earliest, latest) for counter in sorted(spans)}
    return {counter: hours for counter, hours in cut.items() if hours}


def left_open(facts: Iterable[e.Recorded], before: Iterable[str] = ()) -> frozenset[str]:
    """The counters that are open after these facts; `before` were open when they begin."""
    still = set(before)
    for recorded in standing(facts):
        counter = e.counter_of(recorded.fact)
        if counter and isinstance(recorded.fact, (e.CounterOpened, *_WORK)):
            still.add(counter)
        if counter and isinstance(recorded.fact, e.CounterClosed):
            still.discard(counter)
    return frozenset(still)


def _note_opening(
    opened: dict[str, datetime | None],
    counter: str,
    recorded: e.Recorded,
    since: datetime | None,
) -> None:
    if isinstance(recorded.fact, e.CounterOpened):
        opened[counter] = opened.get(counter) or recorded.at
    elif isinstance(recorded.fact, _WORK):
        opened.setdefault(counter, since or recorded.at)


def within(spans: Iterable[Span], since: datetime, until: datetime) -> list[Span]:
    """The spans cut to a window; empty ones are left out."""
    cut = (Span(max(span.since, since), min(span.until, until)) for span in spans)
    return [span for span in cut if span.since < span.until]


def merged(spans: Iterable[Span]) -> list[Span]:
    """The union of spans, in order, without overlaps."""
    union: list[Span] = []
    for span in sorted(spans):
        if union and span.since <= union[-1].until:
            union[-1] = Span(union[-1].since, max(union[-1].until, span.until))
        else:
            union.append(span)
    return union


def overlap(span: Span, among: Sequence[Span]) -> Iterator[Span]:
    """The parts of a span that lie in an ordered list of spans without overlaps."""
    index = max(bisect_right(among, span.since, key=lambda other: other.since) - 1, 0)
    while index < len(among) and among[index].since < span.until:
        cut = Span(max(span.since, among[index].since), min(span.until, among[index].until))
        if cut.since < cut.until:
            yield cut
        index += 1


def by_day(span: Span, zone: ZoneInfo) -> Iterator[tuple[date, Span]]:
    """The span cut at local midnights, each part with its date."""
    since = span.since
    while since < span.until:
        day = since.astimezone(zone).date()
        until = min(local_instant(day + timedelta(days=1), 0, zone), span.until)
        yield day, Span(since, until)
        since = until


def by_half_hour(span: Span, zone: ZoneInfo) -> Iterator[tuple[str, Span]]:
    """The span cut where the local clock shows a full or a half hour, each part with its key."""
    since = span.since
    while since < span.until:
        clock = since.astimezone(zone).time()
        past = timedelta(
            minutes=clock.minute % 30, seconds=clock.second, microseconds=clock.microsecond
        )
        until = min(since + timedelta(minutes=30) - past, span.until)
        yield half_hour_key(clock), Span(since, until)
        since = until


def half_hour_key(clock: time) -> str:
    """The half-hour a local time lies in, by its beginning."""
    return f"{clock.hour:02d}:{clock.minute // 30 * 30:02d}"
