"""A small office with people in it, for the tests of the forecast."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from queue_app.domain.office import Counter, Office, Priority, Service
from queue_app.domain.queue import CounterState, Desk, Queue
from queue_app.domain.ticket import State, Ticket
from queue_app.estimation import Profile
from queue_app.estimation.mixed import HOURS
from queue_app.estimation.service_times import Errors, Habit

NOON = datetime(2026, 11, 18, 11, 0, tzinfo=UTC)  # a Wednesday, 12:00 in Berlin

OFFICE = Office(
    id="lindenhof",
    name="Bürgeramt Lindenhof",
    timezone="Europe/Berlin",
    opening_hours=dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ((480, 960),)),
    ticket_hours=dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ((480, 930),)),
    services={
        "card": Service("card", {"en": "ID card"}, "A", None, 12, 6),
        "move": Service("move", {"en": "Moving"}, "B", None, 9, 4),
        "info": Service("info", {"en": "Information"}, "C", None, 4),
    },
    counters={
        "one": Counter("one", {"en": "Counter 1"}, {"card": 0, "move": 0, "info": 0}),
        "two": Counter("two", {"en": "Counter 2"}, {"move": 0, "info": 10}),
        "three": Counter("three", {"en": "Counter 3"}, {"card": 5, "info": 0}),
    },
    priorities={
        "normal": Priority("normal", 0, self_service=True),
        "priority": Priority("priority", 15, self_service=True),
        "urgent": Priority("urgent", 1440),
    },
)


def ticket(number: int, service: str = "card", minutes_ago: float = 10, **fields: object) -> Ticket:
    """Somebody who came some minutes before noon."""
    arrived = NOON - timedelta(minutes=minutes_ago)
    made = Ticket(
        id=f"t{number}",
        number=f"A{number:03d}",
        series="a",
        business_day="2026-11-18",
        service=service,
        also=(),
        persons=1,
        language="de",
        priority="normal",
        state=State.WAITING,
        issued_at=arrived,
        issued_revision=number,
        queue_time=arrived,
        leg=1,
        leg_began=arrived,
        revision=number,
        last_deed=number,
    )
    return replace(made, **fields)  # type: ignore[arg-type]  # the fields of a ticket by name


def queue_of(*tickets: Ticket, open_counters: tuple[str, ...] = ("one", "two", "three")) -> Queue:
    """The office with these people in it."""
    queue = Queue(OFFICE, "epoch")
    queue.tickets = {each.id: each for each in tickets}
    since = NOON - timedelta(hours=4)
    queue.desks = {
        name: Desk(name, CounterState.OPEN, since=since, free_since=NOON) for name in open_counters
    }
    return queue


def without_doubt(profile: Profile, counters: Iterable[str]) -> Profile:
    """The profile taken at its word: its levels are exact, and nobody has a break of their own."""
    names, sides = tuple(profile.services), tuple(counters)
    size = len(names) + HOURS + 1 + len(sides)
    errors = Errors(names, sides, np.zeros((size, size)), np.zeros((len(names),) * 2))
    return replace(profile, load_slope=0.0, errors=errors, habits=dict.fromkeys(sides, Habit()))
