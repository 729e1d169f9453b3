"""Visits that were written down by hand while the system was away: what may be entered afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from queue_app.domain import events as e
from queue_app.domain.errors import Invalid
from queue_app.domain.office import Office
from queue_app.domain.opening_hours import business_day
from queue_app.domain.statistics import legs

MOST_ROWS = 200
"""Rows that are entered at once."""
ENDINGS = ("finished", "no_show", "cancelled")
"""How a visit on paper ended; unsaid means finished."""
MOST_PERSONS = 6
COARSE = timedelta(minutes=1)
"""By so much written minutes may overlap with what was recorded to the second."""

_NUMBER = re.compile(r"[A-Z]{0,3} ?[0-9]{1,5}")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_ORDER = ("issued_at", "called_at", "started_at", "finished_at")


class PaperRefused(Invalid):
    """Something in the rows cannot be; nothing was entered.

    `errors` are `{row, field, reason}`, rows counted from 1; an overlap or a repetition names the
    other number as `other`.
    """

    code = "paper"


@dataclass(frozen=True)
class Row:
    """One row as it was typed; times are RFC 3339, or local ones of the office without an offset."""

    number: str | None = None
    service: str | None = None
    issued_at: str | None = None
    called_at: str | None = None
    counter: str | None = None
    started_at: str | None = None
    finished_at: str | None = None
    ended: str | None = None
    outcome: str | None = None
    persons: int | None = None


@dataclass(frozen=True)
class Visit:
    """A row that can be: the instant of its number, and the fact but for its id."""

    at: datetime
    fact: e.VisitOnPaper


@dataclass(frozen=True)
class _Taken:
    """When a counter was taken, and by which number; `coarse` is what may overlap."""

    counter: str
    number: str
    since: datetime
    until: datetime
    coarse: timedelta = timedelta()


@dataclass
class _Errors:
    found: list[dict[str, object]] = field(default_factory=list)

    def add(self, row: int, name: str, reason: str, **more: str) -> None:
        """One field of a row, counted from 0, cannot be."""
        self.found.append({"row": row + 1, "field": name, "reason": reason, **more})


def visits_on_paper(
    rows: Sequence[Row],
    office: Office,
    now: datetime,
    *,
    first_kept: date,
    facts_of: Callable[[date], Sequence[e.Recorded] | None],
) -> tuple[date, list[Visit]]:
    """The business day that the rows are of, and their visits in the order of their numbers' times.

    `first_kept` is the oldest day whose facts are kept; `facts_of` gives a day's facts, None when
    they are gone. Raises PaperRefused with everything that cannot be, row by row.
    """
    errors = _Errors()
    if not 1 <= len(rows) <= MOST_ROWS:
        errors.add(0, "rows", "too_many" if rows else "required")
        raise _refused(errors)
    reading = [_Reading(at, row, office, now, errors) for at, row in enumerate(rows)]
    found = [one.visit() for one in reading]
    days = [business_day(one.at, office.zone) for one in found if one is not None]
    if not days:
        raise _refused(errors)
    day = days[0]
    for at, visit in enumerate(found):
        if visit is not None and business_day(visit.at, office.zone) != day:
            errors.add(at, "issued_at", "other_day")
    known = facts_of(day) if day >= first_kept else None
    if known is None:
        errors.add(0, "issued_at", "too_long_ago")
        raise _refused(errors)
    _check_numbers(found, known, errors)
    _check_counters(found, known, now, errors)
    if errors.found:
        raise _refused(errors)
    return day, sorted((one for one in found if one is not None), key=lambda one: one.at)


def _refused(errors: _Errors) -> PaperRefused:
    ordered = sorted(errors.found, key=lambda one: str(one["row"]).zfill(4))
    detail = "Some of the rows cannot be as they are written; nothing was entered."
    return PaperRefused(detail, errors=ordered)


@dataclass
class _Reading:
    """One row on the way to its visit; what cannot be is noted field by field."""

    at: int
    row: Row
    office: Office
    now: datetime
    errors: _Errors
    is_good: bool = True

    def bad(self, name: str, reason: str) -> None:
        """Note what cannot be."""
        self.is_good = False
        self.errors.add(self.at, name, reason)

    def visit(self) -> Visit | None:
        """The row's visit, or None where something cannot be."""
        row = self.row
        number = " ".join((row.number or "").split()).upper()
        if not _NUMBER.fullmatch(number):
            self.bad("number", "not_a_number" if number else "required")
        ended = row.ended or "finished"
        if ended not in ENDINGS:
            self.bad("ended", "unknown")
        self._known("service", row.service, self.office.services, needed=True)
        times = {name: self._time(name) for name in _ORDER}
        self._what_is_needed(ended, times)
        self._in_order(times)
        self._counter()
        if row.outcome and row.outcome not in self.office.outcomes:
            self.bad("outcome", "unknown")
        if row.outcome and ended != "finished":
            self.bad("outcome", "not_here")
        if row.persons is not None and not 1 <= row.persons <= MOST_PERSONS:
            self.bad("persons", "not_possible")
        issued = times["issued_at"]
        if not self.is_good or issued is None:
            return None
        fact = e.VisitOnPaper(
            visit="",
            number=number,
            service=row.service or "",
            persons=row.persons or 1,
            priority=self.office.default_priority.id,
            ended=ended,
            counter=row.counter or None,
            called_at=times["called_at"],
            started_at=times["started_at"],
            finished_at=times["finished_at"],
            outcome=row.outcome or None,
        )
        return Visit(issued, fact)

    def _known(self, name: str, value: str | None, among: Iterable[str], *, needed: bool) -> None:
        if not value:
            if needed:
                self.bad(name, "required")
        elif value not in among:
            self.bad(name, "unknown")

    def _time(self, name: str) -> datetime | None:
        text = getattr(self.row, name)
        if not text:
            return None
        at = _instant(text, self.office.zone)
        if at is None:
            self.bad(name, "not_a_time")
        elif at > self.now:
            self.bad(name, "in_future")
        return at

    def _what_is_needed(self, ended: str, times: dict[str, datetime | None]) -> None:
        """Which times go with an ending."""
        missing = {name for name in _ORDER if not getattr(self.row, name)}
        if "issued_at" in missing:
            self.bad("issued_at", "required")
        if ended != "no_show" and "finished_at" in missing:
            self.bad("finished_at", "required")
        if ended == "no_show" and "called_at" in missing:
            self.bad("called_at", "required")
        if ended == "finished" and {"called_at", "started_at"} <= missing:
            self.bad("started_at", "required")
        if ended in ("no_show", "cancelled") and times["started_at"] is not None:
            self.bad("started_at", "not_here")

    def _in_order(self, times: dict[str, datetime | None]) -> None:
        """No time before an earlier one, all on one business day."""
        before = times["issued_at"]
        day = business_day(before, self.office.zone) if before else None
        for name in _ORDER[1:]:
            at = times[name]
            if at is None or before is None:
                continue
            if at < before:
                self.bad(name, "too_early")
            elif business_day(at, self.office.zone) != day:
                self.bad(name, "other_day")
            before = max(before, at)

    def _counter(self) -> None:
        called = bool(self.row.called_at or self.row.started_at)
        counter, service = self.row.counter, self.row.service
        self._known("counter", counter, self.office.counters, needed=called)
        if counter and not called:
            self.bad("counter", "not_here")
        place = self.office.counters.get(counter or "")
        known = service if service in self.office.services else None
        if place is not None and known and not place.serves(known):
            self.bad("counter", "not_served_here")


def _instant(text: str, zone: ZoneInfo) -> datetime | None:
    if not _TIME.match(text):
        return None
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _check_numbers(
    found: Sequence[Visit | None], known: Iterable[e.Recorded], errors: _Errors
) -> None:
    """Each number once on its day; printed numbers are others, even where they look the same."""
    entered = {one.fact.number for one in known if isinstance(one.fact, e.VisitOnPaper)}
    seen: set[str] = set()
    for at, visit in enumerate(found):
        if visit is None:
            continue
        if visit.fact.number in entered:
            errors.add(at, "number", "already_entered")
        elif visit.fact.number in seen:
            errors.add(at, "number", "twice")
        seen.add(visit.fact.number)


def _check_counters(
    found: Sequence[Visit | None], known: Sequence[e.Recorded], now: datetime, errors: _Errors
) -> None:
    """No counter serves two at once: neither two rows, nor one and what is recorded."""
    taken = list(_recorded(known, now))
    for at, visit in enumerate(found):
        mine = None if visit is None else _serving(visit)
        if visit is None or mine is None:
            continue
        other = next((one for one in taken if _overlap(mine, one)), None)
        if other is not None:
            name = "started_at" if visit.fact.started_at else "called_at"
            errors.add(at, name, "overlap", other=other.number)
        taken.append(mine)


def _serving(visit: Visit) -> _Taken | None:
    fact = visit.fact
    since = fact.started_at or fact.called_at
    if fact.ended != "finished" or not (fact.counter and since and fact.finished_at):
        return None
    return _Taken(fact.counter, fact.number, since, fact.finished_at)


def _recorded(known: Sequence[e.Recorded], now: datetime) -> Iterable[_Taken]:
    for leg in legs(known):
        if leg.paper and leg.counter and leg.t2 and leg.t3:
            yield _Taken(leg.counter, leg.number, leg.t2, leg.t3)
        for busy in leg.busy:
            yield _Taken(busy.counter, leg.number, busy.since, busy.until or now, COARSE)


def _overlap(mine: _Taken, other: _Taken) -> bool:
    common = min(mine.until, other.until) - max(mine.since, other.since)
    return mine.counter == other.counter and common > other.coarse
