"""The statistics of the interface: legs, refusals and counter hours, grouped and summarised."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from queue_app.domain import events as e
from queue_app.domain.opening_hours import day_end, local_instant
from queue_app.domain.statistics.desks import (
    Span,
    by_day,
    by_half_hour,
    counter_hours,
    half_hour_key,
    merged,
    overlap,
)
from queue_app.domain.statistics.figures import Key, Row, Tally
from queue_app.domain.statistics.leg import Leg
from queue_app.domain.statistics.legs import legs as legs_of
from queue_app.domain.statistics.legs import standing
from queue_app.domain.statistics.suppression import shown_under

TOTAL = "total"
"""The key of the total row."""

_INSTANT = timedelta(microseconds=1)


class By(StrEnum):
    """What the rows of a report are about."""

    SERVICE = "service"
    COUNTER = "counter"
    HALF_HOUR = "half_hour"
    DAY = "day"
    WEEKDAY = "weekday"


@dataclass(frozen=True, slots=True)
class Report:
    """Rows in the order of their keys, and the office as a whole."""

    by: By
    rows: tuple[Row, ...]
    total: Row

    def to_json(self) -> dict[str, Any]:
        """`by`, `rows` and `total` as plain values."""
        rows = [row.to_json() for row in self.rows]
        return {"by": self.by.value, "rows": rows, "total": self.total.to_json()}


def summarise(
    facts: Iterable[e.Recorded],
    *,
    zone: ZoneInfo,
    by: By | str = By.SERVICE,
    days: tuple[date, date] | None = None,
    now: datetime | None = None,
    level_minutes: Sequence[float] = (15, 30),
    counter_statistics: bool = True,
    keys: Sequence[Key] = (),
) -> Report:
    """The statistics of one office's facts, for the local `days` (first and last, both included).

    `now` ends what still lasts (open counters, calls and services under way): hand it in when
    the days include today; without it the last day's end does, without `days` the last fact.
    Counters are shown as on one day (`suppression`): ask for single days only.
    `keys` are rows wanted in any case, in this order, before the others; `counter_statistics =
    False` leaves out every row of a counter. `by` a text that is no grouping is a ValueError.

    A row counts the legs with its service, day, half-hour or weekday of t0. Counter rows count the
    legs started (else called) at the counter; nobody leaves or is turned away at one, so these
    figures are None there. In half-hour rows throughput and occupancy tell what happened in the
    half-hour, all other figures of whom it brought. Per service they are shares of the office's
    hours: the services' occupancies add up to the office's.
    """
    grouping = By(by)
    window = _Window(zone, *(days or (None, None)))
    known = standing(facts)
    tallies = _Tallies(grouping, window, keys)
    for leg in legs_of(known):
        if window.contains(leg.t0):
            tallies.add(leg)
    for recorded in known:
        if isinstance(recorded.fact, e.TicketRefused) and window.contains(recorded.at):
            tallies.add_refusal(recorded.fact, recorded.at)
    tallies.add_hours(known, now)
    total = tallies.total.row(TOTAL, level_minutes)
    if grouping is By.COUNTER and not counter_statistics:
        return Report(grouping, (), total)
    order = [*dict.fromkeys(keys), *sorted(tallies.of.keys() - set(keys), key=_sort_key)]
    rows = [tallies.of[key].row(key, level_minutes) for key in order]
    if grouping is By.COUNTER:
        rows = _protected(rows)
    return Report(grouping, tuple(rows), total)


def _sort_key(key: Key) -> tuple[int, str]:
    return (key, "") if isinstance(key, int) else (0, key)


_OF_CALLED = ("no_show_rate", "service_level", "service_level_counts")
_SUMMARIES = ("wait", "walking", "service", "handling")


def _protected(rows: Sequence[Row]) -> list[Row]:
    """Counters' rows without what no counter has, and without what would stand for too few."""
    bases = {str(row.key): _bases(row) for row in rows}
    shown = shown_under(bases)
    protected = []
    for row in rows:
        key = str(row.key)
        if key not in shown[0]:
            protected.append(Row(row.key))
            continue
        hidden = [base > 0 and key not in of for base, of in zip(bases[key], shown, strict=True)]
        gone = ["unserved", "abandonment", "turned_away", "delay", "paper"]
        gone += _OF_CALLED if hidden[1] else ()
        gone += [name for name, is_gone in zip(_SUMMARIES, hidden[2:], strict=True) if is_gone]
        nothing: dict[str, Any] = dict.fromkeys(gone)
        protected.append(replace(row, **nothing))
    return protected


def _bases(row: Row) -> list[int]:
    """How many legs the figures of a row stand for: legs, called, and each summary."""
    summaries = [getattr(row, name) for name in _SUMMARIES]
    return [row.issued or 0, row.called or 0, *(one.count if one else 0 for one in summaries)]


@dataclass(frozen=True)
class _Window:
    """The local days a report is about; None: from the first, to the last that there is."""

    zone: ZoneInfo
    first: date | None
    last: date | None

    @property
    def since(self) -> datetime | None:
        return local_instant(self.first, 0, self.zone) if self.first else None

    @property
    def until(self) -> datetime | None:
        return day_end(self.last, self.zone) if self.last else None

    def contains(self, at: datetime) -> bool:
        day = at.astimezone(self.zone).date()
        return not ((self.first and day < self.first) or (self.last and day > self.last))


class _Tallies:
    """One tally a row, and one for the office."""

    def __init__(self, by: By, window: _Window, keys: Iterable[Key]) -> None:
        self.total = Tally()
        self.of: defaultdict[Key, Tally] = defaultdict(Tally, {key: Tally() for key in keys})
        self._by = by
        self._window = window
        self._legs: list[Leg] = []

    def add(self, leg: Leg) -> None:
        """Count a leg in its row, if it has one, and in the total."""
        self._legs.append(leg)
        self.total.add(leg)
        self.total.finished += leg.finished and not leg.paper
        key = self._key(leg.t0, leg.service, leg.counter)
        if key is not None:
            self.of[key].add(leg)
        done = self._key_of_end(leg) if leg.finished and not leg.paper else None
        if done is not None:
            self.of[done].finished += 1

    def _key_of_end(self, leg: Leg) -> Key | None:
        # A finish on the stroke of the hour is the work of the half-hour before.
        worked = leg.t3 - _INSTANT if leg.t3 and self._by is By.HALF_HOUR else leg.t0
        return self._key(worked, leg.service, leg.counter)

    def _key(self, at: datetime, service: str, counter: str | None) -> Key | None:
        match self._by:
            case By.SERVICE:
                return service
            case By.COUNTER:
                return counter
            case _:
                return self._time_key(at)

    def _time_key(self, at: datetime) -> Key:
        local = at.astimezone(self._window.zone)
        match self._by:
            case By.HALF_HOUR:
                return half_hour_key(local.time())
            case By.WEEKDAY:
                return local.isoweekday()
            case _:
                return local.date().isoformat()

    def add_refusal(self, refused: e.TicketRefused, at: datetime) -> None:
        """Count somebody turned away."""
        self.total.turned_away += 1
        key = self._key(at, refused.service, None)
        if key is not None:
            self.of[key].turned_away += 1

    def add_hours(self, known: Sequence[e.Recorded], now: datetime | None) -> None:
        """Count open, staffed and busy time, cut to the days of the report."""
        ends = [end for end in (now, self._window.until) if end is not None]
        until = min(ends, default=max((f.at for f in known), default=None))
        if until is None:
            return
        hours = counter_hours(known, since=self._window.since, until=until)
        self._add_open(hours)
        self._add_busy(hours, until)
        if self._by is By.SERVICE:  # the office's hours are every service's
            for tally in self.of.values():
                tally.open_seconds = self.total.open_seconds
                tally.staffed_seconds = self.total.staffed_seconds

    def _add_open(self, hours: Mapping[str, Sequence[Span]]) -> None:
        for counter, spans in hours.items():
            for span in spans:
                self._spread("open_seconds", span, None, counter)
            if self._by is By.COUNTER:
                self.of[counter].staffed_seconds += [span.seconds for span in spans]
        for span in merged(span for spans in hours.values() for span in spans):
            self._spread("staffed_seconds", span, None, None)

    def _add_busy(self, hours: Mapping[str, Sequence[Span]], until: datetime) -> None:
        for leg in self._legs:
            for busy in leg.busy:
                stretch = Span(busy.since, busy.until or until)
                for part in overlap(stretch, hours.get(busy.counter, ())):
                    self._spread("busy_seconds", part, leg.service, busy.counter)

    def _spread(self, what: str, span: Span, service: str | None, counter: str | None) -> None:
        getattr(self.total, what).append(span.seconds)
        for key, part in self._pieces(span, service, counter):
            getattr(self.of[key], what).append(part.seconds)

    def _pieces(
        self, span: Span, service: str | None, counter: str | None
    ) -> Iterator[tuple[Key, Span]]:
        zone = self._window.zone
        match self._by:
            case By.HALF_HOUR:
                yield from by_half_hour(span, zone)
            case By.DAY:
                yield from ((day.isoformat(), part) for day, part in by_day(span, zone))
            case By.WEEKDAY:
                yield from ((day.isoweekday(), part) for day, part in by_day(span, zone))
            case By.SERVICE if service is not None:
                yield service, span
            case By.COUNTER if counter is not None:
                yield counter, span


def arrivals(legs: Iterable[Leg], zone: ZoneInfo) -> dict[tuple[int, str], int]:
    """How many visits began, by weekday (Monday = 1) and local half-hour."""
    found: Counter[tuple[int, str]] = Counter()
    for leg in legs:
        if leg.index == 1:
            local = leg.t0.astimezone(zone)
            found[local.isoweekday(), half_hour_key(local.time())] += 1
    return dict(sorted(found.items()))
