"""What a report or a spreadsheet is made of: the statistics of a period, and of the one before."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

Json = dict[str, Any]

Ask = Callable[[str, date, date], Json]
"""The statistics by something from one local day to another, as the API answers them."""

SERVICE, COUNTER, HALF_HOUR, WEEKDAY, DAY = "service", "counter", "half_hour", "weekday", "day"


@dataclass(frozen=True)
class Dossier:
    """The answers of the statistics for one period. `made_at` is in the office's own zone.

    `counters` is None where counters have no figures, or none are asked for.
    """

    office: str
    first: date
    last: date
    made_at: datetime
    services: Json
    counters: Json | None
    half_hours: Json
    weekdays: Json
    days: Json
    before: Json
    filters: tuple[str, ...] = ()
    """What was asked for beside the days, in words."""

    @property
    def total(self) -> Json:
        """The figures of the period as a whole."""
        found: Json = self.services["total"]
        return found

    @property
    def earlier(self) -> Json | None:
        """The same of the period before; None where nothing is known of it."""
        found: Json = self.before["total"]
        return found if found.get("issued") else None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to report."""
        return not self.total.get("issued") and not self.total.get("turned_away")


def gather(
    ask: Ask,
    *,
    office: str,
    days: tuple[date, date],
    made_at: datetime,
    with_counters: bool,
    filters: tuple[str, ...] = (),
) -> Dossier:
    """Ask for everything that a report says about `days` (first and last, both included)."""
    first, last = days
    return Dossier(
        office=office,
        first=first,
        last=last,
        made_at=made_at,
        services=ask(SERVICE, first, last),
        counters=ask(COUNTER, first, last) if with_counters else None,
        half_hours=ask(HALF_HOUR, first, last),
        weekdays=ask(WEEKDAY, first, last),
        days=ask(DAY, first, last),
        before=ask(SERVICE, *period_before(first, last)),
        filters=filters,
    )


def period_before(first: date, last: date) -> tuple[date, date]:
    """The days to compare with: whole months with as many months before, else the same length."""
    end = first - timedelta(days=1)
    if first.day == 1 and last.day == monthrange(last.year, last.month)[1]:
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        year, month = divmod(first.year * 12 + first.month - 1 - months, 12)
        return date(max(year, 1), month + 1, 1), end
    return end - (last - first), end
