"""The figures of one business day in cells: half-hour x service x counter x kind x language.

A cell holds counts and the exact values, in microseconds and in order, of its waits, walking,
service and handling times: enough for every figure of the interface, and not to tell which wait
belonged to which service time. Pure: the same facts give the same cells.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from queue_app.domain import events as e
from queue_app.domain.opening_hours import day_end, local_instant
from queue_app.domain.statistics.desks import (
    Span,
    by_half_hour,
    counter_hours,
    left_open,
    merged,
    overlap,
    within,
)
from queue_app.domain.statistics.leg import Leg
from queue_app.domain.statistics.legs import legs as legs_of
from queue_app.domain.statistics.legs import standing
from queue_app.domain.statistics.scoring import Published, score

WALK_IN, APPOINTMENT = 0, 1
"""Kinds of visits: without and with a booked time."""

COUNTS = (
    "issued", "arrivals", "called", "served", "unserved", "no_shows", "finished", "done",
    "late", "missed", "scored", "held", "judged", "inner", "paper",
)  # fmt: skip
"""Whole numbers of a cell. `finished` counts by t0, `done` by the half-hour of the finish;
`arrivals` are first legs; `late` and `missed` those of appointments; the four that follow are of
published estimates. `paper` are legs entered from paper, which `finished` and `done` leave out:
throughput is of the time for which counters are known to have been open."""
SECONDS = ("busy", "waiting", "error", "error_size")
"""Sums of a cell in microseconds: time at counters, time waited, estimates' errors."""
VALUES = ("wait", "waited", "walking", "service", "handling", "delay")
"""What a cell keeps value by value; `waited` is the wait of those who were never called."""
MICROSECONDS = 1_000_000
STAFFED = ""
"""In the place of a counter: any of them."""

_INSTANT = timedelta(microseconds=1)


class CellKey(NamedTuple):
    """Where a cell lies; half-hours count from local midnight, a counter may be nobody's ("")."""

    half_hour: int
    service: str
    counter: str
    kind: int
    language: str


@dataclass(slots=True)
class Cell:
    """What is known of a cell: counts, sums in microseconds, and values in microseconds."""

    counts: Counter[str] = field(default_factory=Counter)
    sums: Counter[str] = field(default_factory=Counter)
    values: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


@dataclass(slots=True)
class DayCells:
    """A business day's cells, and what belongs to no leg.

    `hours`: open microseconds by half-hour and counter, and by half-hour with any counter open.
    `refused`: turned away by half-hour, service and code. `outcomes` and `rendered` count what
    clerks said at the end of a leg, by the leg's cell.
    """

    day: date
    cells: defaultdict[CellKey, Cell] = field(default_factory=lambda: defaultdict(Cell))
    hours: Counter[tuple[int, str]] = field(default_factory=Counter)
    refused: Counter[tuple[int, str, str]] = field(default_factory=Counter)
    outcomes: Counter[tuple[CellKey, str]] = field(default_factory=Counter)
    rendered: Counter[tuple[CellKey, str]] = field(default_factory=Counter)


def day_cells(
    facts: Iterable[e.Recorded],
    *,
    zone: ZoneInfo,
    day: date,
    now: datetime | None = None,
    published: Mapping[str, Published] | None = None,
    before: Iterable[str] = (),
    languages: bool = True,
) -> DayCells:
    """The cells of a business day from its facts.

    `now` ends what still lasts while the day is not over; `published` are the estimates shown at
    issue, by ticket; `before` the counters left open by the day before. Without `languages`
    that part of every key is empty.
    """
    known = standing(facts)
    end = day_end(day, zone)
    window = Span(local_instant(day, 0, zone), min(now, end) if now else end)
    telling = _Telling(DayCells(day), zone, window, languages=languages)
    legs = [leg for leg in legs_of(known) if leg.t0.astimezone(zone).date() == day]
    hours = counter_hours(known, since=window.since, until=window.until, before=before)
    for leg in legs:
        telling.leg(leg)
        telling.stretches(leg, hours)
    for recorded in known:
        if isinstance(recorded.fact, e.TicketRefused):
            at = telling.half_hour(recorded.at)
            telling.found.refused[at, recorded.fact.service, recorded.fact.code] += 1
    telling.hours(hours)
    telling.estimates(legs, published or {})
    for cell in telling.found.cells.values():
        for values in cell.values.values():
            values.sort()
    return telling.found


def cells_by_day(
    facts: Iterable[e.Recorded],
    *,
    zone: ZoneInfo,
    now: datetime | None = None,
    published: Mapping[str, Published] | None = None,
    languages: bool = True,
) -> list[DayCells]:
    """The cells of every business day with facts, or with a counter left open the day before.

    Days are told until the last fact, or until `now`.
    """
    days = by_business_day(facts, zone)
    if not days:
        return []
    day, last = min(days), max(days)
    if now is not None:  # a counter may stand open to this day
        last = max(last, now.astimezone(zone).date())
    before: frozenset[str] = frozenset()
    found = []
    while day <= last:
        of_day = days.get(day, [])
        if of_day or before:
            found.append(
                day_cells(
                    of_day, zone=zone, day=day, now=now, published=published, before=before,
                    languages=languages,
                )
            )  # fmt: skip
        before = left_open(of_day, before)
        day += timedelta(days=1)
    return found


def by_business_day(facts: Iterable[e.Recorded], zone: ZoneInfo) -> dict[date, list[e.Recorded]]:
    """The facts by business day: a ticket's are those of its issue's day."""
    issued: dict[str, date] = {}
    days: dict[date, list[e.Recorded]] = {}
    for recorded in sorted(facts, key=attrgetter("revision")):
        fact, day = recorded.fact, recorded.at.astimezone(zone).date()
        ticket = e.ticket_of(fact)
        if isinstance(fact, e.TicketIssued):
            issued[fact.ticket] = date.fromisoformat(fact.business_day)
        days.setdefault(issued.get(ticket, day) if ticket else day, []).append(recorded)
    return days


def micro(seconds: float) -> int:
    """Seconds as whole microseconds, the resolution of every instant."""
    return round(seconds * MICROSECONDS)


@dataclass(slots=True)
class _Telling:
    found: DayCells
    zone: ZoneInfo
    window: Span
    languages: bool

    def half_hour(self, at: datetime) -> int:
        local = at.astimezone(self.zone)
        return local.hour * 2 + local.minute // 30

    def _key(self, half_hour: int, leg: Leg, counter: str | None) -> CellKey:
        kind = WALK_IN if leg.booked_at is None else APPOINTMENT
        language = leg.language if self.languages else ""
        return CellKey(half_hour, leg.service, counter or "", kind, language)

    def leg(self, leg: Leg) -> None:
        """What is counted once for a leg, by its t0."""
        key = self._key(self.half_hour(leg.t0), leg, leg.counter)
        cell, first = self.found.cells[key], leg.index == 1
        cell.counts.update(
            issued=1,
            arrivals=first,
            called=leg.called,
            served=leg.served,
            unserved=leg.unserved,
            no_shows=leg.is_no_show,
            finished=leg.finished and not leg.paper,
            paper=leg.paper,
            late=first and leg.booked_at is not None and not leg.appointment,
            missed=first and leg.booked_at is not None and leg.is_no_show,
        )
        for name, value in (
            ("wait", leg.wait),
            ("waited", leg.waited),
            ("walking", leg.walking),
            ("service", leg.service_time),
            ("handling", leg.handling),
            ("delay", leg.delay),
        ):
            if value is not None:
                cell.values[name].append(micro(value))
        if leg.outcome:
            self.found.outcomes[key, leg.outcome] += 1
        for service in leg.rendered:
            self.found.rendered[key, service] += 1
        if leg.finished and leg.t3 is not None and not leg.paper:
            # A finish on the stroke of the hour is the work of the half-hour before.
            worked = self._key(self.half_hour(leg.t3 - _INSTANT), leg, leg.counter)
            self.found.cells[worked].counts["done"] += 1

    def stretches(self, leg: Leg, hours: Mapping[str, Sequence[Span]]) -> None:
        """When somebody waited, and when a counter was taken while it was open."""
        until = self.window.until
        for busy in leg.busy:
            stretch = Span(busy.since, busy.until or until)
            for part in overlap(stretch, hours.get(busy.counter, ())):
                for at, size in self._pieces(part):
                    self.found.cells[self._key(at, leg, busy.counter)].sums["busy"] += size
        waits = [Span(stay.since, stay.until or until) for stay in leg.waiting]
        for part in within(waits, *self.window):
            for at, size in self._pieces(part):
                self.found.cells[self._key(at, leg, None)].sums["waiting"] += size

    def _pieces(self, span: Span) -> Iterator[tuple[int, int]]:
        for _, piece in by_half_hour(span, self.zone):
            yield self.half_hour(piece.since), (piece.until - piece.since) // _INSTANT

    def hours(self, hours: Mapping[str, Sequence[Span]]) -> None:
        """When which counter was open, and when any was."""
        for counter, spans in hours.items():
            for span in spans:
                for at, size in self._pieces(span):
                    self.found.hours[at, counter] += size
        for span in merged(span for spans in hours.values() for span in spans):
            for at, size in self._pieces(span):
                self.found.hours[at, STAFFED] += size

    def estimates(self, legs: Sequence[Leg], published: Mapping[str, Published]) -> None:
        """How right the estimates at issue were, of those who were called."""
        for one in score(legs, published):
            if one.wait is None or one.error is None:
                continue
            key = self._key(self.half_hour(one.leg.t0), one.leg, one.leg.counter)
            inner = one.inside(one.range.low, one.range.high)
            cell = self.found.cells[key]
            cell.counts.update(
                scored=1, held=bool(one.held), judged=inner is not None, inner=bool(inner)
            )
            cell.sums.update(error=micro(one.error), error_size=micro(abs(one.error)))
