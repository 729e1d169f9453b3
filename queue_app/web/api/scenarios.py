"""From a manager's question to a scenario: what makes no sense is refused, with its field."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NoReturn

from queue_app.domain.office import Office
from queue_app.domain.opening_hours import business_day
from queue_app.estimation.what_if_scenario import Change, Scenario, Spans
from queue_app.web.aside import aside
from queue_app.web.errors import Problem
from queue_app.web.schemas.what_if import CounterChange, NewCounter, Span, WhatIf
from queue_app.web.services import Services

TYPICAL = 8
"""So many of a weekday's latest days are played for a typical one."""


def refuse(path: str, detail: str, code: str = "invalid") -> NoReturn:
    """Raise Problem 422 about a field."""
    raise Problem(422, code, detail, errors=[{"path": path, "message": detail}])


def past_days(it: Services, office: Office, body: WhatIf) -> tuple[date, ...]:
    """The days to be played; raises Problem 422 for those that cannot be."""
    today = business_day(it.clock(), office.zone)
    retained = today - timedelta(days=it.config.privacy.ticket_retention_days)
    yesterday = today - timedelta(days=1)
    day = body.day
    if (day is None) == (body.weekday is None):
        refuse("day", "Say either a day or a weekday.")
    if day is None:
        known = aside(lambda: it.reports.days_with_arrivals(office.id, retained, yesterday))
        days = [day for day in known if day.isoweekday() == body.weekday]
        if not days:
            refuse("weekday", "No past day of this weekday is kept.", "no_data")
        return tuple(days[-TYPICAL:])
    if day > today:
        refuse("day", "This day is still to come.", "future_day")
    if day == today:
        refuse("day", "Today is not over yet: it can be replayed tomorrow.", "day_not_over")
    if day < retained:
        refuse("day", f"Days before {retained} are no longer kept.", "beyond_retention")
    if not aside(lambda: it.reports.days_with_arrivals(office.id, day, day)):
        refuse("day", "Nobody drew a number on this day.", "no_data")
    return (day,)


def scenario_of(body: WhatIf, office: Office) -> tuple[Scenario, tuple[str, ...]]:
    """The scenario, and the ids of the counters it adds; raises Problem 422."""
    changes: dict[str, Change] = {}
    for number, change in enumerate(body.counters):
        path = f"counters.{number}"
        if change.counter not in office.counters:
            refuse(f"{path}.counter", "There is no such counter.", "unknown_counter")
        if change.counter in changes:
            refuse(f"{path}.counter", "This counter is changed twice.")
        changes[change.counter] = _change(change, office, path)
    added = []
    for number, new in enumerate(body.added):
        name = _free_name(number, office)
        changes[name] = _new(new, office, f"added.{number}")
        added.append(name)
    for priority in body.priorities:
        if priority not in office.priorities:
            refuse(f"priorities.{priority}", "There is no such priority.", "unknown_priority")
    opening = _spans([body.opening_hours], "opening_hours") if body.opening_hours else None
    booked = body.appointment_credit_minutes
    return Scenario(
        counters=changes,
        opening=opening[0] if opening else None,
        tickets=None if body.ticket_hours is None else _spans(body.ticket_hours, "ticket_hours"),
        credits={key: minutes * 60 for key, minutes in body.priorities.items()},
        appointment_credit=None if booked is None else booked * 60,
        arrivals=1 + body.arrivals_percent / 100,
    ), tuple(added)


def _free_name(number: int, office: Office) -> str:
    name = f"added-{number + 1}"
    while name in office.counters:
        name += "-"
    return name


def _change(change: CounterChange, office: Office, path: str) -> Change:
    if change.closed and (change.hours or change.breaks):
        refuse(f"{path}.closed", "A closed counter has no hours and no breaks.", "contradiction")
    hours = () if change.closed else _maybe(change.hours, f"{path}.hours")
    breaks = None if change.closed else _maybe(change.breaks, f"{path}.breaks")
    if hours and breaks:
        _check_within(breaks, hours, f"{path}.breaks")
    return Change(hours, breaks, _services(change, office, path))


def _services(change: CounterChange, office: Office, path: str) -> dict[str, float] | None:
    """What the counter serves on the changed day; None: as it is."""
    if change.services is None and change.also is None and not change.without:
        return None
    _check_services(change.services or {}, office, f"{path}.services")
    _check_services(change.also or {}, office, f"{path}.also")
    for number, service in enumerate(change.without):
        if service not in office.services:
            refuse(f"{path}.without.{number}", "There is no such service.", "unknown_service")
    plain = office.counters[change.counter].services if change.services is None else change.services
    served = {**plain, **(change.also or {})}
    return {key: minutes for key, minutes in served.items() if key not in change.without}


def _new(new: NewCounter, office: Office, path: str) -> Change:
    if (new.like is None) == (new.services is None):
        refuse(f"{path}.like", "Say either which counter it is like or what it serves.")
    like = office.counters.get(new.like or "")
    if new.like is not None and like is None:
        refuse(f"{path}.like", "There is no such counter.", "unknown_counter")
    services = dict(like.services) if like else dict(new.services or {})
    _check_services(services, office, f"{path}.services")
    hours = _spans(new.hours, f"{path}.hours")
    breaks = _spans(new.breaks, f"{path}.breaks")
    _check_within(breaks, hours, f"{path}.breaks")
    return Change(hours, breaks, services)


def _check_services(services: dict[str, float], office: Office, path: str) -> None:
    for service in services:
        if service not in office.services:
            refuse(f"{path}.{service}", "There is no such service.", "unknown_service")


def _maybe(spans: Sequence[Span] | None, path: str) -> Spans | None:
    return None if spans is None else _spans(spans, path)


def _spans(spans: Sequence[Span], path: str) -> Spans:
    """Stretches in seconds; raises Problem 422 when they end before they begin or overlap."""
    found: list[tuple[float, float]] = []
    for number, span in enumerate(spans):
        since, until = _seconds(span.since), _seconds(span.until)
        if since >= until:
            refuse(f"{path}.{number}.until", "The end is not after the beginning.", "backwards")
        if found and since < found[-1][1]:
            refuse(f"{path}.{number}.from", "Stretches do not overlap.", "overlap")
        found.append((since, until))
    return tuple(found)


def _check_within(breaks: Spans, hours: Spans, path: str) -> None:
    for number, (since, until) in enumerate(breaks):
        if not any(opens <= since and until <= closes for opens, closes in hours):
            refuse(
                f"{path}.{number}.from", "A break lies within the counter's hours.", "outside_hours"
            )


def _seconds(clock: str) -> float:
    hour, minute = clock.split(":")
    return float(int(hour) * 3600 + int(minute) * 60)
