"""What is changed in a past day before it is played again: counters, hours, rules, arrivals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from queue_app.estimation.what_if_day import INF, Break, Errand, PastDay, Place, Shift

Spans = tuple[tuple[float, float], ...]
"""Stretches of the day in seconds on the wall clock, in order."""

STAYS = 1800.0
"""A counter that opened or left within half an hour of the office's hours moves with them."""


@dataclass(frozen=True)
class Change:
    """One counter on the changed day; None leaves a part as it was.

    `hours` are its open stretches and `breaks` those within; no hours at all: it stays closed.
    `services` maps a service to the reluctance in minutes.
    """

    hours: Spans | None = None
    breaks: Spans | None = None
    services: Mapping[str, float] | None = None


@dataclass(frozen=True)
class Scenario:
    """Everything that is changed; empty: the day as it was.

    `counters` may name new ones, which need hours and services. `arrivals` is the factor of how
    many come. `credits` and `appointment_credit` are seconds.
    """

    counters: Mapping[str, Change] = field(default_factory=dict)
    opening: tuple[float, float] | None = None
    tickets: Spans | None = None
    credits: Mapping[str, float] = field(default_factory=dict)
    appointment_credit: float | None = None
    arrivals: float = 1.0

    @property
    def is_empty(self) -> bool:
        """Whether nothing is changed."""
        return self == Scenario()


def changed(day: PastDay, scenario: Scenario) -> PastDay:
    """The day with the changes made."""
    day = _with_hours(day, scenario)
    places = dict(day.places)
    for key, change in scenario.counters.items():
        places[key] = _place(places.get(key, Place({})), change)
    booked = scenario.appointment_credit
    return _with_tickets(
        replace(
            day,
            places=places,
            credits={**day.credits, **scenario.credits},
            appointment_credit=day.appointment_credit if booked is None else booked,
        ),
        scenario,
    )


def _with_hours(day: PastDay, scenario: Scenario) -> PastDay:
    if scenario.opening is None:
        return day
    opens, closes = scenario.opening
    moved = replace(day, opens=opens, closes=closes, calls_end=closes + day.calls_end - day.closes)
    places = {
        key: Place(place.services, tuple(_moved(shift, day, moved) for shift in place.shifts))
        for key, place in day.places.items()
    }
    return replace(moved, places=places)


def _moved(shift: Shift, old: PastDay, new: PastDay) -> Shift:
    opens, low, high = shift.opens, shift.low, shift.high
    if abs(opens - old.opens) <= STAYS:
        opens += new.opens - old.opens
    if low >= old.closes - STAYS:
        low, high = low + new.closes - old.closes, high + new.closes - old.closes
    opens = max(opens, new.opens)
    return replace(shift, opens=opens, low=max(low, opens), high=max(high, opens))


def _place(place: Place, change: Change) -> Place:
    services = place.services if change.services is None else change.services
    shifts = place.shifts
    if change.hours is not None:
        breaks = [each for shift in shifts for each in shift.breaks]
        shifts = tuple(
            Shift(opens, closes, closes, tuple(b for b in breaks if opens < b.high < closes))
            for opens, closes in change.hours
        )
    if change.breaks is not None:
        planned = [Break(since, since, ends=until) for since, until in change.breaks]
        shifts = tuple(
            replace(
                shift,
                breaks=tuple(b for b in planned if shift.opens <= b.low < shift.high),
            )
            for shift in shifts
        )
    return Place(services, shifts)


def _with_tickets(day: PastDay, scenario: Scenario) -> PastDay:
    """Nobody draws a number outside the ticket hours; who was turned away then may come now."""
    spans = scenario.tickets
    if spans is None:
        return day
    errands = list(day.errands)
    for at, errand in enumerate(errands):
        first = errand.since == errand.since and not errand.name.count("/")
        # Staff check appointments in and issue by hand outside the hours, too.
        drew_within = _within(errand.since, day.tickets) and not errand.appointment
        if first and drew_within and not _within(errand.since, spans):
            errands[at] = _gone(errand)
            twin = errand.twin
            while twin >= 0:
                errands[twin] = _gone(errands[twin])
                twin = errands[twin].twin
    for number, (at_clock, service) in enumerate(day.refused):
        if _within(at_clock, spans):
            priority = min(day.credits, key=lambda key: day.credits[key], default="")
            errands.append(
                Errand(
                    f"refused-{number}", service, 1, priority, at_clock, at_clock, at_clock,
                    int(1e9) + number,
                )
            )  # fmt: skip
    return replace(day, errands=tuple(errands), tickets=spans)


def _gone(errand: Errand) -> Errand:
    return replace(errand, since=float("nan"), eligible=INF)


def _within(at: float, spans: Spans) -> bool:
    return any(since <= at < until for since, until in spans)
