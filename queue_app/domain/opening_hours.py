"""When an office is open, when it issues tickets, and which business day an instant belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from queue_app.domain.office import WEEKDAYS, Interval, Office

SEARCH_DAYS = 370
"""How far ahead the next opening is looked for: a year and a few days."""

_ALL_DAY: tuple[Interval, ...] = ((0, 24 * 60),)


def business_day(instant: datetime, zone: ZoneInfo) -> date:
    """The local date of an instant in the office's zone."""
    return instant.astimezone(zone).date()


@lru_cache(maxsize=1024)  # asked for each ticket at each press, about the same few days
def local_instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The instant at which the wall clock shows `minute` minutes after midnight of `day`.

    In the night when clocks go forward a time that does not exist is moved to the one that
    follows; in the night when they go back the first of two equal times counts.
    """
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    return wall.replace(tzinfo=zone).astimezone(UTC)


def day_end(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which the business day changes: the next local midnight."""
    return local_instant(day + timedelta(days=1), 0, zone)


def is_closed_all_day(office: Office, day: date) -> bool:
    """Whether a public holiday or a closure shuts the office on this day."""
    if office.always_open:
        return False
    return day in office.holidays or any(first <= day <= last for first, last in office.closures)


def _intervals(
    office: Office, hours: Mapping[str, tuple[Interval, ...]], day: date
) -> list[tuple[datetime, datetime]]:
    if office.always_open:
        spans = _ALL_DAY
    elif is_closed_all_day(office, day):
        spans = ()
    else:
        spans = hours.get(WEEKDAYS[day.weekday()], ())
    edges = (
        (local_instant(day, start, office.zone), local_instant(day, end, office.zone))
        for start, end in spans
    )
    return [(begin, max(begin, end)) for begin, end in edges]  # none in an hour that is skipped


def opening_intervals(office: Office, day: date) -> list[tuple[datetime, datetime]]:
    """The stretches of a day during which citizens are called, as (from, until)."""
    return _intervals(office, office.opening_hours, day)


def ticket_intervals(office: Office, day: date) -> list[tuple[datetime, datetime]]:
    """The stretches of a day during which tickets are issued, as (from, until)."""
    return _intervals(office, office.ticket_hours, day)


def is_open(office: Office, now: datetime) -> bool:
    """Whether the office is inside its opening hours."""
    return _containing(opening_intervals(office, business_day(now, office.zone)), now) is not None


def issues_tickets(office: Office, now: datetime) -> bool:
    """Whether the office is inside its ticket hours."""
    return _containing(ticket_intervals(office, business_day(now, office.zone)), now) is not None


def tickets_until(office: Office, now: datetime) -> datetime | None:
    """When the present ticket hours end; None outside ticket hours."""
    span = _containing(ticket_intervals(office, business_day(now, office.zone)), now)
    return span[1] if span else None


def tickets_closed_since(office: Office, now: datetime) -> datetime | None:
    """When today's ticket hours last ended; None while open, and before they begin today."""
    spans = ticket_intervals(office, business_day(now, office.zone))
    if _containing(spans, now) is not None:
        return None
    return max((until for _, until in spans if until <= now), default=None)


def closing(office: Office, day: date) -> datetime | None:
    """When the office closes on a day; None when it does not open, or never closes."""
    if office.always_open:
        return None
    spans = opening_intervals(office, day)
    return spans[-1][1] if spans else None


def calls_end(office: Office, day: date) -> datetime | None:
    """Closing plus grace: until then citizens may be called. Never later than the day's end."""
    closes = closing(office, day)
    if closes is None:
        return None
    grace = timedelta(minutes=office.rules.closing_grace_minutes)
    return min(closes + grace, day_end(day, office.zone))


def next_ticket_opening(office: Office, now: datetime) -> datetime | None:
    """The next instant at which tickets are issued again; None when none comes within a year."""
    return next((start for start in _starts(office, now) if start > now), None)


def _starts(office: Office, now: datetime) -> Iterator[datetime]:
    today = business_day(now, office.zone)
    for offset in range(SEARCH_DAYS):
        for start, _ in ticket_intervals(office, today + timedelta(days=offset)):
            yield start


def _containing(
    spans: list[tuple[datetime, datetime]], now: datetime
) -> tuple[datetime, datetime] | None:
    return next((span for span in spans if span[0] <= now < span[1]), None)
