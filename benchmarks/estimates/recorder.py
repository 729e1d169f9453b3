"""What an office's system sees of a simulated day: facts as they become known, and snapshots."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.estimates.floor import BEFORE, BREAK, BUSY, CLOSED, PAUSE, Listener, Person
from benchmarks.estimates.generator import Day
from benchmarks.estimates.offices import CLOSING, TICKETS_END, Truth
from queue_app.estimation import (
    Appointment,
    AppointmentRules,
    Arrival,
    Booking,
    CounterInfo,
    CurrentTicket,
    Gap,
    Missed,
    Observation,
    Pause,
    Served,
    ServiceInfo,
    Shift,
    Snapshot,
    Waited,
    WaitingTicket,
)

DAY = 86400.0
FIRST_DAY = 20_000


def services_of(truth: Truth) -> tuple[ServiceInfo, ...]:
    """The services as configured, that is wrongly."""
    return tuple(
        ServiceInfo(spec.name, minutes * 60)
        for spec, minutes in zip(truth.spec.services, truth.configured, strict=True)
    )


@dataclass
class Recorder(Listener):
    """Keeps (minute, observation) in the order they become known, and every wait."""

    day: int
    at_issue: Callable[[Day, Person], None] | None = None
    known: list[tuple[float, Observation]] = field(default_factory=list)
    opened: dict[int, float] = field(default_factory=dict)
    last: dict[int, float] = field(default_factory=dict)
    crowd: dict[int, int] = field(default_factory=dict)
    calls: list[tuple[float, float]] = field(default_factory=list)

    def issued(self, day: Day, person: Person) -> None:
        if person.booked is None:
            name = day.spec.services[person.service].name
            clock = day.now * 60
            self._note(day.now, Arrival(self.day, clock, name, person.credit * 60))
        else:
            offset = (day.now - person.booked) * 60
            self._note(day.now, Booking(self.day, True, offset))
        if self.at_issue:
            self.at_issue(day, person)

    def called(self, day: Day, counter: int, person: Person, idle_from: float) -> None:
        now, desk = day.now, day.desks[counter]
        if desk.forgotten is not None:
            self._served(day, counter, desk.forgotten, by_next=True)
        elif counter in self.last and _somebody_since(day, counter, person) <= idle_from:
            self._note(now, Gap(self.day, (now - idle_from) * 60))
        self._note(now, Waited(self.day, (now - person.arrived) * 60))
        self.calls.append((now, now - person.arrived))
        self.opened.setdefault(counter, now)
        self.crowd[person.id] = len(day.waiting)
        self.last[counter] = now

    def ended(self, day: Day, counter: int, person: Person, absent: bool) -> None:
        if absent:
            self._note(day.now, Missed(self.day, (day.now - person.called) * 60))
        else:
            self._served(day, counter, person, by_next=False)

    def paused(self, day: Day, counter: int, since: float) -> None:
        name = f"c{counter}"
        self._note(day.now, Pause(self.day, since * 60, name, (day.now - since) * 60))

    def close(self, day: Day) -> None:
        """The day is over: shifts and the bookings that never came are known."""
        for counter, opened in self.opened.items():
            last = self.last[counter] * 60
            self._note(1440.0, Shift(self.day, f"c{counter}", opened * 60, last))
        for booking in day.bookings:
            if booking.check_in > 1440:
                self._note(1440.0, Booking(self.day, False))

    def _served(self, day: Day, counter: int, person: Person, by_next: bool) -> None:
        name = day.spec.services[person.service].name
        seconds = (day.now - person.called) * 60
        served = Served(
            self.day, person.called * 60, name, f"c{counter}", seconds,
            closed_by_next_call=by_next, waiting=self.crowd.pop(person.id, 0),
        )  # fmt: skip
        self._note(day.now, served)

    def _note(self, minute: float, what: Observation) -> None:
        self.known.append((minute, what))


def _somebody_since(day: Day, counter: int, person: Person) -> float:
    """Since when the counter could have called somebody: the one called, or another."""
    skills = day.spec.counters[counter].skills
    others = [max(p.arrived, p.eligible) for p in day.waiting if p.service in skills]
    return min([max(person.arrived, person.eligible), *others])


def snapshot(day: Day, number: int) -> Snapshot:
    """What the system knows at this instant of the day `number`."""
    midnight = DAY * (FIRST_DAY + number)
    return Snapshot(
        as_of=midnight + day.now * 60,
        midnight=midnight,
        services=services_of(day.chance.truth),
        counters=tuple(_counter(day, at, midnight) for at in range(len(day.desks))),
        waiting=tuple(_waiting(day, person, midnight) for person in day.waiting),
        appointments=tuple(
            Appointment(day.spec.services[b.service].name, midnight + b.booked * 60)
            for b in day.bookings
            if b.check_in > day.now
        ),
        closing=midnight + CLOSING * 60,
        tickets_until=midnight + TICKETS_END * 60,
        appointment_rules=AppointmentRules(credit=day.spec.appointment_credit * 60),
    )


def _waiting(day: Day, person: Person, midnight: float) -> WaitingTicket:
    due = midnight + person.eligible * 60 if person.eligible > day.now else None
    return WaitingTicket(
        id=str(person.id),
        service=day.spec.services[person.service].name,
        queue_time=midnight + person.queue_time * 60,
        arrived=midnight + person.arrived * 60,
        credit=person.credit * 60,
        tie=(0, person.id),
        eligible_from=due,
        booked=person.booked is not None and person.credit > 0,
    )


def _counter(day: Day, number: int, midnight: float) -> CounterInfo:
    desk, spec = day.desks[number], day.spec.counters[number]
    paused = desk.phase in (PAUSE, BREAK)
    closed = desk.phase in (CLOSED, BEFORE)
    person = desk.person if desk.phase == BUSY else desk.forgotten
    current = None
    if person is not None and not paused and not closed:
        # Clerks press *next* only: who is called may be there or not.
        name = day.spec.services[person.service].name
        since = midnight + person.called * 60
        current = CurrentTicket(str(person.id), name, "called", since)
    known = day.spec.breaks_known
    breaks: tuple[tuple[float, float], ...] = ()
    if known and spec.pause and (not desk.break_taken or desk.phase == BREAK):
        breaks = ((midnight + spec.pause[0] * 60, midnight + spec.pause[1] * 60),)
    return CounterInfo(
        id=f"c{number}",
        services={
            day.spec.services[skill].name: 60 * day.spec.reluctance.get((number, skill), 0.0)
            for skill in spec.skills
        },
        state="paused" if paused else "closed" if closed else "open",
        since=midnight + desk.since * 60,
        free_since=midnight + desk.ended * 60,
        current=current,
        breaks=breaks,
        closes=midnight + spec.closes * 60,
        opens=midnight + spec.opens * 60 if desk.phase == BEFORE else None,
        rostered=known,
    )
