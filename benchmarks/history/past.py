"""Years of history, written as the daily job would have left them.

Days are simulated event by event by the true model of `benchmarks.estimates` and recorded as facts;
the same pure function as in the program makes cells of them. So many years need not be simulated
day for day: some hundred different days are, and each date gets one of them, drawn at random, with
its own date and its office's own names. Of the last days the facts are written as well.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import insert

from benchmarks.estimates.floor import Listener, Person
from benchmarks.estimates.generator import Day
from benchmarks.estimates.offices import MIXED, RUSH, OfficeSpec, Truth
from queue_app import config as c
from queue_app.domain import events as e
from queue_app.domain.opening_hours import local_instant
from queue_app.domain.statistics import GuardScore
from queue_app.domain.statistics.cells import CellKey, DayCells, day_cells
from queue_app.domain.statistics.packing import pack
from queue_app.storage import observations, office_store
from queue_app.storage.database import Database
from queue_app.storage.daybook import link
from queue_app.storage.months import Months
from queue_app.storage.queue_cache import QueueCache
from queue_app.storage.tables import days, facts

ZONE = ZoneInfo("Europe/Berlin")
BUSY = replace(RUSH, name="busy", walk_ins=455)
"""About 480 legs a day: 600 000 in five years."""
TOWN = replace(MIXED, name="town", walk_ins=128, appointments=36)
"""About 160 legs a day: fifty of them make ten million in five years."""
TEMPLATE_DAY = date(2026, 3, 3)
LANGUAGES = ("de", "de", "de", "de", "en", "tr", "uk", "ar")


@dataclass
class FactRecorder(Listener):
    """Writes down what happens on a simulated day as the program's facts."""

    chance: random.Random
    found: list[tuple[datetime, e.Fact]] = field(default_factory=list)
    left: set[str] = field(default_factory=set)

    def at(self, minute: float) -> datetime:
        return local_instant(TEMPLATE_DAY, 0, ZONE) + timedelta(minutes=minute)

    def note(self, minute: float, fact: e.Fact) -> None:
        self.found.append((self.at(minute), fact))

    def issued(self, day: Day, person: Person) -> None:
        booked = None if person.booked is None else self.at(person.booked)
        ticket = f"t{person.id}"
        self.left.add(ticket)
        fact = e.TicketIssued(
            ticket=ticket, number=f"A{person.id:03d}", series="a",
            service=day.spec.services[person.service].name, also=(), persons=1,
            language=self.chance.choice(LANGUAGES), priority="normal",
            business_day=TEMPLATE_DAY.isoformat(), queue_time=booked or self.at(day.now),
            booked_at=booked, appointment=person.queue_time == person.booked,
        )  # fmt: skip
        self.note(day.now, fact)

    def called(self, day: Day, counter: int, person: Person, idle_from: float) -> None:  # noqa: ARG002 - the model's own listener
        self.left.discard(f"t{person.id}")
        self.note(day.now, e.TicketCalled(f"t{person.id}", f"counter-{counter}"))

    def ended(self, day: Day, counter: int, person: Person, absent: bool) -> None:
        ticket, place = f"t{person.id}", f"counter-{counter}"
        if absent:
            self.note(day.now, e.TicketMissed(ticket, place))
            return
        began = min(person.called + self.chance.uniform(0.2, 1.2), day.now)
        self.note(began, e.ServiceStarted(ticket, place))
        self.note(day.now, e.ServiceFinished(ticket, place, "done"))

    def facts(self, day: Day) -> list[e.Recorded]:
        """All facts of the day in order."""
        last = max(at for at, _ in self.found)
        for number, counter in enumerate(day.spec.counters):
            self.note(counter.opens - 0.5, e.CounterOpened(f"counter-{number}"))
            self.found.append((last, e.CounterClosed(f"counter-{number}")))
        self.found += [(last, e.TicketExpired(ticket)) for ticket in sorted(self.left)]
        ordered = sorted(self.found, key=lambda one: one[0])
        return [
            e.Recorded(revision, at, revision, fact)
            for revision, (at, fact) in enumerate(ordered, start=1)
        ]


@dataclass(frozen=True)
class Template:
    """A simulated day: its cells and its facts."""

    cells: DayCells
    facts: list[e.Recorded]
    legs: int


def templates(spec: OfficeSpec, count: int, seed: int = 1) -> list[Template]:
    """So many different days of an office."""
    found = []
    for number in range(count):
        truth = Truth.draw(spec, np.random.default_rng(seed))
        chance = random.Random(seed * 1000 + number)
        recorder = FactRecorder(chance)
        day = Day(truth, chance, recorder)
        day.run()
        log = recorder.facts(day)
        cells = day_cells(log, zone=ZONE, day=TEMPLATE_DAY, languages=False)
        legs = sum(cell.counts["issued"] for cell in cells.cells.values())
        found.append(Template(cells, log, legs))
        progress(f"simulated days of {spec.name}", number + 1, count)
    return found


def progress(what: str, done: int, of: int) -> None:
    """Say how far it is, now and then."""
    if done == of or done % max(of // 20, 1) == 0:
        print(f"{what}: {done} of {of}", file=sys.stderr, flush=True)


def office_config(name: str, spec: OfficeSpec) -> c.OfficeConfig:
    """The office of a specification, its ids marked by its name."""
    return c.OfficeConfig.model_validate(
        {
            "id": name,
            "name": name,
            "timezone": "Europe/Berlin",
            "languages": ["de", "en", "tr", "uk", "ar"],
            "opening_hours": {day: ["08:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
            "services": [
                {
                    "id": f"{name}-{one.name}", "name": {"de": one.name}, "prefix": "ABCDEFG"[number],
                    "expected_minutes": one.mean,
                }
                for number, one in enumerate(spec.services)
            ],
            "counters": [
                {
                    "id": f"{name}-counter-{number}",
                    "label": {"de": f"Schalter {number + 1}"},
                    "services": {f"{name}-{spec.services[skill].name}": 0 for skill in one.skills},
                }
                for number, one in enumerate(spec.counters)
            ],
        }
    )  # fmt: skip


def working_days(last: date, years: float) -> list[date]:
    """Mondays to Fridays up to a day."""
    first = last - timedelta(days=round(years * 365.25))
    every = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in every if day.isoweekday() < 6]


def write(
    database: Database,
    spec: OfficeSpec,
    offices: Sequence[str],
    dates: Sequence[date],
    known: Sequence[Template],
    kept: int = 22,
) -> int:
    """Write the history of some offices, of the last `kept` days with facts; how many legs."""
    chance = random.Random(7)
    legs = 0
    for number, office in enumerate(offices):
        config = office_config(office, spec)
        start = local_instant(dates[0], 0, ZONE)
        office_store.bring_in(database, QueueCache(always_open=False), config, start)
        chain, revision = "", 100
        rows: list[dict[str, Any]] = []
        for day in dates:
            one = chance.choice(known)
            legs += one.legs
            retained = day in dates[-kept:]
            content = f"{office} {day}"
            chain = link(chain, content)
            if retained:
                with database.writing() as connection:
                    log = list(_fact_rows(one.facts, office, day, revision))
                    connection.execute(insert(facts), log)
                revision += len(one.facts)
            rows.append(_day_row(one, office, day, revision, chain, retained=retained))
            if len(rows) == 100 or day == dates[-1]:
                with database.writing() as connection:
                    connection.execute(insert(days), rows)
                rows = []
        months = Months(database, database)
        for month in months.due(office, dates[-kept]):
            months.keep(office, month, *months.work_out(office, month))
        progress(f"years of {len(offices)} offices written", number + 1, len(offices))
    return legs


def _day_row(
    one: Template, office: str, day: date, revision: int, chain: str, *, retained: bool
) -> dict[str, Any]:
    return {
        "office": office,
        "day": day,
        "revision": revision,
        "content": chain,
        "chain": chain,
        "retained": retained,
        "open_after": "[]",
        "cells": pack(renamed(one.cells, office, day)),
        "cells_by_language": None,
        "guard": json.dumps(GuardScore().to_json()),
        "learned": observations.to_bytes([]) if retained else None,
    }


def renamed(cells: DayCells, office: str, day: date) -> DayCells:
    """A simulated day as another date of an office with names of its own."""
    found = DayCells(day)

    def named(name: str) -> str:
        return f"{office}-{name}" if name else name

    def moved(key: CellKey) -> CellKey:
        return key._replace(service=named(key.service), counter=named(key.counter))

    found.cells.update({moved(key): cell for key, cell in cells.cells.items()})
    found.hours.update({(at, named(one)): size for (at, one), size in cells.hours.items()})
    found.outcomes.update({(moved(key), what): n for (key, what), n in cells.outcomes.items()})
    return found


def _fact_rows(
    log: Iterable[e.Recorded], office: str, day: date, after: int
) -> Iterator[dict[str, Any]]:
    shift = local_instant(day, 0, ZONE) - local_instant(TEMPLATE_DAY, 0, ZONE)
    for recorded in log:
        fact = recorded.fact
        values = {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in vars(fact).items()
            if name not in ("ticket", "counter")
        }
        yield {
            "office": office, "revision": after + recorded.revision, "at": recorded.at + shift,
            "day": day, "action": after + recorded.action, "desk": False,
            "kind": type(fact).__name__, "ticket": e.ticket_of(fact),
            "counter": e.counter_of(fact), "data": json.dumps(values),
        }  # fmt: skip
