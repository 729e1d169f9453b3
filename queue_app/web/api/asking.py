"""From a query about past days to their figures: the same for answers and downloads."""

from __future__ import annotations

from datetime import date
from typing import Any

from queue_app.domain.office import Office
from queue_app.domain.opening_hours import business_day
from queue_app.views.figures import Asked, By, answer, check
from queue_app.views.figures.questions import Unanswerable
from queue_app.web.aside import aside
from queue_app.web.schemas.requests import FiguresQuery, OfficesQuery, StatisticsQuery
from queue_app.web.services import Services

AnyQuery = StatisticsQuery | OfficesQuery


def asked_of(query: AnyQuery, offices: list[Office], today: date) -> Asked:
    """What a query asks; raises Unanswerable for a group that no office has."""
    first = query.first or query.last or today
    return Asked(
        first=first,
        last=query.last or first,
        by=By(query.by),
        services=_services(query, offices),
        counters=frozenset(query.counter),
        weekdays=frozenset(query.weekday),
        half_hours=_half_hours(query),
        kind=query.kind,
        languages=frozenset(query.language),
    )


def _services(query: FiguresQuery, offices: list[Office]) -> frozenset[str]:
    """The services named, and those of the groups named; both: those in both."""
    found = frozenset(query.service)
    for group in query.group:
        if not any(group in office.groups for office in offices):
            raise Unanswerable("unknown_group", f"There is no service group {group!r}.")
    if query.group:
        members = frozenset(
            service.id
            for office in offices
            for service in office.services.values()
            if service.group in query.group
        )
        found = found & members if found else members
        if not found:
            raise Unanswerable("nothing_asked", "No service is in both of these filters.")
    return found


def _half_hours(query: FiguresQuery) -> tuple[int, int] | None:
    if query.hour_from is None and query.hour_to is None:
        return None
    return _index(query.hour_from or "00:00"), _index(query.hour_to or "24:00")


def _index(clock: str) -> int:
    return int(clock[:2]) * 2 + (clock[3:] == "30")


def statistics_of(it: Services, offices: list[Office], query: AnyQuery) -> dict[str, Any]:
    """The statistics of some offices, computed beside the hub; raises Unanswerable."""
    now = it.clock()
    today = max(business_day(now, office.zone) for office in offices)
    asked = asked_of(query, offices, today)
    counter_statistics = it.config.privacy.counter_statistics
    check(asked, offices, today=today, counter_statistics=counter_statistics)

    def work() -> dict[str, Any]:
        days = [
            day
            for office in offices
            for day in it.days.between(
                office, asked.first, asked.last, now, languages=asked.needs_languages
            )
        ]
        return answer(
            offices,
            [(day.office, day.cells) for day in days],
            asked,
            guards=[guard for day in days for at, guard in day.guards if _on(at, asked)],
            counter_statistics=counter_statistics,
        )

    return aside(work)


def _on(day: date, asked: Asked) -> bool:
    return not asked.weekdays or day.isoweekday() in asked.weekdays
