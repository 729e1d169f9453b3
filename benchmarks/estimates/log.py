"""A simulated day written down as the office's own log of facts, and the office that it is of."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np

from benchmarks.estimates.floor import Listener, Person
from benchmarks.estimates.generator import Day
from benchmarks.estimates.offices import CLOSING, TICKETS_END, OfficeSpec, Truth
from queue_app.domain import events as e
from queue_app.domain.office import Counter, Office, Priority, Rules, Service
from queue_app.domain.opening_hours import local_instant

MONDAY = date(2026, 3, 2)
WALK = 0.25
"""Minutes from the call to the start of a service (part of its duration)."""


def office_of(truth: Truth) -> Office:
    """The office as its system knows it: services as configured, that is wrongly."""
    spec = truth.spec
    span = {"mon": ((480, int(CLOSING) - 15),)}
    days = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), span["mon"])
    return Office(
        id=spec.name,
        name=spec.name,
        timezone="Europe/Berlin",
        opening_hours=days,
        ticket_hours=dict.fromkeys(days, ((480, int(TICKETS_END)),)),
        services={
            one.name: Service(one.name, {}, "ABCDEFG"[at], None, truth.configured[at])
            for at, one in enumerate(spec.services)
        },
        counters={
            f"c{at}": Counter(
                f"c{at}",
                {},
                {
                    spec.services[skill].name: spec.reluctance.get((at, skill), 0.0)
                    for skill in one.skills
                },
            )
            for at, one in enumerate(spec.counters)
        },
        priorities={
            "normal": Priority("normal", 0),
            "priority": Priority("priority", spec.credit),
        },
        rules=Rules(appointment_credit_minutes=spec.appointment_credit, closing_grace_minutes=15),
    )


@dataclass
class Log(Listener):
    """Writes facts with the instants at which they happened."""

    office: Office
    day: date
    at: list[tuple[datetime, e.Fact]] = field(default_factory=list)
    begun: set[int] = field(default_factory=set)

    def instant(self, minute: float) -> datetime:
        """A minute of the day as an instant."""
        return local_instant(self.day, 0, self.office.zone) + timedelta(minutes=minute)

    def note(self, minute: float, fact: e.Fact) -> None:
        """Write down what happened."""
        self.at.append((self.instant(minute), fact))

    def ticket(self, person: Person) -> str:
        """The id of somebody's ticket."""
        return f"{self.day:%j}-{person.id}"

    def issued(self, day: Day, person: Person) -> None:
        service = day.spec.services[person.service].name
        booked = person.booked
        in_time = booked is not None and day.now <= booked + 10
        self.note(
            day.now,
            e.TicketIssued(
                self.ticket(person), f"A{person.id:03}", "A", service, (), 1, "de",
                "priority" if booked is None and person.credit else "normal",
                self.day.isoformat(), self.instant(person.queue_time),
                booked_at=None if booked is None else self.instant(booked),
                appointment=in_time,
                not_before=self.instant(person.eligible) if in_time else None,
            ),
        )  # fmt: skip

    def called(self, day: Day, counter: int, person: Person, idle_from: float) -> None:  # noqa: ARG002 - as every listener is told
        name = f"c{counter}"
        if day.desks[counter].forgotten is not None:
            forgotten = day.desks[counter].forgotten
            assert forgotten is not None
            self.note(day.now, e.ServiceFinished(self.ticket(forgotten), name))
        if counter not in self.begun:
            self.begun.add(counter)
            self.note(day.spec.counters[counter].opens, e.CounterOpened(name))
        self.note(day.now, e.TicketCalled(self.ticket(person), name))

    def ended(self, day: Day, counter: int, person: Person, absent: bool) -> None:
        name, ticket = f"c{counter}", self.ticket(person)
        if absent:
            self.note(day.now, e.TicketMissed(ticket, name))
            return
        self.note(min(person.called + WALK, day.now), e.ServiceStarted(ticket, name))
        self.note(day.now, e.ServiceFinished(ticket, name))

    def paused(self, day: Day, counter: int, since: float) -> None:
        self.note(since, e.CounterPaused(f"c{counter}"))
        self.note(day.now, e.CounterOpened(f"c{counter}"))


def day_log(truth: Truth, office: Office, day: date, seed: str, first: int) -> list[e.Recorded]:
    """The facts of one simulated day, from revision `first` on."""
    log = Log(office, day)
    played = Day(truth, random.Random(seed), log)
    played.run()
    for number, spec in enumerate(played.spec.counters):
        if number in log.begun:
            last = max(spec.closes, played.desks[number].last)
            log.note(last, e.CounterClosed(f"c{number}"))
    for person in played.waiting:
        log.note(CLOSING, e.TicketExpired(log.ticket(person)))
    order = sorted(log.at, key=lambda each: each[0])
    return [e.Recorded(first + at, when, first + at, fact) for at, (when, fact) in enumerate(order)]


def truth_of(spec: OfficeSpec, replication: int) -> Truth:
    """A fresh office of this kind."""
    return Truth.draw(spec, np.random.default_rng([replication, len(spec.name)]))
